"""RFM2: five scores a customer (recency, frequency, money, social influence, device), seven classes.

A score is the fifth of all customers in which a customer's measure lies, 1 to 5: one more than the number of
whole fifths that are strictly below. Equal measures have equal scores. The class is the first row of the rule
table that fits the scores. Source: docs/segments.md.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import product

from sales.calendar import Calendar
from sales.facts import Summary

CLASSES = (
    "high_value_regular",
    "promising_newcomer",
    "price_sensitive",
    "social_sharer",
    "steady_regular",
    "at_risk",
    "dormant",
)
DIMENSIONS = ("r", "f", "m", "s", "d")
SCORES = range(1, 6)
NEVER = 0  # the recency of who never bought: before all days


@dataclass(frozen=True, slots=True)
class RfmRow:
    """A row of the rule table: the scores that it fits, lowest and highest, per dimension.

    `promo_bp`: besides, at least this share of the orders came with a coupon or a discount.
    """

    name: str
    ranges: tuple[tuple[int, int], ...]
    promo_bp: int = 0


@dataclass(frozen=True, slots=True)
class RfmRules:
    """The rule table, first fit first; its last row fits everything."""

    rows: tuple[RfmRow, ...]


def measures(summary: Summary, calendar: Calendar) -> tuple[int, int, int, int, int]:
    """What is scored of one customer, more being better.

    The day of the last order; orders; spend; shares, referrals and reviews; the share of events on the device
    used most, in basis points.
    """
    events = summary.event_count
    known = (summary.phone_events, summary.tablet_events, summary.computer_events)
    return (
        NEVER if summary.last_order_at is None else calendar.day(summary.last_order_at),
        summary.order_count,
        summary.spend_cents,
        summary.share_count + summary.referral_count + summary.review_count,
        max(*known, events - sum(known)) * 10_000 // events if events else 0,
    )


def promo_bp(summary: Summary) -> int:
    """The share of orders that came with a coupon or a discount, in basis points."""
    return summary.promo_order_count * 10_000 // summary.order_count if summary.order_count else 0


def fifths(values: Iterable[int]) -> tuple[int, ...]:
    """The lowest values of the scores 2 to 5; fewer where so many are equal that a score is not given."""
    ordered = sorted(values)
    cuts: list[int] = []
    for fifth in range(1, 5):
        below = -(-fifth * len(ordered) // 5)
        if 0 < below < len(ordered) and ordered[below] == ordered[below - 1]:
            below = bisect_right(ordered, ordered[below])
        cuts += ordered[below : below + 1]
    return tuple(cuts)


def score(value: int, cuts: Sequence[int]) -> int:
    """The fifth in which a value lies, by the cuts of `fifths`."""
    return 1 + bisect_right(cuts, value)


class RfmTable:
    """The rule table worked out for each of the 3,125 combinations of scores."""

    def __init__(self, rules: RfmRules) -> None:
        self._rows = rules.rows
        self._classes = {scores: self._fits(scores) for scores in product(SCORES, repeat=5)}

    def class_of(self, scores: tuple[int, ...], promo_bp: int) -> str:
        """The class for the scores r, f, m, s, d and the share of orders with a coupon or a discount."""
        for row in self._classes[scores]:
            if promo_bp >= row.promo_bp:
                return row.name
        raise AssertionError("the last row fits everything")

    def _fits(self, scores: tuple[int, ...]) -> tuple[RfmRow, ...]:
        """The rows that fit, up to the first that asks for nothing but scores."""
        fitting: list[RfmRow] = []
        for row in self._rows:
            if all(low <= one <= high for one, (low, high) in zip(scores, row.ranges, strict=True)):
                fitting.append(row)
                if not row.promo_bp:
                    break
        return tuple(fitting)
