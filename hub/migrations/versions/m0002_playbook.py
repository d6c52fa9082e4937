"""What calls leave behind, what is done for who waits, and the playbook as the team writes it."""

from __future__ import annotations

from alembic import op

revision = "0002"
down_revision = "0001"

SQL = """
CREATE TABLE contact_marks (
    team TEXT NOT NULL, id TEXT NOT NULL, scope TEXT NOT NULL, seq BIGINT NOT NULL, customer_id TEXT NOT NULL,
    activity_id TEXT NOT NULL, kind TEXT NOT NULL, at BIGINT NOT NULL, rep_id TEXT, ref TEXT, version BIGINT,
    track TEXT, step TEXT, text TEXT, product_id TEXT, segment TEXT, worked BIGINT, PRIMARY KEY (team, id)
);
CREATE INDEX contact_marks_parent ON contact_marks (team, customer_id);
CREATE TABLE service_acts (
    team TEXT NOT NULL, id TEXT NOT NULL, scope TEXT NOT NULL, seq BIGINT NOT NULL, customer_id TEXT NOT NULL,
    subject TEXT NOT NULL, subject_id TEXT NOT NULL, act TEXT NOT NULL, at BIGINT NOT NULL, rep_id TEXT,
    department TEXT, amount_cents BIGINT, score BIGINT, text TEXT, PRIMARY KEY (team, id)
);
CREATE INDEX service_acts_parent ON service_acts (team, customer_id);
CREATE TABLE feedback_labels (
    team TEXT NOT NULL, id TEXT NOT NULL, scope TEXT NOT NULL, seq BIGINT NOT NULL, customer_id TEXT NOT NULL,
    subject TEXT NOT NULL, subject_id TEXT NOT NULL, label TEXT NOT NULL, at BIGINT NOT NULL, rep_id TEXT,
    guessed TEXT, PRIMARY KEY (team, id)
);
CREATE INDEX feedback_labels_parent ON feedback_labels (team, customer_id);
CREATE TABLE publications (
    team TEXT NOT NULL, id TEXT NOT NULL, scope TEXT NOT NULL, seq BIGINT NOT NULL, locale TEXT NOT NULL, kind
    TEXT NOT NULL, name TEXT NOT NULL, version BIGINT NOT NULL, text TEXT NOT NULL, at BIGINT NOT NULL, state
    TEXT NOT NULL, rep_id TEXT, remark TEXT, decided_by TEXT, decided_at BIGINT, pack TEXT, PRIMARY KEY (team,
    id)
);
CREATE TABLE ratings (
    team TEXT NOT NULL, id TEXT NOT NULL, scope TEXT NOT NULL, seq BIGINT NOT NULL, kind TEXT NOT NULL, name
    TEXT NOT NULL, at BIGINT NOT NULL, helpful BIGINT NOT NULL, rep_id TEXT, version BIGINT, locale TEXT,
    remark TEXT, PRIMARY KEY (team, id)
);
CREATE TABLE misses (
    team TEXT NOT NULL, id TEXT NOT NULL, scope TEXT NOT NULL, seq BIGINT NOT NULL, place TEXT NOT NULL, text
    TEXT NOT NULL, locale TEXT NOT NULL, at BIGINT NOT NULL, theme TEXT NOT NULL, rep_id TEXT, segment TEXT,
    product_id TEXT, closed_as TEXT, closed_by TEXT, closed_at BIGINT, PRIMARY KEY (team, id)
)
"""


def upgrade() -> None:
    """Make the tables, in SQL that SQLite and PostgreSQL both take."""
    for statement in SQL.split(";\n"):
        op.execute(statement)
