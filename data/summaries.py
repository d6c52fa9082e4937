"""One row a customer, kept in the transaction of the facts: sums for lists and rules, and stays in segments.

The same pass over the facts makes the rows of all customers (`rebuild`), of those whose facts changed
(`refresh`) and, not kept, of those who have facts after a past day (`later`), so the kept rows cannot drift
from the facts. Of the stays, those are kept that reach a customer's last fact or follow it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import fields
from datetime import date, tzinfo
from heapq import merge
from itertools import chain, groupby, islice
from operator import itemgetter
from typing import Any

from data.content.rules import placing_rules
from data.engine import sqlite3
from data.settings import zone as company_zone
from data.sums import Row, plain_rows, sums
from sales.calendar import Calendar, iso
from sales.facts import Summary
from sales.segments import SegmentRules, Trail, lasting

COLUMNS = tuple(field.name for field in fields(Summary))
ALL = ", ".join(COLUMNS)
INSERT = f"INSERT INTO summaries ({ALL}) VALUES ({', '.join('?' * len(COLUMNS))})"
CUSTOMER = itemgetter(0)
AT_ONCE = 500
STAY = "INSERT INTO stays VALUES (?, ?, ?, ?)"
TOUCHED = "SELECT customer_id FROM touched"
# A customer is known from the day of registration or of the first fact; one without either, always.
KNOWN = (
    "(registered_on <= :as_of OR first_fact_at <= :until OR registered_on IS NULL AND first_fact_at IS NULL)"
)
UNCHANGED = f"ifnull(last_fact_at <= :until, 1) AND {KNOWN}"
LATER = f"SELECT customer_id FROM summaries WHERE last_fact_at > :until AND {KNOWN}"


def rebuild(db: sqlite3.Connection, rules: SegmentRules | None = None, zone: tzinfo | None = None) -> None:
    """Make all rows anew, inside the transaction that is open; by the shipped rules in the company's zone."""
    rules, zone = rules or placing_rules().segments, zone or company_zone(db)
    db.execute("DELETE FROM summaries")
    db.execute("DELETE FROM stays")
    db.execute("INSERT OR REPLACE INTO derived VALUES ('stays', ?)", (_made_by(rules, zone),))
    _keep(db, rules, Calendar(zone), "")


def refresh(db: sqlite3.Connection, customer_ids: Iterable[str]) -> None:
    """Bring the rows of some customers up to their facts, inside the transaction that is open."""
    rules, zone = placing_rules().segments, company_zone(db)
    touch(db, customer_ids)
    db.execute(f"DELETE FROM summaries WHERE customer_id IN ({TOUCHED})")
    db.execute(f"DELETE FROM stays WHERE customer_id IN ({TOUCHED})")
    db.execute("INSERT OR IGNORE INTO derived VALUES ('stays', ?)", (_made_by(rules, zone),))
    _keep(db, rules, Calendar(zone), TOUCHED)


def touch(db: sqlite3.Connection, customer_ids: Iterable[str]) -> None:
    """Put customers into the connection's temporary table `touched`, in place of those that were in it."""
    db.execute("CREATE TEMP TABLE IF NOT EXISTS touched (customer_id TEXT PRIMARY KEY) WITHOUT ROWID")
    db.execute("DELETE FROM touched")
    db.executemany("INSERT OR IGNORE INTO touched VALUES (?)", ((one,) for one in customer_ids))


def summaries(db: sqlite3.Connection, as_of: date) -> Iterator[Summary]:
    """The customers known on a day, by id, with the sums over their facts up to and including it.

    The kept rows serve for all who have no later facts; the others are summed again.
    """
    rules, calendar = placing_rules().segments, Calendar(company_zone(db))
    kept = plain_rows(
        db, f"SELECT {ALL} FROM summaries WHERE {UNCHANGED} ORDER BY customer_id", until(as_of, calendar)
    )
    summed = (row for row, _ in later(db, as_of, rules, calendar))
    return map(summary, merge(kept, summed, key=CUSTOMER))


def later(
    db: sqlite3.Connection, as_of: date, rules: SegmentRules, calendar: Calendar, ids: str = LATER
) -> Iterator[tuple[Row, Trail]]:
    """The rows and trails, as of a day, of the customers whose kept rows are of a later one."""
    return sums(db, calendar, viewing_days(rules), ids, **until(as_of, calendar))


def stays_made_by(db: sqlite3.Connection, rules: SegmentRules, zone: tzinfo) -> bool:
    """Whether the kept stays are by these rules, in this zone."""
    kept = db.execute("SELECT value FROM derived WHERE name = 'stays'").fetchone()
    return kept is not None and kept[0] == _made_by(rules, zone)


def stale(db: sqlite3.Connection) -> int:
    """How many kept rows do not say what the facts say, or are missing or left over: 0 in a sound store."""
    made = (row for row, _ in sums(db, Calendar(company_zone(db)), 0))
    kept = plain_rows(db, f"SELECT {ALL} FROM summaries ORDER BY customer_id")
    pairs = (list(rows) for _, rows in groupby(merge(made, kept, key=CUSTOMER), CUSTOMER))
    return sum(len(pair) != 2 or pair[0] != pair[1] for pair in pairs)


def summary(row: Row) -> Summary:
    """A row of the table as a value."""
    customer_id, registered_on, *figures = row
    registered = None if registered_on is None else date.fromisoformat(registered_on)
    return Summary(customer_id, registered, *figures)


def until(as_of: date, calendar: Calendar) -> dict[str, Any]:
    """The parameters of what was known on a day."""
    return {"until": calendar.ends_at(as_of.toordinal()), "as_of": as_of.isoformat()}


def viewing_days(rules: SegmentRules) -> int:
    """For how many days after registration a view can matter; one more, for the zone."""
    return rules.potential_to_days + 2


def _keep(db: sqlite3.Connection, rules: SegmentRules, calendar: Calendar, ids: str) -> None:
    made = (
        (row, _stays(row[0], trail, rules)) for row, trail in sums(db, calendar, viewing_days(rules), ids)
    )
    while some := list(islice(made, AT_ONCE)):
        db.executemany(INSERT, (row for row, _ in some))
        db.executemany(STAY, chain.from_iterable(stayed for _, stayed in some))


def _stays(customer_id: str, trail: Trail, rules: SegmentRules) -> list[Row]:
    return [(customer_id, one.segment, iso(one.since), iso(one.until)) for one in lasting(trail, rules)]


def _made_by(rules: SegmentRules, zone: tzinfo) -> str:
    return f"{rules} in {zone}"
