"""The application: the window is shown at once, with what it remembers; the rest is imported after that.

Only what the first paint needs is imported here at the top, nothing heavier than Qt: see bench/startup.py.
"""

from __future__ import annotations

import importlib
import sys
from pathlib import Path

from PySide6.QtCore import QEvent, QLocale, QObject, QTimer
from PySide6.QtWidgets import QApplication

from desktop import theme
from desktop.memory import Memory, recall
from desktop.shell import Shell

# What the session is made of, imported piece by piece so that the window answers in between.
PIECES = (
    "data.store",
    "sales.facts",
    "desktop.work",
    "desktop.stage",
    "desktop.dialogs.palette",
    "desktop.pages",
)


def open_window(home: Path, *, locale: str | None = None) -> int:
    """Run the window on a home folder until it is closed; the exit code."""
    app = application()
    shell, memory = show_window(home, locale=locale)
    begin = Beginning(shell, home, memory, locale)
    shell.installEventFilter(begin)
    return app.exec()


def application() -> QApplication:
    """The process's QApplication, with the shipped fonts."""
    app = QApplication.instance()
    if not isinstance(app, QApplication):
        app = QApplication(sys.argv[:1])
        app.setApplicationName("Rapport")
        theme.add_fonts()
    return app


def show_window(home: Path, *, locale: str | None = None, look: str | None = None) -> tuple[Shell, Memory]:
    """The window as it was left, without a store yet."""
    app, memory = application(), recall(home)
    spoken = locale or memory.locale or QLocale.system().name()
    theme.apply(app, theme.named(look or memory.theme), chinese=spoken.startswith("zh"))
    same_language = locale in (None, memory.locale)
    shell = Shell(memory.sidebar if same_language else memory.sidebar._replace(items=(), pill=None))
    shell.place(memory.frame, memory.maximized)
    return shell, memory


class Beginning(QObject):
    """Waits for the first paint, then brings in the rest, a piece each turn of the event loop."""

    def __init__(self, shell: Shell, home: Path, memory: Memory, locale: str | None) -> None:
        super().__init__(shell)
        self._shell, self._home, self._memory, self._locale = shell, home, memory, locale
        self._pieces = list(PIECES)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint:
            self._shell.removeEventFilter(self)
            QTimer.singleShot(0, self._next)
        return False

    def _next(self) -> None:
        if self._pieces:
            importlib.import_module(self._pieces.pop(0))
            QTimer.singleShot(0, self._next)
            return
        from desktop.session import Session

        Session(self._shell, self._home, self._memory, locale=self._locale).start()
