"""The chips over the customer list: all, the most urgent segments with their counts, the rest in a menu."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QPushButton

from desktop.segments import segment_name
from desktop.widgets.buttons import filter_chip
from desktop.widgets.chip_line import ChipLine
from sales.facts import SEGMENTS
from sales.words import Words

GAP = 4
URGENT = 2  # so many segments have a chip of their own, if there is room


class SegmentChips(ChipLine):
    """One segment, or all."""

    def __init__(self, words: Words) -> None:
        super().__init__(words, GAP)
        self._more_width = filter_chip(f"+{len(SEGMENTS)}").sizeHint().width()

    def chips(self) -> list[QPushButton]:
        counts, segment = self.counts, self.choice
        every = filter_chip(self.words("All"), on=segment is None)
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
        chip = filter_chip(segment_name(self.words, name), self.words.number(count), on=on)
        chip.clicked.connect(lambda: self.chosen.emit(name))
        return chip

    def _more(self, rest: list[str], counts: Mapping[str, int], segment: str | None) -> QPushButton:
        more = filter_chip(f"+{len(rest)}", on=segment in rest)
        names = [
            f"{segment_name(self.words, name)}  {self.words.number(counts.get(name, 0))}" for name in rest
        ]
        more.setAccessibleName(self.words("More segments"))
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
