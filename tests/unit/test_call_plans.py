"""What a call opens with, on the sample team: whom, by which track, what about, and whose turn is next."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

import pytest

from data import calls
from data.call_plans import next_up, opening
from data.price_check import price_check
from data.sample import load_sample
from data.store import Store, open_store
from sales.calls import begin
from sales.errors import NotFound
from sales.words import Words
from tests.builders.team import ZONE

TODAY = date(2026, 11, 24)
NOW = int(datetime(2026, 11, 24, 9, tzinfo=ZONE).timestamp() * 1000)


@pytest.fixture(scope="module")
def team(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    store = open_store(tmp_path_factory.mktemp("team") / "rapport.db")
    load_sample(store, TODAY, customers=40)
    yield store
    store.close()


def found(store: Store, name: str) -> str:
    row = store.read().execute("SELECT id FROM customers WHERE name = ?", (name,)).fetchone()
    return str(row["id"])


def me(store: Store) -> str:
    return str(store.read().execute("SELECT id FROM reps WHERE external_id = 'R01'").fetchone()["id"])


def test_a_planned_call_opens_with_its_track_its_product_and_who_is_next(team: Store, english: Words) -> None:
    shown = opening(team.read(), found(team, "Studio Maple"), english, NOW, me(team))

    assert shown.plan.planned
    assert (shown.plan.kind, shown.plan.segment, shown.minutes) == ("call", "potential", 10)
    assert shown.plan.track is not None
    assert shown.plan.track.id == "potential-air-purifier"
    assert shown.sheet is not None
    assert shown.sheet.name == "Breva 600"
    assert "AirNest A6" in shown.rivals
    assert (shown.number, shown.of) == (2, 6)
    assert shown.following is not None
    assert shown.following.name == "Zhou Wei"


def test_a_call_that_nobody_planned_becomes_a_contact_of_its_own(team: Store, english: Words) -> None:
    shown = opening(team.read(), found(team, "Kaya Studio"), english, NOW, me(team))

    planned = team.read().execute("SELECT 1 FROM activities WHERE id = ?", (shown.plan.id,)).fetchone()
    assert (shown.plan.planned, shown.number, planned) == (False, 0, None)
    assert shown.following is not None  # the day's first planned call


def test_an_unknown_customer_has_no_call(team: Store, english: Words) -> None:
    with pytest.raises(NotFound):
        opening(team.read(), "nobody", english, NOW)


def test_the_next_call_is_the_one_that_is_not_logged_else_the_first_planned(
    team: Store, english: Words
) -> None:
    rep, studio = me(team), found(team, "Studio Maple")
    before = next_up(team.read(), english, NOW, rep)
    begun = begin(opening(team.read(), studio, english, NOW, rep).plan)
    calls.keep(team, begun)

    after = next_up(team.read(), english, NOW, rep)
    again = opening(team.read(), studio, english, NOW + 60_000, rep)
    calls.discard(team, begun.plan.id)

    assert before is not None
    assert before[0] == found(team, "Chen Lihua")
    assert after == (studio, None)
    assert (again.call, again.plan) == (begun, begun.plan)


def test_prices_are_this_customers_and_say_what_the_list_says(team: Store, english: Words) -> None:
    zhou = found(team, "Zhou Wei")

    shown = price_check(team.read(), zhou, "breva 600", english, NOW)

    assert shown[0].number == "AP-600"
    assert shown[0].tier in ("silver", "gold")
    assert shown[0].price_e4 < shown[0].list_e4
    assert 0 < shown[0].off_bp <= 500
    assert shown[0].stock is not None


def test_without_words_the_price_check_begins_with_what_the_call_is_about(
    team: Store, english: Words
) -> None:
    studio = found(team, "Studio Maple")
    about = opening(team.read(), studio, english, NOW).plan.product_id

    shown = price_check(team.read(), studio, "", english, NOW, about)

    assert shown[0].product_id == about
    assert len({one.product_id for one in shown}) == len(shown) > 3
