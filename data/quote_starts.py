"""What a quote may begin with or grow by: the last order again, bundles that fit, what others buy besides."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal

from data.engine import sqlite3
from data.offers import product_name
from data.price_book import price_book
from sales.errors import NotFound, SalesError
from sales.quote_building import PriceBook
from sales.quote_document import Quote, QuoteLine
from sales.quote_offers import BESIDES, BUNDLE, Fitting, Suggestion, fitting
from sales.quote_particulars import LineParticulars, Particulars
from sales.words import Words

MOST = 3
PEERS = 400  # so many orders with the same product are looked at
LAST_ORDER = """
SELECT id FROM orders WHERE customer_id = ? AND status <> 'cancelled' ORDER BY placed_at DESC, id LIMIT 1"""
ITS_LINES = """
SELECT p.id, p.name, p.name_zh, p.status, l.quantity
FROM order_lines l JOIN products p ON p.id = l.product_id WHERE l.order_id = ? ORDER BY l.line_no"""
BESIDES_IT = """
WITH carts AS (
    SELECT l.order_id FROM order_lines l JOIN orders o ON o.id = l.order_id
    WHERE l.product_id = :anchor AND o.status <> 'cancelled' ORDER BY o.placed_at DESC LIMIT :peers
)
SELECT p.id, p.name, p.name_zh, count(DISTINCT l.order_id) AS times, (SELECT count(*) FROM carts) AS carts
FROM carts JOIN order_lines l ON l.order_id = carts.order_id JOIN products p ON p.id = l.product_id
WHERE l.product_id <> :anchor AND p.status = 'active' AND coalesce(p.stock, 1) > 0
GROUP BY p.id HAVING times > 1 ORDER BY times DESC, p.price_e4 DESC, p.id LIMIT :most"""


def from_last_order(
    db: sqlite3.Connection, customer_id: str, day: date, words: Words
) -> tuple[Quote, Particulars, tuple[str, ...]]:
    """What a customer (our id) ordered last, at the prices of a day; and what can no longer be sold, by name.

    Raises NotFound where they have never ordered, or nothing of it is sold any more.
    """
    order = db.execute(LAST_ORDER, (customer_id,)).fetchone()
    if order is None:
        raise NotFound("They have not ordered anything yet.", "Begin with an empty quote.")
    book = price_book(db, customer_id, day, words)
    lines: list[QuoteLine] = []
    said: dict[str, LineParticulars] = {}
    left_out: list[str] = []
    for row in db.execute(ITS_LINES, (order["id"],)):
        try:
            if row["status"] != "active":
                raise NotFound("There is no product {product}.", product=row["name"])
            line, about = book.line(row["id"], row["quantity"], str(len(lines) + 1))
        except SalesError:
            left_out.append(product_name(row, words))
            continue
        lines.append(line)
        said[line.id] = about
    if not lines:
        raise NotFound(
            "Nothing of their last order is sold any more: {names}.",
            "Begin with an empty quote.",
            names=_listed(left_out, words),
        )
    particulars = Particulars(lines=said, prices_of=book.prices_of, last_line=len(lines))
    return book.quote(lines), particulars, tuple(left_out)


def bundles_for(
    db: sqlite3.Connection, book: PriceBook, quote: Quote, words: Words, most: int = MOST
) -> tuple[Suggestion, ...]:
    """At most so many suggestions: bundles that hold what is on a quote, then what is bought besides."""
    found = [_bundle(one, book, words) for one in fitting(book, quote.lines)][:most]
    if len(found) < most:
        found += _besides(db, book, quote, words, most - len(found))
    return tuple(found)


def _bundle(one: Fitting, book: PriceBook, words: Words) -> Suggestion:
    names = tuple(_called(book, product_id, words) for product_id in one.missing)
    saves = words.money(int(one.saves.scaleb(2)), book.currency)
    if names:
        why = words(
            "With {names} it is a bundle and saves {amount}.", names=_listed(names, words), amount=saves
        )
    else:
        why = words("All of it is on the quote; as a bundle it saves {amount}.", amount=saves)
    title = book.names.get(one.offer.id, one.offer.name)
    return Suggestion(
        BUNDLE, one.offer.id, title, why, one.line, one.particulars, one.saves, one.replaces, names
    )


def _besides(
    db: sqlite3.Connection, book: PriceBook, quote: Quote, words: Words, most: int
) -> Iterator[Suggestion]:
    """What stood most often in the same orders as the dearest product of the quote."""
    held = {line.product for line in quote.lines} | {
        part.product for line in quote.lines for part in line.parts
    }
    single = [line for line in quote.lines if line.product in book.articles]
    if not single:
        return
    anchor = max(single, key=lambda line: (line.list_price, line.product)).product
    bound = {"anchor": anchor, "peers": PEERS, "most": most + len(held)}
    rows = [row for row in db.execute(BESIDES_IT, bound) if row["id"] not in held]
    for row in rows[:most]:
        try:
            line, said = book.line(row["id"], Decimal(1))
        except SalesError:
            continue
        why = words(
            "In {times} of {carts} orders with {product} it was bought too.",
            times=row["times"],
            carts=row["carts"],
            product=_called(book, anchor, words),
        )
        yield Suggestion(BESIDES, row["id"], product_name(row, words), why, line, said)


def _called(book: PriceBook, product_id: str, words: Words) -> str:
    article = book.article(product_id)
    return (words.chinese and article.name_zh) or article.name


def _listed(names: Sequence[str], words: Words) -> str:
    return ("、" if words.chinese else ", ").join(names)
