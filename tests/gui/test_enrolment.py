"""Connecting a new computer to the team's hub, up to the first customer; and what can go wrong."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from data.sync.state import link
from desktop.dialogs.enrolment import Enrolment
from desktop.dialogs.first_run import FirstRun
from desktop.session import Session
from tests.builders.laptops import Site, site
from tests.builders.screen import turn

Opens = Callable[..., Session]
PASSPHRASE = "calm river orange ladder"
PATIENCE = 30_000


@pytest.fixture(scope="module")
def hub(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with site(tmp_path_factory.mktemp("hub"), n=40) as served:
        yield served


@pytest.fixture
def joining(qtbot: QtBot, open_session: Opens, tmp_path: Path) -> Session:
    """A new computer, at the way to a hub."""
    session = open_session(tmp_path / "new", locale="en")
    turn()
    QTest.keyClick(session.shell.findChildren(FirstRun)[-1], Qt.Key.Key_3)
    qtbot.waitUntil(lambda: bool(session.shell.findChildren(Enrolment)), timeout=PATIENCE)
    return session


def form(session: Session) -> Enrolment:
    return session.shell.findChildren(Enrolment)[-1]


def said(widget: QWidget) -> str:
    return " ".join(one.text() for one in widget.findChildren(QLabel) if one.isVisible())


def press(widget: QWidget, name: str) -> None:
    next(b for b in widget.findChildren(QPushButton) if b.text() == name and b.isVisible()).click()


def fill(qtbot: QtBot, session: Session, address: str, code: str) -> None:
    shown = form(session)
    shown.address.clear()
    QTest.keyClicks(shown.address, address)
    shown.address.editingFinished.emit()
    QTest.keyClicks(shown.code, code)
    QTest.keyClicks(shown.passphrase, PASSPHRASE)


def test_with_address_code_and_passphrase_the_territory_arrives(
    qtbot: QtBot, joining: Session, hub: Site
) -> None:
    code = hub.code(hub.team.rep_a).replace("-", "").lower()
    fill(qtbot, joining, hub.url, code)
    qtbot.waitUntil(lambda: "team hub found" in said(form(joining)), timeout=PATIENCE)

    press(form(joining), "Connect")
    qtbot.waitUntil(lambda: joining.shell.stage is not None, timeout=PATIENCE)

    assert joining.store is not None
    db = joining.store.read()
    tie = link(db)
    assert tie is not None
    assert tie.user_name == "Lin Yue"
    assert db.execute("SELECT count(*) FROM customers").fetchone()[0] == 40
    assert joining.store.key is not None
    qtbot.waitUntil(lambda: (pill := joining.shell.sidebar.shown.pill) is not None and pill.head == "Synced")


def test_a_wrong_code_is_said_under_its_field_and_nothing_is_lost(
    qtbot: QtBot, joining: Session, hub: Site
) -> None:
    fill(qtbot, joining, hub.url, "AAAA2222")
    qtbot.waitUntil(lambda: "team hub found" in said(form(joining)), timeout=PATIENCE)

    press(form(joining), "Connect")
    qtbot.waitUntil(lambda: form(joining).code.property("invalid") is True, timeout=PATIENCE)

    assert form(joining).passphrase.text() == PASSPHRASE
    assert joining.shell.focusWidget() is form(joining).code
    qtbot.waitUntil(lambda: joining.store is not None, timeout=PATIENCE)


def test_where_no_hub_answers_one_can_go_on_without(qtbot: QtBot, joining: Session) -> None:
    fill(qtbot, joining, "http://127.0.0.1:9", "AAAA2222")
    qtbot.waitUntil(lambda: form(joining).address.property("invalid") is True, timeout=PATIENCE)

    qtbot.waitUntil(lambda: "No answer" in said(form(joining)))
    press(form(joining), "Work without a hub")
    qtbot.waitUntil(
        lambda: any(one.isVisible() for one in joining.shell.findChildren(FirstRun)), timeout=PATIENCE
    )


def test_the_code_is_written_as_on_the_invitation(qtbot: QtBot, joining: Session) -> None:
    QTest.keyClicks(form(joining).code, "k7qf2m9d99")

    assert form(joining).code.text() == "K7QF-2M9D"


def test_a_weak_passphrase_is_said_to_be_one(qtbot: QtBot, joining: Session) -> None:
    QTest.keyClicks(form(joining).passphrase, "1234")

    qtbot.waitUntil(lambda: "repeats itself" in said(form(joining)))


def test_the_form_keeps_what_was_typed_in_another_language(qtbot: QtBot, joining: Session) -> None:
    form(joining).code.setText("K7QF-2M9D")

    form(joining).language_chosen.emit("zh_CN")
    qtbot.waitUntil(lambda: "连接团队服务器" in said(form(joining)))

    assert form(joining).code.text() == "K7QF-2M9D"
