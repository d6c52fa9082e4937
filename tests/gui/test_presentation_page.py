"""The presentation: every product in both languages, and nothing on it that a customer must not see."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, time
from pathlib import Path

import pypdfium2
import pytest
from PySide6.QtCore import QMarginsF, QPoint, QSizeF
from PySide6.QtGui import QPageSize, QPainter, QPdfWriter
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from data.language import words as words_of
from data.sample import load_sample
from data.settings import settings
from data.store import Store, open_store
from desktop import theme
from desktop.actions import actions
from desktop.desk import Desk, Notice
from desktop.pages.presentation import Presentation
from desktop.session import Session
from desktop.widgets.chart import Chart
from desktop.work import Work
from sales.words import LOCALES, Words
from tests.builders.screen import turn
from tests.conftest import ZONE

TODAY = date(2026, 11, 25)
NOON = int(datetime.combine(TODAY, time(12), ZONE).astimezone(UTC).timestamp() * 1000)
WIDTH, HEIGHT = 1440, 900
# Inter's tabular figures, which a PDF names by the font's private places.
TABULAR = {0xE071 + digit: str(digit) for digit in range(10)} | {0xE093: ",", 0xE094: ".", 0xE095: ":"}
TAG = re.compile(r"<[^>]*>")
PRIVATE = re.compile(
    r"\b(?:margin|commission|floor price|cost price|our cost|profit|discount)\b"
    "|毛利|利润|佣金|提成|底价|进价|成本价|折扣",
    re.IGNORECASE,
)
MakePage = Callable[..., Presentation]


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    store = open_store(tmp_path_factory.mktemp("shown") / "rapport.db")
    load_sample(store, TODAY, customers=120)
    yield store
    store.close()


@pytest.fixture
def make(qtbot: QtBot, qapp: QApplication, sample: Store, work: Work) -> Iterator[MakePage]:
    def build(locale: str, ref: str = "/AP-600") -> Presentation:
        words = words_of(locale, ZONE)
        theme.apply(qapp, theme.LIGHT, chinese=words.chinese)
        made = Presentation(
            Desk(sample, work, words, theme.LIGHT, settings(sample.read()), None, lambda: NOON)
        )
        qtbot.addWidget(made)
        made.resize(WIDTH, HEIGHT)  # it stays hidden: it is read, and painted on paper
        made.show_ref(ref)
        settle(qtbot, made)
        return made

    yield build
    theme.apply(qapp, theme.LIGHT)


def settle(qtbot: QtBot, page: Presentation) -> None:
    qtbot.waitUntil(lambda: page.desk.work.idle, timeout=10_000)
    turn()


def words_on(page: QWidget) -> str:
    """Every text of every widget, shown, spoken or in a tip."""
    found = []
    for one in (page, *page.findChildren(QWidget)):
        found += [one.accessibleName(), one.accessibleDescription(), one.toolTip()]
        if callable(said := getattr(one, "text", None)):
            found.append(html.unescape(TAG.sub("", said())))
    return "\n".join(found)


def words_in_charts(page: QWidget) -> str:
    """Every text that a chart draws: it is shown as pixels, in which no text can be found again."""
    from matplotlib.figure import Figure
    from matplotlib.text import Text

    found = []
    for chart in page.findChildren(Chart):
        figure = Figure(figsize=(6, 5), dpi=72)
        chart.draw(figure)
        found += [drawn.get_text() for drawn in figure.findobj(Text)]
    return "\n".join(found)


class Printed:
    """Pages painted into a PDF, so that what is painted can be read back as text."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._writer = QPdfWriter(str(path))
        self._writer.setResolution(72)
        self._writer.setPageSize(QPageSize(QSizeF(WIDTH, HEIGHT), QPageSize.Unit.Point))
        self._writer.setPageMargins(QMarginsF())
        self._painter = QPainter(self._writer)
        self._pages = 0

    def add(self, page: QWidget) -> None:
        if self._pages:
            self._writer.newPage()
        self._pages += 1
        page.render(self._painter, QPoint(0, 0))

    def end(self) -> None:
        self._painter.end()

    def text(self) -> str:
        with pypdfium2.PdfDocument(self._path) as document:
            assert len(document) == self._pages
            pages = [one.get_textpage().get_text_range() for one in document]
        return "\n".join(pages).translate(TABULAR)


def secrets(store: Store, words: Words) -> set[str]:
    """What must not be seen: all costs and margins as amounts, all customers' and contacts' names."""
    found = set()
    db = store.read()
    for cost, price in db.execute("SELECT cost_e4, price_e4 FROM products WHERE cost_e4 > 0"):
        found |= {words.price(cost), words.price(price - cost), words.price(cost).removesuffix(".00")}
    public = {
        words.price(price).removesuffix(".00") for (price,) in db.execute("SELECT price_e4 FROM products")
    }
    for row in db.execute("SELECT name, contact_name FROM customers"):
        found |= {name for name in row if name}
    return found - public


def seen(secret: str, text: str) -> bool:
    """Whether it stands there by itself: "¥185" is not seen in "¥1,850"."""
    return secret in text and bool(re.search(rf"(?<![\w.,]){re.escape(secret)}(?![\w.,]*\d)", text))


@pytest.mark.parametrize("locale", LOCALES)
def test_no_page_of_it_shows_a_cost_a_margin_or_anybodys_name(
    make: MakePage, sample: Store, qtbot: QtBot, tmp_path: Path, locale: str
) -> None:
    customer, name = sample.read().execute("SELECT id, name FROM customers ORDER BY id LIMIT 1").fetchone()
    page = make(locale, f"{customer}/AP-600")
    assert page.shown
    texts, printed = [], Printed(tmp_path / "shown.pdf")

    try:
        for _ in page.shown.numbers:
            texts.append(words_in_charts(page))
            for _ in page.shown.showing.scenes:
                texts.append(words_on(page))
                printed.add(page)
                page.next_scene()
                turn()
            with qtbot.waitSignal(page.ready, timeout=10_000):
                page.next_product()
    finally:
        printed.end()

    painted = printed.text()
    text = "\n".join(texts) + painted
    hidden = secrets(sample, page.desk.words)
    assert name in hidden
    assert {one for one in hidden if seen(one, text)} == set()
    assert PRIVATE.findall(text) == []
    assert len(page.shown.numbers) >= 40
    assert page.shown.showing.number == "AP-600"
    assert page.shown.showing.name in painted  # names and amounts can be read in what was painted
    assert "¥3,299" in painted


def test_this_customers_price_stands_there_only_while_the_rep_shows_it(
    make: MakePage, sample: Store, qtbot: QtBot
) -> None:
    gold = (
        sample.read().execute("SELECT customer_id FROM standings WHERE tier = 'gold' LIMIT 1").fetchone()[0]
    )
    page = make("en", f"{gold}/AP-600")
    own = "¥3,134.05"
    before = words_on(page)

    page.switch_price()
    settle(qtbot, page)
    during = words_on(page)
    page.switch_price()
    settle(qtbot, page)

    assert own not in before
    assert own in during
    assert "list price ¥3,299" in during
    assert own not in words_on(page)
    assert page.shown
    assert page.shown.price == ""


@pytest.mark.parametrize("whose", ["the same", "another"])
def test_opened_again_it_does_not_show_the_price_that_was_shown_last(
    make: MakePage, sample: Store, qtbot: QtBot, whose: str
) -> None:
    one, other = (row[0] for row in sample.read().execute("SELECT id FROM customers ORDER BY id LIMIT 2"))
    page = make("en", f"{one}/AP-600")
    page.switch_price()
    settle(qtbot, page)

    page.show_ref(f"{one if whose == 'the same' else other}/AP-600")
    settle(qtbot, page)

    assert page.shown
    assert page.shown.price == ""


def test_scenarios_and_products_turn_by_keys_and_come_round(make: MakePage, qtbot: QtBot) -> None:
    page = make("en")
    assert page.shown
    scenes, numbers = page.shown.showing.scenes, page.shown.numbers

    page.previous_scene()
    turn()

    assert scenes[-1].pain in words_on(page)
    assert f"{len(scenes)} of {len(scenes)}" in words_on(page)
    page.next_product()
    settle(qtbot, page)
    assert page.shown.showing.number == numbers[numbers.index("AP-600") + 1]
    assert page.shown.showing.scenes[0].pain in words_on(page)


def test_nothing_else_appears_in_the_window_until_it_is_left(
    open_session: Callable[..., Session], qtbot: QtBot
) -> None:
    session = open_session()
    shell = session.shell
    assert shell.desk
    assert shell.stage
    shell.go("customers", "c1")
    qtbot.waitUntil(lambda: session.work.idle, timeout=10_000)
    before = shell.stage.place
    shell.desk.go("presentation", "c1/")
    qtbot.waitUntil(lambda: session.work.idle, timeout=10_000)

    shell.desk.toast("Logged for Sarah Coleman")
    shell.desk.banner(Notice("Brenda Marlow changed on two computers"))
    shell._press(next(one for one in actions(None) if one.id == "shell.palette"), shell)
    shell.why()
    shell._go_by_digit(2)
    turn()
    visible = "\n".join(words_on(one) for one in shell.findChildren(QWidget) if one.isVisible())

    assert shell.stage.page is not None
    assert shell.stage.page.public
    assert not shell.sidebar.isVisible()
    assert shell.overlay is None
    assert not shell.stage.inspecting
    assert "Sarah Coleman" not in visible
    assert "Brenda Marlow" not in visible
    shell.back()
    qtbot.waitUntil(lambda: session.work.idle, timeout=10_000)
    assert shell.stage.place == before
    assert shell.sidebar.isVisible()
    assert shell.stage.notice is not None
