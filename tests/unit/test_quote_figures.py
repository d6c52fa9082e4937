"""What quotes come to: the worked figures, and the traps in which a cent is easily lost."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from sales.allocation import allocate
from sales.guardrails import lowest_price
from sales.quote_document import (
    BUNDLE,
    CONTRACT,
    PROMOTION,
    REP,
    TIER,
    VOLUME,
    AmountOff,
    Coupon,
    Discount,
    NewPrice,
    Part,
    Quote,
    QuoteLine,
    Reduction,
    Shipping,
)
from sales.quote_faults import QuoteRefused
from sales.quote_pricing import price
from sales.quote_reading import quote_of
from sales.rounding import Rounding, in_bp
from sales.volume_breaks import RANGE, SLAB, Break, Breaks
from sales.waterfall import bargain, cheaper, waterfall
from tests.builders.quotes import EXAMPLE, ladder, line, off, quote

CENT = Decimal("0.01")


def money(*texts: str) -> list[Decimal]:
    return [Decimal(text) for text in texts]


def net(one: QuoteLine, **other: object) -> Decimal:
    return price(quote(one, **other)).lines[0].net


def test_the_worked_example_comes_to_its_figures() -> None:
    priced = price(quote_of(EXAMPLE))

    first = priced.lines[0]
    assert [first.fall.steps[n].after / 24 for n in range(4)] == money("48.50", "44.62", "40.158", "38.1501")
    assert [one.net for one in priced.lines] == money("915.60", "310.00", "99.90")
    assert priced.subtotal == Decimal("1325.50")
    assert [one.header for one in priced.lines] == money("34.54", "11.69", "3.77")
    assert [rate.base for rate in priced.taxes] == money("1179.37", "96.13")
    assert [rate.tax for rate in priced.taxes] == money("224.08", "6.73")
    assert priced.total == Decimal("1506.31")


def test_discounts_compound_and_do_not_add_up() -> None:
    assert net(line("100", 1, off(800, TIER), off(1000, VOLUME), off(500))) == Decimal("78.66")


def test_the_margin_is_of_the_net_and_the_lowest_price_is_rounded_up() -> None:
    priced = price(quote_of(EXAMPLE))

    assert priced.lines[0].margin is not None
    assert in_bp(priced.lines[0].margin) == 2189
    assert lowest_price(Decimal("29.80"), 2200, Rounding()) == Decimal("38.21")


def test_a_range_applies_to_all_units_and_a_slab_to_its_own() -> None:
    assert net(line("100", 30, ladder(RANGE))) == Decimal("2100.00")
    assert net(line("100", 30, ladder(SLAB))) == Decimal("2380.00")


def test_one_more_makes_it_cheaper_and_the_rep_is_told() -> None:
    nineteen = line("100", 19, ladder(RANGE))

    found = cheaper(nineteen, waterfall(nineteen, Rounding()), Rounding())

    assert net(nineteen) == Decimal("1520.00")
    assert found is not None
    assert (found.qty, found.more, found.saves) == (20, 1, Decimal("120.00"))


def test_nothing_is_said_where_more_costs_more() -> None:
    for one in (line("100", 12, ladder(RANGE)), line("100", 19, ladder(SLAB)), line("100", 19)):
        assert cheaper(one, waterfall(one, Rounding()), Rounding()) is None


def test_units_below_the_first_break_have_none() -> None:
    from_five = Discount(VOLUME, Breaks(SLAB, (Break(Decimal(5), 1000),)))

    assert net(line("100", 4, from_five)) == Decimal("400.00")
    assert net(line("100", 6, from_five)) == Decimal("580.00")


def test_a_bundle_is_divided_over_its_parts_before_tax() -> None:
    listed = (("x", 400, 1900), ("y", 150, 700), ("z", 70, 0))
    parts = tuple(Part(name, Decimal(at), tax_bp=tax) for name, at, tax in listed)
    sold_at = Discount(BUNDLE, NewPrice(Decimal(500)))
    sold = QuoteLine(Decimal(620), Decimal(1), parts=parts, discounts=(sold_at,))

    priced = price(quote(sold))

    assert [part.amount for part in priced.lines[0].parts] == money("322.58", "120.97", "56.45")
    assert [(rate.tax_bp, rate.base) for rate in priced.taxes] == [
        (1900, Decimal("322.58")), (700, Decimal("120.97")), (0, Decimal("56.45")),
    ]  # fmt: skip


def test_tax_is_taken_once_of_the_sum() -> None:
    assert price(quote(line("1.1111", 3, tax=600))).tax == Decimal("0.20")
    assert price(quote(*[line("1.1111", tax=600)] * 3)).tax == Decimal("0.20")


def test_a_price_is_rounded_after_it_was_multiplied() -> None:
    assert net(line("0.675", 480)) == Decimal("324.00")


def test_a_bargain_is_kept_as_an_amount() -> None:
    found = bargain(line("305", 7), Decimal(290))

    assert found.terms == AmountOff(Decimal(15))
    assert net(line("305", 7, found)) == Decimal("2030.00")


def test_a_bargain_of_more_decimals_than_a_price_has_is_kept_as_the_price() -> None:
    before = line("33.3333", 7, off(333, TIER))

    found = bargain(before, Decimal(30))

    assert found.terms == NewPrice(Decimal(30))
    assert net(replace(before, discounts=(*before.discounts, found))) == Decimal("210.00")


def test_an_amount_is_off_each_unit_or_off_the_line() -> None:
    assert net(line("10", 3, Discount(REP, AmountOff(Decimal(1))))) == Decimal("27.00")
    assert net(line("10", 3, Discount(REP, AmountOff(Decimal(1), per_line=True)))) == Decimal("29.00")


def test_a_header_discount_over_equal_lines_adds_up() -> None:
    priced = price(quote(*[line("10")] * 3, header_discount=Reduction(Decimal(5))))

    assert [one.header for one in priced.lines] == money("1.67", "1.67", "1.66")


def test_prices_with_tax_give_the_net_of_their_sum() -> None:
    priced = price(quote(line("9.99", 7, tax=1900), tax_inclusive=True))

    assert (priced.lines[0].net, priced.tax, priced.total) == tuple(money("58.76", "11.17", "69.93"))


def test_yen_have_no_decimals() -> None:
    priced = price(quote(line("1127", tax=1000), currency="JPY", rounding=Rounding(decimals=0)))

    assert str(priced.total) == "1240"


def test_dinars_have_three() -> None:
    priced = price(quote(line("0.3333", 5, tax=500), currency="KWD", rounding=Rounding(decimals=3)))

    assert (str(priced.subtotal), str(priced.total)) == ("1.667", "1.750")


def test_cash_is_rounded_to_the_coins_there_are_in_a_line_of_its_own() -> None:
    coins = Rounding(cash=Decimal("0.05"))

    priced = price(quote(line("1234.53"), currency="CHF", rounding=coins))

    assert (priced.cash, priced.total) == (Decimal("0.02"), Decimal("1234.55"))


@pytest.mark.parametrize(("mode", "cents"), [("half_up", "0.03"), ("half_even", "0.02")])
def test_halves_go_where_the_quote_says(mode: str, cents: str) -> None:
    assert net(line("0.025"), rounding=Rounding(mode)) == Decimal(cents)


def test_the_order_in_which_discounts_are_written_does_not_matter() -> None:
    steps = (Discount(REP, AmountOff(Decimal(5))), off(1000, TIER), Discount(CONTRACT, NewPrice(Decimal(90))))

    assert net(line("100", 1, *steps)) == net(line("100", 1, *reversed(steps))) == Decimal("76.00")


def test_promotions_do_not_add_up_unless_they_are_marked() -> None:
    alone = [off(bp, PROMOTION) for bp in (1000, 2000)]
    marked = [off(bp, PROMOTION, stackable=True) for bp in (1000, 1500)]

    assert net(line("100", 1, *alone)) == Decimal("80.00")
    assert net(line("100", 1, *marked)) == Decimal("76.50")
    assert net(line("100", 1, *alone, *marked)) == Decimal("76.50")


def test_a_promotion_that_gives_way_is_shown_as_such() -> None:
    fall = price(quote(line("100", 1, off(1000, PROMOTION), off(2000, PROMOTION), off(500)))).lines[0].fall

    assert [(step.kind, step.stands) for step in fall.steps] == [
        ("list", True), (PROMOTION, False), (PROMOTION, True), (REP, True),
    ]  # fmt: skip
    assert fall.amount == Decimal("76.00")


def test_a_coupon_comes_off_what_the_header_discount_left() -> None:
    coupon, ten = Coupon("AUTUMN", Reduction(bp=1000)), Reduction(Decimal(10))

    priced = price(quote(line("60", tax=1900), line("50", tax=700), header_discount=ten, coupon=coupon))

    assert priced.coupon == Decimal("10.00")
    assert sum(rate.base for rate in priced.taxes) == Decimal("90.00")


def test_shipping_is_taxed_and_never_discounted() -> None:
    shipping = Shipping(Decimal(12), 700)

    priced = price(quote(line("100", tax=1900), header_discount=Reduction(bp=10_000), shipping=shipping))

    assert (priced.tax, priced.total) == (Decimal("0.84"), Decimal("12.84"))


@pytest.mark.parametrize(
    ("wrong", "at"),
    [
        (quote(line("10", 1, Discount(REP, AmountOff(Decimal(11))))), "lines[0].discounts[0].amount"),
        (quote(line("10", 1, Discount(REP, NewPrice(Decimal(11))))), "lines[0].discounts[0]"),
        (quote(line("10"), header_discount=Reduction(Decimal(11))), "header_discount"),
        (quote(line("10"), coupon=Coupon("", Reduction(Decimal(11)))), "coupon"),
    ],
)
def test_no_more_is_taken_off_than_there_is(wrong: Quote, at: str) -> None:
    with pytest.raises(QuoteRefused) as refused:
        price(wrong)

    assert [fault.at for fault in refused.value.faults] == [at]


def test_nothing_gets_a_share_of_what_is_taken_off() -> None:
    assert allocate(Decimal(5), [Decimal(0), Decimal(3), Decimal(0)], CENT) == (0, 5, 0)


def test_an_amount_over_nothing_is_a_mistake_of_ours() -> None:
    with pytest.raises(ValueError, match="all zero"):
        allocate(Decimal(5), [Decimal(0), Decimal(0)], CENT)
