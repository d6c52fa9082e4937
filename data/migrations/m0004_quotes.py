"""Quotes: their versions, what reps did with them, what managers decided, allowances, designs, placements."""

from __future__ import annotations

from sqlite_utils import Database

from data.migrations.m0002_sync import MARKS

SQL = f"""
CREATE TABLE quotes (
    id TEXT PRIMARY KEY, customer_id TEXT NOT NULL, quote_id TEXT NOT NULL, number TEXT NOT NULL, at INTEGER
    NOT NULL, saved_at INTEGER NOT NULL, document TEXT NOT NULL, particulars TEXT NOT NULL, currency TEXT NOT
    NULL, total TEXT NOT NULL, valid_until_on TEXT NOT NULL, rep_id TEXT, costs TEXT, margin_bp INTEGER,
    issued_at INTEGER, {MARKS}
) STRICT;
CREATE INDEX quotes_customer ON quotes (customer_id, at);
CREATE INDEX quotes_quote ON quotes (quote_id);
CREATE INDEX quotes_number ON quotes (number);
CREATE TABLE quote_acts (
    id TEXT PRIMARY KEY, customer_id TEXT NOT NULL, version_id TEXT NOT NULL, act TEXT NOT NULL, at INTEGER
    NOT NULL, rep_id TEXT, reason TEXT, total TEXT, snapshot TEXT, allowance_id TEXT, by_name TEXT, {MARKS}
) STRICT;
CREATE INDEX quote_acts_version ON quote_acts (version_id, at);
CREATE INDEX quote_acts_customer ON quote_acts (customer_id);
CREATE INDEX quote_acts_allowed ON quote_acts (at) WHERE allowance_id IS NOT NULL;
CREATE TABLE quote_decisions (
    id TEXT PRIMARY KEY, customer_id TEXT NOT NULL, version_id TEXT NOT NULL, decision TEXT NOT NULL, at
    INTEGER NOT NULL, by_id TEXT NOT NULL, role TEXT NOT NULL, reason TEXT NOT NULL, asked_id TEXT, snapshot
    TEXT, measured TEXT, prices TEXT, {MARKS}
) STRICT;
CREATE INDEX quote_decisions_version ON quote_decisions (version_id, at);
CREATE INDEX quote_decisions_customer ON quote_decisions (customer_id);
CREATE TABLE allowances (
    id TEXT PRIMARY KEY, rep_id TEXT NOT NULL, rule TEXT NOT NULL, limit_to TEXT NOT NULL, from_on TEXT NOT
    NULL, until_on TEXT NOT NULL, by_id TEXT NOT NULL, role TEXT NOT NULL, at INTEGER NOT NULL, signature TEXT
    NOT NULL, public_key TEXT NOT NULL, category TEXT, most_total TEXT, uses INTEGER, revoked_at INTEGER,
    {MARKS}
) STRICT;
CREATE INDEX allowances_rep ON allowances (rep_id, until_on);
CREATE TABLE designs (
    id TEXT PRIMARY KEY, customer_id TEXT NOT NULL, product_id TEXT NOT NULL, name TEXT NOT NULL, choices TEXT
    NOT NULL, at INTEGER NOT NULL, texts TEXT NOT NULL, rep_id TEXT, removed_at INTEGER, {MARKS}
) STRICT;
CREATE INDEX designs_customer ON designs (customer_id, at);

-- A product placed on a photo of the customer's; it never leaves this computer.
CREATE TABLE placements (
    id TEXT PRIMARY KEY, customer_id TEXT NOT NULL, version_id TEXT, product_id TEXT NOT NULL, colour TEXT NOT
    NULL, photo BLOB NOT NULL, scale TEXT NOT NULL, x REAL NOT NULL, y REAL NOT NULL, at INTEGER NOT NULL
) STRICT;
CREATE INDEX placements_customer ON placements (customer_id, at);

-- Where each version stands, kept ready for lists; made from the tables above.
CREATE TABLE quote_standings (
    version_id TEXT PRIMARY KEY, quote_id TEXT NOT NULL, customer_id TEXT NOT NULL, rep_id TEXT, state TEXT
    NOT NULL, waits INTEGER NOT NULL, newest INTEGER NOT NULL, valid_until_on TEXT NOT NULL, at INTEGER NOT
    NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX quote_standings_newest ON quote_standings (at, version_id) WHERE newest;
CREATE INDEX quote_standings_open ON quote_standings (state, at) WHERE newest;
CREATE INDEX quote_standings_quote ON quote_standings (quote_id);
CREATE INDEX quote_standings_customer ON quote_standings (customer_id);
-- The last number that a series has given in a year; kept whatever becomes of the quotes.
CREATE TABLE quote_series (
    series TEXT NOT NULL, year INTEGER NOT NULL, last INTEGER NOT NULL, PRIMARY KEY (series, year)
) STRICT, WITHOUT ROWID;

-- Prices that a round has changed, and how many of those products stand in open quotes.
ALTER TABLE rounds ADD COLUMN prices INTEGER NOT NULL DEFAULT 0;
ALTER TABLE rounds ADD COLUMN quoted INTEGER NOT NULL DEFAULT 0;

-- A version that was issued stays as it is. The hub's truth goes over what only this computer says: it is
-- written while there is a row in `unsealed`, which no transaction leaves behind.
CREATE TABLE unsealed (id INTEGER PRIMARY KEY) STRICT;
CREATE TRIGGER quotes_sealed BEFORE UPDATE ON quotes WHEN old.issued_at IS NOT NULL AND (
    new.id IS NOT old.id OR new.customer_id IS NOT old.customer_id OR new.quote_id IS NOT old.quote_id
    OR new.number IS NOT old.number OR new.at IS NOT old.at OR new.saved_at IS NOT old.saved_at
    OR new.document IS NOT old.document OR new.particulars IS NOT old.particulars
    OR new.currency IS NOT old.currency OR new.total IS NOT old.total OR new.rep_id IS NOT old.rep_id
    OR new.valid_until_on IS NOT old.valid_until_on OR new.costs IS NOT old.costs
    OR new.margin_bp IS NOT old.margin_bp OR new.issued_at IS NOT old.issued_at
) AND NOT EXISTS (SELECT 1 FROM unsealed) BEGIN SELECT RAISE(ABORT, 'an issued quote stays as it is'); END;
"""


def quotes(db: Database) -> None:
    """Make the tables."""
    for statement in SQL.split(";\n"):
        if statement.strip():
            db.execute(statement)
