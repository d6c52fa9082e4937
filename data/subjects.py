"""Whom a report can be about: the reps who sell, and the customers who are called next."""

from __future__ import annotations

from data.engine import sqlite3
from data.team import rep_name, team
from sales.words import Words

# Those who are called next, then those who buy most.
CALLED_NEXT = """
SELECT c.id, c.name FROM activities a JOIN customers c ON c.id = a.customer_id
WHERE a.state = 'planned' AND a.at >= :now AND (:rep IS NULL OR coalesce(a.rep_id, c.owner_id) = :rep)
GROUP BY c.id ORDER BY min(a.at), c.id LIMIT :most"""
BUY_MOST = """
SELECT c.id, c.name FROM standings s CROSS JOIN customers c ON c.id = s.customer_id
WHERE :rep IS NULL OR c.owner_id = :rep ORDER BY s.spend_cents DESC, s.customer_id LIMIT :most"""
BY_NAME = """
SELECT id, name FROM customers WHERE :rep IS NULL OR owner_id = :rep
ORDER BY name COLLATE NOCASE, id LIMIT :most"""


def reps(db: sqlite3.Connection, words: Words) -> tuple[tuple[str, str], ...]:
    """The numbers that people type and the names of the reps, by name; managers are left out."""
    return tuple((one.external_id or one.id, rep_name(one, words)) for one in team(db) if one.role == "rep")


def names(db: sqlite3.Connection, words: Words) -> dict[str, str]:
    """Everybody's name by our id."""
    return {one.id: rep_name(one, words) for one in team(db)}


def called_customers(
    db: sqlite3.Connection, rep_id: str | None, now: int, most: int = 40
) -> tuple[tuple[str, str], ...]:
    """Ids and names of customers of a rep (None: of all): whose call is next, who buys most, else by name."""
    bound = {"rep": rep_id, "now": now, "most": most}
    found = dict(map(tuple, db.execute(CALLED_NEXT, bound)))
    for sql in (BUY_MOST, BY_NAME):
        for customer_id, name in db.execute(sql, bound) if len(found) < most else ():
            if len(found) < most:
                found.setdefault(customer_id, name)
    return tuple(found.items())
