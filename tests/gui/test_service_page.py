"""The service desk on screen: one key does it, it leaves the list, and Ctrl+Z brings it back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from data.facts import put
from data.store import Changes, Store, open_store
from desktop import theme
from desktop.desk import Desk
from desktop.pages.service import ServicePage
from desktop.session import Session
from desktop.widgets.rows import Value
from desktop.work import Work
from sales.facts import Customer, Rep, Ticket
from sales.words import Words
from tests.builders.screen import bring_to_front, turn
from tests.builders.team import ZONE

NOW = int(datetime(2026, 11, 24, 18, tzinfo=ZONE).timestamp() * 1000)
HOUR = 3_600_000
ME = Rep("r1", "Chen Yuting", "R07")


@pytest.fixture
def page(qtbot: QtBot, store: Store, work: Work, english: Words) -> ServicePage:
    from data.settings import settings

    with store.write(Changes.of("customers")) as db:
        put(
            db,
            [
                ME,
                Customer("c1", "Lin Yue", "C-1", owner_id="r1"),
                Ticket("t1", "c1", NOW - 30 * HOUR, "T-1", text="Where is my parcel"),
                Ticket(
                    "t2", "c1", NOW - 90 * HOUR, "T-2", text="It leaks", status="resolved",
                    resolved_at=NOW - 40 * HOUR,
                ),
            ],
        )  # fmt: skip
    desk = Desk(store, work, english, theme.LIGHT, settings(store.read()), ME, lambda: NOW)
    made = ServicePage(desk)
    qtbot.addWidget(made)
    made.resize(1200, 800)
    made.show()
    bring_to_front(qtbot, made)
    qtbot.waitUntil(lambda: work.idle)
    return made


def listed(page: ServicePage) -> list[str]:
    model = page.first_focus().model()  # type: ignore[attr-defined]  # the list
    return [model.index(at, 0).data(Value).no for at in range(model.rowCount())]


def test_what_was_done_leaves_the_list_and_can_be_taken_back(qtbot: QtBot, page: ServicePage) -> None:
    undo: list[Callable[[], None]] = []
    page.desk.toasted.connect(lambda text, back: undo.append(back))
    assert listed(page) == ["T-1", "T-2"]  # overdue first

    page.do("resolved")
    qtbot.waitUntil(lambda: bool(undo))
    page.reload()
    qtbot.waitUntil(lambda: listed(page) == ["T-2"])

    undo[0]()
    qtbot.waitUntil(lambda: page.desk.work.idle)
    page.reload()
    qtbot.waitUntil(lambda: listed(page) == ["T-1", "T-2"])


def test_a_key_does_only_what_is_permitted_for_the_chosen_matter(qtbot: QtBot, page: ServicePage) -> None:
    page.do("refunded")  # a ticket
    page.score(5)
    qtbot.waitUntil(lambda: page.desk.work.idle)

    assert page.desk.store.read().execute("SELECT count(*) FROM service_acts").fetchone()[0] == 0


def test_a_group_shows_its_own_and_esc_shows_all(qtbot: QtBot, page: ServicePage) -> None:
    page.show_ref("satisfaction")
    assert listed(page) == ["T-2"]
    assert page.ref == "satisfaction"

    assert page.back()
    assert listed(page) == ["T-1", "T-2"]
    assert not page.back()


def test_enter_opens_the_customer(qtbot: QtBot, page: ServicePage) -> None:
    went: list[tuple[str, object]] = []
    page.desk.went.connect(lambda name, ref: went.append((name, ref)))
    page.first_focus().setFocus()

    QTest.keyClick(page.first_focus(), Qt.Key.Key_Return)

    assert went == [("customers", "c1")]


def test_once_it_is_read_the_list_has_the_keyboard(
    qtbot: QtBot, home: Path, open_session: Callable[..., Session]
) -> None:
    store = open_store(home / "rapport.db")
    with store.write(Changes.of("tickets")) as db:
        put(db, [Ticket("t1", "c0", NOW, "T-1", text="Where is my parcel")])
    store.close()
    session = open_session(home)

    session.shell.go("service")
    qtbot.waitUntil(lambda: session.work.idle, timeout=10_000)
    turn()

    assert session.shell.stage
    assert session.shell.focusWidget() is session.shell.stage.page.first_focus()
