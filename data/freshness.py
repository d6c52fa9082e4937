"""How old the data is: the instant of the newest fact that is known of any customer."""

from __future__ import annotations

import sqlite3


def newest_fact_at(db: sqlite3.Connection, now: int) -> int:
    """The newest fact up to `now`; 0 while nothing is known."""
    newest = db.execute("SELECT max(last_fact_at) FROM summaries WHERE last_fact_at <= ?", (now,)).fetchone()[
        0
    ]
    return int(newest or 0)
