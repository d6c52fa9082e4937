"""A matplotlib chart on screen, drawn away from the GUI thread and shown as pixels.

Whatever an artist is given as its gid can be clicked: `picked` carries it. The builders draw for screen and
paper alike.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QImage, QMouseEvent, QPainter, QPaintEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.theme import current
from desktop.work import Task, Work

if TYPE_CHECKING:
    from matplotlib.figure import Figure

SETTLE_MS = 60  # a window being resized is drawn once it rests; at first, as soon as it is laid out
_one_at_a_time = threading.Lock()  # matplotlib's fonts and caches are not made for threads


class Drawing(NamedTuple):
    """A rendered chart: its pixels and where its clickable marks are, in px."""

    image: QImage
    marks: tuple[tuple[str, QRectF], ...]


class Chart(QWidget):
    """Shows what `draw` puts on a figure whose points are px: margins, too, can be set in px."""

    picked = Signal(str)

    def __init__(self, work: Work, draw: Callable[[Figure], None], name: str, hint: QSize) -> None:
        super().__init__()
        self._work, self.draw, self._hint = work, draw, hint
        self._shown: Drawing | None = None
        self._task: Task | None = None
        self.setAccessibleName(name)
        self.setMouseTracking(True)
        self.setMinimumHeight(min(hint.height(), 130))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._settled = QTimer(self)
        self._settled.setSingleShot(True)
        self._settled.timeout.connect(self._render)

    @property
    def drawn(self) -> bool:
        return self._shown is not None

    def show_chart(self, draw: Callable[[Figure], None], name: str) -> None:
        """Draw something else."""
        self.draw = draw
        self.setAccessibleName(name)
        self._render()

    def sizeHint(self) -> QSize:
        return self._hint

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._settled.start(SETTLE_MS if self._shown else 0)

    def showEvent(self, event: QShowEvent) -> None:
        if self._shown is None:
            self._settled.start(0)

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._shown:
            QPainter(self).drawImage(self.rect(), self._shown.image)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        over = self._mark_at(event) is not None
        self.setCursor(Qt.CursorShape.PointingHandCursor if over else Qt.CursorShape.ArrowCursor)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if mark := self._mark_at(event):
            self.picked.emit(mark)

    def _mark_at(self, event: QMouseEvent) -> str | None:
        marks = self._shown.marks if self._shown else ()
        return next((name for name, area in marks if area.contains(event.position())), None)

    def _render(self) -> None:
        if self.width() < 2 or self.height() < 2 or not self.isVisible():
            return
        if self._task:
            self._task.cancel()
        job = partial(render, self.draw, self.width(), self.height(), self.devicePixelRatioF())
        self._task = self._work.start(self, job, self._show)

    def _show(self, drawing: Drawing) -> None:
        self._shown = drawing
        self.update()


def render(draw: Callable[[Figure], None], width: int, height: int, scale: float, task: Task) -> Drawing:
    """Draw a chart of `width` x `height` px at `scale` device pixels per px."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    with _one_at_a_time:
        task.check()
        figure = Figure(figsize=(width / 72, height / 72), dpi=72 * scale, facecolor=current().surface)
        canvas = FigureCanvasAgg(figure)
        draw(figure)
        canvas.draw()  # type: ignore[no-untyped-call]
        pixels = bytes(canvas.buffer_rgba())  # type: ignore[no-untyped-call]
        marks = _marks(figure, canvas, scale)
    across, down = canvas.get_width_height()
    image = QImage(pixels, across, down, across * 4, QImage.Format.Format_RGBA8888).copy()
    return Drawing(image, marks)


def _marks(figure: Figure, canvas: object, scale: float) -> tuple[tuple[str, QRectF], ...]:
    found = []
    for artist in figure.findobj(lambda artist: artist.get_gid() is not None):
        area = artist.get_window_extent()
        top = figure.bbox.height - area.y1
        found.append((str(artist.get_gid()), QRectF(area.x0, top, area.width, area.height)))
    return tuple(
        (name, QRectF(a.x() / scale, a.y() / scale, a.width() / scale, a.height() / scale))
        for name, a in found
    )
