"""The lines of the brief's cards, painted: a brief has dozens, and each would be four or five widgets."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QSizePolicy, QWidget

from desktop import theme
from desktop.paint import RIGHT, fill_round, paint_chip, paint_icon, paint_text, text_width
from desktop.theme import Tone, color

TITLE, SUB = 18, 17  # heights of a line of each role, at least
WRAP = int(Qt.TextFlag.TextWordWrap)
TOKENS = {"": "text", "2": "text_2", "3": "text_3"}


class Line(QWidget):
    """Something painted that is as high as its words need at its width."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self._height = -1, 0  # at which width, how high
        self.setAccessibleName(name)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        """Kept for the last width: a layout asks again whenever anything in it changes."""
        if width != self._height[0]:
            self._height = width, self.height_at(width)
        return self._height[1]

    def height_at(self, width: int) -> int:
        raise NotImplementedError

    def sizeHint(self) -> QSize:
        return QSize(160, self.heightForWidth(self.width() if self.width() > 60 else 320))

    def minimumSizeHint(self) -> QSize:
        return QSize(60, TITLE)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self.draw(painter, self.width())

    def draw(self, p: QPainter, width: float) -> None:
        raise NotImplementedError


class IconLine(Line):
    """An icon, what it is, a line under it, and at the right until when or how much."""

    LEFT, GAP, PAD = 26, 12, 6

    def __init__(self, icon: str, token: str, title: str, sub: str, right: str, tone: str = "2") -> None:
        super().__init__(", ".join(part for part in (title, sub, right) if part))
        self._icon, self._token, self._tone = icon, token, tone
        self._title, self._sub, self._right = title, sub, right
        self._role = "label" if tone else "strong"

    def height_at(self, width: int) -> int:
        sub = _wrapped(self._sub, "label", self._room(width)) if self._sub else 0
        return 2 * self.PAD + max(TITLE, _wrapped(self._title, "strong", self._room(width)) + 1) + sub

    def _room(self, width: float) -> float:
        taken = text_width(self._right, self._role) + self.GAP if self._right else 0
        return max(60, width - self.LEFT - taken)

    def draw(self, p: QPainter, width: float) -> None:
        room = self._room(width)
        paint_icon(p, 0, self.PAD + 9, self._icon, self._token, 15)
        token = TOKENS.get(self._tone, self._tone)
        paint_text(p, QRectF(0, self.PAD, width, TITLE), self._right, self._role, token, RIGHT)
        top = _paint_wrapped(p, QRectF(self.LEFT, self.PAD, room, 400), self._title, "strong", "text")
        if self._sub:
            below = QRectF(self.LEFT, max(top + 1, self.PAD + TITLE), room, 400)
            _paint_wrapped(p, below, self._sub, "label", "text_2")


class WhyLine(Line):
    """A segment, the facts that put the customer there, and since when."""

    def __init__(self, lead: str, segment: str, tone: Tone, why: str, since: str, lead_width: int) -> None:
        super().__init__(", ".join(part for part in (segment, why, since) if part))
        self._lead, self._segment, self._tone, self._why, self._since = lead, segment, tone, why, since
        self._chip = lead_width + 6
        self._text = self._chip + 94

    def height_at(self, width: int) -> int:
        return 8 + max(20, _wrapped(self._why, "body", self._room(width)))

    def _room(self, width: float) -> float:
        taken = text_width(self._since, "label") + 10 if self._since else 0
        return max(60, width - self._text - taken)

    def draw(self, p: QPainter, width: float) -> None:
        paint_text(p, QRectF(0, 4, self._chip, 20), self._lead, "label", "text_3")
        paint_chip(p, self._chip, 14, self._segment, self._tone)
        _paint_wrapped(p, QRectF(self._text, 6, self._room(width), 400), self._why, "body", "text")
        paint_text(p, QRectF(0, 4, width, 20), self._since, "label", "text_3", RIGHT)


class OfferLine(Line):
    """A product with its price, and why under it; a hairline above, between two."""

    def __init__(self, name: str, price: str, why: str, *, ruled: bool) -> None:
        super().__init__(", ".join((name, price, why)))
        self._name, self._price, self._why, self._ruled = name, price, why, ruled

    def height_at(self, width: int) -> int:
        name = max(TITLE, _wrapped(self._name, "strong", self._room(width)))
        return 18 + name + _wrapped(self._why, "label", width)

    def _room(self, width: float) -> float:
        return max(60, width - text_width(self._price, "strong") - 10)

    def draw(self, p: QPainter, width: float) -> None:
        if self._ruled:
            fill_round(p, QRectF(0, 0, width, 1), "line", 0)
        paint_text(p, QRectF(0, 8, width, TITLE), self._price, "strong", "text", RIGHT)
        end = _paint_wrapped(p, QRectF(0, 9, self._room(width), 400), self._name, "strong", "text")
        _paint_wrapped(p, QRectF(0, max(end + 2, 28), width, 400), self._why, "label", "text_2")


class OrderLine(Line):
    """An order: its day, what was in it, what was unusual, its sum."""

    def __init__(self, day: str, what: str, note: str, amount: str) -> None:
        super().__init__(", ".join(part for part in (day, what, note, amount) if part))
        self._day, self._what, self._note, self._amount = day, what, note, amount
        self.setToolTip(what)

    def height_at(self, width: int) -> int:
        return 26

    def draw(self, p: QPainter, width: float) -> None:
        right = width - text_width(self._amount, "strong")
        paint_text(p, QRectF(0, 0, width, 26), self._amount, "strong", "text", RIGHT)
        if self._note:
            right -= text_width(self._note, "label") + 12
            paint_text(p, QRectF(right, 0, 200, 26), self._note, "label", "text_2")
        paint_text(p, QRectF(0, 0, 70, 26), self._day, "label", "text_3")
        paint_text(p, QRectF(75, 0, right - 87, 26), self._what)


class FactLine(Line):
    """What is known: its name at the left, the value at the right; a long value wraps."""

    GAP = 16

    def __init__(self, name: str, value: str) -> None:
        super().__init__(f"{name}: {value}")
        self._name, self._value = name, value

    def height_at(self, width: int) -> int:
        return 8 + max(16, _wrapped(self._value, "body", self._room(width)))

    def _room(self, width: float) -> float:
        return max(60, width - text_width(self._name) - self.GAP)

    def draw(self, p: QPainter, width: float) -> None:
        paint_text(p, QRectF(0, 3, width, 18), self._name, "body", "text_2")
        room = self._room(width)
        p.setFont(theme.font())
        p.setPen(color("text"))
        p.drawText(QRectF(width - room, 4, room, 400), WRAP | int(RIGHT), self._value)


class FigureCard(QFrame):
    """A figure with its name, its band and how far it can be trusted."""

    def __init__(self, name: str, value: str, band: str, trust: str, *, known: bool) -> None:
        super().__init__()
        self.setProperty("kind", "card")
        self._lines = (
            (name, "label", "text_2", QRectF(14, 11, 0, 17)),
            (value, "display", "text" if known else "text_3", QRectF(14, 31, 0, 30)),
            (band, "caption", "text_2", QRectF(14, 63, 0, 15)),
            (trust, "caption", "text_3", QRectF(31, 82, 0, 15)),
        )
        self._known = known
        self.setFixedHeight(106)
        self.setMinimumWidth(110)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(", ".join(part for part in (name, value, band, trust) if part))
        self.setToolTip(_longer((band, trust)))

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for text, role, token, place in self._lines:
            place.setRight(self.width() - 12)
            paint_text(painter, place, text, role, token)
        paint_icon(painter, 14, 89.5, "badge-check" if self._known else "circle-dashed", "text_3", 12)


def _wrapped(text: str, role: str, width: float) -> int:
    """How high a text is at a width."""
    room = QRect(0, 0, int(width), 10_000)
    return QFontMetrics(theme.font(role)).boundingRect(room, WRAP, text).height()


def _paint_wrapped(p: QPainter, box: QRectF, text: str, role: str, token: str) -> float:
    """Paint a text that wraps; gives where it ends."""
    p.setFont(theme.font(role))
    p.setPen(color(token))
    box.setWidth(int(box.width()))
    return p.drawText(box, WRAP, text).bottom()


def _longer(texts: Sequence[str]) -> str:
    return "\n".join(text for text in texts if len(text) > 24)
