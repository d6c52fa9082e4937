"""Conflicts decided from wherever they are shown: said in a toast, and taken back by undo."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from data.sync.conflicts import CHOICES, Choice, OpenConflict, Undo, settle, unsettle
from desktop import sync_words
from desktop.desk import Desk
from desktop.dialogs.conflict import ConflictDialog
from desktop.widgets.overlay import Overlay
from desktop.work import Task


class Decisions(QObject):
    """Writes what is decided on a page, and offers to take it back."""

    def __init__(self, desk: Desk, page: QWidget) -> None:
        super().__init__(page)
        self._desk, self._page = desk, page
        self._overlay: Overlay | None = None

    @property
    def asking(self) -> bool:
        return self._overlay is not None

    def ask(self, conflict: OpenConflict) -> None:
        """Ask in a dialog over the window."""
        if self._overlay is None:
            dialog = ConflictDialog(self._desk.words, conflict, self._desk.now())
            dialog.over.connect(self.dismiss)
            dialog.chosen.connect(partial(self._answered, conflict))
            self._overlay = Overlay(self._page.window(), dialog)
            self._overlay.closed.connect(self._uncover)
            self._overlay.open(dialog.first)

    def decide(self, conflict: OpenConflict, choice: Choice) -> None:
        """Write the chosen value, and say so with the way back."""
        desk, side = self._desk, conflict.sides[CHOICES.index(choice)]
        said = sync_words.chosen(desk.words, conflict, side)

        def job(task: Task) -> Undo:
            return settle(desk.store, conflict.id, choice, desk.now())

        desk.work.start(
            self._page, job, lambda decision: desk.toast(said, partial(self._undo, decision)), lane="write"
        )

    def _undo(self, decision: Undo) -> None:
        desk = self._desk

        def back(task: Task) -> None:
            unsettle(desk.store, decision, desk.now())

        desk.work.start(self._page, back, lambda _: desk.toast(desk.words("Taken back")), lane="write")

    def _answered(self, conflict: OpenConflict, choice: Choice) -> None:
        self.dismiss()
        self.decide(conflict, choice)

    def dismiss(self) -> None:
        """Close the dialog; what it asks can be decided later."""
        if self._overlay:
            self._overlay.dismiss()

    def _uncover(self) -> None:
        self._overlay = None
