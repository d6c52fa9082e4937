"""The parameter translator as files: one per category, a `[[rule]]` for each span of a figure."""

from __future__ import annotations

from collections.abc import Sequence

from data.content.document import Source
from data.content.faults import Faults
from data.content.head import Key
from data.content.library import Entry, Kind
from data.content.lists import read_list
from sales.errors import RuleBroken
from sales.translator import SpecRule, computed, named

KEYS = (
    Key("id", "text", required=True),
    Key("spec", "text", required=True),
    Key("unit", "text"),
    Key("from", "figure", required=True),
    Key("to", "figure", required=True),
    Key("says", "text", required=True),
    Key("formula", "text"),
    Key("decimals", "number"),
    Key("source", "text"),
)
MAYBE_EMPTY = ("unit", "formula")


def read_translator(source: Source, faults: Faults) -> Sequence[Entry[SpecRule]]:
    """Read the rules of the category that the file is named after."""
    entries = []
    for rule, head, file in read_list(source, "rule", KEYS, faults):
        low, high, formula = rule.figure("from") or 0, rule.figure("to") or 0, rule.text("formula")
        if low >= high:
            faults.add(head.line("to"), "to must be more than from: the span is from <= value < to.")
        _check_formula(formula, head.line("formula"), faults)
        entries.append(
            Entry(
                SpecRule(
                    id=f"{source.path.stem}/{rule.text('id')}",
                    category=source.path.stem,
                    version=file.number("version") or 0,
                    spec=rule.text("spec"),
                    unit=rule.text("unit"),
                    low=low,
                    high=high,
                    says=rule.text("says"),
                    formula=formula,
                    decimals=rule.number("decimals") or 0,
                    source=rule.text("source"),
                ),
                source.path,
                head.line("id"),
            )
        )
    return entries


def _check_formula(formula: str, line: int, faults: Faults) -> None:
    try:
        if formula:
            computed(formula, dict.fromkeys(named(formula), 1.5))
    except RuleBroken as error:
        faults.add(line, error.message, formula=formula)


TRANSLATOR = Kind("translator", ".toml", read_translator)
