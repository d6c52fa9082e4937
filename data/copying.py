"""Files of databases: copied while in use, put in place whole or not at all, and taken away for good."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from data.engine import opened

BLOCK = 1 << 20


def copy_whole(path: Path, target: Path, key: bytes | None = None) -> None:
    """Copy the database at `path` to `target`, encrypted under the same key as it is, or as plain as it is.

    Raises sqlite3.DatabaseError or OSError; then `target` is as it was.
    """
    with (
        whole(target) as part,
        closing(opened(path, key)) as source,
        closing(opened(part, key)) as copy,
    ):
        source.backup(copy)


@contextmanager
def whole(target: Path) -> Iterator[Path]:
    """A path to write to, which stands in the place of `target` when the block has ended and all is flushed.

    When the block raises `target` is as it was, and nothing lies beside it.
    """
    part = target.with_name(target.name + ".part")
    try:
        part.unlink(missing_ok=True)
        yield part
        flush(part)
        part.replace(target)
        flush_folder(target.parent)
    except BaseException:
        with suppress(OSError):  # where the folder itself is the fault there is nothing to take away
            part.unlink()
        raise


def flush(path: Path) -> None:
    """Wait until the file is on the disk."""
    handle = os.open(path, os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def flush_folder(folder: Path) -> None:
    """Wait until what a folder's names stand for is on the disk, where the system can say so."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def shred(path: Path) -> None:
    """Write over the file and remove it; nothing to do where there is none.

    A disk may keep older blocks all the same (SSD, copy on write, snapshots): see docs/encryption.md.
    """
    if path.exists():
        blot(path)
        path.unlink()


def blot(path: Path) -> None:
    """Write zeros over the file, in its length, and flush them."""
    with path.open("r+b") as file:
        left = file.seek(0, os.SEEK_END)
        file.seek(0)
        while left > 0:
            left -= file.write(bytes(min(left, BLOCK)))
        file.flush()
        os.fsync(file.fileno())
