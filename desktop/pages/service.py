"""Service: what waits for my customers (for a manager: everybody's), the most urgent first, each with its
deadline and who owns it. What was done is logged with one key and leaves the list.

Opened from Today, the customers and the palette. Below 900 px the side stands under the list.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from functools import partial

from PySide6.QtCore import QModelIndex
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QPushButton, QStackedLayout, QWidget

from data.outbox import take_back_all
from data.service import ServiceDesk, log_act, service_desk
from data.store import Store
from desktop import theme
from desktop.actions import action, note_key
from desktop.desk import Desk, Step, Trace
from desktop.page import Page, page
from desktop.pages.service_rows import ROW, MatterRow
from desktop.pages.service_side import ServiceSide
from desktop.text import Elided, label
from desktop.widgets.buttons import button, filter_chip
from desktop.widgets.chip_line import ChipLine
from desktop.widgets.layouts import box, col, row, rule, vrule
from desktop.widgets.rows import Rows, Value, list_view
from desktop.widgets.states import empty, failed, loading
from desktop.work import Task
from sales import service_words
from sales.errors import SalesError
from sales.service_desk import BENEFITS, SCORES, Matter, permitted
from sales.words import Words

SIDE_FROM, UNDER = 900, 300  # the width from which the side stands beside the list, else its height
KINDS = ("activities", "customers", "feedback", "feedback_labels", "marks", "orders", "returns", "reviews",
         "service_acts", "standings", "tickets")  # fmt: skip
GAP = 6
SCORED = {
    1: "Satisfaction call: 1 of 5, not resolved",
    2: "Satisfaction call: 2 of 5, not resolved",
    3: "Satisfaction call: 3 of 5",
    4: "Satisfaction call: 4 of 5",
    5: "Satisfaction call: 5 of 5, very satisfied",
}

note_key("service.open", "Open the customer", "Enter", "service")


class GroupChips(ChipLine):
    """All, or one group of matters."""

    def chips(self) -> list[QPushButton]:
        total = self._chip("", self.words("All"), sum(self.counts.values()))
        return [
            total,
            *(
                self._chip(group, self.words(name), self.counts[group])
                for group, name in service_words.GROUPS.items()
                if self.counts.get(group)
            ),
        ]

    def _chip(self, group: str, name: str, count: int) -> QPushButton:
        made = filter_chip(name, self.words.number(count), on=group == (self.choice or ""))
        made.clicked.connect(lambda: self.chosen.emit(group))
        return made


@page("service", "Service", "life-buoy")
class ServicePage(Page):
    """`ref` is the group that is shown: "ticket", "return", ...; None: all of it. "@<customer's id>" goes
    to the first that waits for that customer.
    """

    kinds = frozenset(KINDS)
    within = "today"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        words = desk.words
        self._found: ServiceDesk | None = None
        self._task: Task | None = None
        self._group = self._wanted = ""
        self._sum = label("", "label", "3")
        self._chips = GroupChips(words, GAP)
        self._chips.chosen.connect(self._choose_group)
        self._paint = MatterRow(words)
        self._rows: Rows[Matter] = Rows((), self._paint.name)
        self._side = ServiceSide(desk)
        self._states = QStackedLayout()
        self._make_list()
        self._edge = vrule()
        self._parts = row((box(self._states), 1), self._edge, self._side, gap=0)
        head = row((col(Elided(words("Service"), "title"), self._sum, gap=2), 1), margins=(24, 16, 24, 10))
        chips = row(self._chips, margins=(24, 0, 24, 10))
        self.setLayout(col(head, chips, rule(), (box(self._parts), 1), gap=0))
        self._side.acted.connect(self.do)
        self._side.scored.connect(self.score)
        self._side.opened.connect(lambda customer_id: desk.go("customers", customer_id))
        self.reload()

    # -- what is shown

    @property
    def ref(self) -> str | None:
        return self._group or None

    def show_ref(self, ref: str | None) -> None:
        if ref is not None and ref in service_words.GROUPS:
            self._choose_group(ref)
        elif ref is not None and ref.startswith("@"):
            self._wanted = ref[1:]
            self._choose_group("")

    def reload(self) -> None:
        if self._task:
            self._task.cancel()
        desk = self.desk
        rep_id = desk.rep.id if desk.rep and desk.rep.role == "rep" else None
        job = partial(_read, desk.store, rep_id, desk.words, desk.now())
        self._task = desk.work.start(self, job, self._show, self._fail)

    def first_focus(self) -> QWidget:
        return self._view

    def back(self) -> bool:
        if not self._group:
            return False
        self._choose_group("")
        return True

    def sights(self) -> Iterator[str]:
        for group in dict.fromkeys(map(_group, self._found.matters)) if self._found else ():
            self._choose_group(group)
            yield group
        self._choose_group("")

    def why(self) -> Trace | None:
        """When the chosen matter is due, and by which rule."""
        matter, found, words = self._chosen(), self._found, self.desk.words
        if matter is None or found is None:
            return None
        at = f"{words.day(matter.due_at)} {words.clock(matter.due_at)}"
        steps = (
            Step(words("Since"), f"{words.day(matter.since)} {words.clock(matter.since)}"),
            Step(words("Due"), at, service_words.due(matter, found.now, words)),
            Step(words("Owned by"), service_words.owner(matter, words)),
        )
        said = service_words.standard(matter, found.rules, words, found.currency)
        return Trace(service_words.title(matter, words), at, said, steps, "rules/service.toml")

    def resizeEvent(self, event: QResizeEvent) -> None:
        beside = self.width() >= SIDE_FROM
        self._parts.setDirection(
            QBoxLayout.Direction.LeftToRight if beside else QBoxLayout.Direction.TopToBottom
        )
        self._edge.setVisible(beside)
        self._side.setMinimumSize(theme.SIDE if beside else 0, 0 if beside else UNDER)
        self._side.setMaximumSize(theme.SIDE if beside else 16_777_215, 16_777_215 if beside else UNDER)

    # -- what is done

    @action("service.answered", "Answer given", "message-square-text", "A", "service")
    def answered(self) -> None:
        self.do("answered")

    @action("service.resolved", "Problem solved", "circle-check", "R", "service")
    def resolved(self) -> None:
        self.do("resolved")

    @action("service.escalate", "Escalate", "triangle-alert", "E", "service")
    def escalate(self) -> None:
        self.do("escalated")

    @action("service.pass", "Pass on to the department", "arrow-right", "W", "service")
    def pass_on(self) -> None:
        self.do("routed")

    @action("service.call_first", "Called, coupon promised", "phone-call", "C", "service")
    def called_first(self) -> None:
        self.do("called_first")

    @action("service.approve", "Approve the return", "check", "O", "service")
    def approve(self) -> None:
        self.do("reviewed")

    @action("service.refunded", "Refunded", "hand-coins", "M", "service")
    def refunded(self) -> None:
        self.do("refunded")

    @action("service.refuse", "Refuse the return", "x", "X", "service")
    def refuse(self) -> None:
        self.do("refused")

    @action("service.given", "Benefit given", "gift", "G", "service")
    def given(self) -> None:
        self.do("benefit_given")

    def score(self, score: int) -> None:
        """Log a satisfaction call with what it brought."""
        self.do("satisfaction_call", score)

    def do(self, act: str, score: int | None = None) -> None:
        """Log an act about the chosen matter, if it may be done, and offer to take it back."""
        matter, found, desk = self._chosen(), self._found, self.desk
        role = desk.rep.role if desk.rep else "manager"
        if matter is None or found is None or act not in permitted(matter, found.rules, role):
            return
        words, now, mids = desk.words, desk.now(), list[str]()

        def job(task: Task) -> None:
            mids.extend(log_act(desk.store, matter, act, desk.rep, words, now, score))

        def take_it_back() -> None:
            desk.work.start(
                self, lambda task: take_back_all(desk.store, mids, desk.now()), lambda _: None, lane="write"
            )

        def done(_: object) -> None:
            what = f"{matter.name}, {service_words.title(matter, words)}"
            desk.toast(words(service_words.DONE[act], what=what), take_it_back)

        desk.work.start(self, job, done, lane="write")

    # -- inside

    def _make_list(self) -> None:
        desk, words = self.desk, self.desk.words
        self._view = list_view(self._rows, self._paint, words("What waits"), height=ROW)
        self._view.activated.connect(lambda index: desk.go("customers", index.data(Value).customer_id))
        self._view.selectionModel().currentChanged.connect(self._turn)
        self._states.addWidget(loading(words("Reading what waits"), row_height=ROW))
        self._states.addWidget(self._view)
        self._states.addWidget(
            empty(
                "circle-check", words("Nothing waits"), words("Tickets, returns and calls will stand here.")
            )
        )

    def _chosen(self) -> Matter | None:
        index = self._view.currentIndex()
        return index.data(Value) if index.isValid() else None

    def _turn(self, now: QModelIndex, before: QModelIndex) -> None:
        if self._found:
            self._side.show_matter(self._chosen(), self._found)

    def _show(self, found: ServiceDesk) -> None:
        words, first = self.desk.words, self._found is None
        chosen, at = self._chosen(), self._view.currentIndex().row()
        self._found = found
        said = words.count("{n} waits", "{n} wait", len(found.matters))
        over = words.count("{n} overdue", "{n} overdue", found.overdue)
        self._sum.setText(f"{said} · {over}" if found.overdue else said)
        self._chips.show_counts(Counter(map(_group, found.matters)), self._group or None)
        shown = [one for one in found.matters if self._group in ("", _group(one))]
        self._paint.currency, self._paint.now = found.currency, found.now
        self._rows.show(shown)
        self._choose([one.key for one in shown], chosen, at)
        self._states.setCurrentIndex(1 if shown else 2)
        if first and shown and self.hasFocus():
            self._view.setFocus()
        self.ready.emit()

    def _choose(self, keys: list[str], chosen: Matter | None, at: int) -> None:
        """What was chosen before; where it has gone, what took its place."""
        of_theirs = (n for n, key in enumerate(keys) if self._wanted and f"/{self._wanted}/" in key)
        if (first := next(of_theirs, None)) is not None:
            at, self._wanted = first, ""
        elif chosen and chosen.key in keys:
            at = keys.index(chosen.key)
        if keys:
            self._view.setCurrentIndex(self._rows.index(min(max(at, 0), len(keys) - 1)))
        elif self._found:
            self._side.show_matter(None, self._found)

    def _choose_group(self, group: str) -> None:
        self._group = group
        if self._found:
            self._show(self._found)

    def _fail(self, error: SalesError) -> None:
        words = self.desk.words
        again = button(words("Try again"), "rotate-ccw", "primary")
        again.clicked.connect(self.reload)
        if broken := self._states.widget(3):
            self._states.removeWidget(broken)
            broken.deleteLater()
        self._states.addWidget(failed(*error.said(words), again))
        self._states.setCurrentIndex(3)
        self.ready.emit()


def _scoring(score: int) -> Callable[[ServicePage], None]:
    return lambda page: page.score(score)


for each in SCORES:
    action(f"service.score_{each}", SCORED[each], "star", str(each), "service")(_scoring(each))


def _group(matter: Matter) -> str:
    return "benefit" if matter.kind in BENEFITS else matter.kind


def _read(store: Store, rep_id: str | None, words: Words, now: int, task: Task) -> ServiceDesk:
    return service_desk(store.read(), rep_id, words, now)
