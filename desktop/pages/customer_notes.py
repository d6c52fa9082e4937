"""The Notes tab: write a note where one reads them; below, all contacts with this customer."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from desktop import theme
from desktop.desk import Desk
from desktop.pages.customer_contact import is_ctrl_enter
from desktop.pages.customer_history import HistoryTab
from desktop.text import label
from desktop.widgets.buttons import button
from desktop.widgets.layouts import box, col, row
from desktop.widgets.marks import keycaps


class NotesTab(QWidget):
    """`written` carries the text of a note to keep."""

    written = Signal(str)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        words = desk.words
        self.editor = NoteEditor()
        self.editor.setAccessibleName(words("New note"))
        self.editor.setPlaceholderText(words("Write what you want to remember"))
        self.editor.entered.connect(self._write)
        self.contacts = HistoryTab(desk, only="contacts")
        save = button(words("Add note"))
        save.clicked.connect(self._write)
        said = label(words("Notes stay in the team."), "label", "3")
        foot = row(said, None, keycaps("Ctrl+Enter"), save)
        composer = box(col(self.editor, foot, gap=8, margins=(24, 14, 24, 8)))
        self.setLayout(col(composer, (self.contacts, 1), gap=0))

    def show_customer(self, customer_id: str) -> None:
        self.contacts.show_customer(customer_id)

    def _write(self) -> None:
        text = self.editor.toPlainText().strip()
        if text:
            self.editor.clear()
            self.written.emit(text)


class NoteEditor(QPlainTextEdit):
    """A few lines; Ctrl+Enter keeps them."""

    entered = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setFont(theme.font())
        self.setTabChangesFocus(True)
        self.setFixedHeight(76)

    def event(self, event: QEvent) -> bool:
        """Ctrl+Enter is the editor's here, and not the window's."""
        if event.type() == QEvent.Type.ShortcutOverride and is_ctrl_enter(event):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if is_ctrl_enter(event):
            self.entered.emit()
        else:
            super().keyPressEvent(event)
