"""Today on screen: its keys, where it leads, what is marked and taken back, wide and narrow."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from PySide6.QtCore import QPoint, QRectF, Qt
from PySide6.QtWidgets import QListView, QPushButton, QToolButton
from pytestqt.qtbot import QtBot

from data.facts import put
from data.store import Changes, Store
from data.summaries import rebuild
from desktop import theme
from desktop.desk import Desk
from desktop.pages.today import TodayPage
from desktop.pages.today_rows import ready_box, tool_boxes
from desktop.widgets.buttons import Block
from desktop.work import Work
from sales.facts import Activity, Customer, Order, OrderLine, Rep, Review
from sales.words import Words
from tests.builders.screen import bring_to_front
from tests.builders.team import PRODUCTS, REPS, ZONE

NOON = int(datetime(2026, 11, 24, 12, tzinfo=ZONE).timestamp() * 1000)
TODAY = datetime(2026, 11, 24, tzinfo=ZONE).date()
HOUR, DAY = 3_600_000, 86_400_000
MakePage = Callable[..., TodayPage]


def small_day() -> list[Any]:
    """Three calls today, one of them not ready; a bad review; a promise overdue."""
    people = [
        Customer(f"c{n}", name, f"C-{n}", owner_id="rep-a")
        for n, name in enumerate(("Zhou Wei", "He Jun", "李静怡"))
    ]
    calls = [
        Activity(f"call{n}", f"c{n}", "call", NOON + n * HOUR, "rep-a", state="planned", objective=f"aim {n}")
        for n in range(3)
    ]
    promise = Activity("said", "c1", "call", NOON - 9 * DAY, "rep-a", promise="repair invoice",
                       promised_on=TODAY - timedelta(4))  # fmt: skip
    line = OrderLine("p-solo", 1, 26_990_000, 269_900)
    order = Order("o1", "c0", NOON - HOUR, 269_900, (line,))
    return [
        *REPS,
        *PRODUCTS,
        *people,
        *calls,
        promise,
        order,
        Review("r1", "c2", 2, NOON - 2 * HOUR, "p-solo"),
    ]


@pytest.fixture
def page(qtbot: QtBot, store: Store, work: Work, english: Words) -> MakePage:
    from data.settings import settings

    def make(rep: Rep | None = REPS[0], width: int = 1220, facts: list[Any] | None = None) -> TodayPage:
        with store.write(Changes.of("customers")) as db:
            put(db, small_day() if facts is None else facts)
            rebuild(db)
        desk = Desk(store, work, english, theme.LIGHT, settings(store.read()), rep, lambda: NOON)
        made = TodayPage(desk)
        qtbot.addWidget(made)
        made.resize(width, 860)
        made.show()
        bring_to_front(qtbot, made)
        qtbot.waitUntil(lambda: made._shown is not None and work.idle, timeout=10_000)
        return made

    return make


def again(qtbot: QtBot, page: TodayPage) -> None:
    """What the window does after a change: the page reads again."""
    qtbot.waitUntil(lambda: page.desk.work.idle, timeout=10_000)
    page.reload()
    qtbot.waitUntil(lambda: page.desk.work.idle, timeout=10_000)


def prepares(page: TodayPage) -> list[QPushButton]:
    """The buttons that name an unready call; one that was replaced is gone once the event loop has turned."""
    return [one for one in page.findChildren(QPushButton) if one.text().strip().startswith("Prepare")]


def calls(page: TodayPage) -> QListView:
    assert page._main.calls is not None
    return page._main.calls


def todo(page: TodayPage) -> QListView:
    assert page._main.todo is not None
    return page._main.todo


def press(
    qtbot: QtBot, view: QListView, row: int, boxes: Callable[[QRectF], tuple[QRectF, ...]], at: int
) -> None:
    """Click one of the boxes of a row."""
    area = QRectF(view.visualRect(view.model().index(row, 0))).adjusted(8, 1, -8, -1)
    qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=boxes(area)[at].center().toPoint())


def test_the_calls_stand_by_time_and_the_first_is_chosen(page: MakePage) -> None:
    shown = page()

    assert [one.name for one in shown._shown.calls] == ["Zhou Wei", "He Jun", "李静怡"]  # type: ignore[union-attr]
    assert calls(shown).currentIndex().row() == 0
    assert calls(shown).model().index(0, 0).data().startswith("12:00, Zhou Wei, aim 0, Regular, Ready")


def test_enter_opens_the_customer(qtbot: QtBot, page: MakePage) -> None:
    shown = page()

    with qtbot.waitSignal(shown.desk.went) as went:
        qtbot.keyClick(calls(shown), Qt.Key.Key_Return)

    assert went.args == ["customers", "c0"]


def test_a_click_on_a_call_or_an_action_opens_the_customer(qtbot: QtBot, page: MakePage) -> None:
    shown = page()

    with qtbot.waitSignal(shown.desk.went) as call:
        qtbot.mouseClick(calls(shown).viewport(), Qt.MouseButton.LeftButton, pos=QPoint(150, 70))
    with qtbot.waitSignal(shown.desk.went) as action:
        qtbot.mouseClick(todo(shown).viewport(), Qt.MouseButton.LeftButton, pos=QPoint(80, 20))

    assert call.args == ["customers", "c1"]
    assert action.args == ["customers", "c2"]


def test_n_goes_to_the_next_call_that_is_not_ready(page: MakePage) -> None:
    shown = page()

    shown.next_unready()

    assert calls(shown).currentIndex().row() == 1


def test_space_takes_a_call_as_ready_and_it_stays_so(qtbot: QtBot, page: MakePage) -> None:
    shown = page()
    shown.next_unready()

    shown.toggle_ready()
    again(qtbot, shown)

    assert shown._shown is not None
    assert [one.ready for one in shown._shown.calls] == [True, True, True]
    qtbot.waitUntil(lambda: not prepares(shown))


def test_a_click_on_the_dots_takes_a_call_as_ready(qtbot: QtBot, page: MakePage) -> None:
    shown = page()

    press(qtbot, calls(shown), 1, ready_box, 0)
    again(qtbot, shown)

    assert shown._shown is not None
    assert shown._shown.calls[1].said_ready


def test_an_action_that_is_done_is_logged_and_both_are_taken_back(
    qtbot: QtBot, page: MakePage, store: Store
) -> None:
    shown = page()
    toasts: list[Any] = []
    shown.desk.toasted.connect(lambda text, undo: toasts.append((text, undo)))

    shown._main.choose_first_action()
    shown.do_action()
    again(qtbot, shown)
    logged = store.read().execute("SELECT kind, objective FROM activities WHERE outcome = 'Done'").fetchall()
    left = shown._shown.actions if shown._shown else ()
    toasts[0][1]()
    again(qtbot, shown)

    assert [tuple(row) for row in logged] == [("message", "Answer 李静怡’s two-star review")]
    assert left == ()
    assert toasts[0][0] == "Logged as done: Answer 李静怡’s two-star review"
    assert shown._shown is not None
    assert len(shown._shown.actions) == 1
    assert store.read().execute("SELECT count(*) FROM activities WHERE outcome = 'Done'").fetchone()[0] == 0


def test_an_action_is_left_out_by_its_tool_until_that_is_undone(qtbot: QtBot, page: MakePage) -> None:
    shown = page()
    toasts: list[Any] = []
    shown.desk.toasted.connect(lambda text, undo: toasts.append(undo))

    shown._main.choose_first_action()
    press(qtbot, todo(shown), 0, tool_boxes, 1)
    again(qtbot, shown)
    left = shown._shown.actions if shown._shown else ()
    toasts[0]()
    again(qtbot, shown)

    assert left == ()
    assert shown._shown is not None
    assert len(shown._shown.actions) == 1


def test_a_promise_is_ticked_off_as_kept(qtbot: QtBot, page: MakePage) -> None:
    shown = page()
    tick = next(
        one for one in shown.findChildren(QToolButton) if one.accessibleName() == "Kept: repair invoice"
    )

    qtbot.mouseClick(tick, Qt.MouseButton.LeftButton)
    again(qtbot, shown)

    assert shown._shown is not None
    assert shown._shown.promises == ()


def test_a_row_of_the_side_opens_the_customer(qtbot: QtBot, page: MakePage) -> None:
    shown = page()
    row = next(one for one in shown.findChildren(Block) if one.accessibleName().startswith("Repair invoice"))

    with qtbot.waitSignal(shown.desk.went) as went:
        qtbot.keyClick(row, Qt.Key.Key_Return)

    assert went.args == ["customers", "c1"]


def test_where_it_is_narrow_the_side_is_a_drawer_that_esc_closes(page: MakePage) -> None:
    shown = page(width=900)

    shown.show_side()
    opened = shown._drawer.isVisible()
    closed = shown.back()

    assert opened
    assert closed
    assert not shown._drawer.isVisible()
    assert not shown.back()


def test_another_scope_is_read_and_remembered(qtbot: QtBot, page: MakePage) -> None:
    shown = page()

    shown.show_ref("tomorrow")
    qtbot.waitUntil(lambda: shown._shown is not None and shown._shown.scope == "tomorrow", timeout=10_000)

    assert shown.ref == "tomorrow"
    assert shown._main.calls is None  # nothing is planned: said so, in place of an empty list


def test_the_inspector_tells_what_makes_a_call_ready_and_an_action_worth_it(page: MakePage) -> None:
    shown = page()
    shown.next_unready()

    call = shown.why()
    shown._main.choose_first_action()
    todo(shown).setFocus()
    action = shown.why()

    assert call is not None
    assert (call.title, call.figure) == ("He Jun", "3 / 4")
    assert action is not None
    assert action.figure == "¥918"
    assert [step.figure for step in action.steps[1:4]] == ["¥2,699", "34%", "¥918"]


def test_an_empty_store_says_what_there_is_to_do(page: MakePage) -> None:
    shown = page(rep=None, facts=[])

    assert shown._shown is not None
    assert shown._main.calls is None
    assert shown._main.todo is None


def test_a_message_is_written_to_the_customer_of_the_chosen_action(page: MakePage) -> None:
    shown = page()
    went: list[tuple[str, str]] = []
    shown.desk.went.connect(lambda name, ref: went.append((name, ref)))

    shown._main.choose_first_action()
    chosen = shown._main.chosen_action()
    shown.write_message()

    assert chosen is not None
    assert went == [("playbook", f"messages@{chosen.customer_id}")]
