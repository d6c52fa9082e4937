"""What lies over the window: a dimmed ground with one dialog, and the ring around what has the keyboard."""

from __future__ import annotations

import shiboken6
from PySide6.QtCore import QEvent, QObject, QPoint, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QGuiApplication, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QApplication, QFrame, QScrollArea, QVBoxLayout, QWidget

from desktop.theme import color, current
from desktop.widgets.buttons import RINGED, Block, Switch

MARGIN = 24


class Overlay(QWidget):
    """Dims the window under one dialog. Esc or a click beside it closes; Tab stays inside; focus goes back.

    `top` is the distance from the window's top, None centres. A drawer fills the right edge instead.
    """

    closed = Signal()

    def __init__(
        self, window: QWidget, dialog: QFrame, *, top: int | None = None, drawer: bool = False
    ) -> None:
        super().__init__(window)
        self.dialog = dialog
        self._before = window.focusWidget()
        layout = QVBoxLayout(self)
        if drawer:
            layout.setContentsMargins(0, 8, 8, 8)
            layout.addWidget(dialog, 1, Qt.AlignmentFlag.AlignRight)
        else:
            layout.setContentsMargins(MARGIN, MARGIN if top is None else top, MARGIN, MARGIN)
            if top is None:
                layout.addStretch(1)
            layout.addWidget(dialog, 0, Qt.AlignmentFlag.AlignHCenter)
            layout.addStretch(1)
        window.installEventFilter(self)
        self.setGeometry(window.rect())

    def open(self, first: QWidget) -> None:
        """Show it, with the keyboard at `first`."""
        self.show()
        self.raise_()
        self.fit()
        first.setFocus(Qt.FocusReason.OtherFocusReason)

    def fit(self) -> None:
        """Give the dialog the height that its words need at its width: nested frames would clip them."""
        layout = self.dialog.layout()
        if layout and layout.hasHeightForWidth() and self.dialog.minimumWidth() == self.dialog.maximumWidth():
            self.dialog.setFixedHeight(layout.totalHeightForWidth(self.dialog.minimumWidth()))

    def dismiss(self) -> None:
        """Close it and give the keyboard back, unless who had it has gone meanwhile."""
        self.hide()
        self.closed.emit()
        if self._before is not None and shiboken6.isValid(self._before) and self._before.isVisible():
            self._before.setFocus(Qt.FocusReason.OtherFocusReason)
        self.deleteLater()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and isinstance(watched, QWidget):
            self.setGeometry(watched.rect())
        return False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.dismiss()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if not self.dialog.geometry().contains(event.position().toPoint()):
            self.dismiss()

    def focusNextPrevChild(self, forward: bool) -> bool:
        chain = [w for w in self.dialog.findChildren(QWidget) if _takes_tab(w)]
        at = self.focusWidget()
        if not chain:
            return True
        place = chain.index(at) if at in chain else -1
        step = 1 if forward else -1
        reason = Qt.FocusReason.TabFocusReason if forward else Qt.FocusReason.BacktabFocusReason
        chain[(place + step) % len(chain)].setFocus(reason)
        return True

    def paintEvent(self, event: QPaintEvent) -> None:
        shade = QColor(color("canvas" if current().dark else "text"))
        shade.setAlpha(184 if current().dark else 84)
        QPainter(self).fillRect(self.rect(), shade)


class FocusRing(QObject):
    """One ring, 3 px outside the button that the keyboard reached; fields and lists show it themselves."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._ring: _Ring | None = None
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        app.focusChanged.connect(self._follow)

    def _follow(self, old: QWidget | None, new: QWidget | None) -> None:
        if self._ring is not None:
            self._ring.leave()
            self._ring = None
        by_mouse = QGuiApplication.mouseButtons() != Qt.MouseButton.NoButton
        if isinstance(new, RINGED) and not by_mouse and self._window.isAncestorOf(new):
            self._ring = _Ring(new)
            self._ring.destroyed.connect(self._forget)

    def _forget(self) -> None:
        self._ring = None


class _Ring(QWidget):
    OUTSIDE = 3

    def __init__(self, target: QWidget) -> None:
        ground = _ground(target)
        super().__init__(ground)
        self._target, self._ground = target, ground
        self._radius = 12 if isinstance(target, (Block, Switch)) else 9
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._watched = [target]
        while (above := self._watched[-1].parentWidget()) is not None and above is not ground:
            self._watched.append(above)
        for widget in self._watched:
            widget.installEventFilter(self)
        target.destroyed.connect(self.deleteLater)
        self._place()
        self.show()

    def leave(self) -> None:
        self.hide()
        self.deleteLater()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.Move, QEvent.Type.Resize, QEvent.Type.Show, QEvent.Type.Hide):
            self._place()
        return False

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(color("accent"), 2))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), self._radius, self._radius)

    def _place(self) -> None:
        corner = self._target.mapTo(self._ground, QPoint(0, 0))
        out = self.OUTSIDE
        self.setGeometry(
            corner.x() - out,
            corner.y() - out,
            self._target.width() + 2 * out,
            self._target.height() + 2 * out,
        )
        self.setVisible(self._target.isVisible())
        self.raise_()


def _ground(target: QWidget) -> QWidget:
    """What the ring is a child of: what scrolls with the target, or the window, so that nothing cuts it."""
    parent = target.parentWidget()
    while parent is not None:
        above = parent.parentWidget()
        if above is None or parent.isWindow():
            return parent
        if isinstance(above.parentWidget(), QScrollArea):
            return parent
        parent = above
    return target.window()


def _takes_tab(widget: QWidget) -> bool:
    return bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus) and widget.isEnabled() and widget.isVisible()
