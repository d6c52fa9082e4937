"""Incentive plans: `plans/*.toml`, one file a version of a plan, and the file of `incentives compute`.

Figures know no language, so plans stand once, in the folder of the first language. Keys: docs/incentives.md.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import TypeVar

from data.content.document import Source, read_lines
from data.content.faults import Faults, nearest
from data.content.head import UNKNOWN_VALUE, WRONG, Checked, Key, check_head, is_amount, read_toml
from data.content.library import Entry, Kind
from data.content.plan_tables import Table, heads_of
from sales.currencies import CURRENCIES, decimals_of
from sales.measures_of_pay import MEASURES
from sales.plans import (
    PERIODS,
    PRORATIONS,
    RATE_RULES,
    RETURN_RULES,
    WHOLE_BP,
    Band,
    Component,
    Goal,
    Plan,
    Point,
    Spiff,
    Step,
)  # fmt: skip

OF_THE_PLAN = (
    Key("id", "text", required=True),
    Key("version", "number", required=True),
    Key("currency", "text", required=True),
    Key("from", "day", required=True),
    Key("to", "day"),
    Key("period", "text", allowed=tuple(PERIODS)),
    Key("quota", "amount"),
    Key("proration", "text", allowed=PRORATIONS),
    Key("holidays", "days"),
    Key("workdays", "days"),
)
OF_A_COMPONENT = (
    Key("measure", "text", allowed=tuple(MEASURES)),
    Key("rule", "text", required=True, allowed=RATE_RULES),
    Key("quota", "amount"),
    Key("bands", "tables"),
    Key("points", "pairs"),
    Key("steps", "tables"),
    Key("goals", "tables"),
    Key("target", "amount"),
    Key("cap_payout", "amount"),
    Key("cap_attainment_bp", "number"),
)
OF_A_SPIFF = (
    Key("name", "text", required=True),
    Key("product", "text", required=True),
    Key("per_unit", "amount", required=True),
    Key("cap", "amount"),
)
OF_RETURNS = (Key("rule", "text", required=True, allowed=RETURN_RULES),)
OF_AN_AMOUNT = (Key("amount", "amount", required=True),)
TABLES = {
    "component": OF_A_COMPONENT, "spiff": OF_A_SPIFF,
    "returns": OF_RETURNS, "guarantee": OF_AN_AMOUNT, "draw": OF_AN_AMOUNT,
}  # fmt: skip
LISTS = ("component", "spiff")
ASKED = {  # what a rule needs; what another rule needs is not for it
    "marginal": ("bands",),
    "retroactive": ("bands",),
    "curve": ("points", "target"),
    "ladder": ("steps",),
    "composite": ("goals", "target"),
}
ALSO = {"composite": ("points",)}
DETAILS = ("bands", "points", "steps", "goals", "target")
ASCEND = "{key} must ascend: each begins above the one before."
NEEDS_QUOTA = "The rule {rule} on {measure} needs a quota: give one to the plan or to the component."
T = TypeVar("T")


def read_plan(source: Source, faults: Faults) -> Plan | None:
    """The plan of one file; None, and its faults with their lines, where it has any."""
    lines = read_lines(source, faults)
    values = None if faults.broken else read_toml(lines, faults)
    if values is None:
        return None
    heads = heads_of(lines, values, [key.name for key in OF_THE_PLAN], TABLES, LISTS, faults)
    top = heads.pop(("", 0))
    plan = Table(check_head(top, OF_THE_PLAN, faults), top, faults, lines)
    tables = {
        key: Table(check_head(head, TABLES[key[0]], faults), head, faults, lines)
        for key, head in heads.items()
    }
    read = _plan(plan, tables)
    return None if faults.broken else read


def read_plans(source: Source, faults: Faults) -> Sequence[Entry[Plan]]:
    plan = read_plan(source, faults)
    return (Entry(plan, source.path, 1),) if plan else ()


PLANS = Kind("plans", ".toml", read_plans)


def _plan(top: Table, tables: Mapping[tuple[str, int], Table]) -> Plan | None:
    currency = top.checked.text("currency")
    if currency and currency not in CURRENCIES:
        near = nearest(currency, sorted(CURRENCIES))
        top.fault("currency", UNKNOWN_VALUE, key="currency", value=currency, nearest=near)
    places = decimals_of(currency)
    top, *rest = (
        Table(one.checked, one.head, one.faults, one.lines, places) for one in (top, *tables.values())
    )
    tables = dict(zip(tables, rest, strict=True))
    starts_on, ends_on = top.checked.day("from"), top.checked.day("to")
    if starts_on and ends_on and ends_on < starts_on:
        top.fault("to", "{high} must not be less than {low}.", high="to", low="from")
    quota = top.amount("quota") if "quota" in top.checked.values else None
    if quota == 0:
        top.fault("quota", "{key} must be more than 0.", key="quota")
    components = [_component(one, quota) for (name, _), one in tables.items() if name == "component"]
    spiffs = [one for (name, _), one in tables.items() if name == "spiff"]
    if not components and not spiffs:
        top.fault("", "A plan pays for something: write a [[component]].")
    _check_names(spiffs)
    returns, floor, draw = (tables.get((name, 0)) for name in ("returns", "guarantee", "draw"))
    return None if starts_on is None else Plan(
        id=top.checked.text("id"),
        version=top.checked.number("version") or 0,
        currency=currency,
        starts_on=starts_on,
        ends_on=ends_on,
        components=tuple(one for one in components if one),
        period=top.checked.text("period") or next(iter(PERIODS)),
        quota=quota,
        proration=top.checked.text("proration") or PRORATIONS[0],
        holidays=_days(top.checked, "holidays"),
        workdays=_days(top.checked, "workdays"),
        returns=(returns.checked.text("rule") if returns else "") or RETURN_RULES[0],
        guarantee_cents=floor.amount("amount") if floor else 0,
        draw_cents=draw.amount("amount") if draw else 0,
        spiffs=tuple(map(_spiff, spiffs)),
    )  # fmt: skip


def _days(checked: Checked, key: str) -> frozenset[date]:
    days = checked.values.get(key, ())
    assert isinstance(days, tuple)
    return frozenset(days)


def _spiff(table: Table) -> Spiff:
    cap = table.amount("cap") if "cap" in table.checked.values else None
    text = table.checked.text
    return Spiff(text("name"), text("product"), table.amount("per_unit"), cap)


def _check_names(spiffs: Sequence[Table]) -> None:
    seen: set[str] = set()
    for spiff in spiffs:
        name = spiff.checked.text("name")
        if name and name in seen:
            spiff.fault("name", "A [[spiff]] named {name} stands here already.", name=name)
        seen.add(name)


def _component(table: Table, plan_quota: int | None) -> Component | None:
    checked, rule = table.checked, table.checked.text("rule")
    measure = checked.text("measure")
    if rule not in RATE_RULES or (measure and measure not in MEASURES):
        return None
    _check_asked(table, rule)
    if not measure and rule != "composite":
        table.fault("", "{key} is missing.", key="measure")
        return None
    quota = _goal(table, "quota", measure, checked.values.get("quota"), table.head.line("quota"))
    if measure and rule != "composite":
        _check_quota(table, rule, measure, quota is not None or plan_quota is not None)
    cap_payout = table.amount("cap_payout") if "cap_payout" in checked.values else None
    return Component(
        measure or rule,
        rule,
        quota,
        bands=_rising(table, "bands", _band),
        points=_points(table),
        steps=_rising(table, "steps", _step),
        goals=_goals(table),
        target_cents=table.amount("target"),
        cap_payout_cents=cap_payout,
        cap_attainment_bp=checked.number("cap_attainment_bp"),
    )


def _check_asked(table: Table, rule: str) -> None:
    """A component has what its rule needs, and nothing that another rule needs."""
    for key in ASKED[rule]:
        if key not in table.head.values:
            table.fault("rule", "The rule {rule} needs {key}.", rule=rule, key=key)
    for key in DETAILS:
        if key in table.head.values and key not in (*ASKED[rule], *ALSO.get(rule, ())):
            table.fault(key, "The rule {rule} has no {key}.", rule=rule, key=key)


def _check_quota(table: Table, rule: str, measure: str, has_quota: bool) -> None:
    if rule in ("marginal", "retroactive") and (MEASURES[measure].share or MEASURES[measure].fewer):
        text = "{measure} is no sum that {rule} could pay a part of: use ladder or curve."
        table.fault("rule", text, measure=measure, rule=rule)
    elif not MEASURES[measure].share and not has_quota:
        table.fault("rule", NEEDS_QUOTA, rule=rule, measure=measure)


def _goal(table: Table, key: str, measure: str, given: object, line: int) -> Fraction | None:
    """A quota or goal as the measure has it: a share, or minor units (hundredths of a count)."""
    if given is None:
        return None
    exact = Fraction(Decimal(str(given)))
    if exact <= 0:
        table.faults.add(line, "{key} must be more than 0.", key=key)
        return None
    shared = measure in MEASURES and MEASURES[measure].share
    return exact if shared else exact * 10**table.places


def _rising(table: Table, key: str, row: Callable[[Table, Mapping[str, object], int], T]) -> tuple[T, ...]:
    """The rows of bands or steps; those of bands with one from 0, so that what lies below the first earns
    nothing."""
    given = table.checked.tables(key)
    lines = [table.line_of_row(key, at, len(given)) for at in range(len(given))]
    rows = [row(table, one, line) for one, line in zip(given, lines, strict=True)]
    starts = [one.get("from_bp") for one in given]
    pays = [one.pays_cents for one in rows if isinstance(one, Step)]
    for at, line in enumerate(lines[1:], 1):
        low, high = starts[at - 1 : at + 1]
        if isinstance(low, int) and isinstance(high, int) and high <= low:
            table.faults.add(line, ASCEND, key=key)
        if pays and pays[at] < pays[at - 1]:
            table.faults.add(line, "A higher step must not pay less.")
    if rows and isinstance(rows[0], Band) and rows[0].from_bp > 0:
        return type(rows[0])(0, 0), *rows
    return tuple(rows)


def _band(table: Table, row: Mapping[str, object], line: int) -> Band:
    table.know(row, ("from_bp", "rate_bp", "per_unit"), line)
    if ("rate_bp" in row) == ("per_unit" in row):
        table.faults.add(line, "A band has a rate_bp or, for a count, a per_unit.")
        return Band(table.bp(row, "from_bp", line), 0)
    if "rate_bp" in row:
        return Band(table.bp(row, "from_bp", line), table.bp(row, "rate_bp", line, WHOLE_BP))
    per_unit = table.amount_in(row, "per_unit", line)
    return Band(table.bp(row, "from_bp", line), per_unit * WHOLE_BP // 10**table.places)


def _step(table: Table, row: Mapping[str, object], line: int) -> Step:
    table.know(row, ("from_bp", "pays"), line)
    return Step(table.bp(row, "from_bp", line), table.amount_in(row, "pays", line))


def _points(table: Table) -> tuple[Point, ...]:
    given = table.checked.values.get("points", ())
    assert isinstance(given, tuple)
    points = tuple(Point(at, share) for at, share in given)
    lines = [table.line_of_row("points", at, len(points)) for at in range(len(points))]
    for low, high, line in zip(points, points[1:], lines[1:], strict=False):
        if high.at_bp <= low.at_bp:
            table.faults.add(line, ASCEND, key="points")
        if high.share_bp < low.share_bp:
            table.faults.add(line, "The curve must not fall: more never pays less.")
    return points


def _goals(table: Table) -> tuple[Goal, ...]:
    given = table.checked.tables("goals")
    goals = []
    for at, row in enumerate(given):
        line = table.line_of_row("goals", at, len(given))
        table.know(row, ("measure", "goal", "weight_bp", "most_bp"), line)
        measure = str(row.get("measure", ""))
        if measure not in MEASURES:
            near = nearest(measure, list(MEASURES))
            table.faults.add(line, UNKNOWN_VALUE, key="measure", value=measure, nearest=near)
            continue
        if not is_amount(row.get("goal")):
            table.faults.add(line, WRONG["amount"], key="goal")
            continue
        goal = _goal(table, "goal", measure, row["goal"], line)
        most = table.bp(row, "most_bp", line) if "most_bp" in row else WHOLE_BP
        goals.append(Goal(measure, goal or Fraction(1), table.bp(row, "weight_bp", line), most))
    if goals and len(goals) == len(given) and sum(goal.weight_bp for goal in goals) != WHOLE_BP:
        table.fault("goals", "The weights of the goals add up to 10000.")
    return tuple(goals)
