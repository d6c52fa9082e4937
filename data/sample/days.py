"""The sample's days: everything is dated back from one day, in the company's time zone.

What happened is known up to that morning's sync, 05:40; what is planned lies after it. Days are counted back
from today (0), so the same seed makes the same company on any day, moved along.
"""

from __future__ import annotations

from bisect import bisect
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from itertools import accumulate
from random import Random

SECOND = 1_000
MINUTE = 60_000
HOUR = 3_600_000
DAY = 86_400_000
SYNCED = 5 * HOUR + 40 * MINUTE
TWO_YEARS = 730  # how far back orders go

# How likely each hour of the day is, for people after work and for those who buy for a business.
PRIVATE_HOURS = (1, 0, 0, 0, 0, 0, 1, 4, 5, 5, 6, 7, 11, 9, 6, 6, 6, 6, 7, 9, 13, 14, 10, 4)
BUSINESS_HOURS = (0, 0, 0, 0, 0, 0, 0, 2, 7, 12, 13, 11, 4, 7, 14, 13, 10, 7, 3, 2, 2, 1, 1, 0)


@dataclass(frozen=True, slots=True)
class Calendar:
    """Instants (UTC milliseconds) and days around `today`; `midnight` is its first instant."""

    today: date
    midnight: int
    months: tuple[int, ...]

    @classmethod
    def of(cls, today: date, zone: tzinfo) -> Calendar:
        midnight = datetime(today.year, today.month, today.day, tzinfo=zone)
        months = tuple((today - timedelta(ago)).month for ago in range(TWO_YEARS + 31))
        return cls(today, int(midnight.timestamp()) * SECOND, months)

    @property
    def now(self) -> int:
        """The last instant of which anything is known."""
        return self.midnight + SYNCED

    def at(self, ago: float, clock_ms: int = 0) -> int:
        """The instant `ago` days before today's midnight, plus a time of day."""
        return self.midnight - int(ago * DAY) + clock_ms

    def ago(self, at: int) -> int:
        """How many days before today an instant lies."""
        return -((at - self.midnight) // DAY)

    def day(self, at: int) -> date:
        return self.today - timedelta(days=self.ago(at))

    def date(self, ago: int) -> date:
        return self.today - timedelta(days=ago)

    def month(self, ago: int) -> int:
        """The month of a day on which something was bought."""
        return self.months[ago]

    def awake(self, at: int) -> int:
        """The instant, or eight hours later if people sleep then."""
        return at + 8 * HOUR if (at - self.midnight) % DAY < 7.5 * HOUR else at

    def workday(self, ago: int) -> int:
        """The same day, or the Friday before if it is a weekend."""
        return ago + max(0, self.date(ago).weekday() - 4)


class Dice:
    """Draws from fixed weights: as `random.choices`, the sums made once."""

    def __init__(self, weights: Sequence[float]) -> None:
        self._sums = list(accumulate(weights))

    def __call__(self, rng: Random) -> int:
        return bisect(self._sums, rng.random() * self._sums[-1])


PRIVATE, BUSINESS = Dice(PRIVATE_HOURS), Dice(BUSINESS_HOURS)


def clock(rng: Random, business: bool) -> int:
    """A time of day, in milliseconds after midnight."""
    hour = (BUSINESS if business else PRIVATE)(rng)
    return hour * HOUR + int(rng.random() * HOUR)


def work_clock(rng: Random) -> int:
    """A time at which a rep contacts customers: 9:00 to 18:30, lunch left out."""
    part = rng.random() * 8
    return int((9 + part if part < 3 else 10.5 + part) * HOUR)


def about(rng: Random, mean: float) -> int:
    """A count that scatters around its mean as events do that happen independently (Poisson)."""
    if mean > 30:
        return max(0, round(rng.gauss(mean, mean**0.5)))
    count, left = 0, rng.expovariate(1)
    while left < mean:
        count, left = count + 1, left + rng.expovariate(1)
    return count
