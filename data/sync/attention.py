"""What the hub refused: why, and the text that was kept, until somebody has seen to it."""

from __future__ import annotations

from dataclasses import dataclass

from data.engine import sqlite3
from data.store import Changes, Store
from data.sync.messages import Message, message
from sales.errors import NotFound

KIND = "attention"


@dataclass(frozen=True, slots=True)
class Refused:
    """One refusal: `why` as the hub said it, `at` when that was heard here."""

    mid: str
    message: Message
    why: str
    at: int


def refused(db: sqlite3.Connection, limit: int = -1) -> tuple[Refused, ...]:
    """What was refused and nobody has seen to, newest first; at most `limit`, all without."""
    rows = db.execute(
        "SELECT mid, tbl, row_id, body, why, at FROM attention WHERE seen_at IS NULL ORDER BY at DESC, mid"
        " LIMIT ?",
        (limit,),
    ).fetchall()
    return tuple(
        Refused(row["mid"], message(db, row["tbl"], row["row_id"], row["body"]), row["why"], row["at"])
        for row in rows
    )


def count(db: sqlite3.Connection) -> int:
    """How many refusals wait for somebody to see to them."""
    found: int = db.execute("SELECT count(*) FROM attention WHERE seen_at IS NULL").fetchone()[0]
    return found


def see_to(store: Store, mid: str, now: int) -> None:
    """Somebody has seen to a refusal; its text stays kept. Raises NotFound."""
    _mark(store, mid, now)


def put_back(store: Store, mid: str) -> None:
    """Undo of `see_to`. Raises NotFound."""
    _mark(store, mid, None)


def _mark(store: Store, mid: str, at: int | None) -> None:
    with store.write(Changes.of(KIND)) as db:
        if not db.execute("UPDATE attention SET seen_at = ? WHERE mid = ?", (at, mid)).rowcount:
            raise NotFound("There is no refusal {id}.", id=mid)
