"""Quotes, what reps and managers did with them, allowances, designs; and the series of numbers given out."""

from __future__ import annotations

from alembic import op

revision = "0003"
down_revision = "0002"

SQL = """
CREATE TABLE quotes (
    team TEXT NOT NULL, id TEXT NOT NULL, scope TEXT NOT NULL, seq BIGINT NOT NULL, customer_id TEXT NOT NULL,
    quote_id TEXT NOT NULL, number TEXT NOT NULL, at BIGINT NOT NULL, saved_at BIGINT NOT NULL, document TEXT
    NOT NULL, particulars TEXT NOT NULL, currency TEXT NOT NULL, total TEXT NOT NULL, valid_until_on TEXT NOT
    NULL, rep_id TEXT, costs TEXT, margin_bp BIGINT, issued_at BIGINT, PRIMARY KEY (team, id)
);
CREATE INDEX quotes_parent ON quotes (team, customer_id);
CREATE TABLE quote_acts (
    team TEXT NOT NULL, id TEXT NOT NULL, scope TEXT NOT NULL, seq BIGINT NOT NULL, customer_id TEXT NOT NULL,
    version_id TEXT NOT NULL, act TEXT NOT NULL, at BIGINT NOT NULL, rep_id TEXT, reason TEXT, total TEXT,
    snapshot TEXT, allowance_id TEXT, by_name TEXT, PRIMARY KEY (team, id)
);
CREATE INDEX quote_acts_parent ON quote_acts (team, customer_id);
CREATE TABLE quote_decisions (
    team TEXT NOT NULL, id TEXT NOT NULL, scope TEXT NOT NULL, seq BIGINT NOT NULL, customer_id TEXT NOT NULL,
    version_id TEXT NOT NULL, decision TEXT NOT NULL, at BIGINT NOT NULL, by_id TEXT NOT NULL, role TEXT NOT
    NULL, reason TEXT NOT NULL, asked_id TEXT, snapshot TEXT, measured TEXT, prices TEXT, PRIMARY KEY (team,
    id)
);
CREATE INDEX quote_decisions_parent ON quote_decisions (team, customer_id);
CREATE TABLE allowances (
    team TEXT NOT NULL, id TEXT NOT NULL, scope TEXT NOT NULL, seq BIGINT NOT NULL, rep_id TEXT NOT NULL, rule
    TEXT NOT NULL, limit_to TEXT NOT NULL, from_on TEXT NOT NULL, until_on TEXT NOT NULL, by_id TEXT NOT NULL,
    role TEXT NOT NULL, at BIGINT NOT NULL, signature TEXT NOT NULL, public_key TEXT NOT NULL, category TEXT,
    most_total TEXT, uses BIGINT, revoked_at BIGINT, PRIMARY KEY (team, id)
);
CREATE TABLE designs (
    team TEXT NOT NULL, id TEXT NOT NULL, scope TEXT NOT NULL, seq BIGINT NOT NULL, customer_id TEXT NOT NULL,
    product_id TEXT NOT NULL, name TEXT NOT NULL, choices TEXT NOT NULL, at BIGINT NOT NULL, texts TEXT NOT
    NULL, rep_id TEXT, removed_at BIGINT, PRIMARY KEY (team, id)
);
CREATE INDEX designs_parent ON designs (team, customer_id);
CREATE TABLE series (
    team TEXT NOT NULL, name TEXT NOT NULL, device TEXT NOT NULL, given_at BIGINT NOT NULL, PRIMARY KEY (team,
    name)
)
"""


def upgrade() -> None:
    """Make the tables, in SQL that SQLite and PostgreSQL both take."""
    for statement in SQL.split(";\n"):
        op.execute(statement)
