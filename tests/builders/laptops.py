"""Laptops of a team and the hub they sync with: the real hub over HTTP, real stores in homes of their own."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from data.activities import log
from data.engine import sqlite3
from data.store import Store
from data.sync import round as exchange
from data.sync.clock import wall
from data.sync.enrol import enrol
from data.sync.home import open_home
from data.sync.http import HubConnection
from data.sync.rounds import Round
from data.sync.state import link
from hub import enrolment, people
from hub.db import Db
from hub.serve import embedded
from hub.who import Who
from sales.facts import Activity
from tests.builders.hub import NORTH, SOUTH, Team, a_team, customers, put

PRODUCT = "p-1"


@dataclass(frozen=True, slots=True)
class Site:
    """A hub that is being served at `url`, with its team."""

    db: Db
    team: Team
    url: str

    def code(self, who: Who) -> str:
        return enrolment.invite(self.db, people.office(self.team.id), who.user, wall())

    def put(self, table: str, rows: Mapping[str, Mapping[str, Any]]) -> int:
        return put(self.db, self.team.id, table, rows, wall())

    def rows(self, sql: str, **bound: Any) -> list[tuple[Any, ...]]:
        with self.db.reading() as tx:
            return [tuple(row) for row in tx.rows(sql, **bound)]


def founded(folder: Path, n: int = 6) -> tuple[Db, Team]:
    """A hub's database with the team, `n` customers in each territory and a product."""
    db = Db(f"sqlite:///{folder / 'hub.db'}")
    team = a_team(db)
    put(db, team.id, "customers", customers(n, NORTH), wall())
    put(db, team.id, "customers", customers(n, SOUTH, 500), wall())
    put(
        db, team.id, "products", {PRODUCT: {"name": "Breva 600", "external_id": "AP-600", "stock": 0}}, wall()
    )
    return db, team


@contextmanager
def site(folder: Path, n: int = 6) -> Iterator[Site]:
    """A hub that is served while the block runs."""
    db, team = founded(folder, n)
    try:
        with embedded(db) as url:
            yield Site(db, team, url)
    finally:
        db.close()


def laptop(hub: Site, who: Who, home: Path, url: str | None = None) -> Store:
    """A laptop that was just connected; its rows have not come yet."""
    enrol(home, hub.url, hub.code(who), name=home.name, now=wall())
    store = open_home(home).store
    if url is not None:
        move(store, url)
    return store


def move(store: Store, url: str) -> None:
    """The hub is reached at another address from now on."""
    from data.store import Changes
    from data.sync.state import put as keep

    with store.write(Changes.of("sync")) as db:
        keep(db, hub=url)


def line(store: Store, grace_s: float = 30) -> HubConnection:
    """The store's line to its hub."""
    tie = link(store.read())
    assert tie is not None
    return HubConnection(tie.hub, tie.token, tie.ca or None, grace_s)


def synced(store: Store, max_rows: int = 2_000) -> Round:
    """One round over the line, which raises what goes wrong."""
    with line(store) as hub:
        return exchange.run(store, hub, wall, max_rows=max_rows)


def note(store: Store, customer: str, text: str) -> str:
    """A note, as a rep writes one. Returns the message's id."""
    return log(store, Activity(id="", customer_id=customer, kind="note", at=wall(), text=text), wall())


def notes(db: sqlite3.Connection, beginning: str = "") -> list[str]:
    """The notes that begin so, by their text."""
    found = db.execute("SELECT text FROM activities WHERE text LIKE ? || '%' ORDER BY text", (beginning,))
    return [row[0] for row in found]


def content(store: Store) -> list[tuple[Any, ...]]:
    """All that a round may change, to see that nothing was."""
    db = store.read()
    return [
        tuple(row)
        for sql in (
            "SELECT id, name, phone, _seq, _scope FROM customers ORDER BY id",
            "SELECT id, text, _seq FROM activities ORDER BY id",
            "SELECT mid, state, seq, outcome FROM outbox ORDER BY ord",
            "SELECT scope, seq, gen, rebuild, n, total FROM cursors ORDER BY scope",
            "SELECT name, value FROM sync_state WHERE name IN ('hi', 'token', 'view') ORDER BY name",
            "SELECT mid FROM attention",
        )
        for row in db.execute(sql)
    ]


def until(condition: Any, seconds: float = 20) -> None:
    """Wait for something that is about to happen."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.01)
