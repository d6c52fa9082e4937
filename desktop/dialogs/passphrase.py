"""Asks for the passphrase of this computer: a first one, or another in place of the one there is."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QLineEdit

from desktop.dialogs.enrolment import Said
from desktop.icons import tile
from desktop.text import label
from desktop.widgets.buttons import button
from desktop.widgets.fields import line_edit, mark_invalid
from desktop.widgets.layouts import Item, col, row, rule
from sales.passphrases import strength
from sales.words import Words

WIDTH = 480
TONES = {"short": "bad", "fair": "warn", "strong": "good"}


class PassphraseDialog(QFrame):
    """`wanted` carries the passphrase of before, "" where there was none, and the new one."""

    wanted = Signal(str, str)
    over = Signal()

    def __init__(self, words: Words, *, guarded: bool) -> None:
        super().__init__()
        self._words, self._guarded = words, guarded
        self.setProperty("kind", "dialog")
        self.setFixedWidth(WIDTH)
        title = words("Change the passphrase") if guarded else words("Set a passphrase")
        self.setAccessibleName(title)
        self.before = self._secret(words("Passphrase now"))
        self.new = self._secret(words("New passphrase"))
        self._wrong, self._judged = Said(), Said()
        self._go = button(words("Save"), variant="primary")
        self._go.clicked.connect(self._submit)
        cancel = button(words("Cancel"))
        cancel.clicked.connect(self.over)
        what = words("It unlocks Rapport on this computer and cannot be reset by anyone.")
        head = col(label(title, "title"), label(what, "body", "2", wrap=True), gap=2)
        old: list[Item] = []
        if guarded:
            old = [col(label(words("Passphrase now"), "label", "2"), self.before, self._wrong, gap=5)]
        self.setLayout(
            col(
                row(tile("key-round", "accent", 40), (head, 1), gap=14),
                *old,
                col(label(words("New passphrase"), "label", "2"), self.new, self._judged, gap=5),
                rule(),
                row(None, cancel, self._go),
                gap=16,
                margins=(20, 20, 20, 16),
            )
        )
        self._judge()

    @property
    def first(self) -> QLineEdit:
        return self.before if self._guarded else self.new

    def show_refused(self, message: str) -> None:
        """The passphrase of now is not right, or the new one could not be kept."""
        mark_invalid(self.before, self._guarded)
        (self._wrong if self._guarded else self._judged).say(message, "bad")
        self._go.setEnabled(True)
        self.first.selectAll()
        self.first.setFocus()
        self._fit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._submit()
        else:
            super().keyPressEvent(event)

    def _secret(self, name: str) -> QLineEdit:
        made = line_edit(name)
        made.setEchoMode(QLineEdit.EchoMode.Password)
        made.textEdited.connect(lambda _: self._judge())
        return made

    def _judge(self) -> None:
        """How good the new one is, while it is typed."""
        text = self.new.text()
        mark_invalid(self.before, False)
        found = strength(text, self._words)
        if text:
            self._judged.say(found.reason, TONES[found.level])
        else:
            self._judged.say(self._words("Four words or more are easy to remember and hard to guess"))
        known = bool(self.before.text()) or not self._guarded
        self._go.setEnabled(known and bool(text) and found.level != "short")
        self._fit()

    def _fit(self) -> None:
        layout = self.layout()
        if layout and self.isVisible():
            self.setFixedHeight(layout.totalHeightForWidth(WIDTH))

    def _submit(self) -> None:
        if self._go.isEnabled():
            self._go.setEnabled(False)
            self.wanted.emit(self.before.text() if self._guarded else "", self.new.text())
