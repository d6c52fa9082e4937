"""What a page shows once it has been read; before that its skeleton, and where that fails, why."""

from __future__ import annotations

from PySide6.QtWidgets import QStackedWidget, QWidget

from desktop.widgets.layouts import box, clear, col
from desktop.widgets.states import failed


class Reading(QStackedWidget):
    """`content` is shown by `show_content`, in place of the `skeleton` or of what was refused."""

    def __init__(self, content: QWidget, skeleton: QWidget) -> None:
        super().__init__()
        self._content, self._instead = content, col(skeleton, gap=0)
        self.addWidget(box(self._instead))
        self.addWidget(content)

    def show_content(self) -> None:
        self.setCurrentWidget(self._content)

    def refuse(self, head: str, body: str, *actions: QWidget) -> None:
        """Say why there is nothing to show, what is safe, and what can be done."""
        clear(self._instead)
        self._instead.addWidget(failed(head, body, *actions))
        self.setCurrentIndex(0)
