"""Laws of incentives: pay follows the sum, parts add up, returns never raise it, order does not matter."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Sequence
from datetime import date, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from sales.credits import credits
from sales.pay_facts import Fact, flaws
from sales.plans import RETURN_RULES, WHOLE_BP, Band, Component, Plan, Point, Spiff, Step
from sales.rate_rules import half_up, marginal, slices
from sales.statements import Statement, lines, statements

FIRST = date(2026, 1, 1)
CENTS = st.integers(0, 30_000_000)
QUOTAS = st.integers(1, 20_000_000)
RATES = st.lists(st.integers(0, 2000), min_size=1, max_size=5)


def _by_rep_and_period(made: Sequence[Statement]) -> dict[tuple[str, date], int]:
    """What was paid up to the end of each period."""
    paid: dict[tuple[str, date], int] = {}
    sums: dict[str, int] = defaultdict(int)
    for one in made:
        sums[one.rep] += one.total_cents
        paid[one.rep, one.period.first] = sums[one.rep]
    return paid


@st.composite
def bands(draw: st.DrawFn, rising: bool = False) -> tuple[Band, ...]:
    rates = draw(RATES)
    steps = draw(st.lists(st.integers(1, 6000), min_size=len(rates) - 1, max_size=len(rates) - 1))
    starts = [0]
    for step in steps:
        starts.append(starts[-1] + step)
    return tuple(Band(*one) for one in zip(starts, sorted(rates) if rising else rates, strict=True))


@st.composite
def plans(draw: st.DrawFn) -> Plan:
    revenue = Component(
        "revenue",
        draw(st.sampled_from(["marginal", "retroactive"])),
        bands=draw(bands(rising=True)),
        cap_payout_cents=draw(st.none() | st.integers(0, 500_000)),
        cap_attainment_bp=draw(st.none() | st.integers(5000, 20_000)),
    )
    curve = Component("units", "curve", points=(Point(2000, 1000), Point(9000, 8000)), target_cents=77_777)
    order = Component("average_order_value", "ladder", steps=(Step(5000, 11_111), Step(9000, 33_333)))
    return Plan(
        "p", 1, "CNY", FIRST,
        draw(st.sampled_from([(revenue,), (revenue, curve), (revenue, curve, order)])),
        quota=draw(QUOTAS),
        proration=draw(st.sampled_from(["calendar", "working"])),
        returns=draw(st.sampled_from(RETURN_RULES)),
        guarantee_cents=draw(st.sampled_from([0, 250_001])),
        draw_cents=draw(st.sampled_from([0, 300_007])),
        spiffs=draw(st.sampled_from([(), (Spiff("set", "S", 2_501, 10_001),)])),
    )  # fmt: skip


@st.composite
def histories(draw: st.DrawFn) -> list[Fact]:
    """Sound facts of two reps over four months: sales, some of them shared, and returns of parts of them."""
    facts: list[Fact] = []
    for n in range(draw(st.integers(1, 8))):
        on = FIRST + timedelta(draw(st.integers(0, 100)))
        share = draw(st.sampled_from([None, 5000, 3333, 10_000]))
        amount, units = draw(st.integers(1, 9_000_000)), draw(st.integers(0, 9))
        product = draw(st.sampled_from(["S", "T"]))
        facts.append(Fact("li", on, f"s{n}", "sale", amount, units, product, share))
        if share not in (None, 10_000):
            facts.append(Fact("wu", on, f"s{n}", "sale", amount, units, product, 10_000 - share))
        left = amount
        for part in range(draw(st.integers(0, 2))):
            back = draw(st.integers(0, left))
            left -= back
            later = on + timedelta(draw(st.integers(0, 40)))
            facts.append(Fact("li", later, f"r{n}-{part}", "return", back, original=f"s{n}"))
    return facts


@given(CENTS, CENTS, QUOTAS, bands())
def test_selling_more_never_pays_less(a: int, b: int, quota: int, rates: tuple[Band, ...]) -> None:
    low, high = (half_up(*marginal(sum_, quota, rates)) for sum_ in sorted((a, b)))

    assert low <= high


@given(CENTS, QUOTAS, bands())
def test_a_cent_more_never_pays_more_than_the_highest_rate_of_it(
    sum_: int, quota: int, rates: tuple[Band, ...]
) -> None:
    before, whole = marginal(sum_, quota, rates)
    after, _ = marginal(sum_ + 1, quota, rates)

    assert after - before <= max(band.rate_bp for band in rates) * whole // WHOLE_BP


@given(st.lists(CENTS, min_size=2, max_size=6), QUOTAS, bands())
def test_slices_between_sums_add_up_to_what_the_sum_pays(
    sums: list[int], quota: int, rates: tuple[Band, ...]
) -> None:
    ordered = [0, *sorted(sums)]

    parts = [part.pay_cents for low, high in pairwise(ordered) for part in slices(low, high, quota, rates)]

    assert sum(parts) == half_up(*marginal(ordered[-1], quota, rates))


@given(histories())
def test_what_is_shared_adds_up_to_the_cent(facts: list[Fact]) -> None:
    assert list(flaws(facts)) == []

    found = credits(facts)
    credited = [*found.sales, *found.others]

    for name in {fact.id for fact in facts}:
        whole = next(fact for fact in facts if fact.id == name)
        shares = {(fact.rep, fact.share_bp) for fact in facts if fact.id == (whole.original or name)}
        parts = [fact for fact in credited if fact.id == name]
        if sum(share if share is not None else WHOLE_BP for _, share in shares) == WHOLE_BP:
            assert sum(part.amount_cents for part in parts) == whole.amount_cents


@given(plans(), histories())
def test_the_lines_of_a_statement_add_up_to_its_figures(plan: Plan, facts: list[Fact]) -> None:
    for statement in statements([plan], facts):
        told = lines(statement)

        earned = [
            line.pay_cents for line in told if line.rule in ("marginal", "retroactive", "curve", "ladder")
        ]
        assert sum(earned) == statement.earned_cents
        assert sum(line.pay_cents for line in told) == statement.total_cents
        assert -sum(line.pay_cents for line in told if line.rule == "return") == statement.clawback_cents
        assert sum(line.pay_cents for line in told if line.rule == "spiff") == statement.spiff_cents


@given(plans(), histories())
def test_a_return_never_raises_pay(plan: Plan, facts: list[Fact]) -> None:
    sales = [fact for fact in facts if fact.kind == "sale"]
    returns = [fact for fact in facts if fact.kind == "return"]

    owed = []
    for count in range(len(returns) + 1):
        made = statements([plan], [*sales, *returns[:count]])
        owed.append(_by_rep_and_period(made))

    for fewer, more in pairwise(owed):
        for who, total in fewer.items():
            assert more[who] <= total


@given(plans(), histories(), st.randoms(use_true_random=False))
def test_facts_in_any_order_give_the_same_statement(
    plan: Plan, facts: list[Fact], order: random.Random
) -> None:
    shuffled = order.sample(facts, len(facts))

    told, again = statements([plan], facts), statements([plan], shuffled)

    assert [(one.rep, one.period, one.total_cents) for one in told] == [
        (one.rep, one.period, one.total_cents) for one in again
    ]
    assert list(map(lines, told)) == list(map(lines, again))


@given(histories(), st.sampled_from(["marginal", "retroactive"]), bands(rising=True), QUOTAS)
def test_whichever_rule_takes_returns_back_it_takes_no_more_than_was_paid(
    facts: list[Fact], rule: str, rates: tuple[Band, ...], quota: int
) -> None:
    for returns in RETURN_RULES:
        plan = Plan(
            "p", 1, "CNY", FIRST, (Component("revenue", rule, bands=rates),), quota=quota, returns=returns
        )

        made = statements([plan], facts)

        for rep in ("li", "wu"):
            own = [one for one in made if one.rep == rep]
            assert sum(one.clawback_cents for one in own) <= sum(one.earned_cents for one in own)
