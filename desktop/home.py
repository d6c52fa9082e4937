"""What the window does with its home in the background: open it, look into it, join a hub, leave it."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from data import keyfile, keys, outbox
from data.holdings import Holdings, holdings
from data.keyfile import Wrapped
from data.settings import settings
from data.store import Store, open_store
from data.sync.standing import Standing, standing
from data.team import signed_in
from desktop.work import Task
from sales.errors import RuleBroken
from sales.facts import Rep

if TYPE_CHECKING:
    from data.sync.http import HubFound
    from data.sync.salvage import Salvaged
    from data.sync.state import Link
    from data.sync.wipe import Wiping
    from desktop.dialogs.enrolment import Typed

STORE = "rapport.db"
PATIENCE_S = 20  # for a round that is under way to end


@dataclass(frozen=True, slots=True)
class Look:
    """What is read from the store before a page can be shown. `guarded`: a passphrase opens it."""

    settings: Mapping[str, str]
    rep: Rep | None
    held: Holdings
    standing: Standing
    guarded: bool
    quotes: int = 0  # how many need whoever works here

    @property
    def new(self) -> bool:
        """There is nothing in it, and no hub that anything would come from."""
        return self.held.empty and self.standing.link is None


@dataclass(frozen=True, slots=True)
class Found:
    """An opened home. `wiping`: this computer was wiped; `salvaged`: the store had to be made anew."""

    store: Store
    look: Look
    wiping: Wiping | None = None
    salvaged: Salvaged | None = None


def now_ms() -> int:
    return time.time_ns() // 1_000_000


def open_at(home: Path, passphrase: str, task: Task) -> Found:
    """Open the home. Without a passphrase, PassphraseWanted is raised where one is needed."""
    from data.sync.home import open_home

    unlock: Callable[[Path], bytes | None] = keys.at_opening
    if passphrase:
        unlock = partial(keys.unlock, passphrase=passphrase)
    found = open_home(home, unlock)
    return Found(found.store, look(found.store, task), found.wiping, found.salvaged)


def look(store: Store, task: Task) -> Look:
    db = store.read()
    from data.quote_matters import needing

    stands = standing(db, now_ms())
    return Look(settings(db), signed_in(db), holdings(db), stands, guarded(store.path), needing(db))


def guarded(path: Path) -> bool:
    """Whether the store opens with a passphrase only."""
    return isinstance(keyfile.read(path), Wrapped)


def keyringless(home: Path) -> bool:
    """Whether a passphrase is needed to encrypt the store: no keyring keeps its key."""
    return not isinstance(keyfile.read(home / STORE), keyfile.InKeyring)


def unlocks(store: Store, passphrase: str, task: Task) -> bool:
    """Whether a passphrase opens the store that is open. Raises PassphraseWanted."""
    return keys.unlock(store.path, passphrase) == store.key


def guard_with(store: Store, before: str, passphrase: str, task: Task) -> None:
    """Set the passphrase of the store, or another. Raises PassphraseWanted for a wrong one of before.

    A store that was plain is encrypted when it is opened next.
    """
    if guarded(store.path):
        keys.unlock(store.path, before)
    keys.create(store.path, passphrase, key=store.key)


def find_hub(address: str, task: Task) -> HubFound:
    from data.sync.http import find

    return find(address)


def join_hub(home: Path, typed: Typed, name: str, task: Task) -> Link:
    """Enrol at a hub; no store of the home may be open."""
    from data.sync.enrol import enrol

    return enrol(
        home,
        typed.address,
        typed.code,
        name=name,
        now=now_ms(),
        passphrase=typed.passphrase or None,
        password=typed.password,
        progress=lambda step: task.progress(0.0, step),
    )


def send_all(store: Store, home: Path, task: Task) -> Link:
    """Send what waits; gives the hub it was sent to.

    Raises what a round raises, and RuleBroken while something is not sent.
    """
    from data.sync.service import sync_now
    from data.sync.state import link

    sync_now(store, home, wait_s=PATIENCE_S)
    tie = link(store.read())
    if tie is None or outbox.waiting(store.read()):
        raise RuleBroken(
            "Something written here was not sent yet.", "Sync once more, then remove the computer."
        )
    return tie


def leave_hub(home: Path, tie: Link, task: Task) -> None:
    """Take away all of the team's data from this computer. No store of the home may be open."""
    from data.sync import wipe

    wipe.order(home, tie, now_ms())
    wipe.carry_out(home)
    wipe.seen(home)


def was_wiped(home: Path) -> bool:
    """Whether it was ordered that this home be wiped."""
    from data.sync.wipe import NOTE

    return (home / NOTE).exists()


def seen(home: Path, task: Task) -> None:
    """The person has read that this computer was wiped."""
    from data.sync import wipe

    wipe.seen(home)


def place_customers(store: Store, today: date, task: Task) -> None:
    from data.standings import keep_current

    keep_current(store, today)


def make_sample(path: Path, key: bytes | None, today: date, task: Task) -> None:
    from data.sample import load_sample

    store = open_store(path, key)
    try:
        load_sample(store, today)
    finally:
        store.close()
