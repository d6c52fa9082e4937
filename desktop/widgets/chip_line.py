"""A line of filter chips with counts, made anew when its room or what it counts changes."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QPushButton, QWidget

from desktop.widgets.layouts import clear, row
from sales.words import Words

HEIGHT, NARROWEST = 28, 120


class ChipLine(QWidget):
    """One of several, or all: `chosen` carries it, "" for all. The keyboard stays on the chosen one."""

    chosen = Signal(str)

    def __init__(self, words: Words, gap: int) -> None:
        super().__init__()
        self.words, self.gap = words, gap
        self.counts: Mapping[str, int] = {}
        self.choice: str | None = None
        self._line = row(gap=gap)
        self.setLayout(self._line)
        self.setFixedHeight(HEIGHT)

    def show_counts(self, counts: Mapping[str, int], choice: str | None) -> None:
        """Show how many there are of each, with one of them (or all) as chosen."""
        if (counts, choice) != (self.counts, self.choice):
            self.counts, self.choice = dict(counts), choice
            self._fill()

    def chips(self) -> list[QPushButton]:
        """The chips for the room that there is, all first."""
        raise NotImplementedError

    def minimumSizeHint(self) -> QSize:
        return QSize(NARROWEST, HEIGHT)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fill()

    def _fill(self) -> None:
        focused = self.window().focusWidget()
        had_focus = focused is not None and self.isAncestorOf(focused)
        clear(self._line)
        chips = self.chips()
        for chip in chips:
            self._line.addWidget(chip)
        self._line.addStretch(1)
        if had_focus:
            next((chip for chip in chips if chip.isChecked()), chips[0]).setFocus()
