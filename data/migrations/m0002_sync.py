"""Rows shared with the hub: where each stands there, and what the laptop keeps of the exchange.

A shared row bears the hub's `_seq` and `_scope`, the `_gen` of its last rebuild, and in `_extra` the columns
that this release does not know yet. External ids are no longer unique here: the hub sees to that, and rows
of one id may meet on the way.
"""

from __future__ import annotations

import re

from sqlite_utils import Database

SHARED = (
    "reps", "customers", "products", "price_lists", "prices", "events", "orders", "order_lines", "returns",
    "tickets", "surveys", "reviews", "activities", "referrals", "recommendations",
)  # fmt: skip
MARKS = "_seq INTEGER, _scope TEXT, _gen INTEGER, _extra TEXT"
# In a table without rowid that has its key as a constraint, columns stand before it.
KEYED = re.compile(r",\s*PRIMARY KEY \(")

SQL = f"""
CREATE TABLE conflicts (
    id TEXT PRIMARY KEY, tbl TEXT NOT NULL, row_id TEXT NOT NULL, field TEXT NOT NULL, at INTEGER NOT NULL,
    mid TEXT NOT NULL, base TEXT NOT NULL, mine TEXT NOT NULL, theirs TEXT NOT NULL, kept TEXT NOT NULL, by_id
    TEXT, theirs_by TEXT, theirs_at INTEGER, settled_as TEXT, settled_at INTEGER, {MARKS}
) STRICT;
CREATE INDEX conflicts_open ON conflicts (at) WHERE settled_as IS NULL;
CREATE TABLE requests (
    id TEXT PRIMARY KEY, tbl TEXT NOT NULL, row_id TEXT NOT NULL, field TEXT NOT NULL, at INTEGER NOT NULL,
    mid TEXT NOT NULL, base TEXT NOT NULL, wanted TEXT NOT NULL, state TEXT NOT NULL, by_id TEXT, decided_by
    TEXT, decided_at INTEGER, {MARKS}
) STRICT;
CREATE INDEX requests_open ON requests (at) WHERE state = 'open';

-- The hub's truth of the rows that have edits of mine which it has not confirmed yet; null: it has none.
CREATE TABLE shadow (tbl TEXT NOT NULL, row_id TEXT NOT NULL, truth TEXT, PRIMARY KEY (tbl, row_id))
    STRICT, WITHOUT ROWID;
-- How far each scope has been read, in which reading, where the hub stood when that began, and the digest of
-- what is here.
CREATE TABLE cursors (
    scope TEXT PRIMARY KEY, seq INTEGER NOT NULL, gen INTEGER NOT NULL, rebuild INTEGER NOT NULL,
    begun INTEGER NOT NULL DEFAULT 0, n INTEGER NOT NULL DEFAULT 0, total INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;
-- Whose laptop this is to which hub, and what was last seen of it.
CREATE TABLE sync_state (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
-- What the hub refused, with the text kept, until it was seen to.
CREATE TABLE attention (
    mid TEXT PRIMARY KEY, tbl TEXT NOT NULL, row_id TEXT NOT NULL, body TEXT NOT NULL, why TEXT NOT NULL, at
    INTEGER NOT NULL, seen_at INTEGER
) STRICT, WITHOUT ROWID;
-- The rounds, newest last: what each brought, or why it failed.
CREATE TABLE rounds (
    id INTEGER PRIMARY KEY, at INTEGER NOT NULL, took_ms INTEGER NOT NULL, sent INTEGER NOT NULL, received
    INTEGER NOT NULL, rejected INTEGER NOT NULL, conflicts INTEGER NOT NULL, heals INTEGER NOT NULL, tries
    INTEGER NOT NULL DEFAULT 1, failure TEXT
) STRICT;

ALTER TABLE outbox ADD COLUMN seen INTEGER;
ALTER TABLE outbox ADD COLUMN offered INTEGER NOT NULL DEFAULT 0;
ALTER TABLE outbox ADD COLUMN seq INTEGER;
ALTER TABLE outbox ADD COLUMN outcome TEXT;
ALTER TABLE outbox ADD COLUMN why TEXT;
ALTER TABLE outbox ADD COLUMN done_at INTEGER;
CREATE INDEX outbox_row ON outbox (tbl, row_id);
CREATE INDEX outbox_open ON outbox (state, ord) WHERE state != 'done';
"""


def sync(db: Database) -> None:
    """Mark the shared tables, and make those of the exchange."""
    for table in SHARED:
        _mark(db, table)
    for statement in SQL.split(";\n"):
        if statement.strip():
            db.execute(statement)


def _mark(db: Database, table: str) -> None:
    """Make a table anew with the marks of shared rows, and without the unique external id."""
    made: str = db.execute("SELECT sql FROM sqlite_master WHERE name = ?", (table,)).fetchone()[0]
    indexes = db.execute(
        "SELECT sql FROM sqlite_master WHERE type = 'index' AND tbl_name = ? AND sql IS NOT NULL", (table,)
    ).fetchall()
    columns = ", ".join(f'"{row[1]}"' for row in db.execute(f"PRAGMA table_info({table})"))
    sql = made.replace("external_id TEXT UNIQUE", "external_id TEXT")
    sql = re.sub(rf'CREATE TABLE "?{table}"?', f"CREATE TABLE {table}_marked", sql, count=1)
    if keyed := KEYED.search(sql):
        sql = f"{sql[: keyed.start()]}, {MARKS}{sql[keyed.start() :]}"
    else:
        end = sql.rindex(")")
        sql = f"{sql[:end].rstrip()}, {MARKS}\n{sql[end:]}"
    db.execute(sql)
    db.execute(f"INSERT INTO {table}_marked ({columns}) SELECT {columns} FROM {table}")
    db.execute(f"DROP TABLE {table}")
    db.execute(f"ALTER TABLE {table}_marked RENAME TO {table}")
    for (index,) in indexes:
        db.execute(index)
    if "external_id" in made:
        db.execute(f"CREATE INDEX {table}_external ON {table} (external_id)")
