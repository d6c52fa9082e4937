"""Each rule of the protocol by the shortest history that needs it: with the rule all ends well."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.builders.histories_of_sync import Histories
from tests.builders.sync_bugs import BUGS, seeded

ANN, ANN_TOO, BOB = range(3)

# By the bugs that directed tests elsewhere show: tests/unit/test_restored_hub.py, test_killed_round.py.
ELSEWHERE = {
    "an answer to a push is no witness",
    "the cursor is saved outside the page's transaction",
    "the outbox is marked before the answer",
}


def _synced() -> Histories:
    """Ann at two laptops sees N and S, Bob S; c0 and c3 are in N, c1 and c4 in S, c2 in W."""
    history = Histories()
    history.begin()
    for at in range(3):
        history._sync(at, "", 0)
    return history


def _sent_twice() -> Histories:
    history = _synced()
    history.counts(ANN, 2)
    history._sync(ANN, "sent twice", 0)
    return history


def _restored() -> Histories:
    history = _synced()
    history.backs_up()
    history.notes(ANN, "c0")
    history._sync(ANN, "", 0)
    history.restores()
    for _ in range(6):
        history.edits("c1", "phone")
    return history


def _restored_with_something_to_push() -> Histories:
    history = _restored()
    history.counts(ANN, 1)
    return history


def _moved_out_of_sight() -> Histories:
    history = _synced()
    history.moves("c0", "W")
    return history


def _moved_within_sight() -> Histories:
    history = _synced()
    history.moves("c1", "N")
    return history


def _away_too_long() -> Histories:
    history = _synced()
    history.drops("c0")
    for _ in range(5):
        history.edits("c1", "phone")
    history.compacts()
    return history


def _taken_away() -> Histories:
    history = _synced()
    history.grants("ann", "N", False)
    return history


def _damaged() -> Histories:
    history = _synced()
    history.corrupts(ANN, True)
    return history


def _moved_with_notes() -> Histories:
    history = _synced()
    history.notes(ANN, "c0")
    history._sync(ANN, "", 0)
    history._sync(ANN_TOO, "", 0)
    history.moves("c0", "W")
    return history


def _written_on_both_sides() -> Histories:
    history = _synced()
    history.patches(ANN, "c0", "phone")
    history.edits("c0", "note")
    history._sync(ANN, "lost request", 3)
    history._sync(ANN, "killed", 3)
    return history


def _confirmed_and_not_pulled() -> Histories:
    """The reply to the pull is lost: what I see must still be what I wrote."""
    history = _synced()
    history.patches(ANN, "c0", "phone")
    history._sync(ANN, "lost request", 1)
    return history


def _many_at_once() -> Histories:
    history = _synced()

    def job(work: object) -> None:
        for customer in ("c0", "c3"):
            work.put("customers", customer, {"note": "all at once"})  # type: ignore[attr-defined]

    history.hub.office(job)
    return history


def _counted_by_two() -> Histories:
    history = _synced()
    history.counts(ANN, 2)
    history.counts(BOB, 3)
    return history


def _written_by_two() -> Histories:
    history = _synced()
    history.patches(ANN, "c1", "phone")
    history.patches(BOB, "c1", "phone")
    return history


RULES: dict[str, Callable[[], Histories]] = {
    "a mutation is applied every time it comes": _sent_twice,
    "a restored hub is not recognised": _restored,
    "a restored hub is recognised on pull only": _restored_with_something_to_push,
    "no gone entry when a row moves": _moved_out_of_sight,
    "gone deletes whatever scope the row is in": _moved_within_sight,
    "no floor after compaction": _away_too_long,
    "a scope that was taken away stays": _taken_away,
    "no digest is compared": _damaged,
    "what hangs on a customer stays behind": _moved_with_notes,
    "the hub's truth hides my edits": _written_on_both_sides,
    "an edit is covered before the pull": _confirmed_and_not_pulled,
    "a page ends inside a transaction": _many_at_once,
    "counters are sent as totals": _counted_by_two,
    "the losing value is forgotten": _written_by_two,
}


def test_every_seeded_bug_has_its_shortest_history() -> None:
    assert RULES.keys() | ELSEWHERE == BUGS.keys()


@pytest.mark.parametrize("bug", RULES)
def test_the_rule_holds(bug: str) -> None:
    history = RULES[bug]()

    history.check()
    history.close()


@pytest.mark.parametrize("bug", RULES)
def test_without_the_rule_it_does_not(bug: str) -> None:
    with seeded(bug), pytest.raises(AssertionError, match=r"^I\d"):
        RULES[bug]().check()
