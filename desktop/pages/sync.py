"""The sync centre: what the last round did, what needs a decision, what waits, what this computer may see.

Opened from the pill or the palette; Esc goes back. Each part is made anew only when what it shows changed, so
that a round in the background never takes the keyboard away.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import ClassVar

from PySide6.QtCore import QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from data.sync.attention import Refused, put_back, see_to
from data.sync.conflicts import CHOICES
from desktop.actions import action
from desktop.decisions import Decisions
from desktop.desk import Desk, Notice
from desktop.documents import document_path, open_file
from desktop.freshness import Going
from desktop.page import Page, page
from desktop.pages.sync_cards import (
    ConflictCard,
    RefusedCard,
    going_card,
    rounds_card,
    summary_card,
    waiting_card,
)
from desktop.pages.sync_read import Centre, centre, export_log
from desktop.pages.sync_side import SyncSide
from desktop.text import label, told
from desktop.widgets.buttons import button, link, tool
from desktop.widgets.layouts import Item, add, box, clear, col, frame, page_head, row, rule, scroll, vrule
from desktop.widgets.marks import chip
from desktop.widgets.states import empty
from desktop.work import Task

TICK_MS = 1_000
SIDE_FROM = 980  # from this width of the page the side stands beside


@page("sync", "Sync", "refresh-cw")
class SyncPage(Page):
    kinds: ClassVar[frozenset[str]] = frozenset(
        {"outbox", "conflicts", "attention", "sync", "customers", "reps"}
    )

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        words = desk.words
        self._centre: Centre | None = None
        self._shown: dict[str, object] = {}  # what each part was made from
        self._cards: list[ConflictCard] = []
        self._decisions = Decisions(desk, self)
        self._next = label("", "label", "3")
        self._parts = {name: col(gap=10) for name in ("summary", "needs", "waiting", "rounds")}
        self._side = SyncSide(words)
        self._side.remove_wanted.connect(lambda: desk.ask("remove"))
        self._now = button(words("Sync now"), "refresh-cw")
        self._now.clicked.connect(self.sync_now)
        self._laptop = tool("laptop", words("This computer"), variant="")
        self._laptop.clicked.connect(self._open_drawer)
        self._drawer_room = col(gap=0, margins=(1, 1, 1, 1))
        self._edge, self._drawer = vrule(), frame("drawer", self._drawer_room)
        self._lay_out()
        self._tick = QTimer(self)
        self._tick.setInterval(TICK_MS)
        self._tick.timeout.connect(self._say_next)
        if desk.sync:
            desk.sync.moved.connect(self._follow)
        self.reload()

    # -- what is shown

    def reload(self) -> None:
        self.desk.work.start(self, partial(centre, self.desk.store, self.desk.now()), self._show)

    def first_focus(self) -> QWidget:
        return self._cards[0].answers.first if self._cards else self._now

    def back(self) -> bool:
        if self._drawer.isVisible():
            self._drawer.hide()
            return True
        return False

    def sights(self) -> Iterator[str]:
        if self._centre is None or not self._centre.conflicts:
            return
        self._decisions.ask(self._centre.conflicts[0])
        yield "conflict"
        self._decisions.dismiss()

    def showEvent(self, event: object) -> None:
        self._tick.start()

    def hideEvent(self, event: object) -> None:
        self._tick.stop()

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._fit()

    # -- what is done

    def sync_now(self) -> None:
        if self.desk.sync:
            self.desk.sync.sync_now()

    @action("sync.base", "Take the value of before", "git-merge", "1", page="sync")
    def take_base(self) -> None:
        self._take(0)

    @action("sync.mine", "Take the first answer", "git-merge", "2", page="sync")
    def take_mine(self) -> None:
        self._take(1)

    @action("sync.theirs", "Take the second answer", "git-merge", "3", page="sync")
    def take_theirs(self) -> None:
        self._take(2)

    @action("sync.export", "Export the log of rounds", "download", page="sync")
    def export(self) -> None:
        path = document_path(self.desk.words("Sync log"), ".csv")
        self.desk.work.start(self, partial(export_log, self.desk.store, path), self._exported)

    def _take(self, at: int) -> None:
        """Decide the conflict that the keyboard is in, else the first."""
        if not self._cards:
            return
        focus = self.focusWidget()
        held = next((one for one in self._cards if focus is not None and one.isAncestorOf(focus)), None)
        self._decisions.decide((held or self._cards[0]).conflict, CHOICES[at])

    def _see_to(self, refused: Refused) -> None:
        desk, store, mid = self.desk, self.desk.store, refused.mid
        words = desk.words

        def undo() -> None:
            back: Callable[[Task], None] = lambda task: put_back(store, mid)  # noqa: E731
            desk.work.start(self, back, lambda _: desk.toast(words("Taken back")), lane="write")

        desk.work.start(
            self,
            lambda task: see_to(store, mid, desk.now()),
            lambda _: desk.toast(words("Seen. The text stays kept."), undo),
            lane="write",
        )

    def _exported(self, path: Path) -> None:
        words = self.desk.words
        said, where = words("Saved: {file}", file=path.name), words("In {folder}", folder=str(path.parent))
        self.desk.banner(Notice(said, where, "good", words("Open the file"), lambda: open_file(path)))

    # -- inside

    def _lay_out(self) -> None:
        words = self.desk.words
        sub = words("Automatic: after each change, and every minute while there is a network")
        head = page_head(words("Sync"), self._laptop, self._now, sub=sub)
        self._body = box(
            col(
                *[self._parts[name] for name in ("summary", "needs", "waiting", "rounds")],
                None,
                gap=18,
                margins=(24, 18, 24, 24),
            )
        )
        self._area = scroll(self._body)
        self._alone = self._no_hub()
        main = box(col(head, rule(), (self._area, 1), (self._alone, 1), gap=0))
        self._place: QHBoxLayout = row((main, 1), self._edge, self._side, gap=0)
        self.setLayout(self._place)
        self._drawer.setParent(self)
        self._drawer.hide()
        self._alone.hide()

    def _no_hub(self) -> QWidget:
        words = self.desk.words
        connect = button(words("Connect to your team’s hub"), "server", "primary")
        connect.clicked.connect(lambda: self.desk.ask("hub"))
        return empty(
            "server",
            words("No team hub is connected"),
            words("Everything is on this computer alone. With a hub the team shares customers and prices."),
            connect,
        )

    def _show(self, found: Centre) -> None:
        self._centre = found
        linked = found.standing.link is not None
        self._area.setVisible(linked)
        self._alone.setVisible(not linked)
        self._now.setVisible(linked)
        if linked:
            self._fill(found)
        self._fit()
        self.ready.emit()

    def _fill(self, found: Centre) -> None:
        now = self.desk.now()
        minute = now // 60_000  # ages change with it
        self._part("summary", (found.rounds[:1], minute, self._hint(), self._going), self._summary)
        self._part(
            "needs",
            (found.conflicts, found.refused, found.standing.conflicts, not found.waiting),
            self._needs,
        )
        self._part("waiting", (found.waiting, found.waiting_count), self._waiting)
        self._part("rounds", found.rounds[1:], self._rounds)
        side = (found.standing, found.shares)
        if self._shown.get("side") != side:
            self._shown["side"] = side
            self._side.show_centre(found, now)
        self._say_next()

    def _part(self, name: str, made_from: object, make: Callable[[QVBoxLayout], None]) -> None:
        if name not in self._shown or self._shown[name] != made_from:
            self._shown[name] = made_from
            clear(self._parts[name])
            make(self._parts[name])

    @property
    def _going(self) -> Going | None:
        return self.desk.sync.going if self.desk.sync else None

    def _hint(self) -> str:
        """Why the last round failed, in words."""
        failure = self.desk.sync.failure if self.desk.sync else None
        return told(failure, self.desk.words) if failure else ""

    def _summary(self, into: QVBoxLayout) -> None:
        assert self._centre
        words, found = self.desk.words, self._centre
        if going := self._going:
            tie = found.standing.link
            add(into, going_card(words, going, catching_up=tie is not None and tie.catching_up))
        else:
            last = found.rounds[0] if found.rounds else None
            add(into, summary_card(words, last, self.desk.now(), self._hint()))

    def _needs(self, into: QVBoxLayout) -> None:
        assert self._centre
        words, found = self.desk.words, self._centre
        had = any(card.isAncestorOf(focus) for card in self._cards if (focus := self.focusWidget()))
        self._cards = [self._conflict_card(one) for one in found.conflicts]
        refusals = [self._refused_card(one) for one in found.refused]
        if count := found.standing.conflicts + found.standing.refused:
            head: Item = row(label(words("Needs you"), "heading"), chip(words.number(count), "bad"), None)
            add(into, head, *self._cards, *refusals)
            if (rest := count - len(self._cards) - len(refusals)) > 0:
                add(into, label(words("{n} more", n=words.number(rest)), "label", "3"))
        elif not found.waiting:
            add(into, label(words("Nothing needs you, and nothing waits to be sent."), "body", "2"))
        if had:
            self.first_focus().setFocus()

    def _conflict_card(self, conflict: object) -> ConflictCard:
        made = ConflictCard(self.desk.words, conflict, self.desk.now())  # type: ignore[arg-type]
        made.chosen.connect(lambda choice: self._decisions.decide(made.conflict, choice))
        made.asked.connect(lambda: self._decisions.ask(made.conflict))
        return made

    def _refused_card(self, refused: Refused) -> RefusedCard:
        made = RefusedCard(self.desk.words, refused)
        made.seen.connect(lambda: self._see_to(refused))
        made.opened.connect(lambda: self.desk.go("customers", refused.message.subject.customer_id))
        return made

    def _waiting(self, into: QVBoxLayout) -> None:
        assert self._centre
        found = self._centre
        if found.waiting:
            self._next = label("", "label", "3")
            add(
                into,
                waiting_card(
                    self.desk.words, found.waiting, found.waiting_count, self._next, self.desk.now()
                ),
            )

    def _rounds(self, into: QVBoxLayout) -> None:
        assert self._centre
        if earlier := self._centre.rounds[1:]:
            export = link(self.desk.words("Export the log"))
            export.clicked.connect(self.export)
            add(into, rounds_card(self.desk.words, earlier, export, self.desk.now()))

    def _follow(self) -> None:
        """A round began, moved on or ended."""
        if self._centre and self.isVisible():
            self._fill(self._centre)

    def _say_next(self) -> None:
        sync = self.desk.sync
        if not (sync and self._centre and self._centre.waiting):
            return
        words = self.desk.words
        if sync.running:
            said = words("Saved here. Being sent")
        else:
            seconds = max(1, sync.next_in_ms // 1000)
            said = words.count(
                "Saved here. Next try in {n} second", "Saved here. Next try in {n} seconds", seconds
            )
        self._next.setText(said)

    def _fit(self) -> None:
        """The side beside the page where there is room, else behind a button."""
        linked = self._centre is not None and self._centre.standing.link is not None
        beside = self.width() >= SIDE_FROM
        self._laptop.setVisible(linked and not beside)
        self._edge.setVisible(linked and beside)
        if beside:
            self._drawer.hide()
            self._place.addWidget(self._side)
            self._side.setVisible(linked)
        elif self._drawer_room.indexOf(self._side) < 0:
            self._drawer_room.addWidget(self._side)
        width = self._side.width() + 2
        self._drawer.setGeometry(self.width() - width, 0, width, self.height())

    def _open_drawer(self) -> None:
        self._side.show()
        self._drawer.setVisible(not self._drawer.isVisible())
        self._drawer.raise_()
