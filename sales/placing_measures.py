"""The measures of a product, as its specification gives them: outside, weight, room, cable, colours.

Keys that are read: `size_mm` "240x240x620" or `box_cm` "30x22x9" (width x depth x height as it stands),
`weight_kg`, `weight_g`, `clear_cm` (what air needs on each side), `room_m2` (up to how large a room),
`cable_m`, `colours` "pearl graphite navy=#223355", and `held` (it is worn or held: a face or a bank card
gives the scale).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from sales.errors import RuleBroken
from sales.words import Words

SIDES = re.compile(r"\s*([\d.]+)\s*[x×*]\s*([\d.]+)\s*[x×*]\s*([\d.]+)\s*", re.ASCII)
LARGEST_MM = 10_000


@dataclass(frozen=True, slots=True)
class Measures:
    """Millimetres and grams; None where the specification says nothing."""

    width: float
    depth: float
    height: float
    weight_g: float | None = None
    clear: float | None = None
    room_m2: float | None = None
    cable: float | None = None
    held: bool = False

    def said(self, words: Words) -> str:
        """ "240 × 240 × 620 mm · 7.9 kg"."""
        sides = " × ".join(_figure(side, words) for side in (self.width, self.depth, self.height))
        size = words("{size} mm", size=sides)
        return f"{size} · {self.weight(words)}" if self.weight_g else size

    def weight(self, words: Words) -> str:
        grams = self.weight_g or 0
        if grams < 1000:
            return words("{n} g", n=words.number(grams))
        return words("{n} kg", n=words.number(grams / 1000, 1))

    def front(self, words: Words) -> str:
        """What is seen of it on a photo: "240 × 620 mm"."""
        return words("{size} mm", size=f"{_figure(self.width, words)} × {_figure(self.height, words)}")


def measures(spec: Mapping[str, object], name: str) -> Measures:
    """What the specification of a product says. Raises RuleBroken where it gives no size."""
    sides = _sides(spec.get("size_mm"), 1) or _sides(spec.get("box_cm"), 10)
    if sides is None:
        raise RuleBroken(
            "The measures of {product} are not known.",
            "Add size_mm to its specification: width x depth x height, such as 240x240x620.",
            product=name,
        )
    kilos, grams = _number(spec, "weight_kg"), _number(spec, "weight_g")
    clear, cable = _number(spec, "clear_cm"), _number(spec, "cable_m")
    return Measures(
        *sides,
        weight_g=grams if kilos is None else kilos * 1000,
        clear=None if clear is None else clear * 10,
        room_m2=_number(spec, "room_m2"),
        cable=None if cable is None else cable * 1000,
        held=bool(spec.get("held")),
    )


def _sides(said: object, factor: float) -> tuple[float, float, float] | None:
    found = SIDES.fullmatch(said) if isinstance(said, str) else None
    if found is None:
        return None
    try:
        width, depth, height = (float(side) * factor for side in found.groups())
    except ValueError:
        return None
    return (width, depth, height) if 0 < min(width, depth, height) <= LARGEST_MM else None


def _number(spec: Mapping[str, object], key: str) -> float | None:
    value = spec.get(key)
    sound = isinstance(value, int | float) and not isinstance(value, bool) and value > 0
    return float(value) if sound and isinstance(value, int | float) else None


def _figure(mm: float, words: Words) -> str:
    return words.number(mm, 0 if mm == round(mm) else 1)
