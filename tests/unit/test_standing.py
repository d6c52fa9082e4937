"""Tiers, value triad, cohorts and RFM2: the edges of each, and the shares that they promise."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from itertools import product
from random import Random

import pytest

from data.content.rules import placing_rules
from sales.calendar import FOREVER, Calendar
from sales.errors import RuleBroken
from sales.rfm import CLASSES, RfmRow, RfmRules, class_of, fifths, fitting
from sales.segments import Stay
from sales.standing import BASIS, Placed, Population, bands, cohorts, cuts, place, population, tiers, values
from tests.builders.team import ZONE, at

RULES = placing_rules()
TODAY = date(2026, 11, 24)
CALENDAR = Calendar(ZONE)


def customer(number: int, **figures: object) -> tuple[object, ...]:
    """A customer's fields of BASIS: all 0, or unknown, but for those that are given."""
    given = {"customer_id": f"c-{number:04}", **figures}
    unknown = {"registered_on", "first_order_at", "last_order_at"}
    return tuple(given.get(name, None if name in unknown else 0) for name in BASIS)


def people(*rows: tuple[object, ...]) -> Population:
    return population(rows, CALENDAR)


def buyer(number: int, orders: int, cents: int, first: int, last: int) -> tuple[object, ...]:
    """A buyer whose first and last order lie so many days back."""
    return customer(
        number,
        order_count=orders,
        order_cents=cents,
        first_order_at=at(TODAY - timedelta(first)),
        last_order_at=at(TODAY - timedelta(last)),
    )


def a_thousand() -> Population:
    rng = Random(5)
    return people(
        *(
            buyer(
                n,
                rng.randrange(1, 9),
                rng.randrange(0, 900_000),
                (first := rng.randrange(700)),
                rng.randrange(first + 1),
            )
            if rng.random() < 0.7
            else customer(n, registered_on="2026-11-20")
            for n in range(1000)
        )
    )


@pytest.mark.parametrize(
    ("spend_cents", "expected"),
    [
        (-1, "standard"),
        (0, "standard"),
        (49_999, "standard"),
        (50_000, "silver"),
        (99_999, "silver"),
        (100_000, "gold"),
    ],
)
def test_the_membership_tier_follows_the_spend(spend_cents: int, expected: str) -> None:
    assert tiers([spend_cents], RULES.standing) == [expected]


def test_spend_is_what_was_bought_less_what_was_given_back() -> None:
    (spend,) = people(customer(1, order_count=2, order_cents=120_000, returned_cents=30_000)).spend_cents

    assert spend == 90_000


def test_the_value_triad_takes_15_45_and_40_per_cent_of_the_customers() -> None:
    everyone = a_thousand()
    worth = values(everyone, TODAY, RULES.standing)

    parts = Counter(bands(everyone.ids, worth, cuts(everyone, worth, RULES.standing)))

    assert parts == {"high_value": 150, "potential": 450, "lapsing": 400}


def test_of_equal_values_the_newer_customer_comes_first() -> None:
    equal = people(*(buyer(n, 1, 10_000, 30, 30) for n in range(20)))
    worth = values(equal, TODAY, RULES.standing)

    parts = bands(equal.ids, worth, cuts(equal, worth, RULES.standing))

    assert parts == ["lapsing"] * 8 + ["potential"] * 9 + ["high_value"] * 3


def test_nobody_is_of_high_value_where_nobody_buys() -> None:
    visitors = people(*(customer(n) for n in range(20)))
    worth = values(visitors, TODAY, RULES.standing)

    assert set(bands(visitors.ids, worth, cuts(visitors, worth, RULES.standing))) == {"potential", "lapsing"}


def test_silence_thins_the_predicted_value() -> None:
    buyers = people(
        buyer(1, 12, 1_200_000, 365, 0), buyer(2, 12, 1_200_000, 365, 200), buyer(3, 1, 1_200_000, 365, 365)
    )

    lately, silent, once = values(buyers, TODAY, RULES.standing)

    assert (lately, silent, once) == (1_200_000, 1_200_000 * 365 // (365 + 12 * 200), 600_000)


def test_a_tenth_by_spend_is_vip_and_the_others_are_new_for_thirty_days() -> None:
    rows = [buyer(n, 1, 1_000 * (n + 1), 10, 10) for n in range(8)]
    rows += [customer(8, registered_on="2026-10-25"), customer(9, registered_on="2026-10-24")]
    everyone = people(*rows)
    worth = values(everyone, TODAY, RULES.standing)

    found = cohorts(everyone, cuts(everyone, worth, RULES.standing), TODAY, RULES.standing)

    assert found == ["existing"] * 7 + ["vip", "new", "existing"]


def test_fifths_give_equal_measures_equal_scores() -> None:
    assert fifths(range(10)) == (2, 4, 6, 8)
    assert fifths([0] * 9 + [1]) == (1, 1, 1, 1)
    assert fifths([3, 3, 3]) == ()
    assert fifths([]) == ()


def test_the_table_has_a_class_for_every_combination_and_every_class_has_one() -> None:
    table = fitting(RULES.rfm)

    found = {class_of(RULES.rfm, scores) for scores in product(range(1, 6), repeat=5)}

    assert len(table) == 3125
    assert found == set(CLASSES)


@pytest.mark.parametrize(
    ("scores", "promo_bp", "expected"),
    [
        ((5, 5, 5, 1, 3), 0, "high_value_regular"),
        ((5, 1, 1, 1, 3), 0, "promising_newcomer"),
        ((3, 2, 1, 1, 4), 0, "promising_newcomer"),
        ((3, 2, 1, 1, 3), 0, "steady_regular"),
        ((4, 5, 2, 1, 3), 0, "price_sensitive"),
        ((4, 3, 3, 1, 3), 6_000, "price_sensitive"),
        ((4, 3, 3, 1, 3), 5_999, "steady_regular"),
        ((3, 3, 3, 5, 3), 0, "social_sharer"),
        ((2, 4, 4, 5, 3), 0, "at_risk"),
        ((1, 1, 1, 1, 1), 9_000, "dormant"),
    ],
)
def test_the_class_follows_the_scores(scores: tuple[int, ...], promo_bp: int, expected: str) -> None:
    assert class_of(RULES.rfm, scores, promo_bp) == expected


def test_a_table_that_leaves_scores_out_is_refused() -> None:
    holed = RfmRules((RfmRow("dormant", ((1, 4), (1, 5), (1, 5), (1, 5), (1, 5))),))

    with pytest.raises(RuleBroken, match="5 1 1 1 1"):
        fitting(holed)


def test_the_measures_count_shares_referrals_reviews_and_the_main_device() -> None:
    known = people(
        customer(
            1,
            share_count=2,
            referral_count=1,
            review_count=3,
            event_count=10,
            phone_events=7,
            tablet_events=3,
        ),
        customer(2, event_count=3, phone_events=1),
        customer(3, order_count=4, promo_order_count=1),
    )

    assert list(known.social) == [6, 0, 0]
    assert list(known.device_bp) == [7_000, 6_666, 0]
    assert list(known.promo_bp) == [0, 0, 2_500]


def test_who_never_bought_is_as_recent_as_their_registration() -> None:
    newcomer, buyer_then = people(customer(1, registered_on="2026-11-20"), buyer(2, 1, 5, 30, 30)).recency

    assert (newcomer, buyer_then) == (date(2026, 11, 20).toordinal(), (TODAY - timedelta(30)).toordinal())


def test_a_placed_customer_is_told_with_the_leading_segment_first() -> None:
    everyone = a_thousand()
    worth = values(everyone, TODAY, RULES.standing)
    stay = {one: [Stay("regular", 1, FOREVER)] for one in everyone.ids}
    stay["c-0000"] = [Stay("high_value", 2, FOREVER), Stay("problem", 3, FOREVER)]

    placed = list(place(everyone, worth, stay, cuts(everyone, worth, RULES.standing), TODAY, RULES))

    assert placed[0].primary.segment == "problem"
    assert [one.customer_id for one in placed] == list(everyone.ids)
    assert all(isinstance(one, Placed) and one.rfm2_class in CLASSES for one in placed)


def test_other_rules_cut_other_shares() -> None:
    everyone = a_thousand()
    worth = values(everyone, TODAY, RULES.standing)
    rules = replace(RULES.standing, high_percent=1, potential_percent=1)

    assert Counter(bands(everyone.ids, worth, cuts(everyone, worth, rules)))["lapsing"] == 980
