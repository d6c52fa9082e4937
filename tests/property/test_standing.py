"""Fifths, shares and tiers against what pandas ranks, for any figures."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from data.content.rules import placing_rules
from sales.rfm import CLASSES, class_of, fifths
from sales.standing import Cuts, bands, cuts, tiers
from tests.unit.test_standing import customer, people

RULES = placing_rules()
measures = st.lists(st.integers(-3, 12) | st.integers(-(10**9), 10**9), min_size=1, max_size=120)
scores = st.tuples(*[st.integers(1, 5)] * 5)


@given(measures)
def test_a_score_is_the_fifth_by_the_lowest_rank_of_the_equal(values: list[int]) -> None:
    ranked = pd.Series(values).rank(method="min").astype(int)
    expected = [1 + 5 * (rank - 1) // len(values) for rank in ranked]

    cut = fifths(values)

    assert [1 + bisect_right(cut, value) for value in values] == expected


@given(measures)
def test_the_triad_takes_its_shares_whatever_the_values(values: list[int]) -> None:
    worth = [abs(value) for value in values]
    everyone = people(*(customer(n) for n in range(len(values))))
    divided: Cuts = cuts(everyone, worth, RULES.standing)

    found = bands(everyone.ids, worth, divided)

    ranked = sorted(zip(worth, everyone.ids, strict=True), reverse=True)
    high, upper = ((len(worth) * percent + 50) // 100 for percent in (15, 60))
    expected = {
        one: "high_value" if at < high and value > 0 else "potential" if at < upper else "lapsing"
        for at, (value, one) in enumerate(ranked)
    }
    assert dict(zip(everyone.ids, found, strict=True)) == expected
    assert Counter(found)["lapsing"] == len(worth) - upper


@given(st.integers(-(10**7), 10**7), st.integers(0, 10**6))
def test_spending_more_never_lowers_the_tier(cents: int, more: int) -> None:
    order = ("standard", "silver", "gold")

    lower, higher = tiers([cents, cents + more], RULES.standing)

    assert order.index(lower) <= order.index(higher)


@given(scores, st.integers(0, 10_000))
def test_everyone_has_one_of_the_seven_classes(five: tuple[int, ...], promo_bp: int) -> None:
    assert class_of(RULES.rfm, five, promo_bp) in CLASSES
