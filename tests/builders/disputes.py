"""A store in which the hub has left a conflict, a refusal and something that waits, written row by row."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

from data import activities, facts, summaries
from data.settings import put as put_settings
from data.store import Changes, Store
from data.sync import state
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
            (mid, body, "moved", NOW),
        )


def log_call(store: Store, text: str, at: int = NOW, rep: str = "r-chen") -> str:
    return activities.log(store, Activity("", "c-wang", "call", at, rep_id=rep, text=text), at)


def put_link(store: Store, **more: Any) -> None:
    """This laptop is Chen's, enrolled at a hub that answered a minute ago."""
    said: dict[str, Any] = {
        "hub": "https://hub.qinghe-home.cn",
        "device": "d-1",
        "token": "t-1",
        "user": "r-chen",
        "user_name": "Chen Yuting",
        "team_name": "Qinghe Home",
        "device_name": "ThinkPad X1",
        "enrolled_at": NOW - 200 * DAY,
        "lease_until": NOW + 14 * DAY,
        "last_contact_at": NOW - 60_000,
        "last_success_at": NOW - 60_000,
        **more,
    }
    with store.write(Changes.of("sync")) as db:
        state.put(db, **said)


def put_share(store: Store) -> None:
    """What this laptop holds: the territory East 2 with its one customer, and what is everyone's."""
    with store.write(Changes.of("sync")) as db:
        db.executemany(
            "INSERT INTO cursors (scope, seq, gen, rebuild, n) VALUES (?, 9, 0, 0, ?)",
            [("territory:East 2", 1), ("shared", 40)],
        )
        db.execute("UPDATE customers SET _scope = 'territory:East 2', _seq = 9")


def put_round(store: Store, at: int, **more: Any) -> None:
    said: dict[str, Any] = {
        "at": at, "took_ms": 3_000, "sent": 17, "received": 212, "rejected": 0, "conflicts": 1, "heals": 0,
        "tries": 1, "failure": None, **more,
    }  # fmt: skip
    with store.write(Changes.of("sync")) as db:
        names = ", ".join(said)
        db.execute(f"INSERT INTO rounds ({names}) VALUES ({', '.join('?' * len(said))})", (*said.values(),))
