"""Messages that come to a store from beside it: from the outbox log, or from the store that was here before.

They are queued for the hub under their own ids, so that one that it knows already does nothing, and their
rows are shown as they say.
"""

from __future__ import annotations

from typing import Any

from data import outbox
from data.engine import sqlite3
from data.sync import shadow
from data.sync.outbox_log import Logged
from data.sync.tables import TABLES


def adopt(db: sqlite3.Connection, message: Logged) -> bool:
    """Queue a message and show what it did, inside the transaction that is open. False: it is here already.

    It keeps its place in the queue where that is after all others, and goes to the end otherwise.
    """
    if db.execute("SELECT 1 FROM outbox WHERE mid = ?", (message.mid,)).fetchone():
        return False
    shadow.keep(db, message.tbl, message.row_id, shadow.row(db, message.tbl, message.row_id))
    last = db.execute("SELECT coalesce(max(ord), 0) FROM outbox").fetchone()[0]
    db.execute(
        "INSERT INTO outbox (ord, mid, tbl, row_id, body, at, seen) VALUES (?, ?, ?, ?, ?, ?, ?)",
        (
            max(message.ord, last + 1), message.mid, message.tbl, message.row_id, message.body,
            message.at, message.seen,
        ),
    )  # fmt: skip
    shadow.rebase(db, message.tbl, message.row_id)
    outbox.follow(db, customers(db, message.tbl, message.row_id))
    return True


def customers(db: sqlite3.Connection, table: str, row_id: str) -> list[str]:
    """The customer that a row is or hangs on."""
    if table == "customers":
        return [row_id]
    shared = TABLES.get(table)
    if shared is None or shared.parent != ("customer_id", "customers"):
        return []
    found: Any = db.execute(f"SELECT customer_id FROM {table} WHERE id = ?", (row_id,)).fetchone()
    return [found[0]] if found and found[0] else []
