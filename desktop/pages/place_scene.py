"""A photo with a product on it, painted: for the screen, before a customer, and as a picture to save.

What lies on the photo keeps its colours in every theme, because the photo does.
"""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QImage, QImageWriter, QPainter, QPen

from desktop import theme
from desktop.pages.configurator_drawing import draw
from desktop.paint import text_width
from sales.configurator_shapes import Picture
from sales.errors import RuleBroken
from sales.placing import Gap, Mark, Outline, Placing, Size, Spot, gaps, known_length, outline
from sales.placing_checks import told_length
from sales.placing_measures import Measures
from sales.words import Words

PAPER, INK = theme.LIGHT.surface, theme.LIGHT.text
ACCENT, ON_ACCENT = theme.LIGHT.accent, theme.LIGHT.on_accent
TAG_HIGH, TAG_RADIUS, FRAME_AIR = 22.0, 6.0, 7.0
SAVED_WIDTH = 900  # px that a saved picture is laid out for, so that its tags are as large as on the screen


@dataclass(frozen=True, slots=True)
class Ground:
    """What a product is placed on: a photo, or a drawn scene where there is none."""

    image: QImage | None
    drawn: Picture | None = None

    def paint(self, p: QPainter, box: QRectF) -> None:
        if self.image is not None:
            p.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            p.drawImage(box, self.image)
        elif self.drawn is not None:
            draw(p, self.drawn, box)


@dataclass(frozen=True, slots=True)
class Seen:
    """A product as it is painted, and what it is called: its measures and its colour."""

    picture: Picture | QImage
    known: Measures

    @property
    def size(self) -> Size:
        return Size(self.known.width, self.known.height)

    def paint(self, p: QPainter, box: QRectF) -> None:
        if isinstance(self.picture, QImage):
            p.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            p.drawImage(box, self.picture)
        else:
            draw(p, self.picture, box)


@dataclass(frozen=True, slots=True)
class View:
    """Where a photo lies on what is painted on: from the photo's pixels to those of the view and back."""

    left: float
    top: float
    k: float

    @classmethod
    def within(cls, room: QRectF, placing: Placing) -> View:
        """As large as fits, in the middle."""
        wide, high = placing.photo_width, placing.photo_height
        k = min(room.width() / wide, room.height() / high)
        return cls(room.center().x() - wide * k / 2, room.center().y() - high * k / 2, k)

    def point(self, spot: Spot) -> QPointF:
        return QPointF(self.left + spot.x * self.k, self.top + spot.y * self.k)

    def spot(self, point: QPointF) -> Spot:
        return Spot((point.x() - self.left) / self.k, (point.y() - self.top) / self.k)

    def across(self, x: float) -> float:
        return self.left + x * self.k

    def box(self, seen: Outline) -> QRectF:
        corner = self.point(Spot(seen.left, seen.top))
        return QRectF(corner, QSizeF((seen.right - seen.left) * self.k, (seen.bottom - seen.top) * self.k))

    def photo(self, placing: Placing) -> QRectF:
        return QRectF(self.left, self.top, placing.photo_width * self.k, placing.photo_height * self.k)


def product_box(view: View, placing: Placing, seen: Seen) -> QRectF:
    """Where the product is on the view; an empty box where the mark gives no scale."""
    try:
        return view.box(outline(placing, seen.size))
    except RuleBroken:
        return QRectF()


def paint_product(p: QPainter, view: View, placing: Placing, seen: Seen) -> None:
    """The product to scale, with the shadow of what stands."""
    box = product_box(view, placing, seen)
    if box.isEmpty():
        return
    if not seen.known.held:
        p.setPen(Qt.PenStyle.NoPen)
        p.setBrush(QColor(30, 20, 10, 62))
        p.drawEllipse(QPointF(box.center().x(), box.bottom()), box.width() * 0.6, box.width() * 0.075)
    seen.paint(p, box)


def paint_mark(p: QPainter, view: View, mark: Mark, words: Words, grip: str) -> None:
    """The known length: a line with an end to hold at each side, and what it is."""
    start, end = view.point(mark.start), view.point(mark.end)
    p.setPen(QPen(QColor(ACCENT), 2))
    p.drawLine(start, end)
    for name, point in (("start", start), ("end", end)):
        _handle(p, point, 7 if name == grip else 5, round_=True)
    length = words("{size} mm", size=words.number(mark.mm, 0 if mark.mm == round(mark.mm) else 1))
    name = words(known_length(mark.known).short)
    said = words("{name}, {length}", name=name, length=length)
    middle = QPointF((start.x() * 2 + end.x()) / 3, (start.y() * 2 + end.y()) / 3)
    if abs(start.x() - end.x()) > abs(start.y() - end.y()):  # beside a line that lies, for it may be short
        middle = QPointF((start.x() + end.x()) / 2, min(start.y(), end.y()) - TAG_HIGH)
    paint_tag(p, middle, said, ACCENT, ON_ACCENT)


def paint_frame(p: QPainter, view: View, placing: Placing, seen: Seen) -> None:
    """The frame about a product that can be moved."""
    box = product_box(view, placing, seen)
    if box.isEmpty():
        return
    box = box.adjusted(-FRAME_AIR, -FRAME_AIR, FRAME_AIR, FRAME_AIR)
    p.setBrush(Qt.BrushStyle.NoBrush)
    p.setPen(QPen(QColor(PAPER), 1.5))
    p.drawRoundedRect(box, 5, 5)
    for corner in (box.topLeft(), box.topRight(), box.bottomLeft(), box.bottomRight()):
        _handle(p, corner, 4, round_=False)


def paint_measures(p: QPainter, view: View, placing: Placing, seen: Seen, words: Words) -> None:
    """The product's size above it and what is free beside it."""
    box = product_box(view, placing, seen)
    if box.isEmpty():
        return
    for gap in gaps(placing, seen.size):
        _paint_gap(p, view, box, gap, words)
    above = max(box.top() - FRAME_AIR - 19, view.top + 15)
    paint_tag(p, QPointF(box.center().x(), above), seen.known.front(words), PAPER, INK)


def paint_edges(p: QPainter, view: View, placing: Placing, seen: Seen, grip: str) -> None:
    """Where the things beside the product end: lines that can be moved."""
    box = product_box(view, placing, seen)
    for at, edge in enumerate(placing.edges):
        x = view.across(edge)
        p.setPen(QPen(QColor(PAPER), 1.5, Qt.PenStyle.DashLine))
        p.drawLine(QPointF(x, box.top()), QPointF(x, box.bottom()))
        _handle(p, QPointF(x, box.center().y()), 7 if grip == f"edge{at}" else 5, round_=True)


def paint_tag(p: QPainter, middle: QPointF, text: str, ground: str, ink: str) -> None:
    """A few words on the photo, about a place, and whole within what is painted on."""
    wide = text_width(text, "label") + 16
    box = QRectF(middle.x() - wide / 2, middle.y() - TAG_HIGH / 2, wide, TAG_HIGH)
    if p.hasClipping():
        room = p.clipBoundingRect().adjusted(4, 4, -4, -4)
        box.moveLeft(max(room.left(), min(box.left(), room.right() - wide)))
        box.moveTop(max(room.top(), min(box.top(), room.bottom() - TAG_HIGH)))
    p.setPen(Qt.PenStyle.NoPen)
    p.setBrush(QColor(ground))
    p.drawRoundedRect(box, TAG_RADIUS, TAG_RADIUS)
    p.setFont(theme.font("label"))
    p.setPen(QColor(ink))
    p.drawText(box, int(Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextSingleLine), text)


def picture_png(ground: Ground, placing: Placing, seen: Seen, words: Words) -> bytes:
    """The product in its place with its measures, as a PNG to save, send or print. No handles, no names."""
    k = SAVED_WIDTH / placing.photo_width
    finer = max(1.0, placing.photo_width / SAVED_WIDTH)
    made = QImage(
        round(SAVED_WIDTH * finer), round(placing.photo_height * k * finer), QImage.Format.Format_RGB32
    )
    p = QPainter(made)
    p.setRenderHint(QPainter.RenderHint.Antialiasing)
    p.scale(finer, finer)
    view = View(0, 0, k)
    ground.paint(p, view.photo(placing))
    paint_product(p, view, placing, seen)
    paint_measures(p, view, placing, seen, words)
    p.end()
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    QImageWriter(buffer, b"PNG").write(made)
    return bytes(data.data())


def _paint_gap(p: QPainter, view: View, box: QRectF, gap: Gap, words: Words) -> None:
    side = box.left() if gap.on_the_left else box.right()
    x, y = view.across(gap.edge), box.bottom() - min(18.0, box.height() * 0.2)
    p.setPen(QPen(QColor(PAPER), 1.5))
    p.drawLine(QPointF(side, y), QPointF(x, y))
    for end in (side, x):
        p.drawLine(QPointF(end, y - 4), QPointF(end, y + 4))
    middle = (side + x) / 2
    p.drawLine(QPointF(middle, y), QPointF(middle, box.bottom() + 18))
    paint_tag(p, QPointF(middle, box.bottom() + 28), told_length(gap.mm, words), PAPER, INK)


def _handle(p: QPainter, at: QPointF, size: float, *, round_: bool) -> None:
    p.setPen(QPen(QColor(ACCENT), 1.5))
    p.setBrush(QColor(PAPER))
    box = QRectF(at.x() - size, at.y() - size, 2 * size, 2 * size)
    if round_:
        p.drawEllipse(box)
    else:
        p.drawRoundedRect(box, 2, 2)
