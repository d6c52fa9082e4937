"""Long statements that can be watched and cancelled: SQLite reports while it runs, and stops when told to."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from data.engine import sqlite3

STEPS = 200_000  # of SQLite's machine between two reports

Progress = Callable[[float, str], None]  # share done, what is being done; raising from it cancels


def silent(share: float, note: str) -> None:
    """Progress that nobody watches."""


@contextmanager
def watched(db: sqlite3.Connection, progress: Progress, share: float, note: str) -> Iterator[None]:
    """Report while statements run in the block; what `progress` raises ends them and is raised here."""
    raised: list[BaseException] = []

    def beat() -> int:
        try:
            progress(share, note)
        except BaseException as stop:  # noqa: BLE001  (raised again below: SQLite would swallow it)
            raised.append(stop)
        return len(raised)

    db.set_progress_handler(beat, STEPS)
    try:
        progress(share, note)
        yield
    except sqlite3.OperationalError:
        if raised:
            raise raised[0] from None
        raise
    finally:
        db.set_progress_handler(None, STEPS)
