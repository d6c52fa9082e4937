"""Granting an allowance: whom, which rule, how far, for how long. Each fault is told at its field; nothing
is handed over until there is none.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from data.team import rep_name
from desktop.desk import Desk
from desktop.pages.customer_contact import is_ctrl_enter
from desktop.quote_looks import limit, rule_name
from desktop.text import label
from desktop.widgets.buttons import button, tool
from desktop.widgets.fields import combo, line_edit, mark_invalid
from desktop.widgets.layouts import col, row, rule
from desktop.widgets.marks import keycaps
from reports.phrases import CATEGORIES
from sales.allowance_terms import may_be_allowed, terms
from sales.facts import Rep
from sales.guardrails import LINE_MEASURES, TERMS, Rule
from sales.quote_faults import QuoteRefused

WIDTH = 600
DAYS = 30  # how long one lasts until other days are typed
NAMES = {
    "rep_id": "For",
    "rule": "Rule",
    "limit": "May go to",
    "category": "Which lines",
    "most_total": "Largest total",
    "uses": "How many quotes",
    "from_on": "From",
    "until_on": "Until the end of",
}


class AllowanceForm(QFrame):
    """A dialog over the window. `granted` carries the AllowanceTerms."""

    granted = Signal(object)
    over = Signal()

    def __init__(
        self, desk: Desk, reps: Sequence[Rep], rules: Sequence[Rule], currency: str, rep_id: str = ""
    ) -> None:
        super().__init__()
        self._desk, self._reps, self._all_rules, self._currency = desk, reps, rules, currency
        self._rules = may_be_allowed(rules)
        self.setProperty("kind", "dialog")
        self.setFixedWidth(WIDTH)
        words = desk.words
        self.setAccessibleName(words("Grant an allowance"))
        ids = [one.id for one in reps]
        names = [rep_name(one, words) for one in reps]
        self._rep = combo(words(NAMES["rep_id"]), names, ids.index(rep_id) if rep_id in ids else 0)
        ruled = [f"{rule_name(words, one)}, {limit(words, one, currency)}" for one in self._rules]
        self._rule = combo(words(NAMES["rule"]), ruled)
        self._rule.currentIndexChanged.connect(self._fit_rule)
        kinds = [words("all lines"), *(words(name) for name in CATEGORIES.values())]
        self._category = combo(words(NAMES["category"]), kinds)
        self._lines = {
            name: self._line(name) for name in ("limit", "most_total", "uses", "from_on", "until_on")
        }
        self._faults = {name: _fault() for name in NAMES}
        self._lay_out()
        self._fit_rule()

    @property
    def first(self) -> QWidget:
        return self._lines["limit"]

    def line(self, name: str) -> QLineEdit:
        return self._lines[name]

    def fault(self, name: str) -> str:
        """What is said to be wrong with a field."""
        return self._faults[name].text()

    def typed(self) -> dict[str, str]:
        """The fields as they are filled in."""
        chosen = self._category.currentIndex()
        return {
            "rep_id": self._reps[self._rep.currentIndex()].id if self._reps else "",
            "rule": self._rules[self._rule.currentIndex()].id if self._rules else "",
            "category": list(CATEGORIES)[chosen - 1] if chosen and not self._category.isHidden() else "",
            **{name: line.text() for name, line in self._lines.items()},
        }

    def grant(self) -> None:
        """Hand over what was typed, or say at each field what is wrong with it."""
        words = self._desk.words
        today = words.moment(self._desk.now()).date()
        wrong: dict[str, str] = {}
        try:
            read = terms(self.typed(), self._all_rules, today, self._currency)
        except QuoteRefused as refused:
            wrong = {fault.at: fault.sentence(words) for fault in reversed(refused.faults)}
        for name, said in self._faults.items():
            said.setText(wrong.get(name, ""))
            said.setVisible(name in wrong)
            if name in self._lines:
                mark_invalid(self._lines[name], name in wrong)
        self._refit()
        if wrong:
            next((line for name, line in self._lines.items() if name in wrong), self._rep).setFocus()
        else:
            self.granted.emit(read)

    def event(self, event: QEvent) -> bool:
        """Ctrl+Enter is this form's while it is open, and not the window's."""
        if event.type() == QEvent.Type.ShortcutOverride and is_ctrl_enter(event):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.grant()
        else:
            super().keyPressEvent(event)

    def _line(self, name: str) -> QLineEdit:
        words, today = self._desk.words, self._desk.words.moment(self._desk.now()).date()
        typed = {"from_on": today, "until_on": today + timedelta(days=DAYS)}.get(name)
        hints = {"most_total": words("any"), "uses": words("as many as there are")}
        return line_edit(words(NAMES[name]), _iso(typed), hints.get(name, ""))

    def _fit_rule(self) -> None:
        """Say in what the limit is typed, and what it is without leave."""
        if not self._rules:
            return
        chosen = self._rules[self._rule.currentIndex()]
        unit = "%" if chosen.measure in LINE_MEASURES else self._currency
        if chosen.measure == TERMS:
            unit = self._desk.words("days")
        self._unit.setText(unit)

    def _lay_out(self) -> None:
        words = self._desk.words
        close = tool("x", words("Close"), shortcut="Esc")
        close.clicked.connect(self.over)
        go = button(words("Sign and grant"), "badge-check", "primary")
        go.clicked.connect(self.grant)
        self._unit = label("", "label", "2")
        self._unit.setMinimumWidth(28)
        controls: dict[str, QWidget] = {"rep_id": self._rep, "rule": self._rule, "category": self._category}
        controls |= self._lines
        grid = QGridLayout()
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(12)
        for at, name in enumerate(NAMES):
            grid.addLayout(self._field(name, controls[name]), at // 2, at % 2)
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(1, 1)
        note = words("The rep can issue within it at once, also offline. It is signed with your name.")
        self.setLayout(
            col(
                row((label(words("Grant an allowance"), "title"), 1), close, margins=(0, 0, -8, 0)),
                grid,
                label(note, "label", "3", wrap=True),
                rule(),
                row(None, keycaps("Enter"), go),
                gap=14,
                margins=(24, 18, 24, 16),
            )
        )

    def _field(self, name: str, control: QWidget) -> QVBoxLayout:
        line = row((control, 1), *([self._unit] if name == "limit" else []), gap=8)
        return col(label(self._desk.words(NAMES[name]), "label", "2"), line, self._faults[name], None, gap=5)

    def _refit(self) -> None:
        layout = self.layout()
        if layout and layout.hasHeightForWidth():
            self.setFixedHeight(layout.totalHeightForWidth(WIDTH))


def _fault() -> QLabel:
    made = label("", "caption", "bad", wrap=True)
    made.hide()
    return made


def _iso(day: date | None) -> str:
    return "" if day is None else day.isoformat()
