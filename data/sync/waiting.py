"""What was written here and the hub has not confirmed yet, as a person would tell it, oldest first."""

from __future__ import annotations

from dataclasses import dataclass

from data.engine import sqlite3
from data.sync.messages import Message, message


@dataclass(frozen=True, slots=True)
class Waiting:
    """One message that waits: its id, what it says, and when it was saved here."""

    mid: str
    message: Message
    at: int


def waiting(db: sqlite3.Connection, limit: int = 100) -> tuple[Waiting, ...]:
    """The messages that wait; `data.outbox.waiting` counts them all."""
    rows = db.execute(
        "SELECT mid, tbl, row_id, body, at FROM outbox WHERE state = 'pending' ORDER BY ord LIMIT ?", (limit,)
    ).fetchall()
    return tuple(
        Waiting(row["mid"], message(db, row["tbl"], row["row_id"], row["body"]), row["at"]) for row in rows
    )
