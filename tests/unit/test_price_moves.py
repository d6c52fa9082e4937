"""Prices that have moved since a quote was made: told, kept, or taken anew."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from sales.price_moves import Moved, moved, repriced
from sales.quote_pricing import price
from tests.builders.quotes import line, off, quote

MADE = quote(
    line("100", 2, off(500), product="AP-600"), line("50", product="AP-600-F"), line("7"), price_list="PL-10"
)
TODAY = {"AP-600": Decimal(110), "AP-600-F": Decimal(50)}


def test_lines_whose_price_has_moved_are_told() -> None:
    assert moved(MADE, TODAY) == (Moved(0, Decimal(100), Decimal(110)),)


def test_a_quote_that_is_kept_costs_what_it_did_and_one_repriced_costs_what_it_does() -> None:
    now = repriced(MADE, {"AP-600": Decimal(110)}, date(2026, 11, 24), "PL-11")

    assert price(MADE).total == Decimal("247.00")
    assert price(now).total == Decimal("266.00")
    assert (now.price_list, now.price_date) == ("PL-11", date(2026, 11, 24))
    assert moved(now, {"AP-600": Decimal(110)}) == ()


def test_repricing_where_nothing_has_moved_changes_no_line() -> None:
    assert repriced(MADE, {}, date(2026, 11, 24), "PL-11").lines == MADE.lines
