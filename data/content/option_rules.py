"""The rules between the options of a product made to order, as `[[rule]]` tables of its file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from string import Formatter

from data.content.faults import nearest
from data.content.head import UNKNOWN_VALUE, Key
from data.content.plan_tables import Table
from sales.configurator import (
    NUMBER,
    WAYS,
    Excludes,
    Fits,
    Option,
    Range,
    Ref,
    Requires,
    Rule,
)

RULES = ("excludes", "requires", "range", "fits")
OF_A_RULE = (
    Key("kind", "text", required=True, allowed=RULES),
    Key("when", "text"),
    Key("never", "texts"),
    Key("needs", "texts"),
    Key("number", "text"),
    Key("least", "number"),
    Key("most", "number"),
    Key("load", "text"),
    Key("room", "text"),
    Key("way", "text", allowed=WAYS),
    Key("why", "text", required=True),
    Key("holds", "text"),
    Key("more", "text"),
)
ASKED: Mapping[str, tuple[str, ...]] = {
    "excludes": ("when", "never"),
    "requires": ("when", "needs"),
    "range": ("number",),
    "fits": ("load", "room"),
}
FIELDS = {"range": ("n", "least", "most"), "fits": ("item", "load", "holder", "room")}
NO_REF = "Write {key} as option=value, such as size=M; the nearest to {value} is {nearest}."


def read_rules(
    tables: Sequence[Table], options: Sequence[Option], measures: Sequence[str]
) -> tuple[Rule, ...]:
    """The rules of a file. What is wrong with one is told at its line, and it is left out."""
    known = {
        f"{option.id}={value.id}": (option.id, value.id) for option in options for value in option.values
    }
    numbers = [option.id for option in options if option.kind == NUMBER]
    found = (_rule(table, known, numbers, measures) for table in tables)
    return tuple(rule for rule in found if rule is not None)


def ref_of(table: Table, key: str, said: str, known: Mapping[str, Ref]) -> Ref | None:
    """A value named as `option=value`; None, and a fault, where there is none."""
    name = said.replace(" ", "")
    if name not in known and known:
        table.fault(key, NO_REF, key=key, value=said, nearest=nearest(name, list(known)))
    return known.get(name)


def _rule(
    table: Table, known: Mapping[str, Ref], numbers: Sequence[str], measures: Sequence[str]
) -> Rule | None:
    checked, kind = table.checked, table.checked.text("kind")
    if kind not in RULES:
        return None
    missing = [key for key in ASKED[kind] if key not in checked.values]
    for key in missing:
        table.fault("kind", "The rule {rule} needs {key}.", rule=kind, key=key)
    for key in ("why", "holds", "more"):
        _check_fields(table, key, FIELDS.get(kind, ()))
    when = ref_of(table, "when", checked.text("when"), known) if "when" in checked.values else None
    if missing or ("when" in checked.values and when is None):
        return None
    why = checked.text("why")
    if kind == "fits":
        return _fits(table, measures)
    if kind == "range":
        return _range(table, when, numbers)
    key = ASKED[kind][1]
    others = [ref_of(table, key, said, known) for said in checked.texts(key)]
    refs = tuple(ref for ref in others if ref)
    assert when
    return Excludes(when, refs, why) if kind == "excludes" else Requires(when, refs, why)


def _range(table: Table, when: Ref | None, numbers: Sequence[str]) -> Range | None:
    checked = table.checked
    number, least, most = checked.text("number"), checked.number("least"), checked.number("most")
    if number not in numbers:
        near = nearest(number, numbers) if numbers else "-"
        table.fault("number", UNKNOWN_VALUE, key="number", value=number, nearest=near)
        return None
    if least is None and most is None:
        table.fault("kind", "The rule {rule} needs {key}.", rule="range", key="least")
    elif least is not None and most is not None and most < least:
        table.fault("most", "{high} must not be less than {low}.", high="most", low="least")
    return Range(when, number, least, most, checked.text("why"))


def _fits(table: Table, measures: Sequence[str]) -> Fits | None:
    text = table.checked.text
    for key in ("load", "room"):
        if text(key) not in measures:
            near = nearest(text(key), measures) if measures else "-"
            table.fault(key, UNKNOWN_VALUE, key=key, value=text(key), nearest=near)
    return Fits(text("load"), text("room"), text("way") or WAYS[0], text("why"), text("holds"), text("more"))


def _check_fields(table: Table, key: str, known: Sequence[str]) -> None:
    """A sentence speaks of nothing but what its rule can fill in."""
    try:
        names = [name for _, name, _, _ in Formatter().parse(table.checked.text(key)) if name is not None]
    except ValueError:
        table.fault(key, "The braces in {key} do not close.", key=key)
        return
    for name in names:
        if name not in known:
            near = nearest(name, known) if known else "-"
            table.fault(key, UNKNOWN_VALUE, key=key, value=f"{{{name}}}", nearest=near)
