"""What is kept ready over the facts, after rows came from the hub.

A page of changes brings the summaries of its customers up to date in its own transaction. While a scope is
read anew that is put off: a mark says so, in the same transaction, and all is made once the scope is whole;
until then lists show what they have (`data.customers`).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from data import outbox, quote_standings, search, standings, summaries
from data.engine import sqlite3
from data.settings import zone
from data.store import Changes, Store
from sales.calendar import Calendar

KINDS = ("customers", "products", "orders", "standings")


@dataclass(slots=True)
class Touched:
    """The customers and products whose rows came or went; `everything` when a scope is read anew.

    `prices` are the products whose price is another now. `left`: rows went away, and nothing of them may be
    left in the file.
    """

    customers: set[str] = field(default_factory=set)
    products: set[str] = field(default_factory=set)
    prices: set[str] = field(default_factory=set)
    everything: bool = False
    left: bool = False


def follow(db: sqlite3.Connection, touched: Touched) -> None:
    """Bring what is kept ready up to the rows, in the transaction that wrote them; or mark it as behind."""
    if touched.left:
        db.execute("INSERT OR REPLACE INTO derived VALUES ('left', '1')")
    if touched.everything:
        db.execute("INSERT OR REPLACE INTO derived VALUES ('behind', '1')")
        return
    if touched.customers:
        outbox.follow(db, sorted(touched.customers))
    if touched.products:
        search.refresh(db, "product", sorted(touched.products))


def catch_up(store: Store, now: int) -> None:
    """Make all that is kept ready, if it is behind; and scrub the file of rows that went away."""
    if _marked(store.read(), "behind"):
        with store.write(Changes.of(*KINDS)) as db:
            summaries.rebuild(db)
            standings.evaluate(db, date.fromordinal(Calendar(zone(db)).day(now)))
            quote_standings.rebuild(db)
            search.rebuild(db)
            db.execute("DELETE FROM derived WHERE name = 'behind'")
    if _marked(store.read(), "left"):
        with store.write(Changes.of()) as db:
            search.purge(db)
        if store.flush():
            with store.write(Changes.of()) as db:
                db.execute("DELETE FROM derived WHERE name = 'left'")


def _marked(db: sqlite3.Connection, name: str) -> bool:
    return db.execute("SELECT 1 FROM derived WHERE name = ?", (name,)).fetchone() is not None
