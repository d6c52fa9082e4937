"""The hub's database: SQLite by default, PostgreSQL by URL; plain SQL that engines of its wire take too.

A reading is one snapshot; a write is one transaction that is tried again when the engine asks for it, so what
it does must come from what it reads. Statements are text with `:name` parameters, each prepared once.
"""

from __future__ import annotations

import json
import sqlite3
import time
from collections import namedtuple
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from functools import cache
from operator import itemgetter
from random import SystemRandom
from threading import RLock
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine, StaticPool, create_engine, event, text
from sqlalchemy.engine import Dialect, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError

from sales.errors import SalesError

T = TypeVar("T")

AGAIN = {"40001", "40P01", "23505"}  # serialization failure, deadlock, two inserted the same
TRIES = 30  # strict engines turn all away but one of those who write a team's counter at once
BUSY_MS = 30_000
PAUSE_S, LONGEST_S = 0.01, 0.25


class HubUnreachable(SalesError):
    """The hub's database cannot be opened."""


class Tx:
    """One transaction: runs statements on the driver's own cursor, gives rows by name and by place.

    Errors are SQLAlchemy's, without the values that were bound: these may be personal.
    """

    __slots__ = ("_connection", "_cursor", "_dialect")

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._dialect = connection.dialect
        self._cursor: Any = connection.connection.cursor()

    def rows(self, sql: str, **bound: Any) -> Sequence[Any]:
        """Rows by name and by place."""
        found = self._run(sql, bound)
        named = _named(tuple(column[0] for column in found.description))
        return [named._make(row) for row in found.fetchall()]

    def tuples(self, sql: str, **bound: Any) -> list[tuple[Any, ...]]:
        """Rows by place only, as the driver gives them: for many."""
        found: list[tuple[Any, ...]] = self._run(sql, bound).fetchall()
        return found

    def row(self, sql: str, **bound: Any) -> Any:
        """The first row, by name and by place, or None."""
        found = self._run(sql, bound)
        first = found.fetchone()
        if first is None:
            return None
        return _named(tuple(column[0] for column in found.description))._make(first)

    def value(self, sql: str, **bound: Any) -> Any:
        """The first value of the first row, or None."""
        first = self._run(sql, bound).fetchone()
        return None if first is None else first[0]

    def run(self, sql: str, **bound: Any) -> int:
        """How many rows it touched."""
        touched: int = self._run(sql, bound).rowcount
        return touched

    def many(self, sql: str, rows: Sequence[Mapping[str, Any]]) -> None:
        """The statement for each of many rows."""
        if not rows:
            return
        said, order = _prepared(self._dialect, sql)
        try:
            if order is None:
                self._cursor.executemany(said, [dict(row) for row in rows])
            else:
                place = itemgetter(*order) if len(order) > 1 else lambda row: (row[order[0]],)
                self._cursor.executemany(said, list(map(place, rows)))
        except self._dialect.loaded_dbapi.Error as error:
            raise self._told(error, said) from error

    def among(self, column: str, name: str = "ids") -> str:
        """A condition that `column` is one of the parameter `name`, which `listed` makes."""
        if self._dialect.name == "sqlite":
            return f"{column} IN (SELECT value FROM json_each(:{name}))"
        return f"{column} = ANY(:{name})"

    def listed(self, values: Iterable[str]) -> Any:
        """Values as the parameter of `among`."""
        found = list(values)
        return json.dumps(found) if self._dialect.name == "sqlite" else found

    @property
    def locking(self) -> str:
        """What a SELECT ends with that locks its rows until the transaction's end."""
        return "" if self._dialect.name == "sqlite" else " FOR UPDATE"

    def _run(self, sql: str, bound: Mapping[str, Any]) -> Any:
        said, order = _prepared(self._dialect, sql)
        try:
            self._cursor.execute(said, bound if order is None else [bound[name] for name in order])
        except self._dialect.loaded_dbapi.Error as error:
            raise self._told(error, said) from error
        return self._cursor

    def _told(self, error: Any, said: str) -> DBAPIError:
        """The driver's error as SQLAlchemy has it; a connection that broke is not used again."""
        broken = self._dialect.is_disconnect(
            error, self._connection.connection.dbapi_connection, self._cursor
        )
        if broken:
            self._connection.invalidate(error)
        base = self._dialect.loaded_dbapi.Error
        told = DBAPIError.instance(said, None, error, base, connection_invalidated=broken)
        assert isinstance(told, DBAPIError)
        return told


class Db:
    """A hub's database. Safe to share between threads: each transaction has a connection of its own."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.engine = _engine(url)
        self.dialect = self.engine.dialect.name
        self._collided = RLock()  # who collided does not collide with others who did

    @contextmanager
    def reading(self) -> Iterator[Tx]:
        """One snapshot of the database."""
        options: dict[str, Any] = {}
        if self.dialect != "sqlite":
            options = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
        with self.engine.connect().execution_options(**options) as connection, connection.begin():
            yield Tx(connection)

    def write(self, job: Callable[[Tx], T]) -> T:
        """Run a job in one transaction; again, from its start, when the engine says that it collided."""
        for turn in range(TRIES + 1):
            try:
                with (
                    self._collided if turn else nullcontext(),
                    self.engine.connect().execution_options(rapport_writes=True) as connection,
                    connection.begin(),
                ):
                    return job(Tx(connection))
            except DBAPIError as error:
                if turn == TRIES or not collided(error):
                    raise
            time.sleep(SystemRandom().uniform(0, min(LONGEST_S, PAUSE_S * 2**turn)))
        raise AssertionError("unreachable")

    def close(self) -> None:
        self.engine.dispose()


def collided(error: DBAPIError) -> bool:
    """Whether the transaction only has to be run again."""
    if isinstance(error.orig, sqlite3.Error):
        return "locked" in str(error.orig) or "UNIQUE constraint" in str(error.orig)
    return getattr(error.orig, "sqlstate", None) in AGAIN


@cache
def _named(columns: tuple[str, ...]) -> Any:
    """Rows with these columns, by name and by place."""
    return namedtuple("Row", columns, rename=True)


_PREPARED: dict[tuple[str, str], tuple[str, tuple[str, ...] | None]] = {}


def _prepared(dialect: Dialect, sql: str) -> tuple[str, tuple[str, ...] | None]:
    """The statement as the driver takes it, and the order of its parameters (None: by name)."""
    found = _PREPARED.get((dialect.driver, sql))
    if found is None:
        compiled = text(sql).compile(dialect=dialect)
        order = None if compiled.positiontup is None else tuple(compiled.positiontup)
        found = _PREPARED[dialect.driver, sql] = (compiled.string, order)
    return found


def _engine(url: str) -> Engine:
    try:
        made = make_url(url)
        if made.drivername in {"postgresql", "postgres"}:
            made = made.set(drivername="postgresql+psycopg")
        if made.get_backend_name() not in {"sqlite", "postgresql"}:
            raise _unknown(url)
        memory = made.get_backend_name() == "sqlite" and made.database in {None, "", ":memory:"}
        engine = create_engine(made, **_pool(made.get_backend_name(), memory))
    except (ArgumentError, NoSuchModuleError) as error:
        raise _unknown(url) from error
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _as_ours)
        event.listen(engine, "begin", _begin)
    return engine


def _pool(backend: str, memory: bool) -> dict[str, Any]:
    if memory:
        return {"poolclass": StaticPool, "connect_args": {"check_same_thread": False}}
    if backend == "sqlite":
        return {"connect_args": {"timeout": BUSY_MS / 1000, "check_same_thread": False}, "pool_size": 16}
    return {"pool_size": 16, "max_overflow": 32, "pool_pre_ping": True}


def _unknown(url: str) -> HubUnreachable:
    return HubUnreachable(
        "{url} is not the address of a hub database.",
        "Write sqlite:///FILE or postgresql://USER@HOST/NAME.",
        url=url.rsplit("@", maxsplit=1)[-1],
    )


def _as_ours(connection: Any, _: object) -> None:
    connection.isolation_level = None  # transactions begin where `_begin` says
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA cache_size = -65536")


def _begin(connection: Connection) -> None:
    writes = connection.get_execution_options().get("rapport_writes")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
