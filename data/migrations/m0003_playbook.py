"""What a call leaves behind, what is done for who waits, and the playbook as the team writes it."""

from __future__ import annotations

from sqlite_utils import Database

from data.migrations.m0002_sync import MARKS

SQL = f"""
CREATE TABLE contact_marks (
    id TEXT PRIMARY KEY, customer_id TEXT NOT NULL, activity_id TEXT NOT NULL, kind TEXT NOT NULL, at INTEGER
    NOT NULL, rep_id TEXT, ref TEXT, version INTEGER, track TEXT, step TEXT, text TEXT, product_id TEXT,
    segment TEXT, worked INTEGER, {MARKS}
) STRICT;
CREATE INDEX contact_marks_customer ON contact_marks (customer_id, at);
CREATE INDEX contact_marks_activity ON contact_marks (activity_id, at);
CREATE INDEX contact_marks_used ON contact_marks (kind, ref);
CREATE TABLE service_acts (
    id TEXT PRIMARY KEY, customer_id TEXT NOT NULL, subject TEXT NOT NULL, subject_id TEXT NOT NULL, act TEXT
    NOT NULL, at INTEGER NOT NULL, rep_id TEXT, department TEXT, amount_cents INTEGER, score INTEGER, text
    TEXT, {MARKS}
) STRICT;
CREATE INDEX service_acts_customer ON service_acts (customer_id, at);
CREATE INDEX service_acts_subject ON service_acts (subject, subject_id);
CREATE TABLE feedback_labels (
    id TEXT PRIMARY KEY, customer_id TEXT NOT NULL, subject TEXT NOT NULL, subject_id TEXT NOT NULL, label
    TEXT NOT NULL, at INTEGER NOT NULL, rep_id TEXT, guessed TEXT, {MARKS}
) STRICT;
CREATE INDEX feedback_labels_customer ON feedback_labels (customer_id);
CREATE INDEX feedback_labels_subject ON feedback_labels (subject, subject_id, at);
CREATE TABLE publications (
    id TEXT PRIMARY KEY, locale TEXT NOT NULL, kind TEXT NOT NULL, name TEXT NOT NULL, version INTEGER NOT
    NULL, text TEXT NOT NULL, at INTEGER NOT NULL, state TEXT NOT NULL, rep_id TEXT, remark TEXT, decided_by
    TEXT, decided_at INTEGER, pack TEXT, {MARKS}
) STRICT;
CREATE INDEX publications_name ON publications (kind, locale, name, version);
CREATE TABLE ratings (
    id TEXT PRIMARY KEY, kind TEXT NOT NULL, name TEXT NOT NULL, at INTEGER NOT NULL, helpful INTEGER NOT
    NULL, rep_id TEXT, version INTEGER, locale TEXT, remark TEXT, {MARKS}
) STRICT;
CREATE INDEX ratings_name ON ratings (kind, name);
CREATE TABLE misses (
    id TEXT PRIMARY KEY, place TEXT NOT NULL, text TEXT NOT NULL, locale TEXT NOT NULL, at INTEGER NOT NULL,
    theme TEXT NOT NULL, rep_id TEXT, segment TEXT, product_id TEXT, closed_as TEXT, closed_by TEXT, closed_at
    INTEGER, {MARKS}
) STRICT;
CREATE INDEX misses_open ON misses (theme, at) WHERE closed_at IS NULL;

-- What a manager is writing and has not published; only on this computer.
CREATE TABLE drafts (
    locale TEXT NOT NULL, kind TEXT NOT NULL, name TEXT NOT NULL, text TEXT NOT NULL, based_on INTEGER NOT
    NULL, remark TEXT NOT NULL DEFAULT '', at INTEGER NOT NULL, PRIMARY KEY (locale, kind, name)
) STRICT, WITHOUT ROWID;
-- A call that is under way, so that a crash loses nothing of it; gone once its outcome is logged.
CREATE TABLE calls (
    activity_id TEXT PRIMARY KEY, customer_id TEXT NOT NULL, begun_at INTEGER NOT NULL, state TEXT NOT NULL
) STRICT, WITHOUT ROWID;
"""


def playbook(db: Database) -> None:
    """Make the tables."""
    for statement in SQL.split(";\n"):
        if statement.strip():
            db.execute(statement)
