"""A round from outside: alone in its home, over the line to the hub, and entered in the book.

What a round may find out besides rows is seen to here: a revoked laptop is wiped, a failure is remembered
with when the next try is due.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

from data.engine import sqlite3
from data.refusals import unwritable
from data.store import Changes, Store
from data.sync import carrying, derived, disk, rounds, salvage, state, wipe
from data.sync.clock import ticks, wall
from data.sync.home import check
from data.sync.lock import alone
from data.sync.rounds import Round
from data.sync.schedule import Schedule, failed
from data.sync.state import Link, link
from data.sync.transport import Net, Unreachable, Wiped
from sales.errors import NotFound, SalesError, StoreDamaged

if TYPE_CHECKING:
    from data.sync.wire import CheckReply, CheckRequest, ForkReply, Page, PullRequest, PushReply, PushRequest

Progress = Callable[[int, int], None]

FEWEST_ROWS = 50  # of a page, on the slowest of lines
MOST_HALVED = 7


def sync_now(
    store: Store,
    home: Path,
    now: int | None = None,
    *,
    progress: Progress = lambda received, left: None,
    wait_s: float = 0,
) -> Round:
    """One round with the hub that the store is tied to. `progress` is told the rows received, of how many.

    `wait_s` is how long it waits for another round to end. Raises NotFound without a hub, Busy, and what
    ended the round: Unreachable, Unauthorised, TooOld, DiskTight, StoreUnwritable, StoreDamaged (it is made
    anew when it is opened next), or Wiped when the laptop was revoked: what it held is destroyed by then, and
    `store` closed.
    """
    from data.sync.http import HubConnection

    began, clock = ticks(), wall() if now is None else now

    def time() -> int:
        return clock + ticks() - began

    with alone(home, wait_s):
        tie = _tie(store)
        try:
            with HubConnection(tie.hub, tie.token, tie.ca or None) as hub:
                one = _round(store, home, hub, time, progress)
        except Wiped:
            wipe.order(home, tie, time())
            store.close()
            wipe.carry_out(home)
            raise
        except sqlite3.DatabaseError as error:
            refused = unwritable(error, store.path)
            if isinstance(refused, StoreDamaged):
                salvage.suspect(store.path)
            raise refused from error
        except SalesError as error:
            _failed(store, tie, error, Round(clock, time() - clock, failure=error.message))
            raise
        _succeeded(store, one, time())
        return one


def _tie(store: Store) -> Link:
    tie = link(store.read())
    if tie is None:
        raise NotFound("This computer is not connected to a hub.", "Connect it with: main.py enrol URL CODE.")
    return tie


def _round(store: Store, home: Path, hub: Net, now: Callable[[], int], progress: Progress) -> Round:
    """The round itself, and what is due once all rows are here."""
    from data.sync import round as exchange
    from data.sync import wire

    def told(received: int, left: int) -> None:
        progress(received, received + left)

    check(store, now())
    halved = _halved(store)
    run = partial(
        exchange.run,
        store,
        Careful(hub, home),
        now,
        progress=told,
        max_rows=max(wire.PAGE_ROWS >> halved, FEWEST_ROWS),
        push_at_once=max(wire.PUSH_AT_ONCE >> halved, 1),
    )
    done = run()
    derived.catch_up(store, now())
    if carrying.carry_over(store, now()).queued:
        more = run()
        done = done.plus(more)
    return replace(done, took_ms=max(0, now() - done.at))


def _halved(store: Store) -> int:
    """How often what goes over the line at a time is halved, because more was too slow for it."""
    row = store.read().execute("SELECT value FROM sync_state WHERE name = 'halved'").fetchone()
    return int(row[0]) if row else 0


class Careful:
    """A hub that nothing is fetched from while the disk is as good as full; what waits is still sent."""

    def __init__(self, hub: Net, home: Path) -> None:
        self._hub, self._home = hub, home

    def push(self, request: PushRequest) -> PushReply | ForkReply:
        return self._hub.push(request)

    def pull(self, request: PullRequest) -> Page | ForkReply:
        disk.check(self._home)
        return self._hub.pull(request)

    def check(self, request: CheckRequest) -> CheckReply | ForkReply:
        return self._hub.check(request)


def _succeeded(store: Store, one: Round, now: int) -> None:
    with store.write(Changes.of("sync")) as db:
        rounds.record(db, one)
        state.put(db, last_success_at=now, failures=0, failure="", waiting_until=0)
        if halved := _halved(store):
            state.put(db, halved=halved - 1)
    disk.keep_reserve(store.path.parent)


def _failed(store: Store, tie: Link, error: SalesError, one: Round) -> None:
    """Remember a failure and when the next try is due; on a full disk that is not written, and no matter."""
    from data.sync.line import TooSlow

    retry_after = getattr(error, "retry_after", None)
    waiting = failed(Schedule(one.at, tie.failures), one.at, Random(), retry_after)
    try:
        with store.write(Changes.of("sync")) as db:
            rounds.record(db, one)
            failures = tie.failures + 1 if isinstance(error, Unreachable) else 0
            state.put(db, failures=failures, failure=error.message, waiting_until=waiting.due_at)
            if isinstance(error, TooSlow):
                state.put(db, halved=min(_halved(store) + 1, MOST_HALVED))
    except SalesError:
        return
