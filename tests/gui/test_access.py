"""Every page for everyone: controls have names, no text is cut off, in a small window and both languages."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSpinBox,
    QComboBox,
    QLineEdit,
    QTabBar,
    QTextEdit,
)
from pytestqt.qtbot import QtBot

import desktop.pages  # noqa: F401 - registers them
from desktop.page import entries
from desktop.session import Session
from desktop.widgets.buttons import Block
from tests.builders.fits import cut_off, visible
from tests.builders.screen import turn

Opens = Callable[..., Session]
CONTROLS = (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSpinBox,
    QComboBox,
    QLineEdit,
    QTabBar,
    QTextEdit,
    Block,
)
PAGES = [entry.name for entry in entries()]
SMALL = (1024, 700)
OVER = ("find_or_do", "keys", "explain_pill")


def settle(qtbot: QtBot, session: Session) -> None:
    qtbot.waitUntil(lambda: session.work.idle, timeout=10_000)
    turn()


def nameless(session: Session) -> list[str]:
    lost = []
    for one in visible(session.shell):
        inner = isinstance(one.parent(), (QAbstractItemView, QAbstractSpinBox, QComboBox, QLineEdit))
        if isinstance(one, CONTROLS) and not inner:
            interface = QAccessible.queryAccessibleInterface(one)
            if not interface.text(QAccessible.Text.Name).strip():
                lost.append(f"{type(one).__name__} in {type(one.parent()).__name__}")
    return lost


@pytest.mark.parametrize("locale", ["en", "zh_CN"])
@pytest.mark.parametrize("page", PAGES)
def test_a_page_in_a_small_window_names_its_controls_and_cuts_nothing(
    qtbot: QtBot, open_session: Opens, page: str, locale: str
) -> None:
    session = open_session(locale=locale, look="light")

    session.shell.resize(*SMALL)
    session.shell.go(page)
    settle(qtbot, session)

    assert nameless(session) == []
    assert cut_off(session.shell) == []


@pytest.mark.parametrize("locale", ["en", "zh_CN"])
@pytest.mark.parametrize("what", OVER)
def test_what_lies_over_a_page_names_its_controls_and_cuts_nothing(
    qtbot: QtBot, open_session: Opens, what: str, locale: str
) -> None:
    session = open_session(locale=locale, look="light")

    session.shell.resize(*SMALL)
    getattr(session.shell, what)()
    settle(qtbot, session)

    assert nameless(session) == []
    assert cut_off(session.shell) == []


@pytest.mark.parametrize("locale", ["en", "zh_CN"])
def test_the_crash_dialog_names_its_controls_and_cuts_nothing(
    qtbot: QtBot, open_session: Opens, locale: str
) -> None:
    session = open_session(locale=locale, look="light")

    session.shell.resize(*SMALL)
    session.shell.report_crash("ZeroDivisionError")
    settle(qtbot, session)

    assert nameless(session) == []
    assert cut_off(session.shell) == []


@pytest.mark.parametrize("locale", ["en", "zh_CN"])
def test_the_first_run_names_its_controls_and_cuts_nothing(
    qtbot: QtBot, open_session: Opens, tmp_path_factory: pytest.TempPathFactory, locale: str
) -> None:
    session = open_session(tmp_path_factory.mktemp("new"), locale=locale, look="light")

    session.shell.resize(*SMALL)
    settle(qtbot, session)

    assert nameless(session) == []
    assert cut_off(session.shell) == []
