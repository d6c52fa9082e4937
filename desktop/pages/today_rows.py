"""The rows of Today, painted: planned calls under their column heads, next best actions with two tools."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QHelpEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QListView, QToolTip, QWidget

from data.actions import CustomerAction
from data.today import PlannedCall, Scope
from desktop.pages.customer_cards import ACTION_ICONS
from desktop.paint import RIGHT, paint_avatar, paint_chip, paint_dots, paint_icon, paint_text
from desktop.segments import TONES, segment_name
from desktop.widgets.rows import Value
from sales.brief import NextAction
from sales.words import Words

CALL_ROW, ACTION_ROW, HEAD = 56, 52, 20
INSET = 8  # from the edge of a row's rounded ground
TIME, AVATAR = 44, 32
MONEY, CONTACT, READY, SEGMENT, GAP = 84, 72, 108, 100, 8  # columns of a call, from the right
DUE, DUE_GAP, TOOL = 132, 44, 28
DAY_MS = 86_400_000


class CallRow:
    """Paints a planned call: when, who and what for, segment, what is prepared, last contact, the stake."""

    def __init__(self, words: Words, currency: str, scope: Scope, now: int) -> None:
        self._words, self._currency, self._scope, self._now = words, currency, scope, now

    def __call__(self, p: QPainter, area: QRectF, call: PlannedCall, chosen: bool) -> None:
        words, middle = self._words, area.center().y()
        self._time(p, area, call)
        paint_avatar(
            p, QRectF(area.left() + INSET + TIME + 6, middle - AVATAR / 2, AVATAR, AVATAR), call.name
        )
        right = area.right() - INSET
        stake = "–" if call.stake_cents is None else words.money(call.stake_cents, self._currency, whole=True)
        paint_text(p, _column(area, right, MONEY), stake, "strong", "text", RIGHT)
        right -= MONEY + GAP
        paint_text(p, _column(area, right, CONTACT), self._last_contact(call), "label", "text_2", RIGHT)
        right -= CONTACT + 20
        self._readiness(p, _column(area, right, READY), call)
        right -= READY + GAP
        name = segment_name(words, call.segment)
        paint_chip(p, right - SEGMENT, middle, name, TONES.get(call.segment, "neutral"), on_soft=chosen)
        left = area.left() + INSET + TIME + AVATAR + 18
        room = right - SEGMENT - left - 16
        paint_text(p, QRectF(left, area.top() + 7, room, 20), call.name, "strong")
        paint_text(p, QRectF(left, area.top() + 26, room, 20), objective(words, call), "label", "text_2")

    def _time(self, p: QPainter, area: QRectF, call: PlannedCall) -> None:
        box, clock = QRectF(area.left() + INSET, area.top(), TIME, area.height()), self._words.clock(call.at)
        if self._scope != "week":
            paint_text(p, box, clock, "strong")
            return
        paint_text(p, QRectF(box.left(), area.top() + 7, TIME, 20), clock, "strong")
        day = self._words.day(call.at)
        paint_text(p, QRectF(box.left(), area.top() + 26, TIME + 4, 20), day, "caption", "text_3")

    def _readiness(self, p: QPainter, box: QRectF, call: PlannedCall) -> None:
        token = "text_3" if call.ready else "warn"
        edge = paint_dots(p, box.left(), box.center().y(), call.done, len(call.checks), token)
        token = "text_2" if call.ready else "warn"
        said = QRectF(edge + 6, box.top(), box.right() - edge, box.height())
        paint_text(p, said, readiness(self._words, call), "label", token)

    def _last_contact(self, call: PlannedCall) -> str:
        if call.last_contact_at is None:
            return self._words("never")
        return self._words("{n} d", n=max(0, (self._now - call.last_contact_at) // DAY_MS))


class CallHeads(QWidget):
    """Captions over the call columns, on the same measures as the rows."""

    def __init__(self, words: Words) -> None:
        super().__init__()
        self._words = words
        self.setFixedHeight(HEAD)

    def paintEvent(self, event: QPaintEvent) -> None:
        p, words = QPainter(self), self._words
        area = QRectF(8, 0, self.width() - 16, HEAD)
        left = area.left() + INSET
        paint_text(p, QRectF(left, 0, TIME, HEAD), words("Time"), "caption", "text_3")
        paint_text(
            p, QRectF(left + TIME + AVATAR + 18, 0, 200, HEAD), words("Customer and aim"), "caption", "text_3"
        )
        right = area.right() - INSET
        paint_text(p, _column(area, right, MONEY), words("At stake"), "caption", "text_3", RIGHT)
        right -= MONEY + GAP
        paint_text(p, _column(area, right, CONTACT), words("Last contact"), "caption", "text_3", RIGHT)
        right -= CONTACT + 20
        paint_text(p, _column(area, right, READY), words("Prepared"), "caption", "text_3")
        right -= READY + GAP
        paint_text(p, _column(area, right, SEGMENT), words("Segment"), "caption", "text_3")


class ActionRow:
    """Paints a next best action: what to do and because of what, until when, what it is worth."""

    def __init__(self, words: Words, currency: str, now: int) -> None:
        self._words, self._currency, self._now = words, currency, now

    def __call__(self, p: QPainter, area: QRectF, row: CustomerAction, chosen: bool) -> None:
        action, words = row.action, self._words
        paint_icon(p, area.left() + 10, area.top() + 16, ACTION_ICONS.get(action.kind, "sparkles"), "accent")
        right = area.right() - INSET
        if action.expected_cents is None:
            paint_text(p, _column(area, right, MONEY), words("goodwill"), "label", "text_3", RIGHT)
        else:
            worth = words.money(action.expected_cents, self._currency, whole=True)
            paint_text(p, QRectF(right - MONEY, area.top() + 5, MONEY, 20), worth, "strong", "text", RIGHT)
            share = QRectF(right - MONEY - 40, area.top() + 24, MONEY + 40, 18)
            paint_text(p, share, of_stake(words, action, self._currency), "caption", "text_3", RIGHT)
        left = area.left() + 38
        due = right - MONEY - DUE_GAP - DUE
        self._due(p, QRectF(due, area.top(), DUE, area.height()), action)
        room = due - left - 16
        if chosen:
            room -= 2 * TOOL + 4
            for box, icon in zip(tool_boxes(area), ("check", "x"), strict=True):
                paint_icon(p, box.center().x() - 8, box.center().y(), icon, "accent")
        paint_text(p, QRectF(left, area.top() + 5, room, 20), action.title, "strong")
        paint_text(p, QRectF(left, area.top() + 24, room, 18), action.because, "label", "text_2")

    def _due(self, p: QPainter, box: QRectF, action: NextAction) -> None:
        if action.due_at is None:
            return
        said, soon = due_words(self._words, action.due_at, self._now)
        token = "bad" if action.due_at < self._now else "warn" if soon else "text_2"
        paint_icon(p, box.left(), box.center().y(), "clock", token if soon else "text_3", 13)
        paint_text(p, box.adjusted(19, 0, 0, 0), said, "label", token)


class Presses(QObject):
    """Watches a list for the mouse: `pressed` carries the row and which of its boxes was hit, -1 for none."""

    pressed = Signal(object, int)

    def __init__(
        self, view: QListView, boxes: Callable[[QRectF], Sequence[QRectF]], tips: Sequence[str]
    ) -> None:
        super().__init__(view)
        self._view, self._boxes, self._tips = view, boxes, tips
        view.viewport().installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QMouseEvent) and event.type() == QEvent.Type.MouseButtonRelease:
            index, hit = self._at(event.position())
            if index.isValid() and event.button() == Qt.MouseButton.LeftButton:
                self.pressed.emit(index.data(Value), hit)
        elif isinstance(event, QHelpEvent):
            _, hit = self._at(QPointF(event.pos()))
            QToolTip.showText(event.globalPos(), self._tips[hit] if hit >= 0 else "", self._view)
            return True
        return False

    def _at(self, point: QPointF) -> tuple[QModelIndex, int]:
        index = self._view.indexAt(point.toPoint())
        area = QRectF(self._view.visualRect(index)).adjusted(8, 1, -8, -1)
        boxes = enumerate(self._boxes(area)) if index.isValid() else ()
        return index, next((at for at, box in boxes if box.contains(point)), -1)


def tool_boxes(area: QRectF) -> tuple[QRectF, QRectF]:
    """Where "done" and "not now" stand in the row of an action."""
    right = area.right() - INSET - MONEY - DUE_GAP - DUE - 12
    top = area.center().y() - TOOL / 2
    return QRectF(right - 2 * TOOL, top, TOOL, TOOL), QRectF(right - TOOL, top, TOOL, TOOL)


def ready_box(area: QRectF) -> tuple[QRectF]:
    """Where the readiness of a call stands: pressed, it is taken as ready or not."""
    right = area.right() - INSET - MONEY - GAP - CONTACT - 20
    return (QRectF(right - READY, area.top(), READY, area.height()),)


def objective(words: Words, call: PlannedCall) -> str:
    return call.objective or words("No aim yet")


def readiness(words: Words, call: PlannedCall) -> str:
    if call.ready:
        return words("Ready")
    return words("{n} to do", n=len(call.checks) - call.done)


def of_stake(words: Words, action: NextAction, currency: str) -> str:
    """ "22% of ¥8,800"."""
    if action.probability_bp is None or action.stake_cents is None:
        return ""
    share = words.percent(action.probability_bp / 10_000)
    return words(
        "{share} of {stake}", share=share, stake=words.money(action.stake_cents, currency, whole=True)
    )


def due_words(words: Words, due_at: int, now: int) -> tuple[str, bool]:
    """When it is due, as "Today 20:00", and whether that is soon."""
    today, due = words.moment(now).date(), words.moment(due_at).date()
    days = (due - today).days
    if days < 0:
        return words.count("{n} day over", "{n} days over", -days), True
    if days == 0:
        return words("Today {time}", time=words.clock(due_at)), True
    if days == 1:
        return words("Tomorrow {time}", time=words.clock(due_at)), False
    return words.weekday(due), False


def call_name(words: Words, currency: str) -> Callable[[PlannedCall], str]:
    """What a screen reader says of a call."""

    def name(call: PlannedCall) -> str:
        stake = "" if call.stake_cents is None else words.money(call.stake_cents, currency, whole=True)
        parts = (
            words.clock(call.at),
            call.name,
            objective(words, call),
            segment_name(words, call.segment),
            readiness(words, call),
            stake,
        )
        return ", ".join(part for part in parts if part)

    return name


def action_name(words: Words, currency: str, now: int) -> Callable[[CustomerAction], str]:
    """What a screen reader says of an action."""

    def name(row: CustomerAction) -> str:
        due = due_words(words, row.action.due_at, now)[0] if row.action.due_at is not None else ""
        return ", ".join(
            part
            for part in (row.action.title, row.action.because, due, of_stake(words, row.action, currency))
            if part
        )

    return name


def _column(area: QRectF, right: float, width: float) -> QRectF:
    return QRectF(right - width, area.top(), width, area.height())
