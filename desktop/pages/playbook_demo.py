"""A demo by the clock: its steps with the time at which each begins, and a timer that goes through them."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QElapsedTimer, QTimer
from PySide6.QtWidgets import QFrame, QLabel, QWidget

from desktop.text import label, prose
from desktop.widgets.buttons import button
from desktop.widgets.layouts import clear, col, frame, row, section
from desktop.widgets.marks import progress_bar
from sales.demo import length, moment, starts
from sales.stories import DemoStep
from sales.words import Words

TICK_MS = 250
TIME = 36  # px of the time before a step


class DemoPanel(QWidget):
    """The steps; `run` begins, and ends before the time. Which step is due is said as well as marked."""

    def __init__(self, words: Words) -> None:
        super().__init__()
        self._words = words
        self._steps: Sequence[DemoStep] = ()
        self._rows: list[QFrame] = []
        self._begun = QElapsedTimer()
        self._tick = QTimer(self)
        self._tick.setInterval(TICK_MS)
        self._tick.timeout.connect(lambda: self.show_time(self._begun.elapsed() // 1000))
        self._body = col(gap=0)
        self.setLayout(self._body)

    @property
    def running(self) -> bool:
        return self._tick.isActive()

    def show_steps(self, steps: Sequence[DemoStep]) -> None:
        """Show a demo from its beginning."""
        self._tick.stop()
        self._steps = steps
        clear(self._body)
        self._rows = []
        self.setVisible(bool(steps))
        if not steps:
            return
        words = self._words
        self._length = label(words.duration(length(steps)), "label", "3")
        self._body.addLayout(section(words("Demo"), self._length))
        self._bar = progress_bar(words("Demo"), 0.0)
        self._bar.hide()
        self._body.addSpacing(6)
        self._body.addWidget(self._bar)
        for begin, step in zip(starts(steps), steps, strict=True):
            self._rows.append(self._row(begin, step))
            self._body.addWidget(self._rows[-1])
        self._left = label("", "label", "accent")
        self._left.hide()
        self._run = button(words("Run with timer"), "timer")
        self._run.clicked.connect(self.run)
        self._body.addSpacing(6)
        self._body.addWidget(self._left)
        self._body.addSpacing(6)
        self._body.addWidget(self._run)

    def run(self) -> None:
        """Begin, or stop before the time."""
        if not self._steps:
            return
        if self.running:
            self._stop()
            return
        self._begun.start()
        self._tick.start()
        self._run.setText(f" {self._words('Stop')}")
        self._bar.show()
        self._left.show()
        self.show_time(0)

    def stop(self) -> bool:
        """Stop if it runs; False if it did not."""
        if not self.running:
            return False
        self._stop()
        return True

    def show_time(self, elapsed: int) -> None:
        """Show where one is after so many seconds."""
        at = moment(self._steps, elapsed)
        if at.over:
            self._stop()
            self._left.setText(self._words("Done. Now be quiet and listen."))
            self._left.show()
            return
        for place, shown in enumerate(self._rows):
            _mark(shown, now=place == at.step)
        whole = length(self._steps)
        self._bar.setValue(round(1000 * elapsed / whole))
        self._left.setText(
            self._words(
                "Step {n}: {left} left, {whole} in all",
                n=at.step + 1,
                left=_clock(at.left),
                whole=_clock(whole - elapsed),
            )
        )

    def _stop(self) -> None:
        self._tick.stop()
        self._run.setText(f" {self._words('Run with timer')}")
        self._bar.hide()
        self._left.hide()
        for shown in self._rows:
            _mark(shown, now=False)

    def _row(self, begin: int, step: DemoStep) -> QFrame:
        at: QLabel = label(_clock(begin), "label", "3")
        at.setFixedWidth(TIME)
        said = row(col(1, at, None, gap=0), (prose(step.show), 1), gap=6)
        said.setContentsMargins(8, 4, 8, 4)
        return frame("bare", said)


def _mark(shown: QFrame, *, now: bool) -> None:
    kind = "say" if now else "bare"
    if shown.property("kind") != kind:
        shown.setProperty("kind", kind)
        shown.style().unpolish(shown)
        shown.style().polish(shown)


def _clock(seconds: int) -> str:
    return f"{seconds // 60}:{seconds % 60:02d}"
