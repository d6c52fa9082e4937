"""The configurator by keys: choosing, mending in one click, typing, keeping a design, onto the quote."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, time
from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from data import quotes
from data.designs import designs, save
from data.language import words as words_of
from data.sample import load_sample
from data.settings import settings
from data.store import Store, open_store
from desktop import theme
from desktop.desk import Desk, Notice
from desktop.pages.configurator import Configurator
from desktop.work import Work
from sales.configurator import Design
from tests.builders.screen import turn
from tests.conftest import ZONE

TODAY = date(2026, 11, 25)
NOON = int(datetime.combine(TODAY, time(12), ZONE).astimezone(UTC).timestamp() * 1000)
MakePage = Callable[..., Configurator]


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    store = open_store(tmp_path_factory.mktemp("made") / "rapport.db")
    load_sample(store, TODAY, customers=20)
    yield store
    store.close()


@pytest.fixture
def make(qtbot: QtBot, qapp: QApplication, sample: Store, work: Work) -> Iterator[MakePage]:
    def build(ref: str, locale: str = "en", width: int = 1228) -> Configurator:
        words = words_of(locale, ZONE)
        theme.apply(qapp, theme.LIGHT, chinese=words.chinese)
        made = Configurator(
            Desk(sample, work, words, theme.LIGHT, settings(sample.read()), None, lambda: NOON)
        )
        qtbot.addWidget(made)
        made.resize(width, 880)
        made.show_ref(ref)
        made.show()
        settle(qtbot, made)
        return made

    yield build
    theme.apply(qapp, theme.LIGHT)


def settle(qtbot: QtBot, page: Configurator) -> None:
    qtbot.waitUntil(lambda: page.desk.work.idle, timeout=10_000)
    turn()


def draft(store: Store) -> str:
    customer = store.read().execute("SELECT id FROM customers ORDER BY id LIMIT 1").fetchone()[0]
    return quotes.begin(store, customer, NOON)


def test_an_impossible_value_is_chosen_with_its_fix_by_one_key_and_undone_by_another(
    qtbot: QtBot, make: MakePage
) -> None:
    page = make("-/GF-WEL")
    small = page.options.block(("size", "S"))
    assert small is not None
    assert small.accessibleName() == "Size: S, not possible now"

    QTest.keyClick(small, Qt.Key.Key_Space)

    assert page.design.one("size") == "S"
    assert page.design.many("inside") == ("honey",)
    page.undo()
    assert page.design.one("size") == "M"
    assert page.design.many("inside") == ("tea", "honey")


def test_what_is_typed_wrong_is_told_at_its_field_and_changes_nothing(qtbot: QtBot, make: MakePage) -> None:
    page = make("-/GF-FRAME")
    width = page.options.field("width")
    assert width is not None

    width.setText("185")
    QTest.keyClick(width, Qt.Key.Key_Return)

    assert page.design.number("width") == 180
    assert width.property("invalid") is True
    width.selectAll()
    QTest.keyClicks(width, "400")
    assert page.design.number("width") == 400


def test_a_design_goes_onto_the_quote_as_a_line_at_its_price_and_is_kept(
    qtbot: QtBot, make: MakePage, sample: Store
) -> None:
    version = draft(sample)
    page = make(f"{version}/GF-WEL")
    went: list[tuple[str, object]] = []
    page.desk.went.connect(lambda *where: went.append(where))
    words = page.desk.words
    name = quotes.kept(sample.read(), version, NOON, words).customer_name
    assert page.design.text("text") == name

    block = page.options.block(("wood", "walnut"))
    assert block is not None
    QTest.keyClick(block, Qt.Key.Key_Return)
    page.save()
    settle(qtbot, page)
    page.add_to_quote()
    settle(qtbot, page)

    assert went == [("quote", version)]
    kept = quotes.kept(sample.read(), version, NOON, words)
    (line,) = kept.version.quote.lines
    assert (line.list_price, line.qty, line.cost) == (Decimal(260), Decimal(5), Decimal(152))
    particulars = kept.particulars.of(line.id)
    (saved,) = designs(sample.read(), kept.customer_id, line.product)
    assert (saved.name, particulars.design_id) == ("Walnut, Laser", saved.id)
    assert particulars.design is not None
    assert particulars.design["wood"] == "walnut"
    assert sample.read().execute("SELECT count(*) FROM outbox WHERE tbl = 'designs'").fetchone()[0] == 1


def test_a_line_that_is_configured_again_stays_the_same_line(
    qtbot: QtBot, make: MakePage, sample: Store
) -> None:
    version = draft(sample)
    words = words_of("en", ZONE)
    first = make(f"{version}/GF-FRAME")
    first.add_to_quote()
    settle(qtbot, first)
    (before,) = quotes.kept(sample.read(), version, NOON, words).version.quote.lines

    again = make(f"{version}/GF-FRAME/line-{before.id}")
    again.choose(("glass", "museum"))
    again.add_to_quote()
    settle(qtbot, again)

    (after,) = quotes.kept(sample.read(), version, NOON, words).version.quote.lines
    assert after.id == before.id
    assert after.list_price == before.list_price + 46


def test_a_design_that_holds_no_longer_says_so_and_offers_what_mends_it(
    make: MakePage, sample: Store
) -> None:
    version = draft(sample)
    row = sample.read().execute("SELECT id FROM products WHERE external_id = 'GF-WEL'").fetchone()
    customer = quotes.kept(sample.read(), version, NOON, words_of("en", ZONE)).customer_id
    old = Design({"size": "S", "inside": ("tea",)}, {"text": "Hi"})
    design_id, _ = save(sample, customer, row["id"], "Old", old, NOON)
    page = make(f"{version}/GF-WEL")
    notices: list[Notice] = []
    page.desk.noticed.connect(notices.append)

    page.open_design(design_id)

    assert "no longer holds" in notices[0].text
    assert "Jasmine tea, 40 g tin and Size S do not go together" in notices[0].more
    assert notices[0].action == "Size: M"
    assert notices[0].run
    notices[0].run()
    assert page.design.one("size") == "M"


@pytest.mark.parametrize("locale", ["en", "zh_CN"])
def test_every_product_fits_a_small_window_in_both_languages(make: MakePage, locale: str) -> None:
    for number in ("GF-WEL", "GF-FRAME", "GF-WED"):
        page = make(f"-/{number}", locale, 968)

        assert page.options.width() <= 420
        page.open_side()
        page.grab()
        assert page.back()
