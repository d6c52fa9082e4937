"""One talk track as a tree: stage by stage what to say, ask and show, with where each answer leads."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from data.content.tracks import TRACKS
from data.handbook import TrackReading
from desktop.desk import Desk
from desktop.icons import icon_label
from desktop.pages.customer_track import STAGES
from desktop.pages.playbook_parts import bullets, checked, kept_by, spoken
from desktop.pages.playbook_rating import RatingFoot
from desktop.pages.playbook_worth import told_opinions
from desktop.segments import segment_chip
from desktop.text import Elided, label
from desktop.widgets.buttons import Block
from desktop.widgets.layouts import Item, add, box, clear, col, frame, row, rule, section, vrule
from desktop.widgets.marks import chip, keycap, meter, seal
from desktop.widgets.turns import Turns
from reports.phrases import CATEGORIES, named
from sales.brief import Step
from sales.words import Words

INDENT = 22  # px by which a branch stands in
ROOM = 9000  # px while steps are being made, so that nothing in them is pressed together


class TrackReader(QObject):
    """Fills a column with a track and the side with its outline. `step_wanted` carries a step's id."""

    step_wanted = Signal(str)

    def __init__(self, desk: Desk, owner: QWidget, into: QVBoxLayout, side: QVBoxLayout) -> None:
        super().__init__(owner)
        self._rating = RatingFoot(desk, owner, TRACKS.folder)
        self._desk, self._into, self._side = desk, into, side
        self._turns = Turns(owner)
        self._turns.done.connect(self._finish)
        self._body = box(col(gap=10))
        self.reading: TrackReading | None = None
        self.steps: dict[str, QFrame] = {}

    def show(self, reading: TrackReading, *, for_customer: bool) -> None:
        """Show a track from its first step on."""
        words = self._desk.words
        self.reading = reading
        self.steps = {}
        clear(self._into)
        add(self._into, self._head(reading, for_customer=for_customer), 16)
        titles = {step.id: step.title for step in reading.filled.steps}
        body = col(None, gap=10)  # what is not there yet is below what is
        self._body = box(body)
        self._body.setMinimumHeight(ROOM)
        self._into.addWidget(self._body)
        steps = [partial(self._add_step, body, step, titles) for step in reading.filled.steps]
        self._turns.run(steps)
        add(self._into, 18, rule(), 12, self._rating.ask(reading.track.id, reading.track.version))
        self._fill_side(reading, words)

    def _finish(self) -> None:
        self._body.setMinimumHeight(0)

    def _head(self, reading: TrackReading, *, for_customer: bool) -> QWidget:
        words, track = self._desk.words, reading.track
        said, due = checked(words, track, reading.overdue_days)
        chips: list[Item] = [segment_chip(words, one) for one in track.segments]
        chips += [chip(named(words, CATEGORIES, one)) for one in track.categories]
        chips += [chip(one) for one in (*track.products, *track.channels)]
        objective = words("Objective: {objective}", objective=reading.filled.objective)
        items: list[Item] = [
            label(track.title, "display", wrap=True),
            label(objective, "body", "2", wrap=True),
            6,
        ]
        items += [row(seal(said, due=due), 4, *chips, None, gap=6)]
        if not for_customer:
            hint = words("Variables are marked; opened from a customer, the track is filled in.")
            items += [
                4,
                row(icon_label("info", "text_3", 13), (label(hint, "label", "3", wrap=True), 1), gap=7),
            ]
        return box(col(*items, gap=3))

    def _add_step(self, body: QVBoxLayout, step: Step, titles: dict[str, str]) -> None:
        body.insertWidget(body.count() - 1, self._step(step, titles))

    def _step(self, step: Step, titles: dict[str, str]) -> QWidget:
        words, reading = self._desk.words, self.reading
        assert reading
        stage, _, branch = step.id.partition(".")
        used = reading.by_step.get(step.id, 0)
        stands = words(STAGES.get(stage, step.title))
        head: list[Item] = [(label(step.title, "strong", wrap=True), 1)]
        if branch:
            head.insert(0, icon_label("corner-down-right", "text_3", 14))
        elif stands != step.title:
            head.insert(0, chip(stands))
        if used:
            head.append(label(words.count("{n} time", "{n} times", used), "caption", "3"))
        items: list[Item] = [row(*head, gap=8), 6, *(spoken(words, line, "lead") for line in step.say)]
        for icon, title, lines in (
            ("circle-question-mark", words("Ask"), step.ask),
            ("ear", words("Listen for"), step.listen),
            ("eye", words("Show them"), step.show),
            ("ban", words("Avoid"), step.avoid),
        ):
            if lines:
                items += [6, bullets(words, icon, title, lines)]
        if step.answers:
            items += [
                8,
                *(self._answer(at, said, to, titles) for at, (said, to) in enumerate(step.answers, 1)),
            ]
        made = frame("card", col(*items, gap=3, margins=(16, 12, 14, 12)))
        made.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        made.setAccessibleName(f"{words(STAGES.get(stage, stage))}: {step.title}")
        self.steps[step.id] = made
        if not branch:
            return made
        return box(row(INDENT - 8, vrule(), (made, 1), gap=7))

    def _answer(self, at: int, said: str, leads_to: str, titles: dict[str, str]) -> Block:
        to = titles.get(leads_to, leads_to)
        line = row(
            keycap(str(at)),
            (label(said, "body", wrap=True), 1),
            icon_label("corner-down-right", "text_3", 14),
            label(to, "label", "2"),
            margins=(6, 3, 8, 3),
        )
        block = Block(line, self._desk.words("{said}: leads to {step}", said=said, step=to), "bare")
        block.pressed.connect(lambda: self.step_wanted.emit(leads_to))
        return block

    def _fill_side(self, reading: TrackReading, words: Words) -> None:
        clear(self._side)
        counted = words.count("{n} time", "{n} times", reading.calls)
        add(self._side, section(words("The way through"), label(counted, "label", "3")), 6)
        add(self._side, *self._outline(reading.filled.steps, reading, words))
        if reading.calls:
            note = words("Bar: share of the calls that came to the step.")
            add(self._side, 4, label(note, "caption", "3", wrap=True))
        if reading.opinions:
            add(self._side, 14, rule(), 12, *told_opinions(reading.opinions, words))
        add(self._side, 14, rule(), 12, *kept_by(words, reading.track, reading.overdue_days))

    def _outline(self, steps: Sequence[Step], reading: TrackReading, words: Words) -> list[Item]:
        items: list[Item] = []
        for step in steps:
            share = reading.by_step.get(step.id, 0) / reading.calls if reading.calls else 0.0
            name = f"{step.title}: {words.percent(share)}"
            line = row(
                (Elided(step.title, "body" if "." in step.id else "strong"), 1), meter(min(share, 1.0), name)
            )
            line.setContentsMargins(8 + (INDENT if "." in step.id else 0), 2, 8, 2)
            block = Block(line, name, "bare")
            block.pressed.connect(lambda step=step: self.step_wanted.emit(step.id))
            items.append(block)
        return items
