"""The Customers page, driven as a rep drives it: find somebody, read, write, take back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from data import facts, outbox, search, standings, summaries
from data.history import history
from data.settings import settings
from data.store import Changes, Store
from desktop import theme
from desktop.desk import Desk
from desktop.pages.customer_contact import ContactForm
from desktop.pages.customer_lines import IconLine
from desktop.pages.customer_paper import paper_path
from desktop.pages.customer_profile import ProfileForm
from desktop.pages.customer_rows import BLOCKS_HELD
from desktop.pages.customers import Customers
from desktop.session import Session
from desktop.widgets.buttons import Block
from desktop.work import Work
from sales.facts import (
    Activity,
    Customer,
    Event,
    Order,
    OrderLine,
    Product,
    Rep,
    Review,
    Ticket,
)
from sales.words import Words
from tests.builders.brief import full_brief
from tests.builders.screen import bring_to_front, turn

NOW = 1_795_000_000_000  # 18 November 2026, about noon in Shanghai
DAY = 86_400_000
TODAY = datetime.fromtimestamp(NOW / 1000, UTC).date()
ME, OTHER = Rep("r1", "Chen Yuting", "R07", "陈雨婷"), Rep("r2", "Zhao Min", "R08", "赵敏")
BREVA = Product("p-1", "Breva 400", "AP-400", "微风 400", "air-purifier", price_e4=19_990_000)
WANG = Customer("c-wang", "王建国", "C-1", phone="138 0012 4471", city="Hangzhou", owner_id="r1")
EMMA = Customer("c-emma", "Emma Hughes", "C-2", city="Shanghai", owner_id="r1")
FAR = Customer("c-far", "Far Away Ltd", "C-3", city="Ningbo", owner_id="r2")


def order(key: str, who: str, ago: int, net: int, **more: object) -> Order:
    line = OrderLine("p-1", 1, 19_990_000, net)
    return Order(key, who, NOW - ago * DAY, net, (line,), key.upper(), **more)  # type: ignore[arg-type]


COMPANY: tuple[facts.Fact, ...] = (
    ME, OTHER, BREVA, WANG, EMMA, FAR,
    order("o-late", "c-wang", 7, 282_800, promised_on=TODAY - timedelta(3), in_transit_at=NOW - 5 * DAY),
    order("o-old", "c-wang", 90, 32_900, promised_on=TODAY - timedelta(85), signed_at=NOW - 85 * DAY),
    order("o-emma", "c-emma", 40, 99_900),
    Ticket("t-1", "c-wang", NOW - DAY, "4471", "chat", "Where is my parcel?", "logistics"),
    Event("e-1", "c-wang", "view", NOW - 2 * DAY, "p-1"),
    Activity("a-1", "c-wang", "call", NOW - 3 * DAY, "r1", text="Home on Sunday.", promise="Filter guide",
             promised_on=TODAY + timedelta(2)),
    Review("v-1", "c-emma", 2, NOW - 35 * DAY, "p-1"),
)  # fmt: skip


def fill(store: Store, *some: facts.Fact) -> None:
    with store.write(Changes.of("all")) as db:
        facts.put(db, some)
        summaries.rebuild(db)
        standings.evaluate(db, TODAY)
        search.rebuild(db)


Opens = Callable[..., Customers]
OpensWindow = Callable[..., Session]


class Hears(QObject):
    """Tells the page what was written, as the window does."""

    changed = Signal(object)

    def __init__(self, page: Customers, store: Store) -> None:
        super().__init__(page)
        self._page = page
        self.changed.connect(self._take, Qt.ConnectionType.QueuedConnection)
        store.listen(self.changed.emit)

    def _take(self, changes: Changes) -> None:
        if self._page.kinds & changes.kinds:
            self._page.reload()


@pytest.fixture
def opens(qtbot: QtBot, store: Store, work: Work, english: Words) -> Opens:
    """Opens the page on the store, as large as in a window of 1440 x 900, and waits until it is ready."""

    def start(rep: Rep | None = ME, size: tuple[int, int] = (1220, 880)) -> Customers:
        desk = Desk(store, work, english, theme.LIGHT, settings(store.read()), rep, lambda: NOW)
        page = Customers(desk)
        qtbot.addWidget(page)
        page.resize(*size)
        with qtbot.waitSignal(page.ready, timeout=20_000):
            page.show()
        qtbot.waitUntil(lambda: work.idle, timeout=20_000)
        bring_to_front(qtbot, page)
        Hears(page, store)
        return page

    return start


@pytest.fixture
def company(store: Store) -> Store:
    fill(store, *COMPANY)
    return store


def settle(qtbot: QtBot, page: Customers) -> None:
    """Wait until the pause in typing is over that begins a search, and until nothing is read."""
    qtbot.waitUntil(lambda: not any(timer.isActive() for timer in page.list.findChildren(QTimer)))
    qtbot.waitUntil(lambda: page.desk.work.idle, timeout=20_000)


def names(page: Customers) -> list[str]:
    rows = page.list.rows
    listed = [rows.row(at) for at in range(rows.rowCount())]
    return [one.name for one in listed if one]


def press(page: Customers, text: str) -> None:
    """Press the button that says `text`, wherever it is."""
    found = [
        b
        for b in page.window().findChildren(QAbstractButton)
        if text in (b.text().strip(), b.accessibleName())
    ]
    next(button for button in found if button.isVisible()).click()


def says(widget: QWidget) -> str:
    """All words that a part of the page shows."""
    shown = [label.text() for label in widget.findChildren(QLabel) if label.isVisible()]
    shown += [line.accessibleName() for line in widget.findChildren(QWidget) if line.isVisible()]
    return "\n".join(shown)


def dialog(page: Customers, kind: type) -> QWidget:
    found: QWidget = next(one for one in page.window().findChildren(kind) if one.isVisible())
    return found


def test_my_customers_stand_by_value_and_the_first_is_open(company: Store, opens: Opens) -> None:
    page = opens()

    assert names(page) == ["王建国", "Emma Hughes"]
    assert page.ref == "c-wang"
    assert "Ticket 4471" in says(page.workspace)


def test_somebody_without_customers_sees_the_teams(company: Store, opens: Opens) -> None:
    page = opens(Rep("r9", "New Here"))

    assert names(page) == ["王建国", "Emma Hughes", "Far Away Ltd"]


def test_a_manager_sees_everybodys_customers(company: Store, opens: Opens) -> None:
    page = opens(Rep("m1", "Chen Hao", role="manager"))

    assert len(names(page)) == 3


def test_typing_narrows_the_list_and_clearing_brings_it_back(
    qtbot: QtBot, company: Store, opens: Opens
) -> None:
    page = opens()
    page.search()

    QTest.keyClicks(page.list.field, "emma")
    settle(qtbot, page)
    found = names(page)
    page.back()
    settle(qtbot, page)

    assert found == ["Emma Hughes"]
    assert len(names(page)) == 2
    assert page.ref == "c-wang"


def test_nobody_found_says_where_was_looked_and_looks_further(
    qtbot: QtBot, company: Store, opens: Opens
) -> None:
    page = opens()

    page.list.search("far away")
    settle(qtbot, page)
    said = says(page.list)
    press(page, "Look in the whole team")
    settle(qtbot, page)

    assert "Nobody has “far away”" in said
    assert "Searched: your customers." in said
    assert names(page) == ["Far Away Ltd"]


def test_a_chip_shows_one_segment_with_its_count(qtbot: QtBot, company: Store, opens: Opens) -> None:
    page = opens()

    press(page, "Churn risk  1")
    settle(qtbot, page)

    assert names(page) == ["Emma Hughes"]
    assert page.list.filter.segment == "churn_risk"


def test_the_arrows_open_one_customer_after_the_other(qtbot: QtBot, company: Store, opens: Opens) -> None:
    page = opens()
    page.list.view.setFocus()

    QTest.keyClick(page.list.view, Qt.Key.Key_Down)
    qtbot.waitUntil(lambda: page.ref == "c-emma")
    QTest.keyClick(page.list.view, Qt.Key.Key_Up)

    qtbot.waitUntil(lambda: page.ref == "c-wang")


def test_a_place_is_come_back_to_exactly(qtbot: QtBot, company: Store, opens: Opens) -> None:
    page = opens()

    with qtbot.waitSignal(page.workspace.history_tab.shown):
        page.show_ref("c-emma/history")

    assert page.ref == "c-emma/history"
    qtbot.waitUntil(lambda: page.list.view.currentIndex().row() == 1)


def test_who_is_gone_is_said_to_be_gone(qtbot: QtBot, company: Store, opens: Opens) -> None:
    page = opens()

    with qtbot.waitSignal(page.ready):
        page.show_ref("c-nobody")

    assert "There is no customer c-nobody." in says(page.workspace)


def test_a_note_lands_in_history_and_outbox_and_is_taken_back(
    qtbot: QtBot, company: Store, opens: Opens
) -> None:
    page = opens()
    undo: list[Callable[[], None]] = []
    page.desk.toasted.connect(lambda said, back: undo.append(back) if back else None)

    page.note()
    form = dialog(page, ContactForm)
    assert isinstance(form, ContactForm)
    QTest.keyClicks(form.text, "Wants the guide on paper.")
    QTest.keyClick(form, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: bool(undo))
    kept = history(company.read(), "c-wang").activities
    waiting = outbox.waiting(company.read())
    undo[0]()
    qtbot.waitUntil(lambda: outbox.waiting(company.read()) == 0)

    assert [(one.kind, one.text, one.rep_id) for one in kept[-1:]] == [
        ("note", "Wants the guide on paper.", "r1")
    ]
    assert waiting == 1
    assert len(history(company.read(), "c-wang").activities) == 1


def test_a_note_without_words_is_asked_for_some(company: Store, opens: Opens) -> None:
    page = opens()
    page.note()
    form = dialog(page, ContactForm)
    assert isinstance(form, ContactForm)

    form.save()

    assert "A note needs words." in says(form)
    assert outbox.waiting(company.read()) == 0


def test_a_note_is_written_where_notes_are_read(qtbot: QtBot, company: Store, opens: Opens) -> None:
    page = opens()
    page.workspace.show_tab("notes")
    editor = page.workspace.notes_tab.editor

    QTest.keyClicks(editor, "Door code 4471.")
    QTest.keyClick(editor, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)

    qtbot.waitUntil(lambda: outbox.waiting(company.read()) == 1)
    assert history(company.read(), "c-wang").activities[-1].text == "Door code 4471."


def test_a_promise_is_marked_as_kept_from_the_brief(qtbot: QtBot, company: Store, opens: Opens) -> None:
    page = opens()

    press(page, "Kept")

    qtbot.waitUntil(lambda: history(company.read(), "c-wang").activities[0].kept_at == NOW)
    qtbot.waitUntil(lambda: "Promise: Filter guide" not in says(page.workspace.brief_tab))


def test_a_late_order_offers_its_coupon_once(qtbot: QtBot, company: Store, opens: Opens) -> None:
    page = opens()
    tab = page.workspace.history_tab
    with qtbot.waitSignal(tab.shown):
        page.workspace.show_tab("history")
    before = says(tab.cards[0])

    with qtbot.waitSignal(tab.shown):
        press(page, "Offer coupon")

    assert "a ¥5 coupon, no minimum" in before
    assert "The delay compensation was offered on" in says(tab.cards[0])
    assert history(company.read(), "c-wang").activities[-1].outcome == "Coupon offered"


def test_a_signed_order_opens_and_closes_its_tracker(qtbot: QtBot, company: Store, opens: Opens) -> None:
    page = opens()
    tab = page.workspace.history_tab
    with qtbot.waitSignal(tab.shown):
        page.workspace.show_tab("history")
    told = [line.told.title if (line := tab.rows.line(at)) else "" for at in range(tab.rows.rowCount())]
    signed = tab.rows.index(told.index("Order O-OLD signed, on time"))
    opened = len(tab.cards)

    tab.view.activated.emit(signed)
    more = len(tab.cards)
    tab.view.activated.emit(signed)

    assert (opened, more, len(tab.cards)) == (1, 2, 1)


def test_a_strand_shows_only_its_entries(qtbot: QtBot, company: Store, opens: Opens) -> None:
    page = opens()
    tab = page.workspace.history_tab
    with qtbot.waitSignal(tab.shown):
        page.workspace.show_tab("history")

    with qtbot.waitSignal(tab.shown):
        press(page, "Tickets 1")

    told = [line.told.title for at in range(tab.rows.rowCount()) if (line := tab.rows.line(at))]
    assert told == ["Ticket 4471: “Where is my parcel?”"]


def test_a_wrong_number_is_shown_at_its_field_and_nothing_is_saved(company: Store, opens: Opens) -> None:
    page = opens()
    press(page, "Edit")
    form = dialog(page, ProfileForm)
    assert isinstance(form, ProfileForm)

    form.line("phone").setText("call me")
    form.line("city").setText("Wuxi")
    form.save()

    assert "call me is not a telephone number." in says(form)
    assert form.line("phone").property("invalid") is True
    assert outbox.waiting(company.read()) == 0


def test_a_profile_is_saved_and_the_list_shows_it(qtbot: QtBot, company: Store, opens: Opens) -> None:
    page = opens()
    press(page, "Edit")
    form = dialog(page, ProfileForm)
    assert isinstance(form, ProfileForm)

    form.line("name").setText("王建国 (shop)")
    form.save()

    qtbot.waitUntil(lambda: names(page)[:1] == ["王建国 (shop)"])
    qtbot.waitUntil(lambda: "王建国 (shop)" in says(page.workspace))


def test_an_answer_leads_to_its_step_by_click_and_by_digit(
    qtbot: QtBot, company: Store, opens: Opens
) -> None:
    page = opens()
    first = page.track.step
    assert first is not None
    assert first.answers

    QTest.keyClick(page.list.view, Qt.Key.Key_1)
    by_key = page.track.step
    page.track.go(first.id)
    said = first.answers[0][0]
    blocks = partial(page.track.findChildren, Block)
    qtbot.waitUntil(lambda: said in [one.accessibleName() for one in blocks() if one.isVisible()])
    next(one for one in blocks() if one.accessibleName() == said and one.isVisible()).pressed.emit()

    assert by_key is not None
    assert by_key.id == first.answers[0][1]
    assert page.track.step == by_key


def test_an_objection_opens_its_answer(qtbot: QtBot, opens: Opens, company: Store) -> None:
    page = opens()
    page.track.show_brief(full_brief("en"))
    qtbot.waitSignal(page.track.filled).wait()
    block = next(one for one in page.track.findChildren(Block) if "always late" in one.accessibleName())

    block.pressed.emit()

    qtbot.waitUntil(lambda: "Once in 7 orders" in says(page.track))
    assert "worked 34 of 48" in says(page.track)


def test_the_talk_track_goes_and_comes_with_a_key(company: Store, opens: Opens) -> None:
    page = opens()
    beside = page.track.isVisible()

    page.toggle_track()
    gone = not page.track.isVisible()
    page.toggle_track()

    assert beside
    assert gone
    assert page.track.isVisible()


def test_in_a_small_window_it_is_the_list_or_the_customer(qtbot: QtBot, company: Store, opens: Opens) -> None:
    page = opens(size=(958, 690))
    listed = page.list.isVisible(), page.workspace.isVisible()

    with qtbot.waitSignal(page.ready):
        page.list.opened.emit("c-emma")
    opened = page.list.isVisible(), page.workspace.isVisible()
    page.toggle_track()
    drawer = page.track.isVisible()
    page.back()
    shut = page.track.isVisible()
    page.back()

    assert listed == (True, False)
    assert opened == (False, True)
    assert (drawer, shut) == (True, False)
    assert (page.list.isVisible(), page.workspace.isVisible()) == (True, False)


def test_a_store_without_customers_says_how_they_come(store: Store, opens: Opens) -> None:
    page = opens(None)

    assert "No customers yet" in says(page)


def test_a_long_list_holds_a_few_blocks_wherever_it_is(qtbot: QtBot, store: Store, opens: Opens) -> None:
    fill(store, ME, *(Customer(f"c-{n:05}", f"Customer {n:05}", owner_id="r1") for n in range(3_000)))
    page = opens()
    view, rows = page.list.view, page.list.rows

    for share in (0.3, 0.9, 0.1, 0.6, 1.0, 0.5):
        view.verticalScrollBar().setValue(round(view.verticalScrollBar().maximum() * share))
        qtbot.waitUntil(lambda: rows.row(view.top_row) is not None)

    assert rows.rowCount() == 3_000
    assert rows.held <= BLOCKS_HELD * 128
    listed = rows.row(view.top_row)
    assert listed is not None
    assert rows.listing is not None
    assert rows.listing.place(store.read(), listed.id) == view.top_row


def test_every_button_says_what_it_does(company: Store, opens: Opens) -> None:
    page = opens()

    nameless = [b for b in page.findChildren(QPushButton) if not (b.text().strip() or b.accessibleName())]

    assert nameless == []


def test_what_is_painted_is_also_said(company: Store, opens: Opens) -> None:
    page = opens()

    lines = page.workspace.brief_tab.findChildren(IconLine)

    assert lines
    assert all(line.accessibleName() for line in lines)


def test_paper_is_named_after_the_customer_and_the_day(english: Words) -> None:
    path = paper_path(full_brief("en"), english)

    assert path.name == "Brief Lin Xiaowen 林晓雯 2026-11-22.pdf"
    assert path.parent.name == "Rapport"


def test_the_brief_is_saved_as_paper_and_said_where(
    qtbot: QtBot, company: Store, opens: Opens, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    page = opens()

    with qtbot.waitSignal(page.desk.noticed, timeout=60_000) as noticed:
        page.paper()

    notice = noticed.args[0]
    saved = next(tmp_path.rglob("*.pdf"))
    assert saved.read_bytes().startswith(b"%PDF")
    assert saved.name in notice.text
    assert notice.action == "Open the file"


def test_why_tells_each_rule_that_holds(company: Store, opens: Opens) -> None:
    page = opens()

    trace = page.why()

    assert trace is not None
    assert trace.title == "Why Problem"
    assert trace.steps[0].figure == "leads"
    assert "Asked for service" in trace.steps[0].note


def test_in_the_window_the_keys_write_save_and_take_back(qtbot: QtBot, open_session: OpensWindow) -> None:
    session = open_session(locale="en", look="light")
    shell, store = session.shell, session.store
    assert store is not None
    shell.go("customers", "c1")
    qtbot.waitUntil(lambda: session.work.idle)
    turn()
    bring_to_front(qtbot, shell)

    QTest.keyClick(shell.focusWidget() or shell, Qt.Key.Key_N)
    QTest.keyClicks(shell.focusWidget(), "Door code 4471.")
    QTest.keyClick(shell.focusWidget(), Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: outbox.waiting(store.read()) == 1)
    kept = history(store.read(), "c1").activities
    qtbot.waitUntil(lambda: session.work.idle)
    QTest.keyClick(shell.focusWidget() or shell, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)

    qtbot.waitUntil(lambda: outbox.waiting(store.read()) == 0)
    assert [(one.kind, one.text) for one in kept] == [("note", "Door code 4471.")]
    assert history(store.read(), "c1").activities == ()


def test_escape_leaves_the_form_then_the_page(qtbot: QtBot, open_session: OpensWindow) -> None:
    session = open_session(locale="en", look="light")
    shell = session.shell
    assert shell.stage is not None
    shell.go("today")
    shell.go("customers", "c1")
    qtbot.waitUntil(lambda: session.work.idle)
    turn()
    page = shell.stage.page
    assert isinstance(page, Customers)
    page.log()
    form = dialog(page, ContactForm)

    shell.back()
    after_one = form.isVisible(), shell.stage.place.page
    shell.back()

    assert after_one == (False, "customers")
    assert shell.stage.place.page == "today"
