"""The rules of service and of next best actions, from `resources/content/en/rules`, read once.

Figures know no language, so they stand in one place for all.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache

from data.resources import resource
from sales.action_rules import ActionRules, action_rules
from sales.errors import ContentBroken, RuleBroken
from sales.issues import Deadlines, deadlines
from sales.orders import DelayRule, delay_rule


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
def next_action_rules() -> ActionRules:
    """The figures of next best actions. Raises RuleBroken or ContentBroken."""
    return action_rules(rules("actions"), *service_rules())


def _table(tables: Mapping[str, object], name: str) -> Mapping[str, object]:
    table = tables.get(name)
    if not isinstance(table, Mapping):
        raise RuleBroken(
            "[{table}] is missing.", "Put it back from the rules that ship with Rapport.", table=name
        )
    return table
