"""What is disputed about the customer who is open: a chip for each field, which asks when it is pressed."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from data.store import Store
from data.sync.conflicts import OpenConflict, conflicts_of
from desktop import sync_words
from desktop.decisions import Decisions
from desktop.desk import Desk
from desktop.icons import icon
from desktop.pages.customer_workspace import Workspace
from desktop.widgets.buttons import filter_chip
from desktop.work import Task


class CustomerDisputes(QObject):
    """Keeps the chips of a workspace up to its customer."""

    def __init__(self, desk: Desk, page: QWidget, workspace: Workspace) -> None:
        super().__init__(page)
        self._desk, self._page, self._workspace = desk, page, workspace
        self._decisions = Decisions(desk, page)
        self._shown: tuple[OpenConflict, ...] = ()

    @property
    def asking(self) -> bool:
        return self._decisions.asking

    def read(self, customer_id: str) -> None:
        job = partial(_conflicts, self._desk.store, customer_id)
        self._desk.work.start(self._page, job, self._show)

    def _show(self, found: tuple[OpenConflict, ...]) -> None:
        if found != self._shown:
            self._shown = found
            self._workspace.show_disputes([self._chip(one) for one in found])

    def _chip(self, conflict: OpenConflict) -> QWidget:
        words = self._desk.words
        field = sync_words.field_name(words, conflict.table, conflict.field)
        chip = filter_chip(f" {words('{field}: two values', field=field)}")
        chip.setCheckable(False)
        chip.setIcon(icon("git-merge", "warn"))
        chip.setToolTip(sync_words.parties(words, conflict))
        chip.clicked.connect(lambda: self._decisions.ask(conflict))
        return chip


def _conflicts(store: Store, customer_id: str, task: Task) -> tuple[OpenConflict, ...]:
    return conflicts_of(store.read(), customer_id)
