"""The chips over the line of time: one strand of it or all, with how many entries each has."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QPushButton, QWidget

from desktop.widgets.buttons import filter_chip
from desktop.widgets.layouts import clear, row
from sales.timeline import STRANDS
from sales.words import Words

GAP = 6
NAMES = {
    "orders": "Orders",
    "views": "Views",
    "tickets": "Tickets",
    "surveys": "Surveys",
    "contacts": "Calls and notes",
}


class StrandChips(QWidget):
    """`chosen` carries a strand, "" for all. Where there is little room the counts go into the tooltips."""

    chosen = Signal(str)

    def __init__(self, words: Words) -> None:
        super().__init__()
        self._words = words
        self._counts: Mapping[str, int] = {}
        self._strand: str | None = None
        self._line = row(gap=GAP)
        self.setLayout(self._line)
        self.setFixedHeight(28)

    def show_counts(self, counts: Mapping[str, int], strand: str | None) -> None:
        if (counts, strand) != (self._counts, self._strand):
            self._counts, self._strand = dict(counts), strand
            self._fill()

    def minimumSizeHint(self) -> QSize:
        return QSize(120, 28)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fill()

    def _fill(self) -> None:
        focused = self.window().focusWidget()
        had_focus = focused is not None and self.isAncestorOf(focused)
        clear(self._line)
        chips = self._chips(counted=True)
        if sum(chip.sizeHint().width() + GAP for chip in chips) - GAP > self.width():
            for chip in chips:
                chip.deleteLater()
            chips = self._chips(counted=False)
        for chip in chips:
            self._line.addWidget(chip)
        self._line.addStretch(1)
        if had_focus:
            next((chip for chip in chips if chip.isChecked()), chips[0]).setFocus()

    def _chips(self, *, counted: bool) -> list[QPushButton]:
        total = sum(self._counts.values())
        chips = [self._chip(self._words("All"), total, None, counted)]
        chips += [
            self._chip(self._words(NAMES[name]), self._counts.get(name, 0), name, counted) for name in STRANDS
        ]
        return chips

    def _chip(self, name: str, count: int, strand: str | None, counted: bool) -> QPushButton:
        number = self._words.number(count)
        on = strand == self._strand
        chip = filter_chip(name, number if counted or on else "", on=on)
        chip.setToolTip("" if counted else number)
        chip.setAccessibleName(f"{name} {number}")
        chip.clicked.connect(lambda: self.chosen.emit(strand or ""))
        return chip
