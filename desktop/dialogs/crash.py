"""What is said when the code stopped: first what is safe, then what the report holds, then the way on."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QFrame, QPlainTextEdit

from desktop import theme
from desktop.icons import icon_label, tile
from desktop.text import label
from desktop.widgets.buttons import button, link
from desktop.widgets.layouts import Item, col, frame, row, rule
from sales.words import Words

WIDTH = 520


class CrashDialog(QFrame):
    """`safe` are sentences that hold; the page can be opened again, the rest of the window works."""

    again = Signal()
    quit = Signal()

    def __init__(self, words: Words, where: str, safe: Sequence[str], report: str) -> None:
        super().__init__()
        self._words, self._report = words, report
        self.setProperty("kind", "dialog")
        self.setFixedWidth(WIDTH)
        title = words("This page stopped working")
        self.setAccessibleName(title)
        self.first = button(words("Open this page again"), variant="primary")
        self.first.clicked.connect(self.again)
        leave = button(words("Quit"))
        leave.clicked.connect(self.quit)
        save = button(words("Save the report"), "download")
        save.clicked.connect(self._save)
        self._text = QPlainTextEdit(report)
        self._text.setReadOnly(True)
        self._text.setFont(theme.font("label"))
        self._text.setAccessibleName(words("The report"))
        self._text.setFixedHeight(160)
        self._text.hide()
        said = col(label(title, "title"), label(where, "body", "2", wrap=True), gap=2)
        kept: list[Item] = [
            row(icon_label("check", "good", 15), (label(one, "body", "2", wrap=True), 1), gap=9)
            for one in safe
        ]
        self.setLayout(
            col(
                row(tile("bug", "bad", 40), (said, 1), gap=14),
                col(*kept, gap=6),
                self._holds(),
                self._text,
                rule(),
                row(save, None, leave, self.first),
                gap=16,
                margins=(20, 20, 20, 16),
            )
        )

    def _holds(self) -> QFrame:
        words = self._words
        read = link(words("Read it"))
        read.clicked.connect(self._read)
        holds = words(
            "The version, the last actions by name, where the code stopped."
            " No customer, no price, no text of yours."
        )
        return frame(
            "well",
            col(
                row(label(words("What the report holds"), "label", "2"), None, read),
                label(holds, "label", "3", wrap=True),
                gap=3,
                margins=(14, 11, 14, 11),
            ),
        )

    def _read(self) -> None:
        self._text.setVisible(not self._text.isVisible())
        layout = self.layout()
        if layout:
            self.setFixedHeight(layout.totalHeightForWidth(WIDTH))

    def _save(self) -> None:
        name, _ = QFileDialog.getSaveFileName(self, self._words("Save the report"), "rapport-report.txt")
        if name:
            Path(name).write_text(self._report, encoding="utf-8")
