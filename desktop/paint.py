"""What delegates and small pictures paint: a line of text, a chip, an avatar, a bar, dots."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPen

from desktop import theme
from desktop.icons import pixmap
from desktop.theme import Tone, color

LEFT, RIGHT, CENTRE = Qt.AlignmentFlag.AlignLeft, Qt.AlignmentFlag.AlignRight, Qt.AlignmentFlag.AlignHCenter
MIDDLE = Qt.AlignmentFlag.AlignVCenter


def paint_text(
    p: QPainter,
    box: QRectF,
    text: str,
    role: str = "body",
    token: str = "text",
    align: Qt.AlignmentFlag = LEFT,
) -> float:
    """Draw one line, cut with an ellipsis, centred in height; gives the width it took."""
    p.setFont(theme.font(role))
    p.setPen(color(token))
    shown = p.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, int(box.width()) + 1)
    p.drawText(box, int(MIDDLE | align | Qt.TextFlag.TextSingleLine), shown)
    return float(p.fontMetrics().horizontalAdvance(shown))


def text_width(text: str, role: str = "body") -> float:
    return float(QFontMetrics(theme.font(role)).horizontalAdvance(text))


def paint_chip(
    p: QPainter,
    x: float,
    middle: float,
    text: str,
    tone: Tone = "neutral",
    *,
    align: Qt.AlignmentFlag = LEFT,
    on_soft: bool = False,
) -> QRectF:
    """A chip that begins (or, aligned right, ends) at `x`. `on_soft`: on a chosen row."""
    front, ground = theme.pair(tone)
    if on_soft and ground == "accent_soft":
        ground = "surface"
    width = text_width(text, "caption") + 14
    box = QRectF(x - width if align == RIGHT else x, middle - 10, width, 20)
    fill_round(p, box, ground, theme.CHIP_RADIUS)
    p.setFont(theme.font("caption"))
    p.setPen(color(front))
    p.drawText(box, Qt.AlignmentFlag.AlignCenter, text)
    return box


def paint_avatar(p: QPainter, box: QRectF, name: str) -> None:
    """Initials (or the first character of a Chinese name) on a hue that the name decides."""
    hue = QColor(theme.AVATAR_HUES[sum(map(ord, name)) % len(theme.AVATAR_HUES)])
    dark = theme.current().dark
    ground = QColor(hue)
    ground.setAlpha(56 if dark else 34)
    p.setRenderHint(QPainter.RenderHint.Antialiasing)
    p.setPen(Qt.PenStyle.NoPen)
    p.setBrush(ground)
    p.drawRoundedRect(box, box.width() * 0.28, box.width() * 0.28)
    face = theme.font("strong")
    face.setPixelSize(round(box.width() * 0.36))
    face.setWeight(QFont.Weight.DemiBold)
    p.setFont(face)
    p.setPen(hue.lighter(150) if dark else hue.darker(128))
    p.drawText(box, Qt.AlignmentFlag.AlignCenter, initials(name))


def initials(name: str) -> str:
    if not name.strip():
        return "?"
    if not name.isascii():
        return name.strip()[0]
    return "".join(word[0] for word in name.split()[:2]).upper()


def paint_icon(
    p: QPainter, x: float, middle: float, name: str, token: str = "text_2", size: int = 16
) -> None:
    device = p.device()
    scale = device.devicePixelRatioF() if device else 1.0
    p.drawPixmap(QPointF(x, middle - size / 2), pixmap(name, token, size, scale))


def paint_bar(p: QPainter, box: QRectF, share: float, token: str = "accent") -> None:
    """A meter: what is full of `box`, which sets the height and the rounding."""
    fill_round(p, box, "fill", box.height() / 2)
    full = QRectF(box.left(), box.top(), max(box.height(), box.width() * min(share, 1.0)), box.height())
    if share > 0:
        fill_round(p, full, token, box.height() / 2)


def paint_dots(p: QPainter, x: float, middle: float, done: int, of: int, token: str = "text_2") -> float:
    """Filled for what is done, rings for what is missing; gives the right edge."""
    for i in range(of):
        centre = QPointF(x + 4 + i * 12, middle)
        if i < done:
            p.setPen(Qt.PenStyle.NoPen)
            p.setBrush(color(token))
            p.drawEllipse(centre, 3.5, 3.5)
        else:
            p.setPen(QPen(color("text_3"), 1.4))
            p.setBrush(Qt.BrushStyle.NoBrush)
            p.drawEllipse(centre, 3, 3)
    return x + of * 12


def fill_round(p: QPainter, box: QRectF, token: str, radius: float) -> None:
    p.setRenderHint(QPainter.RenderHint.Antialiasing)
    p.setPen(Qt.PenStyle.NoPen)
    p.setBrush(color(token))
    p.drawRoundedRect(box, radius, radius)
