"""A customer's text that waits to be sorted, painted: what was said, by whom, what the model thinks."""

from __future__ import annotations

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from data.feedback import Said
from desktop.paint import RIGHT, paint_chip, paint_icon, paint_text
from sales.departments import NAMES
from sales.words import Words

ROW = 56
ICONS = {"ticket": "life-buoy", "review": "star", "survey": "message-circle"}
SOURCES = {"ticket": "Ticket", "review": "Review", "survey": "Survey"}
GUESS = 236  # room for what the model thinks, at the right


class SaidRow:
    """Paints one text in a line, and below it who wrote it when."""

    def __init__(self, words: Words) -> None:
        self._words = words

    def __call__(self, p: QPainter, area: QRectF, said: Said, chosen: bool) -> None:
        middle = area.center().y()
        paint_icon(p, area.left() + 8, middle, ICONS[said.subject], "text_3", 16)
        right = area.right() - 8
        box = paint_chip(p, right, middle, guess(self._words, said), "neutral", align=RIGHT, on_soft=chosen)
        left = area.left() + 36
        room = box.left() - left - 16
        paint_text(p, QRectF(left, area.top() + 7, room, 20), " ".join(said.text.split()), "strong")
        paint_text(p, QRectF(left, area.top() + 27, room, 20), source(self._words, said), "label", "text_2")


def guess(words: Words, said: Said) -> str:
    """ "Service 48%, or Logistics"."""
    first, second = words(NAMES[said.label or ""]), words(NAMES[said.second])
    return words("{first} {share}, or {second}", first=first, share=words.percent(said.share), second=second)


def source(words: Words, said: Said) -> str:
    """Where it was said, by whom and when."""
    return " · ".join((words(SOURCES[said.subject]), said.name, words.day(said.at)))


def said_name(words: Words, said: Said) -> str:
    return ", ".join((said.text, source(words, said), guess(words, said)))
