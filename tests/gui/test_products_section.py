"""Products in the playbook: found by any mix of filters, told, compared for a customer, timed in a demo."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, time

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QSignalSpy, QTest
from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.qtbot import QtBot

from data.product_sheets import product_to_show
from data.sample import load_sample
from data.settings import settings
from data.store import Store, open_store
from desktop import theme
from desktop.desk import Desk
from desktop.pages.playbook import Playbook
from desktop.pages.playbook_products import ProductsSection
from desktop.widgets.chart import Chart
from desktop.work import Work
from sales.shelf import Wanted
from sales.words import Words
from tests.builders.screen import bring_to_front, turn
from tests.conftest import ZONE

NOON = int(datetime.combine(date(2026, 11, 25), time(12), ZONE).astimezone(UTC).timestamp() * 1000)
TAG = re.compile(r"<[^>]*>")
Open = Callable[[str], ProductsSection]


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    store = open_store(tmp_path_factory.mktemp("products") / "rapport.db")
    load_sample(store, date(2026, 11, 25), customers=60)
    yield store
    store.close()


@pytest.fixture
def page(qtbot: QtBot, sample: Store, work: Work, english: Words) -> Playbook:
    desk = Desk(sample, work, english, theme.LIGHT, settings(sample.read()), None, lambda: NOON)
    made = Playbook(desk)
    qtbot.addWidget(made)
    made.resize(1240, 860)
    made.show()
    bring_to_front(qtbot, made)
    return made


@pytest.fixture
def opened(qtbot: QtBot, page: Playbook) -> Open:
    def go(ref: str) -> ProductsSection:
        page.show_ref(ref)
        qtbot.waitUntil(lambda: page.desk.work.idle, timeout=10_000)
        turn()
        assert isinstance(page.section, ProductsSection)
        return page.section

    return go


def said(section: ProductsSection) -> str:
    found = [
        html.unescape(TAG.sub("", one.text())) for one in section.findChildren(QLabel) if one.isVisible()
    ]
    return "\n".join(found + [one.text() for one in section.findChildren(QPushButton) if one.isVisible()])


def test_a_product_is_told_with_its_points_first_and_a_radar(opened: Open) -> None:
    section = opened("products/AP-600")

    assert section.sheet
    assert [point.id for point in section.sheet.points[:3]] == ["quiet", "room", "filter"]
    assert "21 dB(A)" in said(section)
    assert "Ours, and asked about most: Quiet, Cost over years, Filter life" in said(section)
    assert "AirNest A6 leads: Price" in said(section)
    assert [chart for chart in section.findChildren(Chart) if chart.isVisible()]


def test_prices_are_those_of_the_customer_it_is_read_for(opened: Open, sample: Store) -> None:
    sql = (
        "SELECT c.id, c.name FROM standings s JOIN customers c ON c.id = s.customer_id WHERE s.tier = 'gold'"
    )
    gold, name = sample.read().execute(sql).fetchone()

    section = opened(f"products/AP-600@{gold}")

    assert f"For {name}" in said(section)
    assert f"¥3,134.05 for {name}" in said(section)
    assert section.sheet
    assert section.sheet.comparison.rows[-1].figures[0] == 31_340_500


def test_filters_of_any_kind_narrow_the_list_together_and_are_taken_away_one_by_one(opened: Open) -> None:
    section = opened("products/AP-600")
    every = len(section.list.items)

    section.filters.want(Wanted(tags=("for babies",), category="air-purifier"))
    narrowed = [one.number for one in section.list.items]
    section.list.search.setText("pollen")
    section.list.typed.emit("pollen")
    found = [one.number for one in section.list.items]
    section.list.search.clear()
    section.list.typed.emit("")
    next(one for one in section.filters.findChildren(QPushButton) if one.text() == "Air purifier").click()

    assert 0 < len(narrowed) < every
    assert set(found) < set(narrowed)
    assert section.filters.wanted == Wanted(tags=("for babies",))
    assert len(section.list.items) >= len(narrowed)
    section.filters.clear_all()
    assert len(section.list.items) == every


def test_what_no_product_is_says_so_and_how_to_see_all_again(opened: Open) -> None:
    section = opened("products/AP-600")

    section.filters.want(Wanted(category="phone", tags=("for babies", "two groups")))
    turn()

    assert section.list.items == ()
    assert "No product is all of this" in said(section)
    next(one for one in section.findChildren(QPushButton) if one.text() == "Show all products").click()
    assert section.list.items


def test_digits_and_arrows_go_through_the_scenarios(opened: Open, page: Playbook) -> None:
    section = opened("products/AP-600")
    assert section.sheet
    scenarios = section.sheet.scenarios

    page._answer(3)
    turn()
    third = said(section)
    section.list.view.setFocus()
    QTest.keyClick(section.list.view, Qt.Key.Key_Right)
    turn()

    assert scenarios[2].pain in third
    assert scenarios[3].pain in said(section)


def test_the_demo_says_which_step_is_due_and_ends_by_itself(opened: Open, page: Playbook) -> None:
    section = opened("products/AP-600")
    assert section.sheet
    demo, whole = section.demo, sum(step.seconds for step in section.sheet.demo)

    section.run_demo()
    demo.show_time(35)
    during = said(section)
    demo.show_time(whole)

    assert "Step 2: 0:25 left" in during
    assert not demo.running
    assert "Done. Now be quiet and listen." in said(section)
    section.run_demo()
    assert page.back()
    assert not demo.running


def test_f11_turns_the_screen_to_the_customer(opened: Open, page: Playbook, sample: Store) -> None:
    who = sample.read().execute("SELECT id FROM customers LIMIT 1").fetchone()[0]
    section = opened(f"products/CM-DUO@{who}")
    went = QSignalSpy(page.desk.went)

    section.list.view.setFocus()
    QTest.keyClick(section.list.view, Qt.Key.Key_F11)

    assert went.at(0) == ["presentation", f"{who}/CM-DUO"]


def test_a_product_without_a_story_shows_what_its_figures_mean(opened: Open) -> None:
    section = opened("products/AP-600B")

    assert section.sheet
    assert section.sheet.story is None
    assert "No story of it is written yet" in said(section)
    assert "quieter than a whisper" in said(section)


def test_for_a_customer_it_begins_with_what_the_call_is_about(
    opened: Open, sample: Store, english: Words
) -> None:
    db = sample.read()
    who = db.execute("SELECT customer_id FROM orders GROUP BY 1 ORDER BY count(*) DESC LIMIT 1").fetchone()[0]

    section = opened(f"products@{who}")

    assert section.ref == product_to_show(db, who, english, NOON)
