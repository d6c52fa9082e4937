"""The side of the sync centre: this computer, for how long it may work offline, what it may see."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from data.sync.standing import Share
from desktop.pages.sync_read import Centre
from desktop.text import Elided, label
from desktop.theme import Tone
from desktop.widgets.buttons import button
from desktop.widgets.layouts import Item, add, box, clear, col, row, rule, scroll
from desktop.widgets.marks import progress_bar
from sales.words import Words

WIDTH = 308
LEASE_DAYS, WEEKEND = 14, 2
SECOND_MS, MINUTE_MS = 1_000, 60_000


class SyncSide(QWidget):
    remove_wanted = Signal()

    def __init__(self, words: Words) -> None:
        super().__init__()
        self._words = words
        self.setFixedWidth(WIDTH)
        self._body = col(gap=8, margins=(20, 18, 20, 12))
        remove = button(words("Remove this computer"), variant="danger")
        remove.clicked.connect(self.remove_wanted)
        self._remove = box(row(remove, None, margins=(20, 8, 20, 20)))
        self.setLayout(col((scroll(box(self._body)), 1), self._remove, gap=0))

    def show_centre(self, centre: Centre, now: int) -> None:
        clear(self._body)
        add(
            self._body,
            label(self._words("This computer"), "heading"),
            2,
            *self._computer(centre, now),
            8,
            rule(),
            8,
            *self._lease(centre),
            8,
            rule(),
            8,
            label(self._words("What I may see"), "heading"),
            2,
            *[self._share(share) for share in centre.shares],
            None,
        )

    def _computer(self, centre: Centre, now: int) -> list[Item]:
        words, tie = self._words, centre.standing.link
        if tie is None:
            return []
        age = max(0, now - tie.last_success_at) // 1000
        facts = [
            (words("Device"), tie.device_name or tie.device),
            (words("Signed in"), tie.user_name),
            (words("Enrolled"), words.day(tie.enrolled_at, year=True)),
            (words("Hub"), tie.hub.partition("://")[2]),
            (words("Data age"), words.duration(age) if tie.last_success_at else words("never synced")),
            (words("Clock"), self._clock(tie.hub_ahead_ms)),
        ]
        return [_fact(name, value) for name, value in facts if value]

    def _clock(self, ahead_ms: int) -> str:
        """How this computer's clock goes; what is written is set right by it."""
        words = self._words
        if abs(ahead_ms) < SECOND_MS:
            return words("right")
        off = words.duration(abs(ahead_ms) // 1000)
        if ahead_ms < 0:
            return words("{time} ahead, corrected", time=off)
        return words("{time} behind, corrected", time=off)

    def _lease(self, centre: Centre) -> list[Item]:
        words, days = self._words, centre.standing.days_left
        of = max(LEASE_DAYS, days)
        left = words("{n} of {all} days left", n=days, all=of) if days else words("ended")
        note = words(
            "Renewed at every contact. After it ends, customers are hidden until the next sync;"
            " you can still save and send."
        )
        tone: Tone = "accent" if days > WEEKEND else "warn"
        return [
            col(
                row(label(words("Lease"), "strong"), None, label(left, "label", "2")),
                progress_bar(words("Lease"), days / of, tone),
                label(note, "caption", "3", wrap=True),
                gap=7,
            )
        ]

    def _share(self, share: Share) -> QHBoxLayout:
        words = self._words
        if share.territory:
            count = words.count("{n} customer", "{n} customers", share.customers)
            return _fact(words("Territory {name}", name=share.territory), count)
        name = words("For everyone") if share.scope == "shared" else words("The office’s")
        return _fact(name, words.count("{n} row", "{n} rows", share.rows))


def _fact(name: str, value: str) -> QHBoxLayout:
    shown = Elided(value)
    shown.setAlignment(Qt.AlignmentFlag.AlignRight)
    return row(label(name, "body", "2"), 8, (shown, 1), gap=0)
