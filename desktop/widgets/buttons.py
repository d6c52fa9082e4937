"""What can be pressed: buttons, tools, links, filter chips, segments, switches, blocks that hold a layout."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6 import QtCore
from PySide6.QtCore import QPoint, QRectF, QSize, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import (
    QAbstractButton,
    QButtonGroup,
    QCheckBox,
    QFrame,
    QLayout,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QWidget,
)

from desktop import theme
from desktop.icons import icon
from desktop.theme import color
from desktop.widgets.layouts import row


def button(text: str, icon_name: str = "", variant: str = "") -> QPushButton:
    """A button of 32 px; `variant` is primary (one a screen), ghost, danger or plain."""
    made = _push(f" {text}" if icon_name else text, variant, "strong")
    made.setAccessibleName(text)
    if icon_name:
        token = {"primary": "on_accent", "danger": "bad"}.get(variant, "text_2")
        made.setIcon(icon(icon_name, token))
        made.setIconSize(QSize(16, 16))
    return made


def tool(icon_name: str, tip: str, variant: str = "ghost", shortcut: str = "") -> QToolButton:
    """An icon that does something; the tip is its name, with the shortcut behind it."""
    made = QToolButton()
    made.setIcon(icon(icon_name))
    made.setIconSize(QSize(16, 16))
    made.setToolTip(f"{tip}  {shortcut}" if shortcut else tip)
    made.setAccessibleName(tip)
    made.setProperty("variant", variant)
    return made


def link(text: str) -> QPushButton:
    made = _push(text, "link", "label")
    made.setCursor(QtCore.Qt.CursorShape.PointingHandCursor)
    return made


def filter_chip(text: str, count: str = "", *, on: bool = False) -> QPushButton:
    """28 high; the chosen one is accent on soft, the count follows the word."""
    made = _push(f"{text}  {count}" if count else text, "filter", "label")
    made.setCheckable(True)
    made.setChecked(on)
    return made


def pick(text: str, *, on: bool = False) -> QPushButton:
    """One of several answers, pressed in or not."""
    made = _push(text, "pick", "body")
    made.setCheckable(True)
    made.setChecked(on)
    return made


def drop(text: str) -> QPushButton:
    """A quiet button with a chevron, for a menu: `setMenu` it."""
    made = _push(text, "drop", "label")
    made.setIcon(icon("chevron-down", "text_2", 14))
    made.setIconSize(QSize(14, 14))
    made.setLayoutDirection(QtCore.Qt.LayoutDirection.RightToLeft)
    return made


class Segmented(QFrame):
    """One of a few, side by side. `chosen` carries the index."""

    chosen = Signal(int)

    def __init__(self, options: Sequence[str], current: int, name: str, *, stretch: bool = False) -> None:
        super().__init__()
        self.setProperty("kind", "well")
        self.setAccessibleName(name)
        self._group = QButtonGroup(self)
        layout = row(gap=0, margins=(3, 3, 3, 3))
        for at in range(len(options)):
            part = _push("", "segment", "label")
            part.setCheckable(True)
            part.setChecked(at == current)
            self._group.addButton(part, at)
            layout.addWidget(part, 1)
        self.show_options(options)
        self.setLayout(layout)
        self._group.idClicked.connect(self.chosen)
        if not stretch:
            self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)

    def show_options(self, options: Sequence[str]) -> None:
        """Call them otherwise, such as with other counts; the same is chosen."""
        for at, text in enumerate(options):
            part = self._group.button(at)
            part.setText(text)
            part.setAccessibleName(f"{self.accessibleName()}: {text}")
            part.setMinimumWidth(part.fontMetrics().horizontalAdvance(text) + 26)

    def current(self) -> int:
        return self._group.checkedId()

    def choose(self, at: int) -> None:
        """Show another as chosen, without announcing it."""
        self._group.button(at).setChecked(True)


class Switch(QCheckBox):
    """On or off, 32 x 18: said by where the knob is as well as by colour."""

    def __init__(self, name: str, *, on: bool) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setChecked(on)
        self.setFixedSize(36, 22)
        self.setCursor(QtCore.Qt.CursorShape.PointingHandCursor)

    def hitButton(self, pos: QPoint) -> bool:
        return self.rect().contains(pos)

    def paintEvent(self, event: QPaintEvent) -> None:
        p, on = QPainter(self), self.isChecked()
        p.setRenderHint(QPainter.RenderHint.Antialiasing)
        p.setPen(QtCore.Qt.PenStyle.NoPen if on else QPen(color("line_strong"), 1))
        p.setBrush(color("accent" if on else "fill"))
        p.drawRoundedRect(QRectF(2.5, 2.5, 31, 17), 8.5, 8.5)
        p.setPen(QtCore.Qt.PenStyle.NoPen)
        p.setBrush(color("on_accent" if on else "text_3"))
        p.drawEllipse(QRectF(18 if on else 5, 5, 12, 12))


class Block(QFrame):
    """A button that holds a layout: choice card, pill, answer. Pressed by mouse, Space or Enter.

    A QPushButton would ignore its layout's size.
    """

    pressed = Signal()

    def __init__(self, layout: QLayout, name: str, kind: str = "card") -> None:
        super().__init__()
        self.setProperty("block", kind)
        self.setAccessibleName(name)
        self.setFocusPolicy(QtCore.Qt.FocusPolicy.StrongFocus)
        self.setCursor(QtCore.Qt.CursorShape.PointingHandCursor)
        self.setLayout(layout)
        for child in self.findChildren(QWidget):
            child.setAttribute(QtCore.Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def click(self) -> None:
        self.pressed.emit()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == QtCore.Qt.MouseButton.LeftButton and self.rect().contains(
            event.position().toPoint()
        ):
            self.pressed.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (QtCore.Qt.Key.Key_Space, QtCore.Qt.Key.Key_Return, QtCore.Qt.Key.Key_Enter):
            self.pressed.emit()
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()


# What the window's focus ring is drawn around; text fields and lists show focus by themselves.
RINGED = (QAbstractButton, Block)


def _push(text: str, variant: str, role: str) -> QPushButton:
    made = QPushButton(text)
    made.setFont(theme.font(role))
    made.setAutoDefault(False)
    if variant:
        made.setProperty("variant", variant)
    return made
