"""The Brief tab: one customer's call brief as cards, in the order in which a rep needs them.

Cards are made one after another, each in its own turn of the event loop, so that a brief of any size never
holds up the keys.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.desk import Desk
from desktop.pages.customer_cards import Cards
from desktop.widgets.layouts import add, box, clear, col, row, scroll
from desktop.widgets.turns import Turns
from sales.brief import Brief

GAP = 12
ROOM = 3000  # px while cards are made: else each new one would first press those above together


class BriefTab(QWidget):
    """Shows a brief; `filled` says that all of its cards are there."""

    filled = Signal()
    history_wanted = Signal()
    profile_wanted = Signal()
    kept = Signal(str)  # the activity whose promise was kept

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._brief: Brief | None = None
        self._cards: Cards | None = None
        self._keep_at = 0
        self._paired = False
        self._columns: list[QVBoxLayout] = []
        self._body = col(gap=GAP, margins=(24, 14, 24, 20))
        self._inner = box(self._body)
        self._inner.setAttribute(Qt.WidgetAttribute.WA_StaticContents)  # one card more repaints no other
        self._area = scroll(self._inner)
        self.setLayout(col(self._area, gap=0))
        self._turns = Turns(self)
        self._turns.done.connect(self._finish)

    @property
    def complete(self) -> bool:
        return self._brief is not None and not self._turns.running

    def show_brief(self, brief: Brief) -> None:
        """Show a customer's brief, from the top; the same customer's keeps its place."""
        before, self._brief = self._brief, brief
        if before and replace(before, prepared_at=0) == replace(brief, prepared_at=0):
            self._turns.run(())
            return
        same = before is not None and before.customer.id == brief.customer.id
        self._fill(self._area.verticalScrollBar().value() if same else 0)

    def show_end(self) -> None:
        """Scroll to what stands last."""
        self._area.verticalScrollBar().setValue(self._area.verticalScrollBar().maximum())

    def pair(self, paired: bool) -> None:
        """Two columns of cards, where there is no list and no talk track beside them."""
        if paired != self._paired:
            self._paired = paired
            self._fill(0)

    def _fill(self, at: int) -> None:
        if self._brief is None:
            return
        self._keep_at = at
        self._inner.setMinimumHeight(ROOM)
        clear(self._body)
        if self._cards:
            self._cards.deleteLater()
        cards = self._cards = Cards(self._desk, self._brief, self)
        cards.history_wanted.connect(self.history_wanted)
        cards.profile_wanted.connect(self.profile_wanted)
        cards.kept.connect(self.kept)
        self._columns = [col(gap=GAP) for _ in range(4)]
        top, left, right, bottom = self._columns
        middle = row((left, 1), (right, 1), gap=GAP) if self._paired else col(left, right, gap=GAP)
        if self._paired:
            for column in (left, right):
                column.addStretch(1)
        add(self._body, top, middle, bottom, None)
        self._turns.run([partial(self._add, column, make) for column, make in self._order(cards)])

    def _order(self, cards: Cards) -> Sequence[tuple[int, Callable[[], QWidget | None]]]:
        """What is shown, and in which column."""
        top, left, right, bottom = range(4)
        return (
            (top, cards.why),
            (top, cards.figures),
            (left, cards.issues),
            (right if self._paired else left, cards.actions),
            (left, cards.contacts),
            (right, cards.offers),
            (bottom, cards.bought),
            (bottom, cards.facts),
        )

    def _add(self, column: int, make: Callable[[], QWidget | None]) -> None:
        made = make()
        if made is not None:
            at = self._columns[column].count() - (1 if self._paired and column in (1, 2) else 0)
            self._columns[column].insertWidget(at, made)

    def _finish(self) -> None:
        self._inner.setMinimumHeight(0)
        self._area.verticalScrollBar().setValue(self._keep_at)
        self.filled.emit()
