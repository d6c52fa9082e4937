"""A message of the outbox as a person would tell it: what was done, about whom, in which fields, what text.

Terms: `kind` says what was done ("call", "profile", "decision", ...); `subject` names the customer or
product that it is about, "" for one that is not on this computer any more.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from data.engine import sqlite3
from data.sync.tables import TABLES

if TYPE_CHECKING:
    from data.imports.fields import Field

# What a contact says, the most telling first.
TELLING = ("text", "promise", "next_step", "outcome", "objective", "reason", "number")
# What a change of a table is called where its kind follows from that alone.
KINDS = {
    "customers": "profile",
    "recommendations": "recommendation",
    "referrals": "referral",
    "quotes": "quote",
    "quote_acts": "quote",
    "quote_decisions": "approval",
    "allowances": "approval",
    "designs": "design",
}
PARENT = "SELECT p.id, p.{name} AS name FROM {table} t JOIN {parent} p ON p.id = t.{column} WHERE t.id = ?"


@dataclass(frozen=True, slots=True)
class Subject:
    """Whom or what a row is about. `customer_id` is None where it is no customer."""

    name: str = ""
    customer_id: str | None = None


@dataclass(frozen=True, slots=True)
class Message:
    """What somebody did: `fields` are the columns that were set, `text` what was written."""

    kind: str
    subject: Subject
    table: str
    row_id: str
    fields: tuple[str, ...] = ()
    text: str = ""


def message(db: sqlite3.Connection, table: str, row_id: str, body: str) -> Message:
    """A message of the outbox, or one that was refused, from its body."""
    said: Mapping[str, Any] = json.loads(body)
    values: Mapping[str, Any] = said.get("set", {})
    about = subject(db, table, row_id)
    if not about.name and values.get("customer_id"):
        about = subject(db, "customers", str(values["customer_id"]))
    kind = _kind(table, said.get("op", "patch"), values)
    return Message(kind, about, table, row_id, tuple(values), _text(kind, values))


def subject(db: sqlite3.Connection, table: str, row_id: str) -> Subject:
    """Whom a row is about: the customer that it is or hangs on, a product, or the row of a conflict."""
    if table in ("customers", "products", "price_lists"):
        row = db.execute(f"SELECT id, name FROM {table} WHERE id = ?", (row_id,)).fetchone()
        if row is None:
            return Subject()
        return Subject(row["name"], row["id"] if table == "customers" else None)
    if table == "allowances":
        row = db.execute(
            "SELECT r.name FROM allowances a JOIN reps r ON r.id = a.rep_id WHERE a.id = ?", (row_id,)
        ).fetchone()
        return Subject(row["name"]) if row else Subject()
    if table in ("conflicts", "requests"):
        row = db.execute(f"SELECT tbl, row_id FROM {table} WHERE id = ?", (row_id,)).fetchone()
        return subject(db, row["tbl"], row["row_id"]) if row else Subject()
    shared = TABLES.get(table)
    if shared is None or shared.parent is None or shared.key != ("id",):
        return Subject()
    column, parent = shared.parent
    sql = PARENT.format(table=table, parent=parent, column=column, name="name")
    row = db.execute(sql, (row_id,)).fetchone()
    return Subject(row["name"], row["id"]) if row else Subject()


def field_of(table: str, column: str) -> Field | None:
    """A column as the spreadsheets' fields call and read it; None for one that nobody types."""
    from data.imports.kinds import KINDS

    kind = next((kind for kind in KINDS.values() if kind.table == table), None)
    return next((field for field in kind.fields if field.column == column), None) if kind else None


def _kind(table: str, op: str, values: Mapping[str, Any]) -> str:
    if table == "activities":
        return str(values.get("kind", "note")) if op == "insert" else _of_contact(values)
    if table == "customers" and op == "insert":
        return "customer"
    if table == "conflicts":
        return "decision"
    if table in TABLES and TABLES[table].asked & values.keys():
        return "request"
    return KINDS.get(table, "change")


def _of_contact(values: Mapping[str, Any]) -> str:
    return "promise" if set(values) == {"kept_at"} else "contact"


def _text(kind: str, values: Mapping[str, Any]) -> str:
    if kind in ("call", "visit", "message", "note", "contact", "quote", "approval"):
        return next((str(values[name]) for name in TELLING if values.get(name)), "")
    if kind in ("profile", "request") and len(values) == 1:
        (value,) = values.values()
        return "" if value is None else str(value)
    return str(values.get("name") or "") if kind in ("customer", "referral") else ""
