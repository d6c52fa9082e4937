"""The photo on which a product is placed: by the mouse and wholly by keys.

In *Mark* an end of the known length is held (Space takes the next one, the edges too) and moved a pixel at a
time; in *Place* the product is moved by centimetres; in *Compare* the line between before and after.
"""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QDragEnterEvent,
    QDropEvent,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QWidget

from desktop.pages.place_scene import (
    INK,
    PAPER,
    Ground,
    Seen,
    View,
    paint_edges,
    paint_frame,
    paint_mark,
    paint_measures,
    paint_product,
    paint_tag,
    product_box,
)
from desktop.paint import fill_round, text_width
from desktop.theme import color
from sales.errors import RuleBroken
from sales.placing import Mark, Placing, Spot, marked, moved, stood_at, with_edge_at
from sales.words import Words

MARK, PLACE, COMPARE = range(3)
REACH = 13.0  # px within which a handle is taken
STEP_MM, LONG = 10.0, 10  # a step by keys, and how many Shift makes of it
SHARE_STEP = 0.02
RADIUS = 9.0
ARROWS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}


class PlaceCanvas(QWidget):
    """`placed` carries the placing as it has become; `dropped` a file or a picture's bytes."""

    placed = Signal(object)
    dropped = Signal(object)

    def __init__(self, words: Words) -> None:
        super().__init__()
        self._words = words
        self._ground: Ground | None = None
        self._placing: Placing | None = None
        self._seen: Seen | None = None
        self._note = ""
        self._mode, self._grip, self._share = PLACE, "", 0.5
        self._held, self._from, self._before = "", QPointF(), Spot(0, 0)
        self.bare = False  # nothing on it but the product and its measures
        self.empty = False  # not even these: the photo as it was taken
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAcceptDrops(True)
        self.setMouseTracking(True)
        self.setMinimumSize(QSize(320, 240))
        self.setAccessibleName(words("Photo with the product"))

    @property
    def mode(self) -> int:
        return self._mode

    @property
    def grip(self) -> str:
        """What the arrow keys move in *Mark*: "start", "end", "edge0" or "edge1"."""
        return self._grip

    @property
    def view(self) -> View:
        """Where the photo lies within the widget."""
        assert self._placing
        return View.within(QRectF(self.rect()), self._placing)

    def show_scene(self, ground: Ground, placing: Placing, seen: Seen, note: str) -> None:
        """Show a product on a photo; `note` stands at the photo's foot."""
        self._ground, self._placing, self._seen, self._note = ground, placing, seen, note
        if self._grip.startswith("edge") and int(self._grip[-1]) >= len(placing.edges):
            self._grip = "start"
        self.update()

    def show_mode(self, mode: int) -> None:
        self._mode = mode
        self._grip = "start" if mode == MARK else ""
        self.update()

    # -- Qt's own

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._placing is None or self._ground is None or self._seen is None:
            return
        p = QPainter(self)
        p.setRenderHint(QPainter.RenderHint.Antialiasing)
        view = self.view
        photo = view.photo(self._placing)
        fill_round(p, QRectF(self.rect()), "canvas", RADIUS)
        clip = QPainterPath()
        clip.addRoundedRect(photo, RADIUS, RADIUS)
        p.setClipPath(clip)
        self._ground.paint(p, photo)
        if self.empty:
            pass
        elif self._mode == COMPARE and not self.bare:
            self._paint_compared(p, view, photo)
        else:
            self._paint_placed(p, view)
        self._paint_note(p, photo)
        p.setClipping(False)
        if self.hasFocus() and not self.bare:
            p.setBrush(Qt.BrushStyle.NoBrush)
            p.setPen(QPen(color("accent"), 2))
            p.drawRoundedRect(photo.adjusted(1, 1, -1, -1), RADIUS, RADIUS)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() != Qt.MouseButton.LeftButton or self._placing is None or self.bare:
            return
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        at = event.position()
        self._held, self._from = self._under(at), at
        self._before = self._placing.foot
        if self._mode == MARK and not self._held:  # a new mark is drawn from here
            spot = self.view.spot(at)
            self._say(marked(self._placing, replace(self._placing.mark, start=spot, end=spot)))
            self._held = "end"
        if self._mode == MARK and self._held:
            self._grip = self._held
        self._drag(at)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._placing is None or self.bare:
            return
        if self._held:
            self._drag(event.position())
        shape = Qt.CursorShape.ArrowCursor
        if self._held or self._under(event.position()):
            shape = Qt.CursorShape.SizeAllCursor
        elif self._mode == MARK:
            shape = Qt.CursorShape.CrossCursor
        self.setCursor(shape)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._held = ""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        if self._placing is None or self.bare:
            super().keyPressEvent(event)
        elif key == Qt.Key.Key_Space and self._mode == MARK:
            grips = ["start", "end", *(f"edge{at}" for at in range(len(self._placing.edges)))]
            self._grip = grips[(grips.index(self._grip) + 1) % len(grips)]
            self.update()
        elif key in ARROWS:
            long = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            right, down = ARROWS[key]
            times = LONG if long else 1
            self._step(right * times, down * times)
        else:
            super().keyPressEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasUrls() or event.mimeData().hasImage():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        files = [url.toLocalFile() for url in event.mimeData().urls() if url.isLocalFile()]
        self.dropped.emit(files[0] if files else event.mimeData().imageData())
        event.acceptProposedAction()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()

    # -- inside

    def _paint_placed(self, p: QPainter, view: View) -> None:
        assert self._placing
        assert self._seen
        if not self.bare:
            paint_mark(p, view, self._placing.mark, self._words, self._grip)
            paint_edges(p, view, self._placing, self._seen, self._grip)
        paint_product(p, view, self._placing, self._seen)
        if self._mode == PLACE and not self.bare:
            paint_frame(p, view, self._placing, self._seen)
        paint_measures(p, view, self._placing, self._seen, self._words)

    def _paint_compared(self, p: QPainter, view: View, photo: QRectF) -> None:
        """Before at the left, after at the right of a line."""
        assert self._placing
        assert self._seen
        x = photo.left() + photo.width() * self._share
        p.save()
        p.setClipRect(
            QRectF(x, photo.top(), photo.right() - x, photo.height()), Qt.ClipOperation.IntersectClip
        )
        paint_product(p, view, self._placing, self._seen)
        p.restore()
        p.setPen(QPen(QColor(PAPER), 2))
        p.drawLine(QPointF(x, photo.top()), QPointF(x, photo.bottom()))
        p.setBrush(QColor(PAPER))
        p.drawEllipse(QPointF(x, photo.center().y()), 9, 9)
        before, after = self._words("Before"), self._words("After")
        top = photo.top() + 26
        paint_tag(p, QPointF(photo.left() + 22 + text_width(before, "label") / 2, top), before, PAPER, INK)
        paint_tag(p, QPointF(photo.right() - 22 - text_width(after, "label") / 2, top), after, PAPER, INK)

    def _paint_note(self, p: QPainter, photo: QRectF) -> None:
        if self._note and not self.bare:
            wide = text_width(self._note, "label")
            paint_tag(p, QPointF(photo.right() - 20 - wide / 2, photo.bottom() - 24), self._note, PAPER, INK)

    def _under(self, at: QPointF) -> str:
        """What would be taken at a place."""
        assert self._placing
        assert self._seen
        view, placing = self.view, self._placing
        if self._mode == COMPARE:
            photo = view.photo(placing)
            near = abs(at.x() - photo.left() - photo.width() * self._share) < REACH
            return "line" if near else ""
        box = product_box(view, placing, self._seen)
        for grip, end in (("start", placing.mark.start), ("end", placing.mark.end)):
            if (view.point(end) - at).manhattanLength() < REACH:
                return grip
        for number, edge in enumerate(placing.edges):
            near = abs(view.across(edge) - at.x()) < REACH / 2
            if near and box.top() - REACH < at.y() < box.bottom() + REACH:
                return f"edge{number}"
        return "product" if self._mode == PLACE and box.contains(at) else ""

    def _drag(self, at: QPointF) -> None:
        assert self._placing
        placing, spot = self._placing, self.view.spot(at)
        if self._held in {"start", "end"}:
            self._say(marked(placing, _with_end(placing.mark, self._held, spot)))
        elif self._held.startswith("edge"):
            self._say(with_edge_at(placing, int(self._held[-1]), spot.x))
        elif self._held == "product":
            way = (at - self._from) / self.view.k
            self._say(stood_at(placing, Spot(self._before.x + way.x(), self._before.y + way.y())))
        elif self._held == "line":
            photo = self.view.photo(placing)
            self._split((at.x() - photo.left()) / photo.width())

    def _step(self, right: int, down: int) -> None:
        assert self._placing
        placing = self._placing
        if self._mode == COMPARE:
            self._split(self._share + right * SHARE_STEP)
        elif self._mode == PLACE:
            try:
                self._say(moved(placing, right * STEP_MM, -down * STEP_MM))
            except RuleBroken:
                return  # without a scale there are no centimetres; the side says why
        elif self._grip.startswith("edge"):
            number = int(self._grip[-1])
            self._say(with_edge_at(placing, number, placing.edges[number] + right))
        else:
            end = placing.mark.start if self._grip == "start" else placing.mark.end
            self._say(marked(placing, _with_end(placing.mark, self._grip, Spot(end.x + right, end.y + down))))

    def _split(self, share: float) -> None:
        self._share = min(max(share, 0.0), 1.0)
        self.update()

    def _say(self, placing: Placing) -> None:
        self._placing = placing
        self.update()
        self.placed.emit(placing)


def _with_end(mark: Mark, grip: str, spot: Spot) -> Mark:
    return replace(mark, start=spot) if grip == "start" else replace(mark, end=spot)
