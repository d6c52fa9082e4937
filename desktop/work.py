"""Background work: the one way a page runs anything slower than a frame.

A job is a plain function of a `Task`; it never touches a widget. What it gives comes back on the GUI thread,
and only while the widget that asked (the owner) still exists. Lanes: `write` is one thread, so writes happen
in order; `read` is three; `net` one; `heavy` a process of its own, because model fits and PDF batches in a
thread stutter the window.
"""

from __future__ import annotations

import logging
import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import BrokenExecutor, Executor, Future, ThreadPoolExecutor, wait
from typing import Any, Literal, TypeVar

import shiboken6
from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QWidget

from data.store import Closed
from sales.errors import SalesError

Lane = Literal["read", "write", "net", "heavy"]
T = TypeVar("T")
STORE_LANES = ("read", "write")
REPORT_EVERY = 0.05  # seconds between two reports of progress

log = logging.getLogger(__name__)


class Cancelled(Exception):
    """Raised inside a job by `Task.check` once nobody waits for it any more."""


class Faulted(SalesError):
    """A bug ended the job; the crash dialog has the details, the page only needs to say so."""


class Task:
    """One running job: the job reports through it, the page cancels with it."""

    def __init__(self, report: Callable[[Task, float, str], None] | None = None) -> None:
        self._report = report
        self._stop = threading.Event()
        self._reported_at = 0.0

    def cancel(self) -> None:
        self._stop.set()

    @property
    def cancelled(self) -> bool:
        return self._stop.is_set()

    def check(self) -> None:
        """A point at which the job may be cancelled."""
        if self._stop.is_set():
            raise Cancelled

    def progress(self, share: float, note: str = "") -> None:
        """Say how far the job is (0 to 1) and what it does; may cancel it. At most 20 a second arrive."""
        self.check()
        now = time.monotonic()
        if self._report and (share >= 1 or now - self._reported_at >= REPORT_EVERY):
            self._reported_at = now
            self._report(self, share, note)

    def __reduce__(self) -> tuple[type[Task], tuple[()]]:
        return Task, ()  # in the heavy process a job reports to nobody


class _Asked:
    """Who waits for a task, and what to call. Emptied on delivery, so that no closure keeps a page alive."""

    __slots__ = ("done", "failed", "lane", "moved", "owner")

    def __init__(
        self,
        owner: QWidget,
        done: Callable[[Any], None],
        failed: Callable[[SalesError], None] | None,
        moved: Callable[[float, str], None] | None,
        lane: Lane,
    ) -> None:
        self.owner, self.done, self.failed, self.moved, self.lane = owner, done, failed, moved, lane

    @property
    def edit(self) -> bool:
        """A short write: what a person typed. A long one tells how far it is, and may be cut off."""
        return self.lane == "write" and self.moved is None


class Work(QObject):
    """Runs jobs in lanes and brings their results home."""

    refused = Signal(object)  # a SalesError that nobody asked to handle
    _moved = Signal(object, float, str)
    _ended = Signal(object, object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._lanes: dict[str, Executor] = {
            "write": ThreadPoolExecutor(1, "write"),
            "read": ThreadPoolExecutor(3, "read"),
            "net": ThreadPoolExecutor(1, "net"),
        }
        self._asked: dict[Task, _Asked] = {}
        self._running: dict[Task, Future[Any]] = {}  # of the lanes that read and write
        self._closed = False
        self.forgives: Callable[[], bool] = lambda: False  # whether a fault is one of a store that has gone
        self._moved.connect(self._tell, Qt.ConnectionType.QueuedConnection)
        self._ended.connect(self._deliver, Qt.ConnectionType.QueuedConnection)

    def start(
        self,
        owner: QWidget,
        job: Callable[[Task], T],
        done: Callable[[T], None],
        failed: Callable[[SalesError], None] | None = None,
        lane: Lane = "read",
        progress: Callable[[float, str], None] | None = None,
    ) -> Task:
        """Run `job` and call `done` with what it gives, or `failed` with a SalesError.

        In the heavy lane `job` must be picklable: a module's function, or a partial of one. Without `failed`
        the error is announced by `refused`. A bug goes to `sys.excepthook`, and to `failed` as `Faulted`.
        After `close` nothing is begun any more: what is asked for then comes from a window that is going.
        """
        task = Task(self._moved.emit)
        if self._closed:
            task.cancel()
            return task
        self._asked[task] = _Asked(owner, done, failed, progress, lane)
        try:
            future = self._lane(lane).submit(_run, task, job)
        except BrokenExecutor:  # the heavy process was ended from outside: begin another
            del self._lanes[lane]
            future = self._lane(lane).submit(_run, task, job)
        if lane in STORE_LANES:
            self._running[task] = future
        future.add_done_callback(lambda ended: self._ended.emit(task, ended))
        return task

    def drop(self) -> None:
        """The store is about to close: edits are written, all else is cancelled, no job is in its middle."""
        self._cut_off()
        wait(list(self._running.values()))

    @property
    def idle(self) -> bool:
        """Nothing runs, and every result has been delivered."""
        return not self._asked

    def close(self) -> None:
        """Carry out the edits that wait to be written; cancel all else and wait for what is in the middle of
        it. Heavy work is ended where it is.
        """
        self._closed = True
        self._cut_off()
        if "heavy" in self._lanes:
            from multiprocessing import active_children

            for child in active_children():
                child.terminate()
        for name, lane in self._lanes.items():
            lane.shutdown(wait=True, cancel_futures=name != "write")
        self._asked.clear()

    def _cut_off(self) -> None:
        for task, asked in self._asked.items():
            if not asked.edit:
                task.cancel()

    def _lane(self, name: Lane) -> Executor:
        if name not in self._lanes:
            from concurrent.futures import ProcessPoolExecutor
            from multiprocessing import get_context

            self._lanes[name] = ProcessPoolExecutor(1, mp_context=get_context("spawn"))
        return self._lanes[name]

    def _tell(self, task: Task, share: float, note: str) -> None:
        asked = self._asked.get(task)
        if asked and asked.moved and _wanted(task, asked):
            asked.moved(share, note)

    def _deliver(self, task: Task, ended: Future[Any]) -> None:
        asked = self._asked.pop(task, None)
        self._running.pop(task, None)
        if asked is None or ended.cancelled() or not _wanted(task, asked):
            return
        error = ended.exception()
        if error is None:
            asked.done(ended.result())
        elif isinstance(error, SalesError):
            log.info("refused: %s", error)
            (asked.failed or self.refused.emit)(error)
        elif not isinstance(error, Cancelled | Closed) and not self.forgives():
            sys.excepthook(type(error), error, error.__traceback__)
            if asked.failed:
                asked.failed(Faulted("Something went wrong here.", "What you saved is safe. Try again."))


def _run(task: Task, job: Callable[[Task], T]) -> T:
    task.check()
    result = job(task)
    task.check()
    return result


def _wanted(task: Task, asked: _Asked) -> bool:
    return not task.cancelled and shiboken6.isValid(asked.owner)
