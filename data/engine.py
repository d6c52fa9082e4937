"""The SQLite every store runs on: SQLCipher's, the same on every platform, encrypted or not.

Whatever opens or reads a store takes `sqlite3` from here. The driver's errors and rows are its own classes,
so that `except sqlite3.OperationalError` with the standard library's module would catch nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import sqlite3
else:
    from sqlcipher3 import dbapi2 as sqlite3

__all__ = ["sqlite3"]
