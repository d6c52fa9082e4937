"""Small marks: chips, key caps, step discs, avatars, meters and seals."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QSizePolicy, QWidget

from desktop import theme
from desktop.icons import icon_label, pixmap
from desktop.paint import fill_round, paint_avatar, paint_bar, paint_dots
from desktop.text import label
from desktop.theme import Tone, color
from desktop.widgets.layouts import row


def chip(text: str, tone: Tone = "neutral") -> QLabel:
    shown = label(text, "caption")
    shown.setProperty("chip", tone)
    shown.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Maximum)
    return shown


def keycap(text: str, *, on: bool = False) -> QLabel:
    shown = label(text, "caption")
    shown.setProperty("keycap", "on" if on else "off")
    shown.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
    return shown


def keycaps(keys: str) -> QHBoxLayout:
    """ "Ctrl+Shift+K" as one cap per key; "1 2 3" as three."""
    caps = [keycap(one) for part in keys.split(" ") for one in (part.split("+") if part != "+" else "+")]
    return row(*caps, gap=3)


def disc(number: int, state: str = "later") -> QLabel:
    """The number of a step in a 20 px disc: later, now, or done (a check)."""
    shown = label("" if state == "done" else str(number), "caption")
    shown.setFixedSize(20, 20)
    shown.setProperty("disc", state)
    if state == "done":
        shown.setPixmap(pixmap("check", "accent", 12))
    return shown


def seal(text: str, *, due: bool = False) -> QHBoxLayout:
    """A mark of verification: a shape and words, never colour alone."""
    sign, tone = ("triangle-alert", "warn") if due else ("badge-check", "good")
    return row(icon_label(sign, tone, 14), label(text, "caption", tone), gap=5)


def progress_bar(name: str, share: float = 0.0, tone: Tone = "accent", *, thin: bool = True) -> QProgressBar:
    bar = QProgressBar()
    bar.setAccessibleName(name)
    bar.setRange(0, 1000)
    bar.setValue(round(share * 1000))
    bar.setTextVisible(False)
    bar.setProperty("thin", thin)
    bar.setProperty("tone", tone)
    return bar


class Painted(QWidget):
    """A small picture: `draw(painter, width, height)`; its name says what it shows."""

    def __init__(
        self, draw: Callable[[QPainter, float, float], None], name: str, *, width: int = 0, height: int = 0
    ) -> None:
        super().__init__()
        self._draw = draw
        self.setAccessibleName(name)
        if width:
            self.setFixedWidth(width)
        if height:
            self.setFixedHeight(height)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._draw(painter, self.width(), self.height())


def avatar(name: str, size: int = 32) -> Painted:
    return Painted(lambda p, w, h: paint_avatar(p, QRectF(0, 0, w, h), name), name, width=size, height=size)


def meter(share: float, name: str, token: str = "accent", width: int = 44) -> Painted:
    """A bar 4 px high that is full by `share` (0 to 1)."""
    return Painted(
        lambda p, w, h: paint_bar(p, QRectF(0, h / 2 - 2, w, 4), share, token), name, width=width, height=12
    )


def band(share: float, low: float, high: float, name: str, width: int = 136) -> Painted:
    """A rate with its uncertainty: a dot on the band that holds the true share, on a line from 0 to 1."""

    def draw(p: QPainter, w: float, h: float) -> None:
        middle, room = h / 2, w - 8
        fill_round(p, QRectF(0, middle - 1.5, w, 3), "fill", 1.5)
        soft = color("accent")
        soft.setAlpha(100)
        p.setBrush(soft)
        p.drawRoundedRect(QRectF(4 + room * low, middle - 1.5, max(3.0, room * (high - low)), 3), 1.5, 1.5)
        p.setBrush(color("accent"))
        p.drawEllipse(QRectF(room * share, middle - 4, 8, 8))

    return Painted(draw, name, width=width, height=theme.TYPE["label"].line)


def dots(done: int, of: int, name: str) -> Painted:
    """Readiness: filled for done, ring for missing."""

    def draw(painter: QPainter, width: float, height: float) -> None:
        paint_dots(painter, 0, height / 2, done, of)

    return Painted(draw, name, width=of * 12, height=theme.TYPE["label"].line)
