"""The sync centre: a conflict is decided by one key and taken back, what was refused keeps its text."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from data.store import open_store
from data.sync.conflicts import count
from desktop.dialogs.conflict import ConflictDialog
from desktop.home import now_ms
from desktop.pages.sync import SyncPage
from desktop.pages.sync_cards import ConflictCard, RefusedCard
from desktop.session import Session
from tests.builders.disputes import (
    DAY,
    log_call,
    phone_conflict,
    put_conflict,
    put_link,
    put_people,
    put_refusal,
    put_round,
    put_share,
)
from tests.builders.screen import bring_to_front, turn

Opens = Callable[..., Session]
BASE, MINE, THEIRS = "138 0012 4471", "138 0012 4400", "139 5710 8826"
NOWHERE = "http://127.0.0.1:9"


@pytest.fixture
def disputed(tmp_path: Path) -> Path:
    """A laptop with a conflict, a refusal and a call that waits, whose hub does not answer."""
    home, now = tmp_path / "disputed", now_ms()
    store = open_store(home / "rapport.db")
    put_people(store)
    put_link(store, hub=NOWHERE, lease_until=now + 14 * DAY, last_contact_at=now, last_success_at=now - 9_000)
    put_share(store)
    put_conflict(store, phone_conflict())
    put_refusal(store)
    log_call(store, "It ends in 4400.", now - 60_000)
    put_round(store, now - DAY)
    put_round(store, now - 9_000, sent=9, received=31, conflicts=0)
    store.close()
    return home


@pytest.fixture
def page(qtbot: QtBot, open_session: Opens, disputed: Path) -> SyncPage:
    session = open_session(disputed, locale="en")
    assert session.sync is not None
    session.sync.stop()
    session.shell.go("sync")
    shown = session.shell.stage.page if session.shell.stage else None
    assert isinstance(shown, SyncPage)
    bring_to_front(qtbot, session.shell)
    qtbot.waitUntil(lambda: bool(shown.findChildren(ConflictCard)), timeout=10_000)
    turn()
    return shown


def phone(page: SyncPage) -> str:
    found: str = page.desk.store.read().execute("SELECT phone FROM customers").fetchone()[0]
    return found


def said(widget: QWidget) -> str:
    return " ".join(one.text() for one in widget.findChildren(QLabel) if one.isVisible())


def open_ones(page: SyncPage) -> int:
    return count(page.desk.store.read())


@pytest.mark.parametrize(
    ("key", "value"), [(Qt.Key.Key_1, BASE), (Qt.Key.Key_2, MINE), (Qt.Key.Key_3, THEIRS)]
)
def test_one_key_decides_a_conflict_and_ctrl_z_takes_it_back(
    qtbot: QtBot, page: SyncPage, key: Qt.Key, value: str
) -> None:
    QTest.keyClick(page, key)
    qtbot.waitUntil(lambda: open_ones(page) == 0)
    decided = phone(page)
    qtbot.waitUntil(lambda: not page.findChildren(ConflictCard))
    QTest.keyClick(page, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: open_ones(page) == 1)

    assert decided == value
    assert phone(page) == THEIRS
    qtbot.waitUntil(lambda: bool(page.findChildren(ConflictCard)))


def test_the_dialog_shows_what_helps_and_enter_takes_the_answer_at_hand(qtbot: QtBot, page: SyncPage) -> None:
    next(b for b in page.findChildren(QPushButton) if b.text() == "What helps to decide").click()
    window = page.window()
    qtbot.waitUntil(lambda: bool(window.findChildren(ConflictDialog)))
    dialog = window.findChildren(ConflictDialog)[-1]
    turn()

    assert "Which phone number is right?" in said(dialog)
    assert "It ends in 4400." in said(dialog)
    QTest.keyClick(dialog.answers.first, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: open_ones(page) == 0)
    assert phone(page) == MINE


def test_deciding_later_leaves_all_as_it_is(qtbot: QtBot, page: SyncPage) -> None:
    next(b for b in page.findChildren(QPushButton) if b.text() == "What helps to decide").click()
    window = page.window()
    turn()
    dialog = window.findChildren(ConflictDialog)[-1]

    next(b for b in dialog.findChildren(QPushButton) if b.text() == "Decide later").click()
    turn()

    assert open_ones(page) == 1
    assert phone(page) == THEIRS


def test_a_refusal_that_was_seen_goes_and_undo_brings_it_back(qtbot: QtBot, page: SyncPage) -> None:
    card = page.findChildren(RefusedCard)[0]
    assert "Your text is kept." in said(card)

    next(b for b in card.findChildren(QPushButton) if b.text() == "Seen").click()
    qtbot.waitUntil(lambda: not page.findChildren(RefusedCard))
    QTest.keyClick(page, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)

    qtbot.waitUntil(lambda: bool(page.findChildren(RefusedCard)))


def test_what_waits_and_what_was_are_told(page: SyncPage) -> None:
    text = said(page)

    assert "Waiting to be sent" in text
    assert "Territory East 2" in text
    assert "1 customer" in text
    assert "14 of 14 days left" in text


def test_the_log_of_rounds_is_saved_for_a_spreadsheet(
    qtbot: QtBot, page: SyncPage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "log.csv"
    monkeypatch.setattr("desktop.pages.sync.document_path", lambda name, suffix: target)

    page.export()
    qtbot.waitUntil(target.exists)
    qtbot.waitUntil(lambda: page.desk.work.idle)

    lines = target.read_text(encoding="utf-8-sig").splitlines()
    assert lines[0].startswith("at,took_ms,sent,received")
    assert any(",17,212," in line for line in lines)


def test_a_store_without_a_hub_is_offered_one(qtbot: QtBot, open_session: Opens) -> None:
    session = open_session(locale="en")

    session.shell.go("sync")
    page = session.shell.stage.page if session.shell.stage else None
    assert page is not None

    qtbot.waitUntil(lambda: "No team hub is connected" in said(page))


def test_the_pill_opens_the_sync_centre_and_esc_goes_back(qtbot: QtBot, page: SyncPage) -> None:
    shell = page.window()
    stage = shell.stage  # type: ignore[attr-defined]
    shell.go("today")  # type: ignore[attr-defined]

    shell.press_pill()  # type: ignore[attr-defined]
    at_first = stage.place.page
    shell.back()  # type: ignore[attr-defined]

    assert (at_first, stage.place.page) == ("sync", "today")
