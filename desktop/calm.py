"""What changed, told to the pages: at once when it is a change now and then, together when there are many.

A round of sync commits page after page; the pages on screen are read again a few times a second at most.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer

from data.store import Changes

CALM_MS = 400


class Calm(QObject):
    """Hands changes on to `take`."""

    def __init__(self, parent: QObject, take: Callable[[Changes], None]) -> None:
        super().__init__(parent)
        self._take = take
        self._kinds: frozenset[str] = frozenset()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(CALM_MS)
        self._timer.timeout.connect(self._hand_on)

    def hear(self, changes: Changes) -> None:
        self._kinds |= changes.kinds
        if not self._timer.isActive():
            self._hand_on()

    def _hand_on(self) -> None:
        kinds, self._kinds = self._kinds, frozenset()
        if kinds:
            self._take(Changes(kinds))
            self._timer.start()
