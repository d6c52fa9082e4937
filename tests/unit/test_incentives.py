"""Incentives come to the cent: the worked figures of the handbook, and what follows from them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest

from sales.errors import RuleBroken
from sales.pay_facts import Fact, flaws
from sales.pay_outlook import cliffs, next_tier, simulate, what_if
from sales.plans import RETURN_RULES, Band, Component, Goal, Point, Spiff, Step
from sales.restatements import corrected, restated
from sales.statements import lines, statements
from tests.builders.incentives import (
    APRIL,
    BANDS,
    MARCH,
    QUOTA,
    START,
    cents,
    counted,
    deals,
    only,
    paid,
    plan,
    returned,
    sale,
    shown,
)

CURVE = Component(
    "revenue",
    "curve",
    target_cents=5_000_00,
    points=(Point(5000, 2500), Point(10_000, 10_000), Point(15_000, 20_000)),
)
LADDER = Component(
    "conversion_rate", "ladder", steps=(Step(500, 800_00), Step(800, 2_000_00), Step(1200, 4_000_00))
)


def test_a_marginal_plan_pays_each_band_its_own_rate() -> None:
    statement = only(plan(), deals())

    assert shown(statement.earned_cents) == "4850.00"
    assert (statement.credited_cents, statement.quota_cents) == (125_000_00, QUOTA)
    assert statement.attainment_bp == 12_500


def test_deals_are_paid_in_the_order_of_day_and_id() -> None:
    statement = only(plan(), reversed(deals()))

    assert paid(statement, "marginal") == ["2100.00", "900.00", "1850.00"]


def test_a_line_says_which_rates_it_met() -> None:
    second = lines(only(plan(), deals()))[1]

    assert [(part.value_e4, part.rate_bp, shown(part.pay_cents)) for part in second.slices] == [
        (cents(10_000) * 10_000, 300, "300.00"),
        (cents(15_000) * 10_000, 400, "600.00"),
    ]


@pytest.mark.parametrize(
    ("amount", "pay"), [("125000", "11250.00"), ("119999", "7199.94"), ("120000", "10800.00")]
)
def test_a_retroactive_plan_pays_everything_the_rate_that_was_reached(amount: str, pay: str) -> None:
    statement = only(plan("retroactive"), [sale("a", amount)])

    assert shown(statement.earned_cents) == pay


def test_the_cliffs_of_a_retroactive_plan_are_shown() -> None:
    found = cliffs(plan("retroactive").components[0], QUOTA)

    last = found[-1]
    assert (last.at_cents, shown(last.before_cents), shown(last.after_cents)) == (
        120_000_00,
        "7200.00",
        "10800.00",
    )
    assert cliffs(plan().components[0], QUOTA) == ()


@pytest.mark.parametrize(
    ("amount", "pay"),
    [(49_000, "0.00"), (80_000, "3500.00"), (92_000, "4400.00"), (125_000, "7500.00"), (160_000, "10000.00")],
)
def test_a_payout_curve_is_straight_between_its_points(amount: int, pay: str) -> None:
    statement = only(plan(components=(CURVE,)), [sale("a", amount)])

    assert shown(statement.earned_cents) == pay


def test_a_guarantee_tops_up_and_leaves_no_debt() -> None:
    first, second = statements(
        [plan(guarantee_cents=2_500_00)], [sale("a", 62_000), sale("b", 125_000, APRIL)]
    )

    assert (shown(first.earned_cents), shown(first.top_up_cents)) == ("1860.00", "640.00")
    assert (shown(first.total_cents), shown(second.total_cents)) == ("2500.00", "4850.00")


def test_a_recoverable_draw_is_paid_back_from_what_is_earned_beyond_it() -> None:
    share = Component("revenue", "marginal", bands=(Band(0, 1000),))
    months = [
        sale(f"m{n}", amount, date(2026, n, 5)) for n, amount in enumerate((18_000, 26_000, 41_000, 9_000), 1)
    ]

    made = statements([plan(components=(share,), draw_cents=3_000_00)], months)

    assert [shown(one.earned_cents) for one in made] == ["1800.00", "2600.00", "4100.00", "900.00"]
    assert [shown(one.total_cents) for one in made] == ["3000.00"] * 4
    assert [shown(one.draw.paid_cents) for one in made] == ["3000.00"] * 4
    assert [shown(one.draw.balance_cents) for one in made] == ["1200.00", "1600.00", "500.00", "2600.00"]


@pytest.mark.parametrize("on", [MARCH, APRIL])
@pytest.mark.parametrize(
    ("rule", "taken"), [("replay", "630.00"), ("average", "310.40"), ("original", "240.00")]
)
def test_a_return_takes_back_what_the_rule_of_the_plan_says(rule: str, taken: str, on: date) -> None:
    made = statements([plan(returns=rule)], [*deals(), returned("a", 8_000, on)])

    assert shown(made[0].earned_cents) == "4850.00"
    assert shown(made[-1].clawback_cents) == taken


def test_a_return_after_the_period_is_a_negative_line_in_its_own_period_that_cites_the_sale() -> None:
    march, april = statements([plan()], [*deals(), returned("a", 8_000, APRIL)])

    (line,) = april.returns
    assert (shown(march.total_cents), shown(april.total_cents)) == ("4850.00", "-630.00")
    assert (line.cites, line.of, shown(line.pay_cents)) == ("a", "2026-03", "-630.00")


@pytest.mark.parametrize("rule", RETURN_RULES)
def test_everything_that_comes_back_takes_everything_back(rule: str) -> None:
    back = [
        returned("a", 40_000),
        returned("b", 25_000, APRIL),
        returned("c", 30_000, APRIL),
        returned("a", 30_000, APRIL),
    ]

    made = statements([plan(returns=rule)], [*deals(), *back])

    assert sum(one.total_cents for one in made) == 0


def test_a_return_takes_nothing_back_that_the_guarantee_would_have_paid_without_the_sale() -> None:
    floor = plan(guarantee_cents=2_500_00)

    below = only(floor, [sale("a", 62_000), returned("a", 2_000)])
    everything = only(floor, [*deals(), returned("a", 70_000), returned("b", 25_000), returned("c", 30_000)])

    assert (shown(below.clawback_cents), shown(below.total_cents)) == ("0.00", "2500.00")
    assert (shown(everything.clawback_cents), shown(everything.total_cents)) == ("2350.00", "2500.00")


def test_a_guarantee_does_not_make_up_for_what_an_earlier_period_was_paid() -> None:
    floor = plan(guarantee_cents=2_500_00)

    _, april = statements([floor], [*deals(), returned("a", 8_000, APRIL)])

    assert shown(april.top_up_cents) == "2500.00"
    assert shown(april.total_cents) == "1870.00"


def test_who_is_still_here_has_a_statement_up_to_the_period_that_is_asked_for() -> None:
    leaves = Fact("wu", date(2026, 4, 30), "", "leave")
    facts = [sale("a", 10_000), sale("b", 10_000, rep="wu"), leaves]

    made = statements([plan(guarantee_cents=2_500_00)], facts, through=date(2026, 5, 31))

    assert [(one.rep, one.period.first.month) for one in made] == [
        ("li", 3), ("li", 4), ("li", 5), ("wu", 3), ("wu", 4),
    ]  # fmt: skip


@pytest.mark.parametrize(("setting", "quota"), [("calendar", "40645.16"), ("working", "40909.09")])
def test_who_joins_in_the_middle_has_a_quota_for_the_days_that_are_left(setting: str, quota: str) -> None:
    joins = Fact("li", date(2026, 3, 11), "", "join")

    statement = only(plan(quota=60_000_00, proration=setting), [joins, sale("a", 1_000, date(2026, 3, 20))])

    assert statement.quota_cents is not None
    assert shown(statement.quota_cents) == quota


@pytest.mark.parametrize(
    ("setting", "quotas"), [("calendar", (19_354_84, 40_645_16)), ("working", (19_090_91, 40_909_09))]
)
def test_a_plan_that_changes_in_mid_period_counts_by_the_credit_date(
    setting: str, quotas: tuple[int, int]
) -> None:
    old = plan(quota=60_000_00, proration=setting)
    new = replace(
        old,
        version=2,
        starts_on=date(2026, 3, 11),
        components=(Component("revenue", "marginal", bands=(Band(0, 1000),)),),
    )

    (statement,) = statements(
        [new, old], [sale("a", 10_000, date(2026, 3, 10)), sale("b", 10_000, date(2026, 3, 11))]
    )

    assert tuple(earning.quota and earning.quota[0] for earning in statement.earnings) == quotas
    assert paid(statement, "marginal") == ["300.00", "1000.00"]
    assert statement.quota_cents == 60_000_00
    assert [line.version for line in lines(statement)] == [1, 2]


def test_who_leaves_has_no_guarantee_for_the_days_after() -> None:
    leaves = Fact("li", date(2026, 4, 15), "", "leave")

    _, april = statements([plan(guarantee_cents=3_000_00)], [sale("a", 10_000), leaves])

    assert shown(april.top_up_cents) == "1500.00"


def test_a_split_sale_adds_up_to_the_cent() -> None:
    halves = [sale("s", "4999.99", rep=rep, share_bp=5000) for rep in ("wu", "li")]

    made = statements([plan()], halves)

    assert [(one.rep, shown(one.credited_cents)) for one in made] == [("li", "2500.00"), ("wu", "2499.99")]


def test_a_return_of_a_split_sale_is_shared_as_the_sale_was() -> None:
    flat = plan(components=(Component("revenue", "marginal", bands=(Band(0, 1000),)),))
    halves = [sale("s", 2_000, rep=rep, share_bp=5000) for rep in ("wu", "li")]

    made = statements([flat], [*halves, returned("s", 1_000, rep="wu")])

    assert [shown(one.total_cents) for one in made] == ["50.00", "50.00"]


def test_a_spiff_is_paid_by_the_unit_up_to_its_cap() -> None:
    autumn = plan(spiffs=(Spiff("autumn set", "SET-9", 25_00, 300_00),))

    statement = only(
        autumn, [sale("a", 1_000, units=10, product="SET-9"), sale("b", 1_000, units=4, product="SET-9")]
    )

    assert shown(statement.spiff_cents) == "300.00"
    assert paid(statement, "spiff") == ["250.00", "50.00"]


def test_units_that_come_back_take_their_spiff_along_once_they_are_below_the_cap() -> None:
    autumn = plan(spiffs=(Spiff("autumn set", "SET-9", 25_00, 300_00),), components=())
    sold = sale("a", 1_400, units=14, product="SET-9")

    few, many = (only(autumn, [sold, returned("a", amount)]) for amount in (200, 400))

    assert (shown(few.clawback_cents), shown(many.clawback_cents)) == ("0.00", "50.00")


def test_a_restatement_leaves_the_closed_period_and_goes_into_the_open_one() -> None:
    (closed,) = statements([plan()], deals())
    (now,) = statements([plan()], [*deals()[:2], sale("c", 26_500)])
    (open_,) = statements([plan()], [sale("d", 10_000, APRIL)])

    changes = restated(closed, now)

    assert [(shown(line.pay_cents), line.facts, line.of) for line in changes] == [
        ("-315.00", ("c",), "2026-03")
    ]
    assert shown(closed.total_cents) == "4850.00"
    assert shown(corrected(open_, changes).total_cents) == "-15.00"


@pytest.mark.parametrize(("amount", "more"), [("9200", "482.00"), ("8740", "454.40")])
def test_what_a_quote_would_bring_is_told_before_it_is_won(amount: str, more: str) -> None:
    so_far = [sale("a", 96_500)]

    assert shown(what_if([plan()], so_far, [sale("quote", amount)])) == more


def test_the_next_tier_says_how_far_it_is() -> None:
    tier = next_tier(only(plan(), [sale("a", 96_500)]).earnings[0])

    assert tier is not None
    assert (tier.from_cents, tier.missing_cents, tier.rate_bp) == (100_000_00, 3_500_00, 600)
    assert next_tier(only(plan(), deals()).earnings[0]) is None


@pytest.mark.parametrize(
    ("orders", "pay"),
    [(49, "0.00"), (50, "800.00"), (79, "800.00"), (80, "2000.00"), (119, "2000.00"), (120, "4000.00")],
)
def test_a_ladder_pays_by_the_rung_that_the_conversion_rate_reached(orders: int, pay: str) -> None:
    facts = [counted("visit", 1000), counted("order_count", orders)]

    statement = only(plan(components=(LADDER,), quota=None), facts)

    assert shown(statement.earned_cents) == pay
    assert statement.attainment_bp == orders * 10
    assert lines(statement)[0].facts == ("order_count 2026-03-02", "visit 2026-03-02")


def test_a_composite_weighs_outcome_and_process() -> None:
    goals = (
        Goal("conversion_rate", Fraction("0.08"), 4000),
        Goal("average_order_value", Fraction(1_000_00), 2000),
        Goal("training", Fraction(2_00), 2000),
        Goal("collection_days", Fraction(30_00), 2000),
    )
    score = plan(
        components=(Component("composite", "composite", goals=goals, target_cents=1_000_00),), quota=None
    )
    facts = [
        counted("visit", 100), counted("order_count", 4), counted("training", 5), sale("a", 500),
        Fact("li", date(2026, 3, 12), "p", "payment", 500_00, original="a"),
    ]  # fmt: skip

    statement = only(score, facts)

    # 0.5 x 40 + 0.5 x 20 + 20 (capped) + 20 (capped)
    assert (statement.attainment_bp, shown(statement.earned_cents)) == (7000, "700.00")


@pytest.mark.parametrize(
    ("measure", "quota", "pay"),
    [
        ("margin", 100_000_00, "900.00"),
        ("units", 100_00, "0.24"),
        ("average_order_value", 15_000_00, "840.00"),
    ],
)
def test_other_measures_pay_by_the_same_rules(measure: str, quota: int, pay: str) -> None:
    other = plan(components=(Component(measure, "marginal", bands=BANDS),), quota=quota)
    facts = [sale("a", 20_000, units=4, cost_cents=5_000_00), sale("b", 20_000, units=4, cost_cents=5_000_00)]

    statement = only(other, facts)

    assert shown(statement.earned_cents) == pay
    assert sum(line.pay_cents for line in lines(statement)) == statement.total_cents


def test_caps_hold_what_is_paid_and_what_counts() -> None:
    component = plan().components[0]
    by_pay = plan(components=(replace(component, cap_payout_cents=3_500_00),))
    by_attainment = plan(components=(replace(component, cap_attainment_bp=11_000),))

    assert paid(only(by_pay, deals()), "marginal") == ["2100.00", "900.00", "500.00"]
    assert shown(only(by_attainment, deals()).earned_cents) == "3800.00"


def test_a_month_without_facts_between_two_others_has_its_statement() -> None:
    made = statements(
        [plan(guarantee_cents=2_500_00)], [sale("a", 10_000), sale("b", 10_000, date(2026, 5, 4))]
    )

    assert [(one.period.first.month, shown(one.total_cents)) for one in made] == [
        (3, "2500.00"),
        (4, "2500.00"),
        (5, "2500.00"),
    ]


def test_a_sale_before_the_plan_began_is_not_paid_and_its_return_takes_nothing() -> None:
    before = sale("old", 50_000, date(2025, 12, 30))

    made = statements([plan()], [before, sale("a", 10_000), returned("old", 50_000)])

    assert [shown(one.total_cents) for one in made] == ["0.00", "0.00", "300.00"]
    assert made[0].period.first == START


def test_another_plan_over_past_periods_shows_cost_winners_and_losers() -> None:
    facts = [*deals(), sale("x", 50_000, rep="wu")]
    flat = plan(components=(Component("revenue", "marginal", bands=(Band(0, 350),)),))

    told = simulate([plan()], [flat], facts)

    assert [(one.before_cents, one.after_cents) for one in told.periods] == [(6_350_00, 6_125_00)]
    assert [(one.name, shown(one.cents)) for one in told.winners] == [("wu", "250.00")]
    assert [(one.name, shown(one.cents)) for one in told.losers] == [("li", "-475.00")]


def test_versions_of_a_plan_share_currency_and_period() -> None:
    with pytest.raises(RuleBroken, match="differ in currency or period"):
        statements([plan(), plan(currency="EUR", version=2)], [])


def test_facts_that_do_not_fit_together_are_told() -> None:
    facts = [
        sale("a", 100), sale("a", 100, rep="wu"), sale("b", 100), sale("b", 100),
        returned("a", 150), returned("z", 1), returned("a", 1, date(2026, 3, 1)),
        Fact("wu", date(2026, 3, 5), "", "join"), Fact("wu", date(2026, 3, 6), "", "join"),
    ]  # fmt: skip

    found = {(flaw.at, flaw.column) for flaw in flaws(facts)}

    assert found == {
        (1, "share_bp"), (3, "id"), (3, "share_bp"), (4, "amount"), (5, "original"), (6, "date"),
        (6, "amount"), (8, "kind"), (1, "date"),
    }  # fmt: skip
