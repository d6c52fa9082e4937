"""The hub's tables. Shared rows have a table each, with the team, the id, the scope and the seq of the row.

`seq` is the team's counter: one number a transaction, taken last, so that whoever reads up to a number has
read everything below it. `change` has one entry a row and scope, not one an edit. Instants are UTC
milliseconds.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import BigInteger, Column, Index, LargeBinary, MetaData, Table, Text

from data.sync import tables

METADATA = MetaData()


def _text(name: str, *, key: bool = False, null: bool = False) -> Column[str]:
    return Column(name, Text, primary_key=key, nullable=null)


def _int(name: str, *, key: bool = False, null: bool = False) -> Column[int]:
    return Column(name, BigInteger, primary_key=key, nullable=null, autoincrement=False)


# The counter row. Every transaction of a team writes it, so PostgreSQL leaves room for its next version.
TEAM = Table(
    "team", METADATA,
    _text("id", key=True), _text("name"), _text("settings"), _int("seq"), _int("floor"), _int("created_at"),
)  # fmt: skip
TXLOG = Table(
    "txlog", METADATA,
    _text("team", key=True), _int("seq", key=True), _text("nonce"), _text("actor"), _text("device"),
    _text("what"), _int("at"),
)  # fmt: skip
CHANGE = Table(
    "change", METADATA,
    _text("team", key=True), _text("scope", key=True), _text("tbl", key=True), _text("id", key=True),
    _int("seq"), _int("gone"), _int("at"),
)  # fmt: skip
Index("change_seq", CHANGE.c.team, CHANGE.c.scope, CHANGE.c.seq)
DIGEST = Table(
    "digest", METADATA,
    _text("team", key=True), _text("scope", key=True), _int("n"), _int("total"), _int("seq"),
)  # fmt: skip
MUTATION = Table(
    "mutation", METADATA,
    _text("mid", key=True), _text("team"), _text("device"), _text("person"), _int("ord"), _text("tbl"),
    _text("row_id"), _text("body"), _text("outcome"), _text("why"), _int("seq"), _int("at_client"),
    _int("received_at"), _int("skew_ms"),
)  # fmt: skip
Index("mutation_device", MUTATION.c.team, MUTATION.c.device, MUTATION.c.ord)
Index("mutation_row", MUTATION.c.team, MUTATION.c.tbl, MUTATION.c.row_id)
# A value that was written over; `mid` is the laptop's mutation that did it, "" where the hub did.
HISTORY = Table(
    "history", METADATA,
    _text("team", key=True), _text("tbl", key=True), _text("row_id", key=True), _int("seq", key=True),
    _text("field", key=True), _text("mid", key=True), _text("old", null=True), _text("new", null=True),
)  # fmt: skip

PERSON = Table(
    "person", METADATA,
    _text("team", key=True), _text("id", key=True), _text("name"), _text("role"),
    _text("manager_id", null=True), _text("password_hash", null=True), _int("active"), _int("added_at"),
)  # fmt: skip
GRANT = Table(
    "grant_", METADATA, _text("team", key=True), _text("person", key=True), _text("scope", key=True)
)  # fmt: skip
INVITATION = Table(
    "invitation", METADATA,
    _text("team", key=True), _text("public", key=True), _text("person"), _text("secret_hash"),
    _int("expires_at"), _int("wrong"), _int("used_at", null=True), _text("nonce", null=True),
    _text("device", null=True),
)  # fmt: skip
DEVICE = Table(
    "device", METADATA,
    _text("id", key=True), _text("team"), _text("person"), _text("name"), _text("token_sha256"),
    _text("state"), _int("wire"), _int("enrolled_at"), _int("lease_until"), _int("last_seen"),
    _text("replaces", null=True),
)  # fmt: skip
Index("device_token", DEVICE.c.token_sha256, unique=True)
# The series of quote numbers, each given to one computer and never again.
SERIES = Table(
    "series", METADATA, _text("team", key=True), _text("name", key=True), _text("device"), _int("given_at")
)
ATTEMPT = Table(
    "attempt", METADATA, _text("what", key=True), _int("wrong"), _int("until"), _int("at")
)  # fmt: skip
AUDIT = Table(
    "audit", METADATA,
    _text("team", key=True), _text("id", key=True), _int("at"), _text("actor"), _text("device"),
    _text("action"), _text("subject"), _text("detail"),
)  # fmt: skip
Index("audit_at", AUDIT.c.team, AUDIT.c.at)
FILE = Table(
    "file", METADATA,
    _text("team", key=True), _text("sha256", key=True), _text("scope"), _text("kind"),
    Column("body", LargeBinary, nullable=False), _int("added_at"),
)  # fmt: skip
SOURCE = Table(
    "source", METADATA,
    _text("team", key=True), _text("name", key=True), _text("kind"), _text("definition"), _text("cursor"),
    _int("added_at"), _int("ran_at", null=True), _text("report", null=True),
)  # fmt: skip
# What a source has said, one row a record: `said` what was taken of it last, `waits` what could not be taken
# yet and why, both JSON; `whole` the order that a line is of. `state` is "", "waiting", "missing" or "kept".
SOURCE_ROW = Table(
    "source_row", METADATA,
    _text("team", key=True), _text("source", key=True), _text("kind", key=True), _text("key", key=True),
    _text("file", key=True), _text("whole"), _text("state"), _text("said", null=True),
    _text("waits", null=True),
)  # fmt: skip
Index("source_row_file", SOURCE_ROW.c.team, SOURCE_ROW.c.source, SOURCE_ROW.c.kind, SOURCE_ROW.c.file)
Index("source_row_whole", SOURCE_ROW.c.team, SOURCE_ROW.c.source, SOURCE_ROW.c.kind, SOURCE_ROW.c.whole)

_KINDS: dict[str, Callable[..., Column[Any]]] = {"int": _int, "text": _text, "json": _text}


def _row_table(shared: tables.Table) -> Table:
    columns: list[Column[Any]] = [
        _KINDS[column.kind](column.name, null=not column.required) for column in shared.columns
    ]
    made = Table(
        shared.name, METADATA,
        _text("team", key=True), _text("id", key=True), _text("scope"), _int("seq"), *columns,
    )  # fmt: skip
    if shared.parent:
        Index(f"{shared.name}_parent", made.c.team, made.c[shared.parent[0]])
    if shared.column("external_id"):
        Index(f"{shared.name}_external", made.c.team, made.c.external_id)
    if shared.scope == "subject":
        Index(f"{shared.name}_subject", made.c.team, made.c.tbl, made.c.row_id)
    if shared.scope == "territory":
        Index(f"{shared.name}_scope", made.c.team, made.c.scope)
    return made


ROWS = {name: _row_table(shared) for name, shared in tables.TABLES.items()}
