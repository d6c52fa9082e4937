"""The picture of a design, to scale from its choices: an open box, a frame, or a plan with measures.

A painter reads options by the ids that it knows: `wood`, `lining`, `ribbon`, `words` (how), `text`, `inside`.
What a product does not ask for is left out of its picture.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from sales.configurator import Design, ProductOptions, asked, picked, total
from sales.configurator_shapes import (
    Lettering,
    Oval,
    Picture,
    Point,
    Polygon,
    Rounded,
    Shape,
    Stroke,
    curve,
    darker,
    legible,
    lighter,
)

CLEAR = ""
WOOD, PAPER, INK = "#D9B483", "#F4EEE2", "#5A5D69"
MEASURE = "#666974"
DEEP, BEHIND, LOW = 0.23, 0.62, 0.66  # of depth and height, as one looks down on an open box
SEEN = 0.78  # of the height of what stands in it


def picture(options: ProductOptions, design: Design) -> Picture:
    """What a design looks like."""
    return PAINTERS.get(options.picture, _plan)(options, design)


def _colour(options: ProductOptions, design: Design, option_id: str, default: str = CLEAR) -> str:
    option = options.option(option_id)
    value = option.value(design.one(option_id)) if option else None
    return (value.colour if value else "") or default


def _words(options: ProductOptions, design: Design) -> str:
    option = options.option("text")
    return design.text("text").strip() if option and asked(option, design) else ""


def _sides(options: ProductOptions, design: Design) -> tuple[float, float, float]:
    wide, deep, high = (float(total(options, design, f"outside_{side}")) or 100.0 for side in "wdh")
    return wide, deep, high


def _box(options: ProductOptions, design: Design) -> Picture:
    """An open box: the lid standing behind, what is inside before it, the front with its ribbon."""
    wide, deep, high = _sides(options, design)
    wood = _colour(options, design, "wood", WOOD)
    half, front, open_, lid = wide / 2, high * LOW, deep * DEEP, deep * BEHIND
    back = half * 0.9
    shapes: list[Shape] = [Oval(0, open_ + front + 3, half * 1.07, 9, "#1B1D26", 0.08)]
    shapes += _lid(options, design, back, lid, wood)
    lining = _colour(options, design, "lining", PAPER)
    dark = darker(wood, 0.16)
    shapes += [
        Polygon(((-back, 0), (back, 0), (half, open_ + 4), (-half, open_ + 4)), dark),
        Polygon(((8 - back, 4), (back - 8, 4), (half - 10, open_ + 2), (10 - half, open_ + 2)), lining),
        *_contents(options, design, open_),
        Polygon(((-half, open_), (half, open_), (half - 2, open_ + front), (2 - half, open_ + front)), wood),
        Polygon(((-half, open_), (half, open_), (half, open_ + 6), (-half, open_ + 6)), darker(wood, 0.08)),
        *_grain(half - 3, open_ + 22, open_ + front - 6, darker(wood, 0.15)),
    ]
    ribbon = _colour(options, design, "ribbon")
    if ribbon:
        shapes += _bow(open_, front, ribbon)
    tallest = max(
        (float(v.measures["tall"]) for _, v in picked(options, design) if "tall" in v.measures), default=0.0
    )
    top = max(lid, tallest * SEEN - open_) + 4
    return Picture(tuple(shapes), -half * 1.1, -top, wide * 1.1, top + open_ + front + 14, wide)


def _lid(options: ProductOptions, design: Design, back: float, lid: float, wood: str) -> Iterator[Shape]:
    upper = back * 0.93
    yield Polygon(((-upper, -lid), (upper, -lid), (back, 0), (-back, 0)), darker(wood, 0.1))
    yield Polygon(((6 - upper, 6 - lid), (upper - 6, 6 - lid), (back - 8, -6), (8 - back, -6)), wood)
    yield from _grain(upper - 6, 20 - lid, -12, darker(wood, 0.15))
    words = _words(options, design)
    if words:
        ink = legible(_colour(options, design, "words", darker(wood, 0.5)), wood)
        yield Lettering(0, -lid * 0.64, words, min(18, lid * 0.17), ink, 2 * upper - 24)


def _grain(half: float, top: float, bottom: float, ink: str) -> Iterator[Shape]:
    y = top
    while y < bottom:
        yield Stroke((-half, y), (half, y - 2.5), ink, 0.7, 0.35)
        y += 20


def _contents(options: ProductOptions, design: Design, open_: float) -> Iterator[Shape]:
    """What is inside, side by side in the middle, each as wide and high as it is."""
    things = [value for _, value in picked(options, design) if value.shape]
    gap = 8.0
    across = sum(float(one.measures.get("wide", 50)) for one in things) + gap * (len(things) - 1)
    x = -across / 2
    for one in things:
        wide, tall = float(one.measures.get("wide", 50)), float(one.measures.get("tall", 50)) * SEEN
        yield from THINGS.get(one.shape, _tin)(x, open_ - 2, wide, tall, one.colour or "#2F6B57")
        x += wide + gap


def _tin(x: float, foot: float, wide: float, tall: float, colour: str) -> Iterator[Shape]:
    yield Rounded(x, foot - tall, wide, tall, colour, 5)
    yield Rounded(x, foot - tall, wide, tall * 0.19, "#E8DFC8", 5)
    yield Rounded(x + wide * 0.14, foot - tall * 0.58, wide * 0.72, tall * 0.28, "#F7F3E8", 2)


def _jar(x: float, foot: float, wide: float, tall: float, colour: str) -> Iterator[Shape]:
    yield Rounded(x + wide * 0.04, foot - tall * 0.88, wide * 0.92, tall * 0.88, colour, 9)
    yield Rounded(x, foot - tall, wide, tall * 0.2, "#F7F3E8", 4)
    yield Rounded(x + wide * 0.2, foot - tall * 0.5, wide * 0.6, tall * 0.28, "#FFF6DE", 2)


def _cup(x: float, foot: float, wide: float, tall: float, colour: str) -> Iterator[Shape]:
    body = wide * 0.8
    yield Oval(x + body, foot - tall * 0.5, wide * 0.2, tall * 0.27, darker(colour, 0.12))
    yield Oval(x + body, foot - tall * 0.5, wide * 0.11, tall * 0.16, PAPER)
    yield Rounded(x, foot - tall, body, tall, colour, 6)
    yield Rounded(x, foot - tall, body, tall * 0.2, darker(colour, 0.1), 5)


def _bag(x: float, foot: float, wide: float, tall: float, colour: str) -> Iterator[Shape]:
    fold = tall * 0.14
    yield Polygon(((x + 3, foot - tall), (x + wide - 3, foot - tall), (x + wide, foot), (x, foot)), colour)
    yield Polygon(
        (
            (x + 3, foot - tall),
            (x + wide - 3, foot - tall),
            (x + wide - 2, foot - tall + fold),
            (x + 2, foot - tall + fold),
        ),
        darker(colour, 0.2),
    )
    yield Rounded(x + wide * 0.18, foot - tall * 0.62, wide * 0.64, tall * 0.34, "#F7F3E8", 2)


def _book(x: float, foot: float, wide: float, tall: float, colour: str) -> Iterator[Shape]:
    yield Rounded(x, foot - tall, wide, tall, colour, 2)
    yield Rounded(x, foot - tall, wide * 0.12, tall, darker(colour, 0.18), 2)
    yield Rounded(x + wide * 0.3, foot - tall * 0.7, wide * 0.5, tall * 0.16, "#F7F3E8", 1)


THINGS: Mapping[str, Callable[[float, float, float, float, str], Iterator[Shape]]] = {
    "tin": _tin,
    "jar": _jar,
    "cup": _cup,
    "bag": _bag,
    "book": _book,
}


def _bow(open_: float, front: float, colour: str) -> Iterator[Shape]:
    """A ribbon down the front, with a bow that is no larger than the front allows."""
    k = min(1.0, front / 78)
    middle = open_ + 32 * k
    yield Rounded(-9 * k, open_, 18 * k, front, colour)
    for side in (-1, 1):
        at: list[Point] = [(0, middle)]
        at += curve(
            (0, middle),
            (side * 14 * k, middle - 26 * k),
            (side * 48 * k, middle - 22 * k),
            (side * 42 * k, middle),
        )
        at += curve(
            (side * 42 * k, middle),
            (side * 48 * k, middle + 22 * k),
            (side * 14 * k, middle + 26 * k),
            (0, middle),
        )
        yield Polygon(tuple(at), colour)
    yield Rounded(-8 * k, middle - 8 * k, 16 * k, 16 * k, darker(colour, 0.16), 4 * k)


def _frame(options: ProductOptions, design: Design) -> Picture:
    """A picture frame from the front, with the measures that it is made to."""
    wide, _, high = _sides(options, design)
    wood = _colour(options, design, "wood", WOOD)
    rail = (wide - float(total(options, design, "inside_w"))) / 2 or 20.0
    mount = _colour(options, design, "mount")
    shapes: list[Shape] = [
        Polygon(_corners(4, 6, wide + 4, high + 6), "#1B1D26", 0.08),
        *_rails(wide, high, rail, wood),
    ]
    inner = (rail, rail, wide - rail, high - rail)
    if mount:
        edge = min(wide, high) * 0.1
        shapes.append(Polygon(_corners(*inner), mount))
        inner = (inner[0] + edge, inner[1] + edge, inner[2] - edge, inner[3] - edge)
    shapes += _view(*inner)
    words = _words(options, design)
    if words:
        ink = legible(_colour(options, design, "words", darker(wood, 0.5)), wood)
        shapes.append(Lettering(wide / 2, high - rail / 2, words, rail * 0.5, ink, wide - 2 * rail))
    unit = max(wide, high) / 100
    shapes += [*_across(0, wide, high + 9 * unit, unit), *_down(0, high, -7 * unit, unit)]
    return Picture(tuple(shapes), -14 * unit, -3 * unit, wide + 20 * unit, high + 17 * unit, wide)


def _corners(left: float, top: float, right: float, bottom: float) -> tuple[Point, ...]:
    return ((left, top), (right, top), (right, bottom), (left, bottom))


def _rails(wide: float, high: float, rail: float, wood: str) -> Iterator[Shape]:
    """The four rails, mitred, each in its own light."""
    a, b, c, d = _corners(0, 0, wide, high)
    e, f, g, h = _corners(rail, rail, wide - rail, high - rail)
    sides: tuple[tuple[tuple[Point, ...], float], ...] = (
        ((a, b, f, e), 0.0),
        ((b, c, g, f), 0.1),
        ((d, c, g, h), 0.04),
        ((a, d, h, e), 0.06),
    )
    for points, shade in sides:
        yield Polygon(points, darker(wood, shade))


def _view(left: float, top: float, right: float, bottom: float) -> Iterator[Shape]:
    """A landscape, so that one sees that it is a picture."""
    wide, high = right - left, bottom - top
    yield Polygon(_corners(left, top, right, bottom), "#DDE8F4")
    yield Oval(
        left + wide * 0.72, top + high * 0.3, min(wide, high) * 0.09, min(wide, high) * 0.09, "#F3D9A4"
    )
    ridge = ((0.0, 0.62), (0.3, 0.4), (0.52, 0.6), (0.74, 0.46), (1.0, 0.64))
    hills = [(left + wide * x, top + high * y) for x, y in ridge]
    yield Polygon((*hills, (right, bottom), (left, bottom)), "#A9BFAE")
    slope = ((0.0, 0.8), (0.36, 0.68), (0.7, 0.82), (1.0, 0.74))
    near = [(left + wide * x, top + high * y) for x, y in slope]
    yield Polygon((*near, (right, bottom), (left, bottom)), "#7F9C86")


def _plan(options: ProductOptions, design: Design) -> Picture:
    """From the front and, beneath, from above, with measures: for what has no painter of its own."""
    wide, deep, high = _sides(options, design)
    colour = _colour(options, design, "wood") or _colour(options, design, "paper", "#E9DFCB")
    unit = max(wide, high + deep) / 100
    below = high + 16 * unit
    shapes: list[Shape] = [
        Rounded(0, 0, wide, high, colour, unit),
        Rounded(0, high * 0.24, wide, 0.8 * unit, darker(colour, 0.16)),
        Rounded(0, below, wide, deep, lighter(colour, 0.25), unit),
    ]
    ribbon = _colour(options, design, "ribbon")
    if ribbon:
        shapes += [
            Rounded(wide / 2 - 2 * unit, 0, 4 * unit, high, ribbon),
            Rounded(wide / 2 - 2 * unit, below, 4 * unit, deep, ribbon),
            Rounded(0, below + deep / 2 - 2 * unit, wide, 4 * unit, ribbon),
        ]
    words = _words(options, design)
    if words:
        ground = (wide * 0.2, high * 0.42, wide * 0.6, high * 0.34)
        ink = _colour(options, design, "words", INK)
        shapes += [
            Rounded(*ground, "#FBF9F4", unit),
            Lettering(wide / 2, high * 0.59, words, high * 0.16, ink, wide * 0.54),
        ]
    shapes += [
        *_across(0, wide, high + 7 * unit, unit),
        *_down(0, high, -7 * unit, unit),
        *_down(below, below + deep, -7 * unit, unit),
    ]
    return Picture(tuple(shapes), -14 * unit, -3 * unit, wide + 19 * unit, below + deep + 6 * unit, wide)


def _across(left: float, right: float, y: float, unit: float) -> Iterator[Shape]:
    """A measured distance from side to side."""
    yield Stroke((left, y), (right, y), MEASURE)
    yield from (Stroke((x, y - 1.5 * unit), (x, y + 1.5 * unit), MEASURE) for x in (left, right))
    yield Lettering(
        (left + right) / 2, y + 3.2 * unit, f"{right - left:.0f} mm", 3.6 * unit, MEASURE, right - left
    )


def _down(top: float, bottom: float, x: float, unit: float) -> Iterator[Shape]:
    """A measured distance from top to bottom."""
    yield Stroke((x, top), (x, bottom), MEASURE)
    yield from (Stroke((x - 1.5 * unit, y), (x + 1.5 * unit, y), MEASURE) for y in (top, bottom))
    middle = (top + bottom) / 2
    yield Lettering(
        x - 3.2 * unit, middle, f"{bottom - top:.0f} mm", 3.6 * unit, MEASURE, bottom - top, upright=False
    )


PAINTERS: Mapping[str, Callable[[ProductOptions, Design], Picture]] = {
    "box": _box,
    "frame": _frame,
    "plan": _plan,
}
