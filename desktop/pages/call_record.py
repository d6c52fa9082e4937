"""What keeps a call in the store while it runs, and what logs it at the end."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from data import calls, misses
from data.store import Store
from desktop.desk import Desk
from desktop.work import Task
from sales.calls import Call, Plan
from sales.errors import SalesError
from sales.words import Words


class CallRecord(QObject):
    """Keeps the newest state; while one is being written, those between it and the newest are left out."""

    def __init__(self, desk: Desk, owner: QWidget) -> None:
        super().__init__(owner)
        self._desk, self._owner = desk, owner
        self._next: Call | None = None
        self._writing = False

    def keep(self, call: Call) -> None:
        self._next = call
        if not self._writing:
            self._write()

    def log(
        self, call: Call, done: Callable[[tuple[str, ...]], None], failed: Callable[[SalesError], None]
    ) -> None:
        """Log the outcome; what is not written yet of the call under way is in it."""
        self._next = None
        desk, rep = self._desk, self._desk.rep.id if self._desk.rep else None
        job = partial(_finish, desk.store, call, rep, desk.now())
        desk.work.start(self._owner, job, done, failed, lane="write")

    def take_back(self, call: Call, mids: tuple[str, ...], done: Callable[[], None]) -> None:
        """Undo what was logged."""
        desk = self._desk
        job = partial(_take_back, desk.store, call, mids, desk.now())
        desk.work.start(self._owner, job, lambda _: done(), lane="write")

    def discard(self, call: Call) -> None:
        """Let a call go that never was one."""
        self._next = None
        job = partial(_discard, self._desk.store, call.plan.id)
        self._desk.work.start(self._owner, job, lambda _: None, lane="write")

    def miss(self, said: str, plan: Plan, done: Callable[[], None]) -> None:
        """Tell the team what no card answers."""
        desk = self._desk
        job = partial(_miss, desk.store, said, plan, desk.words, desk.now())
        desk.work.start(self._owner, job, lambda _: done(), lane="write")

    def _write(self) -> None:
        call, self._next = self._next, None
        if call is None:
            return
        self._writing = True
        job = partial(_keep, self._desk.store, call)
        self._desk.work.start(self._owner, job, lambda _: self._written(), self._refused, lane="write")

    def _written(self) -> None:
        self._writing = False
        self._write()

    def _refused(self, error: SalesError) -> None:
        self._writing = False
        self._desk.work.refused.emit(error)


def _keep(store: Store, call: Call, task: Task) -> None:
    calls.keep(store, call)


def _finish(store: Store, call: Call, rep_id: str | None, now: int, task: Task) -> tuple[str, ...]:
    return calls.finish(store, call, rep_id, now)


def _take_back(store: Store, call: Call, mids: tuple[str, ...], now: int, task: Task) -> None:
    calls.take_back(store, call, mids, now)


def _miss(store: Store, said: str, plan: Plan, words: Words, now: int, task: Task) -> None:
    misses.note(store, "objections", said, words, now, plan.customer_id, plan.product_id)


def _discard(store: Store, activity_id: str, task: Task) -> None:
    calls.discard(store, activity_id)
