"""Faults of ours: they are logged, reported without anybody's data, and the window stays usable."""

from __future__ import annotations

import logging
import platform
import sys
import threading
import traceback
from collections import deque
from collections.abc import Callable
from types import TracebackType
from typing import Any

from PySide6.QtCore import QObject, Qt, Signal, qVersion

from desktop import VERSION

REMEMBERED = 40

log = logging.getLogger(__name__)


class CrashHook(QObject):
    """Catches what nothing else caught, on any thread. `crashed` carries the report, on the GUI thread."""

    crashed = Signal(str)
    _caught = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._done: deque[str] = deque(maxlen=REMEMBERED)
        self._caught.connect(self.crashed, Qt.ConnectionType.QueuedConnection)
        self._before: tuple[Callable[..., Any], Callable[..., Any]] = (sys.excepthook, threading.excepthook)

    def install(self) -> None:
        sys.excepthook = self._catch
        threading.excepthook = lambda caught: self._catch(
            caught.exc_type, caught.exc_value or caught.exc_type(), caught.exc_traceback
        )

    def remove(self) -> None:
        sys.excepthook, threading.excepthook = self._before

    def note(self, action: str) -> None:
        """Remember an action by its name, never by what it was done to."""
        self._done.append(action)

    def _catch(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            sys.exit(130)
        report = self.report(kind, trace)
        log.critical("a fault of ours\n%s", report)
        self._caught.emit(report)

    def report(self, kind: type[BaseException], trace: TracebackType | None) -> str:
        """Version, last actions by name, where the code stopped. No message: it could quote a customer."""
        python = platform.python_version()
        frames = "".join(traceback.format_tb(trace))
        return "\n".join(
            [
                f"Rapport {VERSION}, Python {python}, Qt {qVersion()}, {platform.platform()}",
                f"Before: {', '.join(self._done) or 'nothing'}",
                "",
                frames.rstrip(),
                kind.__name__,
            ]
        )
