"""A window under test: offscreen where there is no display, on a store with a small company in it."""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

if sys.platform.startswith("linux") and not os.environ.get("DISPLAY"):
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from pytestqt.qtbot import QtBot

from data.facts import put as put_facts
from data.search import rebuild
from data.settings import put as put_settings
from data.settings import zone
from data.standings import evaluate
from data.store import Changes, Store, open_store
from desktop import theme
from desktop.desk import Desk
from desktop.opening import application
from desktop.opening import open_session as open_session_on
from desktop.session import Session
from desktop.work import Work
from sales.facts import Customer, Order, Product, Rep
from sales.words import Words
from tests.builders.screen import bring_to_front

NOW = 1_795_000_000_000  # a Wednesday in November 2026
DAY = 86_400_000
# Said by the offscreen platform and by Xvfb's own limits, not by us.
HARMLESS = ("This plugin does not support", "setGeometry", "XSetInputFocus")


@pytest.fixture(scope="session")
def qapp() -> object:
    app = application()
    theme.add_fonts(theme.CHINESE)
    theme.apply(app, theme.LIGHT)
    return app


@pytest.fixture(autouse=True)
def quiet(qapp: object, caplog: pytest.LogCaptureFixture, qtlog: Any) -> Iterator[None]:
    """A warning in the log, or from Qt, fails the test; one that expects some clears `caplog`."""
    yield
    said = [record.getMessage() for record in caplog.records if record.levelno >= logging.WARNING]
    said += [str(record.message) for record in qtlog.records]
    assert not [one for one in said if not any(harmless in one for harmless in HARMLESS)]


@pytest.fixture
def work(qapp: object) -> Iterator[Work]:
    lanes = Work()
    yield lanes
    lanes.close()


@pytest.fixture
def desk(store: Store, work: Work, english: Words) -> Desk:
    from data.settings import settings

    return Desk(store, work, english, theme.LIGHT, settings(store.read()), None, lambda: NOW)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A home folder with a rep, five customers, their orders and three products."""
    folder = tmp_path / "home"
    store = open_store(folder / "rapport.db")
    names = ("Halden Logistics", "王建国", "Sarah Coleman", "Brenda Marlow", "李静怡")
    facts: list[Rep | Customer | Order | Product] = [Rep("r1", "Chen Yuting", "R07", "陈雨婷")]
    for at, name in enumerate(names):
        facts.append(Customer(f"c{at}", name, f"C-{at}", city="Hangzhou", owner_id="r1"))
        facts.append(Order(f"o{at}", f"c{at}", NOW - at * DAY, net_cents=199_900))
    for at, (name, zh) in enumerate((("Breva 400", "微风 400"), ("Breva 600", None), ("Crema Solo", None))):
        facts.append(Product(f"p{at}", name, f"AP-{at}", zh))
    with store.write(Changes.of("customers")) as db:
        put_facts(db, facts)
        put_settings(db, {"me": "r1", "company": "Lanting Home"})
        rebuild(db)
        evaluate(db, datetime.now(zone(db)).date())
    store.close()
    return folder


@pytest.fixture
def open_session(qtbot: QtBot, home: Path) -> Iterator[Callable[..., Session]]:
    """Opens the window on `home` (or another folder) and waits until it shows something to work with."""
    opened: list[Session] = []

    def start(folder: Path = home, **how: str) -> Session:
        session = open_session_on(folder, **how)
        opened.append(session)
        qtbot.addWidget(session.shell)
        bring_to_front(qtbot, session.shell)
        qtbot.waitUntil(lambda: session.shell.stage is not None or session.welcoming, timeout=10_000)
        qtbot.waitUntil(lambda: session.work.idle, timeout=10_000)
        return session

    yield start
    for session in opened:
        session.shell.close()
