"""What the steps of an import share: the stepper, the drop target, a line of chips that wraps."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QRectF, QSize, Signal
from PySide6.QtGui import (
    QDragEnterEvent,
    QDragLeaveEvent,
    QDropEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QFrame, QLayout, QSizePolicy, QWidget

from desktop import theme
from desktop.text import label
from desktop.theme import color
from desktop.widgets.layouts import row, rule
from desktop.widgets.marks import disc

STEPS = ("File", "Columns", "Check", "Done")
EDGE = 24  # of everything in the page
SHEETS = (".xlsx", ".xls", ".xlsb", ".ods")


class Stepper(QWidget):
    """File - Columns - Check - Done: a check for what is done, filled for now, grey for later."""

    def __init__(self, titles: Sequence[str], current: int) -> None:
        super().__init__()
        line = row(gap=8)
        for at, title in enumerate(titles):
            if at:
                dash = rule()
                dash.setFixedWidth(20)
                line.addWidget(dash)
            line.addWidget(disc(at + 1, "done" if at < current else "now" if at == current else "later"))
            line.addWidget(label(title, "label", "" if at == current else "3"))
        self.setLayout(line)
        self.setAccessibleName(titles[current])


class DropZone(QFrame):
    """A dashed target for a file. `dropped` carries its path."""

    dropped = Signal(str)

    def __init__(self, layout: QLayout, name: str) -> None:
        super().__init__()
        self._over = False
        self.setAccessibleName(name)
        self.setAcceptDrops(True)
        self.setLayout(layout)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if _file_in(event):
            self._set_over(True)
            event.acceptProposedAction()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self._set_over(False)

    def dropEvent(self, event: QDropEvent) -> None:
        self._set_over(False)
        if path := _file_in(event):
            self.dropped.emit(path)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        pen = QPen(color("accent" if self._over else "line_strong"), 1.5)
        pen.setDashPattern([4, 3.4])  # the style sheet's dashes are too fine to be seen
        painter.setPen(pen)
        painter.setBrush(color("accent_soft" if self._over else "raised"))
        box = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        painter.drawRoundedRect(box, theme.CARD_RADIUS, theme.CARD_RADIUS)

    def _set_over(self, over: bool) -> None:
        self._over = over
        self.update()


class Flow(QWidget):
    """Widgets side by side, on as many lines as they need."""

    def __init__(self, items: Sequence[QWidget], gap: int = 6) -> None:
        super().__init__()
        self._items, self._gap = items, gap
        for item in items:
            item.setParent(self)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return self._lay(width, move=False)

    def sizeHint(self) -> QSize:
        return QSize(400, self.heightForWidth(max(self.width(), 400)))

    def minimumSizeHint(self) -> QSize:
        return QSize(160, self._items[0].sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.setFixedHeight(self._lay(self.width(), move=True))

    def _lay(self, width: int, *, move: bool) -> int:
        x = y = height = 0
        for item in self._items:
            size = item.sizeHint()
            if x and x + size.width() > width:
                x, y = 0, y + height + self._gap
            if move:
                item.setGeometry(x, y, size.width(), size.height())
            x += size.width() + self._gap
            height = size.height()
        return y + height


def file_icon(name: str) -> str:
    """The icon of a file by its name."""
    return "file-spreadsheet" if Path(name).suffix.lower() in SHEETS else "file-text"


def _file_in(event: QDropEvent) -> str:
    """The one file that is being dropped; "" for anything else."""
    files = [url.toLocalFile() for url in event.mimeData().urls() if url.isLocalFile()]
    return files[0] if len(files) == 1 else ""
