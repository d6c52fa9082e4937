"""A round killed at every point at which it may be, and begun again: nothing is lost, nothing is twice."""

from __future__ import annotations

import pytest

from tests.builders.histories_of_sync import Histories
from tests.builders.sync_bugs import seeded

ANN, ANN_TOO, BOB = range(3)
MOST = 400  # points of one round


def _eventful() -> Histories:
    """A laptop with edits of every kind that wait, and a hub on which much happened since."""
    history = Histories()
    history.begin()
    for laptop in history.laptops:
        laptop.sync()
    history.patches(ANN, "c0", "phone")
    history.patches(ANN, "c3", "note")
    history.notes(ANN, "c1")
    history.counts(ANN, 2)
    history.asks_for_a_territory(ANN, "c4", "W")
    history.edits("c0", "phone")
    history.moves("c3", "W")
    history.adds("c2", "N")
    history.moves("c2", "S")
    history.drops("c4")
    history.grants("ann", "W", True)
    history.grants("ann", "S", False)
    return history


def _killed_at(point: int) -> bool:
    """Run the eventful morning with a kill at one point. Gives whether the round got that far."""
    history = _eventful()
    try:
        ended = history.laptops[ANN].sync("killed", point) is not None
        history.check()
    finally:
        history.close()
    return not ended


def test_a_round_may_be_killed_at_any_point() -> None:
    points = next(point for point in range(1, MOST) if not _killed_at(point))

    assert points > 15


@pytest.mark.parametrize(
    "bug", ["the cursor is saved outside the page's transaction", "the outbox is marked before the answer"]
)
def test_a_bug_that_only_a_kill_shows_is_shown(bug: str) -> None:
    with seeded(bug), pytest.raises(AssertionError):
        for point in range(1, MOST):
            if not _killed_at(point):
                break
