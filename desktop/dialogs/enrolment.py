"""Connecting to a team's hub: its address, which is looked for first, the one-time code, a passphrase.

Under each field stands one line of help or what is wrong with it, with a mark and in words.
"""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from desktop import theme
from desktop.icons import icon_label
from desktop.text import label
from desktop.theme import Tone
from desktop.widgets.buttons import Segmented, button, tool
from desktop.widgets.fields import MARKS, line_edit, mark_invalid
from desktop.widgets.layouts import Item, add, box, card, clear, col, row, rule
from desktop.widgets.marks import progress_bar
from sales.passphrases import strength
from sales.words import LOCALES, Words

COLUMN = 560
LANGUAGES = ("English", "中文")
CODE_LENGTH, HALF = 8, 4
TYPED_MS = 700  # after the last key the address is looked for
SPACING = 1.2


@dataclass(frozen=True, slots=True)
class Typed:
    """What was typed. An empty passphrase: none is wanted; a password only where the hub asks for one."""

    address: str = ""
    code: str = ""
    passphrase: str = ""
    password: str = ""


class Said(QWidget):
    """The line under a field."""

    def __init__(self) -> None:
        super().__init__()
        self._line = row(gap=5)
        self.setLayout(self._line)

    def say(self, text: str, tone: str = "3") -> None:
        clear(self._line)
        mark: list[Item] = [col(1, icon_label(MARKS[tone], tone, 13), None)] if tone in MARKS else []
        add(self._line, *mark, (label(text, "caption", tone, wrap=True), 1))
        self.setAccessibleName(text)


class Enrolment(QWidget):
    """Fills the window. `needed`: there is no keyring, so a passphrase must be given."""

    address_typed = Signal(str)
    connect_wanted = Signal(object)  # Typed
    back_wanted = Signal()
    open_wanted = Signal()  # while rows still come
    language_chosen = Signal(str)

    def __init__(self, words: Words, typed: Typed, *, needed: bool) -> None:
        super().__init__()
        self._words, self._needed = words, needed
        self._found = self._busy = False
        title = words("Connect to your team’s hub")
        self.setAccessibleName(title)
        self.address = line_edit(words("Hub address"), typed.address, "hub.example.cn")
        self.code = self._code(typed.code)
        self.passphrase = self._secret(words("Passphrase for this computer"), typed.passphrase)
        self.password = self._secret(words("Your password"), typed.password)
        self._lines = {name: Said() for name in ("address", "code", "passphrase", "password")}
        self._settle = QTimer(self)
        self._settle.setSingleShot(True)
        self._settle.setInterval(TYPED_MS)
        self._settle.timeout.connect(self._look)
        self._foot, self._buttons = col(gap=8), row()
        self._lay_out(title)
        self._connect()
        self.ask_code()
        self._judge()
        self.show_form()
        if typed.address:
            self._look()

    @property
    def first(self) -> QWidget:
        return self.code if self.address.text() else self.address

    def typed(self) -> Typed:
        return Typed(
            self.address.text().strip(), self.code.text(), self.passphrase.text(), self.password.text()
        )

    # -- what is said

    def say_looking(self) -> None:
        self._found = False
        self._lines["address"].say(self._words("Looking for the hub"))
        self._allow()

    def say_found(self, name: str, *, secure: bool) -> None:
        words, self._found = self._words, True
        mark_invalid(self.address, False)
        name = name or self.address.text().strip()
        if secure:
            self._lines["address"].say(
                words("{team} team hub found, its certificate is valid", team=name), "good"
            )
        else:
            said = words("{team} team hub found, without encryption: for your own network only", team=name)
            self._lines["address"].say(said, "warn")
        self._allow()

    def say_lost(self, message: str) -> None:
        """No hub at this address."""
        self._found = False
        mark_invalid(self.address, True)
        self._lines["address"].say(message, "bad")
        self.show_form(alone=True)

    def ask_code(self) -> None:
        mark_invalid(self.code, False)
        self._lines["code"].say(self._words("From the invitation, valid for 24 hours"))

    def say_refused(self, message: str, *, password: bool = False) -> None:
        """The hub does not take the code, or wants a password as well."""
        self.show_form()
        if password:
            self._password_row.show()
            self._lines["password"].say(message, "bad" if self.password.text() else "3")
            mark_invalid(self.password, bool(self.password.text()))
            self.password.setFocus()
            self.password.selectAll()
            return
        mark_invalid(self.code, True)
        self._lines["code"].say(message, "bad")
        self.code.setFocus()
        self.code.selectAll()

    def say_wrong(self, message: str) -> None:
        """What happened besides, under the passphrase, which is next to the buttons."""
        self.show_form()
        self._lines["passphrase"].say(message, "bad")

    # -- what is shown

    def show_form(self, *, alone: bool = False) -> None:
        """The fields, to be filled in; `alone` offers to go on without a hub."""
        self._busy = False
        clear(self._foot)
        clear(self._buttons)
        back = button(self._words("Back"), "arrow-left", "ghost")
        back.clicked.connect(self.back_wanted)
        self._go = button(self._words("Connect"), variant="primary")
        self._go.clicked.connect(self._submit)
        more: list[Item] = []
        if alone:
            without = button(self._words("Work without a hub"))
            without.clicked.connect(self.back_wanted)
            more = [without]
        add(self._buttons, back, None, *more, self._go)
        self._allow()

    def show_going(self, title: str, note: str = "", share: float | None = None) -> None:
        """What is done now; with `share` (0 to 1) how far it is."""
        if not self._busy:
            self._busy = True
            mark_invalid(self.address, False)
            self.ask_code()
            clear(self._buttons)
            add(self._buttons, None)
            self._allow()
        clear(self._foot)
        percent = self._words.percent(share) if share is not None else ""
        bar = progress_bar(title, share or 0.0, thin=False)
        if share is None:
            bar.setRange(0, 0)
        head = row(label(title, "strong"), None, label(percent, "label", "2"))
        add(self._foot, rule(), 8, head, bar, label(note, "caption", "3", wrap=True))

    def offer_opening(self) -> None:
        """The first rows are here: one may begin."""
        if self._busy and self._buttons.count() == 1:
            go = button(self._words("Open Rapport now"), variant="primary")
            go.clicked.connect(self.open_wanted)
            add(self._buttons, go)
            go.setFocus()

    # -- inside

    def _lay_out(self, title: str) -> None:
        words = self._words
        eye = tool("eye", words("Show the passphrase"), variant="")
        eye.setFixedSize(32, 32)
        eye.setCheckable(True)
        eye.toggled.connect(self._reveal)
        self._eye = eye
        self._password_row = box(self._field(words("Your password"), self.password, "password"))
        self._password_row.hide()
        fields = col(
            self._field(words("Hub address"), self.address, "address"),
            self._field(words("One-time code"), self.code, "code"),
            self._password_row,
            self._field(
                words("Passphrase for this computer"), box(row((self.passphrase, 1), eye)), "passphrase"
            ),
            gap=16,
        )
        form = card(fields, self._foot, rule(), self._buttons, gap=16, margins=(20, 20, 20, 16))
        once = words("Once. After this, Rapport syncs by itself whenever there is a network.")
        head = col(label(title, "display"), label(once, "body", "2", wrap=True), gap=5)
        body = box(col(head, form, gap=20), COLUMN)
        languages = Segmented(LANGUAGES, LOCALES.index(words.locale), words("Language"))
        languages.chosen.connect(lambda at: self.language_chosen.emit(LOCALES[at]))
        private = words("Your data stays on this computer. Nothing leaves it until you connect a hub.")
        foot = row(None, icon_label("shield", "text_3", 13), label(private, "caption", "3"), None, gap=6)
        self.setLayout(
            col(
                row(None, languages),
                None,
                row(None, body, None),
                None,
                foot,
                gap=0,
                margins=(20, 16, 20, 20),
            )
        )

    def _field(self, name: str, control: QWidget, line: str) -> QVBoxLayout:
        return col(label(name, "label", "2"), control, self._lines[line], gap=5)

    def _connect(self) -> None:
        self.address.textEdited.connect(self._address_edited)
        self.address.editingFinished.connect(self._look)
        self.code.textEdited.connect(self._code_edited)
        self.passphrase.textEdited.connect(lambda _: self._judge())
        self.password.textEdited.connect(lambda _: self._allow())
        for one in (self.code, self.passphrase, self.password):
            one.returnPressed.connect(self._submit)

    def _code(self, text: str) -> QLineEdit:
        made = line_edit(self._words("One-time code"), text, "XXXX-XXXX")
        spaced = theme.font()
        spaced.setLetterSpacing(QFont.SpacingType.AbsoluteSpacing, SPACING)
        made.setFont(spaced)
        return made

    def _secret(self, name: str, text: str) -> QLineEdit:
        made = line_edit(name, text)
        made.setEchoMode(QLineEdit.EchoMode.Password)
        return made

    def _reveal(self, shown: bool) -> None:
        self.passphrase.setEchoMode(QLineEdit.EchoMode.Normal if shown else QLineEdit.EchoMode.Password)

    def _address_edited(self) -> None:
        self._found = False
        mark_invalid(self.address, False)
        self._settle.start()
        self._allow()

    def _look(self) -> None:
        self._settle.stop()
        if self.address.text().strip() and not self._found and not self._busy:
            self.address_typed.emit(self.address.text().strip())

    def _code_edited(self, text: str) -> None:
        """Capitals, and the stroke in the middle by itself."""
        plain = "".join(letter for letter in text.upper() if letter.isalnum())[:CODE_LENGTH]
        shown = f"{plain[:HALF]}-{plain[HALF:]}" if len(plain) > HALF else plain
        if shown != text:
            self.code.setText(shown)
        self.ask_code()
        self._allow()

    def _judge(self) -> None:
        """How good the passphrase is, while it is typed."""
        words, text = self._words, self.passphrase.text()
        tone: Tone | str = "3"
        if not text and self._needed:
            said = words("Four words or more are easy to remember and hard to guess")
        elif not text:
            said = words(
                "May stay empty: this computer’s keyring guards your data. With one, Rapport can lock."
            )
        else:
            found = strength(text, words)
            said, tone = found.reason, {"short": "bad", "fair": "warn", "strong": "good"}[found.level]
        self._lines["passphrase"].say(said, tone)
        self._allow()

    def _allow(self) -> None:
        """What can be typed and pressed now."""
        for one in (self.address, self.code, self.passphrase, self.password, self._eye):
            one.setEnabled(not self._busy)
        if not self._busy and self._buttons.count():
            self._go.setEnabled(self._ready)

    @property
    def _ready(self) -> bool:
        text = self.passphrase.text()
        whole = len(self.code.text().replace("-", "")) == CODE_LENGTH
        guarded = strength(text, self._words).level != "short" if text else not self._needed
        return self._found and whole and guarded

    def _submit(self) -> None:
        if not self._busy and self._ready:
            self.connect_wanted.emit(self.typed())
