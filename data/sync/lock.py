"""One round at a time in a home: a lock on a file, which the system takes away from a process that dies."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sales.errors import SalesError

NAME = "sync.lock"


class Busy(SalesError):
    """Somebody else syncs this home right now."""


@contextmanager
def alone(home: Path, wait_s: float = 0) -> Iterator[None]:
    """While the block runs no other process or thread syncs this home. Raises Busy after `wait_s` seconds."""
    from filelock import FileLock, Timeout

    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    lock = FileLock(home / NAME)
    try:
        lock.acquire(timeout=wait_s, poll_interval=0.05)
    except Timeout as error:
        raise Busy(
            "Rapport is syncing already, in its window or in another command.",
            "Wait until that has ended.",
        ) from error
    try:
        yield
    finally:
        lock.release()
