"""What stands out is told with its test, and only what is more than chance."""

from __future__ import annotations

import math

import pytest

from sales.findings import Given, Stage, Unpaid, counts, findings, proportions, welch
from sales.measures import Count, Moments, Tally, definitions, measures, total
from sales.words import Words
from tests.unit.test_translations import catalogue


def moments(n: int, mean: float, deviation: float) -> Moments:
    """Values of this mean and standard deviation."""
    return Moments(n, n * mean, (n - 1) * deviation**2 + n * mean**2)


def test_two_means_are_compared_by_their_errors() -> None:
    assert welch(moments(100, 0.14, 0.05), moments(400, 0.06, 0.04)) == pytest.approx(
        0.08 / math.hypot(0.005, 0.002), rel=1e-6
    )
    assert welch(moments(29, 0.9, 0.1), moments(400, 0.1, 0.1)) == 0


def test_two_shares_are_compared_by_the_pooled_share() -> None:
    assert proportions(Count(30, 100), Count(60, 1000)) == pytest.approx(8.349, abs=0.001)
    assert proportions(Count(30, 100), Count(30, 100)) == 0
    assert proportions(Count(29, 29), Count(0, 1000)) == 0


def test_two_counts_are_compared_as_poisson() -> None:
    assert counts(130, 100) == pytest.approx(30 / math.sqrt(230))
    assert counts(14, 2) == 0


def test_only_what_is_more_than_chance_is_told_and_the_strongest_first(english: Words) -> None:
    mine = Tally(
        orders=moments(200, 100_000, 60_000), discounts=moments(200, 0.142, 0.05), on_time=Count(180, 200)
    )
    others = Tally(
        orders=moments(2000, 101_000, 60_000), discounts=moments(2000, 0.061, 0.04), on_time=Count(1940, 2000)
    )

    notes = findings(mine, mine, others, (), "CNY", english)

    assert notes == (
        "An order is discounted by 14.2% on average, with the other reps by 6.1% (Welch test, p < 0.001).",
        "90.0% of the deliveries came on time, with the other reps 97.0% (test of two shares, p < 0.001).",
    )


def test_a_channel_that_loses_orders_and_a_rep_who_gives_too_much_are_named(english: Words) -> None:
    unpaid = (
        Unpaid("the mini-program", Count(60, 200), Count(70, 1000)),
        Unpaid("the app", Count(35, 500), Count(95, 700)),
    )
    given = (Given("Sun Qi", moments(200, 0.09, 0.04), moments(2000, 0.05, 0.03)),)

    notes = findings(Tally(), Tally(), Tally(), (), "CNY", english, unpaid, given)

    assert [note.split(" (")[0] for note in notes] == [
        "Sun Qi discounts an order by 9.0% on average, the others by 5.0%",
        "30.0% of the orders through the mini-program are not paid, 7.0% of the others",
    ]


def test_a_step_where_customers_are_lost_is_named(english: Words) -> None:
    notes = findings(
        Tally(), Tally(), Tally(), (Stage("Pay", Count(60, 100), Count(950, 1000)),), "CNY", english
    )

    assert notes == (
        "At the step “Pay” 60.0% go on, with the other reps 95.0% (test of two shares, p < 0.001).",
    )


def test_nothing_to_compare_says_nothing(english: Words) -> None:
    assert findings(Tally(), Tally(), Tally(), (), "CNY", english) == ()


def test_a_measure_that_nobody_knows_is_left_out(english: Words) -> None:
    shown = measures(Tally(orders=Moments(2, 300.0, 50_000.0)), Tally(), (), english)

    assert [(one.name, one.value, one.before) for one in shown] == [
        ("Revenue", 300, 0), ("Orders", 2, 0), ("Average order", 150, 0),
    ]  # fmt: skip


def test_the_sums_of_reps_are_the_sums_of_their_values() -> None:
    one, two = Tally(orders=Moments(1, 10.0, 100.0), won=Count(1, 2)), Tally(orders=Moments(2, 30.0, 500.0))

    assert total([one, two]) == Tally(orders=Moments(3, 40.0, 600.0), won=Count(1, 2))


def test_shares_round_half_up_and_nothing_of_nothing_is_none() -> None:
    assert [Count(1, 3).bp, Count(1, 8).bp, Count(0, 0).bp, Count(1, 20_000).bp] == [3333, 1250, 0, 1]


def test_recommendation_is_promoters_less_detractors_with_its_margin() -> None:
    answers = Tally(recommending=100, promoters=60, detractors=20)

    assert (answers.nps, answers.nps_margin) == (40, round(100 * 1.96 * math.sqrt((0.8 - 0.16) / 100)))
    assert Tally().nps is None


def test_every_measure_and_definition_has_its_chinese(chinese: Words) -> None:
    known = catalogue()

    said = {text for pair in definitions(Words()) for text in pair}

    assert sorted(said - known.keys()) == []
