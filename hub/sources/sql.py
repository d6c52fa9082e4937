"""Any SQL database that SQLAlchemy reaches, by a query for each kind.

    type = "sql"
    url_env = "ERP_URL"               # or url = "sqlite:////srv/erp.db" where there is no secret in it

    [[kind]]
    kind = "customers"
    query = "SELECT * FROM client WHERE changed_at >= :since AND id > :after ORDER BY id LIMIT :page"
    key = "id"                        # the column that tells records apart, where there is one
    first = 0                         # what stands before the first key: "" where it is text
    ids = "SELECT id FROM client"     # what there is at all, so that deletions are found at once
    since_format = "datetime"         # or "text", "seconds", "milliseconds": how changed_at is kept, in UTC

A query with `:since` gives what has changed, another gives everything, and what is as it was is left alone.
One with `:after` and `:page` is read page by page, and goes on where a run was cut off.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    BindParameter,
    Connection,
    DateTime,
    Engine,
    RowMapping,
    TextClause,
    bindparam,
    create_engine,
    text,
)
from sqlalchemy.engine import make_url
from sqlalchemy.exc import SQLAlchemyError

from hub.sources.chunks import AT_ONCE, Chunk, Pass, next_pass
from hub.sources.definition import Definition, Feed, SourceRefused, SourceUnreachable, secret
from hub.sources.records import Raw


@dataclass(frozen=True, slots=True)
class Sql:
    """Reads a database. `now` is UTC milliseconds."""

    engine: Engine
    now: int

    @classmethod
    def opened(cls, said: Definition, now: int) -> Sql:
        place = said.place
        if "url" not in place and "url_env" not in place:
            raise SourceRefused(
                "{where} does not say {name}.", "Add it: docs/sources.md has an example.",
                where=said.name, name="url_env",
            )  # fmt: skip
        url = str(place["url"]) if "url" in place else secret(place, "url_env")
        try:
            address = make_url(url)
            if address.drivername in {"postgresql", "postgres"}:
                address = address.set(drivername="postgresql+psycopg")  # the one that the hub has
            return cls(create_engine(address), now)
        except (SQLAlchemyError, ImportError) as error:
            raise SourceRefused(
                "{name} has no address of a database that can be read here.",
                "Write it as SQLAlchemy does, and install the driver it names.",
                name=said.name,
            ) from error

    def pull(self, feed: Feed, cursor: Mapping[str, Any]) -> Iterator[Chunk]:
        """What the query gives, and what there is at all where `ids` says so."""
        query, ids = str(feed.place["query"]), feed.place.get("ids")
        this = next_pass(feed, cursor, self.now, since=":since" in query, ids=bool(ids))
        try:
            with self.engine.connect() as connection:
                pages = _paged if ":after" in query else _streamed
                yield from pages(connection, feed, query, this)
                present = None
                if ids and feed.delete == "missing":
                    present = frozenset(str(row[0]) for row in connection.execute(text(str(ids))))
                yield Chunk(cursor=this.done(), complete=this.whole and not ids, present=present)
        except SQLAlchemyError as error:
            raise SourceUnreachable(
                "The database of {name} says: {reason}.",
                "Check the query and that the database can be reached, then run again.",
                name=feed.label,
                reason=str(getattr(error, "orig", error)).strip().rstrip("."),
            ) from error

    def close(self) -> None:
        self.engine.dispose()


def _streamed(connection: Connection, feed: Feed, query: str, this: Pass) -> Iterator[Chunk]:
    """All rows of one answer, some at a time."""
    result = connection.execution_options(yield_per=AT_ONCE).execute(_bound(feed, query, this))
    for part in result.mappings().partitions():
        yield Chunk([_raw(feed, row) for row in part])


def _paged(connection: Connection, feed: Feed, query: str, this: Pass) -> Iterator[Chunk]:
    """Pages by key, each of which can be gone on from."""
    key, size = str(feed.place.get("key", "")), int(feed.place.get("page", AT_ONCE))
    if not key:
        raise SourceRefused(
            "{where}: a query with :after needs key.", "Say by which column it goes on.", where=feed.label
        )
    after = feed.place.get("first", 0) if this.after is None else this.after
    while True:
        bound = {"after": after, **({"page": size} if ":page" in query else {})}
        rows = connection.execute(_bound(feed, query, this), bound).mappings().all()
        for at in range(0, len(rows), AT_ONCE):
            part = rows[at : at + AT_ONCE]
            yield Chunk([_raw(feed, row) for row in part], this.reached(part[-1][key]))
        if len(rows) < size or ":page" not in query:
            return
        after = rows[-1][key]


def _bound(feed: Feed, query: str, this: Pass) -> TextClause:
    """The query with the instant from which on changes are asked for."""
    if ":since" not in query:
        return text(query)
    since = this.since or 0
    bound: BindParameter[Any]
    at = datetime.fromtimestamp(max(since, 0) / 1000, UTC).replace(tzinfo=None)
    match feed.place.get("since_format", "datetime"):
        case "seconds":
            bound = bindparam("since", since // 1000)
        case "milliseconds":
            bound = bindparam("since", since)
        case "text":
            bound = bindparam("since", at.isoformat(" ", "seconds"))
        case _:
            bound = bindparam("since", at, DateTime)
    return text(query).bindparams(bound)


def _raw(feed: Feed, row: RowMapping) -> Raw:
    key, cells = feed.place.get("key"), {}
    for column in (*([key] if key else []), *(columns[0] for columns in feed.columns.values())):
        if column not in row:
            raise SourceRefused(
                "{where}: the query gives no column {column}.",
                "It gives: {columns}.",
                where=feed.label,
                column=column,
                columns=", ".join(map(str, row)),
            )
    for name, columns in feed.columns.items():
        found = (row.get(column) for column in columns)
        cells[name] = next((cell for cell in found if cell not in (None, "")), "")
    own = str(row[key]) if key else ""
    return Raw(f"{feed.label} {own or cells.get(feed.kind.id_field.name, '')}".strip(), cells, own)
