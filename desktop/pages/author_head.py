"""Above the text: what the piece is called, how it stands, what waits for a word, and Publish."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QMenu, QWidget

from data.publishing import DECLINED, PUBLISHED
from desktop.icons import icon, icon_label
from desktop.pages.author_jobs import Look, Opened
from desktop.text import Elided, label
from desktop.widgets.buttons import button, link, tool
from desktop.widgets.layouts import clear, col, frame, row
from desktop.widgets.states import banner
from sales.words import Words

DATED = "verified_on"  # in the head of what is checked from time to time

FAULTY = {"en": "The English text has a fault", "zh_CN": "The Chinese text has a fault"}
UNWRITTEN = {"en": "Not written in English yet", "zh_CN": "Not written in Chinese yet"}


class AuthorHead(QWidget):
    """What is wanted goes out as signals; `compared` carries a version, `decided` the state it gets."""

    publish_wanted = Signal()
    review_wanted = Signal()
    discard_wanted = Signal()
    withdraw_wanted = Signal()
    theirs_wanted = Signal()
    sent_wanted = Signal()  # what is in review, as a draft
    queue_wanted = Signal()
    compared = Signal(int)
    decided = Signal(str)

    def __init__(self, words: Words) -> None:
        super().__init__()
        self._words = words
        self._title, self._state = Elided("", "title"), Elided("", "label", "2")
        self.publish = button(words("Verify and publish"), "badge-check", "primary")
        self.publish.clicked.connect(self.publish_wanted)
        self._more = tool("ellipsis", words("More"), variant="")
        self._more.setPopupMode(self._more.ToolButtonPopupMode.InstantPopup)
        self._back = tool("panel-right", words("Show the list"), variant="")
        self._back.clicked.connect(self.queue_wanted)
        self._back.hide()
        self.reason = label("", "label", "3", wrap=True)
        self.reason.hide()
        self._banners = col(gap=8)
        told = col(self._title, self._state, gap=2)
        line = row(self._back, (told, 1), self._more, self.publish, gap=8)
        self.setLayout(col(line, self.reason, self._banners, gap=8))

    def show_way_back(self, *, shown: bool) -> None:
        """Offer the list where it does not stand beside."""
        self._back.setVisible(shown)

    def show_piece(self, opened: Opened, locale: str, names: Mapping[str, str], *, changed: bool) -> None:
        """Say how the piece stands in a language."""
        self._say_state(opened, locale)
        self._fill_menu(opened, changed=changed)
        clear(self._banners)
        if opened.sent is not None:
            self._banners.addWidget(self._review(opened, names))
        side = opened.sides[locale]
        if side.draft and side.draft.based_on < side.current.version:
            words = self._words
            told = words("Version {n} was published since you began", n=side.current.version)
            take = button(words("Take it in"), "git-merge")
            take.clicked.connect(self.theirs_wanted)
            self._banners.addWidget(banner("warn", "git-merge", told, "", [take]))

    def show_look(self, opened: Opened, found: Look, to_publish: Mapping[str, str]) -> None:
        """Say what keeps the text from being published, if anything does."""
        words = self._words
        reason = self._reason(opened, found, to_publish)
        self.publish.setEnabled(not reason)
        self.publish.setToolTip(reason)
        self.publish.setText(f" {words('Verify and publish') if DATED in found.text else words('Publish')}")
        self.reason.setText(reason)
        self.reason.setVisible(bool(reason))
        if found.previews and not found.stands_in:
            self._title.setText(found.previews[0].title)

    def call(self, title: str) -> None:
        """Give the piece a title until its text has one."""
        self._title.setText(title)

    def _reason(self, opened: Opened, found: Look, to_publish: Mapping[str, str]) -> str:
        words, broken = self._words, len(found.checked.broken)
        if not opened.may:
            return words("Only a manager publishes. Tell a manager what should change.")
        if broken and found.locale in to_publish:
            return words.count("{n} fault keeps it back", "{n} faults keep it back", broken)
        if found.broken_elsewhere:
            return words(FAULTY[found.broken_elsewhere[0]])
        return "" if any(to_publish.values()) else words("There is nothing to publish")

    def _say_state(self, opened: Opened, locale: str) -> None:
        words, side = self._words, opened.sides[locale]
        now = side.current
        if side.draft:
            time = words.clock(side.draft.at)
            told = words("Version {n}, draft · saved here {time}", n=opened.next, time=time)
        elif now.withdrawn:
            told = words("Withdrawn on {day}", day=words.day(now.at))
        elif now.at:
            told = words("Version {n}, since {day}", n=now.version, day=words.day(now.at))
        elif now.text:
            told = words("Version {n}, came with Rapport", n=now.version)
        else:
            told = words(UNWRITTEN[locale])
        self._state.setText(told)

    def _fill_menu(self, opened: Opened, *, changed: bool) -> None:
        words, may = self._words, opened.may
        there = any(side.current.text for side in opened.sides.values())
        rows: tuple[tuple[str, str, Callable[[], object], bool], ...] = (
            ("send", words("Send for review"), self.review_wanted.emit, may and changed),
            ("rotate-ccw", words("Discard the draft"), self.discard_wanted.emit, may and changed),
            ("archive", words("Withdraw the piece"), self.withdraw_wanted.emit, may and there),
        )
        old, menu = self._more.menu(), QMenu(self)
        for sign, name, run, possible in rows:
            entry = menu.addAction(icon(sign), name)
            entry.setEnabled(possible)
            entry.triggered.connect(lambda _=False, run=run: run())
        self._more.setMenu(menu)
        if old is not None:
            old.deleteLater()

    def _review(self, opened: Opened, names: Mapping[str, str]) -> QWidget:
        assert opened.sent
        words, sent = self._words, opened.sent
        by = names.get(sent.rep_id or "") or words("A manager")
        told = words("{name} asks you to look at version {n}", name=by, n=sent.version)
        see = link(words("See the changes"))
        see.clicked.connect(lambda: self.compared.emit(sent.version))
        shown: list[QWidget] = [see]
        if opened.may:
            edit = link(words("Edit it"))
            edit.clicked.connect(self.sent_wanted)
            shown.append(edit)
        for state, name in (
            ((DECLINED, words("Decline")), (PUBLISHED, words("Publish it"))) if opened.may else ()
        ):
            one = button(name)
            one.clicked.connect(lambda _=False, state=state: self.decided.emit(state))
            shown.append(one)
        said = col(label(told, "strong", wrap=True), gap=1)
        if sent.remark:
            said.addWidget(label(sent.remark, "label", "2", wrap=True))
        line = row((col(2, icon_label("eye", "accent", 16), None), 0), (said, 1), gap=10)
        return frame("accent", col(line, row(None, *shown, gap=10), gap=4, margins=(14, 10, 10, 8)))
