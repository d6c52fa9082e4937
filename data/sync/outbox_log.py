"""What waits for the hub, a second time: a file that only grows, for the day the store breaks.

Each message of the outbox is a line, flushed to the disk right after the transaction that wrote it; they stay
until the hub has confirmed them all. A line is a checksum and JSON, sealed under the store's key where it has
one. Lines of the link say whose laptop this is to which hub, so that the store can be made anew.
"""

from __future__ import annotations

import base64
import json
import logging
import os
import zlib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from data.copying import flush_folder, whole
from data.engine import sqlite3
from data.store import Changes, Store, connect

NAME = "outbox.log"
OPEN = "FROM outbox WHERE state != 'done'"
TIDY_AT = 200  # messages that are gone and still have their lines, before the file is written anew
LINK = ("hub", "device", "token", "user", "user_name", "role", "team", "team_name", "device_name", "ca")

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Logged:
    """A message as the outbox has it."""

    mid: str
    ord: int
    tbl: str
    row_id: str
    body: str
    at: int
    seen: int | None = None


@dataclass(frozen=True, slots=True)
class Held:
    """What a log holds: the link to the hub as `sync_state` has it, and the messages, oldest first."""

    link: Mapping[str, str]
    messages: tuple[Logged, ...]


def log_file(path: Path) -> Path:
    """Where the log of the store at `path` lies."""
    return path.with_name(NAME)


def read(path: Path, key: bytes | None) -> Held:
    """What the log beside the store at `path` holds; lines that are not whole are passed over."""
    link: Mapping[str, str] = {}
    messages: dict[str, Logged] = {}
    for record in _records(log_file(path), key):
        if "link" in record:
            link = record["link"]
        elif "gone" in record:
            messages.pop(record["gone"], None)
        else:
            messages[record["mid"]] = Logged(**record)
    return Held(link, tuple(sorted(messages.values(), key=lambda one: one.ord)))


def append(path: Path, key: bytes | None, records: Iterable[Mapping[str, Any]]) -> None:
    """Add records to the log of a store; they are on the disk when this returns. Raises OSError."""
    file = log_file(path)
    fresh = not file.exists()
    with _private(file) as out:
        # A line that was cut short before ends here.
        out.write(b"\n" + b"".join(_line(record, key) for record in records))
        out.flush()
        os.fsync(out.fileno())
    if fresh:
        flush_folder(file.parent)


class OutboxLog:
    """Follows a store's commits and writes down what they added to the outbox. One for each open store."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._file = log_file(store.path)
        self._token: str | None = None
        self._known: set[str] = set()  # the open messages that are in the file
        self._gone = 0  # lines of messages that were taken back or written anew since

    def start(self) -> Held:
        """Keep the log up to the store from now on. Returns what it held of the same person and hub.

        Somebody else's log is begun anew; without a hub it is left as it is.
        """
        held, tie = read(self._store.path, self._store.key), _link(self._store.read())
        if held.link and _whose(held.link) != _whose(tie):
            held = Held({}, ())
            if tie:
                self._file.unlink(missing_ok=True)
        self._known = {one.mid for one in held.messages}
        self._token = held.link.get("token")
        self._store.listen(self.changed)
        return held

    def changed(self, changes: Changes) -> None:
        """A transaction was committed: its messages are on the disk here as well when this returns."""
        del changes  # whatever they are, the outbox says what is new
        try:
            self._follow(self._store.read())
        except OSError:
            log.warning("The outbox log cannot be written; the store has everything.")

    def _follow(self, db: sqlite3.Connection) -> None:
        token = db.execute("SELECT value FROM sync_state WHERE name = 'token'").fetchone()
        if token is None:
            return
        records: list[Mapping[str, Any]] = []
        if token[0] != self._token:
            records.append({"link": _link(db)})
        waiting = {row[0] for row in db.execute(f"SELECT mid {OPEN}")}
        if not waiting and self._known:
            self._tidy()
            return
        ended = self._known - waiting
        records += [{"gone": mid} for mid in sorted(ended)]
        records += [asdict(one) for one in _messages(db, waiting - self._known)]
        self._gone += len(ended)
        if records:
            append(self._store.path, self._store.key, records)
        self._token, self._known = token[0], waiting
        if self._gone >= TIDY_AT:  # a draft that is saved as it is typed is a message in place of another
            self._tidy()

    def _tidy(self) -> None:
        """Write the file anew with what is still open, while nobody can add to the outbox."""
        with closing(connect(self._store.path, self._store.key)) as db:
            db.execute("BEGIN IMMEDIATE")
            waiting = {row[0] for row in db.execute(f"SELECT mid {OPEN}")}
            records = [{"link": _link(db)}, *(asdict(one) for one in _messages(db, waiting))]
            with whole(self._file) as part, _private(part) as out:
                out.write(b"".join(_line(record, self._store.key) for record in records))
            db.execute("ROLLBACK")
        self._known, self._gone = waiting, 0


def _messages(db: sqlite3.Connection, mids: Iterable[str]) -> Iterator[Logged]:
    for mid in sorted(mids):  # they begin with their time, so that is their order as well
        row = db.execute(
            "SELECT mid, ord, tbl, row_id, body, at, seen FROM outbox WHERE mid = ?", (mid,)
        ).fetchone()
        if row is not None:
            yield Logged(*row)


def _link(db: sqlite3.Connection) -> dict[str, str]:
    rows = db.execute("SELECT name, value FROM sync_state").fetchall()
    return {name: value for name, value in rows if name in LINK}


def _whose(link: Mapping[str, str]) -> tuple[str | None, str | None]:
    return link.get("team"), link.get("user")


def _private(path: Path) -> Any:
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "ab")


def _line(record: Mapping[str, Any], key: bytes | None) -> bytes:
    said = json.dumps(record, ensure_ascii=False).encode()
    if key is not None:
        from data.encryption import sealed

        said = base64.b64encode(sealed(key).seal(said))
    return b"%08x %s\n" % (zlib.crc32(said), said)


def _records(file: Path, key: bytes | None) -> Iterator[dict[str, Any]]:
    try:
        lines = file.read_bytes().split(b"\n")
    except OSError:  # there is none, or it cannot be read: the store has everything
        return
    for line in lines:
        crc, _, said = line.partition(b" ")
        if said and crc == b"%08x" % zlib.crc32(said):
            try:
                yield json.loads(_opened(said, key))
            except ValueError:  # sealed under another key
                continue


def _opened(said: bytes, key: bytes | None) -> bytes:
    if said.startswith(b"{"):
        return said
    if key is None:
        raise ValueError("sealed")
    from data.encryption import sealed

    return sealed(key).open(base64.b64decode(said))
