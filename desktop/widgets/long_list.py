"""A painted list of any length: every row is equally high, so that its place is a product and not a walk.

QListView lays out row by row, a quarter of a second for 200,000; this one costs what is visible.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QAbstractItemModel, QEvent, QItemSelection, QModelIndex, QPoint, QRect, QRectF, Qt
from PySide6.QtGui import QEnterEvent, QMouseEvent, QPainter, QPaintEvent, QRegion, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QStyle, QStyleOptionViewItem

from desktop import theme
from desktop.widgets.layouts import FloatingBar
from desktop.widgets.rows import Index, RowDelegate

Cursor = QAbstractItemView.CursorAction
Hint = QAbstractItemView.ScrollHint


class LongList(QAbstractItemView):
    """Shows a list model. Enter or a double click is `activated`; the selection follows the arrows."""

    def __init__(
        self,
        model: QAbstractItemModel,
        draw: Callable[[QPainter, QRectF, Any, bool], None],
        name: str,
        *,
        height: int = theme.LIST_ROW,
    ) -> None:
        super().__init__()
        self._height = height
        self._hovered = -1
        self._bar = FloatingBar(self)
        self.setModel(model)  # before the rest, for which Qt asks what lies where
        self.setItemDelegate(RowDelegate(draw, height, self))
        self.setAccessibleName(name)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFrameShape(QAbstractItemView.Shape.NoFrame)
        self.setMouseTracking(True)
        self.viewport().setAutoFillBackground(False)

    @property
    def top_row(self) -> int:
        """The first row that is at least partly visible."""
        return self.verticalOffset() // self._height

    def choose(self, row: int) -> None:
        """Make a row current and visible; -1: none."""
        index = self.model().index(row, 0) if row >= 0 else QModelIndex()
        self.setCurrentIndex(index)
        if not index.isValid():
            self.clearSelection()

    def visualRect(self, index: Index) -> QRect:
        if not index.isValid():
            return QRect()
        top = index.row() * self._height - self.verticalOffset()
        return QRect(0, top, self.viewport().width(), self._height)

    def scrollTo(self, index: Index, hint: Hint = Hint.EnsureVisible) -> None:
        if not index.isValid():
            return
        bar, top = self.verticalScrollBar(), index.row() * self._height
        below = top + self._height - self.viewport().height()
        if hint == Hint.PositionAtTop or (hint == Hint.EnsureVisible and top < bar.value()):
            bar.setValue(top)
        elif hint == Hint.PositionAtBottom or (hint == Hint.EnsureVisible and below > bar.value()):
            bar.setValue(below)
        elif hint == Hint.PositionAtCenter:
            bar.setValue((top + below) // 2)

    def indexAt(self, point: QPoint) -> QModelIndex:
        row = (point.y() + self.verticalOffset()) // self._height
        return self.model().index(row, 0) if 0 <= row < self.model().rowCount() else QModelIndex()

    def moveCursor(self, action: Cursor, modifiers: Qt.KeyboardModifier) -> QModelIndex:
        count = self.model().rowCount()
        if not count:
            return QModelIndex()
        at = self.currentIndex().row()
        page = max(1, self.viewport().height() // self._height - 1)
        to = {
            Cursor.MoveUp: at - 1,
            Cursor.MovePrevious: at - 1,
            Cursor.MoveDown: at + 1,
            Cursor.MoveNext: at + 1,
            Cursor.MovePageUp: at - page,
            Cursor.MovePageDown: at + page,
            Cursor.MoveHome: 0,
            Cursor.MoveEnd: count - 1,
        }.get(action, at)
        return self.model().index(min(max(to, 0), count - 1), 0)

    def horizontalOffset(self) -> int:
        return 0

    def verticalOffset(self) -> int:
        return self.verticalScrollBar().value()

    def isIndexHidden(self, index: Index) -> bool:
        return False

    def setSelection(self, rect: QRect, command: Any) -> None:
        index = self.indexAt(rect.center())
        self.selectionModel().select(QItemSelection(index, index), command)

    def visualRegionForSelection(self, selection: QItemSelection) -> QRegion:
        region = QRegion()
        for index in selection.indexes():
            region += self.visualRect(index)
        return region

    def keyboardSearch(self, search: str) -> None:
        """Letters belong to the page; looking through all rows for one would take seconds."""

    def updateGeometries(self) -> None:
        super().updateGeometries()
        bar, room = self.verticalScrollBar(), self.viewport().height()
        bar.setSingleStep(self._height // 2)
        bar.setPageStep(max(room - self._height, self._height))
        bar.setRange(0, max(0, self.model().rowCount() * self._height - room))
        self._bar.setVisible(bar.maximum() > 0 and self.underMouse())

    def reset(self) -> None:
        super().reset()
        self._hovered = -1
        self.updateGeometries()

    def rowsInserted(self, parent: Index, start: int, end: int) -> None:
        super().rowsInserted(parent, start, end)
        self.updateGeometries()
        self.viewport().update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.updateGeometries()

    def paintEvent(self, event: QPaintEvent) -> None:
        model, count = self.model(), self.model().rowCount()
        first = (event.rect().top() + self.verticalOffset()) // self._height
        last = (event.rect().bottom() + self.verticalOffset()) // self._height
        option = QStyleOptionViewItem()
        self.initViewItemOption(option)
        plain, chosen = option.state, self.selectionModel()
        painter = QPainter(self.viewport())
        for row in range(max(first, 0), min(last + 1, count)):
            index = model.index(row, 0)
            option.rect = self.visualRect(index)
            option.state = plain
            if chosen.isSelected(index):
                option.state |= QStyle.StateFlag.State_Selected
            if row == self._hovered:
                option.state |= QStyle.StateFlag.State_MouseOver
            self.itemDelegate().paint(painter, option, index)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        self._hover(self.indexAt(event.position().toPoint()).row())

    def enterEvent(self, event: QEnterEvent) -> None:
        super().enterEvent(event)
        self._bar.setVisible(self._bar.maximum() > 0)

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._bar.hide()
        self._hover(-1)

    def _hover(self, row: int) -> None:
        if row != self._hovered:
            self._hovered = row
            self.viewport().update()
