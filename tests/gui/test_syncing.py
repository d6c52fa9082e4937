"""Rounds in the background of the window: what is written goes, what comes is shown, nobody is disturbed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPlainTextEdit, QPushButton
from pytestqt.qtbot import QtBot

from data.sync.transport import TooOld, Unauthorised
from desktop.dialogs.conflict import ConflictDialog
from desktop.pages.customers import Customers
from desktop.session import Session
from tests.builders.hub import NORTH, SOUTH
from tests.builders.laptops import Site, laptop, note, site, synced
from tests.builders.screen import turn

Opens = Callable[..., Session]
PATIENCE = 30_000
CUSTOMER = "c-000001"


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[Site]:
    (tmp_path / "hub").mkdir()
    with site(tmp_path / "hub") as served:
        yield served


@pytest.fixture
def session(qtbot: QtBot, open_session: Opens, hub: Site, tmp_path: Path) -> Session:
    """The window of a rep of the north, after its first round."""
    laptop(hub, hub.team.rep_a, tmp_path / "lin").close()
    opened = open_session(tmp_path / "lin", locale="en")
    settle(qtbot, opened)
    return opened


def settle(qtbot: QtBot, session: Session) -> None:
    qtbot.waitUntil(lambda: session.sync is not None and not session.sync.running, timeout=PATIENCE)
    qtbot.waitUntil(lambda: session.work.idle, timeout=PATIENCE)


def said(session: Session) -> str:
    return " ".join(one.text() for one in session.shell.findChildren(QLabel) if one.isVisible())


def customers(session: Session) -> Customers:
    session.shell.go("customers", f"{CUSTOMER}/notes")
    page = session.shell.stage.page if session.shell.stage else None
    assert isinstance(page, Customers)
    return page


def sync_now(qtbot: QtBot, session: Session) -> None:
    assert session.sync is not None
    with qtbot.waitSignal(session.sync.ended, timeout=PATIENCE):
        session.sync.sync_now()


def rename(hub: Site, name: str, territory: str = NORTH) -> None:
    hub.put("customers", {CUSTOMER: {"name": name, "external_id": "C000001", "territory": territory}})


def test_what_is_written_here_is_sent_by_itself(qtbot: QtBot, session: Session, hub: Site) -> None:
    assert session.store is not None

    note(session.store, CUSTOMER, "Will call on Friday.")

    sent = "SELECT count(*) FROM activities WHERE text = 'Will call on Friday.'"
    qtbot.waitUntil(lambda: hub.rows(sent) == [(1,)], timeout=PATIENCE)
    qtbot.waitUntil(
        lambda: (pill := session.shell.sidebar.shown.pill) is not None and pill.head == "Synced",
        timeout=PATIENCE,
    )


def test_what_comes_is_shown_and_what_is_being_typed_stays(qtbot: QtBot, session: Session, hub: Site) -> None:
    page = customers(session)
    qtbot.waitUntil(lambda: page.workspace.brief is not None, timeout=PATIENCE)
    editor = next(one for one in page.findChildren(QPlainTextEdit) if one.isVisible())
    editor.setPlainText("half a no")

    rename(hub, "Bluebird Café")
    sync_now(qtbot, session)
    qtbot.waitUntil(lambda: "Bluebird Café" in said(session), timeout=PATIENCE)

    assert page.ref == f"{CUSTOMER}/notes"
    assert editor.toPlainText() == "half a no"


def test_a_customer_who_moves_away_leaves_the_others_where_they_were(
    qtbot: QtBot, session: Session, hub: Site
) -> None:
    page = customers(session)
    qtbot.waitUntil(lambda: page.workspace.brief is not None, timeout=PATIENCE)
    page.show_ref("c-000002")
    settle(qtbot, session)

    rename(hub, "Customer 1", SOUTH)
    sync_now(qtbot, session)
    settle(qtbot, session)

    assert session.store is not None
    left = session.store.read().execute("SELECT count(*) FROM customers").fetchone()[0]
    assert (left, page.workspace.brief and page.workspace.brief.customer.id) == (5, "c-000002")


def test_a_conflict_is_a_chip_on_the_customers_page_and_one_key_decides_it(
    qtbot: QtBot, session: Session, hub: Site, tmp_path: Path
) -> None:
    from data import customers as profiles
    from data.sync.clock import wall

    today = session.words.moment(wall()).date()
    other = laptop(hub, hub.team.boss, tmp_path / "boss")
    synced(other)
    assert session.store is not None
    assert session.sync is not None
    session.sync.stop()
    profiles.edit(other, CUSTOMER, "phone", "139 5710 8826", wall(), today)
    synced(other)
    other.close()
    profiles.edit(session.store, CUSTOMER, "phone", "138 0012 4400", wall(), today)
    page = customers(session)
    with qtbot.waitSignal(session.sync.ended, timeout=PATIENCE):
        session.sync.resume()

    qtbot.waitUntil(lambda: bool(chips(page)), timeout=PATIENCE)
    chips(page)[0].click()
    turn()
    dialog = session.shell.findChildren(ConflictDialog)[-1]
    QTest.keyClick(dialog, Qt.Key.Key_3)

    phone = "SELECT phone FROM customers WHERE id = 'c-000001'"
    qtbot.waitUntil(lambda: hub.rows(phone) == [("139 5710 8826",)], timeout=PATIENCE)
    qtbot.waitUntil(lambda: hub.rows("SELECT settled_as FROM conflicts") == [("theirs",)], timeout=PATIENCE)
    qtbot.waitUntil(lambda: not chips(page), timeout=PATIENCE)


def chips(page: Customers) -> list[QPushButton]:
    return [one for one in page.workspace.findChildren(QPushButton) if "two values" in one.text()]


def test_closing_the_window_in_the_middle_of_a_round_loses_nothing(
    qtbot: QtBot, session: Session, hub: Site, tmp_path: Path
) -> None:
    from data.store import open_store

    assert session.store is not None
    assert session.sync is not None
    note(session.store, CUSTOMER, "Last words.")
    session.sync.sync_now()

    session.shell.close()

    store = open_store(tmp_path / "lin" / "rapport.db")
    synced(store)
    store.close()
    assert hub.rows("SELECT count(*) FROM activities WHERE text = 'Last words.'") == [(1,)]


def test_a_damaged_store_is_made_anew_and_what_was_not_sent_is_kept(
    qtbot: QtBot, open_session: Opens, hub: Site, tmp_path: Path
) -> None:
    home = tmp_path / "damaged"
    store = laptop(hub, hub.team.rep_a, home)
    synced(store)
    note(store, CUSTOMER, "Not sent yet.")
    store.close()
    spoil(home / "rapport.db")

    session = open_session(home, locale="en")
    qtbot.waitUntil(lambda: "Your data was damaged" in said(session), timeout=PATIENCE)

    sent = "SELECT count(*) FROM activities WHERE text = 'Not sent yet.'"
    qtbot.waitUntil(lambda: hub.rows(sent) == [(1,)], timeout=PATIENCE)
    assert list(home.glob("rapport-damaged-*.db"))
    assert session.desk is not None
    assert session.desk.rep is not None
    assert session.desk.rep.name == "Lin Yue"


def spoil(path: Path) -> None:
    """Write zeros over the head of a database."""
    with path.open("r+b") as file:
        file.write(bytes(4096))
    for side in ("-wal", "-shm"):
        Path(f"{path}{side}").unlink(missing_ok=True)


def test_an_older_rapport_says_that_it_is_and_that_writing_goes_on(qtbot: QtBot, session: Session) -> None:
    assert session.sync is not None

    session.sync.failed.emit(TooOld("This Rapport is too old for the hub."))

    qtbot.waitUntil(lambda: "What you write is still sent." in said(session))


def test_a_computer_that_the_hub_does_not_know_can_connect_again(qtbot: QtBot, session: Session) -> None:
    assert session.sync is not None

    session.sync.failed.emit(Unauthorised("The hub does not know this computer."))
    qtbot.waitUntil(lambda: "does not know this computer" in said(session))
    next(b for b in session.shell.findChildren(QPushButton) if b.text() == "Connect again").click()

    qtbot.waitUntil(lambda: "Hub address" in said(session))
