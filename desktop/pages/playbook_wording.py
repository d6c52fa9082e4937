"""The words of a message as they are typed, and the hours in which it may go."""

from __future__ import annotations

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter, QSyntaxHighlighter, QTextCharFormat
from PySide6.QtWidgets import QFrame

from desktop.pages.customer_notes import NoteEditor
from desktop.pages.playbook_parts import note
from desktop.paint import CENTRE, RIGHT, fill_round, paint_text
from desktop.text import label
from desktop.theme import color
from desktop.widgets.layouts import card
from desktop.widgets.marks import Painted
from sales.action_rules import ActionRules
from sales.track_filling import VARIABLE
from sales.words import Words


class WordingEditor(NoteEditor):
    """Ctrl+Enter is `entered`. Variables that are still open are marked."""

    def __init__(self) -> None:
        super().__init__()
        self._marks = OpenMarks(self.document())


class OpenMarks(QSyntaxHighlighter):
    """Marks what is still to be filled in."""

    def highlightBlock(self, text: str) -> None:
        look = QTextCharFormat()
        look.setForeground(color("warn"))
        look.setBackground(color("warn_soft"))
        for match in VARIABLE.finditer(text):
            self.setFormat(match.start(), len(match[0]), look)


def hours_card(words: Words, now: int, rules: ActionRules) -> QFrame:
    """The day with its quiet hours and where it stands now, and how often a customer is contacted."""
    local = words.moment(now)
    name = words(
        "Quiet until {first}:00 and from {last}:00 on; now it is {clock}.",
        first=rules.first_hour,
        last=rules.last_hour,
        clock=words.clock(now),
    )
    cap = words.count(
        "At most {n} contact in {days} days, unless they wait for an answer.",
        "At most {n} contacts in {days} days, unless they wait for an answer.",
        rules.cap_contacts,
        days=rules.cap_days,
    )
    hour, quiet = local.hour + local.minute / 60, words("night")
    bar = Painted(lambda p, w, h: _paint_day(p, w, rules, hour, quiet), name, height=42)
    return card(
        label(words("When"), "heading"),
        bar,
        note("clock", name, "2"),
        note("bell-off", cap, "2"),
        gap=8,
        margins=(16, 12, 16, 13),
    )


def _paint_day(p: QPainter, width: float, rules: ActionRules, hour: float, quiet: str) -> None:
    """The day from 0 to 24: quiet hours grey, now a mark."""

    def at(clock: float) -> float:
        return width * clock / 24

    fill_round(p, QRectF(0, 4, width, 16), "raised", 5)
    fill_round(p, QRectF(0, 4, at(rules.first_hour), 16), "fill", 5)
    fill_round(p, QRectF(at(rules.last_hour), 4, width - at(rules.last_hour), 16), "fill", 5)
    fill_round(p, QRectF(at(hour) - 1.5, 0, 3, 24), "accent", 1.5)
    paint_text(p, QRectF(8, 4, at(rules.first_hour) - 12, 16), quiet, "caption", "text_2")
    room = QRectF(at(rules.last_hour) + 4, 4, width - at(rules.last_hour) - 8, 16)
    paint_text(p, room, quiet, "caption", "text_2", RIGHT)
    for clock in range(rules.first_hour, rules.last_hour + 1, 3):
        paint_text(p, QRectF(at(clock) - 20, 25, 40, 15), str(clock), "caption", "text_3", CENTRE)
