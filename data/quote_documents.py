"""Quote documents written by hand: lines that name a product alone are filled in from the price book."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from data.engine import sqlite3
from data.filling import found
from data.price_book import price_book
from sales.errors import NotFound, RuleBroken
from sales.quote_building import PriceBook
from sales.quote_faults import Fault, QuoteRefused
from sales.quote_reading import KIND_NAMES, LINE_ALIASES
from sales.quote_reply import document
from sales.words import Words

PRICED = ("list", "parts", *LINE_ALIASES)


def filled_in(db: sqlite3.Connection, said: object, today: date, words: Words) -> object:
    """A document whose lines have the prices that a quote for its customer would have; others stay as they
    are. What a line says itself counts, a discount of a kind in place of the book's of that kind.

    Raises QuoteRefused where price lists contradict each other, or nobody knows the customer.
    """
    if not isinstance(said, Mapping) or not names_goods(said):
        return said
    currency, who = said.get("currency"), said.get("customer")
    day = _day(said.get("price_date"), today)
    try:
        book = price_book(
            db, str(who) if who else None, day, words, currency if isinstance(currency, str) else ""
        )
    except NotFound as error:
        raise QuoteRefused([Fault("customer", error.said(words)[0])]) from error
    return {**said, "lines": [_line(db, book, one, at, words) for at, one in enumerate(said["lines"])]}


def names_goods(said: object) -> bool:
    """Whether a line of a document names a product and leaves its price to us."""
    lines = said.get("lines") if isinstance(said, Mapping) else None
    return isinstance(lines, list) and any(map(_bare, lines))


def _bare(line: object) -> bool:
    return isinstance(line, Mapping) and bool(line.get("product")) and not any(line.get(n) for n in PRICED)


def _line(db: sqlite3.Connection, book: PriceBook, line: Any, at: int, words: Words) -> object:
    if not _bare(line):
        return line
    named = str(line["product"])
    try:
        product_id = found(db, named).id
        if book.article(product_id).price_e4 is None and product_id not in book.listed:
            return line  # the price is missing, and that is said at its field
        made, _ = book.line(product_id, 1)
    except NotFound:
        return line
    except RuleBroken as error:
        raise QuoteRefused([Fault(f"lines[{at}].product", error.said(words)[0])]) from error
    lines: Any = document(book.quote([made]))["lines"]
    known = lines[0]
    own = {name: value for name, value in line.items() if value is not None}
    merged = {**known, **own, "discounts": _discounts(known.get("discounts", []), own.get("discounts"))}
    return {name: value for name, value in merged.items() if name != "qty" or "qty" in own}


def _discounts(known: list[Any], own: object) -> object:
    """The book's discounts and the line's; what is no list is told where it is read."""
    if own is None:
        return known
    if not isinstance(own, list):
        return own
    kinds = {_kind(one) for one in own}
    return [*(one for one in known if one["kind"] not in kinds), *own]


def _kind(discount: object) -> str:
    said = discount.get("kind", discount.get("type")) if isinstance(discount, Mapping) else None
    return KIND_NAMES.get(str(said), str(said))


def _day(said: object, today: date) -> date:
    """The day whose prices hold; one that cannot be read is told where it is read."""
    try:
        return date.fromisoformat(said) if isinstance(said, str) else today
    except ValueError:
        return today
