"""How this laptop fares, as it tells the hub at each pull, so that an admin sees a queue that is stuck."""

from __future__ import annotations

from data.engine import sqlite3
from data.sync.state import value
from data.sync.wire import Report


def report(db: sqlite3.Connection, now: int) -> Report:
    """What waits and since when, the repairs in the book of rounds, and the rounds that failed in a row."""
    waiting, oldest = db.execute("SELECT count(*), min(at) FROM outbox WHERE state = 'pending'").fetchone()
    (heals,) = db.execute("SELECT coalesce(sum(heals), 0) FROM rounds").fetchone()
    return Report(waiting, max(0, now - oldest) if waiting else 0, heals, value(db, "failures", 0))
