"""The sample company as its customers' facts are drawn from it."""

from __future__ import annotations

from dataclasses import dataclass, field
from random import Random

from data.ids import uuid7
from data.sample.catalogue import Catalogue
from data.sample.days import DAY, HOUR, Calendar
from data.sample.people import People
from data.sample.phrases import Phrases
from data.sample.seasons import Seasons

NAME, NAME_ZH = "Lanting Home", "兰庭家居"
ZONE = "Asia/Shanghai"
CURRENCY = "CNY"
SETTINGS = {
    "company": NAME,
    "company_zh": NAME_ZH,
    "company_address": "12 Wenhui Road, Gongshu, Hangzhou 310014",
    "company_address_zh": "杭州市拱墅区文晖路 12 号，310014",
    "company_phone": "+86 571 5550 0140",
    "company_mail": "sales@lanting.example",
    "company_tax_number": "91330100MA2CLNT00X",
    "company_bank": "Bank of Hangzhou, 3301 0402 5550 0140",
    "delivery": "5 working days",
    "delivery_zh": "5 个工作日",
    "quote_terms": "Goods remain ours until paid. Unopened goods may be returned within 7 days of receipt; "
    "goods made to order are excepted.",
    "quote_terms_zh": "货款付清前所有权归我方。签收 7 日内未拆封可退，定制商品除外。",
    "currency": CURRENCY,
    "zone": ZONE,
}
ME = "R01"  # Lin Yue: whose laptop the sample is


class Numbers:
    """Numbers that people type, none twice: they count the time, and the next free one is taken.

    An order's counts steps of fifty seconds in its year, a ticket's and a return's hours since long ago.
    """

    def __init__(self, calendar: Calendar) -> None:
        self._calendar = calendar
        self._taken: set[tuple[str, int]] = set()

    def order(self, at: int) -> str:
        day = self._calendar.day(at)
        since_new_year = (day.timetuple().tm_yday - 1) * DAY + (at - self._calendar.midnight) % DAY
        prefix = f"O-{day:%y}"
        return f"{prefix}-{self._free(prefix, 100_000 + since_new_year // 50_000):06d}"

    def ticket(self, at: int) -> str:
        return f"T-{self._free('T', 100_000 + (at - self._calendar.at(1_000)) // HOUR)}"

    def back(self, at: int) -> str:
        return f"B-{self._free('B', 200_000 + (at - self._calendar.at(1_000)) // HOUR)}"

    def _free(self, prefix: str, number: int) -> int:
        while (prefix, number) in self._taken:
            number += 1
        self._taken.add((prefix, number))
        return number


@dataclass(frozen=True, slots=True)
class Company:
    """Calendar, catalogue, people and language of one generated company."""

    calendar: Calendar
    catalogue: Catalogue
    seasons: Seasons
    people: People
    numbers: Numbers
    chinese: Phrases = field(default_factory=lambda: Phrases("zh"))
    english: Phrases = field(default_factory=lambda: Phrases("en"))

    @classmethod
    def of(cls, calendar: Calendar, rng: Random) -> Company:
        catalogue, people = Catalogue(calendar, rng), People(calendar, rng)
        return cls(calendar, catalogue, Seasons(calendar), people, Numbers(calendar))


def new_id(rng: Random, at: int) -> str:
    """An id born at an instant."""
    return uuid7(at, rng.getrandbits(80))
