"""Whose laptop this is, to which hub, and what was last seen of it: one row a value, in the store itself.

The token is in here, so it is as safe as the store is (docs/encryption.md).
"""

from __future__ import annotations

import json
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any

from data.engine import sqlite3

if TYPE_CHECKING:  # the window's start reads the link, and none of what carries messages
    from data.sync.wire import Head

PUT = "INSERT INTO sync_state VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value"


@dataclass(frozen=True, slots=True)
class Link:
    """The tie to a hub. Instants are UTC milliseconds; 0: never. `view` is which restricted columns are here.

    `hub_ahead_ms` is how far the hub's clock is ahead of this one; `failures` are rounds in a row that
    failed, `waiting_until` when the next may begin.
    """

    hub: str
    device: str
    token: str
    user: str
    user_name: str = ""
    role: str = "rep"
    team: str = ""
    team_name: str = ""
    device_name: str = ""
    ca: str = ""
    view: str = ""
    enrolled_at: int = 0
    lease_until: int = 0
    last_contact_at: int = 0
    last_success_at: int = 0
    hub_ahead_ms: int = 0
    failures: int = 0
    failure: str = ""
    waiting_until: int = 0
    recounted_at: int = 0
    checked_at: int = 0
    catching_up: bool = False


NAMES = frozenset(field.name for field in fields(Link))


def link(db: sqlite3.Connection) -> Link | None:
    """The tie to the hub; None where this store has none."""
    known = {name: json.loads(value) for name, value in db.execute("SELECT name, value FROM sync_state")}
    if "device" not in known:
        return None
    return Link(**{name: value for name, value in known.items() if name in NAMES})


def linked(db: sqlite3.Connection) -> bool:
    return db.execute("SELECT 1 FROM sync_state WHERE name = 'device'").fetchone() is not None


def value(db: sqlite3.Connection, name: str, default: Any) -> Any:
    """One value of the link, without reading the others."""
    row = db.execute("SELECT value FROM sync_state WHERE name = ?", (name,)).fetchone()
    return default if row is None else json.loads(row[0])


def put(db: sqlite3.Connection, **values: Any) -> None:
    """Keep values of the link, inside the transaction that is open."""
    db.executemany(PUT, [(name, json.dumps(value)) for name, value in values.items()])


def witnessed(db: sqlite3.Connection) -> Head:
    """The newest transaction of the hub that this laptop knows of."""
    seq, nonce = value(db, "hi", (0, ""))
    return int(seq), str(nonce)


def witness(db: sqlite3.Connection, head: Head, *, restored: bool = False) -> None:
    """Remember a transaction of the hub, if it is newer; or in any case, after the hub was restored."""
    if restored or head[0] >= witnessed(db)[0]:
        put(db, hi=list(head))
