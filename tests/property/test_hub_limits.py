"""Laws of the buckets that hold back whoever asks too often, and of the waits after wrong tries."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from hub.limits import Buckets, Rate
from hub.lockout import LONGEST_S, wait_s
from hub.refusals import Later

STEPS = st.lists(st.floats(-5, 20, allow_nan=False), max_size=60)


class Clock:
    """A clock that is set by hand, backwards too."""

    def __init__(self) -> None:
        self.now = 1_000.0

    def __call__(self) -> float:
        return self.now


@given(STEPS, st.floats(0.1, 5), st.integers(1, 10))
def test_nobody_ever_gets_more_than_the_burst_and_what_was_refilled(
    steps: list[float], per_s: float, burst: int
) -> None:
    clock = Clock()
    buckets, taken, passed = Buckets(Rate(per_s, burst), clock), 0, 0.0

    for step in steps:
        clock.now += step
        passed += max(0.0, step)
        try:
            buckets.take("laptop")
            taken += 1
        except Later:
            pass
        assert taken <= burst + passed * per_s + 1e-6


@given(STEPS, st.floats(0.1, 5), st.integers(1, 10))
def test_whoever_comes_again_when_told_to_gets_in(steps: list[float], per_s: float, burst: int) -> None:
    clock = Clock()
    buckets = Buckets(Rate(per_s, burst), clock)

    for step in steps:
        clock.now += max(0.0, step)
        try:
            buckets.take("laptop")
        except Later as later:
            clock.now += later.retry_after or 0
            buckets.take("laptop")


@given(st.integers(0, 100), st.integers(0, 100), st.integers(0, 10))
def test_more_wrong_tries_never_make_the_wait_shorter(one: int, other: int, free: int) -> None:
    fewer, more = sorted((one, other))

    assert 0 <= wait_s(fewer, free) <= wait_s(more, free) <= LONGEST_S
