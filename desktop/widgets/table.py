"""Long tables: columns say what they show and how it is drawn; one delegate, no widgets in cells."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QRectF, QSize, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from desktop import theme
from desktop.paint import LEFT, MIDDLE, RIGHT, paint_avatar, paint_bar, paint_chip, paint_text
from desktop.theme import Tone, color
from desktop.widgets.layouts import FloatingBar
from desktop.widgets.rows import Index, Value

T = TypeVar("T")
Draw = Callable[[QPainter, QRectF, Any, bool], object]


def cell_text(role: str = "body", token: str = "text_2", align: Qt.AlignmentFlag = LEFT) -> Draw:
    """Draws a value as one line."""
    return lambda p, box, value, chosen: paint_text(p, box, str(value), role, token, align)


def cell_name(p: QPainter, box: QRectF, value: Any, chosen: bool) -> None:
    """Draws a name behind its avatar."""
    paint_avatar(p, QRectF(box.left(), box.center().y() - 13, 26, 26), str(value))
    paint_text(p, box.adjusted(36, 0, 0, 0), str(value), "strong")


def cell_lines(p: QPainter, box: QRectF, value: Any, chosen: bool) -> None:
    """Draws (name, what stands under it) on two lines."""
    name, under = value
    middle = box.center().y()
    paint_text(p, QRectF(box.left(), middle - 18, box.width(), 19), name, "strong")
    paint_text(p, QRectF(box.left(), middle + 1, box.width(), 15), under, "caption", "text_3")


def cell_chip(p: QPainter, box: QRectF, value: Any, chosen: bool) -> None:
    """Draws (words, tone) as a chip."""
    words, tone = value
    if words:
        paint_chip(p, box.left(), box.center().y(), words, tone, on_soft=chosen)


def cell_share(p: QPainter, box: QRectF, value: Any, chosen: bool) -> None:
    """Draws (share 0 to 1, words) as a meter and its figure."""
    share, words = value
    paint_bar(p, QRectF(box.left(), box.center().y() - 2, 44, 4), share)
    paint_text(p, box.adjusted(52, 0, 0, 0), words, "label", "text_2")


TEXT, STRONG = cell_text(), cell_text("strong", "text")
FIGURE = cell_text("strong", "text", RIGHT)
QUIET_FIGURE = cell_text("body", "text_2", RIGHT)


@dataclass(frozen=True, slots=True)
class Column(Generic[T]):
    """A column: what of a row it shows, how it is drawn, and its width (0 takes what is left)."""

    title: str
    value: Callable[[T], Any]
    width: int = 0
    draw: Draw = TEXT
    right: bool = False
    spoken: Callable[[T], str] | None = None  # what a screen reader says, where `value` is not words


class TableModel(QAbstractTableModel, Generic[T]):
    """Rows as values; a page with very many puts a sequence behind it that fetches as it is asked."""

    def __init__(self, columns: Sequence[Column[T]], items: Sequence[T]) -> None:
        super().__init__()
        self.columns, self.items = columns, items

    def show(self, items: Sequence[T]) -> None:
        self.beginResetModel()
        self.items = items
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        return 0 if parent.isValid() else len(self.items)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        column, item = self.columns[index.column()], self.items[index.row()]
        if role == Value:
            return column.value(item)
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return column.spoken(item) if column.spoken else _words(column.value(item))
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if role == Qt.ItemDataRole.FontRole:
            return theme.font("caption")
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return int(MIDDLE | (RIGHT if self.columns[section].right else LEFT))
        across = orientation == Qt.Orientation.Horizontal
        return self.columns[section].title if across and role == Qt.ItemDataRole.DisplayRole else None


class CellDelegate(QStyledItemDelegate):
    """Hairlines between rows, a ground for the one under the mouse or chosen, each column's drawing."""

    def __init__(self, columns: Sequence[Column[Any]], height: int, edge: int, parent: QWidget) -> None:
        super().__init__(parent)
        self._columns, self._height, self._edge = columns, height, edge

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(40, self._height)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        painter.save()
        state: QStyle.StateFlag = option.state
        area = QRectF(option.rect)
        chosen = bool(state & QStyle.StateFlag.State_Selected)
        if chosen or state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(area, color("accent_soft" if chosen else "raised"))
        if index.row() < index.model().rowCount() - 1:
            painter.fillRect(QRectF(area.left(), area.bottom() - 1, area.width(), 1), color("line"))
        left = self._edge if index.column() == 0 else 12
        right = self._edge if index.column() == len(self._columns) - 1 else 12
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        inner = area.adjusted(left, 0, -right, 0)
        self._columns[index.column()].draw(painter, inner, index.data(Value), chosen)
        painter.restore()


def table_view(
    model: TableModel[Any], name: str, *, row_height: int = theme.TABLE_ROW, edge: int = 16
) -> QTableView:
    """A table that scrolls: rows are chosen whole, one column stretches; `edge` pads both ends."""
    view = QTableView()
    model.setParent(view)
    view.setModel(model)
    view.setItemDelegate(CellDelegate(model.columns, row_height, edge, view))
    view.setAccessibleName(name)
    view.setProperty("edge", str(edge))
    view.setShowGrid(False)
    view.setMouseTracking(True)
    view.setTabKeyNavigation(False)
    view.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    view.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
    view.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    view.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
    view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    view.verticalHeader().hide()
    view.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
    view.verticalHeader().setDefaultSectionSize(row_height)
    _set_head(view, model.columns)
    FloatingBar(view, theme.TABLE_HEAD)
    return view


def whole_table(
    model: TableModel[Any], name: str, *, row_height: int = theme.TABLE_ROW, edge: int = 16
) -> QTableView:
    """A short table at its full height, for a card."""
    view = table_view(model, name, row_height=row_height, edge=edge)

    def fit() -> None:
        view.setFixedHeight(theme.TABLE_HEAD + row_height * model.rowCount())

    model.modelReset.connect(fit)
    fit()
    return view


def tone_of(value: str, tones: dict[str, Tone]) -> tuple[str, Tone]:
    """A word and its tone, for `cell_chip`."""
    return value, tones.get(value, "neutral")


def _set_head(view: QTableView, columns: Sequence[Column[Any]]) -> None:
    head = view.horizontalHeader()
    head.setHighlightSections(False)
    head.setSectionsClickable(False)
    head.setMinimumSectionSize(24)
    head.setFixedHeight(theme.TABLE_HEAD)
    for at, column in enumerate(columns):
        stretches = column.width == 0
        head.setSectionResizeMode(
            at, QHeaderView.ResizeMode.Stretch if stretches else QHeaderView.ResizeMode.Fixed
        )
        if not stretches:
            view.setColumnWidth(at, column.width)


def _words(value: Any) -> str:
    return str(value[0]) if isinstance(value, tuple) else str(value)
