"""A placing as JSON, as it is kept beside its photo; what a later release adds is passed over."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sales.placing import Mark, Placing, Spot


def to_json(placing: Placing) -> dict[str, object]:
    """As JSON takes it; `of_json` gives back the same. Where the product stands is kept apart, as x and y."""
    mark = placing.mark
    return {
        "photo": [placing.photo_width, placing.photo_height],
        "mark": [mark.start.x, mark.start.y, mark.end.x, mark.end.y],
        "known": mark.known,
        "mm": mark.mm,
        "wall_mm": placing.wall_mm,
        "edges": list(placing.edges),
        "room_m2": placing.room_m2,
    }


def of_json(said: Mapping[str, Any], x: float, y: float) -> Placing:
    """What was kept, with the product at a place."""
    left, top, right, bottom = (float(one) for one in said["mark"])
    wide, high = (float(one) for one in said["photo"])
    room = said.get("room_m2")
    return Placing(
        wide,
        high,
        Mark(Spot(left, top), Spot(right, bottom), str(said["known"]), float(said["mm"])),
        Spot(x, y),
        float(said.get("wall_mm", 0)),
        tuple(float(one) for one in said.get("edges", ())),
        None if room is None else float(room),
    )
