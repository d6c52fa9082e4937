"""Asks, by typing, whether this computer is to be removed from the hub."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame

from desktop.icons import tile
from desktop.text import label
from desktop.widgets.buttons import button
from desktop.widgets.fields import line_edit
from desktop.widgets.layouts import add, clear, col, row, rule
from sales.words import Words

WIDTH = 480


class Removal(QFrame):
    wanted = Signal()
    over = Signal()

    def __init__(self, words: Words) -> None:
        super().__init__()
        self._words, self._word = words, words("REMOVE")
        self.setProperty("kind", "dialog")
        self.setFixedWidth(WIDTH)
        title = words("Remove this computer?")
        self.setAccessibleName(title)
        self.field = line_edit(words("Type {word} to go on", word=self._word))
        self.field.textChanged.connect(self._allow)
        self.field.returnPressed.connect(self._submit)
        cancel = button(words("Cancel"))
        cancel.clicked.connect(self.over)
        self._go = button(words("Remove"), variant="danger")
        self._go.clicked.connect(self._submit)
        self._said = col(gap=0)
        what = words(
            "What waits is sent first. Then all of the team's data is destroyed on this computer; the hub"
            " keeps it. To connect again you need a new code."
        )
        head = col(label(title, "title"), label(what, "body", "2", wrap=True), gap=2)
        ask = label(words("Type {word} to go on", word=self._word), "label", "2")
        self.setLayout(
            col(
                row(tile("laptop", "bad", 40), (head, 1), gap=14),
                col(ask, self.field, self._said, gap=5),
                rule(),
                row(None, cancel, self._go),
                gap=16,
                margins=(20, 20, 20, 16),
            )
        )
        self._allow()

    def show_sending(self) -> None:
        self._say(self._words("Sending what waits, then removing"), "3")
        self.field.setEnabled(False)
        self._go.setEnabled(False)

    def show_refused(self, message: str) -> None:
        self._say(message, "bad")
        self.field.setEnabled(True)
        self._allow()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.over.emit()
        else:
            super().keyPressEvent(event)

    def _say(self, text: str, tone: str) -> None:
        clear(self._said)
        add(self._said, label(text, "caption", tone, wrap=True))
        layout = self.layout()
        if layout:
            self.setFixedHeight(layout.totalHeightForWidth(WIDTH))

    def _allow(self) -> None:
        typed = self.field.text().strip().casefold()
        self._go.setEnabled(typed == self._word.casefold())

    def _submit(self) -> None:
        if self._go.isEnabled():
            self.wanted.emit()
