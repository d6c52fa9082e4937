"""The head of the configurator: what is made and for whom, undo, save; the price in a small window."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from desktop.text import Elided, label
from desktop.widgets.buttons import button, tool
from desktop.widgets.layouts import box, clear, col, row
from desktop.widgets.marks import chip
from sales.words import Words

Do = Callable[[], None]


class ConfiguratorHead(QWidget):
    def __init__(self, words: Words, back: Do, undo: Do, save: Do, side: Do, add: Do) -> None:
        super().__init__()
        self._words = words
        self._title = row(gap=8)
        self._whom = Elided("", "body", "2")
        leave = tool("chevron-left", words("Back"), "ghost", "Esc")
        self._undo = tool("rotate-ccw", words("Undo the last choice"), "", "U")
        keep = button(words("Save design"), "copy")
        self._price = label("", "strong")
        self._side = tool("panel-right", words("Price and checks"), "", "Ctrl+B")
        self._add = button(words("Add to quote"), "plus", "primary")
        pressed = ((leave, back), (self._undo, undo), (keep, save), (self._side, side), (self._add, add))
        for control, run in pressed:
            control.clicked.connect(run)
        name = box(col(self._title, self._whom, gap=3))
        items = (leave, (name, 1), self._undo, keep, self._price, self._side, self._add)
        self.setLayout(row(*items, gap=8, margins=(24, 16, 20, 14)))

    def show_design(self, title: str, number: str, customer: str, *, undoable: bool) -> None:
        words = self._words
        clear(self._title)
        for item in (Elided(title, "title"), chip(number)):
            self._title.addWidget(item)
        self._title.addStretch(1)
        made = words("made to order for {name}", name=customer) if customer else words("made to order")
        self._whom.setText(made)
        self._undo.setEnabled(undoable)

    def show_price(self, price: str, adds: str, *, able: bool, beside: bool) -> None:
        """What the side says too; shown here while the side is behind a button."""
        self._price.setText(price)
        self._add.setText(f" {adds}")
        self._add.setAccessibleName(adds)
        self._add.setEnabled(able)
        for part in (self._price, self._side, self._add):
            part.setVisible(not beside)
