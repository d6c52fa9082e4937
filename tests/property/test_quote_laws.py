"""Laws of quotes: whatever is quoted, the parts add up, and what does not change the deal changes nothing."""

from __future__ import annotations

import json
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from sales.allocation import allocate
from sales.guardrails import lowest_price
from sales.priced_quote import PricedQuote, margin
from sales.quote_document import CONTRACT, REP, VOLUME, Discount, NewPrice, PercentOff, Quote, QuoteLine
from sales.quote_faults import QuoteRefused
from sales.quote_pricing import price
from sales.quote_reading import DISCOUNT_FIELDS, LINE_FIELDS, QUOTE_FIELDS, RULE_FIELDS, quote_of_json
from sales.quote_reply import document, reply
from sales.quote_states import QuoteNumber, quote_number
from sales.rounding import Rounding
from sales.volume_breaks import SLAB, Breaks, cost_of
from sales.words import Words
from tests.builders.quotes import BPS, COSTS, EXAMPLE, PRICES, QUANTITIES, ladders, lines, quotes

CENT = Decimal("0.01")
CENTS = st.integers(0, 10**9).map(lambda n: Decimal(n).scaleb(-2))
FEWER = settings(max_examples=60)
NAMES = sorted(
    {
        *QUOTE_FIELDS,
        *LINE_FIELDS,
        *DISCOUNT_FIELDS,
        *RULE_FIELDS,
        "from",
        "margin_floor_bp",
        "rules",
        "mode",
        "code",
    }
)


@FEWER
@given(quotes())
def test_the_parts_add_up_to_the_whole(quote: Quote) -> None:
    priced = price(quote)

    assert sum(line.header for line in priced.lines) == priced.header
    assert sum(line.coupon for line in priced.lines) == priced.coupon
    assert sum(line.net for line in priced.lines) == priced.subtotal
    for line in priced.lines:
        assert sum(part.amount for part in line.parts) == line.fall.amount
        assert sum(part.net for part in line.parts) == line.net
        assert all(part.left >= 0 for part in line.parts)
    assert sum(rate.base + rate.tax for rate in priced.taxes) + priced.cash == priced.total
    assert _paid(priced) + priced.cash == priced.total


def _paid(priced: PricedQuote) -> Decimal:
    """What the lines as priced come to after everything taken off, with shipping and tax."""
    shipping = priced.quote.shipping.amount if priced.quote.shipping else 0
    lines = sum(line.fall.amount for line in priced.lines)
    tax = 0 if priced.quote.tax_inclusive else priced.tax
    return lines - priced.header - priced.coupon + shipping + tax


@FEWER
@given(lines(), BPS)
def test_no_rep_discount_raises_a_net(line: QuoteLine, bp: int) -> None:
    more = replace(line, discounts=(*line.discounts, Discount(REP, PercentOff(bp))))

    assert price(Quote("EUR", (more,))).subtotal <= price(Quote("EUR", (line,))).subtotal


@FEWER
@given(quotes(), st.data())
def test_the_order_of_lines_does_not_matter(quote: Quote, data: st.DataObject) -> None:
    shuffled = replace(quote, lines=tuple(data.draw(st.permutations(quote.lines))))

    one, other = price(quote), price(shuffled)

    assert (one.taxes, one.total, one.header, one.subtotal) == (
        other.taxes, other.total, other.header, other.subtotal,
    )  # fmt: skip


@given(ladders(SLAB), PRICES, QUANTITIES, st.integers(0, 500))
def test_by_slab_more_never_costs_less(ladder: Breaks, unit: Decimal, qty: Decimal, more: int) -> None:
    assert cost_of(ladder, unit, qty) <= cost_of(ladder, unit, qty + more)


@FEWER
@given(quotes())
def test_a_document_survives_json(quote: Quote) -> None:
    assert quote_of_json(json.dumps(document(quote))) == quote


@FEWER
@given(quotes())
def test_a_priced_quote_that_is_priced_again_stays_as_it_is(quote: Quote) -> None:
    first = reply(price(quote), Words())

    again = reply(price(quote_of_json(json.dumps(first))), Words())

    assert again == first


@given(
    st.dictionaries(st.integers(1, 3000), CENTS, min_size=1, max_size=4),
    st.sampled_from(("half_up", "half_even")),
)
def test_tax_taken_out_of_what_it_was_added_to_leaves_the_same_net(
    nets: dict[int, Decimal], mode: str
) -> None:
    rounding = Rounding(mode)
    added = price(
        Quote("EUR", tuple(QuoteLine(net, Decimal(1), tax_bp=bp) for bp, net in nets.items()), rounding)
    )
    gross = tuple(QuoteLine(rate.base + rate.tax, Decimal(1), tax_bp=rate.tax_bp) for rate in added.taxes)

    contained = price(Quote("EUR", gross, rounding, tax_inclusive=True))

    assert contained.taxes == added.taxes
    assert (contained.total, contained.subtotal) == (added.total, added.subtotal)


@given(CENTS, st.lists(CENTS, min_size=1, max_size=20))
def test_a_share_is_within_a_unit_of_its_proportion(amount: Decimal, parts: list[Decimal]) -> None:
    whole = sum(parts)
    if not whole:
        return

    shares = allocate(amount, parts, CENT)

    assert sum(shares) == amount
    for share, part in zip(shares, parts, strict=True):
        assert abs(Fraction(share) - Fraction(amount) * Fraction(part) / Fraction(whole)) < Fraction(CENT)


@given(PRICES, PRICES, QUANTITIES, st.lists(BPS, max_size=6), st.sampled_from((0, 2, 3)))
def test_a_line_is_what_exact_fractions_give_rounded_once(
    listed: Decimal, contract: Decimal, qty: Decimal, rates: list[int], places: int
) -> None:
    steps = [Discount(CONTRACT, NewPrice(contract)), *(Discount(VOLUME, PercentOff(bp)) for bp in rates)]
    exact = Fraction(contract) * Fraction(qty)
    for bp in rates:
        exact *= Fraction(10_000 - bp, 10_000)

    priced = price(Quote("EUR", (QuoteLine(listed, qty, discounts=tuple(steps)),), Rounding(decimals=places)))

    assert Fraction(priced.subtotal) == Fraction(int(exact * 10**places + Fraction(1, 2)), 10**places)


@given(PRICES, st.integers(0, 9_900))
def test_the_lowest_price_keeps_the_floor_and_a_cent_less_does_not(cost: Decimal, floor_bp: int) -> None:
    lowest = lowest_price(cost, floor_bp, Rounding())
    floor = Decimal(floor_bp).scaleb(-4)

    kept, missed = margin(lowest, cost), margin(lowest - CENT, cost)

    assert kept is not None
    assert kept >= floor
    assert missed is None or missed < floor or lowest == CENT


@given(COSTS, PRICES)
def test_a_cost_never_changes_what_the_customer_pays(cost: Decimal | None, listed: Decimal) -> None:
    assert (
        price(Quote("EUR", (QuoteLine(listed, Decimal(3), cost=cost),))).total
        == price(Quote("EUR", (QuoteLine(listed, Decimal(3)),))).total
    )


@given(
    st.integers(2000, 2099),
    st.from_regex(r"[A-Z0-9]{2,8}", fullmatch=True),
    st.integers(1, 10**6),
    st.integers(1, 99),
)
def test_a_number_is_read_as_it_is_printed(year: int, series: str, serial: int, version: int) -> None:
    number = QuoteNumber(year, series, serial, version)

    assert quote_number(str(number)) == number


@FEWER
@given(quotes(), QUANTITIES, st.data())
def test_an_edit_priced_on_what_was_known_comes_to_the_same(
    quote: Quote, qty: Decimal, data: st.DataObject
) -> None:
    at = data.draw(st.integers(0, len(quote.lines) - 1))
    lines = (*quote.lines[:at], replace(quote.lines[at], qty=qty), *quote.lines[at + 1 :])
    edited = replace(quote, lines=lines)

    assert price(edited, price(quote)) == price(edited)


ANYTHING = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.text(max_size=12)
    | st.sampled_from(("1e9", "NaN", "-0", "0.00005", "9" * 30, "slab", "volume", "half-even", "line")),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(NAMES), inner, max_size=4),
    max_leaves=12,
)


@settings(max_examples=300)
@given(ANYTHING, st.sampled_from(("", *NAMES)))
def test_whatever_a_document_says_it_is_priced_or_refused_in_sentences(found: object, name: str) -> None:
    given_in = {**EXAMPLE, name: found} if name else found
    in_line = {**EXAMPLE, "lines": [{**EXAMPLE["lines"][0], name: found}]}

    for written in (given_in, in_line):
        assert told(written)


def told(written: object) -> str:
    """The total of a document, or the sentences that refuse it."""
    try:
        return str(reply(price(quote_of_json(json.dumps(written))), Words())["total"])
    except QuoteRefused as refused:
        return refused.message
