"""Import: a file is dropped, its columns find their fields, every row is checked, and then it is written.

Nothing is written before the last step, and that can be undone. Esc goes a step back; a file that is dropped
on the window begins here.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLayout, QWidget

from data.imports import Batch, ImportMap, Layout, Outcome, Plan, batches, undo
from desktop.actions import action, note_key
from desktop.desk import Desk, Notice
from desktop.page import Page, page
from desktop.pages.import_check import CheckStep
from desktop.pages.import_columns import SIDE, ColumnsStep
from desktop.pages.import_end import DoneStep, RunStep
from desktop.pages.import_file import FileStep
from desktop.pages.import_jobs import (
    Looked,
    as_chosen,
    carried_out,
    example,
    looked_at,
    planned,
    size_words,
)
from desktop.pages.import_parts import STEPS, Stepper
from desktop.widgets.buttons import tool
from desktop.widgets.layouts import clear, col, frame, page_head, row, rule, vrule
from desktop.work import Task
from sales.errors import SalesError

SIDE_FROM = 1000  # the width from which how a file is read stands beside its columns
FILE, COLUMNS, CHECK, DONE = range(4)

note_key("import.edit", "Correct a cell", "F2", "import")


@page("import", "Import", "file-spreadsheet")
class ImportPage(Page):
    """`ref` is the path of the file that is being imported."""

    kinds = frozenset({"batches"})

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._step: FileStep | ColumnsStep | CheckStep | RunStep | DoneStep | None = None
        self._looked: Looked | None = None
        self._plan: Plan | None = None
        self._task: Task | None = None
        self._remember = True
        self._began = 0.0
        self._batch: int | None = None
        self._head, self._body = col(gap=0), col(gap=0)
        self._side: QWidget | None = None
        self._edge, self._drawer = vrule(), frame("drawer", row(gap=0, margins=(1, 1, 1, 1)))
        self._place: QHBoxLayout = row(
            (col(self._head, rule(), (self._body, 1), gap=0), 1), self._edge, gap=0
        )
        self.setLayout(self._place)
        self._drawer.setParent(self)
        self._show_file()

    @property
    def ref(self) -> str | None:
        return (
            str(self._looked.source.path) if self._looked and not isinstance(self._step, DoneStep) else None
        )

    def show_ref(self, ref: str | None) -> None:
        if ref and ref != self.ref and self._task is None:
            self._look(ref, "")

    def reload(self) -> None:
        if isinstance(self._step, FileStep):
            self._read_batches()

    def first_focus(self) -> QWidget:
        if isinstance(self._step, FileStep):
            return self._step.choose
        return self._step.first if self._step else self

    def back(self) -> bool:
        if self._drawer.isVisible():
            self._drawer.hide()
        elif isinstance(self._step, RunStep):
            self._cancel()
        elif isinstance(self._step, CheckStep):
            self._show_columns()
        elif self._step and not isinstance(self._step, FileStep):
            self._show_file()
        else:
            return False
        return True

    def sights(self) -> Iterator[str]:
        with tempfile.TemporaryDirectory() as folder:
            self._look(str(example(self.desk.store, Path(folder))), "customers")
            yield "columns"
            if isinstance(self._step, ColumnsStep):
                self._step.go.click()
            yield "check"
            self._show_file()

    # -- actions

    @action("import.choose", "Choose a file", "folder-open", "Ctrl+Shift+O", "import")
    def choose_file(self) -> None:
        if not isinstance(self._step, RunStep):
            self._show_file()
            if isinstance(self._step, FileStep):
                self._step.ask()

    @action("import.next_error", "Next error", "arrow-down", "F8", "import")
    def next_error(self) -> None:
        if isinstance(self._step, CheckStep):
            self._step.next_error()

    # -- what stands in the page

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._fit()

    def _stand(self, at: int, step: FileStep | ColumnsStep | CheckStep | RunStep | DoneStep) -> None:
        """Show a step, under the title and the way that has been gone."""
        words = self.desk.words
        for layout in (self._head, self._body):
            clear(layout)
        if self._side is not None:
            self._side.hide()
            self._side.deleteLater()
        self._drawer.hide()
        self._step, self._side = step, step.side if isinstance(step, ColumnsStep) else None
        close = tool("x", words("Close import"), shortcut="Esc")
        close.clicked.connect(self._close)
        self._how = tool("panel-right", words("How it is read"))
        self._how.clicked.connect(self._toggle_side)
        titles = [words(title) for title in STEPS]
        self._head.addLayout(
            page_head(
                self._title(),
                Stepper(titles, at),
                8,
                self._how,
                close,
                sub=self._about(),
                margins=(24, 16, 16, 14),
            )
        )
        self._body.addWidget(step, 1)
        self._fit()
        if self.isVisible():
            self.first_focus().setFocus()

    def _fit(self) -> None:
        """How it is read beside the columns where there is room, else in a drawer."""
        docked = self.width() >= SIDE_FROM
        self._how.setVisible(self._side is not None and not docked)
        self._edge.setVisible(self._side is not None and docked)
        if self._side is not None:
            home: QLayout | None = self._place if docked else self._drawer.layout()
            if home is not None and home.indexOf(self._side) < 0:
                home.addWidget(self._side)
                self._side.show()
            if docked:
                self._drawer.hide()
        self._drawer.setGeometry(self.width() - SIDE - 2, 0, SIDE + 2, self.height())

    def _toggle_side(self) -> None:
        self._drawer.setVisible(self._drawer.isHidden())
        self._drawer.raise_()

    def _title(self) -> str:
        words = self.desk.words
        if self._looked is None:
            return words("Import")
        return words("Import {kind}", kind=words(self._looked.kind.title).lower())

    def _about(self) -> str:
        """The file in a line: its name, sheet or encoding, and how much there is of it."""
        if self._looked is None:
            return ""
        words, source = self.desk.words, self._looked.source
        parts = [source.path.name]
        if source.sheet:
            parts.append(words("sheet {name}", name=source.sheet))
        if source.encoding is not None:
            parts.append(source.encoding.spoken)
        if self._plan is not None:
            rows = self._plan.counts.rows
            parts.append(words.count("{n} row", "{n} rows", rows))
        else:
            parts.append(size_words(words, source.stamp[0]))
        return words(", ").join(parts)

    # -- the steps

    def _show_file(self) -> None:
        self._drop_plan()
        self._looked = None
        step = FileStep(self.desk)
        step.chosen.connect(self._look)
        step.undo_asked.connect(self._undo)
        self._stand(FILE, step)
        self._read_batches()

    def _read_batches(self) -> None:
        def done(found: list[Batch]) -> None:
            if isinstance(self._step, FileStep):
                self._step.show_batches(found[:20])
            self.ready.emit()

        store = self.desk.store
        self.desk.work.start(self, lambda task: batches(store.read()), done)

    def _look(self, path: str, kind: str, layout: Layout | None = None) -> None:
        """Look at a file in the background, then show its columns."""
        self.desk.banner(None)
        job = partial(looked_at, self.desk.store, Path(path), kind, layout)
        self.desk.work.start(self, job, self._show_looked, self._refuse)

    def _show_looked(self, looked: Looked) -> None:
        self._looked = looked
        self._show_columns()

    def _show_columns(self) -> None:
        self._drop_plan()
        looked = self._looked
        if looked is None:
            return
        narrow = self.width() < SIDE_FROM
        step = ColumnsStep(
            self.desk, looked.source, looked.kind, looked.guesses, looked.mapping, narrow=narrow
        )
        step.back_asked.connect(self._show_file)
        path = str(looked.source.path)
        step.layout_chosen.connect(lambda layout: self._look(path, looked.kind.name, layout))
        step.kind_chosen.connect(lambda kind: self._look(path, kind, looked.mapping.layout))
        step.check_asked.connect(self._check)
        self._stand(COLUMNS, step)
        self.ready.emit()

    def _check(self, mapping: ImportMap, remember: bool) -> None:
        """Read the whole file and compare it with the store; the columns are kept as they were chosen."""
        looked = self._looked
        if looked is None:
            return
        guesses = tuple(as_chosen(looked, mapping))
        self._looked = looked = Looked(looked.source, looked.kind, guesses, mapping)
        self._remember = remember
        desk = self.desk
        step = RunStep(desk, desk.words("Checking all rows"))
        step.cancelled.connect(self._cancel)
        self._stand(CHECK, step)
        job = partial(planned, desk.store, looked, desk.words)
        self._task = desk.work.start(
            self, job, self._show_plan, self._not_planned, progress=step.show_progress
        )

    def _show_plan(self, plan: Plan) -> None:
        self._task, self._plan = None, plan
        self.destroyed.connect(plan.close)
        step = CheckStep(self.desk, plan)
        step.back_asked.connect(self._show_columns)
        step.go_asked.connect(self._run)
        step.failed.connect(self._refuse)
        self._stand(CHECK, step)
        self.ready.emit()

    def _not_planned(self, error: SalesError) -> None:
        self._task = None
        self._show_columns()
        self._refuse(error)

    def _run(self) -> None:
        """Write it; a cancel or an error leaves everything as it was."""
        plan, looked = self._plan, self._looked
        if plan is None or looked is None:
            return
        desk = self.desk
        step = RunStep(desk, desk.words("Importing {kind}", kind=desk.words(looked.kind.title).lower()))
        step.cancelled.connect(self._cancel)
        self._stand(CHECK, step)
        self._began = time.monotonic()
        job = partial(carried_out, desk.store, plan, desk.now(), self._remember)
        self._task = desk.work.start(
            self, job, self._show_done, self._not_written, "write", progress=step.show_progress
        )

    def _show_done(self, done: tuple[Outcome, Path | None]) -> None:
        looked = self._looked
        if looked is None:
            return
        outcome, errors_file = done
        self._task, self._batch = None, outcome.batch
        step = DoneStep(self.desk, looked.kind, outcome, errors_file, time.monotonic() - self._began)
        step.undo_asked.connect(lambda: self._undo(outcome.batch))
        step.another_asked.connect(self._show_file)
        step.see_asked.connect(self.desk.go)
        self._stand(DONE, step)
        self._drop_plan()
        self.ready.emit()

    def _not_written(self, error: SalesError) -> None:
        self._task = None
        if self._plan is not None:
            self._show_plan(self._plan)
        self._refuse(error)

    def _undo(self, batch: int | None) -> None:
        """Take an import back, and say so."""
        if batch is None:
            return
        desk = self.desk

        def done(undone: Batch) -> None:
            desk.toast(desk.words("Import of {file} is undone", file=undone.file_name))
            self._show_file()

        store, now = desk.store, desk.now()
        desk.work.start(
            self, lambda task: undo(store, batch, now, task.progress), done, self._refuse, "write"
        )

    def _cancel(self) -> None:
        """Stop what is running; nothing of it is written."""
        if self._task is not None:
            self._task.cancel()
            self._task = None
        if self._plan is not None:
            self._show_plan(self._plan)
        else:
            self._show_columns()

    def _close(self) -> None:
        if isinstance(self._step, RunStep):
            self._cancel()
            return
        self._show_file()
        self.desk.leave()

    def _refuse(self, error: SalesError) -> None:
        self.desk.banner(Notice(*error.said(self.desk.words), "bad"))

    def _drop_plan(self) -> None:
        plan, self._plan = self._plan, None
        if plan is not None:
            self.desk.work.start(self, lambda task: plan.close(), lambda _: None, lane="write")
