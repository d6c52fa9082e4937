"""A quote on paper in the window: the PDF that will be saved, page by page."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pypdfium2
import pytest
from pytestqt.qtbot import QtBot

from data import quotes
from data.facts import put
from data.store import Changes, Store
from desktop.desk import Desk, Notice
from desktop.documents import document_path
from desktop.pages.quote_preview import QuotePreview
from sales.facts import Customer
from sales.quote_document import Quote, QuoteLine
from sales.quote_particulars import Particulars
from tests.builders.paper import squeezed
from tests.builders.ubl import valid
from tests.gui.conftest import NOW


def preview(qtbot: QtBot, desk: Desk, version_id: str) -> QuotePreview:
    page = QuotePreview(desk)
    qtbot.addWidget(page)
    page.resize(1000, 700)
    page.show()
    page.show_ref(version_id)
    qtbot.waitUntil(lambda: page.printed is not None, timeout=20_000)
    return page


@pytest.fixture
def version_id(store: Store) -> str:
    """A draft of sixty lines."""
    with store.write(Changes.of("customers")) as db:
        put(db, [Customer("c-1", "Qiantang Offices", "C-1", email="buy@qiantang.example")])
    made = quotes.begin(store, "c-1", NOW)
    lines = tuple(QuoteLine(Decimal(100 + n), Decimal(2), f"P-{n}", Decimal(40), 1300) for n in range(60))
    quotes.save(store, made, Quote("CNY", lines), Particulars(), NOW)
    return made


def test_a_draft_is_shown_as_it_will_be_printed(qtbot: QtBot, desk: Desk, version_id: str) -> None:
    page = preview(qtbot, desk, version_id)
    printed = page.printed
    assert printed is not None

    page.later()
    qtbot.waitUntil(lambda: desk.work.idle, timeout=20_000)

    text = squeezed(pypdfium2.PdfDocument(printed.pdf)[1].get_textpage().get_text_range())
    assert printed.pages == 2
    assert "Draft" in text
    assert "Page2of" in text
    assert printed.xml is None


def test_what_is_looked_at_is_what_is_saved_and_mailed(
    qtbot: QtBot, desk: Desk, store: Store, version_id: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    quotes.issue(store, version_id, NOW)
    page = preview(qtbot, desk, version_id)
    printed = page.printed
    assert printed is not None
    notices: list[Notice] = []
    desk.noticed.connect(notices.append)

    page.save()
    page.mail()
    page.export()
    qtbot.waitUntil(lambda: len(notices) == 3, timeout=10_000)

    folder = document_path("x", "").parent
    assert (folder / f"{printed.number}.pdf").read_bytes() == printed.pdf
    assert b"buy@qiantang.example" in (folder / f"{printed.number}.eml").read_bytes()
    valid((folder / f"{printed.number}.xml").read_bytes())
