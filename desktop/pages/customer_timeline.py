"""The line of time as a list: its model, which grows page by page, and how its rows are painted."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from desktop import theme
from desktop.pages.customer_entries import Telling, Told, told
from desktop.paint import RIGHT, fill_round, paint_chip, paint_icon, paint_text, text_width
from desktop.theme import color
from desktop.widgets.rows import Index, Value
from sales.timeline import Page

EDGE, CLOCK, NODE, GAP = 24, 44, 28, 12
WORDS_AT = EDGE + CLOCK + GAP + NODE + GAP
LINE_AT = EDGE + CLOCK + GAP + NODE / 2
BY_DAY = 14  # so many days have a head of their own; before, months do
HEAD, FIRST_HEAD, FOOT = 44, 34, 13
TITLE = 24  # from the top of an entry to the end of its title
Spoken = (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole)


@dataclass(frozen=True, slots=True)
class Head:
    """A day, or a month, under which entries stand."""

    text: str


@dataclass(frozen=True, slots=True)
class Line:
    """An entry, with the time that stands beside it, and whether the line begins or ends at it."""

    told: Told
    time: str


class Timeline(QAbstractListModel):
    """Heads and lines, newest first. `older_wanted` asks for the next page when the end comes in sight."""

    older_wanted = Signal(object)  # the instant before which it lies

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[Head | Line] = []
        self._before: int | None = None
        self._asked = False

    def show(self, page: Page, by: Telling) -> None:
        """Begin anew with the newest page."""
        self.beginResetModel()
        self.rows = _rows(page, by, "")
        self._before, self._asked = page.before, False
        self.endResetModel()

    def append(self, page: Page, by: Telling) -> None:
        """The next older page."""
        heads = [row.text for row in self.rows if isinstance(row, Head)]
        rows = _rows(page, by, heads[-1] if heads else "")
        self._before, self._asked = page.before, False
        if rows:
            self.beginInsertRows(QModelIndex(), len(self.rows), len(self.rows) + len(rows) - 1)
            self.rows += rows
            self.endInsertRows()

    def line(self, at: int) -> Line | None:
        row = self.rows[at] if 0 <= at < len(self.rows) else None
        return row if isinstance(row, Line) else None

    def joins(self, at: int) -> tuple[bool, bool]:
        """Whether the line goes on above and below an entry."""
        return self.line(at - 1) is not None, self.line(at + 1) is not None

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        return 0 if parent.isValid() else len(self.rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        row = self.rows[index.row()]
        if role == Value:
            return row
        if role in Spoken:
            if isinstance(row, Head):
                return row.text
            parts = (row.time, row.told.title, row.told.text, row.told.mark, row.told.amount)
            return ", ".join(part for part in parts if part)
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        if index.isValid() and isinstance(self.rows[index.row()], Head):
            return Qt.ItemFlag.ItemIsEnabled
        return super().flags(index)

    def canFetchMore(self, parent: Index) -> bool:
        return not parent.isValid() and self._before is not None and not self._asked

    def fetchMore(self, parent: Index) -> None:
        self._asked = True
        self.older_wanted.emit(self._before)


class TimelineDelegate(QStyledItemDelegate):
    """Paints time, mark and words; rows that are opened leave room for the card below their words."""

    def __init__(self, view: QListView, model: Timeline, card_height: Callable[[int], int]) -> None:
        super().__init__(view)
        self._view, self._model, self._card_height = view, model, card_height

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        row, width = index.data(Value), self._view.viewport().width()
        if isinstance(row, Head):
            return QSize(width, HEAD if index.row() else FIRST_HEAD)
        card = self._card_height(index.row())
        return QSize(width, self.words_height(row, width) + (card + 9 if card else 0) + FOOT)

    def words_height(self, line: Line, width: int) -> int:
        """How far an entry's words reach down."""
        if not line.told.text:
            return max(TITLE, NODE)
        room = QRect(0, 0, width - WORDS_AT - EDGE, 10_000)
        text = QFontMetrics(theme.font()).boundingRect(room, int(Qt.TextFlag.TextWordWrap), line.told.text)
        return TITLE + 2 + text.height()

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        row, area = index.data(Value), QRectF(option.rect)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if isinstance(row, Head):
            box = QRectF(WORDS_AT, area.bottom() - 28, area.width() - WORDS_AT - EDGE, 18)
            paint_text(painter, box, row.text, "label", "text_2")
        else:
            state: QStyle.StateFlag = option.state
            focused = State.State_HasFocus | State.State_Selected
            if state & focused == focused:
                ground = QRectF(
                    WORDS_AT - 8, area.top() - 1, area.width() - WORDS_AT - EDGE + 16, area.height() - 6
                )
                fill_round(painter, ground, "raised", theme.ROW_RADIUS)
            self._paint_line(painter, area, row, index.row())
        painter.restore()

    def _paint_line(self, p: QPainter, area: QRectF, line: Line, at: int) -> None:
        above, below = self._model.joins(at)
        top, told_ = area.top(), line.told
        paint_text(p, QRectF(EDGE, top + 5, CLOCK, 18), line.time, "caption", "text_3", RIGHT)
        start = top if above else top + 14
        end = area.bottom() + 1 if below else top + 14
        fill_round(p, QRectF(LINE_AT, start, 1, end - start), "line", 0)
        self._paint_node(p, QRectF(LINE_AT - 13.5, top + 0.5, NODE, NODE), told_)
        right = area.right() - EDGE + 1
        if told_.amount:
            width = text_width(told_.amount, "strong")
            paint_text(
                p, QRectF(right - width - 2, top + 4, width + 2, 20), told_.amount, "strong", "text", RIGHT
            )
            right -= width + 16
        elif told_.mark:
            right = paint_chip(p, right, top + 14, told_.mark, told_.mark_tone, align=RIGHT).left() - 12
        paint_text(p, QRectF(WORDS_AT, top + 4, right - WORDS_AT, 20), told_.title, "strong")
        if told_.text:
            p.setFont(theme.font())
            p.setPen(color("text_2"))
            words = QRectF(WORDS_AT, top + TITLE + 2, area.width() - WORDS_AT - EDGE, area.height())
            p.drawText(words, int(Qt.TextFlag.TextWordWrap), told_.text)

    def _paint_node(self, p: QPainter, circle: QRectF, told_: Told) -> None:
        plain = told_.tone == "neutral"
        token, ground = theme.pair(told_.tone)
        p.setPen(QPen(color("line" if plain else ground), 1))
        p.setBrush(color("surface" if plain else ground))
        p.drawEllipse(circle)
        paint_icon(
            p, circle.center().x() - 7, circle.center().y(), told_.icon, "text_2" if plain else token, 14
        )


State = QStyle.StateFlag


def _rows(page: Page, by: Telling, head: str) -> list[Head | Line]:
    """A page in rows; `head` is the head under which it goes on."""
    words, rows = by.words, list[Head | Line]()
    for entry in page.entries:
        day = words.moment(entry.at).date()
        ago = (by.today - day).days
        if ago <= BY_DAY:
            text, time = _day(ago, words.long_day(day), words), words.clock(entry.at)
        else:
            text = words.month(day)
            time = f"{day.month}/{day.day}" if words.chinese else words.day(day)
        if text != head:
            rows.append(Head(text))
            head = text
        rows.append(Line(told(entry, by), time))
    return rows


def _day(ago: int, day: str, words: Any) -> str:
    if ago == 0:
        return str(words("Today, {day}", day=day))
    return str(words("Yesterday, {day}", day=day)) if ago == 1 else day
