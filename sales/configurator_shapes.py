"""Plain shapes that pictures are made of, in millimetres, y down: for the screen and for paper alike."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

Point = tuple[float, float]
APART = 40  # of 255, between the light of words and of what they stand on
CURVE = 14  # straight pieces that a curve is drawn with


@dataclass(frozen=True, slots=True)
class Polygon:
    points: tuple[Point, ...]
    fill: str
    alpha: float = 1.0


@dataclass(frozen=True, slots=True)
class Rounded:
    """A rectangle from its upper left corner."""

    x: float
    y: float
    width: float
    height: float
    fill: str
    radius: float = 0.0


@dataclass(frozen=True, slots=True)
class Oval:
    """An ellipse about its centre."""

    x: float
    y: float
    across: float
    down: float
    fill: str
    alpha: float = 1.0


@dataclass(frozen=True, slots=True)
class Stroke:
    """A line; `width` None is a hairline at any size."""

    start: Point
    end: Point
    ink: str
    width: float | None = None
    alpha: float = 1.0


@dataclass(frozen=True, slots=True)
class Lettering:
    """Words centred about a point, `size` high, made smaller where they are wider than `room`."""

    x: float
    y: float
    words: str
    size: float
    ink: str
    room: float
    upright: bool = True  # False: read from below


Shape = Polygon | Rounded | Oval | Stroke | Lettering


@dataclass(frozen=True, slots=True)
class Picture:
    """Shapes and the part of the plane that shows all of them; `across` is the real width of the product."""

    shapes: tuple[Shape, ...]
    left: float
    top: float
    width: float
    height: float
    across: float


def curve(start: Point, one: Point, other: Point, end: Point) -> Iterable[Point]:
    """The points of a Bézier curve after its start."""
    for step in range(1, CURVE + 1):
        t = step / CURVE
        weights = ((1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t * t * (1 - t), t**3)
        points = (start, one, other, end)
        yield (
            sum(weight * point[0] for weight, point in zip(weights, points, strict=True)),
            sum(weight * point[1] for weight, point in zip(weights, points, strict=True)),
        )


def darker(colour: str, share: float) -> str:
    """A colour nearer to black by this share."""
    parts = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    return "#" + "".join(f"{round(part * (1 - share)):02X}" for part in parts)


def lighter(colour: str, share: float) -> str:
    """A colour nearer to white by this share."""
    parts = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    return "#" + "".join(f"{round(part + (255 - part) * share):02X}" for part in parts)


def legible(ink: str, ground: str) -> str:
    """The ink, or where it is too near to the ground to be read, a pale tone of the ground."""
    return ink if abs(_light(ink) - _light(ground)) > APART else lighter(ground, 0.6)


def _light(colour: str) -> float:
    red, green, blue = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    return 0.299 * red + 0.587 * green + 0.114 * blue
