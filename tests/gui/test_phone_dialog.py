"""To the phone: each contact as a code, the files in the person's documents."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from PySide6.QtCore import QStandardPaths
from pytestqt.qtbot import QtBot

from data.facts import put
from data.standings import evaluate
from data.store import Changes, Store
from data.summaries import rebuild
from desktop.desk import Desk, Notice
from desktop.dialogs.phone import PhoneDialog
from desktop.widgets.qr import QrCode
from sales.facts import Activity, Customer
from tests.gui.conftest import NOW


def test_a_contact_is_shown_as_a_code_and_the_files_are_saved(qtbot: QtBot, store: Store, desk: Desk) -> None:
    QStandardPaths.setTestModeEnabled(True)
    at = NOW + 24 * 3_600_000
    with store.write(Changes.of("customers")) as db:
        put(
            db,
            [
                Customer("c1", "Lin Yue", "C-1", phone="138"),
                Activity("a1", "c1", "call", at, state="planned"),
            ],
        )
        rebuild(db)
        evaluate(db, datetime.fromtimestamp(NOW / 1000, desk.words.zone).date())
    said: list[Notice] = []
    desk.noticed.connect(said.append)

    dialog = PhoneDialog(desk)
    qtbot.addWidget(dialog)
    dialog.show()
    qtbot.waitUntil(lambda: dialog.view.currentIndex().isValid())
    code = dialog.findChild(QrCode)
    assert code is not None
    code.grab()
    assert code.accessibleName() == "QR code of Lin Yue"

    with qtbot.waitSignal(dialog.over, timeout=60_000):
        dialog.first_focus().click()  # type: ignore[attr-defined]  # the button

    folder = Path(said[0].more.removeprefix("In ")) / said[0].text.rpartition(": ")[2]
    assert sorted(path.suffix for path in folder.iterdir()) == [".ics", ".pdf", ".vcf"]
