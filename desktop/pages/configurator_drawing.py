"""The picture of a design on the screen: its shapes painted to scale, in a card or small beside its name."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPen, QPolygonF

from desktop import theme
from desktop.paint import CENTRE, fill_round, paint_text
from desktop.widgets.marks import Painted
from sales.configurator import Design, ProductOptions
from sales.configurator_picture import picture
from sales.configurator_shapes import Lettering, Oval, Picture, Polygon, Rounded, Shape, Stroke
from sales.words import Words

FOOT = 34  # px under the picture, for its scale
SMALL = 62


class PictureCard(Painted):
    """The picture as large as the room allows, with the width it is drawn to beneath."""

    def __init__(self, words: Words) -> None:
        super().__init__(self._paint, words("Picture of the design"))
        self._words = words
        self._picture: Picture | None = None
        self.setMinimumHeight(220)

    def show_design(self, options: ProductOptions, design: Design) -> None:
        self._picture = picture(options, design)
        self.setAccessibleDescription(self._scale())
        self.update()

    def _scale(self) -> str:
        assert self._picture
        return self._words("drawn to scale, {mm} mm wide", mm=f"{self._picture.across:.0f}")

    def _paint(self, p: QPainter, width: float, height: float) -> None:
        fill_round(p, QRectF(0, 0, width, height), "canvas", 9)
        if self._picture:
            draw(p, self._picture, QRectF(12, 12, width - 24, height - 12 - FOOT))
            box = QRectF(0, height - FOOT + 4, width, 20)
            paint_text(p, box, self._scale(), "caption", "text_3", CENTRE)


def thumbnail(options: ProductOptions, design: Design) -> Painted:
    """A design, small; what it is stands beside it."""
    shown = picture(options, design)
    return Painted(lambda p, w, h: draw(p, shown, QRectF(0, 0, w, h)), "", height=SMALL)


def draw(p: QPainter, shown: Picture, box: QRectF) -> None:
    """Paint a picture in the middle of a box, as large as fits."""
    k = min(box.width() / shown.width, box.height() / shown.height)
    p.save()
    p.setRenderHint(QPainter.RenderHint.Antialiasing)
    p.translate(box.center().x() - shown.width * k / 2, box.center().y() - shown.height * k / 2)
    p.scale(k, k)
    p.translate(-shown.left, -shown.top)
    for shape in shown.shapes:
        _PAINTERS[type(shape)](p, shape)
    p.restore()


def _ink(code: str, alpha: float = 1.0) -> QColor:
    made = QColor(code)
    made.setAlphaF(alpha)
    return made


def _filled(p: QPainter, code: str, alpha: float = 1.0) -> None:
    p.setPen(Qt.PenStyle.NoPen)
    p.setBrush(_ink(code, alpha))


def _polygon(p: QPainter, shape: Shape) -> None:
    assert isinstance(shape, Polygon)
    _filled(p, shape.fill, shape.alpha)
    p.drawPolygon(QPolygonF([QPointF(*point) for point in shape.points]))


def _rounded(p: QPainter, shape: Shape) -> None:
    assert isinstance(shape, Rounded)
    _filled(p, shape.fill)
    p.drawRoundedRect(QRectF(shape.x, shape.y, shape.width, shape.height), shape.radius, shape.radius)


def _oval(p: QPainter, shape: Shape) -> None:
    assert isinstance(shape, Oval)
    _filled(p, shape.fill, shape.alpha)
    p.drawEllipse(QPointF(shape.x, shape.y), shape.across, shape.down)


def _stroke(p: QPainter, shape: Shape) -> None:
    assert isinstance(shape, Stroke)
    pen = QPen(_ink(shape.ink, shape.alpha), shape.width or 1.0)
    pen.setCosmetic(shape.width is None)
    p.setPen(pen)
    p.drawLine(QPointF(*shape.start), QPointF(*shape.end))


def _lettering(p: QPainter, shape: Shape) -> None:
    """Set large and scaled down, for a font has whole pixels only."""
    assert isinstance(shape, Lettering)
    face: QFont = theme.font("title")
    face.setPixelSize(64)
    p.save()
    p.setFont(face)
    p.setPen(_ink(shape.ink))
    p.translate(shape.x, shape.y)
    if not shape.upright:
        p.rotate(-90)
    wide = p.fontMetrics().horizontalAdvance(shape.words) or 1
    k = min(shape.size / 64, shape.room / wide)
    p.scale(k, k)
    box = QRectF(-wide, -64, 2 * wide, 128)
    p.drawText(box, int(Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextSingleLine), shape.words)
    p.restore()


_PAINTERS: dict[type, Callable[[QPainter, Shape], None]] = {
    Polygon: _polygon,
    Rounded: _rounded,
    Oval: _oval,
    Stroke: _stroke,
    Lettering: _lettering,
}
