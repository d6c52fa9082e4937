"""The hub's time on a laptop: deadlines, leases and prices follow it, also for days without a network.

A laptop's clock may be wrong, be set, or jump. What is known is how far the hub was ahead of it at the last
contact, and that the hub's time never goes back. Instants and differences are milliseconds.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from data.sync.state import Link


def wall() -> int:
    """This computer's clock, UTC milliseconds."""
    return time.time_ns() // 1_000_000


def ticks() -> int:
    """Milliseconds that only go forward, from some instant on."""
    return time.monotonic_ns() // 1_000_000


def hub_time(now: int, ahead_ms: int, last_hub_at: int, since_ms: int) -> int:
    """What the hub's clock says: this computer's, set right, and never earlier than what was seen of it.

    `last_hub_at` is the hub's time at the last contact known, `since_ms` what has passed since for certain.
    """
    return max(now + ahead_ms, last_hub_at + since_ms)


def shown_at(at: int, ahead_ms: int, last_contact_at: int, received_at: int) -> int:
    """When something that was written offline is said to have happened, in the hub's time.

    Its writer's clock set right; not before the contact before it, nor after the hub received it.
    """
    return min(max(at + ahead_ms, last_contact_at), received_at)


@dataclass(slots=True)
class HubClock:
    """The hub's time as this process knows it: it goes on from the last contact whatever the computer's clock
    does meanwhile.
    """

    now: Callable[[], int] = wall
    tick: Callable[[], int] = ticks
    _contact: int = field(default=-1, init=False)
    _since: int = field(default=0, init=False)

    def of(self, link: Link, now: int | None = None) -> int:
        """The hub's time now, UTC milliseconds; `now` is this computer's clock where it was read already."""
        tick, contact = self.tick(), link.last_contact_at + link.hub_ahead_ms
        if contact != self._contact:
            self._contact, self._since = contact, tick
        wall_now = self.now() if now is None else now
        return hub_time(wall_now, link.hub_ahead_ms, contact, tick - self._since)


PROCESS = HubClock()  # of this process, from its first look on
