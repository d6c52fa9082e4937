"""The age of the data is that of the newest order, not of what was just written here."""

from __future__ import annotations

from datetime import date

from data.activities import log
from data.facts import put
from data.freshness import newest_at
from data.standings import evaluate
from data.store import Changes, Store
from sales.facts import Activity, Customer, Order
from sales.readiness import checks
from sales.words import Words
from tests.builders.team import at

DAY = 86_400_000
TODAY = date(2026, 11, 24)
NOW = at(TODAY, 12)


def test_a_note_makes_nothing_newer_and_an_order_of_tomorrow_is_not_known_yet(store: Store) -> None:
    with store.write(Changes.of("orders")) as db:
        put(
            db,
            [Customer("c", "Zhou Wei"), Order("o", "c", NOW - 2 * DAY, 100), Order("p", "c", NOW + DAY, 100)],
        )
        evaluate(db, TODAY)

    log(store, Activity("", "c", "note", NOW, text="Ring twice"), NOW)

    assert newest_at(store.read(), NOW) == NOW - 2 * DAY


def test_without_orders_it_is_the_newest_fact_and_without_facts_nothing(store: Store) -> None:
    nothing = newest_at(store.read(), NOW)
    with store.write(Changes.of("customers")) as db:
        put(db, [Customer("c", "Zhou Wei")])
        evaluate(db, TODAY)
    log(store, Activity("", "c", "note", NOW - DAY, text="Ring twice"), NOW)

    assert (nothing, newest_at(store.read(), NOW)) == (0, NOW - DAY)


def test_where_nothing_is_dated_no_age_is_made_up() -> None:
    *_, fresh = checks(track=True, promises=0, issues=0, data_age_ms=None, words=Words())

    assert (fresh.done, fresh.said) == (False, "There are no dated facts yet: sync or import first.")
