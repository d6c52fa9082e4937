"""A toast: what was just done, in passing, with the way back."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QTimer, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from desktop.icons import icon_label
from desktop.text import label
from desktop.widgets.buttons import link
from desktop.widgets.layouts import add, clear
from desktop.widgets.marks import keycaps

UP = 24  # px above the window's lower edge
STAYS_MS, STAYS_WITH_UNDO_MS = 4_000, 8_000


class Toast(QFrame):
    """One at a time, bottom centre; it stays while the mouse is on it."""

    undo = Signal()

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self.setProperty("kind", "toast")
        self.setVisible(False)
        self._layout = QHBoxLayout(self)
        self._layout.setContentsMargins(14, 10, 14, 10)
        self._layout.setSpacing(10)
        self._over = QTimer(self)
        self._over.setSingleShot(True)
        self._over.timeout.connect(self.hide)
        window.installEventFilter(self)

    def say(self, text: str, undo_words: str = "") -> None:
        """Show `text`; with `undo_words` there is a button so called."""
        clear(self._layout)
        add(self._layout, icon_label("circle-check", "good"), label(text, "strong"))
        if undo_words:
            back = link(undo_words)
            back.clicked.connect(self.undo)
            add(self._layout, 4, back, keycaps("Ctrl+Z"))
        self.setAccessibleName(text)
        self._over.start(STAYS_WITH_UNDO_MS if undo_words else STAYS_MS)
        self._place()
        self.show()
        self.raise_()
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, text))

    def enterEvent(self, event: QEvent) -> None:
        self._over.stop()

    def leaveEvent(self, event: QEvent) -> None:
        self._over.start(STAYS_MS)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize:
            self._place()
        return False

    def _place(self) -> None:
        self._layout.activate()
        self.setMaximumWidth(max(200, self._window.width() - 48))
        self.adjustSize()
        room = self._window.rect()
        self.move((room.width() - self.width()) // 2, room.height() - self.height() - UP)
