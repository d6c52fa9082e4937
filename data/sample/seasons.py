"""When the sample company sells what: the year's rhythm by category, and the days on which everybody buys.

Purifiers sell in the cold months and hardly in summer, gifts before Mid-Autumn and the New Year, phones in
September when new ones come, fans in summer. 11 November and 18 June are the shops' great days; around the
Spring Festival hardly anything moves.
"""

from __future__ import annotations

from bisect import bisect_left
from datetime import date
from itertools import accumulate
from random import Random

from data.sample.days import TWO_YEARS, Calendar, Dice

# Share of a household's first purchases by category, and the index by month, January first.
CATEGORIES = ("air-purifier", "coffee-machine", "phone", "gift", "home")
SHARES = (27, 15, 13, 9, 36)
MONTHS = {
    "air-purifier": (1.5, 1.1, 1.1, 0.9, 0.8, 0.55, 0.42, 0.48, 0.85, 1.25, 1.5, 1.55),
    "coffee-machine": (1.0, 0.8, 0.95, 0.95, 1.0, 0.95, 0.85, 0.85, 1.05, 1.1, 1.25, 1.25),
    "phone": (0.9, 0.8, 0.9, 0.9, 0.95, 1.1, 0.95, 1.0, 1.3, 1.15, 1.2, 0.85),
    "gift": (2.0, 0.8, 0.6, 0.7, 1.1, 0.7, 0.6, 1.3, 1.9, 0.6, 0.9, 1.8),
    "home": (1.0, 0.8, 0.95, 0.95, 1.05, 1.15, 1.1, 1.0, 0.95, 1.0, 1.1, 1.0),
}
WEEKDAYS = (0.95, 0.92, 0.95, 0.98, 1.05, 1.12, 1.15)

# Tags that sell in some months only; anything else sells all year.
TAG_MONTHS = {
    "for summer": {5, 6, 7, 8},
    "for winter": {10, 11, 12, 1, 2},
    "humidifies": {10, 11, 12, 1, 2, 3},
    "for rainy season": {4, 5, 6, 7},
    "New Year": {11, 12, 1},
    "Mid-Autumn": {8, 9},
    "Dragon Boat": {4, 5, 6},
}


def fever(day: date) -> float:
    """How much more is bought on a day because of what day it is."""
    if (day.month, day.day) == (11, 11):
        return 7.0
    if day.month == 11 and day.day < 11:
        return 1.35
    if (day.month, day.day) == (6, 18):
        return 4.0
    if day.month == 6 and day.day < 18:
        return 1.2
    if day.month == 2 and day.day <= 9:
        return 0.35
    return 1.0


def sells(features: tuple[str, ...], month: int) -> bool:
    """Whether a product with these tags is asked for in a month."""
    return all(month in TAG_MONTHS[tag] for tag in features if tag in TAG_MONTHS)


class Seasons:
    """Draws the days of purchases, and what category a household turns to in a month."""

    def __init__(self, calendar: Calendar) -> None:
        self._calendar = calendar
        total = sum(SHARES)
        weights = []
        for ago in range(TWO_YEARS + 1):
            day = calendar.date(ago)
            index = sum(
                share * MONTHS[category][day.month - 1]
                for share, category in zip(SHARES, CATEGORIES, strict=True)
            )
            weights.append(index / total * WEEKDAYS[day.weekday()] * fever(day))
        self._sums = [0.0, *accumulate(weights)]
        self._category = [
            Dice([share * MONTHS[c][month] for share, c in zip(SHARES, CATEGORIES, strict=True)])
            for month in range(12)
        ]

    def day(self, rng: Random, newest: int, oldest: int, category: str = "") -> int:
        """A day between two days ago, by how much was bought on each, of a category if it has its seasons."""
        low, high = self._sums[newest], self._sums[min(oldest, TWO_YEARS) + 1]
        index = MONTHS.get(category, (1.0,) * 12)
        while True:
            drawn = bisect_left(self._sums, low + rng.random() * (high - low)) - 1
            ago = min(max(drawn, newest), oldest)
            if rng.random() * max(index) <= index[self._calendar.month(ago) - 1]:
                return ago

    def category(self, rng: Random, month: int) -> str:
        return CATEGORIES[self._category[month - 1](rng)]
