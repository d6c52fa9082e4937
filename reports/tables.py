"""Tables: hairlines between rows, no verticals, figures to the right.

A table splits between rows and repeats its header; the last two rows stay with the foot, so that a total
never stands alone; `carried` gives the words and the amount of the line that closes a part and opens the
next.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from reports import lines
from reports.blocks import Align, Block, Text
from reports.pen import Pen
from reports.tokens import CELL, HAIR, LABEL, PAPER, Type

Cell = str | Block
CARRY = 15.0  # the height of a carried line


@dataclass(frozen=True, slots=True)
class Column:
    """A column of `width` points; one with 0 shares what the others leave."""

    title: str
    width: float
    align: Align = "l"
    kind: Type = CELL
    most: int | None = None  # lines of a cell


@dataclass(frozen=True, slots=True)
class Table:
    """Rows `start` to `stop` of a table.

    `strong` rows are totals or one's own: semibold, under an ink rule. A `joined` row leads to the one below
    it: no rule and no page is between them.
    """

    columns: Sequence[Column]
    rows: Sequence[Sequence[Cell]]
    pad: float = 1.8
    gap: float = 8.0
    rules: bool = True  # hairlines between rows
    foot: Block | None = None
    carried: Callable[[int, bool], tuple[str, str]] | None = (
        None  # (rows so far, opens a page) -> words, amount
    )
    totals: frozenset[int] = frozenset()
    strong: frozenset[int] = frozenset()
    joined: frozenset[int] = frozenset()
    start: int = 0
    stop: int | None = None
    measured: dict[tuple[int, str, float], float] = field(default_factory=dict, compare=False, repr=False)

    @property
    def end(self) -> int:
        return len(self.rows) if self.stop is None else self.stop

    def height(self, lang: str, width: float) -> float:
        widths = self.widths(width)
        tall = self._head(lang, widths) + sum(self._row(lang, i, widths) for i in range(self.start, self.end))
        tall += self._carry() if self.start else 0.0
        if self.end < len(self.rows):
            return tall + self._carry()
        return tall + (self.foot.height(lang, width) if self.foot else 0.0)

    def split(self, lang: str, width: float, room: float) -> tuple[Table, Table] | None:
        """The part that fits in `room` and the rest, or None when less than two rows would stand on either
        side.
        """
        widths = self.widths(width)
        tall = self._head(lang, widths) + self._carry() + (self._carry() if self.start else 0.0)
        cut = self.start
        while cut < self.end and (tall := tall + self._row(lang, cut, widths)) <= room:
            cut += 1
        cut = min(cut, self.end - 2)
        while cut - 1 in self.joined:
            cut -= 1
        if cut < self.start + 2:
            return None
        return replace(self, stop=cut), replace(self, start=cut)

    def draw(self, pen: Pen, x: float, y: float, width: float) -> None:
        widths = self.widths(width)
        y = self._draw_head(pen, x, y, width, widths)
        if self.start and self.carried:
            y = self._draw_carried(pen, x, y, width, self.start)
        for i in range(self.start, self.end):
            self._draw_row(pen, x, y, i, widths)
            y -= self._row(pen.lang, i, widths)
            if i + 1 in self.totals or (self.foot is not None and i + 1 == len(self.rows)):
                pen.line(x, y, x + width, y, PAPER.ink, 0.6)
            elif self.rules and i not in self.joined:
                pen.line(x, y, x + width, y, PAPER.line, HAIR)
        if self.end < len(self.rows):
            if self.carried:
                self._draw_carried(pen, x, y, width, self.end)
        elif self.foot:
            self.foot.draw(pen, x, y, width)

    def widths(self, width: float) -> list[float]:
        """The width of each column."""
        fixed = sum(c.width for c in self.columns) + self.gap * (len(self.columns) - 1)
        open_columns = sum(not c.width for c in self.columns) or 1
        return [c.width or (width - fixed) / open_columns for c in self.columns]

    def _block(self, i: int, j: int) -> Block:
        cell, column = self.rows[i][j], self.columns[j]
        if not isinstance(cell, str):
            return cell
        kind = (
            replace(column.kind, weight=600, ink=PAPER.ink) if i in self.totals | self.strong else column.kind
        )
        return Text(cell, kind, column.align, column.most)

    def _row(self, lang: str, i: int, widths: Sequence[float]) -> float:
        """How tall a row is; measured once for all parts of a table that was split."""
        key = (i, lang, sum(widths))
        if key not in self.measured:
            tall = max(self._block(i, j).height(lang, w) for j, w in enumerate(widths))
            self.measured[key] = tall + 2 * self.pad
        return self.measured[key]

    def _head(self, lang: str, widths: Sequence[float]) -> float:
        if not any(c.title for c in self.columns):
            return 0.0
        return (
            max(Text(c.title, LABEL).height(lang, w) for c, w in zip(self.columns, widths, strict=True)) + 3
        )

    def _carry(self) -> float:
        return CARRY if self.carried else 0.0

    def _draw_head(self, pen: Pen, x: float, y: float, width: float, widths: Sequence[float]) -> float:
        tall = self._head(pen.lang, widths)
        if not tall:
            return y
        at = x
        for column, wide in zip(self.columns, widths, strict=True):
            label = Text(column.title, LABEL, column.align)
            label.draw(pen, at, y - (tall - 3 - label.height(pen.lang, wide)), wide)
            at += wide + self.gap
        pen.line(x, y - tall, x + width, y - tall, PAPER.ink_3, 0.5)
        return y - tall

    def _draw_row(self, pen: Pen, x: float, y: float, i: int, widths: Sequence[float]) -> None:
        for j, wide in enumerate(widths):
            self._block(i, j).draw(pen, x, y - self.pad, wide)
            x += wide + self.gap

    def _draw_carried(self, pen: Pen, x: float, y: float, width: float, upto: int) -> float:
        assert self.carried
        words, amount = self.carried(upto, upto == self.start)
        kind = replace(LABEL, ink=PAPER.ink)
        taken = lines.natural(amount, kind, pen.lang) + 2 * self.gap
        Text(words, LABEL, "r", 1).draw(pen, x, y - 2.5, width - taken)
        Text(amount, kind, "r", 1).draw(pen, x, y - 2.5, width)
        if upto == self.start:
            pen.line(x, y - CARRY, x + width, y - CARRY)
        return y - CARRY


def figures(
    title: str, texts: Sequence[str], lang: str, least: float, kind: Type = CELL, most: float = 84.0
) -> Column:
    """A column of figures, in one line each and wide enough for the longest, within reason."""
    return Column(title, fitting(texts, replace(kind, weight=600), lang, least, most), "r", kind, 1)


def fitting(texts: Sequence[str], kind: Type, lang: str, least: float, most: float) -> float:
    """The width of a column that holds the longest of its texts, within bounds."""
    return min(max([least, *(lines.natural(text, kind, lang) + 0.1 for text in texts)]), most)
