"""What a laptop tells the hub of itself at each pull."""

from __future__ import annotations

from data import outbox
from data.store import Changes, Store
from data.sync import rounds
from data.sync.report import report
from data.sync.rounds import Round
from data.sync.wire import Report

NOW = 1_795_514_400_000
HOUR = 60 * 60 * 1000


def test_a_laptop_with_nothing_to_send_has_nothing_to_report(store: Store) -> None:
    assert report(store.read(), NOW) == Report()


def test_a_queue_that_is_stuck_is_reported_with_its_age(store: Store) -> None:
    with store.write(Changes.of("customers")) as db:
        for n, at in enumerate((NOW - 30 * HOUR, NOW - HOUR)):
            outbox.append(db, "customers", f"c-{n}", {"phone": "1"}, at)

    assert report(store.read(), NOW) == Report(waiting=2, oldest_ms=30 * HOUR)


def test_a_clock_that_was_set_back_makes_no_queue_younger_than_new(store: Store) -> None:
    with store.write(Changes.of("customers")) as db:
        outbox.append(db, "customers", "c-1", {"phone": "1"}, NOW + HOUR)

    assert report(store.read(), NOW) == Report(waiting=1)


def test_repairs_are_counted_over_the_rounds(store: Store) -> None:
    with store.write(Changes.of()) as db:
        rounds.record(db, Round(NOW, heals=2))
        rounds.record(db, Round(NOW + 1, heals=1))

    assert report(store.read(), NOW).heals == 3
