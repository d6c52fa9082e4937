"""A page of a report as a small picture, and the tile of the gallery that shows it."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QImage, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.pages.report_jobs import Kind, Picture
from desktop.text import Elided
from desktop.theme import color
from desktop.widgets.buttons import Block
from desktop.widgets.layouts import col, row
from sales.words import Words

A4 = 297 / 210


class PageView(QWidget):
    """A page at its own width, light in both themes; grey lines stand for it until it is printed."""

    def __init__(self, name: str, width: int) -> None:
        super().__init__()
        self._image: QImage | None = None
        self.setAccessibleName(name)
        self.setFixedSize(width, round(width * A4))

    def show_picture(self, picture: Picture | None) -> None:
        """Show a page, at the height its paper has; None: it is being printed."""
        self._image = None
        if picture is not None:
            self._image = QImage(
                picture.pixels, picture.width, picture.height, picture.stride, QImage.Format.Format_BGR888
            ).copy()
            self.setFixedHeight(round(self.width() * picture.height / picture.width))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        p = QPainter(self)
        p.setRenderHint(QPainter.RenderHint.Antialiasing)
        p.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        area = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        if self._image is None:
            self._paint_bones(p, area)
            return
        scale = self.devicePixelRatioF()
        fitted = self._image.scaled(
            round(self.width() * scale),
            round(self.height() * scale),
            Qt.AspectRatioMode.IgnoreAspectRatio,
            Qt.TransformationMode.SmoothTransformation,
        )
        round_edge = QPainterPath()
        round_edge.addRoundedRect(area, 3, 3)
        p.setClipPath(round_edge)
        p.drawImage(self.rect(), fitted)
        p.setClipping(False)
        p.setPen(QPen(color("line_strong"), 1))
        p.drawRoundedRect(area, 3, 3)

    def _paint_bones(self, p: QPainter, area: QRectF) -> None:
        p.setPen(QPen(color("line"), 1))
        p.setBrush(color("raised"))
        p.drawRoundedRect(area, 3, 3)
        p.setPen(Qt.PenStyle.NoPen)
        p.setBrush(color("fill"))
        left, wide = area.width() * 0.1, area.width() * 0.8
        for at, share in enumerate((0.35, 0.6, 1, 1, 0.9, 1, 0.7)):
            p.drawRoundedRect(QRectF(left, area.height() * (0.1 + 0.07 * at), wide * share, 5), 2, 2)


class Tile(Block):
    """One report of the gallery: its first page, what it is, what is in it."""

    def __init__(self, words: Words, kind: Kind, width: int) -> None:
        self.kind = kind
        self.page = PageView(words(kind.title), width)
        name, note = Elided(words(kind.title), "strong"), Elided(words(kind.note), "caption", "3")
        super().__init__(
            col(row(None, self.page, None), 8, name, note, gap=1, margins=(14, 16, 14, 12)),
            f"{words(kind.title)}, {words(kind.note)}",
        )
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def set_chosen(self, chosen: bool) -> None:
        self.setProperty("block", "chosen" if chosen else "card")
        self.style().unpolish(self)
        self.style().polish(self)
