"""The pen: everything a block may draw. A thin layer over reportlab's canvas that knows faces and notes
missing sorts.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from math import atan2, degrees, hypot
from typing import Any

from reportlab.lib.colors import Color, HexColor

from reports import faces
from reports.tokens import HAIR, PAPER, Type


@lru_cache
def colour(code: str) -> Color:
    """A token as reportlab takes it."""
    return HexColor(code)


class Pen:
    """Draws on one canvas in one language. `missing` are the characters that no face had, in order."""

    def __init__(self, canvas: Any, lang: str) -> None:
        self.canvas = canvas
        self.lang = lang
        self.missing: dict[str, None] = {}

    def text(self, x: float, y: float, text: str, kind: Type) -> None:
        """A run of text from its base line."""
        self.canvas.setFillColor(colour(kind.ink))
        runs = faces.runs(text, self.lang, kind.weight)
        for at, (name, part) in enumerate(runs, 1):
            self.canvas.setFont(name, kind.size)
            self.canvas.drawString(x, y, part)
            if at < len(runs):
                x += self.canvas.stringWidth(part, name, kind.size)
            if faces.GETA in part:
                self.missing |= dict.fromkeys(faces.uncovered(text))

    def watermark(self, text: str, width: float, height: float) -> None:
        """Pale words across a page, from its lower left to its upper right, under what is drawn next."""
        name, size = faces.face(self.lang, 600), 64.0
        wide = self.canvas.stringWidth(text, name, size)
        size = min(size, size * 0.84 * hypot(width, height) / wide)
        self.canvas.saveState()
        self.canvas.translate(width / 2, height / 2)
        self.canvas.rotate(degrees(atan2(height, width)))
        self.canvas.setFont(name, size)
        self.canvas.setFillColor(colour(PAPER.fill))
        self.canvas.drawCentredString(0, -0.36 * size, text)
        self.canvas.restoreState()

    def line(
        self,
        x0: float,
        y0: float,
        x1: float,
        y1: float,
        ink: str = PAPER.line,
        width: float = HAIR,
        dash: Sequence[float] = (),
    ) -> None:
        self.canvas.setStrokeColor(colour(ink))
        self.canvas.setLineWidth(width)
        if dash:
            self.canvas.setDash(list(dash))
        self.canvas.line(x0, y0, x1, y1)
        if dash:
            self.canvas.setDash()

    def rect(self, x: float, y: float, width: float, height: float, fill: str, radius: float = 0.0) -> None:
        """A filled rectangle from its lower left corner."""
        self.canvas.setFillColor(colour(fill))
        if radius:
            self.canvas.roundRect(x, y, width, height, radius, fill=1, stroke=0)
        else:
            self.canvas.rect(x, y, width, height, fill=1, stroke=0)

    def dot(self, x: float, y: float, radius: float, fill: str) -> None:
        self.canvas.setFillColor(colour(fill))
        self.canvas.circle(x, y, radius, fill=1, stroke=0)

    def ring(self, x: float, y: float, radius: float, ink: str, width: float) -> None:
        self.canvas.setStrokeColor(colour(ink))
        self.canvas.setLineWidth(width)
        self.canvas.circle(x, y, radius, fill=0, stroke=1)
