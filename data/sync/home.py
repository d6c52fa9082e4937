"""A home opened with all a hub brings along: a wipe finished, a damaged store made anew, the log kept."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from data import keys
from data.engine import sqlite3
from data.refusals import damaged, unwritable
from data.store import Changes, Store, open_store
from data.sync import salvage, state, wipe
from data.sync.clock import wall
from data.sync.outbox_log import OutboxLog, log_file
from data.sync.salvage import Salvaged
from data.sync.wipe import Wiping
from sales.errors import StoreDamaged

STORE = "rapport.db"
WEEK_MS = 7 * 86_400_000


@dataclass(frozen=True, slots=True)
class Opened:
    """The store of a home. `wiping`: the laptop was wiped; `salvaged`: the store had to be made anew."""

    store: Store
    wiping: Wiping | None = None
    salvaged: Salvaged | None = None


def open_home(home: Path, unlock: Callable[[Path], bytes | None] = keys.at_opening) -> Opened:
    """Open the store of a home under the key that `unlock` finds for its path; None is plain.

    Raises what `open_store` raises; StoreDamaged only where no hub is known from which it can be made anew.
    """
    try:
        return _open(home, home / STORE, unlock)
    except OSError as error:
        raise unwritable(error, home / STORE) from error


def check(store: Store, now: int) -> None:
    """Look once a week whether the file is sound. Raises StoreDamaged; it is made anew when opened next."""
    tie = state.link(store.read())
    if tie is None or 0 <= now - tie.checked_at < WEEK_MS:
        return
    if not salvage.sound(store.path, store.key):
        salvage.suspect(store.path)
        raise damaged(store.path)
    with store.write(Changes.of("sync")) as db:
        state.put(db, checked_at=now)


def _open(home: Path, path: Path, unlock: Callable[[Path], bytes | None]) -> Opened:
    wiping = wipe.carry_out(home) if (home / wipe.NOTE).exists() else None
    key = unlock(path)
    try:
        store, salvaged = _opened(path, key)
    except StoreDamaged:
        if not salvage.possible(path, key):
            raise
        store, salvaged = salvage.recover(path, wall(), key)
        _follow(store)
    return Opened(store, wiping, salvaged)


def _opened(path: Path, key: bytes | None) -> tuple[Store, Salvaged | None]:
    """The store, as far as can be seen at once without damage. Raises StoreDamaged."""
    if not path.exists() and log_file(path).exists():
        if salvage.possible(path, key):
            raise damaged(path)
        log_file(path).replace(f"{log_file(path)}.unread")  # nobody's any more, but kept
    if (mark := path.with_name(salvage.SUSPECT)).exists():
        if not salvage.sound(path, key):
            raise damaged(path)
        mark.unlink()
    store = open_store(path, key)
    try:
        salvaged = salvage.finish(store)
        _follow(store)
    except sqlite3.DatabaseError as error:
        store.close()
        if salvage.sound(path, key):
            raise
        raise damaged(path) from error
    return store, salvaged


def _follow(store: Store) -> None:
    """Keep the outbox log from now on, and take from it what the store has lost."""
    log = OutboxLog(store)
    salvage.missing(store, log.start())
    log.changed(Changes.of("outbox"))
