"""What a quote says beside its money: what each line is called, how it is made up, and what was agreed.

Lines are known by their ids, which stay with them when others come and go and are never given twice in one
quote. As JSON only what says something is kept.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from types import MappingProxyType

from sales.quote_document import QuoteLine

NOTHING: Mapping[str, object] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class LineParticulars:
    """What a line is: the article's number and names, a note of the rep, and how it is made or placed.

    `design`: the choices of a configured product, {option: value or values}, as they were when it was quoted;
    `design_id` the saved design that they came from.
    """

    number: str = ""
    name: str = ""
    name_zh: str = ""
    note: str = ""
    design_id: str | None = None
    design: Mapping[str, object] | None = None
    placement_id: str | None = None
    colour: str = ""


@dataclass(frozen=True, slots=True)
class Particulars:
    """What stands on a quote besides its prices, line by line and for the whole.

    `delivery` is how or where, `delivery_on` the day; `prices_of` is what prices were taken from, and
    `keep_prices` that the rep keeps them although they have moved since. `last_line` is the highest number
    that a line has ever had.
    """

    lines: Mapping[str, LineParticulars] = field(default_factory=dict)
    delivery: str = ""
    delivery_on: date | None = None
    note: str = ""
    prices_of: str = ""
    keep_prices: bool = False
    last_line: int = 0

    def of(self, line_id: str) -> LineParticulars:
        """Those of a line; empty ones for a line of which nothing is said."""
        return self.lines.get(line_id, LineParticulars())

    def to_json(self) -> dict[str, object]:
        """As JSON takes it; `of_json` gives back the same."""
        found: dict[str, object] = {
            "lines": {line_id: _said(one) for line_id, one in self.lines.items()},
            "delivery": self.delivery,
            "delivery_on": self.delivery_on.isoformat() if self.delivery_on else None,
            "note": self.note,
            "prices_of": self.prices_of,
            "keep_prices": self.keep_prices,
            "last_line": self.last_line,
        }
        return {name: value for name, value in found.items() if value}

    @classmethod
    def of_json(cls, said: Mapping[str, object]) -> Particulars:
        """What was kept; fields that a later release adds are passed over."""
        lines = said.get("lines", NOTHING)
        day = said.get("delivery_on")
        last = said.get("last_line", 0)
        return cls(
            lines={line_id: _line(one) for line_id, one in lines.items()}
            if isinstance(lines, Mapping)
            else {},
            delivery=str(said.get("delivery", "")),
            delivery_on=date.fromisoformat(str(day)) if day else None,
            note=str(said.get("note", "")),
            prices_of=str(said.get("prices_of", "")),
            keep_prices=bool(said.get("keep_prices", False)),
            last_line=last if isinstance(last, int) else 0,
        )


def numbered(
    lines: Iterable[QuoteLine], particulars: Particulars
) -> tuple[tuple[QuoteLine, ...], Particulars]:
    """The lines with an id each, new ones where they had none or one that stands before them already.

    Particulars of lines that are gone go; their numbers are not given again.
    """
    given, last = list(lines), particulars.last_line
    last = max([last, *(int(line.id) for line in given if line.id.isascii() and line.id.isdigit())])
    seen: set[str] = set()
    kept: list[QuoteLine] = []
    for line in given:
        fresh = not line.id or line.id in seen
        last += fresh
        kept.append(replace(line, id=str(last)) if fresh else line)
        seen.add(kept[-1].id)
    left = {line_id: one for line_id, one in particulars.lines.items() if line_id in seen}
    return tuple(kept), replace(particulars, lines=left, last_line=last)


def _said(one: LineParticulars) -> dict[str, object]:
    found = {
        "number": one.number,
        "name": one.name,
        "name_zh": one.name_zh,
        "note": one.note,
        "design_id": one.design_id,
        "design": None if one.design is None else dict(one.design),
        "placement_id": one.placement_id,
        "colour": one.colour,
    }
    return {name: value for name, value in found.items() if value or (name == "design" and value == {})}


def _line(said: Mapping[str, object]) -> LineParticulars:
    design = said.get("design")
    return LineParticulars(
        number=str(said.get("number", "")),
        name=str(said.get("name", "")),
        name_zh=str(said.get("name_zh", "")),
        note=str(said.get("note", "")),
        design_id=_ref(said.get("design_id")),
        design=dict(design) if isinstance(design, Mapping) else None,
        placement_id=_ref(said.get("placement_id")),
        colour=str(said.get("colour", "")),
    )


def _ref(value: object) -> str | None:
    return str(value) if value else None
