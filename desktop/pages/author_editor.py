"""The middle of the author page: one piece as text, its languages, what changed, its versions.

What is typed is kept as it is typed, at most a moment later; nothing asks to be saved.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from functools import partial

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from data.authoring import Draft, Piece, discard, keep_draft, keep_drafts
from data.publishing import PUBLISHED
from desktop.desk import Desk
from desktop.pages.author_faults import FaultList, said
from desktop.pages.author_head import DATED, AuthorHead
from desktop.pages.author_jobs import NATIVE, Look, Opened, Side, look
from desktop.pages.author_text import Script
from desktop.pages.author_versions import Comparison, VersionList
from desktop.text import label
from desktop.widgets.buttons import Segmented
from desktop.widgets.fields import line_edit
from desktop.widgets.layouts import box, col, row
from desktop.widgets.marks import keycap
from desktop.work import Task
from sales.authoring import Fix, replaced
from sales.revisions import Marks, merged
from sales.track_filling import SPEC, VARIABLES
from sales.words import LOCALES

KEEP_MS, LOOK_MS = 350, 160
WRITE, CHANGES, VERSIONS = range(3)


class AuthorEditor(QWidget):
    """`looked` carries a Look, `back_wanted` the number of an old version."""

    looked = Signal(object)
    back_wanted = Signal(int)  # an old version

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk, words = desk, desk.words
        self.opened: Opened | None = None
        self.shown = words.locale
        self.texts: dict[str, str] = {}
        self._names: Mapping[str, str] = {}
        self._whom: str | None = None
        self._look: Look | None = None
        self._task: Task | None = None
        self._unkept: set[str] = set()
        self.script = Script(words)
        self.script.typed.connect(self._typed)
        self.faults = FaultList(words)
        self.faults.fixed.connect(self._fix)
        self.faults.gone_to.connect(self.script.go_to)
        self.comparison, self.versions = Comparison(words), VersionList(words)
        self.versions.compared.connect(self.compare_with)
        self.versions.wanted_back.connect(self.back_wanted)
        self.remark = line_edit(words("What changed?"), hint=words("What changed? It stands in the history."))
        self.remark.textEdited.connect(lambda _: self._touch())
        self.head = AuthorHead(words)
        self.head.compared.connect(self.compare_with)
        self.head.discard_wanted.connect(self.discard)
        self.head.theirs_wanted.connect(self.take_theirs)
        self.head.sent_wanted.connect(self.take_sent)
        self._lay_out()
        self._keeping = self._timer(KEEP_MS, self.keep_now)
        self._looking = self._timer(LOOK_MS, self.look_again)

    # -- what is shown

    def show_piece(self, opened: Opened, names: Mapping[str, str]) -> None:
        """Show a piece. If it is the one on screen, what is being typed stays."""
        same = self.opened is not None and self.opened.piece == opened.piece
        self.opened, self._names = self._with_mine(opened), names
        opened = self.opened
        if same:
            for locale, side in opened.sides.items():
                self._take(locale, side.text)
        else:
            self._unkept.clear()
            self.texts = {locale: side.text for locale, side in opened.sides.items()}
            if not self.texts[self.shown]:
                self.shown = next((one for one in LOCALES if self.texts[one]), self.shown)
            self.script.load(self.texts[self.shown])
            self.turn(WRITE)
        self._languages.choose(LOCALES.index(self.shown))
        if not self.remark.hasFocus():
            self.remark.setText(next((s.draft.remark for s in opened.sides.values() if s.draft), ""))
        self.script.setReadOnly(not opened.may)
        self.remark.setVisible(opened.may)
        self.versions.show_versions(opened, names)
        self._say_state()
        self.look_again()

    def show_for(self, customer_id: str | None) -> None:
        """Fill the preview in for a customer."""
        self._whom = customer_id
        self.look_again()

    @property
    def piece(self) -> Piece | None:
        return self.opened.piece if self.opened else None

    @property
    def changed(self) -> tuple[str, ...]:
        """The languages in which the text is another than the one that counts."""
        if self.opened is None:
            return ()
        return tuple(one for one in LOCALES if self.texts[one] != self.opened.sides[one].current.text)

    @property
    def to_publish(self) -> dict[str, str]:
        """The texts that would be published: those that changed, or, to confirm them, all with a check."""
        chosen = self.changed or tuple(one for one in LOCALES if DATED in self.texts.get(one, ""))
        return {locale: self.texts[locale] for locale in chosen}

    @property
    def at_rest(self) -> bool:
        """Whether all that was typed is on its way into the store, and checked."""
        return not (self._keeping.isActive() or self._looking.isActive())

    def turn(self, place: int) -> None:
        """Show the text, what changed, or the versions."""
        self._tabs.choose(place)
        if place == CHANGES:
            self._compare()
        self._stack.setCurrentIndex(place)
        self.faults.setVisible(
            place == WRITE and self._look is not None and bool(said(self._look, self.desk.words))
        )

    def compare_with(self, version: int) -> None:
        """Show what is between a version and the text as it is now."""
        self._tabs.choose(CHANGES)
        self._compare(version)
        self._stack.setCurrentIndex(CHANGES)
        self.faults.hide()

    # -- what is done

    def speak(self, locale: str) -> None:
        """Show the text in another language."""
        if self.opened is None or locale == self.shown:
            return
        self.keep_now()
        self.shown = locale
        self._languages.choose(LOCALES.index(locale))
        self.script.load(self.texts[locale])
        self.turn(self._stack.currentIndex())
        self._say_state()
        self.look_again()

    def keep_now(self) -> None:
        """Keep what was typed and is not kept yet."""
        self._keeping.stop()
        if self.opened is None or not self.opened.may:
            return
        for locale in sorted(self._unkept):
            self._keep(locale)
        self._unkept.clear()

    def look_again(self) -> None:
        """Check the text, and fill it in."""
        self._looking.stop()
        if self.opened is None:
            return
        if self._task:
            self._task.cancel()
        texts = self.to_publish
        texts.setdefault(self.shown, self.texts[self.shown])
        desk, piece = self.desk, self.opened.piece
        job = partial(look, desk.store, piece, self.shown, texts, self._whom, desk.words, desk.now())
        self._task = desk.work.start(self, job, self._show_look)

    def discard(self) -> None:
        """Let the drafts of the piece go, with a way back."""
        if self.opened is None:
            return
        desk, piece, words = self.desk, self.opened.piece, self.desk.words
        self.forget()

        def undo(gone: list[Draft]) -> None:
            job = lambda task: keep_drafts(desk.store, gone)  # noqa: E731
            desk.work.start(self, job, lambda _: desk.toast(words("Taken back")), lane="write")

        def done(gone: list[Draft]) -> None:
            desk.toast(words("Draft discarded"), partial(undo, gone))

        job = lambda task: [one for loc in LOCALES if (one := discard(desk.store, piece, loc))]  # noqa: E731
        desk.work.start(self, job, done, lane="write")

    def forget(self) -> None:
        """The drafts end: what is read next counts."""
        self._unkept.clear()
        if self.opened:
            sides = {locale: replace(side, draft=None) for locale, side in self.opened.sides.items()}
            self.opened = replace(self.opened, sides=sides)

    def take_sent(self) -> None:
        """Go on with what is in review as a draft of one's own."""
        if self.opened is None or self.opened.sent is None:
            return
        shown, sent = self.opened, self.opened.sent
        earlier = [one.version for one in shown.versions if one.state == PUBLISHED]
        begun = max((one for one in earlier if one < sent.version), default=0)
        for locale, text in sent.texts.items():
            made = Draft(shown.piece, locale, text, begun, self.desk.now(), sent.remark)
            self._set_side(locale, replace(shown.sides[locale], draft=made))
            self.texts[locale] = text
            self._unkept.add(locale)
        self.remark.setText(sent.remark)
        if self.shown not in sent.texts:
            self.speak(next(iter(sent.texts)))
        self.script.load(self.texts[self.shown])
        self.turn(WRITE)
        self.keep_now()
        self._say_state()
        self.look_again()

    def take_theirs(self) -> None:
        """Lay what was published since into the draft."""
        if self.opened is None:
            return
        side = self.opened.sides[self.shown]
        assert side.draft is not None
        words = self.desk.words
        marks = Marks(
            f"‹{words('yours')}›",
            f"‹{words('published since')}›",
            f"‹{words('choose, and take these marks out')}›",
        )
        base = self._version_text(side.draft.based_on)
        both = merged(base, self.texts[self.shown], side.current.text, marks)
        moved = replace(side.draft, text=both.text, based_on=side.current.version)
        self._set_side(self.shown, replace(side, draft=moved))
        self.script.put(both.text)
        told = words.count("{n} place is to be decided", "{n} places are to be decided", both.clashes)
        self.desk.toast(told if both.clashes else words("Both are in the text now"))

    def sights(self) -> Iterator[str]:
        """For the tour: a text with a fault and a typed price, what is changed in it, the versions."""
        text = self.texts[self.shown]
        wrong = text.replace("{product.", "{prodct.", 1).replace("\n> ", "\n> ¥3,299. ", 1)
        self.script.put(wrong)
        self.look_again()
        yield "fault"
        self.turn(CHANGES)
        yield "changes"
        self.script.put(text)
        self.turn(VERSIONS)
        yield "versions"
        self.turn(WRITE)
        self.keep_now()

    # -- inside: typing

    def _typed(self) -> None:
        self.texts[self.shown] = self.script.toPlainText()
        self._touch()
        self._looking.start()

    def _touch(self) -> None:
        self._unkept.add(self.shown)
        if (
            not self._keeping.isActive()
        ):  # not begun anew by each key: what is typed without a pause is kept too
            self._keeping.start()

    def _keep(self, locale: str) -> None:
        assert self.opened
        side, text, desk = self.opened.sides[locale], self.texts[locale], self.desk
        based_on = side.draft.based_on if side.draft else side.current.version
        if text == side.current.text:
            if side.draft is None:
                return
            self._set_side(locale, replace(side, draft=None))
            piece = self.opened.piece
            desk.work.start(self, lambda task: discard(desk.store, piece, locale), self._kept, lane="write")
            return
        written = Draft(self.opened.piece, locale, text, based_on, desk.now(), self.remark.text().strip())
        self._set_side(locale, replace(side, draft=written))
        desk.work.start(self, lambda task: keep_draft(desk.store, written), self._kept, lane="write")

    def _kept(self, _: object) -> None:
        self._say_state()

    def _set_side(self, locale: str, side: Side) -> None:
        assert self.opened
        self.opened = replace(self.opened, sides={**self.opened.sides, locale: side})

    def _with_mine(self, opened: Opened) -> Opened:
        """What was read, with the drafts here that are newer: they are on their way into the store."""
        if self.opened is None or self.opened.piece != opened.piece:
            return opened
        sides = dict(opened.sides)
        for locale, side in sides.items():
            mine = self.opened.sides[locale].draft
            if mine and (side.draft is None or side.draft.at < mine.at):
                sides[locale] = replace(side, draft=mine)
        return replace(opened, sides=sides)

    def _take(self, locale: str, text: str) -> None:
        """A text of the piece on screen as it was read again."""
        if locale in self._unkept or self.texts[locale] == text:
            return
        self.texts[locale] = text
        if locale == self.shown:
            self.script.load(text)

    def _fix(self, fix: Fix) -> None:
        self.script.put(replaced(self.texts[self.shown], fix.span, fix.use))
        self.script.go_to(fix.span.line)

    # -- inside: showing

    def _lay_out(self) -> None:
        words = self.desk.words
        self._tabs = Segmented([words("Write"), words("Changes"), words("Versions")], WRITE, words("View"))
        self._tabs.chosen.connect(self.turn)
        self._languages = Segmented(
            [NATIVE[one] for one in LOCALES], LOCALES.index(self.shown), words("Language")
        )
        self._languages.chosen.connect(lambda at: self.speak(LOCALES[at]))
        self._hint = box(row(keycap("{"), label(words("variable"), "label", "3"), gap=6))
        self._stack = QStackedWidget()
        for one in (self.script, self.comparison, self.versions):
            self._stack.addWidget(one)
        choice = row(self._tabs, None, self._hint, self._languages, gap=12)
        self.setLayout(
            col(
                self.head,
                choice,
                (self._stack, 1),
                self.faults,
                self.remark,
                gap=10,
                margins=(24, 16, 24, 16),
            )
        )

    def _show_look(self, found: Look) -> None:
        if self.opened is None or found.text != self.texts.get(found.locale):
            return
        self._look = found
        told = said(found, self.desk.words)
        by_line: dict[int, tuple[str, bool]] = {}
        for line, sentence, breaks, _ in sorted(told, key=lambda one: one[2]):
            by_line[line] = sentence, breaks
        self.script.show_marks(by_line, [one.span for one in found.typed], found.seconds)
        rivals = (f"rival.spec.{key}" for key in found.checked.keys)
        self.script.offer([*VARIABLES, *(f"{SPEC}{key}" for key in found.checked.keys), *rivals])
        self.faults.show_look(found)
        if self._stack.currentIndex() != WRITE:
            self.faults.hide()
        self.head.show_look(self.opened, found, self.to_publish)
        self.looked.emit(found)

    def _compare(self, version: int = 0) -> None:
        assert self.opened
        mine = self.texts[self.shown] if self.shown in self.changed else ""
        self.comparison.show_piece(self.opened, self.shown, mine, version)

    def _version_text(self, version: int) -> str:
        assert self.opened
        found = (one for one in self.opened.versions if one.version == version and one.state == PUBLISHED)
        return next((one.texts.get(self.shown, "") for one in found), "")

    def _say_state(self) -> None:
        if self.opened:
            self.head.show_piece(self.opened, self.shown, self._names, changed=bool(self.changed))

    def _timer(self, ms: int, run: Callable[[], object]) -> QTimer:
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.setInterval(ms)
        timer.timeout.connect(run)
        return timer
