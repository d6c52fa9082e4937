"""Painted lists: a model of values, one delegate, no widgets in rows, so that a million rows scroll."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Generic, TypeVar

from PySide6.QtCore import (
    QAbstractItemModel,
    QAbstractListModel,
    QModelIndex,
    QPersistentModelIndex,
    QRectF,
    QSize,
    Qt,
)
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from desktop import theme
from desktop.paint import fill_round
from desktop.widgets.layouts import FloatingBar

Index = QModelIndex | QPersistentModelIndex
Value = Qt.ItemDataRole.UserRole
T = TypeVar("T")


class Rows(QAbstractListModel, Generic[T]):
    """A list of values. `name` gives what a screen reader says of a row."""

    def __init__(self, items: Sequence[T], name: Callable[[T], str]) -> None:
        super().__init__()
        self.items = items
        self._name = name

    def show(self, items: Sequence[T]) -> None:
        """Other values in place of these."""
        self.beginResetModel()
        self.items = items
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        return 0 if parent.isValid() else len(self.items)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        if role == Value:
            return self.items[index.row()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return self._name(self.items[index.row()])
        return None


class RowDelegate(QStyledItemDelegate):
    """Paints hover and selection as a rounded inset; the content is `draw(p, box, value, chosen)`."""

    def __init__(
        self, draw: Callable[[QPainter, QRectF, Any, bool], None], height: int, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._draw, self._height = draw, height

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(120, self._height)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        state: QStyle.StateFlag = option.state
        area = QRectF(option.rect).adjusted(8, 1, -8, -1)
        chosen = bool(state & QStyle.StateFlag.State_Selected)
        if chosen or state & QStyle.StateFlag.State_MouseOver:
            fill_round(painter, area, "accent_soft" if chosen else "raised", theme.ROW_RADIUS)
        self._draw(painter, area, index.data(Value), chosen)
        painter.restore()


def list_view(
    model: QAbstractItemModel,
    draw: Callable[[QPainter, QRectF, Any, bool], None],
    name: str,
    *,
    height: int = theme.LIST_ROW,
) -> QListView:
    """A list that scrolls. Enter or a double click is `activated`; the selection follows the arrows."""
    view = QListView()
    model.setParent(view)
    view.setModel(model)
    view.setItemDelegate(RowDelegate(draw, height, view))
    view.setAccessibleName(name)
    view.setMouseTracking(True)
    view.setUniformItemSizes(True)
    view.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
    view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    view.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    FloatingBar(view)
    return view


def whole_list(
    model: Rows[T],
    draw: Callable[[QPainter, QRectF, Any, bool], None],
    name: str,
    *,
    height: int = theme.LIST_ROW,
) -> QListView:
    """A short list at its full height, for a card inside a page that scrolls as a whole."""
    view = list_view(model, draw, name, height=height)

    def fit() -> None:
        view.setFixedHeight(height * model.rowCount())

    model.modelReset.connect(fit)
    fit()
    return view
