"""What may be done with a version besides writing it: ask, issue, revise, take back, accepted, declined."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtWidgets import QWidget

from data import quotes
from desktop.desk import Desk
from desktop.pages.quote_editor_drafting import Drafting
from desktop.pages.quote_editor_head import QuoteHead
from desktop.work import Task
from sales.errors import SalesError

Act = Callable[[str, int], object]  # of a version, at an instant


class Acts:
    """Carries out what the head asks for, on the version as it stands now: what was typed is kept before."""

    def __init__(
        self,
        owner: QWidget,
        desk: Desk,
        head: QuoteHead,
        drafting: Drafting,
        refused: Callable[[SalesError], None],
    ) -> None:
        self._owner, self._desk, self._drafting, self._refused = owner, desk, drafting, refused
        store = desk.store
        head.asked.connect(lambda why: self._run(lambda one, now: quotes.ask(store, one, why, now)))
        head.issued.connect(lambda: self._run(lambda one, now: quotes.issue(store, one, now)))
        head.revised.connect(lambda: self._run(lambda one, now: quotes.revise(store, one, now)))
        head.withdrawn.connect(lambda: self._run(lambda one, now: quotes.withdraw(store, one, now)))
        head.accepted.connect(lambda who: self._run(lambda one, now: quotes.accept(store, one, who, now)))
        head.declined.connect(lambda why: self._run(lambda one, now: quotes.decline(store, one, why, now)))

    def _run(self, act: Act) -> None:
        self._drafting.save()
        job = partial(_acted, act, self._drafting.version_id, self._desk.now())
        self._desk.work.start(self._owner, job, self._done, self._refused, lane="write")

    def _done(self, made: object) -> None:
        """Revising makes another version, which is gone to; of the rest the store tells the page."""
        if isinstance(made, str):
            self._desk.go("quote", made)


def _acted(act: Act, version_id: str, now: int, task: Task) -> object:
    return act(version_id, now)
