"""Marks: what was ticked off on this computer and no longer asks for attention.

An action is done or dismissed (its ref is the occasion's), a planned call is ready (its ref is the
activity's).
"""

from __future__ import annotations

from typing import Literal

from data.engine import sqlite3
from data.store import Changes, Store

Kind = Literal["action", "call"]
PUT = (
    "INSERT INTO marks VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET state = excluded.state, at = excluded.at"
)


def mark(store: Store, kind: Kind, ref: str, state: str, at: int) -> None:
    """Tick something off; a mark that is there already is replaced."""
    with store.write(Changes.of("marks")) as db:
        db.execute(PUT, (kind, ref, state, at))


def unmark(store: Store, kind: Kind, ref: str) -> None:
    """Take a mark back; what was never marked stays so."""
    with store.write(Changes.of("marks")) as db:
        db.execute("DELETE FROM marks WHERE kind = ? AND ref = ?", (kind, ref))


def action_key(customer_id: str, kind: str, ref: str) -> str:
    """What a mark on an action refers to."""
    return f"{kind} {customer_id} {ref}"


def done(db: sqlite3.Connection, kind: Kind) -> frozenset[str]:
    """The refs of what was done, not of what was dismissed."""
    rows = db.execute("SELECT ref FROM marks WHERE kind = ? AND state = 'done'", (kind,))
    return frozenset(ref for (ref,) in rows)


def marked(db: sqlite3.Connection, kind: Kind) -> frozenset[str]:
    """The refs that bear a mark."""
    return frozenset(ref for (ref,) in db.execute("SELECT ref FROM marks WHERE kind = ?", (kind,)))
