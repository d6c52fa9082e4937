"""The SQLite every store runs on: SQLCipher's, the same on every platform, encrypted or not.

Whatever opens or reads a store takes `sqlite3` from here. The driver's errors and rows are its own classes,
so that `except sqlite3.OperationalError` with the standard library's module would catch nothing.
"""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import sqlite3
else:
    from sqlcipher3 import dbapi2 as sqlite3

__all__ = ["attached", "opened", "plain", "spelt", "sqlite3"]

# The driver looks in vain for how to adapt None each time it binds one, which takes 0.9 µs; told how, 0.1 µs.
sqlite3.register_adapter(type(None), dict[None, None]().get)


def opened(path: Path | str, key: bytes | None = None, **options: Any) -> sqlite3.Connection:
    """A connection to the database at `path`, encrypted under `key`; plain for None.

    `options` are those of `sqlite3.connect`. Whether the key is right shows at the first statement.
    """
    db: sqlite3.Connection = sqlite3.connect(path, **options)
    if key is not None:
        db.execute(f'PRAGMA key = "{spelt(key)}"')
    return db


def attached(db: sqlite3.Connection, path: Path | str, name: str, key: bytes | None) -> None:
    """Attach the database at `path` under `name`, encrypted under `key`; plain for None."""
    db.execute(f"ATTACH ? AS {name} KEY ?", (str(path), "" if key is None else spelt(key)))


def spelt(key: bytes) -> str:
    """A raw key as SQLCipher takes it: used as it is, without the 0.1 s that deriving one would take."""
    return f"x'{key.hex()}'"


def plain(path: Path) -> bool:
    """Whether an unencrypted database lies at `path`. Raises OSError when it cannot be asked for."""
    if not path.exists() or path.stat().st_size == 0:
        return False
    # Through the engine: closing a file that this process has open elsewhere would drop its locks (POSIX).
    with closing(opened(f"{path.absolute().as_uri()}?mode=ro&immutable=1", uri=True)) as db:
        try:
            db.execute("PRAGMA application_id")
        except sqlite3.DatabaseError:
            return False
    return True
