"""Rows, columns and the frames around them, said in one line each."""

from __future__ import annotations

from typing import TypeVar

from PySide6 import QtCore
from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import (
    QAbstractScrollArea,
    QBoxLayout,
    QFrame,
    QHBoxLayout,
    QLayout,
    QScrollArea,
    QScrollBar,
    QVBoxLayout,
    QWidget,
)

from desktop import theme
from desktop.text import Elided, label

L = TypeVar("L", bound=QBoxLayout)

# What a row or column holds: a widget, a layout, a gap in px, None for a stretch, or (item, stretch factor).
Item = QWidget | QLayout | int | None | tuple[QWidget | QLayout, int]
Margins = tuple[int, int, int, int]


def row(*items: Item, gap: int = 8, margins: Margins = (0, 0, 0, 0)) -> QHBoxLayout:
    return _filled(QHBoxLayout(), items, gap, margins)


def col(*items: Item, gap: int = 8, margins: Margins = (0, 0, 0, 0)) -> QVBoxLayout:
    return _filled(QVBoxLayout(), items, gap, margins)


def add(layout: QBoxLayout, *items: Item) -> None:
    """Append items to a row or column."""
    for item in items:
        if item is None:
            layout.addStretch(1)
        elif isinstance(item, int):
            layout.addSpacing(item)
        else:
            part, stretch = item if isinstance(item, tuple) else (item, 0)
            if isinstance(part, QLayout):
                layout.addLayout(part, stretch)
            else:
                layout.addWidget(part, stretch)


def clear(layout: QLayout) -> None:
    """Take everything out of a layout and let it go."""
    while (item := layout.takeAt(0)) is not None:
        if (widget := item.widget()) is not None:
            widget.hide()
            widget.deleteLater()
        elif (inner := item.layout()) is not None:
            clear(inner)
            inner.deleteLater()


def box(layout: QLayout, width: int = 0) -> QWidget:
    """A widget that only holds a layout."""
    holder = QWidget()
    holder.setLayout(layout)
    if width:
        holder.setFixedWidth(width)
    return holder


def frame(kind: str, layout: QLayout | None = None) -> QFrame:
    """A frame of a kind of the style sheet: panel, card, well, say, strip, dialog, or a tone."""
    made = QFrame()
    made.setProperty("kind", kind)
    if layout is not None:
        made.setLayout(layout)
    return made


def card(*items: Item, gap: int = 8, margins: Margins = (16, 14, 16, 16), kind: str = "card") -> QFrame:
    return frame(kind, col(*items, gap=gap, margins=margins))


def rule() -> QFrame:
    """A hairline across."""
    return frame("rule")


def vrule() -> QFrame:
    """A hairline down."""
    return frame("vrule")


def side(*items: Item, width: int = theme.SIDE, gap: int = 0) -> QWidget:
    """The panel at the right: 340 wide, padding 20/18."""
    return box(col(*items, gap=gap, margins=(20, 18, 20, 18)), width)


def section(title: str, *right: Item) -> QHBoxLayout:
    """A heading with what belongs to it at the right."""
    return row(label(title, "heading"), None, *right)


def page_head(title: str, *right: Item, sub: str = "", margins: Margins = (24, 16, 24, 14)) -> QHBoxLayout:
    """A page's title, a line under it, actions at the right. A ghost tool at the end takes a margin of 16."""
    words = col(Elided(title, "title"), gap=2)
    if sub:
        words.addWidget(Elided(sub, "label", "3"))
    return row((words, 1), *right, margins=margins)


def scroll(inner: QWidget) -> QScrollArea:
    """`inner` in a view that scrolls down, with a bar that floats so that margins stay even."""
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setHorizontalScrollBarPolicy(QtCore.Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setFocusPolicy(QtCore.Qt.FocusPolicy.NoFocus)
    area.setWidget(inner)
    FloatingBar(area)
    return area


class FloatingBar(QScrollBar):
    """A scroll bar over the right edge of a view: 10 px, 2 from the edge, below a table's head."""

    WIDTH, EDGE = 10, 2

    def __init__(self, view: QAbstractScrollArea, top: int = 0) -> None:
        super().__init__(QtCore.Qt.Orientation.Vertical, view)
        self._view, self._top = view, top
        view.setVerticalScrollBarPolicy(QtCore.Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(QtCore.Qt.FocusPolicy.NoFocus)
        self._own = view.verticalScrollBar()
        self._own.rangeChanged.connect(self._follow)
        self._own.valueChanged.connect(self.setValue)
        self.valueChanged.connect(self._own.setValue)
        view.installEventFilter(self)
        self._follow(self._own.minimum(), self._own.maximum())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize:
            self._place()
        return False

    def _follow(self, low: int, high: int) -> None:
        self.setRange(low, high)
        self.setPageStep(self._own.pageStep())
        self.setSingleStep(self._own.singleStep())
        self.setVisible(high > low)
        self._place()

    def _place(self) -> None:
        left = self._view.width() - self.WIDTH - self.EDGE
        self.setGeometry(left, self._top, self.WIDTH, self._view.height() - self._top)
        self.raise_()


def _filled(layout: L, items: tuple[Item, ...], gap: int, margins: Margins) -> L:
    layout.setSpacing(gap)
    layout.setContentsMargins(*margins)
    add(layout, *items)
    return layout
