"""A store that is damaged or gone: put aside, made anew, tied to its hub again, and what was written kept.

The rows come back from the hub. What the hub has not confirmed is taken from the outbox log and from what can
still be read of the damaged file, and is sent again; messages that the hub knows already do nothing there.
Nothing is ever deleted: the damaged file stays beside, under another name.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from contextlib import closing, suppress
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from data import settings
from data.engine import opened, sqlite3
from data.holdings import holdings
from data.refusals import unwritable
from data.store import Changes, Store, open_store
from data.sync import outbox_log
from data.sync.adoption import adopt
from data.sync.outbox_log import LINK, Held, Logged
from data.sync.state import linked

SIDES = ("", "-wal", "-shm", "-journal")
OPEN = "SELECT mid, ord, tbl, row_id, body, at, seen FROM outbox WHERE state != 'done'"
# What lives on this computer only, and is worth having again; by the columns that both have.
OWN = ("settings", "attention", "import_maps", "reports_made", "rounds")
SUSPECT = "rapport.suspect"  # beside a store that something was found wrong with while it was in use


@dataclass(frozen=True, slots=True)
class Salvaged:
    """`messages` were saved; the damaged file is kept as `kept_as`, None where there was none any more."""

    messages: int
    kept_as: Path | None


@dataclass(slots=True)
class _Found:
    """What could be read."""

    link: Mapping[str, str]
    messages: dict[str, Logged]
    own: dict[str, list[dict[str, Any]]] = field(default_factory=dict)

    @property
    def ordered(self) -> list[Logged]:
        return sorted(self.messages.values(), key=lambda one: one.ord)


def possible(path: Path, key: bytes | None) -> bool:
    """Whether the store at `path` can be made anew: the log or the store itself says which hub to ask."""
    return bool(_read(path, key).link)


def suspect(path: Path) -> None:
    """Something is wrong with the store at `path`: it is looked at when it is opened next."""
    path.with_name(SUSPECT).touch()


def sound(path: Path, key: bytes | None) -> bool:
    """Whether the structure of the file is whole; reads all of it."""
    try:
        with closing(opened(path, key)) as db:
            return bool(db.execute("PRAGMA quick_check(1)").fetchone()[0] == "ok")
    except sqlite3.DatabaseError:
        return False


def recover(path: Path, now: int, key: bytes | None = None) -> tuple[Store, Salvaged]:
    """Make a store anew in the place of the damaged or missing one at `path`, which nobody may have open.

    The first round fills it. All that was found is in the log before anything is moved, so that a recovery
    that is broken off is ended by `finish`. Raises what `open_store` raises, and StoreUnwritable.
    """
    found = _read(path, key)
    records: list[Mapping[str, Any]] = [{"link": found.link}, *map(asdict, found.ordered)]
    try:
        outbox_log.append(path, key, records)
        kept = _aside(path, now)
        path.with_name(SUSPECT).unlink(missing_ok=True)
    except OSError as error:
        raise unwritable(error, path) from error
    store = open_store(path, key)
    _fill(store, found)
    return store, Salvaged(len(found.messages), kept)


def finish(store: Store) -> Salvaged | None:
    """End a recovery that was broken off before the new store was filled; None where there was none."""
    db = store.read()
    if linked(db) or not holdings(db).empty:
        return None
    found = _read(store.path, store.key)
    if not found.link:
        return None
    _fill(store, found)
    return Salvaged(len(found.messages), None)


def _fill(store: Store, found: _Found) -> None:
    with store.write(Changes.of("outbox", "settings", "sync")) as db:
        db.executemany("INSERT OR REPLACE INTO sync_state VALUES (?, ?)", list(found.link.items()))
        for table, rows in found.own.items():
            for row in rows:
                _put(db, table, row)
        if "user" in found.link and not settings.settings(db)["me"]:
            settings.put(db, {"me": json.loads(found.link["user"])})
        for message in found.ordered:
            adopt(db, message)


def missing(store: Store, held: Held) -> int:
    """Queue again what the log has and the store has lost, as where its -wal was deleted or an older copy of
    it was put in its place. Returns how many messages that were.
    """
    db = store.read()
    lost = [
        one
        for one in held.messages
        if not db.execute("SELECT 1 FROM outbox WHERE mid = ?", (one.mid,)).fetchone()
    ]
    if lost:
        with store.write(Changes.of("outbox", *{one.tbl for one in lost})) as db:
            for one in lost:
                adopt(db, one)
    return len(lost)


def _read(path: Path, key: bytes | None) -> _Found:
    held = outbox_log.read(path, key)
    found = _Found(held.link, {one.mid: one for one in held.messages})
    if not path.exists():
        return found
    with suppress(sqlite3.DatabaseError), closing(opened(path, key)) as db:
        db.row_factory = sqlite3.Row
        with suppress(sqlite3.DatabaseError):
            link = {row[0]: row[1] for row in db.execute("SELECT name, value FROM sync_state")}
            if "device" in link:
                found.link = {name: value for name, value in link.items() if name in LINK}
        with suppress(sqlite3.DatabaseError):
            for row in db.execute(OPEN):
                found.messages.setdefault(row["mid"], Logged(**dict(row)))
        for table in OWN:
            with suppress(sqlite3.DatabaseError):
                rows = found.own.setdefault(table, [])
                rows.extend(dict(row) for row in db.execute(f"SELECT * FROM {table}"))
    return found


def _aside(path: Path, now: int) -> Path | None:
    """Rename the files of a store; returns where they are now."""
    if not path.exists():
        return None
    moment = datetime.fromtimestamp(now / 1000, UTC)
    kept = path.with_name(f"{path.stem}-damaged-{moment:%Y%m%d-%H%M%S}.db")
    for side in SIDES:
        file = Path(f"{path}{side}")
        if file.exists():
            file.replace(f"{kept}{side}")
    return kept


def _put(db: sqlite3.Connection, table: str, row: Mapping[str, Any]) -> None:
    known = {one[1] for one in db.execute(f"PRAGMA table_info({table})")}
    names = [name for name in row if name in known]
    with suppress(sqlite3.IntegrityError):  # a row that damage has spoilt
        db.execute(
            f"INSERT OR REPLACE INTO {table} ({', '.join(names)}) VALUES ({', '.join('?' * len(names))})",
            [row[name] for name in names],
        )
