"""How a quote looks on paper: the PDF itself, page by page, to be saved, printed or mailed.

P opens it from the quote and goes back there. What cannot be accepted says so across every page.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import ClassVar

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QScrollArea, QWidget

from desktop.actions import action
from desktop.desk import Desk, Notice
from desktop.documents import document_path, open_file, passing_path
from desktop.page import Page, page
from desktop.pages.quote_preview_jobs import PrintedQuote, picture, print_quote, save_bytes
from desktop.pages.report_jobs import Picture
from desktop.pages.report_tile import A4, PageView
from desktop.quote_looks import state_chip
from desktop.text import Elided, label, told
from desktop.widgets.buttons import Segmented, button, tool
from desktop.widgets.layouts import add, box, clear, col, row, rule
from desktop.work import Task
from sales.errors import SalesError
from sales.words import LOCALES

LANGUAGES = ("English", "简体中文")
ZOOMS = (0.5, 0.75, 1.0, 1.25, 1.5, 2.0)  # times the width that fits
WIDEST, EDGE = 794, 24  # a page at its real size on a screen of 96 dots an inch
KEPT = 12  # pictures of pages that are remembered


@page("quote-preview", "Quote on paper", "file-text")
class QuotePreview(Page):
    """`ref` is the id of a version."""

    kinds: ClassVar[frozenset[str]] = frozenset(("quotes", "quote_acts", "quote_decisions", "settings"))
    within: ClassVar[str] = "quotes"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._version_id: str | None = None
        self._printed: PrintedQuote | None = None
        self._pictures: dict[int, Picture] = {}
        self._at, self._zoom = 0, ZOOMS.index(1.0)
        self._locale = desk.words.locale
        self._job: Task | None = None
        self._view = PageView(desk.words("How it looks"), WIDEST)
        self._lay_out()
        self._show_page()

    # -- what is shown

    @property
    def ref(self) -> str | None:
        return self._version_id

    def show_ref(self, ref: str | None) -> None:
        if ref and ref != self._version_id:
            self._version_id, self._at = ref, 0
            self._forget()
            self.reload()

    def reload(self) -> None:
        if self._version_id is None:
            return
        if self._job:
            self._job.cancel()
        store = self.desk.store
        job = partial(print_quote, store.path, store.key, self._version_id, self._locale, self.desk.now())
        self._job = self.desk.work.start(self, job, self._show, self._refused, lane="heavy")

    def first_focus(self) -> QWidget:
        return self._scroll

    @property
    def printed(self) -> PrintedQuote | None:
        """What is shown; None while it is being made."""
        return self._printed

    # -- what is done

    @action("preview.back", "Back to the quote", "arrow-left", "P", page="quote-preview")
    def leave(self) -> None:
        """Go back to where the paper was asked for."""
        self.desk.leave()

    @action("preview.save", "Save PDF", "file-down", "Ctrl+S", page="quote-preview")
    def save(self) -> None:
        """Save the PDF among the person's documents."""
        if self._printed:
            self._keep(self._printed.pdf, ".pdf", self._saved)

    @action("preview.mail", "Mail draft", "mail", "M", page="quote-preview")
    def mail(self) -> None:
        """Make a mail draft with the PDF, to be sent by the person's own program."""
        if self._printed:
            self._keep(self._printed.mail, ".eml", self._drafted)

    @action("preview.xml", "Save as XML", "download", "X", page="quote-preview")
    def export(self) -> None:
        """Save the XML for other systems; until the quote is issued there is none."""
        if self._printed and self._printed.xml is None:
            self.desk.banner(Notice(self.desk.words("Only a quote that was issued is saved as XML.")))
        elif self._printed and self._printed.xml:
            self._keep(self._printed.xml, ".xml", self._saved)

    @action("preview.print", "Open for printing", "printer", "Ctrl+P", page="quote-preview")
    def print_out(self) -> None:
        """Open the PDF with the program that shows and prints PDFs."""
        if self._printed:
            path = passing_path(self._printed.number, ".pdf")
            self.desk.work.start(self, partial(save_bytes, self._printed.pdf, path), open_file)

    @action("preview.later", "Next page", "chevron-right", "PgDown", page="quote-preview")
    def later(self) -> None:
        self._turn(1)

    @action("preview.earlier", "Page before", "chevron-left", "PgUp", page="quote-preview")
    def earlier(self) -> None:
        self._turn(-1)

    @action("preview.larger", "Larger", "plus", "Ctrl++", page="quote-preview")
    def larger(self) -> None:
        self._resize(1)

    @action("preview.smaller", "Smaller", "minus", "Ctrl+-", page="quote-preview")
    def smaller(self) -> None:
        self._resize(-1)

    # -- inside

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._show_page()

    def _lay_out(self) -> None:
        self._title, self._under = Elided("", "title"), Elided("", "label", "3")
        self._state = row(gap=0)
        self._scroll = QScrollArea()
        self._scroll.setWidget(box(row(None, self._view, None, margins=(EDGE, 18, EDGE, 24))))
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QScrollArea.Shape.NoFrame)
        self._scroll.setAccessibleName(self.desk.words("How it looks"))
        self._scroll.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setLayout(col(self._head(), rule(), (self._scroll, 1), rule(), self._foot(), gap=0))

    def _head(self) -> QWidget:
        words = self.desk.words
        back = tool("arrow-left", words("Back to the quote"), shortcut="P")
        back.clicked.connect(self.leave)
        language = Segmented(LANGUAGES, LOCALES.index(self._locale), words("Language"))
        language.chosen.connect(self._speak)
        save = button(words("Save PDF"), "file-down", "primary")
        save.setToolTip(f"{words('Save PDF')}  Ctrl+S")
        save.clicked.connect(self.save)
        mail = button(words("Mail draft"), "mail")
        mail.setToolTip(f"{words('Mail draft')}  M")
        mail.clicked.connect(self.mail)
        xml = tool("download", words("Save as XML"), "", "X")
        xml.clicked.connect(self.export)
        paper = tool("printer", words("Open for printing"), "", "Ctrl+P")
        paper.clicked.connect(self.print_out)
        self._buttons = (save, mail, xml, paper)
        names = col(row(self._title, self._state, None, gap=10), self._under, gap=2)
        return box(row(back, (names, 1), language, mail, xml, paper, save, gap=8, margins=(16, 14, 24, 12)))

    def _foot(self) -> QWidget:
        words = self.desk.words
        made = (
            ("chevron-left", words("Page before"), "PgUp", self.earlier),
            ("chevron-right", words("Next page"), "PgDown", self.later),
            ("minus", words("Smaller"), "Ctrl+-", self.smaller),
            ("plus", words("Larger"), "Ctrl++", self.larger),
        )
        tools = []
        for icon, tip, keys, run in made:
            one = tool(icon, tip, shortcut=keys)
            one.clicked.connect(run)
            tools.append(one)
        self._before, self._next, self._less, self._more = tools
        self._which, self._size = label("", "label", "2"), label("", "label", "2")
        pages = row(self._before, self._which, self._next, gap=6)
        sizes = row(self._less, self._size, self._more, gap=6)
        return box(row(None, pages, 28, sizes, None, gap=0, margins=(EDGE, 5, EDGE, 5)))

    def _speak(self, at: int) -> None:
        self._locale = LOCALES[at]
        self._forget()
        self.reload()

    def _forget(self) -> None:
        self._printed = None
        self._pictures.clear()
        self._show_page()

    def _show(self, printed: PrintedQuote) -> None:
        same = self._printed is not None and self._printed.pdf == printed.pdf
        self._printed = printed
        if not same:
            self._pictures = {0: printed.first}
        self._at = min(self._at, printed.pages - 1)
        clear(self._state)
        add(self._state, state_chip(self.desk.words, printed.state))
        self._title.setText(self.desk.words("Quote {number}", number=printed.number))
        self._under.setText(printed.buyer)
        self._show_page()
        self.ready.emit()

    def _refused(self, error: SalesError) -> None:
        self.desk.banner(Notice(told(error, self.desk.words)))
        self.ready.emit()

    def _turn(self, by: int) -> None:
        pages = self._printed.pages if self._printed else 1
        self._at = max(0, min(self._at + by, pages - 1))
        self._scroll.verticalScrollBar().setValue(0)
        self._show_page()

    def _resize(self, by: int) -> None:
        self._zoom = max(0, min(self._zoom + by, len(ZOOMS) - 1))
        self._show_page()

    def _show_page(self) -> None:
        """The page at its size; grey lines stand for it until its picture is there."""
        fits = min(WIDEST, max(200, self.width() - 2 * EDGE - 16))
        found = self._pictures.get(self._at)
        wide = round(fits * ZOOMS[self._zoom])
        self._view.setFixedSize(QSize(wide, round(wide * A4)))
        self._view.show_picture(found)
        printed = self._printed
        if printed and found is None:
            self._draw(printed, self._at)
        pages = printed.pages if printed else 1
        words = self.desk.words
        self._which.setText(
            words("page {n} of {of}", n=self._at + 1, of=pages) if printed else words("being made")
        )
        self._size.setText(words.percent(ZOOMS[self._zoom]))
        self._before.setEnabled(self._at > 0)
        self._next.setEnabled(self._at < pages - 1)
        self._less.setEnabled(self._zoom > 0)
        self._more.setEnabled(self._zoom < len(ZOOMS) - 1)
        for one in self._buttons:
            one.setEnabled(printed is not None)

    def _draw(self, printed: PrintedQuote, at: int) -> None:
        def done(drawn: Picture) -> None:
            if self._printed is printed:
                while len(self._pictures) >= KEPT:
                    del self._pictures[next(iter(self._pictures))]
                self._pictures[at] = drawn
                if at == self._at:
                    self._show_page()

        self.desk.work.start(self, partial(picture, printed.pdf, at), done, lane="heavy")

    def _saved(self, file: str) -> str:
        return self.desk.words("The quote is saved: {file}", file=file)

    def _drafted(self, file: str) -> str:
        return self.desk.words("The mail draft is ready: {file}", file=file)

    def _keep(self, content: bytes, suffix: str, said: Callable[[str], str]) -> None:
        assert self._printed is not None
        words, path = self.desk.words, document_path(self._printed.number, suffix)

        def say(path: Path) -> None:
            self.desk.banner(
                Notice(
                    said(path.name),
                    words("In {folder}", folder=str(path.parent)),
                    "good",
                    words("Open the file"),
                    lambda: open_file(path),
                )
            )

        self.desk.work.start(self, partial(save_bytes, content, path), say, lane="write")
