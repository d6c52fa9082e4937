"""What waited in the store that was here before the hub, carried over once the team's rows have come.

Customers and products are found again by the ids that people type, else by name and phone where these fit one
customer only. What cannot be matched is kept with its text among what needs attention.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, replace

from data.engine import sqlite3
from data.store import Changes, Store, connect
from data.sync import state, wire
from data.sync.adoption import adopt
from data.sync.outbox_log import Logged
from data.sync.tables import TABLES

WAITING = "SELECT mid, ord, tbl, row_id, body, at FROM outbox WHERE state = 'pending' ORDER BY ord"
# Columns that name somebody or something by our id, and in which table that is.
NAMED = {"customer_id": "customers", "referred_id": "customers", "product_id": "products", "rep_id": "reps"}


@dataclass(frozen=True, slots=True)
class Carried:
    """How many messages were queued for the hub, and how many need a person's attention."""

    queued: int = 0
    kept: int = 0


def carry_over(store: Store, now: int) -> Carried:
    """Queue what waited in the store before the hub, once. Nothing to do where nothing waited.

    Raises sqlite3.DatabaseError when the copy of that store cannot be read; it is tried again then.
    """
    row = store.read().execute("SELECT value FROM sync_state WHERE name = 'carried'").fetchone()
    if row is None:
        return Carried()
    queued = kept = 0
    before = store.path.with_name(json.loads(row[0]))
    with (
        closing(connect(before, store.key)) as old,
        store.write(Changes.of("customers", "activities", "outbox", "sync")) as db,
    ):
        matching = _Matching(old, db, _me(store))
        for message in _messages(old):
            matched = matching.matched(message)
            if isinstance(matched, str):
                _keep(db, message, matched, now)
                kept += 1
            elif adopt(db, matched):
                queued += 1
        db.execute("DELETE FROM sync_state WHERE name = 'carried'")
    return Carried(queued, kept)


class _Matching:
    """Finds the rows of the old store again among those of the hub."""

    def __init__(self, old: sqlite3.Connection, db: sqlite3.Connection, me: str) -> None:
        self._old, self._db, self._me = old, db, me
        self._born: set[tuple[str, str]] = set()  # rows that are new with these messages, under their own ids

    def matched(self, message: Logged) -> Logged | str:
        """The message about the rows that are here; or why it cannot be sent, as the hub would say it."""
        body = json.loads(message.body)
        if message.tbl not in TABLES:
            return wire.GONE
        if body["op"] == "insert":
            if message.tbl == "customers" and self._here("customers", message.row_id):
                return wire.TAKEN
            row_id = message.row_id
            self._born.add((message.tbl, row_id))
        elif (found := self._here(message.tbl, message.row_id)) is not None:
            row_id = found
        else:
            return wire.GONE
        values = dict(body["set"])
        for name in NAMED.keys() & values.keys():
            if values[name] is None:
                continue
            there = self._me if name == "rep_id" else self._here(NAMED[name], values[name])
            if there is None:
                return wire.GONE
            values[name] = there
        said = json.dumps({**body, "set": values}, ensure_ascii=False)
        return replace(message, row_id=row_id, body=said)

    def _here(self, table: str, row_id: str) -> str | None:
        """The id that a row of the old store has here; None when it is not here."""
        if (table, row_id) in self._born:
            return row_id
        was = self._old.execute(f"SELECT * FROM {table} WHERE id = ?", (row_id,)).fetchone()
        if was is None or TABLES[table].key != ("id",):
            return None
        if "external_id" in was.keys() and was["external_id"]:  # noqa: SIM118 - a row's, not a mapping's
            found = self._only(f"SELECT id FROM {table} WHERE external_id = ?", was["external_id"])
            if found:
                return found
        if table == "customers" and was["phone"]:
            return self._only(
                "SELECT id FROM customers WHERE name = ? AND phone = ?", was["name"], was["phone"]
            )
        return self._only(f"SELECT id FROM {table} WHERE id = ?", row_id)

    def _only(self, sql: str, *values: str) -> str | None:
        rows = self._db.execute(f"{sql} LIMIT 2", values).fetchall()
        return rows[0][0] if len(rows) == 1 else None


def _messages(old: sqlite3.Connection) -> Iterator[Logged]:
    for row in old.execute(WAITING).fetchall():
        yield Logged(row["mid"], row["ord"], row["tbl"], row["row_id"], row["body"], row["at"])


def _me(store: Store) -> str:
    tie = state.link(store.read())
    return tie.user if tie else ""


def _keep(db: sqlite3.Connection, message: Logged, why: str, now: int) -> None:
    """Put a message that cannot be sent where somebody sees it, with its text."""
    db.execute(
        "INSERT OR IGNORE INTO attention (mid, tbl, row_id, body, why, at) VALUES (?, ?, ?, ?, ?, ?)",
        (message.mid, message.tbl, message.row_id, message.body, why, now),
    )
