"""A database encrypted where it lies, written anew under another key, and bytes sealed beside it.

The key is 256 random bits, see `data.keys`. SQLCipher encrypts every page of the file and of its log with
AES-256 and authenticates it.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from errno import ENOSPC
from pathlib import Path
from shutil import disk_usage
from typing import TYPE_CHECKING

from data import keyfile, keys
from data.copying import blot, flush, flush_folder, shred, whole
from data.engine import attached, opened, plain, sqlite3
from data.refusals import unwritable

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

ROOM = 1.2  # times the store: a copy of it, and something to go on with
BUSY_S = 2.0  # for whoever has the store open to close it
NONCE_BYTES = 12
MARKS = ("application_id", "user_version")  # in the file's head, which an export does not carry over
COPIED = "copied"


class Unfaithful(sqlite3.DatabaseError):
    """A copy does not hold what its source holds."""


def encrypt(path: Path, key: bytes) -> None:
    """Encrypt the plain store at `path` under `key`, and its copies; nothing to do where there is none.

    Killed at any moment the store is whole, plain or encrypted; the next start goes on with it. No other
    connection may be open. Raises StoreUnwritable (the disk is full, another program has it open).
    """
    try:
        with keys.exclusive(path):
            _turn(path, key)
            for copy in _copies(path):
                with suppress(sqlite3.DatabaseError, OSError):  # it is tried again at the next start
                    if plain(copy):
                        keyfile.copy(path, copy)
                    _turn(copy, key)
    except (sqlite3.DatabaseError, OSError) as error:
        raise unwritable(error, path) from error


def pending(path: Path) -> bool:
    """Whether the store at `path` or a copy of it is plain, or what was plain of it still lies about."""
    return any(plain(one) or _remains(one).exists() for one in (path, *_copies(path)))


def export(path: Path, key: bytes | None, target: Path, target_key: bytes | None) -> None:
    """Write the database at `path` anew at `target` under another key; None is plain. Whole or not at all.

    Raises sqlite3.DatabaseError or OSError; then `target` is as it was.
    """
    with whole(target) as part, closing(opened(path, key, timeout=BUSY_S, isolation_level=None)) as db:
        _export(db, part, target_key)


def sealed(key: bytes) -> Sealer:
    """What seals bytes that lie beside the store of this key."""
    return Sealer(key)


class Sealer:
    """AES-GCM under a key derived from the store's: what is sealed opens only where the store does."""

    def __init__(self, key: bytes) -> None:
        self._cipher = _cipher(key)

    def seal(self, content: bytes) -> bytes:
        nonce = os.urandom(NONCE_BYTES)
        return nonce + self._cipher.encrypt(nonce, content, None)

    def open(self, content: bytes) -> bytes:
        """What was sealed. Raises ValueError when it was sealed under another key or was changed since."""
        from cryptography.exceptions import InvalidTag

        try:
            return self._cipher.decrypt(content[:NONCE_BYTES], content[NONCE_BYTES:], None)
        except (InvalidTag, ValueError) as error:  # ValueError: cut short
            raise ValueError("sealed under another key, or changed") from error


def _cipher(key: bytes) -> AESGCM:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM
    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.hazmat.primitives.kdf.hkdf import HKDF

    return AESGCM(HKDF(SHA256(), 32, salt=None, info=b"rapport: sealed beside the store").derive(key))


def _turn(path: Path, key: bytes) -> None:
    if plain(path):
        _replace(path, key)
    _clear(path)


def _copies(path: Path) -> list[Path]:
    """What an upgrade, a restore and the window's backups left of the store at `path`, sound as it was."""
    kinds = (f"{path.stem}-before-*.db", f"{path.stem}-replaced.db", f"{keys.BACKUPS}/{path.stem}-*.db")
    return [copy for kind in kinds for copy in sorted(path.parent.glob(kind))]


def _replace(path: Path, key: bytes) -> None:
    """Put an encrypted copy in the place of a plain store, which nobody can open meanwhile.

    The plain file keeps a second name until it is written over, so that a kill in between leaves nothing that
    is not found again.
    """
    part, remains = _part(path), _remains(path)
    _clear(path)
    if disk_usage(path.parent).free < ROOM * path.stat().st_size:
        raise OSError(ENOSPC, "no room for a second copy")
    with _alone(path) as db:
        try:
            _export(db, part, key)
            flush(part)
            with suppress(OSError):  # a file system without second names: the plain file is freed as it is
                remains.hardlink_to(path)
            if os.name == "nt":  # where a file that is open cannot be replaced
                db.close()
            part.replace(path)
            flush_folder(path.parent)
            if remains.exists():
                blot(remains)  # while the lock is held: whoever waited for it finds nothing to write to
        except BaseException:
            _clear(path)
            raise


@contextmanager
def _alone(path: Path) -> Iterator[sqlite3.Connection]:
    """The only connection to a plain store, its log emptied into it and written over."""
    with closing(opened(path, timeout=BUSY_S, isolation_level=None)) as db:
        db.execute("PRAGMA locking_mode = EXCLUSIVE")
        busy = db.execute("PRAGMA wal_checkpoint(FULL)").fetchone()[0]
        db.execute("BEGIN EXCLUSIVE")
        db.execute("COMMIT")  # and the lock stays, for that is the locking mode
        if busy:
            raise sqlite3.OperationalError("database is locked")
        if _log(path).exists():
            blot(_log(path))
        db.execute("PRAGMA journal_mode = DELETE")
        db.execute("PRAGMA journal_mode = MEMORY")  # no file beside the one that takes its place
        yield db


def _export(db: sqlite3.Connection, target: Path, key: bytes | None) -> None:
    """Copy everything to a new file under `key` and read it back. Raises Unfaithful when they differ."""
    attached(db, target, COPIED, key)
    db.execute("SELECT sqlcipher_export(?)", (COPIED,))
    for mark in MARKS:
        db.execute(f"PRAGMA {COPIED}.{mark} = {db.execute(f'PRAGMA main.{mark}').fetchone()[0]}")
    db.execute(f"DETACH {COPIED}")
    with closing(opened(target, key)) as copy:
        sound = copy.execute("PRAGMA quick_check").fetchone()[0] == "ok"
        if not sound or _counts(copy) != _counts(db):
            raise Unfaithful("disk I/O error: the copy does not hold what was written to it")


def _counts(db: sqlite3.Connection) -> dict[str, int]:
    """By table, how many rows it has."""
    names = [row[0] for row in db.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")]
    return {name: db.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for name in names}


def _clear(path: Path) -> None:
    """Take away what an encryption that was killed left behind."""
    _part(path).unlink(missing_ok=True)
    remains = _remains(path)
    if remains.exists() and remains.stat().st_nlink > 1:  # the store itself, under its second name
        remains.unlink()
    shred(remains)


def _log(path: Path) -> Path:
    return path.with_name(path.name + "-wal")


def _part(path: Path) -> Path:
    return path.with_name(path.name + ".encrypted")


def _remains(path: Path) -> Path:
    return path.with_name(path.name + ".plain")
