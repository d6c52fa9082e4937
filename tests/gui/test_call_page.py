"""Call mode on the sample team, by real keys: from Today to the logged outcome, and nothing is lost."""

from __future__ import annotations

import json
import shutil
from collections import Counter
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QLabel, QLineEdit, QListView, QWidget
from pytestqt.qtbot import QtBot

from data.sample import load_sample
from data.sample.company import ZONE
from data.store import Store, open_store
from desktop import theme
from desktop.pages.call import CallPage
from desktop.pages.call_parts import CLEAR, READ, SPEAK
from desktop.pages.customers import Customers
from desktop.pages.today import TodayPage
from desktop.session import Session
from desktop.widgets.rows import Value
from tests.builders.screen import turn

Opens = Callable[..., Session]
PLAIN, CTRL = Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ControlModifier
Key = Qt.Key
SPECIAL = {"\x1b": Key.Key_Escape, "\r": Key.Key_Return}
WHO, NEXT = "Studio Maple", "Zhou Wei"


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample team, in a home folder to be copied."""
    folder = tmp_path_factory.mktemp("sample")
    store = open_store(folder / "rapport.db")
    load_sample(store, datetime.now(ZoneInfo(ZONE)).date(), customers=60)
    store.close()
    return folder


@pytest.fixture
def session(qtbot: QtBot, sample: Path, tmp_path: Path, open_session: Opens) -> Session:
    folder = tmp_path / "team"
    shutil.copytree(sample, folder)
    opened = open_session(folder, locale="en", look="light")
    opened.shell.resize(1440, 900)
    return opened


class Hands:
    """What a rep does: keys go to whatever has the focus of the window."""

    def __init__(self, qtbot: QtBot, session: Session) -> None:
        self.qtbot, self.session, self.shell = qtbot, session, session.shell

    @property
    def store(self) -> Store:
        assert self.session.store is not None
        return self.session.store

    def press(self, *keys: Key, held: Qt.KeyboardModifier = PLAIN) -> None:
        for key in keys:
            QTest.keyClick(self.at(), key, held)
            self.settle()

    def type(self, text: str) -> None:
        QTest.keyClicks(self.at(), text)
        self.settle()

    def at(self) -> QWidget:
        return self.shell.focusWidget() or self.shell

    def settle(self) -> None:
        turn()
        self.qtbot.waitUntil(lambda: self.session.work.idle, timeout=20_000)
        turn()

    def page(self) -> Any:
        assert self.shell.stage is not None
        return self.shell.stage.page

    def call(self) -> Any:
        """The page, in Call mode."""
        page = self.page()
        assert isinstance(page, CallPage)
        return page

    def begin(self, name: str = WHO) -> Any:
        """From Today, by keys: choose the planned call with somebody and begin it."""
        self.shell.go("today", "today")
        self.settle()
        today = self.page()
        assert isinstance(today, TodayPage)
        calls = today._main.calls
        assert isinstance(calls, QListView)
        calls.setFocus()
        self.press(Key.Key_Home)
        while calls.currentIndex().data(Value).name != name:
            self.press(Key.Key_Down)
        self.press(Key.Key_Return, held=CTRL)
        self.press(Key.Key_Return)
        return self.call()


@pytest.fixture
def hands(qtbot: QtBot, session: Session) -> Hands:
    return Hands(qtbot, session)


def rows(store: Store, sql: str, *bound: object) -> list[Any]:
    return store.read().execute(sql, bound).fetchall()


def test_a_call_is_led_from_today_to_its_logged_outcome_by_keys_alone(hands: Hands) -> None:
    page = hands.begin()
    store = hands.store
    call_id, customer = page.call.plan.id, page.call.plan.customer_id
    assert page.call.plan.planned

    hands.type("1")
    hands.type("n")
    hands.type("Two recording rooms")
    hands.press(Key.Key_Return)
    hands.type("1")
    hands.type("/")
    hands.press(Key.Key_Down, Key.Key_Return)
    hands.type("1w")
    card = page.parts.lookup.card
    hands.press(Key.Key_Escape)
    hands.type("$")
    hands.press(Key.Key_Return)
    hands.type("f")
    hands.type("Send the quote")
    hands.press(Key.Key_Down, Key.Key_Return)
    hands.type("1")
    hands.press(Key.Key_Escape)
    assert page.parts.over == "outcome"
    hands.type("2")
    hands.press(Key.Key_Return, held=CTRL)

    contact = rows(store, "SELECT * FROM activities WHERE id = ?", call_id)[0]
    marks = rows(store, "SELECT * FROM contact_marks WHERE activity_id = ? ORDER BY at, id", call_id)
    kinds = Counter(mark["kind"] for mark in marks)
    assert (contact["state"], contact["outcome"], contact["promise"]) == (
        "done",
        "Next step",
        "Send the quote",
    )
    assert contact["text"] == "Two recording rooms"
    assert kinds == {
        "step": 4, "answer": 3, "note": 1, "objection": 1, "price": 1, "commitment": 1,
        **({"competitor": 1} if kinds["competitor"] else {}),
    }  # fmt: skip
    assert [(m["ref"], m["worked"]) for m in marks if m["kind"] == "objection"] == [(card.id, 1)]
    sent = {(one["tbl"], one["row_id"]) for one in rows(store, "SELECT tbl, row_id FROM outbox")}
    assert sent == {("activities", call_id), *(("contact_marks", mark["id"]) for mark in marks)}
    assert rows(store, "SELECT * FROM calls") == []
    assert hands.call().opening.brief.customer.name == NEXT
    assert hands.call().call is None

    hands.shell.go("customers", f"{customer}/history")
    hands.settle()
    assert in_history(hands, call_id) >= {
        *(mark["text"] for mark in marks if mark["kind"] in ("note", "commitment", "price")),
        *(f"“{mark['text']}”" for mark in marks if mark["kind"] == "objection"),
    }


def in_history(hands: Hands, call_id: str) -> set[str]:
    """The words of the call's card in the history, which Enter opens."""
    page = hands.page()
    assert isinstance(page, Customers)
    tab = page.workspace.history_tab
    lines = [tab.rows.line(at) for at in range(tab.rows.rowCount())]
    facts = [getattr(line.told.entry.fact, "id", "") if line else "" for line in lines]
    at = facts.index(call_id)
    tab.view.setFocus()
    tab.view.setCurrentIndex(tab.rows.index(at))
    hands.press(Key.Key_Return)
    hands.qtbot.waitUntil(lambda: len(tab.calls) == 1)
    (card,) = tab.calls
    said = {one.text() for one in card.findChildren(QLabel)}
    assert len([one for one in said if "“" in one and ":" in one]) == 3  # the answers, each at its step
    return said


def test_a_logged_call_is_taken_back_as_a_whole_and_stands_open_again(hands: Hands) -> None:
    page = hands.begin()
    customer, call_id = page.call.plan.customer_id, page.call.plan.id
    hands.type("1")
    hands.press(Key.Key_Escape)
    hands.type("2")
    hands.type("Send it")
    hands.press(Key.Key_Return, held=CTRL)
    (logged,) = rows(hands.store, "SELECT next_step FROM activities WHERE id = ?", call_id)

    hands.press(Key.Key_Z, held=CTRL)

    store = hands.store
    assert rows(store, "SELECT * FROM outbox") == []
    (contact,) = rows(store, "SELECT state FROM activities WHERE id = ?", call_id)
    assert (logged["next_step"], contact["state"]) == ("Send it", "planned")
    assert (page.call.plan.customer_id, len(page.call.way)) == (customer, 2)
    assert page.parts.over == "outcome"


def test_escape_goes_back_to_exactly_where_the_call_was(hands: Hands) -> None:
    page = hands.begin()
    hands.type("1")
    way = page.call.way

    hands.type("/")
    hands.type("zz")
    hands.press(Key.Key_Escape)
    from_lookup = page.parts.over, page.call.way, hands.at()
    hands.type("n")
    hands.type("half a")
    hands.press(Key.Key_Escape)
    from_note = page.call.draft, hands.at()
    hands.press(Key.Key_Escape, Key.Key_Escape)

    assert from_lookup == ("", way, page)
    assert from_note == ("half a", page)
    assert (page.parts.over, page.call.way, page.call.ended_at) == ("", way, None)


def test_backspace_takes_the_answer_back_and_digits_without_one_do_nothing(hands: Hands) -> None:
    page = hands.begin()
    before = page.call.way

    hands.type("1")
    hands.press(Key.Key_Backspace)
    hands.type("9")

    assert page.call.way == before
    assert [event.kind for event in page.call.events] == ["answer", "back"]


def test_what_the_customer_may_see_is_shown_and_the_call_is_there_again_exactly(hands: Hands) -> None:
    page = hands.begin()
    hands.type("1")
    way = page.call.way

    hands.press(Key.Key_F11)
    shown = hands.shell.stage.place if hands.shell.stage else None
    hands.press(Key.Key_Escape)

    assert shown == ("presentation", f"{page.call.plan.customer_id}/AP-600")
    assert hands.call().call.way == way
    assert [one.text for one in page.call.shown] == ["Breva 600"]


def test_a_call_that_was_cut_off_goes_on_where_it_stopped(
    qtbot: QtBot, hands: Hands, open_session: Opens, tmp_path: Path
) -> None:
    page = hands.begin()
    hands.type("1")
    hands.type("n")
    hands.type("He deci")
    before = page.call
    hands.session.shell.close()

    again = Hands(qtbot, open_session(tmp_path / "team", locale="en", look="light"))
    again.shell.go("today", "today")
    again.settle()
    again.type("r")

    assert again.call().call == before
    assert again.call().parts.notes.field.text() == "He deci"


def test_nothing_in_call_mode_is_smaller_than_can_be_read_from_two_metres(hands: Hands) -> None:
    page = hands.begin()
    hands.type("1")
    hands.type("n")
    hands.type("A note")
    hands.press(Key.Key_Return)

    small = []
    for keys in ("", "f", "\x1b/", "\rw", "\x1b$", "\x1b\x1b"):
        for key in keys:
            hands.type(key) if key not in SPECIAL else hands.press(SPECIAL[key])
        small += [
            f"{type(one).__name__} {one.text()!r}"
            for kind in (QLabel, QAbstractButton, QLineEdit)
            for one in page.findChildren(kind)
            if one.isVisible() and one.text() and one.font().pixelSize() < 16
        ]

    assert page.parts.over == "outcome"
    assert small == []
    assert min(theme.TYPE[role].px for role in (READ, CLEAR, SPEAK)) >= 16


def test_the_outbox_tells_each_mark_with_its_track_and_step(hands: Hands) -> None:
    hands.begin()
    hands.type("1")
    hands.press(Key.Key_Escape)
    hands.type("4")
    hands.press(Key.Key_Return, held=CTRL)

    said = [
        json.loads(one["body"])["set"]
        for one in rows(hands.store, "SELECT body FROM outbox WHERE tbl = 'contact_marks' ORDER BY ord")
    ]
    assert [one["kind"] for one in said] == ["step", "answer", "step"]
    assert {one["track"] for one in said} == {"potential-air-purifier"}
    assert said[1]["step"] == "open"
