"""How old the data is: the instant of the newest order, as the sources brought it.

What a rep writes on this computer makes nothing newer.
"""

from __future__ import annotations

from data.engine import sqlite3


def newest_at(db: sqlite3.Connection, now: int) -> int:
    """The newest order up to `now`; else the newest fact of any kind; 0 where nothing is known."""
    for sql in (
        "SELECT max(placed_at) FROM orders WHERE placed_at <= ?",
        "SELECT max(last_fact_at) FROM summaries WHERE last_fact_at <= ?",
    ):
        if newest := db.execute(sql, (now,)).fetchone()[0]:
            return int(newest)
    return 0
