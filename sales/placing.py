"""A product placed to scale on a photo: what one marked length says about every other, and how surely.

A length that is known and marked on the photo gives the scale of the plane it lies in, "the wall". What
stands before the wall is nearer to the camera and looks larger, as in a pinhole camera: by the camera's
distance from the wall over its distance from the thing. That distance follows from the scale itself and from
the angle of view that the main cameras of phones share. Places are pixels of the photo, lengths millimetres.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

from sales.errors import RuleBroken

END_PX = 2.0  # how surely one end of a mark is put
FOCAL = 26 / 36  # of the photo's long side: a main camera, 26 mm on a film that is 36 mm wide
FOCAL_OFF = 0.25  # how far off that may be, as a share
ASLANT = 0.01  # what a photo that is not taken quite square on adds
EYE_MM = 1_500  # how high a camera is held above the floor
SHORTEST_PX = 24
LEAST_MM, MOST_MM = 5, 20_000
NEAREST = 0.5  # of the way to the camera: beyond that a photo says little
DOOR, CARD, FACE, OWN = "door", "card", "face", "own"


@dataclass(frozen=True, slots=True)
class Spot:
    """A place on the photo."""

    x: float
    y: float


@dataclass(frozen=True, slots=True)
class KnownLength:
    """Something whose length is known, to within `off_mm`; its names are English, the keys of their words."""

    key: str
    name: str
    short: str
    mm: float
    off_mm: float


KNOWN = (
    KnownLength(DOOR, "Door, standard", "door", 2_040, 20),
    KnownLength("a4", "A4 sheet, long side", "sheet", 297, 0.5),
    KnownLength(CARD, "Bank card, long side", "bank card", 85.6, 0.2),
    KnownLength("socket", "Socket plate", "socket plate", 80, 2),
    KnownLength("tile", "Floor tile", "tile", 600, 3),
    KnownLength(FACE, "Face, across the cheeks", "face", 140, 10),
    KnownLength(OWN, "My own", "own length", 1_000, 5),
)


@dataclass(frozen=True, slots=True)
class Mark:
    """A known length as it was marked, from one end to the other, whichever comes first."""

    start: Spot
    end: Spot
    known: str
    mm: float

    @property
    def px(self) -> float:
        return math.dist((self.start.x, self.start.y), (self.end.x, self.end.y))

    @property
    def off_mm(self) -> float:
        """How far off the length may be: as for its kind, and in proportion where it was typed."""
        kind = known_length(self.known)
        return kind.off_mm * self.mm / kind.mm


@dataclass(frozen=True, slots=True)
class Size:
    """What is placed: its width and height as they are seen from the front."""

    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Placing:
    """A product on a photo of so many pixels, the middle of its foot at `foot`, so far from the wall.

    `edges` are where the things beside it end, across the photo; `room_m2` is what the customer says.
    """

    photo_width: float
    photo_height: float
    mark: Mark
    foot: Spot
    wall_mm: float = 0.0
    edges: tuple[float, ...] = ()
    room_m2: float | None = None


@dataclass(frozen=True, slots=True)
class Scale:
    """Pixels of a millimetre at the wall and where the product stands; `share`: how far off sizes may be."""

    wall: float
    product: float
    camera_mm: float
    share: float


@dataclass(frozen=True, slots=True)
class Outline:
    left: float
    top: float
    right: float
    bottom: float


@dataclass(frozen=True, slots=True)
class Gap:
    """What is free beside the product, measured where it stands; below 0 it stands over the edge."""

    on_the_left: bool
    edge: float
    mm: float
    off_mm: float


def known_length(key: str) -> KnownLength:
    """One of the known lengths; what a later release adds counts as the person's own."""
    return next((one for one in KNOWN if one.key == key), KNOWN[-1])


def scale(placing: Placing) -> Scale:
    """The scale that the mark gives. Raises RuleBroken for a mark or a distance that cannot give one."""
    mark = placing.mark
    if not LEAST_MM <= mark.mm <= MOST_MM:
        raise RuleBroken(
            "A known length is between {low} and {high} mm.", "Type another.", low=LEAST_MM, high="20,000"
        )
    if mark.px < SHORTEST_PX:
        raise RuleBroken(
            "The mark is too short to give a scale.", "Draw its ends apart, along the known length."
        )
    wall = mark.px / mark.mm
    camera = FOCAL * max(placing.photo_width, placing.photo_height) / wall
    if not 0 <= placing.wall_mm <= camera * NEAREST:
        raise RuleBroken(
            "The photo was taken about {n} m away, so that is too far from the wall.",
            "Stand it nearer to the wall, or mark a length beside it.",
            n=f"{camera / 1000:.1f}",
        )
    nearer = camera - placing.wall_mm
    ends = math.hypot(END_PX, END_PX) / mark.px
    depth = placing.wall_mm / nearer * FOCAL_OFF
    share = math.hypot(ends, mark.off_mm / mark.mm, depth, ASLANT)
    return Scale(wall, wall * camera / nearer, camera, share)


def outline(placing: Placing, size: Size) -> Outline:
    """Where the product is on the photo. Raises RuleBroken."""
    k = scale(placing).product
    half = size.width * k / 2
    foot = placing.foot
    return Outline(foot.x - half, foot.y - size.height * k, foot.x + half, foot.y)


def gaps(placing: Placing, size: Size) -> tuple[Gap, ...]:
    """What is free to each edge that was marked, from the left. Raises RuleBroken."""
    seen, box = scale(placing), outline(placing, size)
    found = []
    for edge in sorted(placing.edges):
        on_the_left = edge < placing.foot.x
        px = box.left - edge if on_the_left else edge - box.right
        off = math.hypot(END_PX / seen.product, abs(px) / seen.product * seen.share)
        found.append(Gap(on_the_left, edge, px / seen.product, off))
    return tuple(found)


def moved(placing: Placing, right_mm: float, up_mm: float) -> Placing:
    """The product moved where it stands; its foot stays on the photo. Raises RuleBroken."""
    k = scale(placing).product
    return stood_at(placing, Spot(placing.foot.x + right_mm * k, placing.foot.y - up_mm * k))


def stood_at(placing: Placing, foot: Spot) -> Placing:
    """The product with its foot at a place, or at the nearest that is on the photo."""
    return replace(placing, foot=_on_photo(placing, foot))


def from_wall(placing: Placing, wall_mm: float) -> Placing:
    """The product so far from the wall: it looks larger and stands lower on the floor. Raises RuleBroken."""
    before, after = scale(placing), scale(replace(placing, wall_mm=wall_mm))
    down = EYE_MM * (after.product - before.product)
    return stood_at(replace(placing, wall_mm=wall_mm), Spot(placing.foot.x, placing.foot.y + down))


def marked(placing: Placing, mark: Mark) -> Placing:
    """The known length marked otherwise, its ends on the photo."""
    start, end = _on_photo(placing, mark.start), _on_photo(placing, mark.end)
    return replace(placing, mark=replace(mark, start=start, end=end))


def with_next_edge(placing: Placing, size: Size) -> Placing:
    """One more edge beside the product, first at its right, then at its left; after both, none."""
    box, k = outline(placing, size), scale(placing).product
    if len(placing.edges) >= 2:
        return replace(placing, edges=())
    on_the_right = any(edge >= placing.foot.x for edge in placing.edges)
    edge = box.left - 300 * k if on_the_right else box.right + 300 * k
    return replace(placing, edges=(*placing.edges, min(max(edge, 0.0), placing.photo_width)))


def with_edge_at(placing: Placing, at: int, x: float) -> Placing:
    """An edge put elsewhere across the photo."""
    edges = list(placing.edges)
    edges[at] = min(max(x, 0.0), placing.photo_width)
    return replace(placing, edges=tuple(edges))


def resized(placing: Placing, factor: float) -> Placing:
    """The same on a photo that is so many times as large; nothing that is real changes."""

    def spot(one: Spot) -> Spot:
        return Spot(one.x * factor, one.y * factor)

    return replace(
        placing,
        photo_width=placing.photo_width * factor,
        photo_height=placing.photo_height * factor,
        mark=replace(placing.mark, start=spot(placing.mark.start), end=spot(placing.mark.end)),
        foot=spot(placing.foot),
        edges=tuple(edge * factor for edge in placing.edges),
    )


def begun(photo_width: float, photo_height: float, known: str = DOOR) -> Placing:
    """A product in the middle of a fresh photo, with a mark that waits to be drawn out at its left."""
    kind = known_length(known)
    mark = Mark(
        Spot(photo_width * 0.16, photo_height * 0.24),
        Spot(photo_width * 0.16, photo_height * 0.76),
        known,
        kind.mm,
    )
    return Placing(photo_width, photo_height, mark, Spot(photo_width * 0.5, photo_height * 0.8))


def _on_photo(placing: Placing, spot: Spot) -> Spot:
    return Spot(min(max(spot.x, 0.0), placing.photo_width), min(max(spot.y, 0.0), placing.photo_height))
