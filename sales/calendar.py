"""The company's calendar: which day an instant falls on, and when a day begins and ends.

Days are those of the company's time zone. They are ordinals here (`date.toordinal`), so
that rules can count them; instants are UTC milliseconds.
"""

from __future__ import annotations

from datetime import date, datetime, time, tzinfo
from functools import cache

DAY_MS = 86_400_000
EPOCH = date(1970, 1, 1).toordinal()
EVER = date.min.toordinal()
FOREVER = date.max.toordinal()


@cache
def ordinal(day: str) -> int:
    """The number of a day in ISO text."""
    return date.fromisoformat(day).toordinal()


@cache
def iso(day: int) -> str:
    """A day as ISO text."""
    return date.fromordinal(day).isoformat()


class Calendar:
    """The days of one time zone. Where they begin is remembered: millions of instants are placed fast."""

    def __init__(self, zone: tzinfo) -> None:
        self.zone = zone
        self._turns: dict[int, tuple[int, int, int]] = {}

    def day(self, at: int) -> int:
        """The day an instant falls on."""
        utc_day = at // DAY_MS
        turns = self._turns.get(utc_day)
        if turns is None:
            turns = self._turns[utc_day] = self._turns_of(utc_day)
        day, next_at, after_next_at = turns
        return day + (at >= next_at) + (at >= after_next_at)

    def begins_at(self, day: int) -> int:
        """The first instant of a day."""
        midnight = datetime.combine(date.fromordinal(day), time(), self.zone)
        return int(midnight.timestamp()) * 1000

    def ends_at(self, day: int) -> int:
        """The last instant of a day."""
        return self.begins_at(day + 1) - 1

    def _turns_of(self, utc_day: int) -> tuple[int, int, int]:
        """The day at the start of a UTC day, and the instants at which the next two begin.

        Two, because where the clocks go forward two midnights can lie 23 hours apart.
        """
        day = datetime.fromtimestamp(utc_day * DAY_MS // 1000, self.zone).toordinal()
        return day, self.begins_at(day + 1), self.begins_at(day + 2)
