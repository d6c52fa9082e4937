"""The chips over the customer list: all, the most urgent segments with their counts, the rest in a menu."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QAction, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QPushButton, QWidget

from desktop.segments import segment_name
from desktop.widgets.buttons import filter_chip
from desktop.widgets.layouts import clear, row
from sales.facts import SEGMENTS
from sales.words import Words

GAP = 4
URGENT = 2  # so many segments have a chip of their own, if there is room


class SegmentChips(QWidget):
    """One segment, or all: `chosen` carries it, "" for all."""

    chosen = Signal(str)

    def __init__(self, words: Words) -> None:
        super().__init__()
        self._words = words
        self._counts: Mapping[str, int] = {}
        self._segment: str | None = None
        self._more_width = filter_chip(f"+{len(SEGMENTS)}").sizeHint().width()
        self._line: QHBoxLayout = row(gap=GAP)
        self.setLayout(self._line)
        self.setFixedHeight(28)

    def show_counts(self, counts: Mapping[str, int], segment: str | None) -> None:
        """Show how many there are of each segment, with one of them (or all) as chosen."""
        if (counts, segment) != (self._counts, self._segment):
            self._counts, self._segment = dict(counts), segment
            self._fill()

    def minimumSizeHint(self) -> QSize:
        return QSize(120, 28)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fill()

    def _fill(self) -> None:
        """As many chips as there is room for."""
        focused = self.window().focusWidget()
        had_focus = focused is not None and self.isAncestorOf(focused)
        clear(self._line)
        chips = self._chips(self._counts, self._segment)
        for chip in chips:
            self._line.addWidget(chip)
        self._line.addStretch(1)
        if had_focus:
            next((chip for chip in chips if chip.isChecked()), chips[0]).setFocus()

    def _chips(self, counts: Mapping[str, int], segment: str | None) -> list[QPushButton]:
        every = filter_chip(self._words("All"), on=segment is None)
        every.setFixedWidth(every.sizeHint().width())
        every.clicked.connect(lambda: self.chosen.emit(""))
        chips, room = [every], self.width() - every.sizeHint().width() - GAP
        rest = list(SEGMENTS)
        for name in _first(counts, segment):
            chip = self._chip(name, counts.get(name, 0), on=name == segment)
            width = chip.sizeHint().width() + GAP
            if width + self._more_width > room:
                chip.deleteLater()
                break
            room -= width
            rest.remove(name)
            chips.append(chip)
        chips.append(self._more(rest, counts, segment))
        return chips

    def _chip(self, name: str, count: int, *, on: bool) -> QPushButton:
        chip = filter_chip(segment_name(self._words, name), self._words.number(count), on=on)
        chip.clicked.connect(lambda: self.chosen.emit(name))
        return chip

    def _more(self, rest: list[str], counts: Mapping[str, int], segment: str | None) -> QPushButton:
        more = filter_chip(f"+{len(rest)}", on=segment in rest)
        names = [
            f"{segment_name(self._words, name)}  {self._words.number(counts.get(name, 0))}" for name in rest
        ]
        more.setAccessibleName(self._words("More segments"))
        more.setToolTip("\n".join(names))
        menu = QMenu(more)
        for name, text in zip(rest, names, strict=True):
            entry = QAction(text, menu)
            entry.setCheckable(True)
            entry.setChecked(name == segment)
            entry.triggered.connect(lambda _=False, name=name: self.chosen.emit(name))
            menu.addAction(entry)
        more.setMenu(menu)
        return more


def _first(counts: Mapping[str, int], segment: str | None) -> list[str]:
    """The segments that have a chip of their own: the most urgent, and the one that is chosen."""
    urgent = list(SEGMENTS[:URGENT])
    if segment and segment not in urgent:
        urgent[-1] = segment
    return urgent
