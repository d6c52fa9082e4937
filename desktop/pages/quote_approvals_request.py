"""One request for approval, read from top to bottom: what is asked and why, what was tested, margins and what
it costs, and then the decision; for who may not decide, how it stands.
"""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QLineEdit, QWidget

from desktop.desk import Desk
from desktop.icons import icon_label
from desktop.pages.quote_approvals_cards import (
    costs_card,
    margins_card,
    moment_words,
    said_card,
    tested_card,
    where_words,
)
from desktop.pages.quote_approvals_list import DECISIONS
from desktop.pages.quote_approvals_read import Request
from desktop.quote_looks import MEASURE_NAMES, unit_price
from desktop.text import Elided, label
from desktop.theme import Tone
from desktop.widgets.buttons import button, tool
from desktop.widgets.fields import line_edit, mark_invalid
from desktop.widgets.layouts import Item, add, box, card, clear, col, row, scroll, section
from desktop.widgets.marks import chip
from sales.approval_requests import NOBODY, YOURS, standing
from sales.guardrails import LINE
from sales.words import Words

ANSWERS = {
    "approved": ("circle-check", "good", "{name} approved it, {when}."),
    "denied": ("ban", "bad", "{name} denied it, {when}."),
    "question": ("messages-square", "warn", "{name} asks, {when}:"),
}
MEANS = {
    "approved": "It can be issued as it is.",
    "denied": "Change the quote and ask again.",
    "question": "Answer in the quote.",
}


class RequestView(QWidget):
    """Shows a `Request`. What is decided is said by signals, with the reason as it was typed."""

    opened = Signal(str)  # the id of a version
    approved = Signal(str)
    approved_at_floor = Signal(str)
    denied = Signal(str)
    questioned = Signal(str)
    side_wanted = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._shown: Request | None = None
        self._typed: dict[str, str] = {}  # reasons begun, by version
        self.reason: QLineEdit | None = None
        self._wrong = label("", "caption", "bad", wrap=True)
        self._narrow = False
        self._body = col(gap=0, margins=(24, 16, 24, 20))
        self._area = scroll(box(self._body))
        self.setLayout(col(self._area, gap=0))

    @property
    def request(self) -> Request | None:
        return self._shown

    def show_request(self, asked: Request) -> None:
        """Show a request; a reason that was begun for it is still there."""
        same = self._shown is not None and self._shown.version_id == asked.version_id
        had_focus = self.reason is not None and self.reason.hasFocus()
        self._shown = asked
        self._fill()
        if not same:
            self._area.verticalScrollBar().setValue(0)
        elif had_focus and self.reason is not None:
            self.reason.setFocus()

    def show_state(self, state: QWidget) -> None:
        """Show something in place of a request."""
        self._shown, self.reason = None, None
        clear(self._body)
        add(self._body, (state, 1))

    def set_narrow(self, narrow: bool) -> None:
        """Where what is known about the rep is not beside it, there is a way to it."""
        if narrow != self._narrow:
            self._narrow = narrow
            if self._shown:
                self._fill()

    def approve(self) -> None:
        self.approved.emit(self._reason())

    def approve_at_floor(self) -> None:
        self.approved_at_floor.emit(self._reason())

    def deny(self) -> None:
        if said := self._reason_needed():
            self.denied.emit(said)

    def question(self) -> None:
        if said := self._reason_needed():
            self.questioned.emit(said)

    def forget_reason(self, version_id: str) -> None:
        """What was typed for a version has been said."""
        self._typed.pop(version_id, None)

    def _reason(self) -> str:
        return self.reason.text().strip() if self.reason else ""

    def _reason_needed(self) -> str:
        """The reason; where there is none, the field says that it takes one."""
        said = self._reason()
        if not said and self.reason and self._shown:
            words = self._desk.words
            mark_invalid(self.reason, True)
            self._wrong.setText(
                words("Say it in a few words: {name} will read them.", name=self._shown.rep_name)
            )
            self._wrong.show()
            self.reason.setFocus()
            self._area.ensureWidgetVisible(self.reason)
        return said

    def _fill(self) -> None:
        asked, words = self._shown, self._desk.words
        assert asked
        clear(self._body)
        last = self._decide_card(asked) if asked.decides else _waits_card(words, asked)
        add(
            self._body, self._head(asked), 14, said_card(words, asked), 12, tested_card(words, asked), 12,
            row((margins_card(words, asked), 1), (costs_card(words, asked), 1), gap=12), 12, last, None,
        )  # fmt: skip

    def _head(self, asked: Request) -> QWidget:
        words = self._desk.words
        name, tone = need_words(words, asked)
        open_ = button(words("Open") if self._narrow else words("Open quote"), "file-text")
        open_.setToolTip(f"{words('Open quote')}  Enter")
        open_.clicked.connect(lambda: self.opened.emit(asked.version_id))
        side: list[Item] = []
        if self._narrow:
            more = tool("panel-right", words("Before you decide"), shortcut="S")
            more.clicked.connect(self.side_wanted)
            side = [more]
        under = " · ".join(part for part in (asked.number, asked.place) if part)
        title = row(Elided(asked.customer, "title"), chip(name, tone), None, gap=8)
        return box(row((col(title, Elided(under, "body", "2"), gap=3), 1), *side, open_, gap=10))

    def _decide_card(self, asked: Request) -> QFrame:
        words = self._desk.words
        self.reason = line_edit(
            words("Reason"), self._typed.get(asked.version_id, ""), words("Why, in a few words")
        )
        self.reason.textChanged.connect(self._type)
        self._wrong = label("", "caption", "bad", wrap=True)
        self._wrong.hide()
        note = words("signed with your name, kept with v{n}", n=asked.version)
        approve = button(words("Approve"), "check", "primary")
        approve.setToolTip(f"{words('Approve')}  A")
        approve.clicked.connect(self.approve)
        parts: list[Item] = [approve]
        if asked.prices:
            parts.append(self._floor_button(asked))
        deny = button(words("Deny"), variant="danger")
        deny.setToolTip(f"{words('Deny')}  D")
        deny.clicked.connect(self.deny)
        ask = button(words("Ask {name}", name=asked.rep_name), "messages-square", "ghost")
        ask.clicked.connect(self.question)
        forbidden = any(standing(one, asked.role) != YOURS for one in asked.findings if one.broken)
        approve.setEnabled(not forbidden)
        return card(
            section(words("Decide"), label(note, "caption", "3")),
            label(words("Reason"), "label", "2"),
            self.reason,
            self._wrong,
            row(*parts, deny, None, ask, gap=8),
            gap=8,
        )

    def _floor_button(self, asked: Request) -> QWidget:
        words, prices = self._desk.words, list(asked.prices.values())
        said = words("Approve at the floor prices")
        if len(prices) == 1:
            said = words("Approve at {price}", price=unit_price(words, prices[0], asked.currency))
        made = button(said)
        made.setToolTip(words("The rep is asked to take over the lowest price that keeps the floor."))
        made.clicked.connect(self.approve_at_floor)
        return made

    def _type(self, text: str) -> None:
        if self._shown and self.reason:
            self._typed[self._shown.version_id] = text
            if text.strip() and self._wrong.isVisible():
                mark_invalid(self.reason, False)
                self._wrong.hide()


def need_words(words: Words, asked: Request) -> tuple[str, Tone]:
    """ "Needs you: line 5, margin", or who else is needed."""
    if asked.answer is not None:
        name, tone = DECISIONS[asked.answer.decision]
        return words(name), tone
    broken = [one for one in asked.findings if one.broken]
    if any(standing(one, asked.role) == NOBODY for one in broken):
        return words("Nobody may let this pass"), "bad"
    if not broken:
        return words("Inside all rules now"), "good"
    mine = all(standing(one, asked.role) == YOURS for one in broken)
    if not mine:
        return words("Waits for a manager"), "warn"
    if len(broken) > 1:
        return words("Needs you: {n} rules", n=len(broken)), "warn"
    rule = broken[0].check.rule
    what = words(MEASURE_NAMES[rule.measure])
    if rule.scope == LINE:
        what = words("{where}, {what}", where=where_words(words, broken[0]), what=what)
    return words("Needs you: {what}", what=what), "warn"


def _waits_card(words: Words, asked: Request) -> QFrame:
    """For who may not decide: that it waits, since when, or what the answer was."""
    if (answer := asked.answer) is not None:
        icon, token, said = ANSWERS[answer.decision]
        when = moment_words(words, answer.at, asked.now)
        head = words(said, name=answer.who, when=when)
        more = f"\u201c{answer.reason}\u201d" if answer.reason else words(MEANS[answer.decision])
        return _told(icon, token, head, more)
    head = words("Waits for a manager since {when}.", when=moment_words(words, asked.asked_at, asked.now))
    more = words("Until then it can be shown, with \u201csubject to approval\u201d on it, and not issued.")
    return _told("clock", "warn", head, more)


def _told(icon: str, token: str, head: str, more: str) -> QFrame:
    lines = col(label(head, "strong", wrap=True), label(more, "label", "2", wrap=True), gap=2)
    return card(row((col(icon_label(icon, token, 16), None), 0), (lines, 1), gap=10))
