"""The application: Qt with the shipped fonts, and a window on a home folder until it is closed."""

from __future__ import annotations

import logging
import sys
from logging.handlers import RotatingFileHandler
from pathlib import Path

from PySide6.QtWidgets import QApplication

from desktop import theme
from desktop.session import Session

LOG = "rapport.log"
LOG_BYTES, LOGS_KEPT = 1_000_000, 3


def open_window(home: Path, *, locale: str | None = None) -> int:
    """Run the window on a home folder until it is closed; the exit code."""
    app = application()
    session = Session(home, locale=locale)
    session.show()
    _log_to(home)
    return app.exec()


def application() -> QApplication:
    """The process's QApplication, with the shipped fonts."""
    app = QApplication.instance()
    if not isinstance(app, QApplication):
        app = QApplication(sys.argv[:1])
        app.setApplicationName("Rapport")
        theme.add_fonts()
    return app


def _log_to(home: Path) -> None:
    """Warnings and faults also go to a file beside the store, to be read when the window is gone."""
    try:
        home.mkdir(parents=True, exist_ok=True)
        log = RotatingFileHandler(
            home / LOG, maxBytes=LOG_BYTES, backupCount=LOGS_KEPT, encoding="utf-8", delay=True
        )
    except OSError:
        return  # a folder that cannot be written is told when the store is opened
    log.setLevel(logging.WARNING)
    log.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    logging.getLogger().addHandler(log)
