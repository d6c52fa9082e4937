"""The composition root: one home folder open in one window.

The window is shown first, with what it remembers; then the store is opened in the background and the pages
are filled. A change of language, theme or of who works here makes the pages anew at the same place.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial
from logging.handlers import RotatingFileHandler
from pathlib import Path
from zoneinfo import ZoneInfo

from PySide6.QtCore import QLocale, QObject, Qt, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

import desktop.pages  # noqa: F401 - registers the pages
from data.holdings import Holdings, holdings
from data.language import nearest
from data.language import words as words_of
from data.settings import save, settings
from data.store import Changes, Store, open_store
from data.team import rep_name, signed_in
from desktop import freshness, theme
from desktop.crash import CrashHook
from desktop.desk import Desk
from desktop.dialogs.first_run import FirstRun, Way
from desktop.memory import Memory, keep
from desktop.page import entries
from desktop.shell import IMPORT, Shell
from desktop.sidebar import NavItem, Shown
from desktop.stage import Place
from desktop.work import Task, Work
from sales.errors import SalesError
from sales.facts import Rep
from sales.words import Words

STORE, LOG = "rapport.db", "rapport.log"
LOG_BYTES, LOGS_KEPT = 1_000_000, 3
LOOK_AT_THE_DAY_MS = 600_000
# Settings that the pages are made anew for.
MADE_ANEW = ("language", "theme", "zone", "currency", "me", "company", "reduced_motion")
MOTION = (
    Qt.UIEffect.UI_AnimateMenu,
    Qt.UIEffect.UI_FadeMenu,
    Qt.UIEffect.UI_AnimateCombo,
    Qt.UIEffect.UI_AnimateTooltip,
    Qt.UIEffect.UI_FadeTooltip,
)


@dataclass(frozen=True, slots=True)
class Opened:
    """What is read from the store before a page can be shown."""

    settings: Mapping[str, str]
    rep: Rep | None
    held: Holdings


class Session(QObject):
    """`locale` and `look` (a theme) win over what was kept, until they are changed in the settings.

    `way` is the one that is taken into an empty store without asking ("sample").
    """

    def __init__(
        self,
        shell: Shell,
        home: Path,
        memory: Memory,
        *,
        locale: str | None = None,
        look: str | None = None,
        way: str | None = None,
    ) -> None:
        super().__init__(shell)
        self.shell, self.home = shell, home
        self.store: Store | None = None
        self._memory = memory
        self._locale, self._look, self._way = locale, look, way
        self._settings: Mapping[str, str] = {}
        self._first_run: FirstRun | None = None
        self._log: logging.Handler | None = None
        self._words = words_of(locale or memory.locale or nearest(QLocale.system().name()))
        self.work = Work(self)
        self.hook = CrashHook()
        self.hook.crashed.connect(shell.report_crash)
        shell.acted.connect(self.hook.note)
        shell.setting_asked.connect(self.save_setting)
        shell.changed.connect(self._take)
        shell.closing.connect(self.close)
        QGuiApplication.styleHints().colorSchemeChanged.connect(self._follow_system)
        self._days = QTimer(self)
        self._days.setInterval(LOOK_AT_THE_DAY_MS)
        self._days.timeout.connect(self._turn_day)

    def start(self) -> None:
        """Open the store, and fill the window from it."""
        theme.add_fonts(theme.CHINESE)
        self.hook.install()
        self._log = _log_to(self.home)
        self._try_to_open()

    @property
    def welcoming(self) -> bool:
        """The first run is shown: there is nothing in the store yet."""
        return self._first_run is not None

    def save_setting(self, name: str, value: str) -> None:
        """Keep a setting; the window follows it, also where it was shown otherwise for this session."""
        if name == "language":
            self._locale = None
        if name == "theme":
            self._look = None
        if store := self.store:
            self.work.start(self.shell, lambda task: save(store, name, value), _done, lane="write")

    def close(self) -> None:
        """Keep the window's place and let go of everything."""
        self.hook.remove()
        self.work.close()
        if self._log:
            logging.getLogger().removeHandler(self._log)
            self._log.close()
        if self.store:
            self.store.close()
        frame = self.shell.normalGeometry()
        place = self.shell.stage.place if self.shell.stage else Place(self._memory.page, self._memory.ref)
        self._memory = self._memory._replace(
            frame=(frame.x(), frame.y(), frame.width(), frame.height()),
            maximized=self.shell.isMaximized(),
            page=place.page,
            ref=place.ref,
            sidebar=self.shell.sidebar.shown._replace(person="", pill=None),
            look=theme.current().name,
        )
        keep(self.home, self._memory)

    # -- the store

    def _opened(self, found: tuple[Store, Opened]) -> None:
        self.store, opened = found
        self.store.listen(self.shell.changed.emit)
        if opened.held.empty:
            self._welcome()
            if self._way:
                self._begin(self._way)
        else:
            self._fill(opened, Place(self._memory.page, self._memory.ref))

    def _not_opened(self, error: SalesError) -> None:
        self.shell.show_failure(self._words, error, self._try_to_open)

    def _try_to_open(self) -> None:
        self.shell.show_opening(self._words)
        job = partial(_open, self.home / STORE)
        self.work.start(self.shell, job, self._opened, self._not_opened, "write")

    def _take(self, changes: Changes) -> None:
        if self.store and self._first_run is None:
            self.work.start(self.shell, partial(_look, self.store), self._looked)

    def _looked(self, opened: Opened) -> None:
        worn, now = self._settings, self._worn(opened.settings)
        if self.shell.stage and any(now[name] != worn.get(name) for name in MADE_ANEW):
            self._fill(opened, self.shell.stage.place)
        elif self.shell.desk:
            self.shell.desk.settings = now
        self._show_pill(opened.held)

    def _fill(self, opened: Opened, place: Place | None) -> None:
        if self.store is None:
            return
        self._settings, self._first_run = self._worn(opened.settings), None
        locale, look = self._settings["language"], self._settings["theme"]
        self._words = words_of(locale, ZoneInfo(opened.settings["zone"]))
        self._memory = self._memory._replace(locale=locale, theme=look)
        worn = self._wear(look)
        desk = Desk(self.store, self.work, self._words, worn, self._settings, opened.rep, _now)
        desk.kept.connect(self.save_setting)
        self.shell.open(desk, _sidebar(self._words, opened.rep), place)
        self._show_pill(opened.held)
        self._turn_day()
        self._days.start()

    def _worn(self, kept: Mapping[str, str]) -> Mapping[str, str]:
        """The settings with what this session was started with."""
        return {
            **kept,
            "language": self._locale or kept["language"],
            "theme": self._look or kept["theme"],
        }

    def _show_pill(self, held: Holdings) -> None:
        shown = freshness.pill(self._words, held, _now())
        self.shell.show_pill(shown, freshness.trace(self._words, held, self.home / STORE))

    def _turn_day(self) -> None:
        """Mere time moves customers from segment to segment: place them anew on the first look at a day."""
        if store := self.store:
            job = partial(_place_customers, store, self._words.moment(_now()).date())
            self.work.start(self.shell, job, _done, lane="write")

    # -- the first run

    def _welcome(self) -> None:
        self._first_run = FirstRun(self._words, _ways(self._words))
        self._first_run.language_chosen.connect(self._speak)
        self._first_run.chosen.connect(self._begin)
        self.shell.show_whole(self._first_run)
        self._first_run.first.setFocus()

    def _speak(self, locale: str) -> None:
        self._locale = None
        self._memory = self._memory._replace(locale=locale)
        self._words = words_of(locale)
        self._wear(self._look or self._memory.theme)
        self.save_setting("language", locale)
        self._welcome()

    def _begin(self, way: str) -> None:
        self.save_setting("language", self._words.locale)
        if way != "sample":
            self._leave_first_run(Place(way, None))
        elif self._first_run:
            words = self._words
            note = words(
                "Two years of a company's work are made up on this computer. It takes about half a minute."
            )
            self._first_run.show_progress(words("Making the sample team"), note)
            today = words.moment(_now()).date()
            key = self.store.key if self.store else None
            job = partial(_make_sample, self.home / STORE, key, today)
            self.work.start(self.shell, job, self._sample_made, self._sample_failed, "heavy")

    def _sample_made(self, _: None) -> None:
        self._leave_first_run(None)

    def _sample_failed(self, error: SalesError) -> None:
        if self._first_run:
            self._first_run.show_choices(*error.said(self._words))

    def _leave_first_run(self, place: Place | None) -> None:
        if self.store:
            self.work.start(self.shell, partial(_look, self.store), lambda opened: self._fill(opened, place))

    # -- the look

    def _wear(self, look: str) -> theme.Theme:
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        worn = theme.named(look)
        for effect in MOTION:
            app.setEffectEnabled(effect, self._settings.get("reduced_motion") != "true")
        theme.apply(app, worn, chinese=self._words.chinese)
        return worn

    def _follow_system(self) -> None:
        """The system went dark or light; so does the window, if it is to look as the system does."""
        look = self._look or self._memory.theme
        if look == "system" and self.store and self.shell.stage:
            place = self.shell.stage.place
            self.work.start(self.shell, partial(_look, self.store), lambda opened: self._fill(opened, place))


def _sidebar(words: Words, rep: Rep | None) -> Shown:
    items = tuple(NavItem(e.name, words(e.title), e.icon, e.key) for e in entries() if e.key)
    return Shown(items, words("Settings"), rep_name(rep, words) if rep else "")


def _ways(words: Words) -> list[Way]:
    """The ways in that this build has; the page of a way must be there."""
    sample = words("12 reps, 6,000 customers and two years of orders, made up.")
    ways = [Way("sample", "users", words("Look around with a sample team"), sample)]
    if any(entry.name == IMPORT for entry in entries()):
        rows = words("CSV, Excel or Parquet. You see every row first, and can undo.")
        ways.append(Way(IMPORT, "file-spreadsheet", words("Import spreadsheets"), rows))
    return ways


def _open(path: Path, task: Task) -> tuple[Store, Opened]:
    store = open_store(path)
    return store, _look(store, task)


def _look(store: Store, task: Task) -> Opened:
    db = store.read()
    return Opened(settings(db), signed_in(db), holdings(db))


def _place_customers(store: Store, today: date, task: Task) -> None:
    from data.standings import keep_current

    keep_current(store, today)


def _make_sample(path: Path, key: bytes | None, today: date, task: Task) -> None:
    from data.sample import load_sample

    store = open_store(path, key)
    try:
        load_sample(store, today)
    finally:
        store.close()


def _now() -> int:
    return time.time_ns() // 1_000_000


def _done(_: object) -> None:
    """The store announces what changed; nothing more to do."""


def _log_to(home: Path) -> logging.Handler | None:
    """Warnings and faults also go to a file beside the store, to be read when the window is gone."""
    try:
        home.mkdir(parents=True, exist_ok=True)
        log = RotatingFileHandler(
            home / LOG, maxBytes=LOG_BYTES, backupCount=LOGS_KEPT, encoding="utf-8", delay=True
        )
    except OSError:
        return None  # a folder that cannot be written is told when the store is opened
    log.setLevel(logging.WARNING)
    log.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    logging.getLogger().addHandler(log)
    return log
