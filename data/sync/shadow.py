"""Rows with edits that the hub has not confirmed: its truth is kept beside, and what is shown is the truth
with my edits over it, in the order in which they were made.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from data.engine import sqlite3
from data.sync.tables import TABLES, Table

OVERLAID = "('pending', 'acked', 'held')"


def keep(db: sqlite3.Connection, table: str, row_id: str, truth: Mapping[str, Any] | None) -> None:
    """Remember the hub's truth of a row before the first edit of mine; None: the hub has no such row."""
    text = None if truth is None else json.dumps(truth, ensure_ascii=False)
    db.execute("INSERT OR IGNORE INTO shadow VALUES (?, ?, ?)", (table, row_id, text))


def learn(db: sqlite3.Connection, table: str, row_id: str, truth: Mapping[str, Any] | None) -> None:
    """The hub's truth of a shadowed row has changed."""
    text = None if truth is None else json.dumps(truth, ensure_ascii=False)
    db.execute("UPDATE shadow SET truth = ? WHERE tbl = ? AND row_id = ?", (text, table, row_id))


def shadowed(db: sqlite3.Connection) -> set[tuple[str, str]]:
    """The rows that have a shadow, as (table, id)."""
    return {(row[0], row[1]) for row in db.execute("SELECT tbl, row_id FROM shadow")}


def row(db: sqlite3.Connection, table: str, row_id: str) -> dict[str, Any] | None:
    """What stands in the table now: all columns but the id."""
    shared = TABLES[table]
    found = db.execute(
        f"SELECT {', '.join(shared.names)} FROM {table} WHERE {where(shared)}", key(shared, row_id)
    ).fetchone()
    return None if found is None else dict(zip(shared.names, tuple(found), strict=True))


def rebase(db: sqlite3.Connection, table: str, row_id: str) -> None:
    """Write the row as the hub's truth with my open edits over it; without any, the shadow goes."""
    found = db.execute("SELECT truth FROM shadow WHERE tbl = ? AND row_id = ?", (table, row_id)).fetchone()
    if found is None:
        return
    values = None if found[0] is None else json.loads(found[0])
    edits = db.execute(
        f"SELECT body FROM outbox WHERE tbl = ? AND row_id = ? AND state IN {OVERLAID} ORDER BY ord",
        (table, row_id),
    ).fetchall()
    if not edits:
        db.execute("DELETE FROM shadow WHERE tbl = ? AND row_id = ?", (table, row_id))
    for (body,) in edits:
        values = overlaid(TABLES[table], values, json.loads(body))
    with unsealed(db):
        _write(db, TABLES[table], row_id, values)


def forget_base(db: sqlite3.Connection, table: str, row_id: str) -> None:
    """Of edits that are done with, to a row that is not here any longer, only my own words are kept."""
    db.execute(
        "UPDATE outbox SET body = json_remove(body, '$.base')"
        " WHERE tbl = ? AND row_id = ? AND state = 'done'",
        (table, row_id),
    )
    db.execute(
        "UPDATE attention SET body = json_remove(body, '$.base') WHERE tbl = ? AND row_id = ?",
        (table, row_id),
    )


def overlaid(table: Table, values: dict[str, Any] | None, body: Mapping[str, Any]) -> dict[str, Any] | None:
    """A row with one edit over it. An edit of a row that is gone leaves it gone."""
    if body["op"] == "insert":
        fresh = {column.name: column.default for column in table.columns}
        return values if values is not None else {**fresh, **body["set"]}
    if values is None:
        return None
    if body["op"] == "inc":
        return {**values, **{name: (values[name] or 0) + by for name, by in body["set"].items()}}
    return {**values, **body["set"]}


@contextmanager
def unsealed(db: sqlite3.Connection) -> Iterator[None]:
    """Write the hub's truth also over rows that are sealed here: only the hub can say that they are."""
    opened = db.execute("INSERT INTO unsealed DEFAULT VALUES").lastrowid
    yield  # who raises meanwhile rolls all of it back
    db.execute("DELETE FROM unsealed WHERE id = ?", (opened,))


def where(table: Table) -> str:
    return " AND ".join(f"{name} = ?" for name in table.key)


def key(table: Table, row_id: str) -> tuple[str, ...]:
    """The values of a table's key columns, from the id under which the row travels."""
    return (row_id,) if len(table.key) == 1 else tuple(row_id.split("/", len(table.key) - 1))


def _write(db: sqlite3.Connection, table: Table, row_id: str, values: Mapping[str, Any] | None) -> None:
    if values is None:
        db.execute(f"DELETE FROM {table.name} WHERE {where(table)}", key(table, row_id))
        return
    known = [name for name in table.names if name in values]
    row = {"id": row_id, **values} if table.key == ("id",) else dict(values)
    columns = ["id", *known] if table.key == ("id",) else known
    sets = ", ".join(f"{name} = excluded.{name}" for name in known)
    db.execute(
        f"INSERT INTO {table.name} ({', '.join(columns)}) VALUES ({', '.join('?' * len(columns))})"
        f" ON CONFLICT ({', '.join(table.key)}) DO UPDATE SET {sets}",
        [row[name] for name in columns],
    )
