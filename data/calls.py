"""Calls under way and how they end: kept after every key, taken up again, logged in one transaction, undone.

A call lies in `calls` as its plan and its events (`sales.calls`) until its outcome is logged. Then it becomes
a contact with its marks, and all of it waits in the outbox.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import Any

from data import activities, outbox
from data.engine import sqlite3
from data.ids import ascending, uuid7
from data.store import Changes, Store
from sales.brief import FilledTrack, Step
from sales.calls import Call, Event, Plan, check, contacts, marks, replay

UNDER_WAY = "calls"
LOGGED = ("activities", "contact_marks", "outbox", UNDER_WAY)
PUT = """
INSERT INTO calls (activity_id, customer_id, begun_at, state) VALUES (?, ?, ?, ?)
ON CONFLICT DO UPDATE SET state = excluded.state"""
UNFINISHED = """
SELECT k.activity_id, k.customer_id, c.name, k.begun_at FROM calls k JOIN customers c ON c.id = k.customer_id
ORDER BY k.begun_at"""


@dataclass(frozen=True, slots=True)
class Unfinished:
    """A call that was begun and not logged."""

    activity_id: str
    customer_id: str
    name: str
    begun_at: int


def keep(store: Store, call: Call) -> None:
    """Keep a call as it stands, so that nothing of it is lost whatever happens."""
    with store.write(Changes.of(UNDER_WAY)) as db:
        _put(db, call)


def unfinished(db: sqlite3.Connection) -> tuple[Unfinished, ...]:
    """The calls whose outcome is not logged, the oldest first."""
    return tuple(Unfinished(**row) for row in db.execute(UNFINISHED))


def resume(db: sqlite3.Connection, customer_id: str) -> Call | None:
    """The call with a customer that is not logged yet, as it stood; None: there is none."""
    row = db.execute(
        "SELECT state FROM calls WHERE customer_id = ? ORDER BY begun_at DESC LIMIT 1", (customer_id,)
    ).fetchone()
    return _read(json.loads(row["state"])) if row else None


def discard(store: Store, activity_id: str) -> None:
    """Let a call go that never was one."""
    with store.write(Changes.of(UNDER_WAY)) as db:
        db.execute("DELETE FROM calls WHERE activity_id = ?", (activity_id,))


def finish(store: Store, call: Call, rep_id: str | None, now: int) -> tuple[str, ...]:
    """Log the outcome: contact, marks, promises and what of it waits for the hub, in one transaction.

    Returns the ids of the messages, by which `take_back` undoes it. Raises RuleBroken for a call without an
    outcome.
    """
    check(call)
    with store.write(Changes.of(*LOGGED)) as db:
        db.execute("DELETE FROM calls WHERE activity_id = ?", (call.plan.id,))
        call = _still_planned(db, call, now)
        contact, *promises = contacts(call, rep_id, now, uuid7)
        in_order = ascending(now)
        left = marks(call, rep_id, lambda _: in_order())
        write = activities.carry_out if call.plan.planned else activities.keep
        mids = write(db, contact, left, now)
        for promise in promises:
            mids += activities.keep(db, promise, (), now)
    return mids


def take_back(store: Store, call: Call, mids: tuple[str, ...], now: int) -> None:
    """Undo `finish` as a whole: the call stands as it did before its outcome was logged. Raises as
    `outbox.take_back_all` does.
    """
    if not call.plan.planned:
        call = replace(call, plan=replace(call.plan, id=uuid7(now)))
    with store.write(Changes.of(*LOGGED)) as db:
        outbox.turn_back(db, mids, now)
        _put(db, call)


def _put(db: sqlite3.Connection, call: Call) -> None:
    plan = call.plan
    db.execute(PUT, (plan.id, plan.customer_id, plan.begun_at, json.dumps(_state(call), ensure_ascii=False)))


def _still_planned(db: sqlite3.Connection, call: Call, now: int) -> Call:
    """The call as one that was not planned, if what was planned has gone or is done meanwhile."""
    if not call.plan.planned:
        return call
    row = db.execute("SELECT state FROM activities WHERE id = ?", (call.plan.id,)).fetchone()
    if row and row["state"] == "planned":
        return call
    return replace(call, plan=replace(call.plan, id=uuid7(now), planned=False))


def _state(call: Call) -> dict[str, Any]:
    """Plan and events as JSON can carry them."""
    plan = asdict(call.plan)
    if call.plan.track and call.plan.track.verified_on:
        plan["track"]["verified_on"] = call.plan.track.verified_on.isoformat()
    events = [
        {name: value for name, value in asdict(event).items() if value not in ("", None)}
        | ({"day": event.day.isoformat()} if event.day else {})
        for event in call.events
    ]
    return {"plan": plan, "events": events}


def _read(state: dict[str, Any]) -> Call:
    plan = state["plan"]
    track = _track(plan["track"]) if plan["track"] else None
    events = [Event(**one | {"day": _day(one.get("day"))}) for one in state["events"]]
    return replay(Plan(**plan | {"track": track}), events)


def _track(kept: dict[str, Any]) -> FilledTrack:
    steps = tuple(
        Step(
            id=step["id"],
            title=step["title"],
            answers=tuple((said, leads_to) for said, leads_to in step["answers"]),
            **{part: tuple(step[part]) for part in ("say", "show", "ask", "listen", "avoid")},
        )
        for step in kept["steps"]
    )
    return FilledTrack(**kept | {"steps": steps, "verified_on": _day(kept["verified_on"])})


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
