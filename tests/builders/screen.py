"""What a test does with the event loop."""

from __future__ import annotations

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication

TURNS = 3  # what is laid out in one turn may ask for another


def turn() -> None:
    """Let the event loop do all that is due: layouts, painting, deletions that were put off."""
    for _ in range(TURNS):
        QApplication.processEvents()
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
