"""The opening: the window is shown at once, with what it remembers; the rest is imported after that.

Only what the first paint needs is imported here at the top, nothing heavier than Qt: see bench/startup.py.
"""

from __future__ import annotations

import gc
import importlib
import logging
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QLocale, QObject, QTimer
from PySide6.QtWidgets import QApplication

from desktop import theme
from desktop.memory import Memory, recall
from desktop.shell import Shell
from desktop.sidebar import Shown

if TYPE_CHECKING:
    from desktop.session import Session

# What the session is made of, imported piece by piece so that the window answers in between.
PIECES = (
    "data.store",
    "sales.facts",
    "desktop.work",
    "desktop.stage",
    "desktop.dialogs.palette",
    "sales.brief",
    "data.settings",
    "data.actions",
    "data.content.tracks",
    "data.performance",
    "data.briefs",
    "data.today",
    "data.customers",
    "desktop.widgets.table",
    "desktop.pages",
    "desktop.dialogs.enrolment",
    "desktop.guard",
)

log = logging.getLogger(__name__)

FRAME_MS = 16  # the first frame reaches the screen before the rest begins


def run(home: Path, locale: str | None, way: str | None) -> int:
    """Show the window, fill it, and run it until it is closed; the exit code."""
    app = application()
    shell, memory = show_window(home, locale=locale)
    begin = Beginning(shell, home, memory, locale, way)
    shell.installEventFilter(begin)
    return app.exec()


def application() -> QApplication:
    """The process's QApplication, with the faces for Latin text."""
    app = QApplication.instance()
    if not isinstance(app, QApplication):
        app = QApplication(sys.argv[:1])
        app.setApplicationName("Rapport")
        theme.add_fonts(theme.LATIN)
    return app


def show_window(home: Path, *, locale: str | None = None, look: str | None = None) -> tuple[Shell, Memory]:
    """The window as it was left, without a store yet."""
    app, memory = application(), recall(home)
    chinese = (locale or memory.locale or QLocale.system().name()).startswith("zh")
    if chinese:
        theme.add_fonts(theme.CHINESE)
    theme.apply(app, theme.named(look or memory.look or memory.theme), chinese=chinese)
    same_language = locale in (None, memory.locale)
    shell = Shell(memory.sidebar if same_language else Shown())
    shell.place(memory.frame, memory.maximized)
    return shell, memory


def open_session(home: Path, *, locale: str | None = None, look: str | None = None) -> Session:
    """The window and its session in one go, for the tour and the tests."""
    from desktop.session import Session

    shell, memory = show_window(home, locale=locale, look=look)
    shell.take_keys()
    session = Session(shell, home, memory, locale=locale, look=look)
    session.start()
    return session


class Beginning(QObject):
    """Waits for the first paint, then brings in the rest, a piece each turn of the event loop."""

    def __init__(self, shell: Shell, home: Path, memory: Memory, locale: str | None, way: str | None) -> None:
        super().__init__(shell)
        self._shell, self._home, self._memory = shell, home, memory
        self._locale, self._way = locale, way
        self._pieces = list(PIECES)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint:
            self._shell.removeEventFilter(self)
            QTimer.singleShot(0, self._painted)
        return False

    def _painted(self) -> None:
        log.debug("painted")
        gc.enable()
        self._shell.take_keys()
        QTimer.singleShot(FRAME_MS, self._next)

    def _next(self) -> None:
        if self._pieces:
            importlib.import_module(self._pieces.pop(0))
            QTimer.singleShot(0, self._next)
            return
        from desktop.session import Session

        Session(self._shell, self._home, self._memory, locale=self._locale, way=self._way).start()
