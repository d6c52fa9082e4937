"""The quotes that were issued, with what came of them, as the chance to win is learned from; and a draft as
it is judged by what was learned.

Only the newest are read. Costs stay where they are: a chance has nothing to do with them. Orders count as
they were placed, even those that were cancelled later, which nobody knew.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date, timedelta
from itertools import groupby

from data.engine import sqlite3
from data.price_book import price_book
from data.quote_starts import bundles_for, from_last_order
from data.settings import settings, zone
from data.team import signed_in
from sales.calendar import Calendar
from sales.quote_document import Quote, QuoteLine
from sales.quote_offers import BUNDLE, Suggestion
from sales.quote_states import QuoteVersion, quote_number
from sales.recommendation import Draft, Offer
from sales.win_features import Answer, Issued, PastOrder
from sales.winning import History
from sales.words import Words

MOST = 5_000  # of the newest versions
# The first answer of each counts: accepted, declined, or that a later version took its place.
ISSUED = """
SELECT q.id, q.customer_id, coalesce(q.rep_id, '') AS rep_id, q.number, q.issued_at, q.document,
    q.valid_until_on, a.act, a.at AS answered_at
FROM quotes q LEFT JOIN quote_acts a ON a.id = (
    SELECT id FROM quote_acts WHERE version_id = q.id AND at <= :now
        AND act IN ('accepted', 'declined', 'superseded') ORDER BY at, id LIMIT 1)
WHERE q.issued_at <= :now ORDER BY q.issued_at DESC, q.id DESC LIMIT :most"""
ORDERS = """
SELECT customer_id, placed_at, net_cents FROM orders
WHERE customer_id IN (SELECT value FROM json_each(:ids)) AND placed_at < :now
ORDER BY customer_id, placed_at"""
MARK = """
SELECT (SELECT count(*) FROM quotes WHERE issued_at <= :now), (SELECT max(issued_at) FROM quotes WHERE
    issued_at <= :now), (SELECT count(*) FROM quote_acts WHERE at <= :now), (SELECT max(at) FROM quote_acts
    WHERE at <= :now)"""
CATEGORIES = "SELECT id, external_id, category FROM products WHERE category IS NOT NULL"


def history(db: sqlite3.Connection, now: int) -> History:
    """What there is to learn from at an instant; nothing that came later."""
    calendar, today = Calendar(zone(db)), _day(db, now)
    issued: list[Issued] = []
    answers: dict[str, bool] = {}
    told: list[Answer] = []
    for row in db.execute(ISSUED, {"now": now, "most": MOST}):
        last_day = date.fromisoformat(row["valid_until_on"])
        days_valid = last_day.toordinal() - calendar.day(row["issued_at"])
        version = quote_number(row["number"]).version
        said = (row["id"], row["customer_id"], row["rep_id"], row["issued_at"], row["document"])
        issued.append(Issued(*said, version, days_valid))
        over = last_day < today
        if row["act"] == "superseded" or (row["act"] is None and not over):
            continue
        won = row["act"] == "accepted"
        known_at = row["answered_at"] if row["act"] else calendar.ends_at(last_day.toordinal()) + 1
        told.append(Answer(row["customer_id"], row["rep_id"], known_at, won))
        if over:
            answers[row["id"]] = won
    issued.reverse()
    orders = dict(_orders(db, {one.customer_id for one in issued}, now))
    return History(tuple(issued), answers, tuple(told), orders, categories(db), mark(db, now))


def mark(db: sqlite3.Connection, now: int) -> str:
    """Changes with the newest quote or answer, and with the day, on which quotes run out."""
    found = db.execute(MARK, {"now": now}).fetchone()
    return "-".join(map(str, (*found, _day(db, now).isoformat())))


def draft(
    db: sqlite3.Connection,
    customer_id: str,
    quote: Quote,
    now: int,
    words: Words,
    version: QuoteVersion | None = None,
) -> Draft:
    """A quote for a customer (our id) as it would be judged if it were issued now.

    Without a version it is the first of a new quote, valid as long as the settings say.
    """
    me, today = signed_in(db), _day(db, now)
    until = version.valid_until if version else today + timedelta(int(settings(db)["quote_days"]))
    return Draft(
        quote=quote,
        customer_id=customer_id,
        rep_id=me.id if me else "",
        at=now,
        version=version.number.version if version else 1,
        days_valid=max((until - today).days, 0),
        orders=dict(_orders(db, (customer_id,), now)).get(customer_id, ()),
        categories=categories(db),
        offers=tuple(_offers(db, customer_id, quote, today, words)),
    )


def last_order_again(db: sqlite3.Connection, customer_id: str, now: int, words: Words) -> Quote:
    """What a customer (our id) ordered last, as a quote at the terms of the house. Raises NotFound."""
    quote, _, _ = from_last_order(db, customer_id, _day(db, now), words)
    return replace(quote, payment_days=int(settings(db)["payment_days"]))


def categories(db: sqlite3.Connection) -> Mapping[str, str]:
    """The category of a product, by either of its ids."""
    return {
        name: row["category"]
        for row in db.execute(CATEGORIES)
        for name in (row["id"], row["external_id"])
        if name
    }


def _orders(
    db: sqlite3.Connection, customers: Iterable[str], now: int
) -> Iterator[tuple[str, tuple[PastOrder, ...]]]:
    rows = db.execute(ORDERS, {"ids": json.dumps(sorted(customers)), "now": now})
    for customer_id, of_one in groupby(rows, key=lambda row: str(row["customer_id"])):
        yield customer_id, tuple(PastOrder(row["placed_at"], row["net_cents"]) for row in of_one)


def _offers(
    db: sqlite3.Connection, customer_id: str, quote: Quote, today: date, words: Words
) -> Iterator[Offer]:
    """The bundles that hold what is on the quote, each in the place of its lines."""
    if not quote.lines:
        return
    book = price_book(db, customer_id, today, words, quote.currency)
    for one in bundles_for(db, book, quote, words):
        if one.kind == BUNDLE:
            yield Offer(one.title, replace(quote, lines=tuple(_with_set(quote.lines, one))))


def _with_set(lines: Iterable[QuoteLine], one: Suggestion) -> Iterator[QuoteLine]:
    taken = one.replaces or {}
    for line in lines:
        left = line.qty - taken.get(line.id, 0)
        if left > 0:
            yield replace(line, qty=left)
    yield one.line


def _day(db: sqlite3.Connection, now: int) -> date:
    return date.fromordinal(Calendar(zone(db)).day(now))
