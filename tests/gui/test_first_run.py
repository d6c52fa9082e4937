"""The first run: what a new folder shows, in either language, and what cannot be opened is said."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QLocale
from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.qtbot import QtBot

from data.settings import settings
from desktop.dialogs.first_run import FirstRun
from desktop.opening import open_session as open_session_on
from desktop.session import Session
from desktop.widgets.buttons import Block, Segmented

Opens = Callable[..., Session]


def first_run(session: Session) -> FirstRun:
    shown = session.shell.findChildren(FirstRun)
    return shown[-1]


def words_in(widget: FirstRun) -> str:
    return " ".join(one.text() for one in widget.findChildren(QLabel))


def test_an_empty_folder_is_welcomed_with_the_ways_in(open_session: Opens, tmp_path: Path) -> None:
    session = open_session(tmp_path / "new", locale="en")

    shown = first_run(session)

    assert "Welcome to Rapport" in words_in(shown)
    assert session.shell.focusWidget() is shown.findChildren(Block)[0]
    assert "sample team" in shown.findChildren(Block)[0].accessibleName()


def test_the_language_can_be_chosen_before_anything_else(
    qtbot: QtBot, open_session: Opens, tmp_path: Path
) -> None:
    session = open_session(tmp_path / "new", locale="en")

    first_run(session).findChild(Segmented).chosen.emit(1)
    qtbot.waitUntil(lambda: session.work.idle)

    assert "欢迎使用 Rapport" in words_in(first_run(session))
    assert session.store is not None
    assert settings(session.store.read())["language"] == "zh_CN"


def test_a_chinese_system_is_welcomed_in_chinese(
    open_session: Opens, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(QLocale, "system", lambda: QLocale("zh_CN"))

    session = open_session(tmp_path / "new")

    assert "欢迎使用 Rapport" in words_in(first_run(session))


def test_a_folder_that_holds_no_database_of_ours_is_said_and_tried_again(
    qtbot: QtBot, qapp: object, home: Path
) -> None:
    kept = (home / "rapport.db").read_bytes()
    (home / "rapport.db").write_bytes(b"not a database" * 100)
    session = open_session_on(home, locale="en", look="light")
    qtbot.addWidget(session.shell)
    qtbot.waitUntil(lambda: "damaged" in _said(session))

    (home / "rapport.db").write_bytes(kept)
    again = next(b for b in session.shell.findChildren(QPushButton) if b.accessibleName() == "Try again")
    again.click()
    qtbot.waitUntil(lambda: session.shell.stage is not None)

    session.shell.close()


def _said(session: Session) -> str:
    return " ".join(one.text() for one in session.shell.findChildren(QLabel))
