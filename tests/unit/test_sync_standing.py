"""Where a laptop stands towards its hub: what matters most is said, and what is right is not called wrong."""

from __future__ import annotations

import pytest

from data.store import Store
from data.sync.standing import shares, standing
from tests.builders.disputes import (
    DAY,
    NOW,
    log_call,
    phone_conflict,
    put_conflict,
    put_link,
    put_people,
    put_refusal,
    put_share,
)


@pytest.fixture
def laptop(store: Store) -> Store:
    put_people(store)
    put_link(store)
    return store


def state(store: Store, now: int = NOW) -> str:
    return standing(store.read(), now).state


def test_a_store_without_a_hub_stands_alone(store: Store) -> None:
    put_people(store)

    assert state(store) == "alone"


def test_a_laptop_that_has_sent_all_is_synced(laptop: Store) -> None:
    assert state(laptop) == "synced"


def test_what_is_not_sent_yet_waits(laptop: Store) -> None:
    log_call(laptop, "Called.")

    found = standing(laptop.read(), NOW)

    assert (found.state, found.waiting) == ("waiting", 1)


def test_offline_is_said_after_three_rounds_without_a_network(laptop: Store) -> None:
    put_link(laptop, failures=2)
    before = state(laptop)
    put_link(laptop, failures=3)

    assert (before, state(laptop)) == ("synced", "offline")


def test_a_decision_that_is_needed_goes_before_being_offline(laptop: Store) -> None:
    put_link(laptop, failures=9)
    put_conflict(laptop, phone_conflict())
    put_refusal(laptop)

    found = standing(laptop.read(), NOW)

    assert (found.state, found.conflicts, found.refused) == ("attention", 1, 1)


def test_past_its_lease_a_laptop_shows_nothing(laptop: Store) -> None:
    assert state(laptop, NOW + 14 * DAY - 1) == "synced"
    assert state(laptop, NOW + 14 * DAY) == "lease"


def test_the_lease_runs_by_the_hubs_clock(laptop: Store) -> None:
    put_link(laptop, hub_ahead_ms=-2 * DAY)

    assert state(laptop, NOW + 15 * DAY) == "synced"


def test_a_clock_that_was_put_back_wins_no_time(laptop: Store) -> None:
    put_link(laptop, lease_until=NOW - 120_000)

    assert state(laptop, NOW - 400 * DAY) == "lease"


def test_the_days_of_a_lease_count_the_one_that_runs(laptop: Store) -> None:
    left = [standing(laptop.read(), NOW + at).days_left for at in (0, DAY // 2, 14 * DAY)]

    assert left == [14, 14, 0]


def test_what_one_may_see_is_told_by_territory(laptop: Store) -> None:
    put_share(laptop)

    found = [(share.territory, share.customers, share.rows) for share in shares(laptop.read())]

    assert found == [("East 2", 1, 1), ("", 0, 40)]
