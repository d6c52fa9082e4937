"""The demo: the window makes a hub beside itself, connects to it, and shows its rep's territory."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from desktop.session import Session
from desktop.welcome import Welcome
from hub import embedded

Opens = Callable[..., Session]


def test_the_demo_opens_on_a_synced_territory(
    qtbot: QtBot, open_session: Opens, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(embedded, "Apart", partial(embedded.Apart, customers=60))
    session = open_session(tmp_path / "demo", locale="en")

    [welcome] = session.findChildren(Welcome)
    welcome.begin("demo")
    assert "Making the sample team and its hub" in said(session)

    qtbot.waitUntil(lambda: session.desk is not None and not session.welcoming, timeout=90_000)
    qtbot.waitUntil(lambda: "Synced" in said(session), timeout=30_000)

    assert "Lin Yue" in said(session)


def said(session: Session) -> str:
    return " ".join(one.text() for one in session.shell.findChildren(QLabel))
