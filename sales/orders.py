"""An order on its way: the six tracking nodes, and when a delivery counts as delayed.

A delivery is delayed once it is more than the rule's days past the promised day and not signed: the customer
is then called before they call, and offered the rule's coupon.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from sales.errors import RuleBroken
from sales.facts import TRACKING, Order

DONE, HERE, LATER = "done", "here", "later"
UNSHIPPABLE = ("cancelled", "refunded")
COUPON_OFFERED = "Coupon offered"  # the outcome of a contact in which the delay's coupon was offered


@dataclass(frozen=True, slots=True)
class DelayRule:
    """From how many days past the promised day a delivery is delayed, and the coupon that makes up for it."""

    after_days: int
    coupon_cents: int
    minimum_cents: int  # what must be spent to use the coupon; 0 = no minimum


@dataclass(frozen=True, slots=True)
class Node:
    """One of the six tracking nodes: passed (done), where the parcel is (here), or still to come (later)."""

    name: str
    at: int | None
    state: str


def delay_rule(table: Mapping[str, object]) -> DelayRule:
    """The rule from the `[delay]` table of `rules/service.toml`. Raises RuleBroken."""
    figures = []
    for key in ("after_days", "coupon_cents", "minimum_cents"):
        value = table.get(key)
        if not isinstance(value, int) or value < 0:
            raise RuleBroken(
                "{key} must be a whole number of 0 or more, not {value}.",
                key=f"delay.{key}",
                value=repr(value),
            )
        figures.append(value)
    return DelayRule(*figures)


def tracking(order: Order) -> tuple[Node, ...]:
    """The six nodes in order. Sources skip nodes: whatever lies before the last known one is done."""
    instants = [order.placed_at, *(getattr(order, f"{name}_at") for name in TRACKING[1:])]
    here = max(at for at, instant in enumerate(instants) if instant is not None)
    states = [DONE if at < here else HERE if at == here else LATER for at in range(len(TRACKING))]
    if order.signed_at is not None:
        states = [DONE] * len(TRACKING)
    return tuple(map(Node, TRACKING, instants, states))


def moved_at(order: Order) -> int:
    """The instant of the last node that is known."""
    return max(node.at for node in tracking(order) if node.at is not None)


def under_way(order: Order) -> bool:
    """Whether the customer still waits for it."""
    return order.signed_at is None and order.status not in UNSHIPPABLE


def days_late(order: Order, today: date) -> int:
    """Days past the promised day of an order that is under way; 0 or less: in time, or none promised."""
    if order.promised_on is None or not under_way(order):
        return 0
    return (today - order.promised_on).days


def delayed(order: Order, today: date, rule: DelayRule) -> bool:
    """Whether the delay is one to warn of and to make up for."""
    return days_late(order, today) > rule.after_days


def delayed_on(order: Order, rule: DelayRule) -> date | None:
    """The first day on which the order counts as delayed, if it is still under way then."""
    return None if order.promised_on is None else delayed_from(order.promised_on, rule)


def delayed_from(promised_on: date, rule: DelayRule) -> date:
    """The first day on which a delivery that was promised for a day counts as delayed."""
    return promised_on + timedelta(days=rule.after_days + 1)
