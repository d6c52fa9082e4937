"""Editing a profile: the fields that are the rep's to write, each checked before any is saved."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QComboBox, QFrame, QGridLayout, QLineEdit, QPlainTextEdit, QWidget

from desktop import theme
from desktop.desk import Desk
from desktop.text import label, told
from desktop.widgets.buttons import button, tool
from desktop.widgets.fields import combo, line_edit, mark_invalid
from desktop.widgets.layouts import col, row, rule
from desktop.widgets.marks import keycaps
from sales.customers import checked
from sales.errors import RuleBroken
from sales.facts import Customer

WIDTH = 640
FIELDS = (
    ("name", "Name"),
    ("contact_name", "Contact"),
    ("phone", "Phone"),
    ("email", "E-mail"),
    ("city", "City"),
    ("region", "Region"),
    ("occupation", "Occupation"),
    ("household", "Household"),
    ("birthday", "Birthday"),
    ("channel", "Prefers"),
)
CONSENTS = (
    ("consent_call", "May be called"),
    ("consent_sms", "May get SMS"),
    ("consent_mail", "May get mail"),
)
ANSWERS = (("", "not known"), ("yes", "yes"), ("no", "no"))


class ProfileForm(QFrame):
    """A dialog over the window. `saved` carries what was changed, as typed: field -> text."""

    saved = Signal(dict)
    over = Signal()

    def __init__(self, desk: Desk, customer: Customer) -> None:
        super().__init__()
        self._desk, self._customer = desk, customer
        self.setProperty("kind", "dialog")
        self.setFixedWidth(WIDTH)
        words = desk.words
        self.setAccessibleName(words("Edit the profile"))
        self._before = {name: _typed(customer, name) for name in (*dict(FIELDS), *dict(CONSENTS), "note")}
        self._lines = {name: line_edit(words(title), self._before[name]) for name, title in FIELDS}
        self._choices = {name: self._consent(name, words(title)) for name, title in CONSENTS}
        self._note = QPlainTextEdit(self._before["note"])
        self._note.setFont(theme.font())
        self._note.setAccessibleName(words("Note"))
        self._note.setTabChangesFocus(True)
        self._note.setFixedHeight(72)
        self._wrong = label("", "label", "bad", wrap=True)
        self._wrong.hide()
        self._lay_out()

    @property
    def first(self) -> QLineEdit:
        return self._lines["name"]

    def line(self, name: str) -> QLineEdit:
        return self._lines[name]

    def changed(self) -> dict[str, str]:
        """What differs from the profile, as typed."""
        typed = {name: line.text().strip() for name, line in self._lines.items()}
        typed |= {name: ANSWERS[choice.currentIndex()][0] for name, choice in self._choices.items()}
        typed["note"] = self._note.toPlainText().strip()
        return {name: text for name, text in typed.items() if text != self._before[name]}

    def save(self) -> None:
        """Hand over what was changed, or show what cannot be kept."""
        today = self._desk.words.moment(self._desk.now()).date()
        wrong: dict[str, str] = {}
        changes = self.changed()
        for name, text in changes.items():
            try:
                checked(name, text, today)
            except RuleBroken as error:
                wrong[name] = told(error, self._desk.words)
        for name, line in self._lines.items():
            mark_invalid(line, name in wrong)
        self._wrong.setText("\n".join(wrong.values()))
        self._wrong.setVisible(bool(wrong))
        if wrong:
            next((line for name, line in self._lines.items() if name in wrong), self._note).setFocus()
            return
        self.saved.emit(changes)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.save()
        else:
            super().keyPressEvent(event)

    def _consent(self, name: str, title: str) -> QComboBox:
        answers = [value for value, _ in ANSWERS]
        shown = [self._desk.words(text) for _, text in ANSWERS]
        return combo(title, shown, answers.index(self._before[name]))

    def _lay_out(self) -> None:
        words = self._desk.words
        close = tool("x", words("Close"), shortcut="Esc")
        close.clicked.connect(self.over)
        save = button(words("Save"), variant="primary")
        save.clicked.connect(self.save)
        head = row((label(words("Edit the profile"), "title"), 1), close, margins=(0, 0, -8, 0))
        grid = QGridLayout()
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(12)
        fields: list[tuple[str, QWidget]] = [(words(title), self._lines[name]) for name, title in FIELDS]
        for at, (title, control) in enumerate(fields):
            grid.addLayout(col(label(title, "label", "2"), control, gap=5), at // 2, at % 2)
        consents = row(
            *[
                (col(label(words(title), "label", "2"), self._choices[name], gap=5), 1)
                for name, title in CONSENTS
            ],
            gap=16,
        )
        said = label(words("Saved here at once."), "label", "3")
        self.setLayout(
            col(
                head,
                grid,
                consents,
                col(label(words("Note"), "label", "2"), self._note, gap=5),
                self._wrong,
                rule(),
                row(said, None, keycaps("Enter"), save),
                gap=14,
                margins=(24, 18, 24, 16),
            )
        )


def _typed(customer: Customer, name: str) -> str:
    """A field of the profile as one would type it."""
    kept = getattr(customer, name)
    if name.startswith("consent"):
        return "" if kept is None else "yes" if kept else "no"
    return "" if kept is None else str(kept)
