"""Pictures of products to their real measures, in a colour: for a photo that they stand on, and for paper.

Each kind of product has a painter; one that has none is a plain body. All stand with the middle of their foot
at (0, 0) and fill exactly their width and height, so that what is placed by them is to scale.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from sales.configurator_shapes import Oval, Picture, Polygon, Rounded, Shape, Stroke, curve, darker, lighter
from sales.placing_measures import Measures
from sales.product_colours import Colour

PANEL, LAMP, GLASS, SCREEN = "#2B2E36", "#6FD6A1", "#AFC4E8", "#1B1D23"
METAL, METAL_DARK, CUP = "#B9BECB", "#8E94A3", "#FFFFFF"
RIBBON = {"red": "#E7C15A", "reed": "#8E2F2F"}
PLAIN_RIBBON = "#B9965A"
STRAP = 3  # times as long as it is wide, with its strap
SQUAT = 0.55  # a body at least so much wider than high has no tower's panel

Painter = Callable[[float, float, Colour], Iterator[Shape]]


def product_picture(category: str, known: Measures, colour: Colour) -> Picture:
    """What a product of a category looks like from the front."""
    wide, high = known.width, known.height
    shapes = tuple(PAINTERS.get(_kind(category, known), _body)(wide, high, colour))
    return Picture(shapes, -wide / 2, -high, wide, high, wide)


def _kind(category: str, known: Measures) -> str:
    """What is held and long for its width is worn on the wrist."""
    return "watch" if known.held and known.height > known.width * STRAP else category


def _purifier(wide: float, high: float, colour: Colour) -> Iterator[Shape]:
    """A tower with a slot on top, a round panel and rows of slots."""
    left, top, middle = -wide / 2, -high, -high * 0.74
    yield from _rounded_body(wide, high, colour, min(wide, high) * 0.2)
    yield Rounded(
        left + wide * 0.16, top + high * 0.035, wide * 0.68, high * 0.028, colour.dark, high * 0.014
    )
    eye = min(wide * 0.2, high * 0.12)
    yield Oval(0, middle, eye, eye, PANEL)
    yield Oval(0, middle, eye * 0.25, eye * 0.25, LAMP)
    for at in range(9):
        y = -high * 0.46 + at * high * 0.042
        yield Stroke((left + wide * 0.2, y), (-left - wide * 0.2, y), colour.dark, high * 0.009)


def _coffee_machine(wide: float, high: float, colour: Colour) -> Iterator[Shape]:
    """A head over two pillars, the group with its portafilter, a cup on the drip tray."""
    left, top = -wide / 2, -high
    pillar, head, tray = wide * 0.22, high * 0.34, high * 0.1
    yield Rounded(left + wide * 0.04, top + head * 0.6, pillar, high * 0.9 - head * 0.6, colour.shade)
    yield Rounded(
        -left - wide * 0.04 - pillar, top + head * 0.6, pillar, high * 0.9 - head * 0.6, colour.shade
    )
    inner = wide * 0.92 - 2 * pillar
    yield Rounded(-inner / 2, top + head * 0.8, inner, high * 0.9 - head * 0.8, PANEL)
    yield Rounded(left, top, wide, head, colour.light, high * 0.04)
    yield Rounded(left, top + head * 0.72, wide, head * 0.28, colour.shade, high * 0.02)
    yield Rounded(left + wide * 0.08, top + head * 0.18, wide * 0.26, head * 0.42, GLASS, high * 0.015)
    for at in range(3):
        yield Oval(wide * (0.02 + at * 0.12), top + head * 0.36, wide * 0.03, wide * 0.03, METAL_DARK)
    yield Rounded(wide * 0.33, top + head * 0.26, wide * 0.1, head * 0.2, LAMP, high * 0.008)
    group = top + head
    yield Rounded(-wide * 0.13, group, wide * 0.26, high * 0.07, METAL, high * 0.01)
    yield Rounded(-wide * 0.1, group + high * 0.07, wide * 0.2, high * 0.05, METAL_DARK, high * 0.01)
    yield Rounded(-wide * 0.02, group + high * 0.08, wide * 0.36, high * 0.03, SCREEN, high * 0.015)
    cup = high * 0.14
    yield Rounded(-wide * 0.1, -tray - cup, wide * 0.2, cup, CUP, high * 0.02)
    yield Rounded(left, -tray, wide, tray, colour.light, high * 0.025)
    yield Rounded(left + wide * 0.12, -tray * 0.95, wide * 0.76, tray * 0.25, METAL_DARK, tray * 0.12)


def _phone(wide: float, high: float, colour: Colour) -> Iterator[Shape]:
    """The back, where its colour is: two lenses on their island, the edge lighter."""
    left, top, round_ = -wide / 2, -high, wide * 0.16
    yield Rounded(left, top, wide, high, colour.dark, round_)
    edge = wide * 0.02
    yield Rounded(left + edge, top + edge, wide - 2 * edge, high - 2 * edge, colour.light, round_ - edge)
    island = wide * 0.36
    x, y = left + wide * 0.09, top + wide * 0.09
    yield Rounded(x, y, island, island * 1.55, colour.shade, island * 0.3)
    for down in (0.42, 1.13):
        yield Oval(x + island / 2, y + island * down, island * 0.3, island * 0.3, SCREEN)
        yield Oval(x + island / 2, y + island * down, island * 0.13, island * 0.13, "#3E4A66")
    yield Oval(x + island * 1.35, y + island * 0.42, island * 0.09, island * 0.09, "#F7E9B0")
    yield Oval(0, -high * 0.4, wide * 0.07, wide * 0.07, colour.shade)


def _watch(wide: float, high: float, colour: Colour) -> Iterator[Shape]:
    """A face between the two halves of its strap."""
    strap = wide * 0.62
    yield Rounded(-strap / 2, -high, strap, high, colour.shade, strap * 0.2)
    case = min(wide, high * 0.7)
    yield Rounded(-wide / 2, -high / 2 - case / 2, wide, case, colour.dark, wide * 0.26)
    yield Rounded(-wide * 0.44, -high / 2 - case * 0.44, wide * 0.88, case * 0.88, SCREEN, wide * 0.22)
    yield Rounded(-wide * 0.22, -high / 2 - case * 0.1, wide * 0.44, case * 0.08, LAMP, wide * 0.02)
    yield Rounded(-wide * 0.22, -high / 2 + case * 0.08, wide * 0.3, case * 0.05, METAL_DARK, wide * 0.02)


def _gift(wide: float, high: float, colour: Colour) -> Iterator[Shape]:
    """A closed box: lid over body, ribbon down its middle, a bow."""
    left, lid = -wide / 2, high * 0.3
    ribbon = RIBBON.get(colour.key, PLAIN_RIBBON)
    inset = wide * 0.015
    yield Rounded(left + inset, -high + lid * 0.8, wide - 2 * inset, high - lid * 0.8, colour.shade, 2)
    yield Rounded(left, -high, wide, lid, colour.light, 2)
    yield Stroke((left, -high + lid), (-left, -high + lid), colour.dark, high * 0.012, 0.5)
    band = min(wide, high) * 0.12
    yield Rounded(-band / 2, -high, band, high, ribbon)
    bow, y = min(wide * 0.16, high * 0.34), -high + lid
    for side in (-1, 1):
        points = [(0.0, y)]
        points += curve((0, y), (side * bow * 0.4, y - bow), (side * bow, y - bow * 0.6), (side * bow, y))
        points += curve(
            (side * bow, y), (side * bow, y + bow * 0.6), (side * bow * 0.4, y + bow * 0.7), (0, y)
        )
        yield Polygon(tuple(points), ribbon)
    knot = bow * 0.26
    yield Rounded(-knot, y - knot, 2 * knot, 2 * knot, darker(ribbon, 0.18), knot * 0.4)


def _body(wide: float, high: float, colour: Colour) -> Iterator[Shape]:
    """A plain body with a band: what it is stands beside it."""
    yield from _rounded_body(wide, high, colour, min(wide, high) * 0.14)
    if high > wide * SQUAT:
        yield Rounded(-wide * 0.28, -high * 0.86, wide * 0.56, high * 0.03, colour.dark, high * 0.015)
    yield Rounded(-wide / 2, -high * 0.1, wide, high * 0.03, colour.dark)


def _rounded_body(wide: float, high: float, colour: Colour, radius: float) -> Iterator[Shape]:
    """A body lit from the front: its sides in shade, a brighter strip where the light falls."""
    yield Rounded(-wide / 2, -high, wide, high, colour.shade, radius)
    yield Rounded(-wide * 0.44, -high, wide * 0.88, high, colour.light, radius * 0.85)
    yield Rounded(-wide * 0.26, -high, wide * 0.3, high, lighter(colour.light, 0.12), radius * 0.4)


PAINTERS: dict[str, Painter] = {
    "air-purifier": _purifier,
    "coffee-machine": _coffee_machine,
    "phone": _phone,
    "watch": _watch,
    "gift": _gift,
}
