"""The composition root: one home folder open in one window.

The window is shown first, with what it remembers; then the store is opened in the background and the pages
are filled. A change of language, theme or of who works here makes the pages anew at the same place.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from zoneinfo import ZoneInfo

from PySide6.QtCore import QLocale, QObject, Qt, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

import desktop.pages  # noqa: F401 - registers the pages
from data.keys import PassphraseWanted
from data.language import nearest
from data.language import words as words_of
from data.settings import save
from data.store import Changes, Store
from data.team import rep_name
from desktop import home, log, theme
from desktop.calm import Calm
from desktop.crash import CrashHook
from desktop.desk import Desk
from desktop.dialogs.enrolment import Typed
from desktop.guard import Guard
from desktop.home import Found, Look, now_ms, was_wiped
from desktop.joining import Joining
from desktop.locksmith import Locksmith
from desktop.memory import Memory, keep
from desktop.notices import Notices
from desktop.page import entries
from desktop.parting import Parting
from desktop.shell import Shell
from desktop.sidebar import NavItem, Shown, Waiting
from desktop.stage import Place
from desktop.syncing import Syncing
from desktop.welcome import Welcome
from desktop.work import Work
from sales.errors import SalesError
from sales.words import Words

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


class Session(QObject):
    """`locale` and `look` (a theme) win over what was kept, until they are changed in the settings.

    `way` is the one that is taken into an empty store without asking ("sample", "demo").
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
        self.sync: Syncing | None = None
        self._memory = memory
        self._locale, self._theme, self._way = locale, look, way
        self._settings: Mapping[str, str] = {}
        self._first: Welcome | Joining | Parting | None = None  # stands in place of the desk
        self._deaf = _nothing
        self._log: logging.Handler | None = None
        self.words = words_of(locale or memory.locale or nearest(QLocale.system().name()))
        self.work = Work(self)
        self.work.forgives = lambda: self.store is None or was_wiped(self.home)
        self.guard, self.notices = Guard(self), Notices(self)
        self.parting, self._locksmith = Parting(self), Locksmith(self)
        self.hook = CrashHook()
        self.hook.crashed.connect(shell.report_crash)
        shell.acted.connect(self.hook.note)
        shell.setting_asked.connect(self.save_setting)
        self._calm = Calm(self, self._take)
        shell.changed.connect(self._calm.hear, Qt.ConnectionType.QueuedConnection)
        shell.closing.connect(self.close)
        QGuiApplication.styleHints().colorSchemeChanged.connect(self._follow_system)
        self._days = QTimer(self)
        self._days.setInterval(LOOK_AT_THE_DAY_MS)
        self._days.timeout.connect(self._turn_day)

    def start(self) -> None:
        """Open the store, and fill the window from it."""
        theme.add_fonts(theme.CHINESE)
        self.hook.install()
        self._log = log.log_to(self.home)
        self.open_with("")

    @property
    def desk(self) -> Desk | None:
        return self.shell.desk

    @property
    def welcoming(self) -> bool:
        """The first run is shown: there is nothing in the store yet."""
        return isinstance(self._first, Welcome | Joining)

    def save_setting(self, name: str, value: str) -> None:
        """Keep a setting; the window follows it, also where it was shown otherwise for this session."""
        if name == "language":
            self._locale = None
        if name == "theme":
            self._theme = None
        if store := self.store:
            self.work.start(self.shell, lambda task: save(store, name, value), _done, lane="write")

    def close(self) -> None:
        """Keep the window's place and let go of everything."""
        self.hook.remove()
        frame, maximized = self.shell.normalGeometry(), self.shell.isMaximized()
        self.shell.hide()  # a round that is under way may take a moment to stop
        if self.sync:
            self.sync.stop()
        self.work.close()
        log.end(self._log)
        if self.store:
            self.store.close()
        place = self.shell.stage.place if self.shell.stage else Place(self._memory.page, self._memory.ref)
        self._memory = self._memory._replace(
            frame=(frame.x(), frame.y(), frame.width(), frame.height()),
            maximized=maximized,
            page=place.page,
            ref=place.ref,
            sidebar=self.shell.sidebar.shown._replace(person="", pill=None, waiting=()),
            look=theme.current().name,
        )
        keep(self.home, self._memory)

    # -- the store

    def open_with(self, passphrase: str) -> None:
        """Open the store, under a passphrase if there is one."""
        if not (self.guard.shut or self._first):
            self.shell.show_opening(self.words)
        job = partial(home.open_at, self.home, passphrase)
        self.work.start(self.shell, job, self._opened, self._not_opened, "write")

    def let_go(self) -> None:
        """Close the store, for a job that needs it closed."""
        if self.sync:
            self.sync.stop()
            self.sync.deleteLater()
        self.sync = None
        self._deaf()
        self._deaf = _nothing
        if self.store:
            self.work.drop()
            self.store.close()
        self.store = None

    def take_up(self) -> None:
        """Open it again, and stay where we are."""
        job = partial(home.open_at, self.home, "")
        self.work.start(self.shell, job, self._hold, self.notices.refuse, "write")

    def _opened(self, found: Found) -> None:
        self.guard.opened()
        self._hold(found)
        if found.wiping is not None and not found.wiping.seen:
            self._first = self.parting
            self.parting.tell(found.wiping)
        elif isinstance(self._first, Joining) and self._first.linked and self.sync:
            self.save_setting("language", self.words.locale)
            self._first.fetch(self.sync)
        elif found.look.new:
            self.welcome()
            self._begin()
        else:
            if found.salvaged:
                self.notices.tell_salvaged(found.salvaged)
            self._show(found.look, Place(self._memory.page, self._memory.ref))

    def _hold(self, found: Found) -> None:
        self.store = found.store
        self._deaf = found.store.listen(self.shell.changed.emit)
        if found.look.standing.link is not None:
            self.sync = Syncing(self.shell, self.work, found.store, self.home)
            self.notices.follow(self.sync)
            self.sync.begin()

    def wiped(self) -> None:
        """The hub revoked this computer, and what it held is destroyed: tell so."""
        self._first = self.parting
        self.let_go()
        self._days.stop()
        self.guard.opened()
        self.open_with("")

    def reopen(self) -> None:
        """Close the store and open it again: what is damaged is then made anew."""
        self.let_go()
        self.shell.show_opening(self.words)
        self.open_with("")

    def begin_anew(self) -> None:
        """Open the home as it is now, whatever stood in the window before."""
        self._first = None
        self.open_with("")

    def _not_opened(self, error: SalesError) -> None:
        if isinstance(error, PassphraseWanted) and not self.guard.shut:
            self.guard.ask()
        elif self.guard.shut:
            self.guard.refuse(error)
        else:
            self.shell.show_failure(self.words, error, lambda: self.open_with(""))

    def look(self) -> None:
        """Read anew what the window shows besides its pages."""
        if self.store:
            self.work.start(self.shell, partial(home.look, self.store), self._looked)

    def _take(self, changes: Changes) -> None:
        self.shell.take(changes)
        if self._first is None:
            self.look()

    def _looked(self, look: Look) -> None:
        if self._first is not None or self.guard.heed(look):
            return
        worn, now = self._settings, self._worn(look.settings)
        if self.shell.stage is None:
            self._show(look, Place(self._memory.page, self._memory.ref))
        elif self.shell.stage and any(now[name] != worn.get(name) for name in MADE_ANEW):
            self._fill(look, self.shell.stage.place)
        elif self.desk:
            self._settings = self.desk.settings = now
            self.shell.sidebar.show_waiting(_waiting(self.words, look))
        self.notices.show(look)

    def _show(self, look: Look, place: Place | None) -> None:
        """Fill the window, unless the lease is over."""
        if not self.guard.heed(look):
            self._fill(look, place)

    def _fill(self, look: Look, place: Place | None) -> None:
        if self.store is None or self.guard.shut:
            return
        self._settings, self._first = self._worn(look.settings), None
        locale, worn = self._settings["language"], self._settings["theme"]
        self.words = words_of(locale, ZoneInfo(look.settings["zone"]))
        self._memory = self._memory._replace(locale=locale, theme=worn)
        desk = Desk(
            self.store, self.work, self.words, self._wear(worn), self._settings, look.rep, now_ms, self.sync
        )
        desk.kept.connect(self.save_setting)
        desk.asked.connect(self._asked)
        self.shell.open(desk, _sidebar(self.words, look), place)
        self.notices.show(look)
        self._turn_day()
        self._days.start()

    def fill_anew(self, place: Place | None) -> None:
        """Read the store, and fill the window from it."""
        if self.store:
            job = partial(home.look, self.store)
            self.work.start(self.shell, job, lambda look: self._show(look, place))

    def refocus(self) -> None:
        """Give the keyboard back to what is shown."""
        if (over := self.shell.overlay) is not None:
            over.raise_()
            over.dialog.setFocus()
        elif self.shell.stage and self.shell.stage.page:
            self.shell.stage.page.first_focus().setFocus()

    def _worn(self, kept: Mapping[str, str]) -> Mapping[str, str]:
        """The settings with what this session was started with."""
        return {
            **kept,
            "language": self._locale or kept["language"],
            "theme": self._theme or kept["theme"],
        }

    def _turn_day(self) -> None:
        """Mere time moves customers from segment to segment: place them anew on the first look at a day."""
        if store := self.store:
            job = partial(home.place_customers, store, self.words.moment(now_ms()).date())
            self.work.start(self.shell, job, _done, lane="write")

    # -- the first run, and the hub

    def welcome(self) -> None:
        """Show the ways in."""
        self._first = Welcome(self)
        self._first.show()

    def join(self, typed: Typed | None = None) -> None:
        """Show the way to a hub; with what would be typed, go it."""
        self._first = joining = Joining(self, typed)
        joining.show()
        if typed is not None:
            joining.join(typed)

    def leave_joining(self) -> None:
        """Back from the way to a hub, to where it began."""
        self._first = None
        if self.store:
            job = partial(home.look, self.store)
            self.work.start(self.shell, job, self._left_joining)
        else:
            self.open_with("")

    def open_now(self) -> None:
        """Begin, while rows still come or when they have."""
        if isinstance(self._first, Joining):
            self.fill_anew(None)

    def speak(self, locale: str) -> None:
        """Another language, before there is a desk."""
        self._locale = None
        self._memory = self._memory._replace(locale=locale)
        self.words = words_of(locale)
        self._wear(self._theme or self._memory.theme)
        self.save_setting("language", locale)

    def _left_joining(self, look: Look) -> None:
        if look.new:
            self.welcome()
        else:
            self._show(look, Place("settings", None))

    def _begin(self) -> None:
        """Go the way in that was asked for at the start."""
        way, self._way = self._way, None
        if way and isinstance(self._first, Welcome):
            self._first.begin(way)

    def _asked(self, what: str) -> None:
        """What a page asks of the window as a whole."""
        if what == "hub":
            self.join()
        elif what == "sync" and self.sync:
            self.sync.sync_now()
        elif what == "sync":
            self.shell.go("sync")
        elif what == "remove":
            self.parting.ask()
        elif what == "lock":
            self.guard.lock()
        elif what == "passphrase":
            self._locksmith.ask()

    # -- the look

    def _wear(self, look: str) -> theme.Theme:
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        worn = theme.named(look)
        for effect in MOTION:
            app.setEffectEnabled(effect, self._settings.get("reduced_motion") != "true")
        theme.apply(app, worn, chinese=self.words.chinese)
        return worn

    def _follow_system(self) -> None:
        """The system went dark or light; so does the window, if it is to look as the system does."""
        look = self._theme or self._memory.theme
        if look == "system" and self.store and self.shell.stage:
            self.fill_anew(self.shell.stage.place)


def _sidebar(words: Words, look: Look) -> Shown:
    items = tuple(NavItem(e.name, words(e.title), e.icon, e.key) for e in entries() if e.key)
    name = rep_name(look.rep, words) if look.rep else ""
    return Shown(items, words("Settings"), name, waiting=_waiting(words, look))


def _waiting(words: Words, look: Look) -> tuple[Waiting, ...]:
    """What waits on which page for whoever works here."""
    n = words.number(look.quotes)
    return (Waiting("quotes", n, words("Quotes, {n} wait for you", n=n)),) if look.quotes else ()


def _done(_: object) -> None:
    """The store announces what changed; nothing more to do."""


def _nothing() -> None:
    """Nobody listens yet."""
