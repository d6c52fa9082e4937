"""The protocol's invariants over random histories, and the proof that these would show each seeded bug.

I1 laptops and hub say the same, I2 each mutation once, I3 nothing typed is lost, I4 the queue drains, I5 own
writes are seen and nothing goes back, I7 digests never differ by themselves, I8 a mutation stays until its
outcome is known (I6, not a byte of what was taken away: tests/e2e/test_taken_away.py).
"""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.builders.draws import REPEATABLE
from tests.builders.histories_of_sync import Histories
from tests.builders.sync_bugs import BUGS, seeded

STEPS, SHORT = 40, 20
HISTORIES, SHARDS = 3_000, 12
LONG, LONG_SHARDS = 10_000, 4
MANY, MANY_SHARDS = 100_000, 40
# Each bug is shown by a directed history as well (tests/unit/test_protocol_rules.py and what it names). Most
# show in some dozens of random ones; some only in very many; one never did.
SOON, SOON_WITHIN = (
    (
        "a mutation is applied every time it comes",
        "a restored hub is not recognised",
        "no gone entry when a row moves",
        "a scope that was taken away stays",
        "no digest is compared",
        "what hangs on a customer stays behind",
        "the hub's truth hides my edits",
        "counters are sent as totals",
    ),
    200,
)
LATE_WITHIN = 4_000
NEVER = {"an answer to a push is no witness"}


def run(histories: int, shard: int, steps: int = STEPS, *, shrink: bool = True) -> None:
    """So many histories of at most so many steps, others for each shard."""

    class Sharded(Histories):
        """Carries the seed."""

    phases = [Phase.generate, *([Phase.shrink] if shrink else [])]
    run_state_machine_as_test(  # type: ignore[no-untyped-call]
        seed(shard)(Sharded),
        settings=settings(
            max_examples=histories,
            stateful_step_count=steps,
            deadline=None,
            database=None,
            backend=REPEATABLE,
            phases=phases,
            suppress_health_check=list(HealthCheck),
            report_multiple_bugs=False,
        ),
    )


@pytest.mark.timeout(600)
@pytest.mark.parametrize("shard", range(SHARDS))
def test_random_histories_end_in_agreement_and_nothing_is_lost(shard: int) -> None:
    run(HISTORIES // SHARDS, shard)


@pytest.mark.slow
@pytest.mark.parametrize("shard", range(LONG_SHARDS))
def test_ten_thousand_long_histories_end_in_agreement(shard: int) -> None:
    run(LONG // LONG_SHARDS, 1_000 + shard)


@pytest.mark.slow
@pytest.mark.parametrize("shard", range(MANY_SHARDS))
def test_a_hundred_thousand_shorter_histories_end_in_agreement(shard: int) -> None:
    run(MANY // MANY_SHARDS, 2_000 + shard, SHORT)


@pytest.mark.timeout(600)
@pytest.mark.parametrize("bug", SOON)
def test_a_seeded_bug_is_soon_found(bug: str) -> None:
    with seeded(bug), pytest.raises(AssertionError, match=r"^I\d"):
        run(SOON_WITHIN, 0, shrink=False)


@pytest.mark.slow
@pytest.mark.parametrize("bug", sorted(BUGS.keys() - NEVER - set(SOON)))
def test_a_seeded_bug_is_found_in_the_end(bug: str) -> None:
    with seeded(bug), pytest.raises(AssertionError, match=r"^I\d"):
        run(LATE_WITHIN, 0, shrink=False)
