"""Rounds of sync in the background of the window: when they are due, how far one is, how the last one ended.

A round runs in the net lane with everything else going on. It is due at the start, soon after something was
written here, on a beat, when the network is back, and when somebody asks; after a failure the waits grow.
There is never more than one.
"""

from __future__ import annotations

import time
from functools import partial
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

from PySide6.QtCore import QElapsedTimer, QObject, QTimer, Signal
from PySide6.QtWidgets import QWidget

from data.store import Changes, Store
from data.sync import schedule
from desktop.freshness import Going
from desktop.work import Task, Work
from sales.errors import SalesError

if TYPE_CHECKING:
    from data.sync.rounds import Round

WATCH_AFTER_MS = 5_000  # the system's network is asked about once the window has its pages
SHOWN_AFTER_MS = 1_000  # a round that takes longer is shown


class Syncing(QObject):
    """The rounds of one store. `moved`: what is shown of a round that is under way changed."""

    moved = Signal()
    ended = Signal(object)  # the Round
    failed = Signal(object)  # the SalesError that a round ended with
    _written = Signal()

    def __init__(self, owner: QWidget, work: Work, store: Store, home: Path) -> None:
        super().__init__(owner)
        self._owner, self._work, self._store, self._home = owner, work, store, home
        self._rng = Random()
        self._schedule = schedule.started(_ticks())
        self._task: Task | None = None
        self._going = Going()
        self.failure: SalesError | None = None  # what the last round ended with
        self._began = QElapsedTimer()
        self._network: QObject | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._due)
        self._patience = QTimer(self)
        self._patience.setSingleShot(True)
        self._patience.setInterval(SHOWN_AFTER_MS)
        self._patience.timeout.connect(self.moved)
        self._written.connect(self._soon)
        self._deaf = store.listen(self._hear)
        self._stopped = False

    @property
    def going(self) -> Going | None:
        """How far the round is that is under way, once it takes its time."""
        slow = self._task is not None and self._began.elapsed() >= SHOWN_AFTER_MS
        return self._going if slow else None

    @property
    def progress(self) -> Going:
        """How far the round is, or the last one was."""
        return self._going

    @property
    def running(self) -> bool:
        return self._task is not None

    @property
    def next_in_ms(self) -> int:
        """How long until the next round is due."""
        return self._schedule.wait_ms(_ticks())

    def begin(self) -> None:
        """The first round, and from then on whenever one is due."""
        QTimer.singleShot(WATCH_AFTER_MS, self, self._watch_network)
        self._due()

    def sync_now(self) -> None:
        """A round at once: somebody asked for it, or the network is back."""
        self._schedule = schedule.asked(self._schedule, _ticks())
        self._due()

    def remind(self) -> None:
        """Something waits: it may have been written just as a round ended."""
        late = self.next_in_ms > schedule.AFTER_WRITE_MS
        if late and not self.running and self.failure is None:
            self._soon()

    def stop(self) -> None:
        """No more rounds; one that is under way stops at its next page."""
        if self._stopped:
            return
        self._stopped = True
        self._deaf()
        self._timer.stop()
        self._patience.stop()
        if self._task:
            self._task.cancel()
        self._task = None

    def resume(self) -> None:
        """Rounds again, after `stop`."""
        if self._stopped:
            self._stopped = False
            self._deaf = self._store.listen(self._hear)
            self.sync_now()

    # -- inside

    def _hear(self, changes: Changes) -> None:
        """On whichever thread has written."""
        if "outbox" in changes.kinds and not self.running:
            self._written.emit()

    def _soon(self) -> None:
        self._schedule = schedule.written(self._schedule, _ticks())
        self._wait()

    def _wait(self) -> None:
        if not (self.running or self._stopped):
            self._timer.start(self._schedule.wait_ms(_ticks()))

    def _due(self) -> None:
        if self.running or self._stopped:
            return
        if (left := self._schedule.wait_ms(_ticks())) > 0:
            self._timer.start(left)
            return
        self._going = Going()
        self._began.start()
        self._patience.start()
        job = partial(_round, self._store, self._home)
        self._task = self._work.start(self._owner, job, self._done, self._refused, "net", self._follow)
        self.moved.emit()

    def _follow(self, share: float, note: str) -> None:
        done, _, of = note.partition("/")
        self._going = Going(int(done or 0), int(of or 0))
        if self.going:
            self.moved.emit()

    def _done(self, found: tuple[Round, bool]) -> None:
        one, more = found
        self._over(None)
        now = _ticks()
        self._schedule = schedule.succeeded(now, self._rng)
        if more:  # written while the round was under way
            self._schedule = schedule.written(self._schedule, now)
        self._wait()
        self.ended.emit(one)
        self.moved.emit()

    def _refused(self, error: SalesError) -> None:
        self._over(error)
        retry_after = getattr(error, "retry_after", None)
        self._schedule = schedule.failed(self._schedule, _ticks(), self._rng, retry_after)
        self._wait()
        self.failed.emit(error)
        self.moved.emit()

    def _over(self, failure: SalesError | None) -> None:
        self._task, self.failure = None, failure
        self._patience.stop()

    def _watch_network(self) -> None:
        """A round as soon as the system says that there is a network again."""
        from PySide6.QtNetwork import QNetworkInformation

        if self._stopped:
            return
        if QNetworkInformation.loadDefaultBackend() and (network := QNetworkInformation.instance()):
            self._network = network
            network.reachabilityChanged.connect(self._reach)

    def _reach(self, reachability: object) -> None:
        from PySide6.QtNetwork import QNetworkInformation

        if reachability == QNetworkInformation.Reachability.Online:
            self.sync_now()


def _round(store: Store, home: Path, task: Task) -> tuple[Round, bool]:
    """One round, and whether something waits to be sent after it."""
    from data import outbox
    from data.sync.service import sync_now

    def follow(done: int, of: int) -> None:
        task.progress(done / of if of else 0.0, f"{done}/{of}")

    one = sync_now(store, home, _now(), progress=follow)
    return one, outbox.waiting(store.read()) > 0


def _now() -> int:
    return time.time_ns() // 1_000_000


def _ticks() -> int:
    return time.monotonic_ns() // 1_000_000
