"""The way to a hub: the form, the hub looked for while one types, the enrolment, the first rows."""

from __future__ import annotations

import time
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QSysInfo

from desktop import home
from desktop.dialogs.enrolment import Enrolment, Typed
from desktop.freshness import Going
from desktop.text import told
from sales.errors import SalesError

if TYPE_CHECKING:
    from data.sync.http import HubFound
    from data.sync.state import Link
    from desktop.session import Session
    from desktop.syncing import Syncing

LONG_ENOUGH_S = 1.5  # after which the time left is worth telling


class Joining(QObject):
    """One attempt to connect a session's home to a hub."""

    def __init__(self, session: Session, typed: Typed | None = None) -> None:
        super().__init__(session)
        self._session = session
        self._looked_for = ""
        self._passphrase = ""
        self._began = 0.0
        self._linked: Link | None = None
        self.screen = self._screen(typed or Typed())

    @property
    def linked(self) -> bool:
        """The hub took this computer in; rows are coming."""
        return self._linked is not None

    def show(self) -> None:
        self._session.shell.show_whole(self.screen)
        self.screen.first.setFocus()

    # -- while rows come

    def fetch(self, sync: Syncing) -> None:
        """Follow the first round until its rows are here."""
        sync.moved.connect(partial(self._moved, sync))
        sync.ended.connect(self._over)
        sync.failed.connect(self._broke_off)

    def follow(self, going: Going | None) -> None:
        """Show how far it is."""
        words, tie = self._session.words, self._linked
        if tie is None:
            return
        title = words("Getting your territory")
        if going is None or not going.of:
            self.screen.show_going(title, words("Asking the hub"))
            return
        done, of = words.number(going.done), words.number(going.of)
        note = words("{done} of {all} rows", done=done, all=of)
        passed = time.monotonic() - self._began
        if passed > LONG_ENOUGH_S and going.done:
            left = max(1, round(passed / going.done * (going.of - going.done)))
            note = words(
                "{done} of {all} rows, about {time} left", done=done, all=of, time=words.duration(left)
            )
        self.screen.show_going(title, note, going.done / going.of)

    def _moved(self, sync: Syncing) -> None:
        if sync.running and self._session.welcoming:
            self.follow(sync.progress)
            if sync.progress.done:
                self.screen.offer_opening()

    def _over(self, _: object) -> None:
        self._session.open_now()

    def _broke_off(self, error: SalesError) -> None:
        """The first round broke off: what is here can be used, the rest comes by itself."""
        if not self._session.welcoming:
            return
        words = self._session.words
        message = told(error, words)
        self.screen.show_going(words("Getting your territory"), message)
        self.screen.offer_opening()

    # -- inside

    def _screen(self, typed: Typed) -> Enrolment:
        session = self._session
        made = Enrolment(session.words, typed, needed=home.keyringless(session.home))
        made.address_typed.connect(self._find)
        made.connect_wanted.connect(self.join)
        made.back_wanted.connect(session.leave_joining)
        made.open_wanted.connect(session.open_now)
        made.language_chosen.connect(self._speak)
        return made

    def _speak(self, locale: str) -> None:
        typed = self.screen.typed()
        self._session.speak(locale)
        self.screen = self._screen(typed)
        self.show()

    def _find(self, address: str) -> None:
        self._looked_for = address
        self.screen.say_looking()
        screen, work = self.screen, self._session.work
        job = partial(home.find_hub, address)
        done, failed = partial(self._found, address), partial(self._lost, address)
        work.start(screen, job, done, failed, "net")

    def _found(self, address: str, hub: HubFound) -> None:
        if address == self._looked_for == self.screen.typed().address:
            self.screen.say_found(hub.name, secure=hub.secure)

    def _lost(self, address: str, error: SalesError) -> None:
        if address == self._looked_for == self.screen.typed().address:
            self.screen.say_lost(told(error, self._session.words))

    def join(self, typed: Typed) -> None:
        """Connect with what was typed."""
        words, session = self._session.words, self._session
        self._passphrase = typed.passphrase
        self.screen.show_going(words("Asking the hub"))
        session.let_go()
        job = partial(home.join_hub, session.home, typed, QSysInfo.machineHostName())
        session.work.start(self.screen, job, self._joined, self._refused, "net", self._step)

    def _step(self, share: float, step: str) -> None:
        words = self._session.words
        said = {"encrypting": words("Encrypting your data"), "preparing": words("Preparing your data")}
        self.screen.show_going(said.get(step, words("Asking the hub")))

    def _joined(self, tie: Link) -> None:
        self._linked, self._began = tie, time.monotonic()
        self.follow(None)
        self._session.open_with(self._passphrase)

    def _refused(self, error: SalesError) -> None:
        from data.sync.http import EnrolRefused
        from data.sync.transport import Unreachable

        message = told(error, self._session.words)
        if isinstance(error, EnrolRefused):
            self.screen.say_refused(message, password=error.error == "password")
        elif isinstance(error, Unreachable):
            self.screen.say_lost(message)
        else:
            self.screen.say_wrong(message)
        self._session.take_up()
