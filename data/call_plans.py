"""What Call mode opens with: whom it is with, what to say, what to show, whose turn it is next."""

from __future__ import annotations

from dataclasses import dataclass

from data.briefs import brief
from data.calls import resume, unfinished
from data.content.kinds import pieces
from data.content.stories import STORIES
from data.engine import sqlite3
from data.filling import about
from data.history import history
from data.ids import uuid7
from data.product_sheets import product_sheet
from sales.brief import Brief
from sales.calendar import Calendar
from sales.calls import Call, Plan
from sales.facts import Product
from sales.product_sheet import ProductSheet
from sales.words import Words

CALL_MINUTES = {"call": 10, "visit": 45, "message": 5}  # what is meant to be enough
DAY = """
SELECT a.id, a.customer_id, c.name, a.at, a.state FROM activities a JOIN customers c ON c.id = a.customer_id
WHERE a.at BETWEEN :first AND :last AND a.state IN ('planned', 'done') AND a.kind IN ('call', 'visit')
    AND (:rep IS NULL OR coalesce(a.rep_id, c.owner_id) = :rep)
ORDER BY a.at, c.name"""


@dataclass(frozen=True, slots=True)
class Following:
    """Who is planned to be called next."""

    activity_id: str
    customer_id: str
    name: str
    at: int


@dataclass(frozen=True, slots=True)
class Opening:
    """All that a call is led with; `sheet` is of the product that it is about. `call` is the one that was
    begun and not logged yet, if there is one; `number` of `of` is its place among the planned calls of the
    day (0: it is none of them).
    """

    brief: Brief
    plan: Plan
    minutes: int
    sheet: ProductSheet | None
    rivals: tuple[str, ...]
    number: int
    of: int
    following: Following | None
    call: Call | None = None


def opening(
    db: sqlite3.Connection,
    customer_id: str,
    words: Words,
    now: int,
    rep_id: str | None = None,
    planned: str | None = None,
) -> Opening:
    """What a call with a customer opens with; `planned` is the activity that plans it, else today's with
    them.

    Raises NotFound.
    """
    shown = brief(db, customer_id, words, now)
    who = shown.customer.id
    begun = resume(db, who)
    days = _day(db, words, now, rep_id)
    activity_id = planned or next((one["id"] for one in days if _is_open(one, who)), None)
    subject = about(db, history(db, who, now), now)
    plan = begun.plan if begun else _plan(db, shown, activity_id, subject, now)
    sheet = product_sheet(db, subject.id, words, now, who) if subject else None
    number = next((at for at, one in enumerate(days, 1) if one["id"] == plan.id), 0)
    return Opening(
        brief=shown,
        plan=plan,
        minutes=CALL_MINUTES.get(plan.kind, CALL_MINUTES["call"]),
        sheet=sheet,
        rivals=_rivals(db, sheet, words),
        number=number,
        of=len(days),
        following=_following(days, plan.id, number),
        call=begun,
    )


def next_up(
    db: sqlite3.Connection, words: Words, now: int, rep_id: str | None = None
) -> tuple[str, str | None] | None:
    """Customer and activity of the call to go on with: one not logged yet, else today's next planned one."""
    if waiting := unfinished(db):
        return waiting[-1].customer_id, None
    one = next((one for one in _day(db, words, now, rep_id) if one["state"] == "planned"), None)
    return (one["customer_id"], one["id"]) if one else None


def _day(db: sqlite3.Connection, words: Words, now: int, rep_id: str | None) -> list[sqlite3.Row]:
    calendar, today = Calendar(words.zone), words.moment(now).date().toordinal()
    bound = {"first": calendar.begins_at(today), "last": calendar.ends_at(today), "rep": rep_id}
    return db.execute(DAY, bound).fetchall()


def _is_open(one: sqlite3.Row, customer_id: str) -> bool:
    return bool(one["customer_id"] == customer_id and one["state"] == "planned")


def _plan(
    db: sqlite3.Connection, shown: Brief, activity_id: str | None, subject: Product | None, now: int
) -> Plan:
    row = db.execute(
        "SELECT id, kind, objective FROM activities WHERE id = ? AND customer_id = ? AND state = 'planned'",
        (activity_id, shown.customer.id),
    ).fetchone()
    return Plan(
        id=row["id"] if row else uuid7(now),
        customer_id=shown.customer.id,
        begun_at=now,
        track=shown.track,
        segment=shown.segments[0].segment if shown.segments else None,
        product_id=subject.id if subject else None,
        objective=(row["objective"] if row else None) or (shown.track.objective if shown.track else None),
        kind=row["kind"] if row else "call",
        planned=row is not None,
    )


def _following(days: list[sqlite3.Row], own_id: str, number: int) -> Following | None:
    """The next planned call of the day, the earlier ones that were left out after the later ones."""
    waiting = [one for one in (*days[number:], *days[:number]) if one["state"] == "planned"]
    one = next((one for one in waiting if one["id"] != own_id), None)
    return Following(one["id"], one["customer_id"], one["name"], one["at"]) if one else None


def _rivals(db: sqlite3.Connection, sheet: ProductSheet | None, words: Words) -> tuple[str, ...]:
    """The rivals of the product; where it has no story, those that stories of its kind name most."""
    if sheet is None:
        return ()
    if sheet.story and sheet.story.rivals:
        return tuple(rival.name for rival in sheet.story.rivals)
    rows = db.execute("SELECT external_id FROM products WHERE category = ?", (sheet.product.category,))
    kind = {row["external_id"] for row in rows}
    stories = (one for one in pieces(db, STORIES, words.locale) if one.product in kind)
    named = [rival.name for one in stories for rival in one.rivals]
    return tuple(sorted(set(named), key=lambda name: (-named.count(name), name))[:3])
