"""Building something large without holding up the keys: a piece in each turn of the event loop."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from PySide6.QtCore import QObject, QTimer, Signal


class Turns(QObject):
    """Runs pieces one after another, each in a turn of its own. `done` says that the last one has run."""

    done = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._pieces: Iterator[Callable[[], object]] = iter(())
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._next)

    @property
    def running(self) -> bool:
        return self._timer.isActive()

    def run(self, pieces: Iterable[Callable[[], object]], *, at_once: bool = False) -> None:
        """Run these in place of those that are left; `at_once`: the first in this very turn."""
        self._pieces = iter(pieces)
        if at_once:
            self._next()
        else:
            self._timer.start(0)

    def _next(self) -> None:
        piece = next(self._pieces, None)
        if piece is None:
            self.done.emit()
            return
        piece()
        self._timer.start(0)
