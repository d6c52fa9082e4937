"""Contacts as the rep logs them: one transaction for the row, the customer's sums and the outbox."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, replace

from data import facts, outbox
from data.engine import sqlite3
from data.history import customer
from data.ids import uuid7
from data.rows import columns
from data.store import Changes, Store
from sales import activities
from sales.contact_marks import ContactMark
from sales.errors import NotFound, RuleBroken
from sales.facts import Activity

KINDS = ("activities", "outbox")
PLANNED = (
    "at",
    "state",
    "duration_s",
    "outcome",
    "text",
    "next_step",
    "next_on",
    "promise",
    "promised_on",
)  # what is said of a planned contact once it took place


def log(store: Store, activity: Activity, now: int) -> str:
    """Keep a contact; its id is made here. Returns the message's id, by which `outbox.take_back` undoes it.

    The customer may be given by our id or by the external one. Raises NotFound or RuleBroken.
    """
    activities.check(activity)
    who = customer(store.read(), activity.customer_id)
    kept = replace(activity, id=uuid7(now), customer_id=who.id)
    with store.write(Changes.of(*KINDS)) as db:
        (mid,) = keep(db, kept, (), now)
    return mid


def keep(
    db: sqlite3.Connection, activity: Activity, marks: Iterable[ContactMark], now: int
) -> tuple[str, ...]:
    """Write a contact and its marks, inside a transaction. Returns the ids of the messages, in order."""
    activities.check(activity)
    rows: tuple[tuple[str, Activity | ContactMark], ...] = (
        ("activities", activity),
        *(("contact_marks", mark) for mark in marks),
    )
    facts.put(db, [row for _, row in rows])
    mids = tuple(outbox.append(db, table, row.id, _said(row), now) for table, row in rows)
    outbox.follow(db, [activity.customer_id])
    return mids


def carry_out(
    db: sqlite3.Connection, contact: Activity, marks: Iterable[ContactMark], now: int
) -> tuple[str, ...]:
    """Write that a planned contact took place, with its marks, inside a transaction; gives as `keep` does."""
    activities.check(contact)
    row = db.execute(f"SELECT {columns(Activity)} FROM activities WHERE id = ?", (contact.id,)).fetchone()
    said = {name: value for name, value in _said(contact).items() if name in PLANNED and value != row[name]}
    sets = ", ".join(f"{name} = :{name}" for name in said)
    db.execute(f"UPDATE activities SET {sets} WHERE id = :id", {**said, "id": contact.id})
    base = {name: row[name] for name in said}
    mids = [outbox.append(db, "activities", contact.id, said, now, base=base)]
    for mark in marks:
        facts.put(db, [mark])
        mids.append(outbox.append(db, "contact_marks", mark.id, _said(mark), now))
    outbox.follow(db, [contact.customer_id])
    return tuple(mids)


def keep_promise(store: Store, activity_id: str, now: int) -> str:
    """Mark a contact's promise as kept. Returns the message's id. Raises NotFound or RuleBroken."""
    with store.write(Changes.of(*KINDS)) as db:
        row = db.execute(
            "SELECT customer_id, promise, kept_at FROM activities WHERE id = ?", (activity_id,)
        ).fetchone()
        if row is None or row["promise"] is None:
            raise NotFound("There is no promise {id}.", id=activity_id)
        if row["kept_at"] is not None:
            raise RuleBroken("That promise was kept already.")
        db.execute("UPDATE activities SET kept_at = ? WHERE id = ?", (now, activity_id))
        mid = outbox.append(db, "activities", activity_id, {"kept_at": now}, now, base={"kept_at": None})
        outbox.follow(db, [row["customer_id"]])
    return mid


def _said(row: Activity | ContactMark) -> dict[str, object]:
    """What the row says, field by field, as JSON can carry it."""
    return {
        name: value.isoformat() if name.endswith("_on") else value
        for name, value in asdict(row).items()
        if value is not None and name != "id"
    }
