"""How much a laptop or an address may ask for, so that one that has gone wild does not hold up the team.

A bucket holds a number of requests and is refilled steadily; one that is empty says when to come again. The
limits are far above what a laptop of ours does. Known laptops are counted each for itself, so that an office
behind one address shares nothing but its unknown callers.
"""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field

from hub.refusals import Later

MOST_BODY = 8 << 20  # bytes of a request as sent
MOST_WAITING = 256  # requests that wait for a thread; more are sent away
MOST_CALLERS = 10_000  # whose buckets are remembered


@dataclass(frozen=True, slots=True)
class Rate:
    """`per_s` requests a second in the long run, `burst` at once."""

    per_s: float
    burst: float


@dataclass(frozen=True, slots=True)
class Limits:
    """What is allowed to a laptop that is known, and to an address that is not; and for how long.

    `head_s`: until a request has begun; `body_s`: until its body is here; `answer_s`: until its answer has
    been read.
    """

    device: Rate = Rate(per_s=100, burst=1_000)
    stranger: Rate = Rate(per_s=5, burst=60)
    most_body: int = MOST_BODY
    head_s: float = 15
    body_s: float = 30
    answer_s: float = 300


@dataclass
class Buckets:
    """The buckets of all callers of one kind. Safe to share between threads."""

    rate: Rate
    clock: Callable[[], float] = time.monotonic
    _filled: OrderedDict[str, tuple[float, float]] = field(default_factory=OrderedDict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def take(self, caller: str) -> None:
        """Take one request out. Raises Later for an empty bucket."""
        with self._lock:
            now = self.clock()
            left, at = self._filled.pop(caller, (self.rate.burst, now))
            left = min(self.rate.burst, left + max(0.0, now - at) * self.rate.per_s)
            short = 1 - left
            self._filled[caller] = (left if short > 0 else left - 1, now)
            while len(self._filled) > MOST_CALLERS:
                self._filled.popitem(last=False)
        if short > 0:
            raise Later(
                int(short / self.rate.per_s) + 1,
                "This computer asks the hub too often.",
                "It tries again by itself in a moment.",
            )
