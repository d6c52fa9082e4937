"""The rules of service and of next best actions, from `resources/content/en/rules`, read once.

Figures know no language, so they stand in one place for all.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache

from data.content.rules import placing_rules
from data.resources import resource
from sales.action_rules import ActionRules, action_rules
from sales.comparison import Dimension, Dimensions
from sales.departments import Route, routes
from sales.errors import ContentBroken, RuleBroken
from sales.issues import Deadlines, deadlines
from sales.orders import DelayRule, delay_rule
from sales.promises import Promises
from sales.service_desk import DeskRules, desk_rules


@cache
def rules(stem: str) -> Mapping[str, object]:
    """The tables of a rules file. Raises ContentBroken for what is not TOML."""
    path = resource("content", "en", "rules", f"{stem}.toml")
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise ContentBroken(
            "{file}: {error}.",
            "Correct the line, or put back the file that shipped with Rapport.",
            file=path.name,
            error=error,
        ) from error


@cache
def service_rules() -> tuple[DelayRule, Deadlines]:
    """When a delivery is delayed, and within how long each issue is answered."""
    tables = rules("service")
    return delay_rule(_table(tables, "delay")), deadlines(_table(tables, "deadlines"))


@cache
def routing() -> Mapping[str, Route]:
    """Which department answers what is of a class, and within how long. Raises RuleBroken."""
    return routes(_table(rules("service"), "routing"))


@cache
def service_desk_rules() -> DeskRules:
    """What a rep may decide, and when what is due. Raises RuleBroken."""
    return desk_rules(_table(rules("service"), "desk"))


@cache
def next_action_rules() -> ActionRules:
    """The figures of next best actions. Raises RuleBroken or ContentBroken."""
    return action_rules(rules("actions"), *service_rules())


@cache
def promises() -> Promises:
    """What the shop promises: `rules/policies.toml`, and what other rules go by. Raises ContentBroken."""
    table, placing = rules("policies"), placing_rules().standing
    actions = next_action_rules()
    figures = {name: value for name, value in table.items() if isinstance(value, int) and name != "version"}
    cents = {name.removesuffix("_cents"): value for name, value in figures.items() if name.endswith("_cents")}
    counts = {name: value for name, value in figures.items() if not name.endswith("_cents")}
    owed = actions.deadlines
    return Promises(
        counts
        | {
            "ticket_hours": owed.ticket_hours,
            "return_review_hours": owed.return_review_hours,
            "refund_hours": owed.refund_hours,
        },
        cents
        | {
            "delay_coupon": actions.delay.coupon_cents,
            "silver_from": placing.silver_from_cents,
            "gold_from": placing.gold_from_cents,
        },
        _figures(table, "warranty_months"),
        _figures(table, "free_shipping_from_cents"),
        actions.gifts,
    )


@cache
def dimensions() -> Dimensions:
    """What products are compared in: `rules/dimensions.toml`. Raises ContentBroken or RuleBroken."""
    tables = rules("dimensions")
    found = {}
    for key, table in _table(tables, "dimensions").items():
        try:
            found[key] = Dimension(key, **table)  # type: ignore[arg-type]
        except TypeError as error:
            raise RuleBroken(
                "The dimension {key} needs a name and an axis, and may have unit and lower_better.",
                "Correct its line in dimensions.toml.",
                key=key,
            ) from error
    units = {key: unit for key, unit in _table(tables, "units").items() if isinstance(unit, str)}
    return Dimensions(found, units)


def _figures(tables: Mapping[str, object], name: str) -> dict[str, int]:
    return {key: value for key, value in _table(tables, name).items() if isinstance(value, int)}


def _table(tables: Mapping[str, object], name: str) -> Mapping[str, object]:
    table = tables.get(name)
    if not isinstance(table, Mapping):
        raise RuleBroken(
            "[{table}] is missing.", "Put it back from the rules that ship with Rapport.", table=name
        )
    return table
