"""Icons: the lucide set, drawn at stroke 1.75 in a token's colour, sharp on every screen."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QByteArray, QSize
from PySide6.QtGui import QColor, QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QApplication, QLabel

from data.resources import resource
from desktop import theme


def pixmap(name: str, token: str = "text_2", size: int = 16, scale: float = 0.0) -> QPixmap:
    """The icon as pixels for a screen of `scale` device pixels per px (0: the sharpest there is)."""
    return _drawn(name, theme.color(token).name(), size, scale or screen_scale())


def icon(name: str, token: str = "text_2", size: int = 16, on: str | None = None) -> QIcon:
    """The icon for a button; `on` is the colour of its checked state."""
    made = QIcon(pixmap(name, token, size))
    if on:
        made.addPixmap(pixmap(name, on, size), QIcon.Mode.Normal, QIcon.State.On)
    return made


def icon_label(name: str, token: str = "text_2", size: int = 16) -> QLabel:
    """The icon beside words; it carries no meaning that the words do not."""
    shown = QLabel()
    shown.setPixmap(pixmap(name, token, size))
    shown.setFixedSize(size, size)
    return shown


def tile(name: str, tone: str = "accent", size: int = 40) -> QLabel:
    """An icon on a rounded ground; `tone` may also be "mark" or "bigmark", the product's sign."""
    shown = QLabel()
    shown.setProperty("tile", tone)
    shown.setFixedSize(size, size)
    token = {"neutral": "text_2", "mark": "on_accent", "bigmark": "on_accent"}.get(tone, tone)
    shown.setPixmap(pixmap(name, token, round(size * 0.46)))
    return shown


def screen_scale() -> float:
    """Device pixels per px of the sharpest screen: on others an icon is drawn smaller, never larger."""
    app = QApplication.instance()
    return app.devicePixelRatio() if isinstance(app, QApplication) else 1.0


@lru_cache(maxsize=1024)
def _drawn(name: str, colour: str, size: int, scale: float) -> QPixmap:
    svg = resource("icons", f"{name}.svg").read_text(encoding="utf-8")
    svg = svg.replace("currentColor", colour).replace('stroke-width="2"', 'stroke-width="1.75"')
    side = round(size * scale)
    drawn = QPixmap(QSize(side, side))
    drawn.fill(QColor(0, 0, 0, 0))
    painter = QPainter(drawn)
    QSvgRenderer(QByteArray(svg.encode())).render(painter)
    painter.end()
    drawn.setDevicePixelRatio(scale)
    return drawn
