"""What hides the whole window, such as its lock: behind it all stays as it was, a half-written note too."""

from __future__ import annotations

import shiboken6
from PySide6 import QtCore
from PySide6.QtWidgets import QWidget


class Cover:
    """The cover of one window. `shown` is the widget that hides it, None while it is open."""

    def __init__(self, window: QWidget) -> None:
        self._window = window
        self._hidden: list[QWidget] = []
        self.shown: QWidget | None = None

    def lay(self, widget: QWidget) -> None:
        """Hide all there is behind a widget."""
        self.lift()
        find = QtCore.Qt.FindChildOption.FindDirectChildrenOnly
        self._hidden = [one for one in self._window.findChildren(QWidget, options=find) if one.isVisible()]
        for one in self._hidden:
            one.hide()
        self.shown = widget
        layout = self._window.layout()
        assert layout is not None
        layout.addWidget(widget)
        widget.show()

    def lift(self) -> bool:
        """Show again what was hidden; False when nothing was."""
        if self.shown is None:
            return False
        self.shown.hide()
        self.shown.deleteLater()
        hidden, self._hidden, self.shown = self._hidden, [], None
        for one in hidden:
            if shiboken6.isValid(one):
                one.show()
        return True
