"""Quotes: all of them in a list, what waits for an approval, and where a new one begins.

Enter opens a quote in its editor. To approve is a view of its own: J and K walk it, A approves, D denies.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QStackedWidget, QWidget

from data.store import Store
from desktop.actions import action, note_key
from desktop.desk import Desk, Step, Trace
from desktop.page import Page, page
from desktop.pages.quote_approvals import Approvals
from desktop.pages.quotes_list import APPROVALS, NAMES, QuoteList
from desktop.pages.quotes_new import QuoteStart
from desktop.pages.quotes_table import TABLE_NAME, as_csv
from desktop.quote_looks import amount, margin_words
from desktop.widgets.layouts import row
from desktop.work import Task
from reports.files import write_file

KINDS = ("quotes", "quote_acts", "quote_decisions", "allowances", "customers", "reps", "settings")
APPROVE = "approve/"  # a ref that begins so names the request of a version

note_key("quotes.open", "Open the quote", "Enter", "quotes")


@page("quotes", "Quotes", "file-text", 4)
class Quotes(Page):
    """`ref` is a segment, or "approve/<id of a version>". "new/<id of a customer>" begins a quote for them,
    "new/" for somebody who is to be chosen.
    """

    kinds = frozenset(KINDS)

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.list, self.approvals = QuoteList(desk), Approvals(desk)
        self.start = QuoteStart(desk, self)
        self._places = QStackedWidget()
        self._places.addWidget(self.list)
        self._places.addWidget(self.approvals)
        self.setLayout(row((self._places, 1), gap=0))
        for one in (self.list, self.approvals):
            one.opened.connect(self._open)
            one.new_wanted.connect(self.new)
            one.filled.connect(self.ready)
        self.list.approvals_wanted.connect(self.show_approvals)
        self.list.export_wanted.connect(self.export)
        self.approvals.all_wanted.connect(lambda: self._show_list("all"))
        self.reload()

    @property
    def approving(self) -> bool:
        return self._places.currentWidget() is self.approvals

    @property
    def ref(self) -> str | None:
        if self.approving:
            return f"{APPROVE}{self.approvals.current}"
        return self.list.segment

    def show_ref(self, ref: str | None) -> None:
        if ref is None:
            return
        what, _, which = ref.partition("/")
        if what == "new" and which:
            self.start.begin_for(which)
        elif what == "new":
            self.new()
        elif what in ("approve", APPROVALS):
            self.show_approvals()
            if which:
                self.approvals.show_version(which)
        elif what in NAMES and (self.approving or what != self.list.segment):
            self._show_list(what)

    def reload(self) -> None:
        self.list.reload()
        if self.approving:
            self.approvals.reload()

    def first_focus(self) -> QWidget:
        return self.approvals.list.view if self.approving else self.list.view

    def back(self) -> bool:
        if self.start.dismiss() or (self.approving and self.approvals.back()):
            return True
        if self.approving:
            self._show_list(self.list.segment)
            return True
        return self.list.clear_search()

    def sights(self) -> Iterator[str]:
        self.show_approvals()
        yield "approvals"
        self.approvals.grant()
        yield "allowance"
        self.approvals.back()
        self._show_list("all")
        self.new()
        yield "new"
        self.start.dismiss()

    def why(self) -> Trace | None:
        """Of the chosen quote: what it comes to, what it leaves, and until when it holds."""
        chosen, words = self.list.chosen(), self.desk.words
        if self.approving or chosen is None:
            return None
        steps = (
            Step(words("Margin"), margin_words(words, chosen.margin_bp)),
            Step(words("Valid until"), words.day(chosen.valid_until, year=True)),
            Step(words("Rep"), chosen.rep_name),
        )
        total = amount(words, chosen.total, chosen.currency)
        said = words("Open the quote to see how each figure came about, step by step.")
        return Trace(chosen.number, total, said, steps)

    def new(self) -> None:
        """Choose for whom, then from what."""
        if not self.approvals.busy:
            self.start.choose_customer()

    # -- actions

    @action("quotes.search", "Search quotes", "search", "/", "quotes")
    def search(self) -> None:
        self._show_list(self.list.segment)
        self.list.search.setFocus()
        self.list.search.selectAll()

    @action("quotes.approvals", "What waits for an approval", "badge-check", "W", "quotes")
    def show_approvals(self) -> None:
        if not self.approving:
            self._places.setCurrentWidget(self.approvals)
            self.approvals.reload()
            self.approvals.list.view.setFocus()

    @action("quotes.export", "Export the list", "download", "Ctrl+E", "quotes")
    def export(self) -> None:
        """Save what the segment and the search show, as CSV."""
        words = self.desk.words
        name = f"{words(TABLE_NAME)}.csv"
        path, _ = QFileDialog.getSaveFileName(
            self, words("Export the list"), str(Path.home() / name), "*.csv"
        )
        if path:
            self.save_as(Path(path))

    @action("quotes.preview", "Look at it as it is printed", "eye", "P", "quotes")
    def preview(self) -> None:
        chosen = self.list.chosen()
        version_id = self.approvals.current if self.approving else chosen.version_id if chosen else ""
        if version_id:
            self.desk.go("quote-preview", version_id)

    @action("quotes.next", "Next request", "chevron-down", "J", "quotes")
    def next_request(self) -> None:
        self._at_request(lambda: self.approvals.list.step(1))

    @action("quotes.previous", "Previous request", "chevron-up", "K", "quotes")
    def previous_request(self) -> None:
        self._at_request(lambda: self.approvals.list.step(-1))

    @action("quotes.approve", "Approve", "check", "A", "quotes")
    def approve(self) -> None:
        self._at_request(self.approvals.approve)

    @action("quotes.deny", "Deny", "ban", "D", "quotes")
    def deny(self) -> None:
        self._at_request(self.approvals.deny)

    @action("quotes.reason", "Give the reason", "pencil", "R", "quotes")
    def reason(self) -> None:
        self._at_request(self.approvals.reason)

    @action("quotes.side", "What helps to decide", "panel-right", "S", "quotes")
    def toggle_side(self) -> None:
        self._at_request(self.approvals.toggle_side)

    @action("quotes.grant", "Grant an allowance", "badge-check", "G", "quotes")
    def grant(self) -> None:
        self._at_request(self.approvals.grant)

    def save_as(self, path: Path) -> None:
        """Write what is shown to a file."""
        desk = self.desk
        job = partial(_save, desk.store, self.list.segment, self.list.text, path, desk)
        said = desk.words("Saved as {file}", file=path.name)
        desk.work.start(self, job, lambda _: desk.toast(said))

    # -- inside

    def _at_request(self, run: Callable[[], object]) -> None:
        if self.approving:
            run()

    def _show_list(self, segment: str) -> None:
        self._places.setCurrentWidget(self.list)
        self.list.choose(segment if segment != APPROVALS else "all")
        self.list.view.setFocus()

    def _open(self, version_id: str) -> None:
        self.desk.go("quote", version_id)


def _save(store: Store, segment: str, text: str, path: Path, desk: Desk, task: Task) -> None:
    write_file(path, as_csv(store.read(), segment, text, desk.now(), desk.words, task))
