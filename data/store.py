"""The local store: one SQLite file in WAL, opened, migrated and written in one place.

Threads each get their own connection (`read` gives a query-only one). A write is one transaction; when it has
committed, everyone who listens is told which kinds of things changed.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from data import keyfile, keys
from data.copying import copy_whole
from data.encryption import encrypt, pending
from data.engine import attached, opened, sqlite3
from data.refusals import unwritable
from sales.errors import StoreDamaged, StoreTooNew, StoreUnwritable

if TYPE_CHECKING:
    from sqlite_utils import Database

APPLICATION_ID = 0x52505254  # "RPRT": tells our file from any other SQLite database
BUSY_MS = 10_000
FLUSH_MS = 500
SCRATCH = "scratch"


@dataclass(frozen=True, slots=True)
class Changes:
    """What a write changed, as kinds of things ("customers", "orders", "settings", ...)."""

    kinds: frozenset[str]

    @classmethod
    def of(cls, *kinds: str) -> Changes:
        return cls(frozenset(kinds))


class Closed(Exception):
    """A store that was closed is asked for something: whoever asks has outlived it."""


class Store:
    """The database of one home folder. Open it once; it hands each thread a connection of its own.

    `key` is what it is encrypted under; None when it is plain.
    """

    def __init__(self, path: Path, key: bytes | None = None) -> None:
        self.path = path
        self.key = key
        self._local = threading.local()
        self._write = threading.RLock()
        self._listeners: list[Callable[[Changes], None]] = []
        self._connections: list[sqlite3.Connection] = []
        self._closed = False

    def read(self) -> sqlite3.Connection:
        """This thread's query-only connection; rows are `sqlite3.Row`."""
        if not hasattr(self._local, "reader"):
            self._local.reader = self._connect(query_only=True)
        reader: sqlite3.Connection = self._local.reader
        return reader

    @contextmanager
    def write(
        self, changes: Changes, session: sqlite3.Connection | None = None
    ) -> Iterator[sqlite3.Connection]:
        """One transaction: committed when the block ends, rolled back whole when it raises.

        With `session`, on that connection, for a job that keeps tables of its own beside the store.
        Raises StoreUnwritable when the disk is full or the file may not be written.
        """
        with self._write:
            if not hasattr(self._local, "writer"):
                self._local.writer = self._connect(query_only=False)
            db: sqlite3.Connection = session or self._local.writer
            try:
                db.execute("BEGIN IMMEDIATE")
                yield db
                db.execute("COMMIT")
            except sqlite3.OperationalError as error:
                _roll_back(db)
                raise unwritable(error, self.path) from error
            except BaseException:
                _roll_back(db)
                raise
        for listener in list(self._listeners):
            listener(changes)

    def session(self) -> sqlite3.Connection:
        """A connection of its own for a job with tables in `scratch`, which lie on disk, however large.

        Whoever asked for it closes it; SQLite then takes the tables away, as it does when the program dies.
        Beside an encrypted store they are encrypted under a key that nobody keeps.
        """
        db = connect(self.path, self.key)
        db.execute("PRAGMA temp_store = FILE")
        attached(db, "", SCRATCH, os.urandom(keys.KEY_BYTES) if self.key else None)
        if self.key:  # what SQLite lays out on its own to sort is never encrypted
            db.execute("PRAGMA temp_store = MEMORY")
        return db

    def listen(self, listener: Callable[[Changes], None]) -> Callable[[], None]:
        """Call `listener` after each commit, on the writing thread. Returns what ends it."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    def compact(self) -> None:
        """Write the file anew without its free pages, so that nothing deleted can be read from it."""
        with self._write:
            db = self._connect(query_only=False)
            db.execute("VACUUM")
            db.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def flush(self) -> bool:
        """Bring the write-ahead log into the file and cut it off, so that nothing deleted is left in it.

        False if somebody was reading: it is to be tried again.
        """
        with self._write:
            db = connect(self.path, self.key)
            try:
                db.execute(f"PRAGMA busy_timeout = {FLUSH_MS}")
                busy: int = db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
            finally:
                db.close()
        return not busy

    def encrypt(self, key: bytes) -> None:
        """Encrypt the store under `key` and go on with it. No other thread may be reading meanwhile.

        Raises StoreUnwritable; the store is then as it was.
        """
        with self._write:
            self.close()
            try:
                encrypt(self.path, key)
                self.key = key
            finally:
                self._closed = False

    def close(self) -> None:
        """Let go of the file, once a write that is under way has ended. Who asks afterwards gets Closed."""
        self._closed = True
        with self._write:
            for connection in self._connections:
                connection.close()
            self._connections.clear()
            self._local = threading.local()

    def _connect(self, *, query_only: bool) -> sqlite3.Connection:
        if self._closed:
            raise Closed
        db = connect(self.path, self.key)
        if query_only:
            db.execute("PRAGMA query_only = ON")
        self._connections.append(db)
        return db


def connect(path: Path, key: bytes | None = None) -> sqlite3.Connection:
    """A connection set up as all of ours are, to a database encrypted under `key`; plain for None.

    WAL, saved means saved, deleted means written over, rows by name, no implicit transactions.
    """
    db = opened(path, key, isolation_level=None, check_same_thread=False, timeout=BUSY_MS / 1000)
    db.row_factory = sqlite3.Row
    db.execute("PRAGMA journal_mode = WAL")
    db.execute("PRAGMA synchronous = FULL")
    db.execute("PRAGMA secure_delete = ON")
    db.execute("PRAGMA foreign_keys = ON")
    db.execute("PRAGMA cache_size = -65536")
    db.execute("PRAGMA temp_store = MEMORY")
    return db


def open_store(path: Path, key: bytes | None = None) -> Store:
    """Open the store at `path`, made or migrated to the current schema, after a backup of what was there.

    It is encrypted under `key`; None means the one that its key file names, or a new one where a keyring is
    found and the store is plain.

    Raises Locked, StoreDamaged, StoreTooNew or StoreUnwritable; the file is then untouched.
    """
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        key = _settled(path, key or keys.at_opening(path))
        _migrate(path, key, _version(path, key))
    except (sqlite3.DatabaseError, OSError) as error:
        raise unwritable(error, path) from error
    return Store(path, key)


def _settled(path: Path, key: bytes | None) -> bytes | None:
    """The key to open with. A plain store is encrypted first, or another time if there is no room now, or
    a program has it open.
    """
    if key and pending(path):
        try:
            encrypt(path, key)
        except StoreUnwritable:  # the store itself is as it was: its copies come after it
            return None
    return key


def _version(path: Path, key: bytes | None) -> int:
    from data.migrations import VERSION

    if not path.exists() or path.stat().st_size == 0:
        return 0
    db = opened(f"{path.absolute().as_uri()}?mode=ro", key, uri=True)
    try:
        ours = db.execute("PRAGMA application_id").fetchone()[0] == APPLICATION_ID
        version = int(db.execute("PRAGMA user_version").fetchone()[0])
    finally:
        db.close()
    if not ours:
        raise StoreDamaged(
            "{file} is not a Rapport database.", "Choose another folder with --home.", file=path.name
        )
    if version > VERSION:
        raise StoreTooNew(
            "{file} was written by a newer Rapport (schema {theirs}, this one knows {ours}).",
            "Install the newer Rapport; nothing was changed.",
            file=path.name,
            theirs=version,
            ours=VERSION,
        )
    return version


def _migrate(path: Path, key: bytes | None, version: int) -> None:
    from data.migrations import VERSION, schema

    if version == VERSION:
        return
    if version:
        before = path.with_name(f"{path.stem}-before-{VERSION}.db")
        keyfile.copy(path, before)
        copy_whole(path, before, key)
    db = connect(path, key)
    try:
        with (
            ours := _sqlite_utils(db)
        ).atomic():  # all of it or nothing, the marks in the file's head included
            schema().apply(ours)
            db.execute(f"PRAGMA application_id = {APPLICATION_ID}")
            db.execute(f"PRAGMA user_version = {VERSION}")
    finally:
        db.close()


def _sqlite_utils(db: sqlite3.Connection) -> Database:
    from sqlite_utils import Database

    return Database(db)


def _roll_back(db: sqlite3.Connection) -> None:
    if db.in_transaction:
        db.execute("ROLLBACK")
