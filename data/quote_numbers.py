"""The numbers of quotes: each computer has a series of its own, so that two that are offline never collide.

With a hub the series is one of the team's (R01, R02, ...), else L and four characters made here. It belongs
to one file at one place: a copy of the folder and a backup that was put back are other files, and begin
another series. The last number of each series is kept whatever becomes of the quotes.
"""

from __future__ import annotations

import json
import secrets
from pathlib import Path

from data.engine import sqlite3
from sales.quote_states import QuoteNumber

LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"  # without what is easily taken for another
KEEP = "INSERT INTO sync_state VALUES ('series', ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value"
COUNT = """
INSERT INTO quote_series VALUES (:series, :year, 1) ON CONFLICT DO UPDATE SET last = last + 1
RETURNING last"""


def take(db: sqlite3.Connection, series: str) -> None:
    """Number quotes in a series that the hub has given, inside the transaction that is open."""
    db.execute(KEEP, (json.dumps([series, _place(db)]),))


def series(db: sqlite3.Connection) -> str | None:
    """The series of this computer; None until it has one, or where this is a copy of another's file."""
    row = db.execute("SELECT value FROM sync_state WHERE name = 'series'").fetchone()
    if row is None:
        return None
    name, place = json.loads(row[0])
    return str(name) if place == _place(db) else None


def series_of_team(db: sqlite3.Connection) -> str | None:
    """The series that the hub has given to this computer; None until there is one."""
    name = series(db)
    return name if name and name.startswith("R") else None


def next_number(db: sqlite3.Connection, year: int) -> QuoteNumber:
    """Another number for the first version of a quote, inside the transaction that is open."""
    name = series(db)
    if name is None:
        name = "L" + "".join(secrets.choice(LETTERS) for _ in range(4))
        take(db, name)
    serial = db.execute(COUNT, {"series": name, "year": year}).fetchone()[0]
    return QuoteNumber(year, name, serial)


def is_ours(db: sqlite3.Connection, number: QuoteNumber) -> bool:
    """Whether a number was given by this computer."""
    return number.series == series(db)


def _place(db: sqlite3.Connection) -> int:
    """What tells this file from a copy of it."""
    file = db.execute("SELECT file FROM pragma_database_list WHERE name = 'main'").fetchone()[0]
    return Path(file).stat().st_ino
