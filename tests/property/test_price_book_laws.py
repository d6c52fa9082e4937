"""Laws of the price book, on the rules that ship: what no list and no rule may do to a price."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from data.content.library import load
from data.content.rules import RULES
from data.resources import resource
from sales.price_rules import PriceRules
from sales.quote_building import Article, Buyer, PriceBook, next_break, with_quantity
from sales.quote_document import QuoteLine
from sales.quote_pricing import price
from sales.words import LOCALES

SHIPPED = next(
    one for one in load(RULES, LOCALES[0], [resource("content")]).values if isinstance(one, PriceRules)
)
CATEGORIES = ("filter", "coffee", "gift", "phone", "air-purifier", "home")
TIERS = ("standard", "silver", "gold")
DAYS = st.dates(date(2026, 1, 1), date(2027, 6, 30))
BOOKS = st.builds(
    lambda category, tier, day, price_e4: PriceBook(
        Buyer("C-1", tier), day, "CNY", SHIPPED, {"p": Article("p", "P", "Thing", "", category, price_e4)}
    ),
    st.sampled_from(CATEGORIES),
    st.sampled_from(TIERS),
    DAYS,
    st.integers(10_000, 90_000_000),
)


def unit(book: PriceBook, line: QuoteLine) -> Decimal:
    return price(book.quote([line])).lines[0].unit_net


@given(BOOKS, st.integers(1, 300), st.integers(1, 300))
def test_more_of_a_thing_never_costs_more_a_piece_and_the_next_break_is_told_rightly(
    book: PriceBook, qty: int, more: int
) -> None:
    few, _ = book.line("p", qty)
    many = with_quantity(few, Decimal(qty + more))

    assert unit(book, many) <= unit(book, few)
    step = next_break(few)
    if step:
        assert step.qty == few.qty + step.more
        assert step.unit_now == unit(book, few)
        assert step.unit_then == unit(book, with_quantity(few, step.qty)) < step.unit_now


@given(BOOKS, st.integers(1, 300))
def test_no_rule_raises_a_price(book: PriceBook, qty: int) -> None:
    bare = replace(SHIPPED, volume=(), promotions=(), benefits=(), contracts=())
    line, _ = book.line("p", qty)
    without, _ = replace(book, rules=bare).line("p", qty)

    assert unit(book, line) <= unit(book, without)


@given(BOOKS, st.integers(1, 300))
def test_a_line_made_twice_is_the_same_line(book: PriceBook, qty: int) -> None:
    assert book.line("p", qty) == book.line("p", qty)
    assert with_quantity(book.line("p", 1)[0], Decimal(qty)) == book.line("p", qty)[0]
