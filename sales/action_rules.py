"""The figures of next best actions: when each trigger offers its action, how soon it is due, how often it
wins.

They are data (`resources/content/en/rules/actions.toml`), so that a manager can change them; what a
trigger means is in `sales/actions`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Literal

from sales.errors import RuleBroken
from sales.issues import Deadlines
from sales.orders import DelayRule

SECTIONS = ("version", "hours", "cap", "ranking", "trigger", "birthday", "look", "review", "product")
FIGURES = ("after_h", "within_h", "window_h", "probability_bp", "service", "closed_by_contact", "way")
KINDS = (
    "promise",  # something we said we would do is due, or over
    "delay",  # a delivery is delayed: call before they call
    "review",  # a bad review has no answer
    "ticket",  # a service ticket is open past its deadline
    "satisfaction",  # a ticket was resolved: ask whether it is solved for them too
    "cart",  # a cart was left
    "look",  # a product was looked at for long
    "welcome",  # a new registration
    "birthday",  # the birthday's month
    "weekly",  # a high-value customer's weekly contact
    "trial",  # an advocate's monthly trial
    "refill",  # what they use up is about to run out
    "replacement",  # what they own reaches the end of its life
    "season",  # they bought for this season a year ago
)


@dataclass(frozen=True, slots=True)
class Trigger:
    """When an occasion calls for an action, in hours from the occasion (negative: before it).

    It is offered from `after_h`, due at `within_h` and past from `window_h` on. `service` actions answer
    something the customer is owed: they need no marketing consent and no cap holds them. `closed_by_contact`:
    any contact since it was offered settles it. `way` is how it is done: call or write.
    """

    after_h: int
    within_h: int
    window_h: int
    probability_bp: int
    service: bool = False
    closed_by_contact: bool = False
    way: Literal["call", "write"] = "call"


@dataclass(frozen=True, slots=True)
class ActionRules:
    """All figures of next best actions, as `rules/actions.toml` holds them."""

    triggers: Mapping[str, Trigger]
    first_hour: int  # calls and messages from this hour of the company's day ...
    last_hour: int  # ... until this one
    cap_contacts: int  # at most so many contacts ...
    cap_days: int  # ... in so many days, unless the customer is owed one
    goodwill_cents: int  # what an action without a stake counts as when ranked
    urgency: tuple[tuple[int, int], ...]  # (due within hours, per cent), ascending; later is 100
    bad_stars: int
    look_minutes: int
    used_up: tuple[str, ...]  # categories that run empty and are bought again; all others wear out
    seasonal: tuple[str, ...]  # categories bought for a season
    gifts: Mapping[str, int]  # birthday coupon by membership tier, cents
    delay: DelayRule
    deadlines: Deadlines


def action_rules(table: Mapping[str, object], delay: DelayRule, deadlines: Deadlines) -> ActionRules:
    """The rules from the tables of `rules/actions.toml`; what customers are owed is in `rules/service.toml`.

    Raises RuleBroken naming what is wrong.
    """
    root = _Table("", table, SECTIONS)
    hours, cap = root.table("hours", ("from", "to")), root.table("cap", ("contacts", "days"))
    ranking = root.table("ranking", ("goodwill_cents", "urgency"))
    product = root.table("product", ("used_up", "seasonal"))
    triggers = root.table("trigger", KINDS)
    return ActionRules(
        triggers={kind: _trigger(triggers.table(kind, FIGURES)) for kind in KINDS},
        first_hour=hours.number("from", 0, 23),
        last_hour=hours.number("to", 1, 23),
        cap_contacts=cap.number("contacts", 1),
        cap_days=cap.number("days", 1),
        goodwill_cents=ranking.number("goodwill_cents", 0),
        urgency=tuple(
            sorted((row.number("within_h"), row.number("percent", 1)) for row in ranking.rows("urgency"))
        ),
        bad_stars=root.table("review", ("bad_stars",)).number("bad_stars", 1, 4),
        look_minutes=root.table("look", ("minutes",)).number("minutes", 1),
        used_up=product.names("used_up"),
        seasonal=product.names("seasonal"),
        gifts=root.table("birthday", ("coupon_cents",)).table("coupon_cents").numbers(0),
        delay=delay,
        deadlines=deadlines,
    )


def _trigger(table: _Table) -> Trigger:
    way = table.values.get("way", "call")
    if way not in ("call", "write"):
        raise RuleBroken("way under [{table}] is call or write, not {value}.", table=table.name, value=way)
    trigger = Trigger(
        after_h=table.number("after_h", -10_000),
        within_h=table.number("within_h", -10_000),
        window_h=table.number("window_h", -10_000),
        probability_bp=table.number("probability_bp", 0, 10_000),
        service=table.values.get("service", False) is True,
        closed_by_contact=table.values.get("closed_by_contact", False) is True,
        way="write" if way == "write" else "call",
    )
    if not trigger.after_h <= trigger.within_h <= trigger.window_h:
        raise RuleBroken("[{table}] must have after_h <= within_h <= window_h.", table=table.name)
    return trigger


class _Table:
    """A table of the rules file that answers with checked values or says what is wrong, and where."""

    def __init__(self, name: str, values: object, known: Sequence[str] = ()) -> None:
        if not isinstance(values, Mapping):
            raise RuleBroken(
                "[{table}] is missing.", "Put it back from the rules that ship with Rapport.", table=name
            )
        self.name, self.values = name, values
        if known:
            self.known(*known)

    def known(self, *names: str) -> None:
        for key in self.values:
            if key not in names:
                near = get_close_matches(key, names, 1, 0)
                raise RuleBroken(
                    "{name} under [{table}] is not known.",
                    "Did you mean {near}?",
                    name=key,
                    table=self.name or "actions",
                    near=near[0],
                )

    def table(self, name: str, known: Sequence[str] = ()) -> _Table:
        return _Table(f"{self.name}.{name}" if self.name else name, self.values.get(name), known)

    def rows(self, name: str) -> list[_Table]:
        rows = self.values.get(name)
        return [_Table(f"{self.name}.{name}", row) for row in rows] if isinstance(rows, list) else []

    def number(self, name: str, low: int = 0, high: int = 1_000_000_000) -> int:
        value = self.values.get(name)
        if not isinstance(value, int) or isinstance(value, bool) or not low <= value <= high:
            raise RuleBroken(
                "{name} under [{table}] must be a whole number from {low} to {high}, not {value}.",
                name=name,
                table=self.name,
                low=low,
                high=high,
                value=value,
            )
        return value

    def numbers(self, low: int) -> dict[str, int]:
        return {key: self.number(key, low) for key in self.values}

    def names(self, name: str) -> tuple[str, ...]:
        value = self.values.get(name)
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            raise RuleBroken("{name} under [{table}] must be a list of names.", name=name, table=self.name)
        return tuple(value)
