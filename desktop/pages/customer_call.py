"""A contact opened in the history: its steps with their answers, cards, notes and promises, by time."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QFrame, QWidget

from desktop.icons import icon_label
from desktop.pages.customer_track import STAGES
from desktop.text import fixed, label
from desktop.theme import Tone
from desktop.widgets.layouts import Item, box, col, row
from desktop.widgets.marks import chip
from sales.contact_marks import ContactMark
from sales.facts import Activity
from sales.words import Words

CLOCK = 44  # px
ICONS = {
    "step": "circle-dot", "objection": "shield-question-mark", "note": "sticky-note", "price": "tag",
    "commitment": "handshake", "competitor": "flag", "message": "message-square-text", "presented": "eye",
}  # fmt: skip


class CallCard(QFrame):
    """One line for each mark; a step and the answer that was given to it share one."""

    def __init__(self, contact: Activity, marks: Sequence[ContactMark], words: Words) -> None:
        super().__init__()
        self.setProperty("kind", "card")
        self.setAccessibleName(words("How the call went"))
        self._words, self.contact_id = words, contact.id
        self.setLayout(col(*self._lines(marks), gap=6, margins=(14, 11, 14, 12)))

    def _lines(self, marks: Sequence[ContactMark]) -> list[QWidget]:
        lines = []
        for at, mark in enumerate(marks):
            if mark.kind == "answer":
                continue
            said = mark.text or ""
            if mark.kind == "step":
                said = self._step(mark, _answer_to(mark, marks[at + 1 :]))
            elif mark.kind == "objection":
                said = f"“{said or mark.ref}”"
            lines.append(self._line(mark, said))
        return lines

    def _line(self, mark: ContactMark, said: str) -> QWidget:
        shown = label(said, "body", "" if mark.kind != "step" else "2", wrap=True)
        parts: list[Item] = [
            col(1, fixed(self._words.clock(mark.at), CLOCK, "caption", "3"), None),
            col(3, icon_label(ICONS.get(mark.kind, "circle"), "text_3", 14), None),
            (shown, 1),
        ]
        if judged := self._judged(mark):
            parts.append(col(chip(*judged), None))
        return box(row(*parts, gap=8))

    def _step(self, mark: ContactMark, answer: str) -> str:
        words = self._words
        name = mark.text or words(STAGES.get((mark.ref or "").partition(".")[0], mark.ref or ""))
        return words("{step}: “{answer}”", step=name, answer=answer) if answer else name

    def _judged(self, mark: ContactMark) -> tuple[str, Tone] | None:
        if mark.kind != "objection" or mark.worked is None:
            return None
        words = self._words
        return (words("worked"), "good") if mark.worked else (words("did not work"), "warn")


def _answer_to(step: ContactMark, later: Sequence[ContactMark]) -> str:
    """What was answered at a step, before the next one began."""
    for mark in later:
        if mark.kind == "step":
            return ""
        if mark.kind == "answer" and mark.step == step.ref:
            return mark.text or ""
    return ""
