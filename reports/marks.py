"""Small marks that stand in a table cell: bars from zero and rates with their interval."""

from __future__ import annotations

from collections.abc import Callable

from reports.blocks import Paint
from reports.pen import Pen
from reports.tokens import HAIR, PAPER

TALL = 11.6


def scale(x: float, width: float, low: float, high: float) -> Callable[[float], float]:
    """From a value to a place on the page, held within the ends."""
    reach = (high - low) or 1.0
    return lambda value: x + (min(max(value, low), high) - low) / reach * width


def bar(value: float, top: float, mark: float | None = None, ink: str = PAPER.accent) -> Paint:
    """A bar from zero to `top`, with an upright mark for what it is held against."""

    def draw(pen: Pen, x: float, y: float, width: float, height: float) -> None:
        at = scale(x, width, 0.0, top)
        middle = y + height / 2
        pen.rect(x, middle - 2.1, width, 4.2, PAPER.fill)
        if value > 0:
            pen.rect(x, middle - 2.1, max(0.6, at(value) - x), 4.2, ink)
        if mark is not None:
            pen.line(at(mark), middle - 4.3, at(mark), middle + 4.3, PAPER.ink, 1.0)

    return Paint(TALL, draw)


def point(
    value: float, low: float, high: float, mark: float | None = None, ends: tuple[float, float] = (0, 1)
) -> Paint:
    """An estimate on its interval, and what it is held against as a dashed upright: the honest form of a
    rate.
    """

    def draw(pen: Pen, x: float, y: float, width: float, height: float) -> None:
        at = scale(x, width, *ends)
        middle = y + height / 2
        pen.line(x, middle, x + width, middle, PAPER.line, HAIR)
        if mark is not None:
            pen.line(at(mark), y, at(mark), y + height, PAPER.ink_3, 0.5, (1.4, 1.4))
        pen.line(at(low), middle, at(high), middle, PAPER.accent, 1.6)
        pen.dot(at(value), middle, 2.3, PAPER.accent)

    return Paint(TALL, draw)
