"""What a quote may be issued with: floors, discounts by role, approvals that hold or are void, allowances."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from sales.approvals import Allowance, Approval, not_allowed, snapshot, voided_by
from sales.guardrails import (
    ADMIN,
    DISCOUNT,
    LINE,
    MANAGER,
    MARGIN,
    QUOTE,
    REP_ROLE,
    TOTAL,
    Guardrails,
    Rule,
    most_discount_bp,
)
from sales.quote_checks import BLOCKED, FREE, NEEDS, Check, advice, checks, needed
from sales.quote_document import TIER, Quote, Reduction
from sales.quote_pricing import price
from sales.quote_reading import quote_of
from sales.quote_sentences import advised, told
from sales.rounding import Rounding
from sales.words import Words
from tests.builders.quotes import EXAMPLE, ladder, line, off, quote

COST = Decimal("29.80")


def broken(made: Quote) -> list[Check]:
    return [check for check in checks(price(made)) if not check.passed]


def sold(rep_bp: int, **other: Any) -> Quote:
    """24 boxes at 40.1580 before the rep's discount, as in the worked example."""
    return quote(line("40.1580", 24, off(rep_bp), cost=COST, id="boxes"), **other)


def approved(made: Quote, role: str = MANAGER) -> Approval:
    return Approval("Chen Hao", role, 0, "first order", snapshot(checks(price(made))))


def test_a_line_under_the_floor_says_the_lowest_price() -> None:
    found = next(check for check in broken(quote_of(EXAMPLE)) if check.line == 0)

    assert (found.rule.id, found.value, found.lowest) == ("M-2", 2189, Decimal("38.21"))


def test_at_the_lowest_price_the_floor_is_kept() -> None:
    assert broken(quote(line("38.21", 24, cost=COST))) == []
    assert {check.rule.id for check in broken(quote(line("38.20", 24, cost=COST)))} == {"M-1", "M-2"}


def test_where_prices_contain_tax_the_lowest_price_does_too() -> None:
    found = broken(quote(line("45.40", 24, cost=COST, tax=1900), tax_inclusive=True))

    assert {check.lowest for check in found if check.line == 0} == {Decimal("45.47")}
    assert broken(quote(line("45.47", 24, cost=COST, tax=1900), tax_inclusive=True)) == []


def test_a_header_discount_can_break_the_floor_of_the_quote_alone() -> None:
    made = quote(line("38.21", 24, cost=COST), header_discount=Reduction(Decimal(50)))

    assert [check.rule.id for check in broken(made)] == ["M-1"]


def test_without_a_cost_somebody_has_to_answer_for_the_margin() -> None:
    found = checks(price(quote(line("10"))))

    assert {check.rule.id for check in found if check.passed is None} == {"M-1", "M-2"}
    assert needed(found, REP_ROLE) == (NEEDS, MANAGER)


@pytest.mark.parametrize(
    ("bp", "role", "verdict"),
    [
        (500, REP_ROLE, (FREE, None)),
        (501, REP_ROLE, (NEEDS, MANAGER)),
        (501, MANAGER, (FREE, None)),
        (1501, REP_ROLE, (BLOCKED, None)),
        (1501, ADMIN, (BLOCKED, None)),
    ],
)
def test_a_rep_discount_is_free_needs_a_manager_or_is_blocked(
    bp: int, role: str, verdict: tuple[str, str | None]
) -> None:
    found = checks(price(quote(line("100", 1, off(bp), cost=Decimal(10)))))

    assert needed(found, role) == verdict


def test_a_discount_of_just_the_limit_is_free_after_however_many_steps() -> None:
    steps = [off(bp, TIER) for bp in (137, 291, 333, 417, 523, 611, 707, 819)]

    found = checks(price(quote(line("4999.9999", 1237, *steps, off(500), cost=Decimal(1)))))

    assert needed(found, REP_ROLE) == (FREE, None)


def test_how_much_a_role_may_give_follows_from_the_rules() -> None:
    rules = Guardrails().rules

    assert [most_discount_bp(rules, role) for role in (REP_ROLE, MANAGER, ADMIN)] == [500, 1500, 1500]


def test_a_rule_on_the_total_and_one_on_all_that_was_given_away() -> None:
    rules = (
        Rule("S-1", QUOTE, TOTAL, Decimal(900), ADMIN),
        Rule("D-2", QUOTE, DISCOUNT, Decimal(900)),
    )
    made = quote(
        line("1000", 1, off(500)), header_discount=Reduction(Decimal(45)), guardrails=Guardrails(rules)
    )

    found = checks(price(made))

    assert [(check.value, check.passed) for check in found] == [(Decimal("905.00"), False), (950, False)]
    assert needed(found, REP_ROLE) == (NEEDS, ADMIN)


def test_days_to_pay_are_tested() -> None:
    made = quote(line("100", cost=Decimal(10)), payment_days=60)

    assert [(check.rule.id, check.value) for check in broken(made)] == [("T-1", 60)]


def test_an_edit_that_worsens_a_tested_value_voids_the_approval() -> None:
    approval = approved(sold(500))

    void = voided_by(approval, checks(price(sold(520))))

    assert {check.rule.id for check in void} == {"M-1", "M-2", "D-1", "D-9"}


def test_an_edit_that_improves_all_keeps_the_approval() -> None:
    approval = approved(sold(500))

    assert voided_by(approval, checks(price(sold(500)))) == ()
    assert voided_by(approval, checks(price(sold(490)))) == ()


def test_a_new_line_is_answered_for_only_where_it_keeps_the_rules() -> None:
    made = sold(500)
    approval = approved(made)
    good, bad = (line("100", cost=Decimal(cost), id="new") for cost in (60, 90))

    assert voided_by(approval, checks(price(replace(made, lines=(good, *made.lines))))) == ()
    assert voided_by(approval, checks(price(replace(made, lines=(bad, *made.lines))))) != ()


def test_a_rule_given_to_a_higher_role_is_no_longer_answered_for() -> None:
    approval = approved(sold(500))
    stricter = Guardrails((Rule("M-2", LINE, MARGIN, Decimal(2200), ADMIN, "4"),))

    void = voided_by(approval, checks(price(sold(500, guardrails=stricter))))

    assert [check.rule.id for check in void] == ["M-2"]


def test_an_allowance_covers_its_rule_as_far_and_as_long_as_it_says() -> None:
    found = [check for check in checks(price(sold(500))) if check.rule.id == "M-2"]
    days = date(2026, 11, 3), date(2026, 11, 30)
    leave = Allowance("M-2", Decimal(2100), *days, "Chen Hao", MANAGER, Decimal(3000))
    on, total = date(2026, 11, 30), Decimal("915.60")

    assert not_allowed(found, [leave], total, on) == ()
    assert not_allowed(found, [leave], total, date(2026, 12, 1)) == tuple(found)
    assert not_allowed(found, [leave], Decimal(3001), on) == tuple(found)
    assert not_allowed(found, [replace(leave, limit=Decimal(2190))], total, on) == tuple(found)
    assert not_allowed(found, [replace(leave, role=REP_ROLE)], total, on) == tuple(found)


def test_checks_and_advice_are_sentences(english: Words, chinese: Words) -> None:
    below = next(check for check in broken(quote_of(EXAMPLE)) if check.line == 0)
    more = next(advice(price(quote(line("100", 19, ladder()), rounding=Rounding()))))

    assert told(below, "EUR", english) == (
        "Line 1: the margin of 21.89% is under the floor of 22.00% (rule M-2 v1)."
        " The lowest price is 38.21 EUR."
    )
    assert advised(more, "EUR", english) == "Line 1: one more makes it cheaper; 20 cost 120.00 EUR less."
    assert advised(more, "EUR", chinese) == "第 1 行：再加 1 件反而更便宜，20 件少付 120.00 EUR。"
