"""Periods of a report: months, quarters and years, as people name them ("2026-11", "2026-Q4", "2026")."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

from sales.errors import RuleBroken
from sales.words import Words

SHAPE = re.compile(r"(\d{4})(?:-(?:(0[1-9]|1[0-2])|[Qq]([1-4])))?")


@dataclass(frozen=True, slots=True)
class Period:
    """Days from `first` to `last`, both included."""

    first: date
    last: date

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1

    @property
    def months(self) -> int | None:
        """How many whole calendar months it is; None when it does not begin and end with one."""
        if self.first.day != 1 or (self.last + timedelta(1)).day != 1:
            return None
        return _count(self.last) - _count(self.first) + 1

    def before(self) -> Period:
        """The period of the same kind before: as many months where it is whole months, else as many days."""
        last = self.first - timedelta(1)
        if self.months:
            return Period(_month(_count(self.first) - self.months), last)
        return Period(last - timedelta(self.days - 1), last)

    def so_far(self, as_of: date) -> Period:
        """What of it has passed on a day; all of it once it is over. Its first day at least."""
        return Period(self.first, max(self.first, min(self.last, as_of)))

    def before_so_far(self, as_of: date) -> Period:
        """The days of the period before that a period still running is compared with: as many of them."""
        whole = self.before()
        if as_of >= self.last:
            return whole
        return Period(whole.first, min(whole.last, whole.first + timedelta(self.so_far(as_of).days - 1)))


def period(text: str) -> Period:
    """The month, quarter or year that people typed. Raises RuleBroken."""
    match = SHAPE.fullmatch(text.strip())
    if match is None or match[1] == "0000":
        raise RuleBroken(
            "{text} is not a period.",
            "Write a month as 2026-11, a quarter as 2026-Q4, a year as 2026.",
            text=text,
        )
    year, month, quarter = match.groups()
    if month:
        return month_of(date(int(year), int(month), 1))
    if quarter:
        return quarter_of(date(int(year), 3 * int(quarter), 1))
    return year_of(date(int(year), 1, 1))


def month_of(day: date) -> Period:
    return Period(day.replace(day=1), _month(_count(day) + 1) - timedelta(1))


def quarter_of(day: date) -> Period:
    first = 3 * ((day.month - 1) // 3) + 1
    start = day.replace(month=first, day=1)
    return Period(start, _month(_count(start) + 3) - timedelta(1))


def year_of(day: date) -> Period:
    return Period(date(day.year, 1, 1), date(day.year, 12, 31))


def months_back(day: date, n: int) -> list[date]:
    """The first days of the `n` months that end with the one of `day`, oldest first."""
    return [_month(_count(day) - back) for back in range(n - 1, -1, -1)]


def key(chosen: Period) -> str:
    """As people type it: "2026-11", "2026-Q4", "2026"; the two days for anything else."""
    if chosen == month_of(chosen.first):
        return f"{chosen.first:%Y-%m}"
    if chosen == quarter_of(chosen.first):
        return f"{chosen.first.year}-Q{(chosen.first.month + 2) // 3}"
    if chosen == year_of(chosen.first):
        return str(chosen.first.year)
    return f"{chosen.first}..{chosen.last}"


def name(chosen: Period, words: Words) -> str:
    """As people say it: "November 2026", "Q4 2026", "2026", else "1 – 24 November 2026" by its days."""
    if chosen == month_of(chosen.first):
        return words.month(chosen.first)
    if chosen == quarter_of(chosen.first):
        return words("Q{n} {year}", n=(chosen.first.month + 2) // 3, year=chosen.first.year)
    if chosen == year_of(chosen.first):
        return words("Year {year}", year=chosen.first.year)
    return f"{words.day(chosen.first)} – {words.day(chosen.last, year=True)}"


def _count(day: date) -> int:
    """Months since year 0."""
    return day.year * 12 + day.month - 1


def _month(count: int) -> date:
    return date(count // 12, count % 12 + 1, 1)
