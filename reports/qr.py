"""A code for cameras (QR), drawn as one path: dark modules on the white of the page."""

from __future__ import annotations

from functools import lru_cache

import segno
from reportlab.pdfgen.pathobject import PDFPathObject

from reports.blocks import Paint
from reports.pen import Pen, colour
from reports.tokens import PAPER

MASK = 0  # one for all: finding the best of eight takes longer than drawing a page, and cameras do not mind


def qr_code(text: str, size: float) -> Paint:
    """The code of a text, `size` points wide and high."""

    def draw(pen: Pen, x: float, y: float, width: float, height: float) -> None:
        across, bars = _bars(text)
        canvas = pen.canvas
        canvas.saveState()
        canvas.translate(x, y + height)
        canvas.scale(size / across, -size / across)
        canvas.setFillColor(colour(PAPER.ink))
        canvas.drawPath(PDFPathObject([*bars]), stroke=0, fill=1)
        canvas.restoreState()

    return Paint(size, draw)


@lru_cache(maxsize=64)
def _bars(text: str) -> tuple[int, tuple[str, ...]]:
    """How many modules it is across, and its dark ones as rectangles along the rows, from above."""
    matrix = segno.make(text, error="m", mask=MASK, micro=False).matrix
    bars = []
    for down, modules in enumerate(matrix):
        row, at = bytes(modules), 0
        while (start := row.find(1, at)) >= 0:
            end = row.find(0, start)
            at = end if end >= 0 else len(row)
            bars.append(f"{start} {down} {at - start} 1 re")
    return len(matrix), tuple(bars)
