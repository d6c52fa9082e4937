"""A timed demo: where in it one is after so many seconds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

from sales.stories import DemoStep


@dataclass(frozen=True, slots=True)
class Moment:
    """The step that is shown, how many seconds are left of it, and whether all of it has been shown."""

    step: int
    left: int
    over: bool = False


def starts(steps: Sequence[DemoStep]) -> tuple[int, ...]:
    """The second at which each step begins."""
    return tuple(accumulate((step.seconds for step in steps[:-1]), initial=0)) if steps else ()


def length(steps: Sequence[DemoStep]) -> int:
    """How many seconds all of it takes."""
    return sum(step.seconds for step in steps)


def moment(steps: Sequence[DemoStep], elapsed: int) -> Moment:
    """Where one is after `elapsed` seconds; after the last step one stays at it."""
    end = 0
    for at, step in enumerate(steps):
        end += step.seconds
        if elapsed < end:
            return Moment(at, end - elapsed)
    return Moment(max(0, len(steps) - 1), 0, over=True)
