"""A hub and three laptops in one thread: the real hub and the real round over databases in memory.

Whatever is random comes from the caller. The network between them loses requests and replies, sends twice,
and sends what was sent long ago; a laptop dies at any point that the round names.
"""

from __future__ import annotations

import sqlite3 as hub_sqlite
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache, cached_property
from pathlib import Path
from random import Random
from typing import Any

from data.engine import sqlite3
from data.ids import uuid7
from data.migrations import VERSION, schema
from data.outbox import append, append_counts
from data.store import Changes, Store
from data.sync import shadow
from data.sync.round import run
from data.sync.rounds import Round
from data.sync.state import put
from data.sync.wire import ForkReply, Page, PullRequest, PushReply, PushRequest, read_page
from hub.compaction import compact
from hub.db import Db
from hub.pull import Pulled, pull
from hub.push import push
from hub.rows import Work, write
from hub.schema import METADATA
from hub.who import Who

TEAM = "t"
START = 1_780_000_000_000
DAY_MS = 86_400_000


class Lost(Exception):
    """The network lost a request or a reply."""


class Killed(Exception):
    """The process died here."""


class InMemory(Store):
    """The store over one connection in memory; rolled back and kept, as a killed process leaves it."""

    def __init__(self, db: sqlite3.Connection) -> None:
        super().__init__(Path(":memory:"))
        self.db = db

    def read(self) -> sqlite3.Connection:
        return self.db

    @contextmanager
    def write(
        self, changes: Changes, session: sqlite3.Connection | None = None
    ) -> Iterator[sqlite3.Connection]:
        self.db.execute("BEGIN IMMEDIATE")
        try:
            yield self.db
            self.db.execute("COMMIT")
        except BaseException:
            if self.db.in_transaction:
                self.db.execute("ROLLBACK")
            raise


@cache
def _empty_store() -> sqlite3.Connection:
    from sqlite_utils import Database

    db = _connected()
    schema().apply(Database(db))
    db.execute(f"PRAGMA user_version = {VERSION}")
    return db


def _connected() -> sqlite3.Connection:
    return sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)


@cache
def _empty_hub() -> hub_sqlite.Connection:
    db = Db("sqlite://")
    METADATA.create_all(db.engine)
    raw = hub_sqlite.connect(":memory:", check_same_thread=False)
    db.engine.raw_connection().driver_connection.backup(raw)  # type: ignore[union-attr]
    db.close()
    return raw


# Databases in memory that are free: making one takes longer than most histories.
_HUBS: list[Db] = []
_LAPTOPS: list[sqlite3.Connection] = []


class HubModel:
    """The hub of one team, with its office, its grants and its backup."""

    def __init__(self, rng: Random, db: Db | None = None) -> None:
        self.rng, self.now = rng, START
        self._lent = db is None
        self.db = db or (_HUBS.pop() if _HUBS else Db("sqlite://"))
        if db is None:
            _empty_hub().backup(self.raw)
        self.db.write(
            lambda tx: tx.run(
                "INSERT INTO team (id, name, settings, seq, floor, created_at)"
                " VALUES (:t, 'T', '{}', 0, 0, 0)",
                t=TEAM,
            )
        )

    @cached_property
    def raw(self) -> hub_sqlite.Connection:
        raw: Any = self.db.engine.raw_connection().driver_connection
        return raw  # type: ignore[no-any-return]

    def close(self) -> None:
        """Let go of the database; one in memory is lent to the next hub."""
        if self._lent:
            _HUBS.append(self.db)
        else:
            self.db.close()

    def office(self, job: Callable[[Work], Any]) -> Any:
        self.now += 1_000
        return write(self.db, TEAM, job, actor="office", what="office", now=self.now, rng=self.rng)

    def person(self, user: str, role: str = "rep") -> None:
        self.db.write(
            lambda tx: tx.run(
                "INSERT INTO person (team, id, name, role, active, added_at) VALUES (:t, :u, :u, :r, 1, 0)",
                t=TEAM, u=user, r=role,
            )
        )  # fmt: skip

    def grant(self, user: str, scope: str, *, on: bool) -> None:
        sql = (
            "INSERT INTO grant_ VALUES (:t, :u, :s) ON CONFLICT DO NOTHING"
            if on
            else "DELETE FROM grant_ WHERE team = :t AND person = :u AND scope = :s"
        )
        self.db.write(lambda tx: tx.run(sql, t=TEAM, u=user, s=scope))

    def compact(self) -> None:
        self.now += 1_000
        compact(self.db, TEAM, self.now, keep_ms=3_500)

    def back_up(self) -> hub_sqlite.Connection:
        kept = hub_sqlite.connect(":memory:", check_same_thread=False)
        self.raw.backup(kept)
        return kept

    def restore(self, kept: hub_sqlite.Connection) -> None:
        kept.backup(self.raw)

    def rows(self, sql: str, **bound: Any) -> list[tuple[Any, ...]]:
        if self._lent:
            return self.raw.execute(sql, bound).fetchall()
        with self.db.reading() as tx:
            return [tuple(row) for row in tx.rows(sql, **bound)]


class Wire:
    """The network as one laptop sees it; `fault` strikes at the `strike`-th call."""

    def __init__(
        self, hub: HubModel, who: Who, fault: str, strike: int, old: list[tuple[Who, PushRequest]]
    ) -> None:
        self.hub, self.who, self.fault, self.strike, self.old = hub, who, fault, strike, old
        self.calls = 0

    def push(self, request: PushRequest) -> PushReply | ForkReply:
        def ask() -> PushReply | ForkReply:
            self.hub.now += 1_000
            reply = push(self.hub.db, self.who, request, self.hub.now, self.hub.rng)
            self.old.append((self.who, request))
            del self.old[:-6]
            return reply

        return self._through(ask)

    def pull(self, request: PullRequest) -> Page | ForkReply:
        def ask() -> Page | ForkReply:
            pulled = pull(self.hub.db, self.who, request, self.hub.now)
            return read_page(pulled.body()) if isinstance(pulled, Pulled) else pulled

        return self._through(ask)

    def check(self, request: Any) -> Any:
        raise NotImplementedError

    def _through(self, ask: Callable[[], Any]) -> Any:
        self.calls += 1
        strikes = self.calls == self.strike
        if strikes and self.fault == "lost request":
            raise Lost
        if strikes and self.fault == "old push again" and self.old:
            who, request = self.old[self.strike % len(self.old)]
            push(self.hub.db, who, request, self.hub.now, self.hub.rng)
        reply = ask()
        if strikes and self.fault == "sent twice":
            reply = ask()
        if strikes and self.fault == "lost reply":
            raise Lost
        return reply


class Laptop:
    """A device of somebody, with its clock, which may be wrong."""

    def __init__(self, hub: HubModel, user: str, device: str) -> None:
        self.hub, self.who = hub, Who(TEAM, user, "rep", device)
        self.ahead_ms, self.heals, self.count = 0, 0, 0
        self.db = _LAPTOPS.pop() if _LAPTOPS else _connected()
        _empty_store().backup(self.db)
        self.db.row_factory = sqlite3.Row
        self.store = InMemory(self.db)
        put(self.db, device=device, hub="model", token="", user=user)

    def close(self) -> None:
        """Let go of the store, which is lent to the next laptop."""
        _LAPTOPS.append(self.db)

    def now(self) -> int:
        return self.hub.now + self.ahead_ms

    def patch(self, customer: str, field: str, value: str) -> str | None:
        with self.store.write(Changes.of("customers")) as db:
            old = db.execute(f"SELECT {field} FROM customers WHERE id = ?", (customer,)).fetchone()
            if old is None:
                return None
            db.execute(f"UPDATE customers SET {field} = ? WHERE id = ?", (value, customer))
            return append(db, "customers", customer, {field: value}, self._at(), base={field: old[0]})

    def count_stock(self, product: str, by: int) -> str | None:
        with self.store.write(Changes.of("products")) as db:
            changed = db.execute("UPDATE products SET stock = stock + ? WHERE id = ?", (by, product))
            return (
                append_counts(db, "products", product, {"stock": by}, self._at())
                if changed.rowcount
                else None
            )

    def note(self, customer: str, text: str) -> tuple[str, str]:
        """A note about a customer, here or not. Gives its id and the mutation's."""
        row_id = uuid7(self._at())
        values = {
            "customer_id": customer,
            "kind": "note",
            "at": self._at(),
            "text": text,
            "rep_id": self.who.user,
        }
        with self.store.write(Changes.of("activities")) as db:
            columns = ["id", *values]
            db.execute(
                f"INSERT INTO activities ({', '.join(columns)}) VALUES ({', '.join('?' * len(columns))})",
                [row_id, *values.values()],
            )
            return row_id, append(db, "activities", row_id, values, self._at())

    def sync(
        self,
        fault: str = "",
        strike: int = 0,
        *,
        old: list[tuple[Who, PushRequest]] | None = None,
        rows_a_page: int = 3,
        recount_ms: int = 30 * 365 * DAY_MS,
    ) -> Round | None:
        """A round, which the fault may end. None: it did."""
        points = 0

        def crash(_: str) -> None:
            nonlocal points
            points += 1
            if fault == "killed" and points == strike:
                raise Killed

        net = Wire(self.hub, self.who, fault, 1 + strike % 4, [] if old is None else old)
        try:
            done = run(
                self.store, net, self.now, crash=crash, follow=lambda db, touched: None,
                recount_ms=recount_ms, max_rows=rows_a_page, push_at_once=4,
            )  # fmt: skip
        except (Lost, Killed):
            return None
        self.heals += done.heals
        return done

    def rows(self, table: str, *columns: str) -> dict[str, tuple[Any, ...]]:
        found = self.db.execute(f"SELECT id, {', '.join(columns)} FROM {table}").fetchall()
        return {row[0]: tuple(row)[1:] for row in found}

    def shown(self, table: str, row_id: str) -> dict[str, Any] | None:
        return shadow.row(self.db, table, row_id)

    def _at(self) -> int:
        self.count += 1
        return max(0, self.now() + self.count)
