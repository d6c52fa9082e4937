"""Two short lists to offer one customer: what to order again, and what is new to them, at their price.

Until the recommendation models arrive these are counts: again = what they bought most often and may have used
up; new = what others who own the same product bought besides, else what sells best in the category they look
at. Every reason is the count it came from.
"""

from __future__ import annotations

from datetime import timedelta

from data.engine import sqlite3
from data.history import customer
from data.price_book import OwnPrices, buyer_of
from sales.brief import Offer
from sales.words import Words

DAY_MS = 86_400_000
PEERS = 400  # so many owners of the same product are looked at
RECENT_DAYS = 365
SOON_DAYS = 30  # so long before it is used up it can be offered again

AGAIN = """
SELECT p.id, p.name, p.name_zh, p.price_e4, p.currency, p.life_days, count(*) AS times,
    max(o.placed_at) AS last_at
FROM orders o JOIN order_lines l ON l.order_id = o.id JOIN products p ON p.id = l.product_id
WHERE o.customer_id = :customer AND o.placed_at <= :until AND o.status <> 'cancelled'
    AND p.status = 'active' AND p.price_e4 > 0 AND coalesce(p.stock, 1) > 0
GROUP BY p.id HAVING iif(p.life_days, max(o.placed_at) + p.life_days * 86400000 < :soon, times > 1)
ORDER BY p.life_days IS NOT NULL DESC, times DESC, last_at DESC
LIMIT :most"""

BESIDES = """
WITH bought (product_id, price_e4, placed_at) AS (
    SELECT l.product_id, l.price_e4, o.placed_at FROM orders o JOIN order_lines l ON l.order_id = o.id
    WHERE o.customer_id = :customer AND o.placed_at <= :until AND o.status <> 'cancelled'
), anchor AS (
    SELECT product_id FROM bought ORDER BY price_e4 DESC, placed_at DESC LIMIT 1
), owners AS (
    SELECT DISTINCT o.customer_id FROM order_lines l JOIN orders o ON o.id = l.order_id
    WHERE l.product_id = (SELECT product_id FROM anchor) AND o.customer_id <> :customer
        AND o.placed_at <= :until AND o.status <> 'cancelled' LIMIT :owners
), besides AS (
    SELECT l.product_id, count(DISTINCT o.customer_id) AS buyers
    FROM owners JOIN orders o ON o.customer_id = owners.customer_id AND o.placed_at <= :until
        AND o.status <> 'cancelled'
    JOIN order_lines l ON l.order_id = o.id
    WHERE l.product_id NOT IN (SELECT product_id FROM bought) GROUP BY l.product_id
)
SELECT p.id, p.name, p.name_zh, p.price_e4, p.currency, b.buyers, (SELECT count(*) FROM owners) AS owners,
    a.name AS anchor, a.name_zh AS anchor_zh
FROM besides b JOIN products p ON p.id = b.product_id, anchor JOIN products a ON a.id = anchor.product_id
WHERE p.status = 'active' AND p.price_e4 > 0 AND coalesce(p.stock, 1) > 0 AND b.buyers > 1
ORDER BY b.buyers DESC, p.price_e4 DESC, p.id LIMIT :most"""

LOOKED_AT = """
SELECT p.id, p.name, p.name_zh, p.price_e4, p.currency, count(*) AS views, max(e.at) AS last_at
FROM events e JOIN products p ON p.id = e.product_id
WHERE e.customer_id = :customer AND e.kind = 'view' AND e.at <= :until AND e.at > :since AND p.status =
'active'
    AND p.price_e4 > 0 AND coalesce(p.stock, 1) > 0 AND p.id NOT IN (
        SELECT l.product_id FROM orders o JOIN order_lines l ON l.order_id = o.id
        WHERE o.customer_id = :customer AND o.placed_at <= :until)
GROUP BY p.id ORDER BY views DESC, last_at DESC LIMIT :most"""


def offers(
    db: sqlite3.Connection, customer_id: str, tier: str, until: int, words: Words, most: int = 2
) -> tuple[Offer, ...]:
    """At most `most` products to order again and `most` new ones, from the facts up to `until`."""
    bound = {
        "customer": customer_id,
        "until": until,
        "soon": until + SOON_DAYS * DAY_MS,
        "since": until - RECENT_DAYS * DAY_MS,
        "most": most,
        "owners": PEERS,
    }
    who, day = customer(db, customer_id), words.moment(until).date()
    prices = OwnPrices(db, buyer_of(who, tier), day)
    again = [
        _offer(row, prices, words, "again", _again(row, until, words)) for row in db.execute(AGAIN, bound)
    ]
    new = [_offer(row, prices, words, "new", _looked_at(row, words)) for row in db.execute(LOOKED_AT, bound)]
    taken = {offer.product_id for offer in (*again, *new)}
    new += [
        _offer(row, prices, words, "new", _besides(row, words))
        for row in db.execute(BESIDES, bound | {"most": most + len(taken)})
        if row["id"] not in taken
    ]
    return (*again, *new[:most])


def _offer(row: sqlite3.Row, prices: OwnPrices, words: Words, kind: str, why: str) -> Offer:
    return Offer(
        product_id=row["id"],
        name=product_name(row, words),
        why=why,
        list_e4=row["price_e4"],
        price_e4=prices.e4(row["id"], row["price_e4"]),
        kind=kind,
    )


def product_name(row: sqlite3.Row, words: Words) -> str:
    """A product's name in the reader's language."""
    return str((row["name_zh"] if words.chinese else None) or row["name"])


def _again(row: sqlite3.Row, until: int, words: Words) -> str:
    last = words.day(row["last_at"], year=words.moment(row["last_at"]).year != words.moment(until).year)
    if row["life_days"]:
        empty = words.moment(row["last_at"]).date() + timedelta(days=row["life_days"])
        if empty <= words.moment(until).date():
            return words("bought on {day}; used up since about {empty}", day=last, empty=words.day(empty))
        return words("bought on {day}; lasts until about {empty}", day=last, empty=words.day(empty))
    return words("bought {n} times, last on {day}", n=row["times"], day=last)


def _looked_at(row: sqlite3.Row, words: Words) -> str:
    return words.count(
        "looked at it once, on {day}",
        "looked at it {n} times, last on {day}",
        row["views"],
        day=words.day(row["last_at"]),
    )


def _besides(row: sqlite3.Row, words: Words) -> str:
    anchor = str((row["anchor_zh"] if words.chinese else None) or row["anchor"])
    return words(
        "{buyers} of {owners} who have the {anchor} bought it too",
        buyers=row["buyers"],
        owners=row["owners"],
        anchor=anchor,
    )
