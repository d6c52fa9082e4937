"""Right in Call mode: notes with their time, what was promised, what is known and need not be asked."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QButtonGroup, QGridLayout, QPushButton, QWidget

from desktop.icons import icon_label
from desktop.pages.call_parts import (
    READ,
    RIGHT,
    Place,
    Whole,
    choice,
    clear_text,
    key,
    read,
    spoken,
    stamp,
    typed,
)
from desktop.widgets.layouts import Item, box, col, row, rule
from sales.brief import Brief
from sales.calls import Call, Said
from sales.words import DAYS, DAYS_ZH, Words

STAMP = 52  # px
SATURDAY = 5
KNOWN = 3  # lines of what is known


class CallNotes(QWidget):
    """`noted` and `drafted` carry what is typed, `promised` a text and its day; `left`: typing is over."""

    noted = Signal(str)
    drafted = Signal(str)
    promised = Signal(str, object)
    left = Signal()

    def __init__(self, words: Words, today: date) -> None:
        super().__init__()
        self._words, self._today = words, today
        self.setAccessibleName(words("Notes and promises"))
        self.field = typed(words("Note"), words("Note, Enter keeps it"))
        self.field.textEdited.connect(self.drafted)
        self.field.installEventFilter(self)
        self._notes = Place((0, 0, 0, 0), gap=6)
        self._area = Whole(self._notes)
        self._promises = Place((0, 0, 0, 0), gap=8)
        self._known = Place((0, 0, 0, 0), gap=3)
        self._form = PromiseForm(words, today)
        self._form.kept.connect(self._keep_promise)
        self._form.left.connect(self.close_promise)
        self._form.hide()
        self._side = col(
            row(clear_text(words("Notes")), None, read(words("saved here"), "3"), key("N"), gap=10),
            8, self._area, 8, self.field, 14, rule(), 12,
            row(clear_text(words("Commitments")), None, key("F")),
            8, self._promises, self._form, None, self._known,
            gap=0, margins=(20, 16, 20, 14),
        )  # fmt: skip
        self.setLayout(self._side)
        self.set_compact(False)

    @property
    def promising(self) -> bool:
        return self._form.isVisible()

    @property
    def promise(self) -> PromiseForm:
        return self._form

    def set_compact(self, compact: bool) -> None:
        self.setFixedWidth(RIGHT[compact])
        edge = 14 if compact else 20
        self._side.setContentsMargins(edge, 16, edge, 14)
        self._known.setVisible(not compact)

    def show_known(self, brief: Brief) -> None:
        """What is known already."""
        words = self._words
        said = [(one.at, one.text) for one in brief.contacts[:1] if one.text]
        told: list[tuple[date | int, str]] = [(one.day, one.what) for one in brief.bought[:1]]
        lines = [words("{day}: {what}", day=words.day(when), what=what) for when, what in (*told, *said)]
        lines += [issue.title for issue in brief.issues]
        title = clear_text(words("Known already"), "2")
        self._known.show_all(rule(), 7, title, *(spoken(line, READ, "3") for line in lines[:KNOWN]))

    def show_call(self, call: Call) -> None:
        """Notes and promises with their times; a draft is put back where it was being typed."""
        since = call.plan.begun_at
        self._notes.show_all(*(self._note(one, since) for one in call.notes), None)
        self._promises.show_all(*(self._promise(one) for one in call.promises))
        QTimer.singleShot(0, self._area, self._show_last)
        if not self.field.hasFocus() and self.field.text() != call.draft:
            self.field.setText(call.draft)

    def type_note(self) -> None:
        self.close_promise()
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def ask_promise(self) -> None:
        """Open the form for what is promised."""
        self._form.begin()
        self._form.show()
        self._form.field.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def close_promise(self) -> None:
        if self._form.isVisible():
            self._form.hide()
            self.left.emit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and is_enter(event):
            text = self.field.text().strip()
            self.field.clear()
            if text:
                self.noted.emit(text)
            self.left.emit()
            return True
        return False

    def _show_last(self) -> None:
        bar = self._area.verticalScrollBar()
        bar.setValue(bar.maximum())

    def _keep_promise(self, text: str, day: object) -> None:
        self._form.hide()
        self.promised.emit(text, day)
        self.left.emit()

    def _note(self, one: Said, since: int) -> QWidget:
        time = spoken(stamp((one.at - since) // 1000), READ, "3")
        time.setFixedWidth(STAMP)
        return box(row(col(time, None), (spoken(one.text), 1), gap=4))

    def _promise(self, one: Said) -> QWidget:
        words: list[Item] = [clear_text(one.text, wrap=True)]
        if one.day:
            words.append(read(day_name(self._words, one.day, self._today), "2"))
        mark = col(3, icon_label("handshake", "accent", 17), None)
        return box(row(mark, (col(*words, gap=0), 1), gap=10))


class PromiseForm(QWidget):
    """What was promised, and for which of the next days; up and down change the day while one types."""

    kept = Signal(str, object)
    left = Signal()

    def __init__(self, words: Words, today: date) -> None:
        super().__init__()
        self._days = days_ahead(today)
        self.field = typed(words("Promise"), words("Promised, Enter keeps it"))
        self.field.installEventFilter(self)
        self._group, grid = day_choices(words, self._days, today)
        self.setLayout(col(self.field, box(grid), gap=6, margins=(0, 0, 0, 4)))

    def begin(self) -> None:
        self.field.clear()
        self._group.button(1).setChecked(True)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if not isinstance(event, QKeyEvent) or event.type() != QEvent.Type.KeyPress:
            return False
        if is_enter(event):
            if text := self.field.text().strip():
                self.kept.emit(text, self._days[self._group.checkedId()])
            else:
                self.left.emit()
            return True
        if event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            step = 1 if event.key() == Qt.Key.Key_Down else -1
            self._group.button((self._group.checkedId() + step) % len(self._days)).setChecked(True)
            return True
        return False


def day_choices(
    words: Words, days: Sequence[date], today: date, wide: int = 2
) -> tuple[QButtonGroup, QGridLayout]:
    """The days as choices of which one is pressed in, `wide` in a line."""
    group, grid = QButtonGroup(), QGridLayout()
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setSpacing(6)
    for at, day in enumerate(days):
        one: QPushButton = choice(day_name(words, day, today))
        group.addButton(one, at)
        grid.addWidget(one, at // wide, at % wide)
    return group, grid


def days_ahead(today: date) -> tuple[date, ...]:
    """Today and the next three working days."""
    days, day = [today], today
    while len(days) < 4:
        day += timedelta(1)
        if day.weekday() < SATURDAY:
            days.append(day)
    return tuple(days)


def day_name(words: Words, day: date, today: date) -> str:
    """A day that is near: "Today", "Fri 27", "27日 周五"."""
    if day == today:
        return words("Today")
    if day == today + timedelta(1):
        return words("Tomorrow")
    if words.chinese:
        return f"{day.day}日 周{DAYS_ZH[day.weekday()]}"
    return f"{DAYS[day.weekday()]} {day.day}"


def is_enter(event: QKeyEvent) -> bool:
    plain = not event.modifiers() & Qt.KeyboardModifier.ControlModifier
    return plain and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
