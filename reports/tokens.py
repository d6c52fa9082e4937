"""What paper looks like: colours, type and the grid. Nothing else in `reports` knows a colour or a size.

Measures are points (1/72 inch). The colours are the light tokens of the screen, so that a chart looks the
same in both places; a screen passes its own `Palette` to the charts.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Palette:
    """The colours a page or a chart may use. `ink` to `ink_3` are the three greys of text, darkest first."""

    ink: str
    ink_2: str
    ink_3: str
    line: str
    fill: str
    surface: str
    accent: str
    soft: str  # panels and forecasts
    tint: str  # what was before, beside what is now: halfway between accent and soft
    good: str
    warn: str
    bad: str


PAPER = Palette(
    ink="#16171D",
    ink_2="#5A5D69",
    ink_3="#666974",
    line="#D5D6DC",
    fill="#EAEAEE",
    surface="#FFFFFF",
    accent="#3D55D8",
    soft="#EEF1FE",
    tint="#A9B4EF",
    good="#14774A",
    warn="#8F5405",
    bad="#BC3A30",
)
SOFT_TONES = {
    "good": "#E6F4EC",
    "warn": "#FCF2DF",
    "bad": "#FCEBE9",
    "accent": PAPER.soft,
    "neutral": PAPER.fill,
}
TONES = {
    "good": PAPER.good,
    "warn": PAPER.warn,
    "bad": PAPER.bad,
    "accent": PAPER.accent,
    "neutral": PAPER.ink_2,
}
SEGMENT_TONES = {
    "problem": "bad",
    "churn_risk": "warn",
    "high_value": "good",
    "advocate": "good",
    "potential": "accent",
}

HAIR = 0.4  # between rows
RULE = 0.7  # over a section
THIN = 0.2  # em between Chinese and Latin


@dataclass(frozen=True, slots=True)
class Type:
    """A role of type: size and line height in points, weight, colour."""

    size: float
    lead: float
    weight: int = 400
    ink: str = PAPER.ink

    def lead_in(self, lang: str) -> float:
        """Chinese stands a little looser."""
        return self.lead + (0.06 * self.size if lang == "zh_CN" else 0.0)


DISPLAY = Type(21, 25, 600)
FIGURE = Type(17, 21, 600)
TITLE = Type(13, 17, 600)
LEAD = Type(9.5, 14)
HEADING = Type(9.5, 13, 600)
SPOKEN = Type(9.2, 13.4)
BODY = Type(8.5, 12.5)
STRONG = Type(8.5, 12.5, 500)
SECOND = Type(8.5, 12.5, 400, PAPER.ink_2)
CELL = Type(8.2, 11.6)
CELL_STRONG = Type(8.2, 11.6, 500)
CELL_TOTAL = Type(8.2, 11.6, 600)
CELL_SECOND = Type(8.2, 11.6, 400, PAPER.ink_2)
CELL_FAINT = Type(8.2, 11.6, 400, PAPER.ink_3)
SMALL = Type(7.5, 10.5, 400, PAPER.ink_2)
LABEL = Type(7.5, 10.5, 500, PAPER.ink_2)
FINE = Type(6.8, 9.4, 400, PAPER.ink_3)
FINE_STRONG = Type(6.8, 9.4, 500, PAPER.ink_2)

COLUMN, GUTTER, WIDTH = 31.0, 12.0, 504.0  # twelve columns


def span(columns: int) -> float:
    """The width of that many of the twelve columns, with the gutters between them."""
    return COLUMN * columns + GUTTER * (columns - 1)


@dataclass(frozen=True, slots=True)
class Sheet:
    """A format of paper. Its `body` lies between `top` and `bottom`, measured from the foot; above it is
    `over` and below it `under` for what every page carries.
    """

    width: float
    height: float
    body: float = WIDTH
    over: float = 62.0
    under: float = 58.0

    @property
    def margin(self) -> float:
        return (self.width - self.body) / 2

    @property
    def top(self) -> float:
        return self.height - self.over

    @property
    def bottom(self) -> float:
        return self.under


# `phone` is no paper: a page of 90 x 160 mm fills the screen of a phone, on which 12 pt is easily read.
SHEETS = {
    "a4": Sheet(595.28, 841.89),
    "letter": Sheet(612.0, 792.0),
    "phone": Sheet(255.12, 453.54, body=227.0, over=34.0, under=26.0),
}
