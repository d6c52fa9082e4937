"""A customer's buying rhythm: how often they buy, and when the next purchase is about due.

The rhythm is the median of the days between purchases; its band is their middle half. Under three
intervals nothing is said. Silence beyond the upper quartile is told as overdue, and beyond twice
of it the rhythm counts as broken.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from statistics import median, quantiles

ENOUGH = 3  # intervals
SOLID = 8
GRACE_DAYS = 14


@dataclass(frozen=True, slots=True)
class Rhythm:
    """Days between purchases (median and middle half) and the next purchase expected from them."""

    days: int
    low_days: int
    high_days: int
    intervals: int
    last_on: date
    next_on: date
    earliest_on: date
    latest_on: date

    @property
    def solid(self) -> bool:
        """Many intervals that differ little: the median can be relied on."""
        return self.intervals >= SOLID and self.high_days - self.low_days <= self.days

    def broken(self, as_of: date) -> bool:
        """Silence so long that the rhythm no longer tells when they buy: twice its slow side, or 14 days."""
        return (as_of - self.last_on).days > max(2 * self.high_days, self.high_days + GRACE_DAYS)

    def overdue_days(self, as_of: date) -> int:
        """Days since the latest day that the rhythm allows; 0 while it has not passed."""
        return max(0, (as_of - self.latest_on).days)


def rhythm(bought_on: Iterable[date]) -> Rhythm | None:
    """The rhythm of the days on which a customer bought; None when there is too little history."""
    days = sorted(set(bought_on))
    gaps = [(later - earlier).days for earlier, later in pairwise(days)]
    if len(gaps) < ENOUGH:
        return None
    low, _, high = (round(cut) for cut in quantiles(gaps, n=4, method="inclusive"))
    middle = round(median(gaps))
    last = days[-1]
    return Rhythm(
        days=middle,
        low_days=low,
        high_days=high,
        intervals=len(gaps),
        last_on=last,
        next_on=last + timedelta(middle),
        earliest_on=last + timedelta(low),
        latest_on=last + timedelta(high),
    )
