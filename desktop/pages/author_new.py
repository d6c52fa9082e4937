"""A new piece: its title, from which the template of its kind is begun."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QWidget

from desktop.pages.author_list import KINDS
from desktop.text import label
from desktop.widgets.buttons import button
from desktop.widgets.fields import field, line_edit
from desktop.widgets.layouts import col, row
from desktop.widgets.overlay import Overlay
from sales.words import Words

WIDTH = 440
ASKS = {
    "objections": ("What does the customer say?", "In at most five words: it stands in lists."),
    "tracks": ("What is the call about?", "Such as: Quiet air for one room."),
    "products": ("Which article?", "Its number, such as AP-600."),
    "messages": ("What is the occasion?", "Such as: Spring sale."),
    "faqs": ("What is asked?", "As customers ask it."),
    "policies": ("What is it about?", "Such as: Returns and exchanges."),
}


def ask_title(window: QWidget, words: Words, kind: str, title: str, named: Callable[[str], None]) -> None:
    """Ask for the title of a new piece over the window; `named` is called with it."""
    asked = NewPiece(words, kind, title)
    overlay = Overlay(window, asked)
    for ended in (asked.left, asked.named):
        ended.connect(overlay.dismiss)
    asked.named.connect(named)
    overlay.open(asked.title)


class NewPiece(QFrame):
    """`named` carries the title; `left`: nothing is begun."""

    named = Signal(str)
    left = Signal()

    def __init__(self, words: Words, kind: str, title: str = "") -> None:
        super().__init__()
        question, help_ = (words(text) for text in ASKS[kind])
        self.setProperty("kind", "dialog")
        self.setAccessibleName(words(KINDS[kind][0]))
        self.setFixedWidth(WIDTH)
        self.title = line_edit(question, title)
        self.title.returnPressed.connect(self._name)
        leave, begin = button(words("Cancel"), variant="ghost"), button(words("Begin"), "pencil", "primary")
        leave.clicked.connect(self.left)
        begin.clicked.connect(self._name)
        head = label(words("New: {kind}", kind=words(KINDS[kind][0])), "heading")
        self.setLayout(
            col(
                head,
                field(question, self.title, help_),
                4,
                row(leave, None, begin),
                gap=12,
                margins=(20, 18, 20, 16),
            )
        )

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def _name(self) -> None:
        if title := " ".join(self.title.text().split()):
            self.named.emit(title)
