"""A code for cameras (QR), drawn as one path: dark modules on the white of the page."""

from __future__ import annotations

from functools import lru_cache
from itertools import groupby

import segno

from reports.blocks import Paint
from reports.pen import Pen, colour
from reports.tokens import PAPER

Bar = tuple[int, int, int]  # row from above, first module, how many


def qr_code(text: str, size: float) -> Paint:
    """The code of a text, `size` points wide and high."""

    def draw(pen: Pen, x: float, y: float, width: float, height: float) -> None:
        across, bars = _bars(text)
        cell = size / across
        top = y + height
        path = pen.canvas.beginPath()
        for down, start, run in bars:
            path.rect(x + start * cell, top - (down + 1) * cell, run * cell, cell)
        pen.canvas.setFillColor(colour(PAPER.ink))
        pen.canvas.drawPath(path, stroke=0, fill=1)

    return Paint(size, draw)


@lru_cache(maxsize=64)
def _bars(text: str) -> tuple[int, tuple[Bar, ...]]:
    """How many modules it is across, and its dark ones as runs along the rows."""
    matrix = segno.make(text, error="m", micro=False).matrix
    bars = []
    for down, modules in enumerate(matrix):
        at = 0
        for dark, run in groupby(modules):
            length = len(tuple(run))
            if dark:
                bars.append((down, at, length))
            at += length
    return len(matrix), tuple(bars)
