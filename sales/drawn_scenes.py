"""Plain drawn scenes with something of known length in each, to try placing in before there is a photo.

What is large stands on the floor of a room, what belongs on a counter on a sideboard in it, what is held or
worn lies on a table beside a bank card. Millimetres, y down.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from sales.configurator_shapes import Oval, Picture, Polygon, Rounded, Shape, Stroke
from sales.placing import CARD, DOOR, Mark, Placing, Spot, known_length, resized
from sales.placing_measures import Measures

WIDE, HIGH, FLOOR = 4_600.0, 3_450.0, 2_650.0  # of the room that is seen; where the floor meets the wall
DOOR_X, DOOR_WIDE, DOOR_HIGH = 420.0, 800.0, known_length(DOOR).mm
SOFA_LEFT, COUNTER_HIGH = 2_660.0, 860.0
TABLE_WIDE, TABLE_HIGH = 400.0, 300.0
CARD_X, CARD_Y, CARD_WIDE, CARD_HIGH = 46.0, 176.0, known_length(CARD).mm, 54.0
LONG_SIDE_PX = 1_840  # where it stands for a photo
WALL, WALL_SHADE, BOARD, FRAME = "#E9E2D6", "#E1D9CB", "#F7F4EE", "#FBF9F5"
ON_COUNTER = ("coffee-machine", "gift", "home")
COUNTER_MOST = 600  # what is higher stands on the floor


@dataclass(frozen=True, slots=True)
class DrawnScene:
    """A scene, and how a product is placed in it at first."""

    picture: Picture
    placing: Placing


def drawn_scene(category: str, known: Measures) -> DrawnScene:
    """The scene in which a product of a category is at home."""
    if known.held:
        return _table_scene()
    if category in ON_COUNTER and known.height < COUNTER_MOST:
        return _room_scene(_on_counter, Spot(1_900, FLOOR - COUNTER_HIGH), 0.0, ())
    return _room_scene(_room, Spot(2_290, FLOOR + 130), 150.0, (SOFA_LEFT,))


def _room_scene(
    draw: Callable[[], Iterator[Shape]], foot: Spot, wall_mm: float, edges: tuple[float, ...]
) -> DrawnScene:
    door = Mark(Spot(DOOR_X - 90, FLOOR - DOOR_HIGH), Spot(DOOR_X - 90, FLOOR), DOOR, DOOR_HIGH)
    placing = Placing(WIDE, HIGH, door, foot, wall_mm, edges)
    return _scene(tuple(draw()), placing)


def _table_scene() -> DrawnScene:
    card = Mark(Spot(CARD_X, CARD_Y - 10), Spot(CARD_X + CARD_WIDE, CARD_Y - 10), CARD, CARD_WIDE)
    return _scene(
        tuple(_table()),
        Placing(TABLE_WIDE, TABLE_HIGH, card, Spot(232, 262)),
    )


def _scene(shapes: tuple[Shape, ...], real: Placing) -> DrawnScene:
    """Millimetres made pixels."""
    wide, high = real.photo_width, real.photo_height
    return DrawnScene(Picture(shapes, 0, 0, wide, high, wide), resized(real, LONG_SIDE_PX / wide))


def _room() -> Iterator[Shape]:
    yield from _shell()
    yield from _sofa()
    yield from _plant()


def _on_counter() -> Iterator[Shape]:
    """A sideboard between the door and the sofa."""
    yield from _room()
    left, top = 1_420.0, FLOOR - COUNTER_HIGH
    yield Rounded(left + 30, top + 40, 900, COUNTER_HIGH - 90, "#B98F63", 6)
    for x in (left + 50, left + 490):
        yield Rounded(x, top + 70, 420, COUNTER_HIGH - 170, "#C79C6F", 8)
        yield Oval(x + (380 if x < 1_700 else 40), top + 380, 16, 16, "#6E5038")
    for x in (left + 70, left + 850):
        yield Rounded(x, FLOOR - 50, 40, 50, "#6E5038")
    yield Rounded(left, top, 960, 44, "#D9B483", 8)


def _table() -> Iterator[Shape]:
    """A table seen from above: a sheet of paper, a pen, a bank card."""
    yield Rounded(0, 0, TABLE_WIDE, TABLE_HIGH, "#C9A67C")
    for y in (34, 92, 161, 214, 268):
        yield Stroke((0, y), (TABLE_WIDE, y + 4), "#B08C62", 1.2, 0.6)
    yield Polygon(((286, -20), (496, -6), (476, 291), (266, 277)), "#FBFAF6")
    for at in range(7):
        yield Stroke((306, 40 + at * 22), (392, 46 + at * 22), "#C9CBD3", 1.6)
    yield Stroke((296, 214), (352, 262), "#3B3F4B", 8)
    yield Stroke((352, 262), (358, 267), "#8E94A3", 5)
    yield Oval(88, 74, 47, 47, "#FFFFFF")
    yield Oval(88, 74, 39, 39, "#6B4A32")
    yield Stroke((134, 74), (152, 74), "#FFFFFF", 12)
    yield Rounded(CARD_X, CARD_Y, CARD_WIDE, CARD_HIGH, "#3D6FA8", 3.2)
    yield Rounded(CARD_X + 8, CARD_Y + 18, 12, 9, "#E0C27A", 1.6)
    for at in range(4):
        yield Rounded(CARD_X + 8 + at * 18, CARD_Y + 34, 13, 3, "#CFE0F2", 1)


def _shell() -> Iterator[Shape]:
    """The wall, the floor, and what hangs and opens."""
    yield Rounded(0, 0, WIDE, FLOOR, WALL)
    yield Rounded(2_450, 0, 330, FLOOR, WALL_SHADE)
    yield Rounded(4_360, 0, 240, FLOOR, WALL_SHADE)
    for x in (2_520, 2_600, 2_690, 4_430, 4_510):
        yield Stroke((x, 0), (x, FLOOR), "#CFC3AE", 5)
    yield from _floor()
    yield Rounded(0, FLOOR - 100, WIDE, 100, BOARD)
    yield from _door()
    yield from _window()
    yield from _painting()


def _floor() -> Iterator[Shape]:
    yield Rounded(0, FLOOR, WIDE, HIGH - FLOOR, "#A27F5A")
    yield Rounded(0, FLOOR + 420, WIDE, HIGH - FLOOR - 420, "#997752")
    for at in range(-6, 18):
        yield Stroke((2_300 + (at - 6) * 380, FLOOR), (2_300 + (at - 6) * 640, HIGH), "#6E5038", 5, 0.35)
    light = ((2_880.0, FLOOR), (4_260.0, FLOOR), (4_560.0, HIGH), (2_420.0, HIGH))
    yield Polygon(light, "#FFFAEB", 0.18)


def _door() -> Iterator[Shape]:
    top = FLOOR - DOOR_HIGH
    yield Rounded(DOOR_X - 70, top - 70, DOOR_WIDE + 140, DOOR_HIGH + 70, FRAME)
    yield Rounded(DOOR_X, top, DOOR_WIDE, DOOR_HIGH, "#C9B79C")
    for up in (1_900, 900):
        yield Rounded(DOOR_X + 110, FLOOR - up, DOOR_WIDE - 220, 720, "#BDA988", 12)
    yield Oval(DOOR_X + DOOR_WIDE - 70, FLOOR - 1_010, 32, 32, "#6E5B40")


def _window() -> Iterator[Shape]:
    yield Rounded(2_820, FLOOR - 2_250, 1_500, 1_250, FRAME)
    yield Rounded(2_880, FLOOR - 2_190, 1_380, 1_130, "#D6E7F6")
    yield Rounded(2_880, FLOOR - 2_190, 1_380, 420, "#C6DDF3")
    hills = (
        *((2_880.0, FLOOR - 1_060), (2_880.0, FLOOR - 1_330), (3_200.0, FLOOR - 1_480)),
        *((3_600.0, FLOOR - 1_290), (4_000.0, FLOOR - 1_420), (4_260.0, FLOOR - 1_300)),
        (4_260.0, FLOOR - 1_060),
    )
    yield Polygon(hills, "#A9C4AE")
    yield Rounded(3_545, FLOOR - 2_190, 50, 1_130, FRAME)


def _painting() -> Iterator[Shape]:
    yield Rounded(1_500, FLOOR - 1_980, 640, 480, "#FFFFFF")
    yield Rounded(1_545, FLOOR - 1_935, 550, 390, "#4E6C86")
    peaks = (
        *((1_545.0, FLOOR - 1_545), (1_740.0, FLOOR - 1_790), (1_860.0, FLOOR - 1_660)),
        *((1_960.0, FLOOR - 1_760), (2_095.0, FLOOR - 1_545)),
    )
    yield Polygon(peaks, "#8FA8B8")


def _sofa() -> Iterator[Shape]:
    near, far = FLOOR + 210, FLOOR + 30
    shadow = ((2_700.0, far), (4_420.0, far), (4_500.0, near), (2_620.0, near))
    yield Polygon(shadow, "#28190A", 0.2)
    for x in (2_760, 4_310):
        yield Rounded(x, FLOOR - 70, 60, 100, "#3D2F22")
    yield Rounded(2_740, FLOOR - 830, 1_640, 560, "#566579", 60)
    yield Rounded(2_860, FLOOR - 470, 700, 190, "#73849B", 36)
    yield Rounded(3_568, FLOOR - 470, 700, 190, "#73849B", 36)
    yield Rounded(2_840, FLOOR - 290, 1_450, 220, "#64748A", 26)
    for arm in (SOFA_LEFT, 4_270.0):
        yield Rounded(arm, FLOOR - 600, 200, 560, "#64748A", 46)
    yield Rounded(2_950, FLOOR - 760, 360, 310, "#D9A65B", 36)


def _plant() -> Iterator[Shape]:
    for x, up in ((40, 760), (170, 900), (270, 780), (110, 620), (240, 640)):
        yield Oval(x, FLOOR - up, 110, 210, "#4C7A55")
    yield Rounded(50, FLOOR - 360, 230, 380, "#B9714A", 20)
