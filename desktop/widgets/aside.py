"""A page's main part with its side: beside it where there is room, else in a drawer over its right edge."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from desktop.widgets.layouts import col, frame, row, vrule


class Aside(QWidget):
    """`fitted` says whether the side stands beside the main part, which needs `least` px of width."""

    fitted = Signal(bool)

    def __init__(self, main: QWidget, side: QWidget, least: int) -> None:
        super().__init__()
        self._side, self._least = side, least
        self._edge, self._inside = vrule(), col(gap=0, margins=(1, 1, 1, 1))
        self._drawer = frame("drawer", self._inside)
        self._drawer.setParent(self)
        self._drawer.hide()
        self._body = row((main, 1), self._edge, side, gap=0)
        self.setLayout(self._body)

    @property
    def beside(self) -> bool:
        return self.width() >= self._least

    def toggle(self) -> None:
        """Open the drawer or close it; nothing where the side stands already."""
        if not self.beside:
            self._drawer.setVisible(not self._drawer.isVisible())
            self._drawer.raise_()

    def close_drawer(self) -> bool:
        """False when none was open."""
        was_open = self._drawer.isVisible()
        self._drawer.hide()
        return was_open

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        beside = self.beside
        self._edge.setVisible(beside)
        if beside and self._body.indexOf(self._side) < 0:
            self._drawer.hide()
            self._body.addWidget(self._side)
        elif not beside and self._inside.indexOf(self._side) < 0:
            self._inside.addWidget(self._side)
        self._side.show()
        width = self._side.width() + 2
        self._drawer.setGeometry(self.width() - width, 0, width, self.height())
        self.fitted.emit(beside)
