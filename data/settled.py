"""What the service desk has settled, so that no list asks for it again."""

from __future__ import annotations

from data.engine import sqlite3

# What an act about a subject settles, as occasions and issues call it.
SETTLES = {
    ("ticket", "resolved"): "ticket",
    ("ticket", "satisfaction_call"): "satisfaction",
    ("review", "answered"): "review",
    ("order", "called_first"): "delay",
    ("return", "refunded"): "return",
    ("return", "refused"): "return",
}
ACTS = "SELECT customer_id, subject, subject_id, act FROM service_acts WHERE at <= ? ORDER BY at, id"


def settled(db: sqlite3.Connection, now: int) -> frozenset[tuple[str, str, str]]:
    """What is settled by `now`: the customer's id, the kind and the row or the period it is about.

    A ticket that was escalated after it had been resolved is open again.
    """
    found: set[tuple[str, str, str]] = set()
    for customer_id, subject, subject_id, act in db.execute(ACTS, (now,)):
        if act == "benefit_given":
            kind, _, period = subject_id.rpartition("/")[2].partition("-")
            found.add((customer_id, kind, period))
        elif kind := SETTLES.get((subject, act)):
            found.add((customer_id, kind, subject_id))
        elif (subject, act) == ("ticket", "escalated"):
            found.discard((customer_id, "ticket", subject_id))
    return frozenset(found)
