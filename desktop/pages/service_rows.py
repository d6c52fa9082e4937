"""The rows of the service desk, painted: what it is and for whom, how it stands, who owns it, its due."""

from __future__ import annotations

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from desktop.paint import RIGHT, paint_chip, paint_icon, paint_text
from desktop.theme import Tone
from sales import service_words
from sales.service_desk import Matter
from sales.words import Words

ROW = 56
ICONS = {
    "ticket": "life-buoy",
    "return": "rotate-ccw",
    "delay": "truck",
    "review": "star",
    "satisfaction": "phone-call",
    "birthday": "gift",
    "weekly": "phone",
    "checkup": "wrench",
    "trial": "sparkles",
}
TONES: dict[str, Tone] = {"escalated": "bad", "late": "warn", "passed": "neutral", "refunding": "accent"}
DUE, OWNER, STATE = 92, 116, 128
WITH_OWNER, WITH_STATE = 740, 480  # the widths from which the owner and the state stand in the row


class MatterRow:
    """Paints one matter. The desk's currency and instant are set when it is shown."""

    def __init__(self, words: Words) -> None:
        self._words = words
        self.currency, self.now = "CNY", 0

    def name(self, matter: Matter) -> str:
        """What a screen reader says of a row."""
        words = self._words
        parts = (
            matter.name,
            service_words.title(matter, words),
            service_words.detail(matter, words, self.currency),
            service_words.state(matter, words),
            service_words.owner(matter, words),
            service_words.due(matter, self.now, words),
        )
        return ", ".join(part for part in parts if part)

    def __call__(self, p: QPainter, area: QRectF, matter: Matter, chosen: bool) -> None:
        words, middle = self._words, area.center().y()
        over = matter.due_at < self.now
        paint_icon(p, area.left() + 8, middle, ICONS[matter.kind], "bad" if over else "text_3", 16)
        right = area.right() - 8
        due = service_words.due(matter, self.now, words)
        box = QRectF(right - DUE, area.top(), DUE, area.height())
        paint_text(p, box, due, "label", "bad" if over else "text_2", RIGHT)
        right -= DUE + 12
        if area.width() >= WITH_OWNER:
            box = QRectF(right - OWNER, area.top(), OWNER, area.height())
            paint_text(p, box, service_words.owner(matter, words), "label", "text_2", RIGHT)
            right -= OWNER + 16
        if area.width() >= WITH_STATE:
            said, tone = service_words.state(matter, words), TONES.get(matter.state, "neutral")
            paint_chip(p, right - STATE, middle, said, tone, on_soft=chosen)
            right -= STATE + 12
        left = area.left() + 36
        room = right - left
        head = f"{matter.name} · {service_words.title(matter, words)}"
        paint_text(p, QRectF(left, area.top() + 7, room, 20), head, "strong")
        said = service_words.detail(matter, words, self.currency)
        paint_text(p, QRectF(left, area.top() + 27, room, 20), said, "label", "text_2")
