"""The last steps of an import: how far it is, and what came of it."""

from __future__ import annotations

import time
from pathlib import Path

from PySide6.QtCore import QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QWidget

from data.imports import Kind, Outcome
from desktop.desk import Desk
from desktop.icons import icon_label, tile
from desktop.text import Elided, label
from desktop.widgets.buttons import button, link
from desktop.widgets.layouts import Item, box, card, col, row, rule
from desktop.widgets.marks import progress_bar

WIDTH = 520
SOON = 0.03  # share below which no time is foretold
SEE = {"customers": "customers", "orders": "customers"}  # the page that shows what came in


def middle(widget: QWidget) -> QWidget:
    """One card in the middle of the room there is, a little above it."""
    widget.setFixedWidth(WIDTH)
    return box(col(None, row(None, widget, None), None, None, gap=0, margins=(24, 24, 24, 24)))


class RunStep(QWidget):
    cancelled = Signal()

    def __init__(self, desk: Desk, title: str) -> None:
        super().__init__()
        self._desk, self._began = desk, time.monotonic()
        words = desk.words
        self._percent = label("", "strong", "2")
        self._bar = progress_bar(title, thin=False)
        self._note = Elided("", "label", "2")
        self.stop = button(words("Cancel"))
        self.stop.clicked.connect(self.cancelled)
        calm = label(words("You can go on working. Cancel writes nothing at all."), "label", "3", wrap=True)
        shown = card(
            row(label(title, "heading"), None, self._percent),
            self._bar,
            self._note,
            2,
            rule(),
            row((calm, 1), self.stop),
            gap=10,
            margins=(20, 18, 20, 16),
        )
        self.setLayout(col((middle(shown), 1), gap=0))

    @property
    def first(self) -> QWidget:
        return self.stop

    def show_progress(self, share: float, note: str) -> None:
        """How far it is, what is being done, and how long that will take."""
        words = self._desk.words
        self._bar.setValue(round(share * 1000))
        self._percent.setText(words.percent(share))
        left = ""
        if share > SOON:
            seconds = round((time.monotonic() - self._began) * (1 - share) / share)
            left = words("about {time} left", time=words.duration(max(seconds, 1)))
        self._note.setText(words(", ").join(part for part in (note, left) if part))


class DoneStep(QWidget):
    undo_asked = Signal()
    another_asked = Signal()
    see_asked = Signal(str)  # a page

    def __init__(
        self, desk: Desk, kind: Kind, outcome: Outcome, errors_file: Path | None, seconds: float
    ) -> None:
        super().__init__()
        words = desk.words
        items: list[Item] = [
            _head(desk, kind, outcome, seconds),
            6,
            rule(),
            4,
            self._counts(desk, outcome),
            4,
            rule(),
        ]
        if errors_file is not None:
            items.append(self._errors(desk, outcome, errors_file))
        born = [
            words("{n} {what}", n=words.number(count), what=words(BORN[table]).lower()).replace(" ", "\u00a0")
            for table, count in outcome.born.items()
        ]
        if born:
            items.append(_line("plus", words("With them: {what}", what=words(", ").join(born))))
        items += [
            _line("hard-drive", words("Saved on this computer.")),
            rule(),
            self._buttons(desk, kind, outcome),
        ]
        shown = card(*items, gap=10, margins=(20, 20, 20, 16))
        self.setLayout(col((middle(shown), 1), gap=0))

    def _counts(self, desk: Desk, outcome: Outcome) -> QWidget:
        words, counts = desk.words, outcome.counts
        shown: list[Item] = []
        for count, what, tone in (
            (counts.create, words("created"), ""),
            (counts.update, words("updated"), ""),
            (counts.unchanged, words("unchanged"), ""),
            (counts.error + counts.skipped, words("left out"), "bad" if counts.error else ""),
        ):
            shown.append(
                (col(label(words.number(count), "title", tone), label(what, "label", "3"), gap=1), 1)
            )
        return box(row(*shown, gap=12))

    def _errors(self, desk: Desk, outcome: Outcome, file: Path) -> QWidget:
        words = desk.words
        said = words.count(
            "{n} row with errors: {file}",
            "{n} rows with errors: {file}",
            outcome.counts.error,
            file=file.name,
        )
        show = link(words("Show in folder"))
        show.clicked.connect(lambda: QDesktopServices.openUrl(QUrl.fromLocalFile(str(file.parent))))
        return _line("file-spreadsheet", said, show)

    def _buttons(self, desk: Desk, kind: Kind, outcome: Outcome) -> QWidget:
        words = desk.words
        undo = button(words("Undo import"), "undo-2")
        undo.clicked.connect(self.undo_asked)
        undo.setVisible(outcome.batch is not None)
        another = button(words("Another file"))
        another.clicked.connect(self.another_asked)
        self.first: QWidget = another
        items: list[Item] = [undo, None, another]
        if kind.name in SEE:
            see = button(words("See the customers"), "", "primary")
            see.clicked.connect(lambda: self.see_asked.emit(SEE[kind.name]))
            self.first = see
            items.append(see)
        return box(row(*items))


BORN = {
    "customers": "Customers", "products": "Products", "orders": "Orders", "returns": "Returned goods",
    "reps": "Reps", "price_lists": "Price lists",
}  # fmt: skip


def _head(desk: Desk, kind: Kind, outcome: Outcome, seconds: float) -> QWidget:
    """What was done, when, and how long it took."""
    words = desk.words
    head = words("{kind} imported", kind=words(kind.title))
    if outcome.batch is None:
        head = words("Nothing had to be written")
    took = words.duration(max(round(seconds), 1))
    at = words("{time}, in {duration}", time=words.clock(desk.now()), duration=took)
    said = col(label(head, "title"), label(at, "label", "3"), gap=2)
    return box(row(tile("check", "good", 44), (said, 1), gap=14))


def _line(icon: str, words: str, *right: QWidget) -> QWidget:
    return box(row(icon_label(icon, "text_3", 16), (label(words, "body", "2", wrap=True), 1), *right, gap=9))
