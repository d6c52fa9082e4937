"""The rules by which customers are placed: `segments.toml`, `standing.toml` and `rfm2.toml` in `rules/`.

Figures know no language, so these three stand once, in the folder of the first language, as do those by which
quotes are priced (`data.content.pricing`), which a team may publish anew.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields
from functools import cache
from pathlib import Path
from typing import Any

from data.content import pricing
from data.content.document import Source, read_lines
from data.content.faults import Faults, nearest
from data.content.head import UNKNOWN_KEY, UNKNOWN_VALUE, Checked, Head, Key, check_head, read_head
from data.content.library import Entry, Kind
from data.resources import resource
from sales.errors import ContentBroken, RuleBroken
from sales.facts import SEGMENTS
from sales.rfm import CLASSES, DIMENSIONS, RfmRow, RfmRules, fitting
from sales.segments import SegmentRules
from sales.standing import Rules, StandingRules
from sales.words import LOCALES, Words

BROKEN = "The rules have faults:\n{faults}"
HINT = "Correct them, or put back the files that shipped with Rapport."
ANY_SCORE = (1, 5)


def placing_rules(folder: Path | None = None) -> Rules:
    """The rules of a folder, or those that ship with the program. Raises ContentBroken with every fault."""
    folder = folder or resource("content", LOCALES[0], "rules")
    return _placing_rules(folder, tuple(_changed_at(folder / f"{stem}.toml") for stem in FILES))


def read_rules(source: Source, faults: Faults) -> Sequence[Entry[Any]]:
    """Check one file of rules. Only those for pricing are an entry: others are no content to choose from."""
    if source.path.stem == pricing.NAME:
        rules = pricing.read_pricing(source, faults)
        return (Entry(rules, source.path, 1),) if rules else ()
    if source.path.stem in FILES:
        FILES[source.path.stem](source, faults)
    return ()


RULES = Kind("rules", ".toml", read_rules)


@cache
def _placing_rules(folder: Path, changed_at: tuple[int, ...]) -> Rules:
    """Read the files; once, until one of them changes."""
    del changed_at
    read: dict[str, Any] = {}
    told: list[str] = []
    for stem, reader in FILES.items():
        faults = Faults(folder / f"{stem}.toml")
        read[stem] = reader(Source(faults.path), faults)
        told += [fault.told(Words()) for fault in faults.sorted() if fault.breaks]
    if told:
        raise ContentBroken(BROKEN, HINT, faults="\n".join(told))
    return Rules(read["segments"], read["standing"], read["rfm2"])


def _changed_at(path: Path) -> int:
    """When a file was written; 0 if it is gone, which then says so when it is read."""
    return path.stat().st_mtime_ns if path.exists() else 0


def _segment_rules(source: Source, faults: Faults) -> SegmentRules | None:
    six = SEGMENTS[:-1]
    head = read_head(read_lines(source, faults), 1, faults)
    checked = check_head(head, (Key("precedence", "texts", True, six), *_numbers(SegmentRules)), faults)
    precedence = checked.texts("precedence")
    if not faults.broken and sorted(precedence) != sorted(six):
        faults.add(
            head.line("precedence"),
            "precedence must name each of the six segments once: {segments}.",
            segments=", ".join(six),
        )
    _ascending(checked, head, faults, "potential_from_days", "potential_to_days")
    if faults.broken:
        return None
    return SegmentRules(precedence, **_figures(checked, SegmentRules))


def _standing_rules(source: Source, faults: Faults) -> StandingRules | None:
    head = read_head(read_lines(source, faults), 1, faults)
    checked = check_head(head, _numbers(StandingRules), faults)
    _ascending(checked, head, faults, "silver_from_cents", "gold_from_cents")
    shares = [checked.number(key) or 0 for key in ("high_percent", "potential_percent", "vip_percent")]
    if shares[0] + shares[1] > 100 or shares[2] > 100:
        faults.add(head.line("high_percent"), "The shares of all customers add up to more than 100 %.")
    return None if faults.broken else StandingRules(**_figures(checked, StandingRules))


def _rfm_rules(source: Source, faults: Faults) -> RfmRules | None:
    lines = read_lines(source, faults)
    head = read_head(lines, 1, faults)
    table = head.values.get("table")
    others = Head({key: value for key, value in head.values.items() if key != "table"}, head.lines)
    check_head(others, (Key("version", "number", True),), faults)
    if not isinstance(table, list) or not all(isinstance(row, dict) for row in table):
        faults.add(head.line("table"), "table must be a list of rows, each with a class.")
        return None
    starts = [number for number, line in enumerate(lines, 1) if line.strip().startswith("{")]
    if len(starts) != len(table):  # several rows in a line
        starts = [head.line("table")] * len(table)
    rows = [_row(row, line, faults) for row, line in zip(table, starts, strict=True)]
    if faults.broken:
        return None
    rules = RfmRules(tuple(rows))
    try:
        fitting(rules)
    except RuleBroken:
        sentence = "Some scores have no class: the last row of the table must fit everything."
        faults.add(starts[-1] if starts else head.line("table"), sentence)
    return rules


FILES: dict[str, Callable[[Source, Faults], object]] = {
    "segments": _segment_rules,
    "standing": _standing_rules,
    "rfm2": _rfm_rules,
}


def _row(row: Mapping[str, object], line: int, faults: Faults) -> RfmRow:
    known = ("class", *DIMENSIONS, "promo_percent")
    for key in row.keys() - set(known):
        faults.add(line, UNKNOWN_KEY, key=key, nearest=nearest(key, known))
    name, promo = str(row.get("class", "")), row.get("promo_percent", 0)
    if name not in CLASSES:
        faults.add(line, UNKNOWN_VALUE, key="class", value=name, nearest=nearest(name, CLASSES))
    if not isinstance(promo, int) or not 0 <= promo <= 100:
        faults.add(line, "promo_percent must be a whole number from 0 to 100.")
        promo = 0
    return RfmRow(name, tuple(_range(row, one, line, faults) for one in DIMENSIONS), promo * 100)


def _range(row: Mapping[str, object], dimension: str, line: int, faults: Faults) -> tuple[int, int]:
    match row.get(dimension, list(ANY_SCORE)):
        case [int(low), int(high)] if 1 <= low <= high <= 5:
            return low, high
    faults.add(
        line, "{key} must be two scores from 1 to 5, the lower one first, as in [4, 5].", key=dimension
    )
    return ANY_SCORE


def _ascending(checked: Checked, head: Head, faults: Faults, low: str, high: str) -> None:
    lower, higher = checked.number(low), checked.number(high)
    if lower is not None and higher is not None and lower > higher:
        faults.add(head.line(high), "{high} must not be less than {low}.", high=high, low=low)


def _numbers(rules: Any) -> tuple[Key, ...]:
    """A key for each figure of a class of rules, and the version."""
    return tuple(Key(name, "number", True) for name in ("version", *_names(rules)))


def _figures(checked: Checked, rules: Any) -> dict[str, int]:
    return {name: checked.number(name) or 0 for name in _names(rules)}


def _names(rules: Any) -> list[str]:
    return [field.name for field in fields(rules) if field.type == "int"]
