"""The designs that were kept for the customer: small pictures in a strip, each opened by a click."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtWidgets import QMenu, QWidget

from data.designs import SavedDesign
from desktop.pages.configurator_drawing import thumbnail
from desktop.quote_looks import amount
from desktop.text import Elided, label
from desktop.widgets.buttons import Block
from desktop.widgets.layouts import Item, add, box, clear, col, row, scroll
from sales.configurator import ProductOptions
from sales.configurator_figures import list_price
from sales.configurator_reading import no_longer, read_design
from sales.words import Words

WIDE, HIGH = 124, 122


class DesignStrip(QWidget):
    """`opened`, `renamed` and `removed` carry a design's id."""

    opened = Signal(str)
    renamed = Signal(str)
    removed = Signal(str)

    def __init__(self, words: Words) -> None:
        super().__init__()
        self._words = words
        self._head, self._strip = row(gap=8), row(gap=8)
        area = scroll(box(self._strip))
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        area.setFixedHeight(HIGH + 12)
        self._area = area
        self.setLayout(col(self._head, 8, area, gap=0))

    def show_designs(self, options: ProductOptions, saved: Sequence[SavedDesign], current: str) -> None:
        words = self._words
        clear(self._head)
        clear(self._strip)
        note = words("here and at the next sync") if saved else words("none kept yet")
        add(self._head, label(words("Saved designs"), "heading"), label(note, "caption", "3"), None)
        self._area.setVisible(bool(saved))
        for one in reversed(saved):
            self._strip.addWidget(self._one(options, one, on=one.id == current))
        self._strip.addStretch(1)

    def _one(self, options: ProductOptions, saved: SavedDesign, *, on: bool) -> Block:
        words = self._words
        read = read_design(options, saved.said)
        price = amount(words, list_price(options, read.design), options.currency)
        stale = bool(no_longer(options, read, words))
        note: Item = label(words("no longer holds") if stale else price, "caption", "warn" if stale else "3")
        body = col(
            thumbnail(options, read.design), Elided(saved.name, "label"), note, gap=2, margins=(10, 8, 10, 9)
        )
        made = Block(
            body, words("Design {name}, {price}", name=saved.name, price=price), "picked" if on else "card"
        )
        made.setFixedSize(WIDE, HIGH)
        made.setProperty("design", saved.id)
        made.pressed.connect(partial(self.opened.emit, saved.id))
        made.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        made.customContextMenuRequested.connect(partial(self._menu, made, saved.id))
        return made

    def _menu(self, block: Block, design_id: str, at: QPoint) -> None:
        menu = QMenu(self)
        menu.addAction(self._words("Rename"), partial(self.renamed.emit, design_id))
        menu.addAction(self._words("Remove"), partial(self.removed.emit, design_id))
        menu.popup(block.mapToGlobal(at))
