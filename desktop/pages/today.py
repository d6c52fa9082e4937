"""Today: the planned calls by time, what is worth doing next and why, what is owed, how the month goes.

Enter opens a customer's workspace, N goes to the next call that is not ready, Space takes one as ready; an
action is done with D or left out with X. Where the window is narrow, the side panel is one line, and a
drawer.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QStackedLayout, QWidget

from data.actions import CustomerAction
from data.activities import keep_promise, log
from data.calls import UNDER_WAY, discard
from data.marks import mark, unmark
from data.outbox import take_back
from data.store import Store
from data.today import Owed, PlannedCall, Scope, Today, today
from desktop import theme
from desktop.actions import action, note_key
from desktop.desk import Desk, Step, Trace
from desktop.dialogs.phone import PhoneDialog
from desktop.page import Page, page
from desktop.pages.today_main import SCOPES, Main
from desktop.pages.today_rows import due_words, of_stake
from desktop.pages.today_side import Side
from desktop.widgets.buttons import button
from desktop.widgets.layouts import box, col, frame, row, scroll, vrule
from desktop.widgets.overlay import Overlay
from desktop.widgets.states import failed, loading
from desktop.work import Task
from sales.errors import SalesError
from sales.facts import Activity

EVENING = 17  # from this hour on the page opens on tomorrow
SIDE_FROM = 1100  # the width from which the side panel stands beside the calls
KINDS = (UNDER_WAY, "activities", "customers", "events", "marks", "orders", "products", "quote_acts",
         "quote_decisions", "quotes", "returns", "reviews",
         "segments", "service_acts", "standings", "surveys", "tickets")  # fmt: skip
WRITTEN = ("review",)  # actions that are done in writing

note_key("today.open", "Open the customer", "Enter", "today")


@page("today", "Today", "layout-dashboard", 1)
class TodayPage(Page):
    """`ref` is the scope: today, tomorrow or week."""

    kinds = frozenset(KINDS)

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        evening = desk.words.moment(desk.now()).hour >= EVENING
        self._scope: Scope = "tomorrow" if evening else "today"
        self._shown: Today | None = None
        self._task: Task | None = None
        self._main, self._side = Main(desk), Side(desk)
        self._edge, self._drawer = vrule(), frame("drawer", col(gap=0, margins=(1, 1, 1, 1)))
        self._place = row((scroll(self._main), 1), self._edge, self._side, gap=0)
        self._states = QStackedLayout(self)
        self._states.addWidget(loading(desk.words("Reading your day"), row_height=56))
        self._states.addWidget(box(self._place))
        self._drawer.setParent(self)
        self._drawer.hide()
        self._docked = True
        self._connect()
        self.reload()

    @property
    def ref(self) -> str | None:
        return self._scope

    def show_ref(self, ref: str | None) -> None:
        if ref in SCOPES and ref != self._scope:
            self._choose_scope(ref)

    def reload(self) -> None:
        if self._task:
            self._task.cancel()
        desk, rep = self.desk, self.desk.rep
        rep_id = rep.id if rep and rep.role == "rep" else None
        scope, words, now = self._scope, desk.words, desk.now()
        self._task = desk.work.start(
            self, lambda task: today(desk.store.read(), rep_id, scope, words, now), self._show, self._fail
        )

    def first_focus(self) -> QWidget:
        return self._main.first_focus() if self._shown else self

    def back(self) -> bool:
        if self._drawer.isHidden():
            return False
        self._drawer.hide()
        self._main.first_focus().setFocus()
        return True

    def sights(self) -> Iterator[str]:
        scope = self._scope
        self._choose_scope("week")
        yield "week"
        self._choose_scope(scope)
        if not self._docked:
            self.show_side()
            yield "side"
            self.back()

    def why(self) -> Trace | None:
        """Of the chosen action its value, of the chosen call what is prepared."""
        if self._shown is None:
            return None
        chosen = self._main.chosen_action()
        if chosen and self.focusWidget() is self._main.todo:
            return self._why_action(chosen, self._shown)
        call = self._main.chosen_call()
        return self._why_call(call) if call else None

    # -- actions

    @action("today.next", "Next call that is not ready", "list-checks", "N", "today")
    def next_unready(self) -> None:
        calls = self._shown.calls if self._shown else ()
        chosen = self._main.chosen_call()
        at = next((n for n, one in enumerate(calls) if chosen and one.activity_id == chosen.activity_id), -1)
        waiting = [one for one in (*calls[at + 1 :], *calls[: at + 1]) if not one.ready]
        if waiting and self._main.calls:
            self._main.choose_call(waiting[0])
            self._main.calls.setFocus()

    @action("today.call", "Begin the call", "phone-call", "Ctrl+Enter", "today")
    def begin_call(self) -> None:
        """The chosen call in Call mode; with none planned, the customer of the chosen action."""
        if call := self._main.chosen_call():
            self.desk.go("call", f"{call.customer_id}/{call.activity_id}")
        elif row_ := self._main.chosen_action():
            self.desk.go("call", row_.customer_id)

    @action("today.message", "Write a message", "send", "M", "today")
    def write_message(self) -> None:
        """To the customer of the chosen action, else of the chosen call."""
        if chosen := self._main.chosen_action() or self._main.chosen_call():
            self.desk.go("playbook", f"messages@{chosen.customer_id}")

    @action("today.resume", "Go on with the call that is not logged", "phone-call", "R", "today")
    def resume_call(self) -> None:
        if self._shown and self._shown.unfinished:
            self.desk.go("call", self._shown.unfinished[-1].customer_id)

    @action("today.ready", "Ready, or not yet", "check", "Space", "today")
    def toggle_ready(self) -> None:
        if call := self._main.chosen_call():
            self._toggle_ready(call)

    @action("today.done", "Action done", "circle-check", "D", "today")
    def do_action(self) -> None:
        if row_ := self._chosen_action():
            self._do(row_)

    @action("today.dismiss", "Action not now", "x", "X", "today")
    def dismiss_action(self) -> None:
        if row_ := self._chosen_action():
            self._dismiss(row_)

    @action("today.service", "Service desk", "life-buoy", "V", "today")
    def open_service(self) -> None:
        self.desk.go("service")

    @action("today.phone", "To the phone", "send", "P", "today")
    def to_the_phone(self) -> None:
        """Tomorrow's agenda, contacts and briefs, by file, mail or code."""
        dialog = PhoneDialog(self.desk)
        overlay = Overlay(self.window(), dialog)
        dialog.over.connect(overlay.dismiss)
        overlay.open(dialog.first_focus())

    @action("today.side", "Promises, month and news", "panel-right", "S", "today")
    def show_side(self) -> None:
        if self._docked:
            return
        self._drawer.setHidden(self._drawer.isVisible())
        self._fit()

    # -- showing

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._fit()

    def _connect(self) -> None:
        self._main.scope_chosen.connect(self._choose_scope)
        self._main.opened.connect(lambda customer_id: self.desk.go("customers", customer_id))
        self._main.ready_pressed.connect(self._toggle_ready)
        self._main.done_pressed.connect(self._do)
        self._main.dismiss_pressed.connect(self._dismiss)
        self._main.side_wanted.connect(self.show_side)
        self._main.call_wanted.connect(lambda ref: self.desk.go("call", ref))
        self._main.call_dropped.connect(self._drop_call)
        self._side.kept.connect(self._keep)

    def _choose_scope(self, scope: Scope) -> None:
        self._scope = scope
        self.reload()

    def _show(self, found: Today) -> None:
        first = self._shown is None
        self._shown = found
        self._main.show_today(found)
        self._side.show_today(found)
        self._states.setCurrentIndex(1)
        if first and self.hasFocus():
            self._main.first_focus().setFocus()
        self.ready.emit()

    def _fail(self, error: SalesError) -> None:
        words = self.desk.words
        again = button(words("Try again"), "rotate-ccw", "primary")
        again.clicked.connect(self.reload)
        if broken := self._states.widget(2):
            self._states.removeWidget(broken)
            broken.deleteLater()
        self._states.insertWidget(2, failed(*error.said(words), again))
        self._states.setCurrentIndex(2)
        self.ready.emit()

    def _fit(self) -> None:
        """The side panel beside the calls where there is room, else in the drawer."""
        docked = self.width() >= SIDE_FROM
        if docked != self._docked:
            self._docked = docked
            home = self._place if docked else self._drawer.layout()
            assert home is not None
            home.addWidget(self._side)
            self._edge.setVisible(docked)
            self._main.set_compact(not docked)
            self._drawer.hide()
        self._drawer.setGeometry(self.width() - theme.SIDE - 2, 0, theme.SIDE + 2, self.height())
        self._drawer.raise_()

    # -- writing

    def _write(
        self, job: Callable[[Store], object], said: str, undo: Callable[[Store], object] | None
    ) -> None:
        """Change the store in the background, say so, and offer to take it back."""
        store, work, desk = self.desk.store, self.desk.work, self.desk

        def take_it_back() -> None:
            if undo:
                work.start(self, lambda task: undo(store), lambda _: None, lane="write")

        def done(_: object) -> None:
            if said:
                desk.toast(said, take_it_back if undo else None)

        work.start(self, lambda task: job(store), done, lane="write")

    def _toggle_ready(self, call: PlannedCall) -> None:
        now = self.desk.now()
        if call.said_ready:
            self._write(lambda store: unmark(store, "call", call.activity_id), "", None)
        elif not call.ready:
            self._write(lambda store: mark(store, "call", call.activity_id, "ready", now), "", None)
        self.next_unready()

    def _drop_call(self, activity_id: str) -> None:
        self._write(lambda store: discard(store, activity_id), self.desk.words("The call is let go"), None)

    def _chosen_action(self) -> CustomerAction | None:
        chosen = self._main.chosen_action()
        if chosen is None:
            self._main.choose_first_action()
        return chosen

    def _do(self, row_: CustomerAction) -> None:
        """Log the contact and tick the action off; both are taken back together."""
        now, rep = self.desk.now(), self.desk.rep
        kind = "message" if row_.action.kind in WRITTEN else "call"
        contact = Activity(
            "",
            row_.customer_id,
            kind,
            now,
            rep.id if rep else None,
            objective=row_.action.title,
            outcome="Done",
        )
        mid: list[str] = []

        def job(store: Store) -> None:
            mid.append(log(store, contact, now))
            mark(store, "action", row_.key, "done", now)

        def undo(store: Store) -> None:
            unmark(store, "action", row_.key)
            take_back(store, mid[0], self.desk.now())

        self._write(job, self.desk.words("Logged as done: {what}", what=row_.action.title), undo)

    def _dismiss(self, row_: CustomerAction) -> None:
        now, key = self.desk.now(), row_.key
        self._write(
            lambda store: mark(store, "action", key, "dismissed", now),
            self.desk.words("Left out: {what}", what=row_.action.title),
            lambda store: unmark(store, "action", key),
        )

    def _keep(self, owed: Owed) -> None:
        now = self.desk.now()
        mid: list[str] = []
        self._write(
            lambda store: mid.append(keep_promise(store, owed.activity_id, now)),
            self.desk.words("Kept: {what}", what=owed.promise),
            lambda store: take_back(store, mid[0], self.desk.now()),
        )

    # -- why

    def _why_action(self, row_: CustomerAction, shown: Today) -> Trace:
        words, one = self.desk.words, row_.action
        worth = words("goodwill")
        steps = [Step(one.because)]
        if one.expected_cents is not None and one.stake_cents is not None:
            worth = words.money(one.expected_cents, shown.currency, whole=True)
            stake = words.money(one.stake_cents, shown.currency, whole=True)
            chance = words.percent((one.probability_bp or 0) / 10_000)
            what = words("what they looked at or bought, else their average order")
            steps += [
                Step(words("At stake"), stake, what),
                Step(words("Chance"), chance, words("of this kind of action, by the rules")),
                Step(words("Expected value"), worth, of_stake(words, one, shown.currency)),
            ]
        if one.due_at is not None:
            due, _ = due_words(words, one.due_at, shown.now)
            steps.append(Step(words("Due"), due, words("the nearer, the higher it stands")))
        sentence = words("Actions stand by expected value, raised by how little time is left.")
        return Trace(one.title, worth, sentence, tuple(steps), "rules/actions.toml")

    def _why_call(self, call: PlannedCall) -> Trace:
        words = self.desk.words
        names = (words("Talk track"), words("Promises"), words("Deadlines"), words("Fresh data"))
        steps = [
            Step(name, words("done") if check.done else words("to do"), "" if check.done else check.said)
            for name, check in zip(names, call.checks, strict=True)
        ]
        said = words("You took it as ready.") if call.said_ready else words("Four things make a call ready.")
        return Trace(call.name, f"{call.done} / {len(call.checks)}", said, tuple(steps))
