"""The chips over the line of time: one strand of it or all, with how many entries each has."""

from __future__ import annotations

from PySide6.QtWidgets import QPushButton

from desktop.widgets.buttons import filter_chip
from desktop.widgets.chip_line import ChipLine
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


class StrandChips(ChipLine):
    """One strand, or all. Where there is little room the counts go into the tooltips."""

    def __init__(self, words: Words) -> None:
        super().__init__(words, GAP)

    def chips(self) -> list[QPushButton]:
        chips = self._chips(counted=True)
        if sum(chip.sizeHint().width() + GAP for chip in chips) - GAP > self.width():
            for chip in chips:
                chip.deleteLater()
            chips = self._chips(counted=False)
        return chips

    def _chips(self, *, counted: bool) -> list[QPushButton]:
        total = sum(self.counts.values())
        chips = [self._chip(self.words("All"), total, None, counted)]
        chips += [
            self._chip(self.words(NAMES[name]), self.counts.get(name, 0), name, counted) for name in STRANDS
        ]
        return chips

    def _chip(self, name: str, count: int, strand: str | None, counted: bool) -> QPushButton:
        number = self.words.number(count)
        on = strand == self.choice
        chip = filter_chip(name, number if counted or on else "", on=on)
        chip.setToolTip("" if counted else number)
        chip.setAccessibleName(f"{name} {number}")
        chip.clicked.connect(lambda: self.chosen.emit(strand or ""))
        return chip
