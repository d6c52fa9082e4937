"""What is kept follows the facts, whatever is written in whatever order; a past day is as it was."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from data import facts, standings, summaries
from data.engine import sqlite3
from data.language import words
from data.store import Changes, Store, open_store
from sales.facts import Customer, History
from tests.builders.histories import DAYS, START, histories
from tests.property.test_segments import came, until

AFTER = START + timedelta(DAYS + 1)
KINDS = ("orders", "returns", "events", "tickets", "surveys", "reviews", "referrals")
DERIVED = ("summaries", "stays", "standings", "memberships")


@contextmanager
def opened() -> Iterator[Store]:
    with tempfile.TemporaryDirectory() as folder:
        store = open_store(Path(folder) / "rapport.db")
        yield store
        store.close()


def write(db: sqlite3.Connection, histories: list[History]) -> None:
    for history in histories:
        facts.put(db, [history.customer, *(fact for kind in KINDS for fact in getattr(history, kind))])


def kept(db: sqlite3.Connection) -> dict[str, list[tuple[object, ...]]]:
    return {
        table: [tuple(row) for row in db.execute(f"SELECT * FROM {table} ORDER BY 1, 2")] for table in DERIVED
    }


teams = (
    st.integers(1, 4).flatmap(lambda count: st.tuples(*(histories(f"c-{n}") for n in range(count)))).map(list)
)
removals = st.lists(st.tuples(st.integers(0, 3), st.sampled_from(KINDS)), max_size=3)
CROWD = [History(Customer(f"x-{n:02}", "Lin Yue", registered_on=START)) for n in range(80)]


@settings(max_examples=40, deadline=None)
@given(teams, teams, removals)
def test_after_any_writes_what_is_kept_is_what_all_facts_come_to(
    before: list[History], after: list[History], removed: list[tuple[int, str]]
) -> None:
    fresh = [_renamed(one, n) for n, one in enumerate(after)]
    with opened() as store, store.write(Changes.of()) as db:
        write(db, CROWD + before)
        summaries.rebuild(db)
        standings.evaluate(db, AFTER)
        write(db, fresh)
        for number, table in removed:
            db.execute(f"DELETE FROM {table} WHERE customer_id = ?", (f"c-{number}",))
        touched = [one.customer.id for one in fresh] + [f"c-{number}" for number, _ in removed]

        summaries.refresh(db, touched)
        standings.refresh(db, touched)

        followed = kept(db)
        assert summaries.stale(db) == 0
        summaries.rebuild(db)
        for (customer_id,) in db.execute("SELECT id FROM customers").fetchall():
            standings.evaluate(db, AFTER, customer_ids=[customer_id])
        assert kept(db) == followed


def _renamed(history: History, number: int) -> History:
    """The history as another customer's."""
    name = f"d-{number}"
    facts_of = {
        kind: tuple(
            replace(fact, id=f"{name}-{fact.id}", customer_id=name) for fact in getattr(history, kind)
        )
        for kind in KINDS
    }
    return replace(history, customer=replace(history.customer, id=name), **facts_of)


@settings(max_examples=40, deadline=None)
@given(teams, st.integers(0, DAYS))
def test_a_past_day_stands_as_it_stood_then(team: list[History], number: int) -> None:
    day = START + timedelta(number)
    with opened() as now, opened() as then:
        with now.write(Changes.of()) as db:
            write(db, team)
            summaries.rebuild(db)
        with then.write(Changes.of()) as db:
            write(db, [until(one, day) for one in team if _known(one, day)])
            summaries.rebuild(db)

        past = sorted(standings.standings(now.read(), day), key=lambda one: one.customer_id)
        stood = sorted(standings.standings(then.read(), day), key=lambda one: one.customer_id)
        sums_now = sorted(summaries.summaries(now.read(), day), key=lambda one: one.customer_id)
        sums_then = sorted(summaries.summaries(then.read(), day), key=lambda one: one.customer_id)

    assert [_shown(one) for one in past] == [_shown(one) for one in stood]
    assert [replace(one, open_ticket_count=0, last_fact_at=None) for one in sums_now] == [
        replace(one, open_ticket_count=0, last_fact_at=None) for one in sums_then
    ]


def _known(history: History, day: date) -> bool:
    first = came(history)
    return first is None or first <= day


def _shown(placed: standings.Placed) -> tuple[object, ...]:
    """All but how long a stay will last, which later facts decide."""
    return replace(placed, stays=()), [(stay.segment, stay.since) for stay in placed.stays]


@settings(max_examples=40, deadline=None)
@given(teams)
def test_one_customer_stands_alone_as_among_all(team: list[History]) -> None:
    with opened() as store:
        with store.write(Changes.of()) as db:
            write(db, team)
            summaries.rebuild(db)
            standings.evaluate(db, AFTER)
        db = store.read()

        for placed in standings.standings(db, AFTER):
            told = standings.standing(db, placed.customer_id, AFTER, words("en"))

            assert [(one.segment, one.since_on) for one in told.segments] == [
                (stay.segment, stay.since_on) for stay in placed.stays
            ]
            assert all(one.why for one in told.segments)
            assert (told.tier, told.value_band, told.cohort, told.rfm2_class) == (
                placed.tier, placed.value_band, placed.cohort, placed.rfm2_class,
            )  # fmt: skip
