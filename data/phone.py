"""What a rep takes along on the phone: what is planned for a day, whom to call, the briefs of the calls."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta

from data.briefs import brief
from data.engine import sqlite3
from data.rows import columns, value
from sales.agenda import MINUTES, Appointment, Contact, Parcel
from sales.errors import NotFound
from sales.facts import Activity, Customer
from sales.words import Words

KINDS = {"call": "Call with {name}", "visit": "Visit to {name}", "message": "Message to {name}"}
PLANNED = f"""
SELECT {columns(Activity, "a")} FROM activities a JOIN customers c ON c.id = a.customer_id
WHERE a.state = 'planned' AND a.kind != 'note' AND a.at BETWEEN :first AND :last
    AND (:rep IS NULL OR coalesce(a.rep_id, c.owner_id) = :rep)
ORDER BY a.at, a.id"""


def parcel(
    db: sqlite3.Connection, rep_id: str | None, words: Words, now: int, day: date | None = None
) -> Parcel:
    """What is planned for a day (the next one, if none is given) for a rep; None: for everybody."""
    day = day or words.moment(now).date() + timedelta(1)
    planned = _planned(db, rep_id, words, day)
    customers = {one.customer_id: _customer(db, one.customer_id) for one in planned}
    return Parcel(
        day=day,
        appointments=tuple(_appointment(one, customers[one.customer_id], words) for one in planned),
        contacts=tuple(_contact(one) for one in customers.values()),
        briefs=tuple(brief(db, customer_id, words, now) for customer_id in customers),
    )


def _planned(db: sqlite3.Connection, rep_id: str | None, words: Words, day: date) -> tuple[Activity, ...]:
    bound = {"rep": rep_id, "first": _instant(day, words), "last": _instant(day + timedelta(1), words) - 1}
    return tuple(value(Activity, row) for row in db.execute(PLANNED, bound))


def _instant(day: date, words: Words) -> int:
    return int(datetime.combine(day, time(), words.zone).timestamp() * 1000)


def _customer(db: sqlite3.Connection, customer_id: str) -> Customer:
    row = db.execute(f"SELECT {columns(Customer)} FROM customers WHERE id = ?", (customer_id,)).fetchone()
    if row is None:
        raise NotFound("There is no customer {who}.", who=customer_id)
    return value(Customer, row)


def _appointment(one: Activity, who: Customer, words: Words) -> Appointment:
    return Appointment(
        uid=f"{one.id}@rapport",
        starts_at=one.at,
        minutes=max(1, one.duration_s // 60) if one.duration_s else MINUTES,
        title=words(KINDS.get(one.kind, KINDS["call"]), name=who.name),
        place=who.city or "" if one.kind == "visit" else "",
        notes=_lines((one.objective, who.contact_name, who.phone)),
    )


def _contact(who: Customer) -> Contact:
    return Contact(
        uid=f"{who.id}@rapport",
        name=who.name,
        organisation=who.kind == "organisation",
        person=who.contact_name or "",
        phone=who.phone or "",
        mail=who.email or "",
        city=who.city or "",
        birthday=who.birthday,
        note=who.external_id or "",
    )


def _lines(texts: Iterable[str | None]) -> str:
    return "\n".join(text for text in texts if text)
