"""Blocks: what a page is put together from.

A block tells its height for a width and draws itself from its top edge; nothing is placed by hand. `y` grows
upwards, as in PDF.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Literal, Protocol, runtime_checkable

from reports import lines
from reports.pen import Pen
from reports.tokens import (
    BODY,
    CELL_FAINT,
    FINE,
    GUTTER,
    HAIR,
    HEADING,
    LABEL,
    PAPER,
    RULE,
    SOFT_TONES,
    TONES,
    Type,
)

Align = Literal["l", "r", "c"]


class Block(Protocol):
    def height(self, lang: str, width: float) -> float: ...
    def draw(self, pen: Pen, x: float, y: float, width: float) -> None: ...


@runtime_checkable
class Splitting(Block, Protocol):
    """A block that can go on over the page: what fits in `room` and the rest, or None."""

    def split(self, lang: str, width: float, room: float) -> tuple[Block, Block] | None: ...


@dataclass(frozen=True, slots=True)
class Text:
    """Prose or a label, of at most `most` lines. Parts may be `lines.strong` or `lines.quiet`."""

    text: str
    kind: Type = BODY
    align: Align = "l"
    most: int | None = None

    def height(self, lang: str, width: float) -> float:
        return len(self._lines(lang, width)) * self.kind.lead_in(lang)

    def draw(self, pen: Pen, x: float, y: float, width: float) -> None:
        lead = self.kind.lead_in(pen.lang)
        base = y - lead / 2 - 0.36 * self.kind.size
        for line in self._lines(pen.lang, width):
            _set(pen, x + self._start(line, width), base, line, self.kind)
            base -= lead

    def _start(self, line: lines.Line, width: float) -> float:
        """Where a line begins, from the left edge."""
        if self.align == "l":
            return -lines.indent(line)
        room = width - lines.length(line)
        return room if self.align == "r" else room / 2

    def _lines(self, lang: str, width: float) -> tuple[lines.Line, ...]:
        return lines.broken(self.text, self.kind, lang, width, self.most)


@dataclass(frozen=True, slots=True)
class Fitted:
    """A name or a figure in the first of `kinds` that takes at most `most` lines, else cut in the last."""

    text: str
    kinds: Sequence[Type]
    most: int = 1
    align: Align = "l"

    def height(self, lang: str, width: float) -> float:
        return self._text(lang, width).height(lang, width)

    def draw(self, pen: Pen, x: float, y: float, width: float) -> None:
        self._text(pen.lang, width).draw(pen, x, y, width)

    def _text(self, lang: str, width: float) -> Text:
        for kind in self.kinds:
            if len(lines.broken(self.text, kind, lang, width)) <= self.most:
                return Text(self.text, kind, self.align)
        return Text(self.text, self.kinds[-1], self.align, self.most)


@dataclass(frozen=True, slots=True)
class Gap:
    size: float

    def height(self, lang: str, width: float) -> float:
        return self.size

    def draw(self, pen: Pen, x: float, y: float, width: float) -> None:
        """Nothing."""


@dataclass(frozen=True, slots=True)
class Hair:
    """A rule across, with space below."""

    ink: str = PAPER.line
    thick: float = HAIR
    after: float = 0.0

    def height(self, lang: str, width: float) -> float:
        return self.after

    def draw(self, pen: Pen, x: float, y: float, width: float) -> None:
        pen.line(x, y, x + width, y, self.ink, self.thick)


@dataclass(frozen=True, slots=True)
class Paint:
    """A drawing of a fixed height: `what(pen, x, bottom, width, height)`."""

    tall: float
    what: Callable[[Pen, float, float, float, float], None]

    def height(self, lang: str, width: float) -> float:
        return self.tall

    def draw(self, pen: Pen, x: float, y: float, width: float) -> None:
        self.what(pen, x, y - self.tall, width, self.tall)


@dataclass(frozen=True, slots=True)
class Stack:
    """Blocks below one another."""

    blocks: Sequence[Block]
    gap: float = 0.0

    def height(self, lang: str, width: float) -> float:
        return sum(b.height(lang, width) for b in self.blocks) + self.gap * max(0, len(self.blocks) - 1)

    def draw(self, pen: Pen, x: float, y: float, width: float) -> None:
        for block in self.blocks:
            block.draw(pen, x, y, width)
            y -= block.height(pen.lang, width) + self.gap

    def split(self, lang: str, width: float, room: float) -> tuple[Block, Block] | None:
        """Goes on where a block of it can; what stands below a table takes the table's last rows along."""
        for i, block in enumerate(self.blocks):
            tall = block.height(lang, width)
            if tall <= room:
                room -= tall + self.gap
                continue
            parts = self._split_at(i, lang, width, room)
            return parts or next(
                filter(None, (self._split_at(j, lang, width) for j in range(i - 1, -1, -1))), None
            )
        return None

    def _split_at(
        self, i: int, lang: str, width: float, room: float | None = None
    ) -> tuple[Block, Block] | None:
        block = self.blocks[i]
        if not isinstance(block, Splitting):
            return None
        parts = block.split(lang, width, block.height(lang, width) - 1 if room is None else room)
        if parts is None:
            return None
        return replace(self, blocks=[*self.blocks[:i], parts[0]]), replace(
            self, blocks=[parts[1], *self.blocks[i + 1 :]]
        )


@dataclass(frozen=True, slots=True)
class Row:
    """Blocks side by side; `spans` are columns of the row's own width (twelve on a full one)."""

    blocks: Sequence[Block]
    spans: Sequence[int]
    gutter: float = GUTTER
    rules: bool = False  # hairlines between, but none beside an empty place

    def height(self, lang: str, width: float) -> float:
        return max(b.height(lang, w) for b, w in zip(self.blocks, self._widths(width), strict=True))

    def draw(self, pen: Pen, x: float, y: float, width: float) -> None:
        tall = self.height(pen.lang, width)
        for i, (block, wide) in enumerate(zip(self.blocks, self._widths(width), strict=True)):
            if i and self.rules and not isinstance(block, Gap):
                pen.line(x - self.gutter / 2, y, x - self.gutter / 2, y - tall)
            block.draw(pen, x, y, wide)
            x += wide + self.gutter

    def _widths(self, width: float) -> list[float]:
        total = sum(self.spans)
        unit = (width - self.gutter * (total - 1)) / total
        return [unit * s + self.gutter * (s - 1) for s in self.spans]


@dataclass(frozen=True, slots=True)
class Card:
    """A soft panel for what is said aloud or must be seen: one or two a page."""

    inside: Block
    fill: str = PAPER.soft
    pad: float = 9.0

    def height(self, lang: str, width: float) -> float:
        return self.inside.height(lang, width - 2 * self.pad) + 2 * self.pad - 2

    def draw(self, pen: Pen, x: float, y: float, width: float) -> None:
        tall = self.height(pen.lang, width)
        pen.rect(x, y - tall, width, tall, self.fill, 4)
        self.inside.draw(pen, x + self.pad, y - self.pad + 1, width - 2 * self.pad)


@dataclass(frozen=True, slots=True)
class Hanging:
    """A sign in the margin, prose beside it."""

    sign: str
    inside: Block
    kind: Type = BODY
    indent: float = 11.0

    def height(self, lang: str, width: float) -> float:
        return self.inside.height(lang, width - self.indent)

    def draw(self, pen: Pen, x: float, y: float, width: float) -> None:
        Text(self.sign, replace(self.kind, ink=PAPER.ink_3)).draw(pen, x, y, self.indent)
        self.inside.draw(pen, x + self.indent, y, width - self.indent)


@dataclass(frozen=True, slots=True)
class Head:
    """The heading of a section, and a fine note at the right end of its line."""

    title: str
    note: str = ""

    def height(self, lang: str, width: float) -> float:
        return HEADING.lead_in(lang)

    def draw(self, pen: Pen, x: float, y: float, width: float) -> None:
        room = 0.7 * width if self.note else width
        Text(self.title, HEADING, most=1).draw(pen, x, y, room)
        if self.note:
            rest = width - min(lines.natural(self.title, HEADING, pen.lang), room) - GUTTER
            drop = (HEADING.lead_in(pen.lang) - FINE.lead_in(pen.lang)) / 2 + 0.6
            Text(self.note, FINE, "r", most=1).draw(pen, x + width - rest, y - drop, rest)


@dataclass(frozen=True, slots=True)
class Chips:
    """Soft words side by side, each (words, tone) as wide as its words; those without room are counted."""

    chips: Sequence[tuple[str, str]]

    def height(self, lang: str, width: float) -> float:
        return 14.0

    def draw(self, pen: Pen, x: float, y: float, width: float) -> None:
        end = x + width
        for i, (words, tone) in enumerate(self.chips):
            rest = len(self.chips) - i
            more = f"+{rest}"
            need = lines.natural(words, LABEL, pen.lang) + 14
            if i and x + need + (_chip_width(more, pen.lang) if rest > 1 else 0.0) > end:
                _chip(pen, x, y, more, "neutral", end - x)
                return
            _chip(pen, x, y, words, tone, end - x)
            x += need


def section(title: str, *blocks: Block, note: str = "", gap: float = 4.0) -> Stack:
    """A rule, a heading with its note, and what belongs to it."""
    return Stack([Hair(PAPER.ink, RULE, 4), Head(title, note), Gap(gap), *blocks])


def nothing(text: str) -> Text:
    """What a section says when it has no rows."""
    return Text(text, CELL_FAINT)


def bullets(items: Iterable[Block], kind: Type, gap: float = 2.0) -> Stack:
    """Items, each behind a dash."""
    return Stack([Hanging("–", item, kind) for item in items], gap)


def _set(pen: Pen, x: float, y: float, line: lines.Line, kind: Type) -> None:
    """Draw a line of atoms in as few runs as their looks and gaps allow."""
    run, start = "", x
    looks = kind
    for i, atom in enumerate(line):
        gap = atom.gap if i else 0.0
        now = looks
        if (atom.weight, atom.ink) != (looks.weight, looks.ink):
            now = replace(kind, weight=atom.weight, ink=atom.ink)
        if run and now is looks and (gap == 0 or abs(gap - lines.space(now, pen.lang)) < 0.01):
            run += (" " if gap else "") + atom.text
        else:
            if run:
                pen.text(start, y, run, looks)
            run, start, looks = atom.text, x + gap, now
        x += gap + atom.width
    if run:
        pen.text(start, y, run, looks)


def _chip_width(words: str, lang: str) -> float:
    return lines.natural(words, LABEL, lang) + 10


def _chip(pen: Pen, x: float, y: float, words: str, tone: str, room: float) -> None:
    wide = min(_chip_width(words, pen.lang), room)
    pen.rect(x, y - 13.5, wide, 13, SOFT_TONES[tone], 3.5)
    drop = 7 - LABEL.lead_in(pen.lang) / 2
    Text(words, replace(LABEL, ink=TONES[tone]), most=1).draw(pen, x + 5, y - drop, wide - 10)
