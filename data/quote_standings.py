"""Where every version of a quote stands, kept ready for lists, followed in each transaction that changes it.

What only the day decides, an issued version whose last day is over, is not kept but told by who reads.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date

from data import search
from data.engine import sqlite3
from data.quote_contents import contents
from data.rows import columns, value
from sales.errors import SalesError
from sales.quote_document import Quote
from sales.quote_life import Life, Measured, life, measured
from sales.quote_rows import QuoteAct, QuoteDecision, QuoteRow
from sales.quote_states import DRAFT, QuoteVersion, quote_number

PUT = """
INSERT OR REPLACE INTO quote_standings (version_id, quote_id, customer_id, rep_id, state, waits, newest,
    valid_until_on, at) VALUES (?, ?, ?, ?, ?, ?, 0, ?, ?)"""
NEWEST = """
UPDATE quote_standings SET newest = (version_id IS (
    SELECT o.version_id FROM quote_standings o JOIN quotes q ON q.id = o.version_id
    WHERE o.quote_id = quote_standings.quote_id AND o.state != 'discarded'
    ORDER BY q.at DESC, q.id DESC LIMIT 1))
WHERE quote_id IN (SELECT value FROM json_each(?))"""
KNOWN = """
SELECT version_id, state, at FROM quote_standings WHERE quote_id IN (SELECT value FROM json_each(?))"""
GONE = """
DELETE FROM quote_standings WHERE quote_id IN (SELECT value FROM json_each(?))
    AND version_id NOT IN (SELECT id FROM quotes)"""
QUOTES_OF = """
SELECT quote_id FROM quotes WHERE customer_id IN (SELECT value FROM json_each(:ids))
UNION SELECT quote_id FROM quote_standings WHERE customer_id IN (SELECT value FROM json_each(:ids))"""
OPEN = date.min  # a day on which nothing has expired


def past(db: sqlite3.Connection, version_id: str) -> tuple[tuple[QuoteAct, ...], tuple[QuoteDecision, ...]]:
    """What was done with a version and decided of it."""
    acts, decisions = (
        tuple(
            value(kind, row)
            for row in db.execute(f"SELECT {columns(kind)} FROM {table} WHERE version_id = ?", (version_id,))
        )
        for kind, table in ((QuoteAct, "quote_acts"), (QuoteDecision, "quote_decisions"))
    )
    return acts, decisions  # type: ignore[return-value]  # each of its own kind


def stands(db: sqlite3.Connection, row: QuoteRow, on: date) -> Life:
    """Where the version of a row stands on a day."""
    read = contents(db, row)
    draft = QuoteVersion(row.id, row.quote_id, quote_number(row.number), read.quote, row.valid_until_on)
    return life(draft, row, measured(read.priced), *past(db, row.id), on)


def follow(db: sqlite3.Connection, customer_ids: Iterable[str]) -> None:
    """Bring the standings of customers' quotes up to their rows, inside the transaction that wrote them."""
    ids = json.dumps(list(customer_ids))
    follow_quotes(db, [row[0] for row in db.execute(QUOTES_OF, {"ids": ids})])


def follow_quotes(db: sqlite3.Connection, quote_ids: Iterable[str]) -> None:
    """Bring the standings of some quotes up to their rows, inside the transaction that wrote them."""
    ids = json.dumps(sorted(set(quote_ids)))
    before = {tuple(row) for row in db.execute(KNOWN, (ids,))}
    db.execute(GONE, (ids,))
    found = db.execute(
        f"SELECT {columns(QuoteRow)} FROM quotes WHERE quote_id IN (SELECT value FROM json_each(?))", (ids,)
    ).fetchall()
    db.executemany(PUT, [_standing(db, value(QuoteRow, row)) for row in found])
    db.execute(NEWEST, (ids,))
    changed = before ^ {tuple(row) for row in db.execute(KNOWN, (ids,))}
    search.refresh(db, "quote", {row[0] for row in changed})


def rebuild(db: sqlite3.Connection) -> None:
    """Make all standings anew, inside the transaction that is open."""
    db.execute("DELETE FROM quote_standings")
    follow_quotes(db, [row[0] for row in db.execute("SELECT DISTINCT quote_id FROM quotes")])


def _standing(db: sqlite3.Connection, row: QuoteRow) -> tuple[object, ...]:
    state, waits, at = _found(db, row)
    return (
        row.id, row.quote_id, row.customer_id, row.rep_id, state, waits, row.valid_until_on.isoformat(), at,
    )  # fmt: skip


def _found(db: sqlite3.Connection, row: QuoteRow) -> tuple[str, bool, int]:
    """State, whether a decision is owed, and when something was last done."""
    acts, decisions = past(db, row.id)
    at = max([row.saved_at, row.issued_at or 0, *(one.at for one in acts), *(one.at for one in decisions)])
    if row.issued_at is not None:  # nothing of it is measured any more
        bare = QuoteVersion(
            row.id, row.quote_id, quote_number(row.number), Quote(row.currency, ()), row.valid_until_on
        )
        return life(bare, row, Measured((), {}), acts, decisions, OPEN).version.state, False, at
    if not acts and not decisions:
        return DRAFT, False, at
    try:
        found = stands(db, row, OPEN)
    except SalesError:  # a document of a later release: shown as it was begun
        return DRAFT, False, at
    return found.version.state, found.waits, at
