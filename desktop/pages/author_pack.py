"""A pack that is about to be taken in: whose it is, what would change, and the word that it needs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame

from desktop.icons import tile
from desktop.pages.author_jobs import NATIVE
from desktop.pages.author_list import KINDS
from desktop.text import fixed, label
from desktop.theme import Tone
from desktop.widgets.buttons import button
from desktop.widgets.layouts import Item, add, box, clear, col, row, rule, scroll
from desktop.widgets.marks import chip
from desktop.widgets.states import banner
from sales.words import Words

if TYPE_CHECKING:
    from data.pack_files import PackFile
    from data.packs import Plan

WIDTH, SHOWN = 620, 60


class PackPanel(QFrame):
    """`taken` carries the plan that is to be carried out; `left`: nothing is."""

    taken = Signal(object)
    left = Signal()

    def __init__(self, words: Words) -> None:
        super().__init__()
        self._words = words
        self._inside = col(gap=0, margins=(20, 18, 20, 16))
        self.setProperty("kind", "dialog")
        self.setAccessibleName(words("Import a pack"))
        self.setFixedWidth(WIDTH)
        self.setLayout(self._inside)

    def show_plan(self, plan: Plan) -> None:
        words, pack = self._words, plan.pack
        clear(self._inside)
        told = words("From {sender}, {day}", sender=pack.sender, day=words.day(pack.made_at, year=True))
        head = row(
            tile("package"),
            (col(label(told, "title"), label(self._counted(plan), "label", "2"), gap=2), 1),
            gap=12,
        )
        leave = button(words("Leave it"), variant="ghost")
        leave.clicked.connect(self.left)
        n = len(plan.taken)
        said = words("Import {n}", n=n) if plan.trusted else words("Trust the sender and import {n}", n=n)
        self.take = button(said if n else words("Nothing to import"), "download", "primary")
        self.take.setEnabled(bool(n))
        self.take.clicked.connect(lambda: self.taken.emit(plan))
        rows: list[Item] = []
        groups: tuple[tuple[str, Tone, Sequence[PackFile]], ...] = (
            (words("new"), "good", plan.new),
            (words("changed"), "accent", plan.changed),
            (words("withdrawn"), "bad", plan.withdrawn),
            (words("newer here"), "neutral", plan.newer_here),
        )
        for what, tone, files in groups:
            for file in files[:SHOWN]:
                where = words(KINDS[file.piece.kind][0])
                line = row(chip(what, tone), (label(file.piece.name), 1), label(where, "label", "2"))
                add(line, fixed(NATIVE[file.locale], 64, "label", "2"))
                rows += [line, 4]
        items: list[Item] = [head, 14, self._signer(plan)]
        if rows:
            area = scroll(box(col(*rows, None, gap=2)))
            area.setMinimumHeight(min(240, 28 * len(rows) // 2 + 8))
            items += [14, rule(), 10, (area, 1)]
        add(self._inside, *items, 14, row(leave, None, self.take))
        self.take.setFocus()

    def _signer(self, plan: Plan) -> QFrame:
        words, code = self._words, plan.pack.signer
        if plan.trusted:
            told = words("Signed by someone this team knows: {fingerprint}", fingerprint=code)
            return banner("good", "shield-check", told)
        told = words("Nobody here knows the signer yet")
        more = words("Ask the sender to read you this number: {fingerprint}", fingerprint=code)
        return banner("warn", "shield-question", told, more)

    def _counted(self, plan: Plan) -> str:
        words = self._words
        parts = [
            words.count("{n} new", "{n} new", len(plan.new)),
            words.count("{n} changed", "{n} changed", len(plan.changed)),
            words.count("{n} the same", "{n} the same", plan.same),
        ]
        if plan.newer_here:
            parts.append(words.count("{n} left, newer here", "{n} left, newer here", len(plan.newer_here)))
        return " · ".join(parts)
