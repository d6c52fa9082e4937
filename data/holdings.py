"""What the store holds as a whole: how much there is and how fresh it is."""

from __future__ import annotations

from dataclasses import dataclass

from data.engine import sqlite3


@dataclass(frozen=True, slots=True)
class Holdings:
    """Counts, and two instants (UTC milliseconds): the newest order and the newest import."""

    customers: int
    orders: int
    newest_order_at: int | None
    imported_at: int | None

    @property
    def empty(self) -> bool:
        return not (self.customers or self.orders)


def holdings(db: sqlite3.Connection) -> Holdings:
    row = db.execute(
        "SELECT (SELECT count(*) FROM customers) AS customers, (SELECT count(*) FROM orders) AS orders,"
        " (SELECT max(placed_at) FROM orders) AS newest,"
        " (SELECT max(at) FROM batches WHERE undone_at IS NULL) AS imported"
    ).fetchone()
    return Holdings(row["customers"], row["orders"], row["newest"], row["imported"])
