"""The price check of a call: what articles cost this customer, what the list says, how many there are."""

from __future__ import annotations

import json
from dataclasses import dataclass

from data import search
from data.engine import sqlite3
from data.history import customer
from data.offers import offers, product_name
from data.price_book import OwnPrices, buyer_of
from data.standings import standing
from sales.words import Words

MOST = 8
ROWS = """
SELECT p.id, p.external_id, p.name, p.name_zh, p.price_e4, p.currency, p.stock, p.status
FROM json_each(:ids) i JOIN products p ON p.id = i.value
WHERE p.price_e4 IS NOT NULL ORDER BY i.key"""
SIBLINGS = """
SELECT id FROM products WHERE category = (SELECT category FROM products WHERE id = :id) AND id <> :id
    AND status = 'active' AND price_e4 > 0
ORDER BY abs(price_e4 - (SELECT price_e4 FROM products WHERE id = :id)), id LIMIT :most"""


@dataclass(frozen=True, slots=True)
class Priced:
    """An article at this customer's price. `stock` None: not counted."""

    product_id: str
    number: str
    name: str
    list_e4: int
    price_e4: int
    currency: str
    tier: str
    stock: int | None
    status: str

    @property
    def off_bp(self) -> int:
        """How much below the list, in basis points."""
        return (self.list_e4 - self.price_e4) * 10_000 // self.list_e4 if self.list_e4 else 0


def price_check(
    db: sqlite3.Connection, customer_id: str, text: str, words: Words, now: int, about: str | None = None
) -> tuple[Priced, ...]:
    """The articles that a text finds; without one what the call is about, its like, and what is on offer.

    Raises NotFound for an unknown customer.
    """
    who, day = customer(db, customer_id), words.moment(now).date()
    tier = standing(db, who.id, day, words).tier
    prices = OwnPrices(db, buyer_of(who, tier), day)
    if text.strip():
        ids = [hit.ref for hit in search.find(db, text, MOST, "product")]
    else:
        ids = [*_near(db, about), *(one.product_id for one in offers(db, who.id, tier, now, words))]
    rows = db.execute(ROWS, {"ids": json.dumps(list(dict.fromkeys(ids))[:MOST])})
    return tuple(
        Priced(
            product_id=row["id"],
            number=row["external_id"] or row["id"][-8:],
            name=product_name(row, words),
            list_e4=row["price_e4"],
            price_e4=prices.e4(row["id"], row["price_e4"]),
            currency=row["currency"],
            tier=tier,
            stock=row["stock"],
            status=row["status"],
        )
        for row in rows
    )


def _near(db: sqlite3.Connection, about: str | None) -> list[str]:
    if about is None:
        return []
    return [about, *(row["id"] for row in db.execute(SIBLINGS, {"id": about, "most": MOST // 2}))]
