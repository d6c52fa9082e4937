"""Left in Call mode: the steps gone with the answers given, the open one with its answers, those to come."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget

from desktop.icons import icon_label
from desktop.pages.call_parts import CLEAR, READ, Place, clear_text, hint, key, read
from desktop.pages.customer_track import STAGES
from desktop.text import Elided
from desktop.widgets.buttons import Block
from desktop.widgets.layouts import Item, box, col, frame, row, scroll
from sales.brief import FilledTrack, Step
from sales.calls import MOST_ANSWERS, Call, step_of
from sales.words import Words

LATEST = 4  # steps gone that are shown; the earlier ones are in the history


class CallTrack(QWidget):
    """`answered` carries the digit of an answer, `went` the id of a step that was chosen."""

    answered = Signal(int)
    went = Signal(str)

    def __init__(self, words: Words) -> None:
        super().__init__()
        self._words = words
        self.setAccessibleName(words("Talk track"))
        self._place = Place((12, 16, 12, 14))
        self._area: QScrollArea = scroll(self._place)
        self.setLayout(col((self._area, 1), gap=0))

    def show_call(self, call: Call) -> None:
        track, here = call.plan.track, call.here
        if track is None or here is None:
            said = self._words("No talk track fits. Notes, objections and promises are kept all the same.")
            self._place.show_all(box(row((read(said, "2", wrap=True), 1), margins=(12, 0, 12, 0))), None)
            return
        gone = [self._gone(step, stop.said) for stop in call.way[:-1] if (step := step_of(call, stop.step))]
        items: list[Item] = [self._title(track), *gone[-LATEST:], 4, self._open(call, here), 4]
        items += [self._later(step) for step in _to_come(track, here)]
        self._place.show_all(*items, None)
        self._area.verticalScrollBar().setValue(0)

    def _title(self, track: FilledTrack) -> QWidget:
        why = read(track.why[:1].upper() + track.why[1:], "3", wrap=True)
        return box(col(clear_text(track.title, wrap=True), why, gap=2, margins=(12, 0, 12, 8)))

    def _gone(self, step: Step, said: str) -> QWidget:
        """A step that is behind us, with the answer that was given."""
        name = Elided(self._name(step), READ)
        answer = Elided(said, READ, "3")
        answer.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        mark = icon_label("check" if said else "minus", "good" if said else "text_3", 16)
        line = row(mark, name, (answer, 1), gap=10, margins=(12, 5, 12, 5))
        return box(line)

    def _open(self, call: Call, here: Step) -> QWidget:
        """The open step and what the customer may answer."""
        words = self._words
        name = row(icon_label("circle-dot", "accent", 16), (Elided(here.title, CLEAR, "accent"), 1), gap=10)
        block: QVBoxLayout = col(name, gap=8, margins=(10, 10, 10, 12))
        if here.answers:
            block.addWidget(read(words("They answer"), "2"))
        for digit, (said, leads_to) in enumerate(here.answers[:MOST_ANSWERS], 1):
            block.addWidget(self._answer(digit, said, step_of(call, leads_to)))
        if not here.answers:
            block.addWidget(read(words("Here the track ends."), "2", wrap=True))
            block.addWidget(hint("Esc", words("end the call")))
        return frame("say", block)

    def _answer(self, digit: int, said: str, leads_to: Step | None) -> Block:
        mark = icon_label("corner-down-right", "text_3", 15)
        leads = row(
            col(4, mark, None, gap=0), (read(leads_to.title if leads_to else "", "3", wrap=True), 1), gap=6
        )
        line = row(col(key(str(digit)), None), (col(clear_text(said, wrap=True), leads, gap=2), 1), gap=10)
        line.setContentsMargins(10, 8, 10, 8)
        block = Block(line, f"{digit}: {said}")
        block.pressed.connect(partial(self.answered.emit, digit))
        return block

    def _later(self, step: Step) -> Block:
        line = row(icon_label("circle", "text_3", 16), (Elided(self._name(step), READ, "2"), 1), gap=10)
        line.setContentsMargins(11, 4, 11, 4)
        block = Block(line, self._words("Go to {step}", step=self._name(step)), "bare")
        block.pressed.connect(partial(self.went.emit, step.id))
        return block

    def _name(self, step: Step) -> str:
        """A stage's own step by its stage, a part of one by its title."""
        return self._words(STAGES[step.id]) if step.id in STAGES else step.title


def _to_come(track: FilledTrack, here: Step) -> list[Step]:
    """The first step of each stage after the one that is open."""
    stages = list({_stage(step): step for step in reversed(track.steps)}.values())[::-1]
    names = [_stage(step) for step in stages]
    return stages[names.index(_stage(here)) + 1 :]


def _stage(step: Step) -> str:
    return step.id.partition(".")[0]
