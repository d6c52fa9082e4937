"""The window locked: by its passphrase, or because the lease is over until the next contact with the hub.

Sync goes on behind it. Nothing of any customer is to be seen.
"""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QWidget

from desktop import theme
from desktop.icons import icon_label, tile
from desktop.text import label
from desktop.widgets.buttons import button
from desktop.widgets.fields import line_edit, mark_invalid
from desktop.widgets.layouts import Item, add, box, card, clear, col, row, rule
from desktop.widgets.marks import avatar
from sales.words import Words

COLUMN, WIDE = 340, 560
NOTE_HEIGHT = 72


@dataclass(frozen=True, slots=True)
class Behind:
    """What may be said on a locked window: who works here, when it locked and why, what sync does."""

    name: str = ""
    since: str = ""
    waiting: str = ""
    forgotten: str = ""


class PassphraseEdit(QLineEdit):
    """A field for a passphrase. `capitals` tells from the letters that come whether Caps Lock is on."""

    capitals = Signal(bool)

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setFont(theme.font())
        self.setPlaceholderText(name)
        self.setAccessibleName(name)
        self.setEchoMode(QLineEdit.EchoMode.Password)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        letter = event.text()
        if letter.isalpha() and letter.upper() != letter.lower():
            shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            self.capitals.emit(letter.isupper() != shift)
        super().keyPressEvent(event)


class LockScreen(QWidget):
    """Asks for the passphrase. `unlock_wanted` carries it."""

    unlock_wanted = Signal(str)

    def __init__(self, words: Words, behind: Behind) -> None:
        super().__init__()
        self._words, self._capitals = words, False
        self.setAccessibleName(words("Locked"))
        self.field = PassphraseEdit(words("Passphrase"))
        self.field.returnPressed.connect(self._unlock)
        self.field.textEdited.connect(lambda _: self.say(""))
        self.field.capitals.connect(self._warn)
        self._go = button(words("Unlock"), variant="primary")
        self._go.clicked.connect(self._unlock)
        self._line = col(gap=0)
        face = avatar(behind.name, 60) if behind.name else tile("lock", "accent", 44)
        head: list[Item] = [row(None, face, None), 14]
        head += [row(None, label(behind.name or words("Rapport is locked"), "title"), None)]
        if behind.since:
            head += [3, row(None, label(behind.since, "label", "3"), None)]
        forgotten = behind.forgotten or words(
            "Forgotten? It cannot be reset, but nothing is lost: ask your admin for a new code."
            " What was not sent yet stays here, encrypted, until you enrol again."
        )
        body = col(*head, 22, row((self.field, 1), self._go), 8, self._line, 20, rule(), 14, gap=0)
        add(body, label(forgotten, "label", "3", wrap=True))
        foot = (
            [icon_label("cloud", "text_3", 14), label(behind.waiting, "caption", "3")]
            if behind.waiting
            else []
        )
        self.setLayout(
            col(
                None,
                row(None, box(body, COLUMN), None),
                None,
                row(None, *foot, None, gap=7),
                gap=0,
                margins=(20,) * 4,
            )
        )
        self.say("")

    def say(self, message: str) -> None:
        """What is wrong; else whether Caps Lock is on."""
        clear(self._line)
        mark_invalid(self.field, bool(message))
        self._go.setEnabled(True)
        self.field.setEnabled(True)
        if message:
            add(self._line, _marked(message, "bad"))
            self.field.selectAll()
            self.field.setFocus()
        elif self._capitals:
            add(self._line, _marked(self._words("Caps Lock is on"), "warn"))
        else:
            add(self._line, 18)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.field.clear()
        super().keyPressEvent(event)

    def _warn(self, on: bool) -> None:
        if on != self._capitals:
            self._capitals = on
            self.say("")

    def _unlock(self) -> None:
        if self.field.text():
            self._go.setEnabled(False)
            self.field.setEnabled(False)
            self.unlock_wanted.emit(self.field.text())


class LeaseScreen(QWidget):
    """Reading is locked until the hub was met again; a note can still be written and is sent."""

    sync_wanted = Signal()
    written = Signal(str, str)  # the customer's name or number, the note

    def __init__(self, words: Words, hub: str, why: str) -> None:
        super().__init__()
        self._words = words
        title = words("Reading is locked until the next sync")
        self.setAccessibleName(title)
        self.sync = button(words("Sync now"), "refresh-cw", "primary")
        self.sync.clicked.connect(self.sync_wanted)
        self._line = col(gap=0)
        self.customer = line_edit(words("Customer"), hint=words("Name or number of the customer"))
        self.note = QPlainTextEdit()
        self.note.setFont(theme.font())
        self.note.setAccessibleName(words("New note"))
        self.note.setPlaceholderText(words("Write what you want to remember"))
        self.note.setTabChangesFocus(True)
        self.note.setFixedHeight(NOTE_HEIGHT)
        save = button(words("Add note"))
        save.clicked.connect(self._write)
        self._said = col(gap=0)
        form = card(
            label(words("Write a note"), "heading"),
            self.customer,
            self.note,
            row((box(self._said), 1), save),
            gap=10,
        )
        head = row(
            tile("lock", "warn", 40),
            (col(label(title, "title"), label(why, "body", "2", wrap=True), gap=3), 1),
            gap=14,
        )
        body = col(head, 20, row(self.sync, (box(self._line), 1), gap=12), 24, form, gap=0)
        foot = label(words("Hub: {address}", address=hub), "caption", "3")
        self.setLayout(
            col(None, row(None, box(body, WIDE), None), None, row(None, foot, None), gap=0, margins=(20,) * 4)
        )

    def say(self, message: str, tone: str = "3") -> None:
        """How the sync goes, beside its button."""
        clear(self._line)
        if message:
            add(
                self._line, _marked(message, tone) if tone != "3" else label(message, "label", "3", wrap=True)
            )

    def say_written(self, message: str, *, kept: bool) -> None:
        clear(self._said)
        add(self._said, _marked(message, "good" if kept else "bad"))
        if kept:
            self.customer.clear()
            self.note.clear()
            self.customer.setFocus()

    def _write(self) -> None:
        customer, note = self.customer.text().strip(), self.note.toPlainText().strip()
        if customer and note:
            self.written.emit(customer, note)
        else:
            self.say_written(self._words("Say who it is about, and what."), kept=False)


class Ended(QWidget):
    """What happened to this computer's data, and one way on."""

    on = Signal()

    def __init__(self, icon: str, title: str, text: str, way_on: str) -> None:
        super().__init__()
        self.setAccessibleName(title)
        self.first = button(way_on, variant="primary")
        self.first.clicked.connect(self.on)
        words = label(text, "body", "2", wrap=True)
        head = row(tile(icon, "bad", 44), None)
        body = col(head, 18, label(title, "display", wrap=True), 5, words, 22, row(self.first, None), gap=0)
        self.setLayout(col(None, row(None, box(body, WIDE), None), None, gap=0, margins=(20,) * 4))


def _marked(text: str, tone: str) -> QWidget:
    from desktop.widgets.fields import MARKS

    mark = col(1, icon_label(MARKS[tone], tone, 13), None)
    return box(row(mark, (label(text, "caption", tone, wrap=True), 1), gap=5))
