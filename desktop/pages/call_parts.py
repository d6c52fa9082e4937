"""What all of Call mode is made of, at sizes that can be read from two metres: nothing is under 16 px."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from html import escape

from PySide6.QtCore import QEvent, QObject, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QLayout,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from desktop import theme
from desktop.icons import icon_label
from desktop.segments import TONES, segment_name
from desktop.text import Elided, label, rich
from desktop.theme import Tone, color
from desktop.widgets.buttons import button, pick
from desktop.widgets.fields import line_edit
from desktop.widgets.layouts import FloatingBar, Item, add, box, clear, col, row
from desktop.widgets.marks import avatar, chip, keycap
from sales.words import Words

READ, CLEAR, SPEAK = "read", "clear", "speak"
TOP, KEYS = 60, 48
LEFT, RIGHT = (320, 248), (340, 248)  # px: roomy, compact
COVERED = 226  # of 255: how much of what lies under a sheet is gone
FIGURE = re.compile(r"(\d) (?=[^\W\d]|[%°²])")  # a figure and its unit stay on one line


def read(text: str, tone: str = "", *, wrap: bool = False) -> QLabel:
    return label(text, READ, tone, wrap=wrap)


def clear_text(text: str, tone: str = "", *, wrap: bool = False) -> QLabel:
    """Words that lead: a heading of this mode."""
    return label(text, CLEAR, tone, wrap=wrap)


def spoken(line: str, role: str = READ, tone: str = "") -> QLabel:
    """A line to say: what stands between ** is stressed, a figure keeps its unit."""
    parts = re.split(r"\*\*(.+?)\*\*", FIGURE.sub("\\1\u00a0", line))
    html = "".join(
        f'<span style="font-weight:600">{escape(part)}</span>' if at % 2 else escape(part)
        for at, part in enumerate(parts)
    )
    return rich(html, role, tone)


def part_name(text: str, tone: str = "2") -> QLabel:
    """The name of a part beside its lines, on their line grid."""
    return rich(f'<span style="font-weight:500">{escape(text)}</span>', READ, tone)


def key(text: str) -> QLabel:
    """A key cap."""
    cap = keycap(text)
    cap.setFont(theme.font(CLEAR))
    cap.setProperty("keycap", "large")
    return cap


def hint(keys: str, what: str) -> QWidget:
    """A key and what it does."""
    return box(row(key(keys), read(what, "2"), gap=7))


def tag(text: str, tone: Tone = "neutral") -> QLabel:
    shown = chip(text, tone)
    shown.setFont(theme.font(CLEAR))
    return shown


def typed(name: str, placeholder: str, text: str = "") -> QLineEdit:
    """A field to type in."""
    made = line_edit(name, text, placeholder)
    made.setFont(theme.font(READ))
    return made


def push(text: str, icon: str = "", variant: str = "") -> QPushButton:
    made = button(text, icon, variant)
    made.setFont(theme.font(CLEAR))
    return made


def choice(text: str, *, on: bool = False) -> QPushButton:
    """One of several that can be pressed in."""
    made = pick(text, on=on)
    made.setFont(theme.font(READ))
    return made


def head(icon: str, name: str, *right: Item, tone: str = "2", token: str = "text_3") -> QHBoxLayout:
    """What a block is: its sign and its name."""
    return row(icon_label(icon, token, 17), clear_text(name, tone), None, *right, gap=8)


def bullets(icon: str, name: str, lines: Iterable[str]) -> QLayout:
    return col(head(icon, name), *(spoken(line) for line in lines), gap=4)


def stamp(seconds: int) -> str:
    """A time within the call: 04:12."""
    return f"{seconds // 60:02d}:{seconds % 60:02d}"


class Place(QWidget):
    """A part of the screen that is filled anew, piece by piece of one layout."""

    def __init__(self, margins: tuple[int, int, int, int], gap: int = 0) -> None:
        super().__init__()
        self.room: QVBoxLayout = col(gap=gap, margins=margins)
        self.setLayout(self.room)

    def show_all(self, *items: Item) -> None:
        clear(self.room)
        add(self.room, *items)


class Whole(QScrollArea):
    """As high as what is in it where there is room, else it scrolls."""

    def __init__(self, inner: QWidget) -> None:
        super().__init__()
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self._inner = inner
        self.setWidget(inner)
        FloatingBar(self)

    def sizeHint(self) -> QSize:
        layout = self._inner.layout()
        assert layout is not None
        width = self.viewport().width()
        high = layout.totalHeightForWidth(width) if layout.hasHeightForWidth() else layout.sizeHint().height()
        return QSize(layout.sizeHint().width(), high)

    def minimumSizeHint(self) -> QSize:
        return QSize(80, min(self.sizeHint().height(), theme.CONTROL))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.LayoutRequest, QEvent.Type.Resize):
            self.updateGeometry()
        return super().eventFilter(watched, event)


class TopBar(QWidget):
    """Who it is with, whose turn is next, how long it takes, and the one button."""

    def __init__(self, words: Words) -> None:
        super().__init__()
        self._words = words
        self.setFixedHeight(TOP)
        self.clock = label("00:00", "title")
        self.clock.setAccessibleName(words("Call time"))
        self._of = read("", "3")
        self._mark = icon_label("timer", "accent", 18)
        self.end = push(words("End call"))
        self._turn = Elided("", READ, "3")
        self._turn.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._who = row(gap=10)
        self.setLayout(
            row(
                (box(self._who), 3), (self._turn, 2), 12, self._mark, self.clock, self._of, 8, self.end,
                gap=8, margins=(20, 0, 16, 0),
            )
        )  # fmt: skip

    def show_person(self, name: str, segment: str | None, more: str, turn: str, minutes: int) -> None:
        """The customer and what the call is for; `turn` is who comes next."""
        clear(self._who)
        line = row(Elided(name, "title"), gap=10)
        if segment:
            line.addWidget(tag(segment_name(self._words, segment), TONES.get(segment, "neutral")))
        line.addStretch(1)
        add(self._who, avatar(name, 38), (col(None, line, Elided(more, READ, "2"), None, gap=0), 1))
        self._turn.setText(turn)
        self._of.setText(self._words("of {n} min", n=minutes))

    def show_time(self, seconds: int, *, over: bool, held: bool) -> None:
        self.clock.setText(stamp(seconds))
        tone = "warn" if over or held else ""
        if self.clock.property("tone") != tone:
            self.clock.setProperty("tone", tone)
            self.clock.style().unpolish(self.clock)
            self.clock.style().polish(self.clock)

    def show_end(self, *, begun: bool, ended: bool) -> None:
        """What the button does: begin, end; nothing once they hung up."""
        words = self._words
        said = words("Call ended") if ended else words("End call") if begun else words("Begin")
        self.end.setText(said)
        self.end.setAccessibleName(said)
        self.end.setEnabled(not ended)

    def set_compact(self, compact: bool) -> None:
        self._turn.setVisible(not compact)


class KeyBar(QFrame):
    """The keys that do something now, the weightiest first; those that find no room are left out."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("kind", "foot")
        self.setFixedHeight(KEYS)
        self._hints: list[QWidget] = []
        self._shown: tuple[Sequence[tuple[str, str]], str] | None = None
        self._said = read("", "3")
        self._line = row(gap=18)
        self.setLayout(row((box(self._line), 1), self._said, gap=18, margins=(20, 0, 20, 0)))

    def show_keys(self, keys: Sequence[tuple[str, str]], said: str) -> None:
        """The keys and what they do, and a word at the right."""
        if (keys, said) == self._shown:
            return
        self._shown = (keys, said)
        clear(self._line)
        self._hints = [hint(*one) for one in keys]
        add(self._line, *self._hints, None)
        self._said.setText(said)
        self._fit()

    def resizeEvent(self, event: object) -> None:
        self._fit()

    def _fit(self) -> None:
        widths = [one.sizeHint().width() + 18 for one in self._hints]
        said = self._said.sizeHint().width() + 40
        self._said.setVisible(sum(widths) + said <= self.width() - 40)
        left = self.width() - 40 - (said if not self._said.isHidden() else 0)
        for one, width in zip(self._hints, widths, strict=True):
            left -= width
            one.setVisible(left >= -18)


class Over(QWidget):
    """Lies over track and line with one sheet; what is under it is hardly to be seen."""

    def __init__(self, sheet: QFrame, width: int = 0, top: int = 16) -> None:
        super().__init__()
        self.sheet = sheet
        sheet.setProperty("kind", "dialog")
        if width:
            sheet.setMaximumWidth(width)
        line = row(None, (sheet, 100), None, gap=0) if width else row((sheet, 1), gap=0)
        self._room = col((line, 0 if width else 1), gap=0, margins=(16, top, 16, 16))
        if width:
            self._room.addStretch(1)
        self.setLayout(self._room)
        self.hide()

    def set_top(self, top: int) -> None:
        self._room.setContentsMargins(16, top, 16, 16)

    def paintEvent(self, event: QPaintEvent) -> None:
        shade = QColor(color("canvas"))
        shade.setAlpha(COVERED)
        QPainter(self).fillRect(self.rect(), shade)
