"""Where an order is, and from when its delivery counts as delayed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from data.rules import service_rules
from sales.errors import RuleBroken
from sales.facts import Order
from sales.orders import DelayRule, days_late, delay_rule, delayed, delayed_on, tracking

RULE = DelayRule(after_days=1, coupon_cents=500, minimum_cents=0)
PROMISED = date(2026, 11, 15)
ORDER = Order("o-1", "c-1", 1_000, 282_800, promised_on=PROMISED, picking_at=2_000, in_transit_at=4_000)


@pytest.mark.parametrize(("day", "late"), [(14, False), (15, False), (16, False), (17, True), (18, True)])
def test_a_delivery_is_delayed_more_than_a_day_past_the_promised_day(day: int, late: bool) -> None:
    assert delayed(ORDER, date(2026, 11, day), RULE) is late


def test_the_days_are_counted_from_the_promised_day() -> None:
    assert days_late(ORDER, date(2026, 11, 18)) == 3
    assert delayed_on(ORDER, RULE) == date(2026, 11, 17)


@pytest.mark.parametrize(
    "arrived",
    [replace(ORDER, signed_at=5_000), replace(ORDER, status="cancelled"), replace(ORDER, promised_on=None)],
)
def test_nobody_waits_for_what_was_signed_cancelled_or_never_promised(arrived: Order) -> None:
    assert not delayed(arrived, date(2026, 12, 24), RULE)
    assert days_late(arrived, date(2026, 12, 24)) == 0


def test_nodes_that_a_source_skipped_are_behind_the_parcel() -> None:
    nodes = tracking(ORDER)

    assert [node.state for node in nodes] == ["done", "done", "done", "here", "later", "later"]
    assert nodes[2].at is None


def test_a_signed_order_has_every_node_behind_it() -> None:
    nodes = tracking(replace(ORDER, signed_at=5_000))

    assert {node.state for node in nodes} == {"done"}


def test_the_rule_that_ships_offers_five_without_a_minimum() -> None:
    delay, _ = service_rules()

    assert delay == RULE


@pytest.mark.parametrize("table", [{}, {"after_days": -1}, {"after_days": "1"}])
def test_a_rule_without_figures_is_refused(table: dict[str, object]) -> None:
    with pytest.raises(RuleBroken, match=r"delay.after_days must be a whole number"):
        delay_rule(table)
