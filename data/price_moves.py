"""What has become of the prices of a quote that is kept: each line made anew from the price book of today."""

from __future__ import annotations

from datetime import date

from data.engine import sqlite3
from data.price_book import price_book
from sales.errors import NotFound, RuleBroken
from sales.price_moves import PriceMoves, price_moves
from sales.quote_building import PriceBook
from sales.quote_document import Quote, QuoteLine
from sales.quote_particulars import Particulars
from sales.words import Words


def moved_since(
    db: sqlite3.Connection,
    customer_id: str | None,
    quote: Quote,
    particulars: Particulars,
    day: date,
    words: Words,
) -> PriceMoves:
    """What has moved since a quote was made, and the quote at the prices of a day.

    A line that was made to order has a price of its own and does not move; a line without a product neither.
    Raises NotFound or ContentBroken as `price_book` does.
    """
    book = price_book(db, customer_id, day, words, quote.currency)
    fresh: dict[int, QuoteLine] = {}
    gone = []
    for place, line in enumerate(quote.lines):
        if line.product and particulars.of(line.id).design is None:
            try:
                fresh[place] = _line(book, line)
            except (NotFound, RuleBroken):
                gone.append(place)
    return price_moves(quote, fresh, gone, day, book.price_list)


def _line(book: PriceBook, line: QuoteLine) -> QuoteLine:
    made = book.bundle if line.parts else book.line
    return made(line.product, line.qty, line.id)[0]
