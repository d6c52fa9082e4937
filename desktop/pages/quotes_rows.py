"""The rows of the list of quotes: a table that reads on as it is scrolled, the newest first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QModelIndex, QRectF, Signal
from PySide6.QtGui import QPainter

from desktop.paint import paint_avatar, paint_text
from desktop.quote_looks import amount, margin_words, state_look
from desktop.widgets.rows import Index
from desktop.widgets.table import FIGURE, QUIET_FIGURE, Column, TableModel, cell_chip, cell_lines
from sales.words import Words

if TYPE_CHECKING:
    from data.quote_list import QuoteItem

REP, STATE, VALID, MARGIN, TOTAL = 150, 160, 104, 104, 132


class QuoteRows(TableModel["QuoteItem"]):
    """`more_wanted` says that the end of what has been read is in sight."""

    more_wanted = Signal()

    def __init__(self, columns: Sequence[Column[QuoteItem]]) -> None:
        self._held: list[QuoteItem] = []
        super().__init__(columns, self._held)
        self._more = False

    def begin(self, items: Sequence[QuoteItem], *, more: bool) -> None:
        """Show these rows in place of those that there are; `more`: others may follow."""
        self._more = more
        self._held = list(items)
        self.show(self._held)

    def extend(self, items: Sequence[QuoteItem], *, more: bool) -> None:
        """Put the next rows after those that there are."""
        self._more = more
        if items:
            first = len(self._held)
            self.beginInsertRows(QModelIndex(), first, first + len(items) - 1)
            self._held.extend(items)
            self.endInsertRows()

    def canFetchMore(self, parent: Index) -> bool:
        return self._more

    def fetchMore(self, parent: Index) -> None:
        if self._more:
            self._more = False  # until it has been read
            self.more_wanted.emit()


def columns(words: Words) -> list[Column[QuoteItem]]:
    """Customer and number, rep, state, last day, margin and total."""
    return [
        Column(words("Customer"), _customer, draw=cell_lines, spoken=lambda one: ", ".join(_customer(one))),
        Column(words("Rep"), lambda one: one.rep_name, REP, _draw_rep),
        Column(words("State"), lambda one: state_look(words, one.state), STATE, cell_chip),
        Column(words("Valid until"), lambda one: words.day(one.valid_until), VALID, QUIET_FIGURE, right=True),
        Column(
            words("Margin"), lambda one: margin_words(words, one.margin_bp), MARGIN, QUIET_FIGURE, right=True
        ),
        Column(words("Total"), lambda one: amount(words, one.total, one.currency), TOTAL, FIGURE, right=True),
    ]


def of_one_customer(words: Words) -> list[Column[QuoteItem]]:
    """The same for the quotes of one customer, who is known: the number and the day in place of the name."""

    def number(one: QuoteItem) -> tuple[str, str]:
        return one.number, words.day(one.at, year=True)

    first = Column(words("Quote"), number, draw=cell_lines, spoken=lambda one: ", ".join(number(one)))
    _, rep, state, valid, margin, total = columns(words)
    return [first, replace(rep, width=132), replace(state, width=148), valid, margin, total]


def _customer(one: QuoteItem) -> tuple[str, str]:
    return one.customer_name, one.number


def _draw_rep(p: QPainter, box: QRectF, value: Any, chosen: bool) -> None:
    paint_avatar(p, QRectF(box.left(), box.center().y() - 13, 26, 26), str(value))
    paint_text(p, box.adjusted(36, 0, 0, 0), str(value))
