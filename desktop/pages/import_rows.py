"""The table of an import's rows: half a million scroll, since only the pages in sight are held.

A page of rows is read in the background when a row of it is to be painted; until then its rows are bones. The
cell that stands out is filled; an editor sits in the cell.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import OrderedDict
from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QLineEdit,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from data.imports import PlanRow
from data.imports.plan import PAGE
from desktop import theme
from desktop.pages.import_parts import EDGE
from desktop.paint import LEFT, MIDDLE, RIGHT, fill_round, paint_chip, paint_text, text_width
from desktop.theme import Tone, color
from desktop.widgets.fields import mark_invalid
from desktop.widgets.layouts import FloatingBar
from desktop.widgets.rows import Index
from sales.words import Words

ROW = 38
HELD = 24  # pages in memory
FATE_WIDTH = 116
NARROWEST, WIDEST = 84, 240  # a field's column
PLACES = 2  # columns before the fields
NAMES = ("name", "customer_name")  # fields by which people know a row
TONES: dict[str, tuple[str, Tone]] = {
    "create": ("Create", "good"),
    "update": ("Update", "accent"),
    "unchanged": ("Unchanged", "neutral"),
    "error": ("Error", "bad"),
    "skipped": ("Left out", "neutral"),
}


class RowsModel(QAbstractTableModel):
    """The rows of a plan, all or of one fate. `wanted` asks for a page by its number."""

    wanted = Signal(int)

    def __init__(self, words: Words, titles: Sequence[str], numeric: Sequence[bool]) -> None:
        super().__init__()
        self._words, self._titles, self.numeric = words, titles, numeric
        self._pages: OrderedDict[int, Sequence[PlanRow]] = OrderedDict()
        self._asked: set[int] = set()
        self._anchors: Sequence[int] = ()
        self._count = 0

    def show(self, count: int, anchors: Sequence[int]) -> None:
        """Other rows: how many, and the row number that each page begins with."""
        self.beginResetModel()
        self._count, self._anchors = count, anchors
        self._pages.clear()
        self._asked.clear()
        self.endResetModel()

    def take(self, page: int, rows: Sequence[PlanRow]) -> None:
        """A page has been read."""
        self._asked.discard(page)
        self._pages[page] = rows
        while len(self._pages) > HELD:
            self._pages.popitem(last=False)
        if rows:
            last = self.index(page * PAGE + len(rows) - 1, self.columnCount() - 1)
            self.dataChanged.emit(self.index(page * PAGE, 0), last)

    def anchor(self, page: int) -> int:
        """The number of the first row of a page."""
        return self._anchors[page]

    def last_number(self) -> str:
        """About the longest number of a row there is, as it is shown."""
        return self._words.number((self._anchors[-1] if self._anchors else 0) + PAGE)

    def page_of(self, row: int) -> int:
        """The page that has a row of the file."""
        return max(bisect_right(self._anchors, row) - 1, 0)

    def place_of(self, row: int) -> int | None:
        """Where a row of the file stands, if its page is held."""
        page = self.page_of(row)
        for at, held in enumerate(self._pages.get(page, ())):
            if held.row == row:
                return page * PAGE + at
        return None

    def row_at(self, place: int) -> PlanRow | None:
        """The row at a place of the list; None until its page has been read, which is asked for."""
        page, at = divmod(place, PAGE)
        if page in self._pages:
            self._pages.move_to_end(page)
            rows = self._pages[page]
            return rows[at] if at < len(rows) else None
        if page not in self._asked and page < len(self._anchors):
            self._asked.add(page)
            self.wanted.emit(page)
        return None

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        return 0 if parent.isValid() else self._count

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else PLACES + len(self._titles)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role not in (
            Qt.ItemDataRole.DisplayRole,
            Qt.ItemDataRole.EditRole,
            Qt.ItemDataRole.AccessibleTextRole,
        ):
            return None
        row = self.row_at(index.row())
        if row is None:
            return ""
        if index.column() == 0:
            return self._words.number(row.row)
        if index.column() == 1:
            return self._words(TONES[row.fate][0])
        return row.cells[index.column() - PLACES]

    def flags(self, index: Index) -> Qt.ItemFlag:
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        return flags | Qt.ItemFlag.ItemIsEditable if index.column() >= PLACES else flags

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation == Qt.Orientation.Vertical:
            return None
        if role == Qt.ItemDataRole.FontRole:
            return theme.font("caption")
        if role == Qt.ItemDataRole.TextAlignmentRole:
            right = section >= PLACES and self.numeric[section - PLACES]
            return int(MIDDLE | (RIGHT if right else LEFT))
        if role == Qt.ItemDataRole.DisplayRole:
            head = (self._words("Row"), self._words("What happens"))
            return head[section] if section < PLACES else self._titles[section - PLACES]
        return None


class RowsTable(QTableView):
    """Shows the rows. F2, Enter or typing edits a cell: `corrected` carries place, field and text."""

    corrected = Signal(int, int, str)  # row of the file, place of the field, text
    moved = Signal()  # the current cell is another one

    def __init__(self, model: RowsModel, names: Sequence[str], name: str, words: Words) -> None:
        super().__init__()
        self._sample: Sequence[PlanRow] = ()
        model.setParent(self)
        self.rows = model
        self.setModel(model)
        self.setItemDelegate(_Cells(self, names, words))
        self.setAccessibleName(name)
        self.setProperty("edge", str(EDGE))
        self.setShowGrid(False)
        self.setMouseTracking(True)
        self.setTabKeyNavigation(False)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(
            QAbstractItemView.EditTrigger.EditKeyPressed
            | QAbstractItemView.EditTrigger.AnyKeyPressed
            | QAbstractItemView.EditTrigger.DoubleClicked
        )
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setDefaultSectionSize(ROW)
        head = self.horizontalHeader()
        head.setHighlightSections(False)
        head.setSectionsClickable(False)
        head.setMinimumSectionSize(24)
        head.setFixedHeight(theme.TABLE_HEAD)
        FloatingBar(self, theme.TABLE_HEAD)
        self.selectionModel().currentChanged.connect(lambda *_: self.moved.emit())

    def current(self) -> tuple[PlanRow | None, int]:
        """The current row and the place of its field; -1 when it is none of the fields."""
        index = self.currentIndex()
        if not index.isValid():
            return None, -1
        return self.rows.row_at(index.row()), index.column() - PLACES

    def choose(self, place: int, field: int) -> None:
        """Make a cell current and visible."""
        index = self.rows.index(place, PLACES + max(field, 0))
        self.setCurrentIndex(index)
        self.scrollTo(index)

    def fit(self, rows: Sequence[PlanRow]) -> None:
        """Make the columns as wide as the first rows need; what room is left goes to the widest."""
        self._sample = rows
        self._lay()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._sample:
            self._lay()

    def _lay(self) -> None:
        head = self.horizontalHeader()
        last = self.rows.headerData(0, Qt.Orientation.Horizontal), self.rows.last_number()
        widths = [int(max(text_width(text, "label") for text in last)) + EDGE + 20, FATE_WIDTH]
        for at in range(self.rows.columnCount() - PLACES):
            title = self.rows.headerData(PLACES + at, Qt.Orientation.Horizontal)
            texts = [text_width(row.cells[at], "strong") for row in self._sample[:60]]
            need = max([text_width(title, "caption"), *texts]) + 28
            widths.append(int(min(max(need, NARROWEST), WIDEST)))
        widths[-1] += EDGE - 12
        spare = self.viewport().width() - sum(widths)
        if spare > 0:
            widest = max(range(PLACES, len(widths)), key=lambda at: widths[at])
            widths[widest] += spare
        for at, width in enumerate(widths):
            head.setSectionResizeMode(at, QHeaderView.ResizeMode.Fixed)
            head.resizeSection(at, width)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        # The Enter that ends an edit comes here too.
        editing = self.state() == QAbstractItemView.State.EditingState
        if enter and not editing and self.currentIndex().column() >= PLACES:
            self.edit(self.currentIndex())
        elif not enter:
            super().keyPressEvent(event)

    def keyboardSearch(self, search: str) -> None:
        """Letters begin an edit; looking through all rows for one would take seconds."""


class _Cells(QStyledItemDelegate):
    """Hairlines between rows, the fate as a chip, only the cells that stand out filled."""

    def __init__(self, table: RowsTable, names: Sequence[str], words: Words) -> None:
        super().__init__(table)
        self._table, self._names, self._words = table, names, words

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(40, ROW)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        row = self._table.rows.row_at(index.row())
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        area, column = QRectF(option.rect), index.column()
        state: QStyle.StateFlag = option.state
        painter.fillRect(area, color("surface"))
        painter.fillRect(QRectF(area.left(), area.bottom() - 1, area.width(), 1), color("line"))
        left = EDGE if column == 0 else 12
        right = EDGE if column == self._table.rows.columnCount() - 1 else 12
        inner = area.adjusted(left, 0, -right, 0)
        if row is None:
            fill_round(
                painter, QRectF(inner.left(), inner.center().y() - 4, min(inner.width(), 56), 8), "fill", 4
            )
        elif column == 0:
            paint_text(painter, inner, self._words.number(row.row), "label", "text_3")
        elif column == 1:
            text, tone = TONES[row.fate]
            paint_chip(painter, inner.left(), inner.center().y(), self._words(text), tone)
        else:
            current = bool(state & QStyle.StateFlag.State_HasFocus or state & QStyle.StateFlag.State_Selected)
            self._paint_field(painter, area, inner, row, column - PLACES, current)
        painter.restore()

    def _paint_field(
        self, painter: QPainter, area: QRectF, inner: QRectF, row: PlanRow, at: int, current: bool
    ) -> None:
        stands_out = self._names[at] in row.marked
        tone = "bad" if row.fate == "error" else "accent"
        ground = area.adjusted(4, 4, -4, -5)
        if stands_out:
            fill_round(painter, ground, f"{tone}_soft", 5)
        if current:
            painter.setPen(color("accent"))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(ground, 5, 5)
        align = RIGHT if self._table.rows.numeric[at] else LEFT
        role, token = ("strong", "text") if self._names[at] in NAMES else ("body", "text_2")
        if stands_out:
            role, token = "strong", tone
        elif row.fate == "skipped":
            token = "text_3"
        paint_text(painter, inner, row.cells[at], role, token, align)

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        editor = QLineEdit(parent)
        editor.setFont(theme.font())
        editor.setFrame(False)
        row = self._table.rows.row_at(index.row())
        mark_invalid(editor, row is not None and row.fate == "error")
        title = self._table.rows.headerData(index.column(), Qt.Orientation.Horizontal)
        editor.setAccessibleName(self._words("Row {row}, {column}", row=row.row if row else 0, column=title))
        return editor

    def updateEditorGeometry(self, editor: QWidget, option: QStyleOptionViewItem, index: Index) -> None:
        editor.setGeometry(option.rect.adjusted(4, 3, -4, -4))

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        assert isinstance(editor, QLineEdit)
        editor.setText(index.data(Qt.ItemDataRole.EditRole))
        editor.selectAll()

    def setModelData(self, editor: QWidget, model: object, index: Index) -> None:
        assert isinstance(editor, QLineEdit)
        row = self._table.rows.row_at(index.row())
        if row is not None and editor.text() != row.cells[index.column() - PLACES]:
            self._table.corrected.emit(row.row, index.column() - PLACES, editor.text())
