"""What a test does with the event loop."""

from __future__ import annotations

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

TURNS = 3  # what is laid out in one turn may ask for another


def turn() -> None:
    """Let the event loop do all that is due: layouts, painting, deletions that were put off."""
    for _ in range(TURNS):
        QApplication.processEvents()
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def bring_to_front(qtbot: QtBot, window: QWidget) -> None:
    """Make a window the active one, asking until it is: a screen without a window manager may not hear."""

    def active() -> bool:
        if not window.isActiveWindow():
            window.raise_()
            window.activateWindow()
        return window.isActiveWindow()

    qtbot.waitUntil(active, timeout=20_000)
