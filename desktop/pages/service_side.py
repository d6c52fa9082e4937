"""The side of the service desk: the matter that is chosen, the rule that holds, what may be done and by which
key, and what the customer has a right to.
"""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton, QWidget

from data.rules import promises
from data.service import ServiceDesk
from desktop.desk import Desk
from desktop.pages.service_rows import TONES
from desktop.segments import segment_chip
from desktop.text import Elided, label, prose
from desktop.widgets.buttons import button, link
from desktop.widgets.layouts import Item, add, clear, col, row, rule, scroll, section
from desktop.widgets.marks import chip, keycap
from sales import service_words
from sales.service_desk import SCORES, Matter, permitted

KEYS = {
    "answered": "A",
    "resolved": "R",
    "escalated": "E",
    "routed": "W",
    "reviewed": "O",
    "refunded": "M",
    "refused": "X",
    "called_first": "C",
    "benefit_given": "G",
}
ICONS = {
    "answered": "message-square-text",
    "resolved": "circle-check",
    "escalated": "triangle-alert",
    "routed": "arrow-right",
    "reviewed": "check",
    "refunded": "hand-coins",
    "refused": "x",
    "called_first": "phone-call",
    "benefit_given": "gift",
}


class ServiceSide(QWidget):
    """Shows a matter. `acted` carries an act, `scored` what a satisfaction call brought."""

    acted = Signal(str)
    scored = Signal(int)
    opened = Signal(str)  # a customer's id

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk, self._words = desk, desk.words
        self._body = col(gap=0, margins=(20, 18, 20, 18))
        inner = QWidget()
        inner.setLayout(self._body)
        self.setLayout(col(scroll(inner), gap=0))

    def show_matter(self, matter: Matter | None, found: ServiceDesk) -> None:
        clear(self._body)
        if matter is None:
            add(self._body, label(self._words("Nothing is chosen."), "body", "3"), None)
            return
        words = self._words
        name = link(matter.name)
        name.clicked.connect(lambda: self.opened.emit(matter.customer_id))
        tone = TONES.get(matter.state, "neutral")
        over = matter.due_at < found.now
        due = service_words.due(matter, found.now, words)
        add(
            self._body,
            Elided(service_words.title(matter, words), "title"),
            2,
            row(name, segment_chip(words, matter.segment), None),
            10,
            row(
                chip(service_words.state(matter, words), tone),
                label(due, "label", "bad" if over else "2"),
                label(service_words.owner(matter, words), "label", "2"),
                None,
                gap=10,
            ),
        )
        said = service_words.detail(matter, words, found.currency, longest=600)
        if said:
            add(self._body, 10, prose(said))
        standard = service_words.standard(matter, found.rules, words, found.currency)
        add(self._body, 10, prose(standard, "label", "3"), 14, rule(), 14)
        add(self._body, section(words("What you can do")), 8, *self._acts(matter, found))
        add(self._body, 14, rule(), 14, *self._rights(matter, found), None)

    def _acts(self, matter: Matter, found: ServiceDesk) -> list[Item]:
        role = self._desk.rep.role if self._desk.rep else "manager"
        allowed = permitted(matter, found.rules, role)
        if not allowed:
            return [prose(self._words("It is with the department; nothing is to be done here."), "body", "2")]
        if "satisfaction_call" in allowed:
            return self._scores()
        items: list[Item] = []
        for at, act in enumerate(allowed):
            name = service_words.act_name(matter, act, self._words)
            pressed = button(name, ICONS[act], "primary" if at == 0 else "")
            pressed.clicked.connect(lambda _=False, act=act: self.acted.emit(act))
            items += [row((pressed, 1), keycap(KEYS[act]), gap=8), 6]
        return items

    def _scores(self) -> list[Item]:
        words = self._words
        line = row(gap=6)
        for score in SCORES:
            one = QPushButton(str(score))
            one.setAccessibleName(words("Satisfied {n} of 5", n=score))
            one.clicked.connect(lambda _=False, score=score: self.scored.emit(score))
            line.addWidget(one)
        said = words("Ask how it went, and press 1 (not resolved) to 5 (very satisfied).")
        return [prose(said, "body", "2"), 8, line]

    def _rights(self, matter: Matter, found: ServiceDesk) -> list[Item]:
        words = self._words
        lines = service_words.entitled(matter, promises(), words, found.currency)
        parts: list[Item] = [section(words("What they have a right to")), 6]
        for line in lines:
            parts += [prose(line, "body", "2"), 4]
        return parts
