"""What the store says when SQLite or the system refuses."""

from __future__ import annotations

from errno import ENOSPC
from pathlib import Path

from data.engine import plain
from data.keyfile import key_file
from sales.errors import SalesError, StoreDamaged, StoreUnwritable


def unwritable(error: Exception, path: Path) -> SalesError:
    """The sentence for what SQLite or the system refused; a fault of ours is raised as it is."""
    text = "" if isinstance(error, OSError) else str(error)  # the system's sentence names paths
    if "full" in text or getattr(error, "errno", None) == ENOSPC:
        return StoreUnwritable(
            "The disk is full.", "Free some space and try again; everything saved before is safe."
        )
    if "locked" in text:
        return StoreUnwritable(
            "{file} is in use by another program.", "Close it there and try again.", file=path.name
        )
    if isinstance(error, OSError) or "readonly" in text or "unable to open" in text or "disk I/O" in text:
        return StoreUnwritable(
            "Nothing can be written in {folder}.",
            "Choose another folder with --home, or allow writing to it.",
            folder=path.parent,
        )
    if "not a database" in text or "malformed" in text:
        return damaged(path)
    raise error


def damaged(path: Path) -> StoreDamaged:
    """The sentence for a file that cannot be read as a database."""
    if unreadable(path):
        return StoreDamaged(
            "{file} is damaged, or {key} is not its key file; both were left as they are.",
            "Put the right key file beside it, or a backup in its place with: main.py restore FILE.",
            file=path.name,
            key=key_file(path).name,
        )
    return StoreDamaged(
        "{file} is damaged and was left as it is.",
        "Put a backup in its place with: main.py restore FILE.",
        file=path.name,
    )


def unreadable(path: Path) -> bool:
    """Whether a file lies at `path` that is encrypted or no database at all; which, only a key can tell."""
    return path.exists() and path.stat().st_size > 0 and not plain(path)
