"""When the next round is due: on a beat, soon after a write, and after a failure with ever longer waits.

Pure: `now` is a clock in milliseconds that only goes forward, `rng` gives the jitter that keeps the laptops
of a team from knocking all at once. There is no state in which nothing is tried any more.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from random import Random

EVERY_MS = 60_000
SPREAD = 0.2  # of the beat, to either side
AFTER_WRITE_MS = 2_000
FIRST_MS, LONGEST_MS = 1_000, 300_000


@dataclass(frozen=True, slots=True)
class Schedule:
    """The next round is due at `due_at`; the hub asked for peace until `not_before`."""

    due_at: int
    failures: int = 0
    not_before: int = 0

    def wait_ms(self, now: int) -> int:
        """How long until the next round; 0 when it is due."""
        return max(self.due_at - now, 0)


def started(now: int) -> Schedule:
    """The app was started: the first round is due at once."""
    return Schedule(now)


def succeeded(now: int, rng: Random) -> Schedule:
    """A round went well: the next one is a beat away."""
    return Schedule(now + round(EVERY_MS * rng.uniform(1 - SPREAD, 1 + SPREAD)))


def failed(schedule: Schedule, now: int, rng: Random, retry_after: float | None = None) -> Schedule:
    """A round failed: wait at random up to a limit that doubles each time, from 1 s to 5 min.

    `retry_after` are the seconds that the hub asked for; they are waited for and the jitter comes on top.
    """
    limit = min(FIRST_MS << min(schedule.failures, 16), LONGEST_MS)
    asked = min(round((retry_after or 0) * 1000), 12 * LONGEST_MS)
    return Schedule(now + asked + round(rng.uniform(0, limit)), schedule.failures + 1, now + asked)


def written(schedule: Schedule, now: int) -> Schedule:
    """Something was written here: it is sent in two seconds, and failures before do not count any more."""
    soon = max(now + AFTER_WRITE_MS, schedule.not_before)
    return replace(schedule, due_at=min(schedule.due_at, soon), failures=0)


def asked(schedule: Schedule, now: int) -> Schedule:
    """Somebody pressed the button, or the network came back: at once."""
    return replace(schedule, due_at=now, failures=0)
