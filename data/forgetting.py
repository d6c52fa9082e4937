"""Forgetting a person: everything personal goes, from the file's free pages too; the books stay right.

Orders and returns remain, under a customer without a name, because revenue, statements and tax are made of
them. What the person said and did otherwise (events, tickets, surveys, reviews, contacts) is deleted.
"""

from __future__ import annotations

from dataclasses import dataclass

from data import quote_standings, search, standings, summaries
from data.engine import sqlite3
from data.history import customer
from data.store import Changes, Store
from sales.facts import Customer
from sales.forgetting import DELETED, KEPT_FIELDS, NAMELESS


@dataclass(frozen=True, slots=True)
class Forgotten:
    """What was taken away: rows by table. `orders` stay, without a name."""

    customer_id: str
    deleted: dict[str, int]
    orders: int


def forget(store: Store, customer_id: str) -> Forgotten:
    """Forget one customer, by our id or the external one. Raises NotFound."""
    who = customer(store.read(), customer_id)
    with store.write(Changes.of("customers", "activities")) as db:
        deleted = {table: _delete(db, table, who.id) for table in DELETED}
        db.execute("DELETE FROM calls WHERE customer_id = ?", (who.id,))  # one under way, with its notes
        db.execute("DELETE FROM placements WHERE customer_id = ?", (who.id,))
        _strip(db, who)
        summaries.refresh(db, [who.id])
        standings.refresh(db, [who.id])
        quote_standings.follow(db, [who.id])
        search.refresh(db, "customer", [who.id])
        search.purge(db)
        orders = db.execute("SELECT count(*) FROM orders WHERE customer_id = ?", (who.id,)).fetchone()[0]
    store.compact()
    return Forgotten(who.id, {table: count for table, count in deleted.items() if count}, orders)


def _delete(db: sqlite3.Connection, table: str, customer_id: str) -> int:
    ids = [row[0] for row in db.execute(f"SELECT id FROM {table} WHERE customer_id = ?", (customer_id,))]
    for row_id in ids:
        db.execute("DELETE FROM outbox WHERE tbl = ? AND row_id = ?", (table, row_id))
        db.execute("DELETE FROM batch_before WHERE tbl = ? AND row_key = ?", (table, row_id))
    return db.execute(f"DELETE FROM {table} WHERE customer_id = ?", (customer_id,)).rowcount


def _strip(db: sqlite3.Connection, who: Customer) -> None:
    """Leave of the profile what is not personal; earlier states of it in outbox and undo go as well."""
    columns = [row["name"] for row in db.execute("PRAGMA table_info(customers)")]
    emptied = ", ".join(f"{column} = NULL" for column in columns if column not in KEPT_FIELDS | {"name"})
    db.execute(f"UPDATE customers SET name = ?, {emptied} WHERE id = ?", (NAMELESS, who.id))
    db.execute("DELETE FROM outbox WHERE tbl = 'customers' AND row_id = ?", (who.id,))
    db.execute("DELETE FROM batch_before WHERE tbl = 'customers' AND row_key = ?", (who.id,))
    db.execute("UPDATE referrals SET referred_id = NULL, name = NULL WHERE referred_id = ?", (who.id,))
