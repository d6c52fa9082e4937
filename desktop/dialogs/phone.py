"""To the phone: tomorrow's agenda, contacts and briefs as files or a mail draft, a contact as a QR code."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QModelIndex, QRectF, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QFrame, QStackedLayout, QWidget

from data.phone import parcel
from data.settings import company
from data.store import Store
from desktop.desk import Desk, Notice
from desktop.documents import document_path, open_file
from desktop.paint import paint_avatar, paint_text
from desktop.text import Elided, label, prose
from desktop.widgets.buttons import button, tool
from desktop.widgets.layouts import box, col, row, rule, vrule
from desktop.widgets.qr import QrCode
from desktop.widgets.rows import Rows, Value, list_view
from desktop.widgets.states import empty, failed, loading
from desktop.work import Task
from sales.agenda import Contact, Parcel, card
from sales.errors import SalesError
from sales.words import Words

WIDTH, HEIGHT, ROW, CODE = 700, 320, 52, 252
LONGEST = 1000  # octets of a contact that a phone's camera still reads from a screen


class PhoneDialog(QFrame):
    """`over`: it is done with."""

    over = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk, words = desk, desk.words
        self._parcel: Parcel | None = None
        self.setProperty("kind", "dialog")
        self.setFixedWidth(WIDTH)
        self.setAccessibleName(words("To the phone"))
        self._day = Elided("", "label", "2")
        self._rows: Rows[Contact] = Rows((), lambda one: ", ".join((one.name, one.person, one.phone)))
        self.view = list_view(self._rows, self._draw, words("Contacts"), height=ROW)
        self.view.selectionModel().currentChanged.connect(self._turn)
        self._code = QrCode(CODE)
        self._said = label("", "label", "2", wrap=True)
        self._states = QStackedLayout()
        self._states.addWidget(loading(words("Putting tomorrow together"), rows=4, row_height=ROW))
        side = col(self._code, self._said, None, gap=8, margins=(20, 12, 20, 12))
        self._states.addWidget(box(row((self.view, 1), vrule(), side, gap=0)))
        self._states.addWidget(
            empty("phone", words("Nothing is planned for tomorrow"), words("Planned calls will stand here."))
        )
        body = box(self._states)
        body.setFixedHeight(HEIGHT)
        self.setLayout(col(self._head(), rule(), body, rule(), self._foot(), gap=0))
        job = partial(_read, desk.store, self._rep_id(), words, desk.now())
        desk.work.start(self, job, self._show, self._fail)

    def first_focus(self) -> QWidget:
        return self._save

    # -- inside

    def _head(self) -> QWidget:
        words = self._desk.words
        close = tool("x", words("Close"), shortcut="Esc")
        close.clicked.connect(self.over)
        head = col(Elided(words("To the phone"), "title"), self._day, gap=2)
        return box(row((head, 1), close, margins=(20, 16, 12, 12)))

    def _foot(self) -> QWidget:
        words = self._desk.words
        self._save = button(words("Save the files"), "download", "primary")
        self._mail = button(words("Mail draft"), "mail")
        self._save.clicked.connect(partial(self._write, _files))
        self._mail.clicked.connect(partial(self._write, _draft))
        told = prose(words("Agenda (.ics), contacts (.vcf) and briefs (PDF), to send or copy."), "label", "3")
        return box(row((told, 1), self._mail, self._save, gap=10, margins=(20, 12, 20, 14)))

    def _rep_id(self) -> str | None:
        rep = self._desk.rep
        return rep.id if rep and rep.role == "rep" else None

    def _show(self, found: Parcel) -> None:
        words = self._desk.words
        self._parcel = found
        n = words.count("{n} call", "{n} calls", len(found.appointments))
        self._day.setText(f"{words.long_day(found.day)} · {n}")
        self._rows.show(found.contacts)
        self._states.setCurrentIndex(1 if found.contacts else 2)
        for one in (self._save, self._mail):
            one.setEnabled(bool(found.appointments))
        if found.contacts:
            self.view.setCurrentIndex(self._rows.index(0))

    def _turn(self, now: QModelIndex, before: QModelIndex) -> None:
        """The contact that is chosen, as a code where it fits."""
        contact, words = now.data(Value), self._desk.words
        if contact is None:
            return
        text = card(contact)
        if len(text.encode()) > LONGEST:
            self._code.show_code((), "")
            self._said.setText(words("Too much for a code: take the file."))
            return
        self._code.show_code(_modules(text), words("QR code of {name}", name=contact.name))
        self._said.setText(words("Point the phone's camera at it to keep {name}.", name=contact.name))

    def _write(self, job: Callable[..., Path]) -> None:
        """Write in the heavy lane: the briefs are drawn."""
        if self._parcel is None:
            return
        desk, words = self._desk, self._desk.words
        folder = document_path(words("Phone {day}", day=self._parcel.day.isoformat()), "")
        given = partial(job, self._parcel, words, folder, desk.now(), company(desk.settings, words))
        desk.work.start(self, given, self._done, self._fail, lane="heavy")
        self._save.setEnabled(False)
        self._mail.setEnabled(False)

    def _done(self, path: Path) -> None:
        words = self._desk.words
        self._desk.banner(
            Notice(
                words("It is ready for the phone: {file}", file=path.name),
                words("In {folder}", folder=str(path.parent)),
                "good",
                words("Open the file"),
                lambda: open_file(path),
            )
        )
        self.over.emit()

    def _fail(self, error: SalesError) -> None:
        self._states.addWidget(failed(*error.said(self._desk.words)))
        self._states.setCurrentIndex(self._states.count() - 1)

    def _draw(self, p: QPainter, area: QRectF, contact: Contact, chosen: bool) -> None:
        left, room = area.left() + 50, area.width() - 62
        paint_avatar(p, QRectF(area.left() + 10, area.center().y() - 15, 30, 30), contact.name)
        paint_text(p, QRectF(left, area.top() + 5, room, 20), contact.name, "strong")
        more = " · ".join(part for part in (contact.person, contact.phone) if part)
        paint_text(p, QRectF(left, area.top() + 24, room, 20), more, "label", "text_2")


def _read(store: Store, rep_id: str | None, words: Words, now: int, task: Task) -> Parcel:
    return parcel(store.read(), rep_id, words, now)


def _files(given: Parcel, words: Words, folder: Path, now: int, by: str, task: Task) -> Path:
    """Write the three files; gives the folder."""
    from reports.phone import phone_files

    phone_files(given, words, folder, now, by)
    return folder


def _draft(given: Parcel, words: Words, folder: Path, now: int, by: str, task: Task) -> Path:
    """Write the three files and the mail that holds them; gives the mail."""
    from reports.phone import phone_files, phone_mail

    return phone_mail(given, phone_files(given, words, folder, now, by), words)


def _modules(text: str) -> tuple[tuple[int, ...], ...]:
    from segno import make_qr

    return tuple(tuple(line) for line in make_qr(text, error="l").matrix)
