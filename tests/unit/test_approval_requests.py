"""What somebody who decides on a quote is told: which rule, what it costs, at which price none is broken."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from sales.approval_requests import at_prices, earned, findings, floor_prices, standing, under_floor
from sales.quote_checks import FREE, checks, needed
from sales.quote_document import TIER, VOLUME, Quote
from sales.quote_pricing import price
from tests.builders.quotes import line, off, quote

BOX = line("48.50", 24, off(800, TIER), off(1000, VOLUME), off(500), cost=Decimal("29.80"), id="1")
PHONE = line("100", 1, cost=Decimal("60"), id="2")


def asked() -> Quote:
    return quote(BOX, PHONE, payment_days=30)


def test_what_is_broken_comes_first_and_what_holds_is_said_once() -> None:
    found = findings(checks(price(asked())))

    assert [(one.check.rule.id, one.check.key, one.broken, one.of_all) for one in found] == [
        ("M-2", "1", True, False),
        ("D-1", "1", False, True),
        ("M-1", "", False, False),
        ("T-1", "", False, False),
    ]
    assert found[0].check.value == 2189


def test_a_manager_may_let_pass_what_a_rep_may_not_and_some_things_nobody_may() -> None:
    broken = findings(checks(price(asked())))[0]
    forbidden = findings(checks(price(quote(replace(PHONE, discounts=(off(1800),))))))

    assert standing(broken, "manager") == "yours"
    assert standing(broken, "rep") == "above"
    assert {standing(one, "admin") for one in findings(checks(price(asked())))[1:]} == {"inside"}
    assert {one.check.rule.id: standing(one, "admin") for one in forbidden}["D-9"] == "nobody"


def test_at_the_floor_price_nobody_is_needed_and_the_customer_pays_one_forty_four_more() -> None:
    priced = price(asked())
    prices = floor_prices(priced.quote, checks(priced))

    again = price(at_prices(priced.quote, prices))

    assert prices == {"1": Decimal("38.21")}
    assert under_floor(priced, prices) == Decimal("1.44")
    assert again.subtotal - priced.subtotal == Decimal("1.44")
    assert needed(checks(again), "rep")[0] == FREE


def test_no_floor_price_is_offered_that_would_raise_the_price() -> None:
    dear = quote(line("10", 1, off(100), cost=Decimal("9.90"), id="1"))
    priced = price(dear)

    assert floor_prices(dear, checks(priced)) == {}
    assert under_floor(priced, {}) == 0


def test_what_a_quote_earns_is_not_known_without_all_costs() -> None:
    known, unknown = price(asked()), price(quote(PHONE, line("5")))

    assert earned(known) == known.subtotal - 24 * Decimal("29.80") - 60
    assert earned(unknown) is None
