"""Prices that have moved since a quote was made: told, kept, or taken anew."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

from sales.price_moves import price_moves
from sales.quote_document import REP, Discount, NewPrice
from sales.quote_pricing import price
from tests.builders.quotes import line, off, quote

MADE = quote(
    line("100", 2, off(500), product="AP-600"), line("50", product="AP-600-F"), line("7"), price_list="PL-10"
)
DAY = date(2026, 11, 24)
DEARER = {0: line("110", 2, product="AP-600"), 1: line("50", product="AP-600-F")}


def test_lines_whose_price_has_moved_are_told_with_what_moved() -> None:
    (told,) = price_moves(MADE, DEARER, (), DAY, "PL-11").moves

    assert (told.line, told.then, told.now, told.why) == (0, Decimal(100), Decimal(110), ("list",))


def test_a_quote_that_is_kept_costs_what_it_did_and_one_repriced_costs_what_it_does() -> None:
    now = price_moves(MADE, DEARER, (), DAY, "PL-11").today

    assert price(MADE).total == Decimal("247.00")
    assert price(now).total == Decimal("266.00")
    assert (now.price_list, now.price_date) == ("PL-11", DAY)
    assert not price_moves(now, DEARER, (), DAY, "PL-11")


def test_repricing_where_nothing_has_moved_changes_no_line() -> None:
    same = dict(enumerate(replace(one, discounts=()) for one in MADE.lines))

    assert price_moves(MADE, same, (), DAY, "PL-11").today.lines == MADE.lines


def test_a_promotion_that_began_has_moved_the_price_although_the_list_has_not() -> None:
    cheaper = {0: line("100", 2, off(1000, "promotion"), product="AP-600")}

    (told,) = price_moves(MADE, cheaper, (), DAY, "PL-10").moves

    assert (told.now, told.why) == (Decimal(90), ("promotion",))


def test_a_price_that_the_rep_set_is_left_out_where_the_list_is_lower_now() -> None:
    by_hand = quote(line("100", 1, Discount(REP, NewPrice(Decimal(95))), product="AP-600"))

    now = price_moves(by_hand, {0: line("90", 1, product="AP-600")}, (), DAY, "PL-11").today

    assert price(now).total == Decimal("90.00")


def test_a_line_that_is_sold_no_more_is_told_and_stays_as_it_was() -> None:
    moves = price_moves(MADE, {}, (1,), DAY, "PL-11")

    assert moves
    assert moves.gone == (1,)
    assert moves.today.lines == MADE.lines
