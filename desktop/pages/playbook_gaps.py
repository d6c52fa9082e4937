"""Knowledge gaps: what was asked or objected in vain, and how a manager closes one."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QComboBox, QVBoxLayout

from desktop.icons import icon_label
from desktop.pages.playbook_parts import quoted
from desktop.text import label
from desktop.widgets.buttons import Block, button
from desktop.widgets.fields import combo
from desktop.widgets.layouts import Item, add, clear, col, row, rule, section
from desktop.widgets.marks import chip
from sales.gaps import Gap
from sales.words import Words

SHOWN = 12


class GapView(QObject):
    """One gap in full. `closed` carries how (card or dismissed) and the card, `write_wanted` its theme."""

    closed = Signal(str, str)
    write_wanted = Signal(str)

    def __init__(self, words: Words, into: QVBoxLayout) -> None:
        super().__init__()
        self._words, self._into = words, into
        self.gap: Gap | None = None
        self.cards: QComboBox | None = None

    def show(self, gap: Gap, cards: Sequence[tuple[str, str]], *, manages: bool, writes: bool) -> None:
        """Show what was asked, and, to a manager, the ways to close it; `cards` are ids and titles."""
        words = self._words
        self.gap = gap
        clear(self._into)
        asked = words.count("asked {n} time", "asked {n} times", gap.n)
        head = col(label(gap.title, "display", wrap=True), label(asked, "body", "2"), gap=3)
        add(self._into, row((col(icon_label("circle-dashed", "warn", 22), None), 0), (head, 1), gap=12), 16)
        add(self._into, section(words("As it was asked")), 4)
        for miss in gap.misses[:SHOWN]:
            line = row(
                (label(quoted(miss.text), "body", wrap=True), 1),
                label(words.day(miss.at), "label", "3"),
                gap=10,
            )
            line.setContentsMargins(0, 8, 0, 8)
            add(self._into, rule(), line)
        if manages:
            add(self._into, 18, self._closing(cards, gap, writes=writes))

    def _closing(self, cards: Sequence[tuple[str, str]], gap: Gap, *, writes: bool) -> QVBoxLayout:
        words = self._words
        choice = combo(words("The card that answers it"), [quoted(title) for _, title in cards])
        self.cards = choice
        done = button(words("This card answers it"), "check", "primary")
        done.clicked.connect(lambda: self.closed.emit("card", cards[choice.currentIndex()][0]))
        drop = button(words("Dismiss"), "x")
        drop.clicked.connect(lambda: self.closed.emit("dismissed", ""))
        items: list[Item] = [section(words("Close the gap")), 6, row((choice, 1), done, gap=8), 6]
        ways: list[Item] = [drop]
        if writes:
            write = button(words("Write a card"), "pencil")
            write.clicked.connect(lambda: self.write_wanted.emit(gap.theme))
            ways.insert(0, write)
        return col(*items, row(*ways, None, gap=8), gap=0)


def fill_gaps(into: QVBoxLayout, gaps: Sequence[Gap], words: Words, open_gap: Callable[[Gap], None]) -> None:
    """The open gaps in a side panel, those that are the manager's marked."""
    add(into, section(words("Open gaps of the team"), chip(words.number(len(gaps)))), 4)
    if not gaps:
        add(into, label(words("None: nothing was asked in vain three times."), "label", "2", wrap=True))
    for gap in gaps[:SHOWN]:
        times = words.count("{n} time", "{n} times", gap.n)
        line = row(
            icon_label("circle-dashed", "warn", 14),
            (label(gap.title, "body", wrap=True), 1),
            label(times, "label", "warn"),
            gap=9,
            margins=(6, 5, 6, 5),
        )
        block = Block(line, f"{gap.title}, {times}", "bare")
        block.pressed.connect(lambda gap=gap: open_gap(gap))
        into.addWidget(block)
    note = words("Asked three times, a gap moves to the manager’s list by itself.")
    add(into, 6, label(note, "label", "2", wrap=True))
