"""What the rep wrote and the hub has not confirmed yet: appended in the transaction that writes it, in order.

The body of a message says what was done (`insert`, `patch`, or `inc` for counters), the values set and, for a
patch, the values that the rep saw before (`base`), from which the hub merges field by field. While a message
waits it can be taken back, which undoes what it did. With a hub, the row's truth there is remembered before
the first edit of mine (`data.sync.shadow`).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from data import quote_standings, search, standings, summaries
from data.engine import sqlite3
from data.ids import uuid7
from data.store import Changes, Store
from data.sync import shadow
from data.sync.disk import make_room
from data.sync.state import linked
from data.sync.tables import TABLES
from sales.errors import NotFound, RuleBroken

MARKS = "contact_marks"
CANCELLED = "cancelled"  # the state of a contact that was taken back after others may have seen it


def append(
    db: sqlite3.Connection,
    table: str,
    row_id: str,
    values: Mapping[str, object],
    at: int,
    base: Mapping[str, object] | None = None,
) -> str:
    """Queue what was written to a row, inside the transaction that writes it. Returns the message's id."""
    if base is None:
        return _append(db, table, row_id, at, {"op": "insert", "set": values})
    return _append(db, table, row_id, at, {"op": "patch", "set": values, "base": base})


def amend(
    db: sqlite3.Connection,
    table: str,
    row_id: str,
    values: Mapping[str, object],
    at: int,
    base: Mapping[str, object],
) -> str:
    """Queue an edit of a row in one message with the edit of mine before it, where the hub has not been
    offered that yet; so what is written again and again waits once. Returns the message's id.
    """
    last = db.execute(
        "SELECT mid, body, offered, state FROM outbox WHERE tbl = ? AND row_id = ? ORDER BY ord DESC LIMIT 1",
        (table, row_id),
    ).fetchone()
    if last is None or last["offered"] or last["state"] != "pending":
        return append(db, table, row_id, values, at, base)
    body = json.loads(last["body"])
    db.execute("DELETE FROM outbox WHERE mid = ?", (last["mid"],))
    said = {**body["set"], **values}
    if body["op"] == "insert":
        return append(db, table, row_id, said, at)
    return append(db, table, row_id, said, at, {**base, **body["base"]})


def append_counts(db: sqlite3.Connection, table: str, row_id: str, counts: Mapping[str, int], at: int) -> str:
    """Queue by how much counters of a row went up or down, inside the transaction that writes them."""
    return _append(db, table, row_id, at, {"op": "inc", "set": counts})


def _append(db: sqlite3.Connection, table: str, row_id: str, at: int, body: Mapping[str, Any]) -> str:
    make_room(db)
    mid = uuid7(at)
    seen = None
    if linked(db):
        seen = _keep_truth(db, table, row_id, body)
    db.execute(
        "INSERT INTO outbox (mid, tbl, row_id, body, at, seen) VALUES (?, ?, ?, ?, ?, ?)",
        (mid, table, row_id, json.dumps(body, ensure_ascii=False), at, seen),
    )
    return mid


def _keep_truth(db: sqlite3.Connection, table: str, row_id: str, body: Mapping[str, Any]) -> int | None:
    """Remember the row as the hub has it: as it is here now, less what was just written. Gives its seq."""
    now = shadow.row(db, table, row_id)
    if body["op"] == "insert" or now is None:
        shadow.keep(db, table, row_id, None)
        return None
    if body["op"] == "inc":
        before = {name: (now[name] or 0) - by for name, by in body["set"].items()}
    else:
        before = body["base"]
    shadow.keep(db, table, row_id, {**now, **before})
    shared = TABLES[table]
    seq: int | None = db.execute(
        f"SELECT _seq FROM {table} WHERE {shadow.where(shared)}", shadow.key(shared, row_id)
    ).fetchone()[0]
    return seq


def waiting(db: sqlite3.Connection) -> int:
    """How many messages wait to be sent."""
    count: int = db.execute("SELECT count(*) FROM outbox WHERE state = 'pending'").fetchone()[0]
    return count


def take_back(store: Store, mid: str, now: int) -> None:
    """Undo what a message did: out of the queue, or where the hub may have it already, by a new message.

    A row that the hub may have is cancelled then. Raises NotFound for an unknown message, RuleBroken if it
    was written over since, or refused.
    """
    take_back_all(store, [mid], now)


def take_back_all(store: Store, mids: Sequence[str], now: int) -> None:
    """Undo what was written together, the last first, in one transaction. Raises as `take_back` does."""
    tables = {_message(store.read(), mid)["tbl"] for mid in mids}
    with store.write(Changes.of(*tables, "outbox")) as db:
        turn_back(db, mids, now)


def turn_back(db: sqlite3.Connection, mids: Sequence[str], now: int) -> None:
    """`take_back_all` inside a transaction that is open."""
    for mid in reversed(mids):
        _take_back(db, mid, now)


def _take_back(db: sqlite3.Connection, mid: str, now: int) -> None:
    message = _message(db, mid)
    table, row_id, body = message["tbl"], message["row_id"], json.loads(message["body"])
    customers = _customers(db, table, row_id)
    if message["offered"]:
        _turn_back(db, table, row_id, body, now)
    else:
        if body["op"] == "insert":
            db.execute(f"DELETE FROM {table} WHERE id = ?", (row_id,))
        else:
            _put_back(db, table, row_id, body)
        db.execute("DELETE FROM outbox WHERE mid = ?", (mid,))
        shadow.rebase(db, table, row_id)
    follow(db, customers)


def follow(db: sqlite3.Connection, customer_ids: Iterable[str]) -> None:
    """Bring summary, standing, quotes and search of customers up to what was just written."""
    ids = list(customer_ids)
    summaries.refresh(db, ids)
    standings.refresh(db, ids)
    quote_standings.follow(db, ids)
    search.refresh(db, "customer", ids)


def _message(db: sqlite3.Connection, mid: str) -> sqlite3.Row:
    row: sqlite3.Row | None = db.execute("SELECT * FROM outbox WHERE mid = ?", (mid,)).fetchone()
    if row is None:
        raise NotFound("There is nothing to undo.", "It was taken back before.")
    if row["outcome"] in {"rejected", "quarantined"}:
        raise RuleBroken("The hub did not take that.", "There is nothing to undo; your text is kept.")
    return row


def _customers(db: sqlite3.Connection, table: str, row_id: str) -> list[str]:
    if table == "customers":
        return [row_id]
    if "customer_id" not in TABLES[table].names:
        return []
    return [row[0] for row in db.execute(f"SELECT customer_id FROM {table} WHERE id = ?", (row_id,))]


def _turn_back(db: sqlite3.Connection, table: str, row_id: str, body: Mapping[str, Any], now: int) -> None:
    """Write the opposite as an edit of its own: nothing that others may have seen goes in silence.

    A mark stays: it says nothing any more once its contact is cancelled.
    """
    if body["op"] == "insert":
        if table == MARKS:
            return
        if "state" not in TABLES[table].names:
            raise RuleBroken("The team has it already.", "Write a new one in its place.")
        state = db.execute(f"SELECT state FROM {table} WHERE id = ?", (row_id,)).fetchone()
        if state is None or state[0] == CANCELLED:
            raise NotFound("There is nothing to undo.", "It was taken back before.")
        body = {"set": {"state": state[0]}, "base": {"state": CANCELLED}}
    _put_back(db, table, row_id, body)
    append(db, table, row_id, body["base"], now, base=body["set"])


def _put_back(db: sqlite3.Connection, table: str, row_id: str, body: Mapping[str, Any]) -> None:
    for field, before in body["base"].items():
        changed = db.execute(
            f"UPDATE {table} SET {field} = ? WHERE id = ? AND {field} IS ?",
            (before, row_id, body["set"][field]),
        )
        if not changed.rowcount:
            raise RuleBroken("{field} was changed again since.", "Undo the later change first.", field=field)
