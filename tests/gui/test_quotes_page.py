"""Quotes on screen: the list reads on as it is scrolled, a manager decides by keys, a rep only looks."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from data import quotes
from data.facts import put
from data.quote_approvals import allowances
from data.quote_list import counts
from data.settings import put as put_settings
from data.settings import settings
from data.store import Changes, Store, open_store
from desktop import theme
from desktop.desk import Desk
from desktop.pages.quotes import Quotes
from desktop.session import Session
from desktop.work import Work
from sales.facts import Customer, Order, OrderLine, Product, Rep
from sales.quote_document import Discount, PercentOff, QuoteLine
from sales.quote_particulars import LineParticulars, Particulars
from sales.words import Words
from tests.builders.screen import bring_to_front, turn

NOW = 1_795_000_000_000
MINUTE, DAY = 60_000, 86_400_000
REP, BOSS = Rep("r1", "Lin Yue", "R01"), Rep("m1", "Chen Hao", "M01", role="manager")
PEOPLE: list[Rep | Customer | Product] = [
    REP,
    BOSS,
    Customer("c1", "Lakeside Boutique Hotel", "C-1", city="Hangzhou", owner_id="r1"),
    Customer("c2", "Cloud Peak Hotels", "C-2", owner_id="r1"),
    Product("p1", "Welcome box", "GF-118", price_e4=485_000, cost_e4=298_000, tax_bp=1300),
]


def quoted(store: Store, customer_id: str, now: int, off_bp: int = 0) -> str:
    """A draft of 24 boxes at 48.50, less some basis points."""
    version_id = quotes.begin(store, customer_id, now)
    quote = quotes.kept(store.read(), version_id, now, Words()).version.quote
    off = (Discount("rep", PercentOff(off_bp)),) if off_bp else ()
    line = QuoteLine(Decimal("48.50"), Decimal(24), "p1", Decimal("36.50"), 1300, off, id="1")
    said = Particulars(lines={"1": LineParticulars("GF-118", "Welcome box")}, last_line=1)
    quotes.save(store, version_id, replace(quote, lines=(line,)), said, now)
    return version_id


@pytest.fixture
def team(store: Store) -> Store:
    with store.write(Changes.of("customers")) as db:
        put(db, PEOPLE)
        put_settings(db, {"me": "r1"})
    return store


@pytest.fixture
def shown(qtbot: QtBot, team: Store, work: Work, english: Words) -> Callable[[Rep], Quotes]:
    """Opens the page for who works here."""

    def open_for(who: Rep) -> Quotes:
        with team.write(Changes.of("settings")) as db:
            put_settings(db, {"me": who.id})
        desk = Desk(team, work, english, theme.LIGHT, settings(team.read()), who, lambda: NOW)
        made = Quotes(desk)
        qtbot.addWidget(made)
        made.resize(1400, 800)
        made.show()
        bring_to_front(qtbot, made)
        qtbot.waitUntil(lambda: work.idle)
        return made

    return open_for


def settle(qtbot: QtBot, page: Quotes) -> None:
    qtbot.waitUntil(lambda: page.desk.work.idle)
    turn()


def test_the_list_is_newest_first_and_reads_on_as_it_is_scrolled(
    qtbot: QtBot, team: Store, shown: Callable[[Rep], Quotes]
) -> None:
    for at in range(70):
        quotes.begin(team, "c1" if at % 2 else "c2", NOW - (100 - at) * MINUTE)
    page = shown(REP)
    numbers = [one.number for one in page.list.rows.items]
    assert len(numbers) == 60
    assert numbers == sorted(numbers, reverse=True)

    page.list.view.verticalScrollBar().setValue(page.list.view.verticalScrollBar().maximum())
    qtbot.waitUntil(lambda: len(page.list.rows.items) == 70)

    quoted(team, "c1", NOW - MINUTE)
    page.list.search.setText("welcome")
    qtbot.waitUntil(lambda: len(page.list.rows.items) == 1)

    page.list.search.setText("cloud peak")
    qtbot.waitUntil(lambda: len(page.list.rows.items) == 35)
    assert page.back()
    qtbot.waitUntil(lambda: len(page.list.rows.items) == 60)


def test_enter_opens_the_quote_and_a_segment_shows_its_own(
    qtbot: QtBot, team: Store, shown: Callable[[Rep], Quotes]
) -> None:
    issued = quoted(team, "c1", NOW - DAY)
    quotes.issue(team, issued, NOW - DAY)
    draft = quotes.begin(team, "c2", NOW - MINUTE)
    page = shown(REP)
    went: list[tuple[str, object]] = []
    page.desk.went.connect(lambda name, ref: went.append((name, ref)))

    QTest.keyClick(page.list.view, Qt.Key.Key_Down)
    QTest.keyClick(page.list.view, Qt.Key.Key_Return)
    assert went == [("quote", issued)]

    page.show_ref("closed")
    settle(qtbot, page)
    assert [one.version_id for one in page.list.rows.items] == []
    page.show_ref("open")
    settle(qtbot, page)
    assert {one.version_id for one in page.list.rows.items} == {issued, draft}
    assert page.ref == "open"


def test_a_manager_denies_with_a_reason_by_key_and_it_leaves_the_list(
    qtbot: QtBot, team: Store, shown: Callable[[Rep], Quotes]
) -> None:
    asked = quoted(team, "c1", NOW - DAY, off_bp=400)
    quotes.ask(team, asked, "They take all 24 boxes.", NOW - MINUTE)
    page = shown(BOSS)
    page.show_ref("approve/")
    settle(qtbot, page)
    view = page.approvals.view
    assert view.request
    assert view.request.reason == "They take all 24 boxes."
    assert page.ref == f"approve/{asked}"

    page.deny()
    assert team.read().execute("SELECT count(*) FROM quote_decisions").fetchone()[0] == 0
    assert view.reason
    assert view.reason.hasFocus()
    QTest.keyClicks(view.reason, "adjust the price")  # A, D and J are letters here
    page.deny()
    settle(qtbot, page)
    page.reload()
    settle(qtbot, page)

    kept = quotes.kept(team.read(), asked, NOW, Words())
    assert kept.life.denied == "adjust the price"
    assert page.approvals.view.request is None


def test_what_was_approved_at_the_floor_price_carries_it_to_the_rep_and_can_be_taken_back(
    qtbot: QtBot, team: Store, shown: Callable[[Rep], Quotes]
) -> None:
    asked = quoted(team, "c1", NOW - DAY, off_bp=400)
    quotes.ask(team, asked, "", NOW - MINUTE)
    page = shown(BOSS)
    undo: list[Callable[[], None]] = []
    page.desk.toasted.connect(lambda text, back: undo.append(back))
    page.show_ref("approve/")
    settle(qtbot, page)

    page.approvals.view.approve_at_floor()
    settle(qtbot, page)
    assert quotes.kept(team.read(), asked, NOW, Words()).life.prices == {"1": Decimal("46.80")}

    undo[0]()
    settle(qtbot, page)
    assert counts(team.read(), NOW)["to_approve"] == 1


def test_a_rep_sees_what_they_asked_and_no_way_to_decide(
    qtbot: QtBot, team: Store, shown: Callable[[Rep], Quotes]
) -> None:
    asked = quoted(team, "c1", NOW - DAY, off_bp=400)
    quotes.ask(team, asked, "", NOW - MINUTE)
    page = shown(REP)
    page.show_ref("approve/")
    settle(qtbot, page)

    page.approve()
    page.deny()
    page.grant()
    settle(qtbot, page)

    assert page.approvals.view.request
    assert page.approvals.view.request.version_id == asked
    labels = {one.text().strip() for one in page.approvals.findChildren(QPushButton)}
    assert not labels & {"Approve", "Deny", "Grant", "Ask Lin Yue"}
    assert not page.approvals.busy
    assert team.read().execute("SELECT count(*) FROM quote_decisions").fetchone()[0] == 0


def test_an_allowance_is_granted_once_its_fields_are_right_and_taken_back(
    qtbot: QtBot, team: Store, shown: Callable[[Rep], Quotes], english: Words
) -> None:
    page = shown(BOSS)
    page.show_ref("approve/")
    settle(qtbot, page)
    page.grant()
    settle(qtbot, page)
    form = page.approvals.form
    assert form

    form.line("limit").setText("23")
    QTest.keyClick(form.line("limit"), Qt.Key.Key_Return)
    assert form.fault("limit") == "The rule leaves as much room already: 22%."
    form.line("limit").setText("21")
    QTest.keyClick(form.line("limit"), Qt.Key.Key_Return)
    settle(qtbot, page)
    today = english.moment(NOW).date()
    (granted,) = allowances(team.read(), "r1", today)
    assert (granted.row.rule, granted.row.limit_to) == ("M-2", "2100")

    page.reload()
    settle(qtbot, page)
    page.approvals.side.revoked.emit(page.approvals.leaves[0])
    settle(qtbot, page)
    assert allowances(team.read(), "r1", today) == ()


def test_a_quote_begins_with_what_was_ordered_last_by_one_digit(
    qtbot: QtBot, team: Store, shown: Callable[[Rep], Quotes]
) -> None:
    with team.write(Changes.of("orders")) as db:
        put(
            db,
            [Order("o1", "c1", NOW - DAY, net_cents=9_700, lines=(OrderLine("p1", 2, 485_000, 97_000),))],
        )
    page = shown(REP)
    went: list[tuple[str, object]] = []
    page.desk.went.connect(lambda name, ref: went.append((name, ref)))
    page.show_ref("new/c1")
    settle(qtbot, page)
    dialog = page.start.dialog
    assert dialog

    QTest.keyClick(dialog.first, Qt.Key.Key_1)
    qtbot.waitUntil(lambda: bool(went))

    name, version_id = went[0]
    assert name == "quote"
    kept = quotes.kept(team.read(), str(version_id), NOW, Words())
    assert [(line.product, line.qty) for line in kept.version.quote.lines] == [("p1", Decimal(2))]


def test_the_list_is_saved_as_a_table(
    qtbot: QtBot, team: Store, shown: Callable[[Rep], Quotes], tmp_path: Path
) -> None:
    quoted(team, "c1", NOW - DAY)
    page = shown(REP)

    page.save_as(tmp_path / "quotes.csv")
    qtbot.waitUntil(lambda: (tmp_path / "quotes.csv").exists() and page.desk.work.idle)

    head, line = (tmp_path / "quotes.csv").read_text(encoding="utf-8-sig").splitlines()
    assert head.startswith("number,customer,rep,state")
    assert "Lakeside Boutique Hotel,Lin Yue,draft" in line
    assert "1315.32" in line


def test_the_sidebar_says_how_many_wait_and_ctrl_4_goes_there(
    qtbot: QtBot, home: Path, open_session: Callable[..., Session]
) -> None:
    store = open_store(home / "rapport.db")
    with store.write(Changes.of("customers")) as db:
        put(db, [BOSS])
    now = time.time_ns() // 1_000_000
    quotes.ask(store, quoted(store, "c1", now, off_bp=400), "", now + 1)
    with store.write(Changes.of("settings")) as db:
        put_settings(db, {"me": "m1"})
    store.close()
    session = open_session(home)
    (waiting,) = session.shell.sidebar.shown.waiting
    assert (waiting.page, waiting.figure, waiting.said) == ("quotes", "1", "Quotes, 1 wait for you")

    QTest.keyClick(session.shell, Qt.Key.Key_4, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: session.work.idle)
    page = session.shell.stage.page if session.shell.stage else None
    assert isinstance(page, Quotes)
    QTest.keyClick(page, Qt.Key.Key_W)
    qtbot.waitUntil(lambda: session.work.idle)
    QTest.keyClick(page.approvals.list.view, Qt.Key.Key_A)
    qtbot.waitUntil(lambda: session.shell.sidebar.shown.waiting == (), timeout=10_000)
    QTest.keyClick(session.shell, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: len(session.shell.sidebar.shown.waiting) == 1, timeout=10_000)
