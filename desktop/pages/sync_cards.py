"""The cards of the sync centre: the last round, what needs a decision, what waits, the rounds before."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QRectF, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QFrame, QLabel, QWidget

from data.sync.attention import Refused
from data.sync.conflicts import OpenConflict
from data.sync.rounds import Round
from data.sync.waiting import Waiting
from desktop import sync_words
from desktop.dialogs.conflict import Answers
from desktop.freshness import Going
from desktop.icons import icon_label
from desktop.paint import RIGHT, paint_icon, paint_text
from desktop.text import label
from desktop.widgets.buttons import button, link
from desktop.widgets.layouts import Item, card, col, frame, row
from desktop.widgets.marks import chip, progress_bar
from desktop.widgets.table import TEXT, Column, TableModel, cell_text, whole_table
from sales.words import Words

ROW, ROUND_ROW = 40, 36
QUIET = cell_text("body", "text_3", RIGHT)
LABEL = cell_text("label", "text_3")


def summary_card(words: Words, last: Round | None, now: int, hint: str) -> QFrame:
    """The last round in words."""
    if last is None:
        icon, token, head = "refresh-cw", "text_3", words("Nothing has been synced yet")
        note = hint or words("The first round begins as soon as there is a network.")
    elif last.failure is None:
        icon, token, head = "circle-check", "good", sync_words.result(words, last)
        took = words.duration(max(1, last.took_ms // 1000))
        note = words("{when}, took {time}", when=_capital(sync_words.when(words, last.at, now)), time=took)
    else:
        icon, token, head = "cloud-off", "warn", sync_words.result(words, last)
        when = _capital(sync_words.when(words, last.at, now))
        note = words("{when}. {why}", when=when, why=hint) if hint else when
    lines = col(label(head, "heading", wrap=True), label(note, "label", "3", wrap=True), gap=4)
    return frame("well", row(icon_label(icon, token, 20), (lines, 1), gap=14, margins=(16, 13, 16, 13)))


def going_card(words: Words, going: Going, *, catching_up: bool) -> QFrame:
    """A round that is under way, with how far it is."""
    head, note = words("Syncing"), words("Asking the hub")
    if going.of:
        done, of = words.number(going.done), words.number(going.of)
        note = words("Receiving {done} of {all}", done=done, all=of)
    bar = progress_bar(note, going.done / going.of if going.of else 0.0)
    marks: list[Item] = [chip(words("Catching up"), "accent")] if catching_up else []
    lines = col(row(label(head, "heading"), *marks, None), label(note, "label", "3"), 2, bar, gap=4)
    return frame(
        "well", row(icon_label("refresh-cw", "accent", 20), (lines, 1), gap=14, margins=(16, 13, 16, 13))
    )


class ConflictCard(QFrame):
    """One conflict with its three answers."""

    chosen = Signal(str)
    asked = Signal()  # for what helps to decide

    def __init__(self, words: Words, conflict: OpenConflict, now: int) -> None:
        super().__init__()
        self.conflict = conflict
        self.setProperty("kind", "card")
        self.answers = Answers(words, conflict, now)
        self.answers.chosen.connect(self.chosen)
        more: list[Item] = []
        if conflict.evidence:
            ask = link(words("What helps to decide"))
            ask.clicked.connect(self.asked)
            more = [ask, label("·", "label", "3")]
        title = label(sync_words.subject(words, conflict), "strong")
        said = label(sync_words.parties(words, conflict), "label", "3")
        self.setAccessibleName(title.text())
        self.setLayout(
            col(row(title, None, *more, said, gap=8), self.answers, gap=11, margins=(16, 13, 16, 16))
        )


class RefusedCard(QFrame):
    """One refusal: what it was, why, and that its text is kept."""

    seen = Signal()
    opened = Signal()

    def __init__(self, words: Words, refused: Refused) -> None:
        super().__init__()
        self.setProperty("kind", "card")
        told = refused.message
        what, about = sync_words.title(words, told), sync_words.about(words, told)
        head = about if told.kind == "profile" else words("{what}, {about}", what=what, about=about)
        why = words("Refused by the hub: {why} Your text is kept.", why=sync_words.reason(words, refused.why))
        self.setAccessibleName(head)
        actions: list[Item] = []
        if told.subject.customer_id:
            show = button(words("Open the customer"))
            show.clicked.connect(self.opened)
            actions.append(show)
        done = button(words("Seen"))
        done.clicked.connect(self.seen)
        lines = col(label(head, "strong", wrap=True), label(why, "body", "2", wrap=True), gap=2)
        self.setLayout(
            row(
                col(icon_label("circle-x", "bad", 16), None),
                (lines, 1),
                *actions,
                done,
                gap=10,
                margins=(16, 13, 16, 13),
            )
        )


def waiting_card(words: Words, waiting: Sequence[Waiting], count: int, note: QLabel, now: int) -> QFrame:
    """What waits to be sent; `note` says when it is tried next."""
    head = row(label(words("Waiting to be sent"), "heading"), chip(words.number(count)), None, note)
    columns: list[Column[Waiting]] = [
        Column(
            words("Kind"),
            lambda one: (sync_words.icon(one.message), sync_words.title(words, one.message)),
            168,
            _cell_icon,
            spoken=lambda one: sync_words.title(words, one.message),
        ),
        Column(words("Contents"), lambda one: sync_words.about(words, one.message)),
        Column(words("Saved here"), lambda one: _short(words, one.at, now), 140, QUIET, True),
    ]
    table = whole_table(TableModel(columns, waiting), words("Waiting to be sent"), row_height=ROW)
    more: list[Item] = []
    if count > len(waiting):
        rest = words("{n} more", n=words.number(count - len(waiting)))
        more = [row(label(rest, "label", "3"), margins=(16, 6, 16, 10))]
    return _table_card(head, table, *more)


def rounds_card(words: Words, rounds: Sequence[Round], export: QWidget, now: int) -> QFrame:
    head = row(label(words("Earlier rounds"), "heading"), None, export)
    columns: list[Column[Round]] = [
        Column(words("When"), lambda one: _capital(_short(words, one.at, now)), 128, LABEL),
        Column(words("Result"), lambda one: sync_words.result(words, one), 0, TEXT),
        Column(
            words("Took"),
            lambda one: "" if one.failure else words.duration(max(1, one.took_ms // 1000)),
            84,
            QUIET,
            True,
        ),
    ]
    return _table_card(
        head, whole_table(TableModel(columns, rounds), words("Earlier rounds"), row_height=ROUND_ROW)
    )


def _table_card(head: Any, table: QWidget, *more: Item) -> QFrame:
    head.setContentsMargins(16, 0, 16, 0)
    return card(head, table, *more, gap=4, margins=(1, 13, 1, 2))


def _cell_icon(p: QPainter, box: QRectF, value: Any, chosen: bool) -> None:
    icon, words = value
    paint_icon(p, box.left(), box.center().y(), icon, "text_3", 14)
    paint_text(p, box.adjusted(22, 0, 0, 0), words, "strong")


def _short(words: Words, at: int, now: int) -> str:
    """The clock alone for what is of today."""
    same = words.moment(at).date() == words.moment(now).date()
    return words.clock(at) if same else sync_words.when(words, at, now)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
