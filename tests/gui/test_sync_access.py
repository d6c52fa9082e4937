"""The screens of sync for everyone: controls have names, nothing is cut off, small and in both languages."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from data.store import open_store
from data.sync.wipe import Wiping
from desktop.dialogs.enrolment import Enrolment
from desktop.home import now_ms
from desktop.pages.sync import SyncPage
from desktop.session import Session
from tests.builders.disputes import (
    DAY,
    log_call,
    phone_conflict,
    put_conflict,
    put_link,
    put_people,
    put_refusal,
    put_round,
    put_share,
)
from tests.gui.test_access import SMALL, cut_off, nameless, settle

Opens = Callable[..., Session]


@pytest.fixture
def busy(tmp_path: Path) -> Path:
    """A laptop on which every part of the sync centre has something to say."""
    home, now = tmp_path / "busy", now_ms()
    store = open_store(home / "rapport.db")
    put_people(store)
    put_link(store, hub="http://127.0.0.1:9", lease_until=now + 9 * DAY, last_success_at=now - DAY)
    put_share(store)
    put_conflict(store, phone_conflict())
    put_refusal(store)
    log_call(store, "It ends in 4400. " * 12, now - 60_000)
    put_round(store, now - DAY)
    put_round(store, now - 9_000, failure="No answer.", tries=4)
    store.close()
    return home


def page(session: Session) -> SyncPage:
    session.shell.go("sync")
    shown = session.shell.stage.page if session.shell.stage else None
    assert isinstance(shown, SyncPage)
    return shown


def show_page(session: Session) -> None:
    page(session)


def show_conflict(session: Session) -> None:
    next(page(session).sights())


def show_removal(session: Session) -> None:
    assert session.desk
    session.desk.ask("remove")


def show_passphrase(session: Session) -> None:
    assert session.desk
    session.desk.ask("passphrase")


def show_lock(session: Session) -> None:
    look = session.notices.shown
    assert look
    session.guard.heed(replace(look, guarded=True))
    session.guard.lock(after=10)


def show_lease(session: Session) -> None:
    look = session.notices.shown
    assert look
    assert look.standing.link
    over = replace(look.standing, link=replace(look.standing.link, lease_until=1))
    session.guard.heed(replace(look, standing=over))


def show_wiped(session: Session) -> None:
    session.parting.tell(Wiping("", "", "", "Qinghe Home", 0))


def show_form(session: Session) -> Enrolment:
    session.join()
    return session.shell.findChildren(Enrolment)[-1]


def show_refused(session: Session) -> None:
    form = show_form(session)
    form.say_lost("No answer from this address. Check the spelling, or the network.")
    form.say_refused("This code has been used. A code works once: ask your admin for a new one.")


def show_password(session: Session) -> None:
    show_form(session).say_refused("This hub asks for your password as well.", password=True)


def show_going(session: Session) -> None:
    form = show_form(session)
    form.show_going("Getting your territory", "12,480 of 40,212 rows", 0.31)
    form.offer_opening()


@pytest.mark.parametrize("locale", ["en", "zh_CN"])
@pytest.mark.parametrize(
    "show",
    [
        show_page,
        show_conflict,
        show_removal,
        show_passphrase,
        show_lock,
        show_lease,
        show_wiped,
        show_form,
        show_refused,
        show_password,
        show_going,
    ],
)
def test_a_screen_of_sync_names_its_controls_and_cuts_nothing(
    qtbot: QtBot, open_session: Opens, busy: Path, show: Callable[[Session], object], locale: str
) -> None:
    session = open_session(busy, locale=locale, look="light")
    assert session.sync
    session.sync.stop()
    session.shell.resize(*SMALL)
    page(session)
    settle(qtbot, session)

    show(session)
    settle(qtbot, session)

    assert nameless(session) == []
    assert cut_off(session) == []
