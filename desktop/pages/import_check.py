"""The third step: every row with what is to become of it; errors are put right in place, or left out."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from data.imports import Plan, PlanRow
from data.imports.fields import NUMBERS
from data.imports.plan import PAGE
from desktop.desk import Desk
from desktop.icons import icon_label
from desktop.pages.import_parts import EDGE, Flow
from desktop.pages.import_rows import RowsModel, RowsTable
from desktop.text import Elided, label
from desktop.widgets.buttons import button, filter_chip
from desktop.widgets.layouts import add, box, clear, col, frame, row, rule
from desktop.work import Task

FATES = (
    ("", "All"),
    ("create", "Create"),
    ("update", "Update"),
    ("unchanged", "Unchanged"),
    ("error", "Errors"),
    ("skipped", "Left out"),
)
SAID = {
    "create": "Comes in as new",
    "update": "Changes what is known",
    "unchanged": "Nothing changes",
    "error": "",
    "skipped": "Left out",
}


class CheckStep(QWidget):
    back_asked = Signal()
    go_asked = Signal()
    failed = Signal(object)  # a SalesError

    def __init__(self, desk: Desk, plan: Plan) -> None:
        super().__init__()
        self._desk, self.plan = desk, plan
        self._fate, self._wish = "", 0  # the fate shown; the row to go to once its page is read
        self._busy = False
        self._fitted = False
        words = desk.words
        titles = [words(f.title) for f in plan.fields]
        self._names = [f.name for f in plan.fields]
        model = RowsModel(words, titles, [f.kind in NUMBERS for f in plan.fields])
        self.table = RowsTable(model, self._names, words("Rows of the file"), words)
        model.wanted.connect(self._read)
        self.table.moved.connect(self._explain)
        self.table.corrected.connect(self._correct)
        self._chips = col(gap=0)
        self._strip = frame("strip")
        self._why = row(gap=9, margins=(EDGE, 7, 16, 7))
        self._strip.setLayout(self._why)
        self._strip.setFixedHeight(46)
        self.next = button(words("Next error"), "arrow-down", "ghost")
        self.next.clicked.connect(self.next_error)
        head = row((box(self._chips), 1), self.next, gap=6, margins=(EDGE, 12, 16, 10))
        self.setLayout(col(head, (self.table, 1), self._strip, rule(), self._foot(), gap=0))
        self.refresh()

    @property
    def first(self) -> QWidget:
        return self.table

    @property
    def settled(self) -> bool:
        """Nothing is being compared, and the rows in sight have been read."""
        return not self._busy

    def refresh(self) -> None:
        """Show the plan as it is now: counts, and the rows of the fate that is shown."""
        self._show_counts()
        fate = self._fate
        self._desk.work.start(
            self, lambda task: (self.plan.anchors(fate), self.plan.page(0, fate=fate)), self._show_rows
        )

    def next_error(self) -> None:
        """Go to the next row with an error, from the top again after the last."""
        shown, _ = self.table.current()
        after = shown.row if shown else 0
        self._desk.work.start(self, lambda task: self.plan.next_error(after), self._go_to)

    # -- rows

    def _choose(self, fate: str) -> None:
        self._fate = fate
        self.refresh()

    def _show_rows(self, found: tuple[list[int], list[PlanRow]]) -> None:
        anchors, first = found
        counts, model = self.plan.counts, self.table.rows
        place, field = self.table.currentIndex().row(), self.table.current()[1]
        model.show(getattr(counts, self._fate) if self._fate else counts.rows, anchors)
        if first:
            model.take(0, first)
            if not self._fitted:
                self._fitted = True
                self.table.fit(first)
        if self._wish:
            self._go_to(self._wish)
        elif model.rowCount():
            self.table.choose(min(max(place, 0), model.rowCount() - 1), max(field, 0))
        self._explain()

    def _read(self, page: int) -> None:
        after, fate = self.table.rows.anchor(page) - 1, self._fate

        def done(rows: list[PlanRow]) -> None:
            if fate == self._fate:
                self.table.rows.take(page, rows)
                if self._wish:
                    self._go_to(self._wish)
                self._explain()

        self._desk.work.start(self, lambda task: self.plan.page(after, fate=fate), done)

    def _go_to(self, number: int | None) -> None:
        """Show a row of the file, reading its page first if need be."""
        self._wish = number or 0
        if number is None:
            return
        if self._fate not in ("", "error"):
            self._choose("")
            return
        model = self.table.rows
        place = model.place_of(number)
        if place is None:
            model.row_at(model.page_of(number) * PAGE)
            return
        self._wish = 0
        shown = model.row_at(place)
        marked = [self._names.index(name) for name in (shown.marked if shown else ()) if name in self._names]
        self.table.choose(place, min(marked, default=0))
        self.table.setFocus()

    # -- corrections

    def _correct(self, number: int, field: int, text: str) -> None:
        name = self._names[field]

        def job(task: Task) -> None:
            self.plan.correct(number, name, text)
            self.plan.match(task.progress)

        self._change(job)

    def _leave_out(self, number: int) -> None:
        def job(task: Task) -> None:
            self.plan.leave_out(number)
            self.plan.match(task.progress)

        self._change(job)

    def _change(self, job: Callable[[Task], None]) -> None:
        """Change the plan in the background; what may be imported is known again afterwards."""
        self._busy = True
        self._follow()

        def done(_: None) -> None:
            self._busy = False
            self.refresh()

        self._desk.work.start(self, job, done, self.failed.emit, "write")

    # -- words

    def _show_counts(self) -> None:
        words, counts = self._desk.words, self.plan.counts
        clear(self._chips)
        shown = []
        for fate, title in FATES:
            count = getattr(counts, fate) if fate else counts.rows
            if count or fate not in ("error", "skipped"):
                chip = filter_chip(words(title), words.number(count), on=fate == self._fate)
                chip.clicked.connect(partial(self._choose, fate))
                shown.append(chip)
        self._chips.addWidget(Flow(shown))
        self.next.setVisible(counts.error > 0)
        self._follow()

    def _foot(self) -> QWidget:
        words = self._desk.words
        back = button(words("Back"), "arrow-left", "ghost")
        back.clicked.connect(self.back_asked)
        self._said = Elided("", "label", "2")
        self.go = button("", "", "primary")
        self.go.clicked.connect(self.go_asked)
        return box(row(back, None, self._said, 8, self.go, margins=(20, 12, EDGE, 12)))

    def _follow(self) -> None:
        """The number on the button, and what does not come along."""
        words, counts = self._desk.words, self.plan.counts
        if self._busy:
            said = words("Comparing with what is known")
        elif counts.error:
            said = words.count(
                "{n} row with errors is left out and saved to a file",
                "{n} rows with errors are left out and saved to a file",
                counts.error,
            )
        else:
            said = " ".join(self.plan.notes)
        self._said.setText(said)
        rows = counts.create + counts.update
        self.go.setText(words.count("Import {n} row", "Import {n} rows", rows))
        self.go.setEnabled(rows > 0 and not self._busy)

    def _explain(self) -> None:
        """What there is to say of the current cell, and what can be done about its row."""
        clear(self._why)
        shown, at = self.table.current()
        if shown is None:
            return
        words = self._desk.words
        name = self._names[at] if at >= 0 else ""
        problem = next((p for p in shown.problems if p.field == name), next(iter(shown.problems), None))
        icon, tone, said = "info", "text_3", words(SAID[shown.fate])
        if problem is not None:
            icon, tone, said = "circle-alert", "bad", problem.sentence
            name = problem.field
        elif shown.skipped_for:
            said = shown.skipped_for
        elif name in shown.before:
            icon, tone = "pencil", "accent"
            known = shown.before[name]
            said = words("Known so far: {value}", value=known) if known else words("Not known so far")
        title = words(self.plan.stage.mapped[name].title) if name in self.plan.stage.mapped else ""
        place = words("Row {row}, {column}", row=words.number(shown.row), column=title) if title else (
            words("Row {row}", row=words.number(shown.row))
        )  # fmt: skip
        add(self._why, icon_label(icon, tone, 15), label(place, "strong"), (Elided(said, "body", "2"), 1))
        if shown.fate in ("create", "update", "error"):
            leave = button(words("Leave row out"), "", "ghost")
            leave.clicked.connect(partial(self._leave_out, shown.row))
            leave.setEnabled(not self._busy)
            self._why.addWidget(leave)
