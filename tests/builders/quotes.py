"""Quotes for tests: the worked example, lines in a word, and quotes of every kind at random."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from sales.quote_document import (
    BUNDLE,
    CONTRACT,
    PROMOTION,
    REP,
    TIER,
    VOLUME,
    Coupon,
    Discount,
    NewPrice,
    Part,
    PercentOff,
    Quote,
    QuoteLine,
    Reduction,
    Shipping,
)
from sales.rounding import MODES, Rounding
from sales.volume_breaks import METHODS, RANGE, Break, Breaks

EXAMPLE: dict[str, Any] = {
    "currency": "EUR",
    "rounding": "half_up",
    "tax_inclusive": False,
    "price_date": "2026-11-24",
    "customer": "C-1",
    "lines": [
        {
            "product": "A",
            "list": "48.50",
            "qty": 24,
            "cost": "29.80",
            "tax_bp": 1900,
            "discounts": [
                {"kind": "tier", "bp": 800},
                {"kind": "volume", "bp": 1000},
                {"kind": "rep", "bp": 500},
            ],
        },
        {"product": "B", "list": "310.00", "qty": 1, "tax_bp": 1900},
        {"product": "C", "list": "99.90", "qty": 1, "tax_bp": 700},
    ],
    "header_discount": "50.00",
}
LADDER = (Break(Decimal(1), 1000), Break(Decimal(10), 2000), Break(Decimal(20), 3000))


def line(list_price: str, qty: int = 1, *discounts: Discount, tax: int = 0, **other: Any) -> QuoteLine:
    """A line, its tax rate in basis points."""
    return QuoteLine(Decimal(list_price), Decimal(qty), tax_bp=tax, discounts=discounts, **other)


def quote(*lines: QuoteLine, currency: str = "EUR", **other: Any) -> Quote:
    return Quote(currency, lines, **other)


def off(bp: int, kind: str = REP, **other: Any) -> Discount:
    return Discount(kind, PercentOff(bp), **other)


def ladder(method: str = RANGE) -> Discount:
    """Volume breaks of 10 % from 1, 20 % from 10, 30 % from 20."""
    return Discount(VOLUME, Breaks(method, LADDER))


BPS = st.integers(0, 10_000)
REDUCTIONS = st.builds(Reduction, st.none(), BPS)
RATES = st.sampled_from((0, 600, 700, 1300, 1900))
PRICES = st.integers(1, 20_000_000).map(lambda n: Decimal(n).scaleb(-4))
COSTS = st.none() | PRICES
QUANTITIES = st.integers(1, 2_000).map(Decimal)


@st.composite
def ladders(draw: st.DrawFn, method: str | None = None) -> Breaks:
    """Breaks that lower the price ever more."""
    starts = sorted(draw(st.sets(st.integers(1, 300), min_size=1, max_size=5)))
    rates = sorted(draw(st.lists(BPS, min_size=len(starts), max_size=len(starts))))
    steps = tuple(Break(Decimal(at), bp) for at, bp in zip(starts, rates, strict=True))
    return Breaks(method or draw(st.sampled_from(METHODS)), steps)


@st.composite
def discounts(draw: st.DrawFn) -> tuple[Discount, ...]:
    """Any steps of a waterfall that take no more than there is."""
    rates = st.sampled_from((TIER, BUNDLE, PROMOTION, REP))
    found = [
        Discount(draw(rates), PercentOff(draw(BPS)), stackable=draw(st.booleans()))
        for _ in range(draw(st.integers(0, 4)))
    ]
    if draw(st.booleans()):
        found.append(Discount(VOLUME, draw(ladders()), "V-1", "3"))
    if draw(st.booleans()):
        found.append(Discount(CONTRACT, NewPrice(draw(PRICES))))
    return tuple(draw(st.permutations(found)))


@st.composite
def lines(draw: st.DrawFn) -> QuoteLine:
    if draw(st.integers(0, 5)):
        return QuoteLine(draw(PRICES), draw(QUANTITIES), "P", draw(COSTS), draw(RATES), draw(discounts()))
    part = st.builds(Part, st.just("part"), PRICES, st.just(Decimal(2)), COSTS, RATES)
    parts = draw(st.lists(part, min_size=1, max_size=4))
    return QuoteLine(draw(PRICES), draw(QUANTITIES), "SET", discounts=draw(discounts()), parts=tuple(parts))


@st.composite
def quotes(draw: st.DrawFn) -> Quote:
    """Quotes of every kind that can be priced."""
    currency, places = draw(st.sampled_from((("EUR", 2), ("JPY", 0), ("KWD", 3), ("CNY", 2))))
    cash = draw(st.sampled_from((None, Decimal(5).scaleb(-places))))
    return Quote(
        currency=currency,
        lines=tuple(draw(st.lists(lines(), min_size=1, max_size=6))),
        rounding=Rounding(draw(st.sampled_from(tuple(MODES))), places, cash),
        tax_inclusive=draw(st.booleans()),
        header_discount=draw(st.none() | REDUCTIONS),
        coupon=draw(st.none() | st.builds(Coupon, st.just("AUTUMN"), REDUCTIONS)),
        shipping=draw(st.none() | st.builds(Shipping, st.just(Decimal(12)), RATES)),
    )
