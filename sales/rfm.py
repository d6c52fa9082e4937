"""RFM2: five scores a customer (recency, frequency, money, social influence, device), seven classes.

A score is the fifth of all customers in which a customer's measure lies, 1 to 5: one more than the number of
whole fifths that are strictly below. Equal measures have equal scores. The class is the first row of the rule
table that fits the scores. Source: docs/segments.md.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import product

from sales.errors import RuleBroken

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


@cache
def fitting(rules: RfmRules) -> Mapping[tuple[int, ...], tuple[RfmRow, ...]]:
    """For each of the 3,125 combinations of scores r, f, m, s, d, the rows that fit it, first fit first.

    They end with a row that asks for nothing else. Raises RuleBroken for scores that have none.
    """
    return {scores: _fitting(rules, scores) for scores in product(range(1, 6), repeat=5)}


def class_of(rules: RfmRules, scores: tuple[int, ...], promo_bp: int = 0) -> str:
    """The class for the scores and the share of orders with a coupon or a discount."""
    return next(row.name for row in fitting(rules)[scores] if promo_bp >= row.promo_bp)


def _fitting(rules: RfmRules, scores: tuple[int, ...]) -> tuple[RfmRow, ...]:
    found: list[RfmRow] = []
    for row in rules.rows:
        if all(low <= one <= high for one, (low, high) in zip(scores, row.ranges, strict=True)):
            found.append(row)
            if not row.promo_bp:
                return tuple(found)
    raise RuleBroken(
        "The RFM2 table has no class for the scores {scores}.",
        "Let its last row fit everything.",
        scores=" ".join(map(str, scores)),
    )
