"""The table of a quote's lines: one delegate, no widgets in cells, edited where the focus is.

Enter edits, Tab goes on to the next cell that can be edited, Delete takes a line away, Alt with an arrow
moves it, the right arrow opens a bundle. What cannot be is said under the table; the field stays as typed.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QEvent, QModelIndex, QObject, QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import QAbstractItemView, QLineEdit, QStyleOptionViewItem, QWidget

from desktop import theme
from desktop.pages.quote_editor_rows import ARTICLE, EDITABLE, NET, QTY, REP_OFF, UNIT, Row
from desktop.paint import RIGHT, paint_icon, paint_text, text_width
from desktop.widgets.fields import line_edit, mark_invalid
from desktop.widgets.rows import Index
from desktop.widgets.table import CellDelegate, Column, TableModel, table_view
from sales.words import Words

KEYS = Qt.Key
WIDTHS = (0, 66, 92, 72, 76, 72, 104, 112)
MOST_ROWS = 9  # so many are shown at once; more scroll within the card


class LineModel(TableModel[Row]):
    """The rows as they are; another quote changes only the rows that differ."""

    def flags(self, index: Index) -> Qt.ItemFlag:
        usual = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        if not self.locked and index.column() in EDITABLE and self.items[index.row()].editable:
            return usual | Qt.ItemFlag.ItemIsEditable
        return usual

    locked = False

    def update(self, items: Sequence[Row]) -> list[int]:
        """Show other rows. Gives those that were painted anew; all where their number has changed."""
        before, self.items = self.items, items
        if len(before) != len(items):
            self.beginResetModel()
            self.endResetModel()
            return list(range(len(items)))
        changed = [at for at, row in enumerate(items) if row is not before[at] and row != before[at]]
        for at in changed:
            self.dataChanged.emit(self.index(at, 0), self.index(at, len(self.columns) - 1))
        return changed


class LineDelegate(CellDelegate):
    """Paints as every table does; edits in a field of its own that stays open on a fault."""

    left = Signal(int, int)  # Tab went on from this cell

    def __init__(self, columns: Sequence[Column[Any]], parent: QWidget) -> None:
        super().__init__(columns, theme.TABLE_ROW, 16, parent)
        self.begin: Callable[[Row, int], str] = lambda row, column: row.cells[column]
        self.apply: Callable[[Row, int, str], bool] = lambda row, column, text: False
        self.forget: Callable[[], None] = lambda: None
        self._at: tuple[int, int] | None = None

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        column = self._columns[index.column()]
        made = line_edit(column.title)
        made.setParent(parent)
        made.setAlignment(RIGHT)
        self._at = index.row(), index.column()
        return made

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        assert isinstance(editor, QLineEdit)
        if not editor.property("begun"):  # what is typed stays when the row is painted anew
            editor.setProperty("begun", True)
            editor.setText(self.begin(index.model().items[index.row()], index.column()))  # type: ignore[attr-defined]
            editor.selectAll()

    def setModelData(self, editor: QWidget, model: Any, index: Index) -> None:
        assert isinstance(editor, QLineEdit)
        if editor.property("done"):
            return
        row = model.items[index.row()]
        if editor.text().strip() == self.begin(row, index.column()):
            self.forget()
            editor.setProperty("done", True)
            return
        kept = self.apply(row, index.column(), editor.text())
        editor.setProperty("done", kept)
        mark_invalid(editor, not kept)

    def updateEditorGeometry(self, editor: QWidget, option: QStyleOptionViewItem, index: Index) -> None:
        editor.setGeometry(option.rect.adjusted(2, 6, -2, -7))

    def eventFilter(self, editor: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            key = event.key()
            if key in (KEYS.Key_Return, KEYS.Key_Enter, KEYS.Key_Tab, KEYS.Key_Backtab):
                assert isinstance(editor, QLineEdit)
                self._end(editor, {KEYS.Key_Tab: 1, KEYS.Key_Backtab: -1}.get(KEYS(key), 0))
                return True
            if key == KEYS.Key_Escape:
                editor.setProperty("done", True)
                self.forget()
        return super().eventFilter(editor, event)

    def _end(self, editor: QLineEdit, step: int) -> None:
        at = self._at
        self.commitData.emit(editor)
        if not editor.property("done"):
            return
        self.closeEditor.emit(editor, self.EndEditHint.NoHint)
        if step and at:
            row, column = at
            self.left.emit(row * len(self._columns) + column, step)


class LineTable(QObject):
    """The view with its keys. `edited` asks whoever holds the quote; it says whether the edit was taken."""

    chosen = Signal(str)  # a line's id, as the current row changes
    removed = Signal(str)
    moved = Signal(str, int)
    toggled = Signal(str)

    def __init__(self, words: Words) -> None:
        super().__init__()
        self._words = words
        columns = _columns(words)
        self.model = LineModel(columns, [])
        self.view = table_view(self.model, words("Lines of the quote"))
        self.delegate = LineDelegate(columns, self.view)
        self.view.setItemDelegate(self.delegate)
        self.view.setEditTriggers(
            QAbstractItemView.EditTrigger.DoubleClicked | QAbstractItemView.EditTrigger.AnyKeyPressed
        )
        self.delegate.left.connect(self._go_on)
        self.view.installEventFilter(self)
        self.view.selectionModel().currentRowChanged.connect(self._moved_to)
        self._fit()

    @property
    def current(self) -> Row | None:
        index = self.view.currentIndex()
        return self.model.items[index.row()] if index.isValid() else None

    def show(self, rows: Sequence[Row]) -> list[int]:
        """Other rows in place of these; the same line stays chosen. Gives the rows painted anew."""
        was, column = self.current, max(self.view.currentIndex().column(), QTY)
        counted = len(rows) != len(self.model.items)
        changed = self.model.update(rows)
        if counted:
            self._fit()
        if was and (self.current is None or self.current.line_id != was.line_id):
            self.choose(was.line_id, column)
        return changed

    def lock(self, locked: bool) -> None:
        """An issued version is only read."""
        self.model.locked = locked

    def choose(self, line_id: str, column: int = QTY) -> None:
        for at, row in enumerate(self.model.items):
            if row.line_id == line_id and row.editable:
                index = self.model.index(at, column)
                self.view.setCurrentIndex(index)
                self.view.scrollTo(index)
                return

    def edit(self, line_id: str, column: int) -> None:
        self.choose(line_id, column)
        self.view.setFocus()
        self.view.edit(self.view.currentIndex())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if not isinstance(event, QKeyEvent) or event.type() != QEvent.Type.KeyPress:
            return False
        run = self._meant(event)
        if run is None:
            return False
        run()
        return True

    def _meant(self, event: QKeyEvent) -> Callable[[], object] | None:
        row, key, held = self.current, event.key(), event.modifiers()
        if row is None or held & Qt.KeyboardModifier.ControlModifier:
            return None
        found: dict[int, Callable[[], object]] = dict.fromkeys(
            (KEYS.Key_Return, KEYS.Key_Enter, KEYS.Key_F2), self._edit_here
        )
        if not self.model.locked:
            found[KEYS.Key_Delete] = lambda: self.removed.emit(row.line_id)
            if held & Qt.KeyboardModifier.AltModifier:
                found[KEYS.Key_Up] = lambda: self.moved.emit(row.line_id, -1)
                found[KEYS.Key_Down] = lambda: self.moved.emit(row.line_id, 1)
        opens = {"closed": KEYS.Key_Right, "open": KEYS.Key_Left}.get(row.opens)
        if opens is not None and self.view.currentIndex().column() in (ARTICLE, QTY):
            found[opens] = lambda: self.toggled.emit(row.line_id)
        return found.get(key)

    def _edit_here(self) -> None:
        index, row = self.view.currentIndex(), self.current
        if row is None or self.model.locked or not row.editable:
            return
        column = index.column() if index.column() in EDITABLE else QTY
        self.view.setCurrentIndex(self.model.index(index.row(), column))
        self.view.edit(self.view.currentIndex())

    def _go_on(self, place: int, step: int) -> None:
        """Edit the next cell that can be, in this row or another."""
        wide = len(self.model.columns)
        place += step
        while 0 <= place < wide * len(self.model.items):
            index = self.model.index(place // wide, place % wide)
            if self.model.flags(index) & Qt.ItemFlag.ItemIsEditable:
                self.view.setCurrentIndex(index)
                self.view.edit(index)
                return
            place += step

    def _moved_to(self, now: QModelIndex, before: QModelIndex) -> None:
        self.chosen.emit(self.model.items[now.row()].line_id if now.isValid() else "")

    def _fit(self) -> None:
        shown = min(len(self.model.items), MOST_ROWS)
        self.view.setFixedHeight(theme.TABLE_HEAD + theme.TABLE_ROW * shown)


def _columns(words: Words) -> tuple[Column[Row], ...]:
    titles = ("Article", "Qty", "List", "Tier", "Volume", "Rep", "Unit net", "Net")
    names = (
        words("Article"), words("Qty"), words("List"), words("Tier"), words("Volume"), words("Rep"),
        words("Unit net"), words("Net"),
    )  # fmt: skip
    return tuple(
        Column(
            names[at],
            lambda row, at=at: (row, at),  # type: ignore[misc]  # the default binds the column
            WIDTHS[at],
            _name if at == ARTICLE else _figure,
            right=at != ARTICLE,
            spoken=lambda row, at=at: f"{row.cells[at]} {row.sub}" if at == ARTICLE else row.cells[at],  # type: ignore[misc]
        )
        for at in range(len(titles))
    )


def _name(p: QPainter, box: QRectF, value: Any, chosen: bool) -> None:
    row: Row = value[0]
    if row.part is not None:
        paint_text(p, box.adjusted(20, 0, 0, 0), f"{row.cells[ARTICLE]} · {row.sub}", "label", "text_2")
        return
    left = 0
    if row.opens:
        paint_icon(
            p,
            box.left() - 3,
            box.center().y(),
            f"chevron-{'down' if row.opens == 'open' else 'right'}",
            size=14,
        )
        left = 15
    middle = box.center().y()
    paint_text(
        p, QRectF(box.left() + left, middle - 18, box.width() - left, 18), row.cells[ARTICLE], "strong"
    )
    tone = "warn" if row.warned else "text_3"
    icon = 0.0
    if row.warned:
        paint_icon(p, box.left() + left, middle + 9, "triangle-alert", "warn", 12)
        icon = 16.0
    under = QRectF(box.left() + left + icon, middle + 1, box.width() - left - icon, 16)
    paint_text(p, under, row.sub, "caption", tone)


def _figure(p: QPainter, box: QRectF, value: Any, chosen: bool) -> None:
    row, at = value
    strong = at == NET or (at == REP_OFF and row.warned)
    token = "text" if at in (QTY, REP_OFF, UNIT, NET) and row.cells[at] != "–" else "text_2"
    if at == REP_OFF and row.warned and row.cells[at] != "–":
        token = "warn"
    if row.part is not None:
        strong, token = False, "text_2"
    text = row.cells[at]
    role = "strong" if strong else "body"
    room = box.adjusted(-8, 0, 0, 0)
    if text_width(text, role) > room.width():
        role = "caption"  # a price of many digits is smaller, never cut
    paint_text(p, room, text, role, token, RIGHT)
