"""The first step of an import: what the file holds, the file itself, and the imports before it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, QRectF, Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QButtonGroup, QFileDialog, QWidget

from data.imports import KINDS, Batch
from desktop.desk import Desk
from desktop.pages.import_parts import EDGE, DropZone, Flow, file_icon
from desktop.paint import RIGHT, paint_icon, paint_text
from desktop.text import label
from desktop.widgets.buttons import button, filter_chip
from desktop.widgets.layouts import box, card, clear, col, row, scroll
from desktop.widgets.states import empty
from desktop.widgets.table import Column, TableModel, whole_table

PATTERNS = "*.csv *.tsv *.txt *.gz *.xlsx *.xls *.xlsb *.ods *.parquet"


class FileStep(QWidget):
    chosen = Signal(str, str)  # path, kind or "" for what its columns say
    undo_asked = Signal(int)  # a batch

    def __init__(self, desk: Desk, kind: str = "") -> None:
        super().__init__()
        self._desk, self._kind = desk, kind
        self.choose = button(desk.words("Choose a file"), "folder-open", "primary")
        self.choose.clicked.connect(self.ask)
        self._earlier = col(gap=0)
        body = col(
            self._kinds(), (self._zone(), 1), box(self._earlier), gap=16, margins=(EDGE, 18, EDGE, EDGE)
        )
        self.setLayout(row((scroll(box(body)), 1), gap=0))

    def show_batches(self, batches: Sequence[Batch]) -> None:
        """Show the imports before this one."""
        clear(self._earlier)
        if batches:
            self._earlier.addWidget(self._table(batches))

    def ask(self) -> None:
        """Let a file be chosen in the system's own way."""
        words = self._desk.words
        dialog = QFileDialog(self, words("Choose a file"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilters([f"{words('Tables')} ({PATTERNS})", f"{words('All files')} (*)"])
        dialog.fileSelected.connect(self._choose)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    def _choose(self, path: str) -> None:
        self.chosen.emit(path, self._kind)

    def _kinds(self) -> QWidget:
        words = self._desk.words
        self._group = QButtonGroup(self)
        chips = []
        for name, title in [
            ("", words("As its columns say")),
            *((k.name, words(k.title)) for k in KINDS.values()),
        ]:
            chip = filter_chip(title, on=name == self._kind)
            chip.clicked.connect(lambda _=False, name=name: self._set_kind(name))
            self._group.addButton(chip)
            chips.append(chip)
        return box(row(label(words("It holds"), "label", "2"), (Flow(chips), 1), gap=10))

    def _set_kind(self, name: str) -> None:
        self._kind = name

    def _zone(self) -> QWidget:
        words = self._desk.words
        inside = empty(
            "upload",
            words("Drop a file here"),
            words(
                "Excel, CSV in any encoding, or Parquet. Nothing is written before you have seen every row."
            ),
            self.choose,
        )
        zone = DropZone(row((inside, 1), margins=(0, 16, 0, 16)), words("Drop a file here"))
        zone.setMinimumHeight(220)
        zone.dropped.connect(self._choose)
        return zone

    def _table(self, batches: Sequence[Batch]) -> QWidget:
        words = self._desk.words
        columns: tuple[Column[Batch], ...] = (
            Column(words("File"), lambda b: b.file_name, 0, _draw_file),
            Column(words("Holds"), lambda b: words(KINDS[b.kind].title), 110),
            Column(words("When"), self._when, 130),
            Column(words("Result"), self._result, 190),
            Column("", lambda b: "" if b.undone_at else words("Undo"), 88, _draw_undo),
        )
        view = whole_table(TableModel(columns, batches), words("Earlier imports"))
        view.clicked.connect(lambda at: self._press(at, batches) if at.column() == len(columns) - 1 else None)
        view.activated.connect(lambda at: self._press(at, batches))
        head = row(label(words("Earlier imports"), "heading"), None, margins=(16, 0, 16, 0))
        return card(head, view, gap=4, margins=(0, 13, 0, 2))

    def _press(self, at: QModelIndex, batches: Sequence[Batch]) -> None:
        batch = batches[at.row()]
        if batch.undone_at is None:
            self.undo_asked.emit(batch.id)

    def _when(self, batch: Batch) -> str:
        words = self._desk.words
        return words("{day}, {time}", day=words.day(batch.at), time=words.clock(batch.at))

    def _result(self, batch: Batch) -> str:
        words = self._desk.words
        if batch.undone_at is not None:
            return words("Undone on {day}", day=words.day(batch.undone_at))
        created, updated = words.number(batch.created), words.number(batch.updated)
        if not batch.updated:
            return words("{n} new", n=created)
        return words("{n} new, {m} updated", n=created, m=updated)


def _draw_file(painter: QPainter, area: QRectF, name: str, chosen: bool) -> None:
    paint_icon(painter, area.left(), area.center().y(), file_icon(name), "text_3")
    paint_text(painter, area.adjusted(24, 0, 0, 0), name, "strong")


def _draw_undo(painter: QPainter, area: QRectF, words: str, chosen: bool) -> None:
    paint_text(painter, area, words, "label", "accent", RIGHT)
