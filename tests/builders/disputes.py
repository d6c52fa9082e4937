"""A store in which the hub has left a conflict, a refusal and something that waits, written row by row."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

from data import activities, facts, summaries
from data.settings import put as put_settings
from data.store import Changes, Store
from sales.conflicts import Conflict
from sales.facts import Activity, Customer, Rep

NOW = 1_795_000_000_000
DAY = 86_400_000
REPS = (
    Rep("r-chen", "Chen Yuting", "R07", "陈雨婷", territory="East 2", manager_id="r-he"),
    Rep("r-wu", "Wu Hao", "R08", "吴昊", territory="East 1", manager_id="r-he"),
    Rep("r-he", "He Ping", "M01", "何平", role="manager"),
)
WANG = Customer("c-wang", "王建国", "C-1", phone="139 5710 8826", owner_id="r-chen", territory="East 2")


def phone_conflict(**more: Any) -> Conflict:
    """Chen wrote Wang's phone on Tuesday, offline; Wu's was received later and stands."""
    said: dict[str, Any] = {
        "base": json.dumps("138 0012 4471"),
        "mine": json.dumps("138 0012 4400"),
        "theirs": json.dumps("139 5710 8826"),
        "kept": "theirs",
        "by_id": "r-chen",
        "theirs_by": "r-wu",
        "theirs_at": NOW - 3_600_000,
        **more,
    }
    return Conflict("k-1", "customers", "c-wang", "phone", NOW - DAY, "m-1", **said)


def put_people(store: Store, me: str = "r-chen") -> None:
    """The team and one customer, whose phone is disputed."""
    with store.write(Changes.of("customers")) as db:
        facts.put(db, [*REPS, WANG])
        put_settings(db, {"me": me})
        summaries.rebuild(db)


def put_conflict(store: Store, conflict: Conflict) -> None:
    said = asdict(conflict)
    names = ", ".join(said)
    with store.write(Changes.of("conflicts")) as db:
        db.execute(
            f"INSERT INTO conflicts ({names}) VALUES ({', '.join('?' * len(said))})", (*said.values(),)
        )


def put_refusal(store: Store, mid: str = "m-refused") -> None:
    """The hub did not take a new name for Wang."""
    body = json.dumps({"op": "patch", "set": {"name": "王建国（新）"}, "base": {"name": "王建国"}})
    with store.write(Changes.of("attention")) as db:
        db.execute(
            "INSERT INTO attention VALUES (?, 'customers', 'c-wang', ?, ?, ?, NULL)",
            (mid, body, "This customer is not in your territory any more.", NOW),
        )


def log_call(store: Store, text: str, at: int = NOW, rep: str = "r-chen") -> str:
    return activities.log(store, Activity("", "c-wang", "call", at, rep_id=rep, text=text), at)
