"""Logging a contact: what kind, what came of it, what was said, what was promised, what comes next."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from PySide6.QtCore import QDate, QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QButtonGroup, QDateEdit, QFrame, QLineEdit, QPlainTextEdit, QWidget

from desktop import theme
from desktop.desk import Desk
from desktop.text import Elided, label, told
from desktop.widgets.buttons import Segmented, button, pick, tool
from desktop.widgets.fields import field, line_edit
from desktop.widgets.layouts import box, col, row, rule
from desktop.widgets.marks import keycaps
from reports.phrases import CONTACTS
from sales.activities import check
from sales.calls import OUTCOMES
from sales.errors import RuleBroken
from sales.facts import ACTIVITY_KINDS, Activity, Customer

WIDTH = 600
DAYS_AHEAD = 2  # what a promise is due in, until another day is chosen


class ContactForm(QFrame):
    """A dialog over the window. `saved` carries the contact, without an id."""

    saved = Signal(object)  # Activity
    over = Signal()

    def __init__(self, desk: Desk, customer: Customer, kind: str) -> None:
        super().__init__()
        self._desk, self._customer = desk, customer
        self.setProperty("kind", "dialog")
        self.setFixedWidth(WIDTH)
        words = desk.words
        self.setAccessibleName(words("Log a contact"))
        names = [words(CONTACTS[one]) for one in ACTIVITY_KINDS]
        self._kind = Segmented(names, ACTIVITY_KINDS.index(kind), words("Kind"))
        self._kind.chosen.connect(lambda _: self._fit_kind())
        self._outcomes = QButtonGroup(self)
        self._outcomes.setExclusive(False)
        self._outcome_line = self._make_outcomes()
        self.text = QPlainTextEdit()
        self.text.setFont(theme.font())
        self.text.setAccessibleName(words("What was said"))
        self.text.setPlaceholderText(words("What was said, in a line or two"))
        self.text.setTabChangesFocus(True)
        self.text.setFixedHeight(92)
        self._promise, self._promised_on = self._matter(words("I promised"), words("Send the filter guide"))
        self._next, self._next_on = self._matter(words("Next step"), words("Call about the second machine"))
        self._wrong = label("", "label", "bad", wrap=True)
        self._wrong.hide()
        self._lay_out()
        self._fit_kind()

    def activity(self) -> Activity:
        """The contact as it is filled in."""
        chosen = self._outcomes.checkedId()
        promise, following = self._promise.text().strip() or None, self._next.text().strip() or None
        kind = ACTIVITY_KINDS[self._kind.current()]
        return Activity(
            id="",
            customer_id=self._customer.id,
            kind=kind,
            at=self._desk.now(),
            rep_id=self._desk.rep.id if self._desk.rep else None,
            outcome=OUTCOMES[chosen] if chosen >= 0 and kind != "note" else None,
            text=self.text.toPlainText().strip() or None,
            next_step=following,
            next_on=_day(self._next_on) if following else None,
            promise=promise,
            promised_on=_day(self._promised_on) if promise else None,
        )

    def save(self) -> None:
        """Hand the contact over, or say what it lacks."""
        activity = self.activity()
        try:
            check(activity)
        except RuleBroken as error:
            self._wrong.setText(told(error, self._desk.words))
            self._wrong.show()
            self.text.setFocus()
            return
        self.saved.emit(activity)

    def event(self, event: QEvent) -> bool:
        """Ctrl+Enter is this form's while it is open, and not the window's."""
        if event.type() == QEvent.Type.ShortcutOverride and is_ctrl_enter(event):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if is_ctrl_enter(event):
            self.save()
        else:
            super().keyPressEvent(event)

    def _make_outcomes(self) -> QWidget:
        words, picks = self._desk.words, []
        for at, outcome in enumerate(OUTCOMES):
            one = pick(words(outcome))
            self._outcomes.addButton(one, at)
            picks.append(one)
        self._outcomes.idToggled.connect(self._only)
        return box(field(words("What came of it"), box(row(*picks, None, gap=6))))

    def _only(self, at: int, on: bool) -> None:
        """One outcome or none: pressed again it goes out."""
        if on:
            for one in self._outcomes.buttons():
                if self._outcomes.id(one) != at:
                    one.setChecked(False)

    def _matter(self, name: str, hint: str) -> tuple[QLineEdit, QDateEdit]:
        """Something to do, and the day for it, which counts once there is something."""
        matter = line_edit(name, hint=hint)
        today = self._desk.words.moment(self._desk.now()).date() + timedelta(days=DAYS_AHEAD)
        day = QDateEdit(QDate(today.year, today.month, today.day))
        day.setFont(theme.font())
        day.setDisplayFormat("yyyy-MM-dd")
        day.setAccessibleName(self._desk.words("{what}: day", what=name))
        day.setFixedWidth(132)
        day.lineEdit().setTextMargins(6, 0, 0, 0)
        day.setEnabled(False)
        matter.textChanged.connect(lambda text: day.setEnabled(bool(text.strip())))
        return matter, day

    def _lay_out(self) -> None:
        words = self._desk.words
        close = tool("x", words("Close"), shortcut="Esc")
        close.clicked.connect(self.over)
        save = button(words("Save"), variant="primary")
        save.clicked.connect(self.save)
        head = row((Elided(words("Contact with {name}", name=self._customer.name), "title"), 1), close)
        head.setContentsMargins(0, 0, -8, 0)
        matters: Sequence[tuple[str, QLineEdit, QDateEdit]] = (
            (words("I promised"), self._promise, self._promised_on),
            (words("Next step"), self._next, self._next_on),
        )
        lines = [field(name, box(row((matter, 1), day))) for name, matter, day in matters]
        self.setLayout(
            col(
                head,
                self._kind,
                self._outcome_line,
                field(words("What was said"), self.text),
                *lines,
                self._wrong,
                rule(),
                row(label(words("Saved here at once."), "label", "3"), None,
                    keycaps("Ctrl+Enter"), save),
                gap=14,
                margins=(24, 18, 24, 16),
            )
        )  # fmt: skip

    def _fit_kind(self) -> None:
        """A note has no outcome."""
        self._outcome_line.setVisible(ACTIVITY_KINDS[self._kind.current()] != "note")


def is_ctrl_enter(event: QEvent) -> bool:
    """Whether a key event is Ctrl with either Enter key."""
    if not isinstance(event, QKeyEvent) or event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
        return False
    return bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)


def _day(shown: QDateEdit) -> date:
    day = shown.date()
    return date(day.year(), day.month(), day.day())
