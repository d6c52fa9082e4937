"""A database file copied while it is in use: whole, on the disk, or not at all."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

from data.engine import sqlite3


def copy_whole(path: Path, target: Path) -> None:
    """Copy the database at `path` to `target`, in whose place it stands only when it is complete and flushed.

    Raises sqlite3.DatabaseError or OSError; then `target` is as it was.
    """
    part = target.with_name(target.name + ".part")
    try:
        part.unlink(missing_ok=True)
        source, copy = sqlite3.connect(path), sqlite3.connect(part)
        try:
            source.backup(copy)
        finally:
            copy.close()
            source.close()
        _flush(part)
        part.replace(target)
    except (sqlite3.DatabaseError, OSError):
        with suppress(OSError):  # where the folder itself is the fault there is nothing to take away
            part.unlink()
        raise


def _flush(path: Path) -> None:
    handle = os.open(path, os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
