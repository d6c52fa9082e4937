"""Words and figures in the reader's language: the one way a sentence, a date or an amount becomes text.

The English sentence in the code is the key (`words("{n} calls today", n=6)`); a locale's catalogue translates
it and may reorder the fields. Formats are those of the two locales that Rapport speaks, so that the same
value reads the same on a screen, on paper and in a command, on every platform.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, tzinfo
from decimal import ROUND_HALF_UP, Decimal
from string import Formatter

from sales.currencies import decimals_of

LOCALES = ("en", "zh_CN")
SYMBOLS = {"CNY": "¥", "JPY": "¥", "EUR": "€", "GBP": "£", "USD": "$"}
MINUS = "\u2212"
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
MONTHS_LONG = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
DAYS_LONG = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
DAYS_ZH = "一二三四五六日"


@dataclass(frozen=True)
class Words:
    """A language: call it with an English sentence to get the reader's."""

    locale: str = "en"
    catalogue: Mapping[str, str] = field(default_factory=dict)
    zone: tzinfo = UTC

    @property
    def chinese(self) -> bool:
        return self.locale == "zh_CN"

    def __call__(self, text: str, /, **fields: object) -> str:
        """The sentence in the reader's language, its `{fields}` filled in."""
        text = self.catalogue.get(text, text)
        if not fields:
            return text
        return _spaced(text, fields) if self.chinese else text.format(**fields)

    def count(self, one: str, many: str, n: int, /, **fields: object) -> str:
        """Singular or plural by `n`, which is `{n}` in the sentence.

        Chinese has the plural's translation only.
        """
        text = one if n == 1 and not self.chinese else many
        return self(text, n=self.number(n), **fields)

    def number(self, value: int | float | Decimal, decimals: int = 0) -> str:
        """1,234.5 with a true minus sign; half up."""
        exact = Decimal(str(value)).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
        return f"{exact:,f}".replace("-", MINUS)

    def percent(self, share: float | Decimal, decimals: int = 0) -> str:
        """A share of 0.062 as "6%" (no space in either language)."""
        return f"{self.number(Decimal(str(share)) * 100, decimals)}%"

    def money(self, cents: int, currency: str = "CNY", *, whole: bool = False) -> str:
        """An amount in minor units as "¥1,240.00", or "¥1,240" when `whole` units are enough."""
        places = decimals_of(currency)
        amount = Decimal(cents).scaleb(-places)
        figure = self.number(abs(amount), 0 if whole else places)
        sign = MINUS if amount < 0 and figure.strip("0.,") else ""
        return f"{sign}{SYMBOLS.get(currency, currency + ' ')}{figure}"

    def price(self, price_e4: int, currency: str = "CNY") -> str:
        """A unit price in ten-thousandths, with the currency's decimals and up to four where it has them."""
        places = decimals_of(currency)
        while places < 4 and price_e4 % 10 ** (4 - places):
            places += 1
        return f"{SYMBOLS.get(currency, currency + ' ')}{self.number(Decimal(price_e4).scaleb(-4), places)}"

    def moment(self, at: int) -> datetime:
        """An instant (UTC milliseconds) in the company's time zone."""
        return datetime.fromtimestamp(at / 1000, self.zone)

    def clock(self, at: int) -> str:
        return f"{self.moment(at):%H:%M}"

    def day(self, day: date | int, *, year: bool = False) -> str:
        """ "25 Nov" or "11月25日"; with the year when asked for."""
        d = self._date(day)
        if self.chinese:
            return f"{d.year}年{d.month}月{d.day}日" if year else f"{d.month}月{d.day}日"
        return f"{d.day} {MONTHS[d.month - 1]}" + (f" {d.year}" if year else "")

    def weekday(self, day: date | int) -> str:
        """ "Wed 25 Nov" or "11月25日 周三"."""
        d = self._date(day)
        if self.chinese:
            return f"{d.month}月{d.day}日 周{DAYS_ZH[d.weekday()]}"
        return f"{DAYS[d.weekday()]} {self.day(d)}"

    def long_day(self, day: date | int) -> str:
        """ "Wednesday 25 November" or "11月25日 星期三"."""
        d = self._date(day)
        if self.chinese:
            return f"{d.month}月{d.day}日 星期{DAYS_ZH[d.weekday()]}"
        return f"{DAYS_LONG[d.weekday()]} {d.day} {MONTHS_LONG[d.month - 1]}"

    def month(self, day: date | int) -> str:
        """ "November 2026" or "2026年11月"."""
        d = self._date(day)
        return f"{d.year}年{d.month}月" if self.chinese else f"{MONTHS_LONG[d.month - 1]} {d.year}"

    def duration(self, seconds: int) -> str:
        """ "8 min", "26 h", "3 d": the unit that keeps it to two figures."""
        if seconds < 60:
            return self("{n} s", n=seconds)
        if seconds < 5400:
            return self("{n} min", n=round(seconds / 60))
        if seconds < 48 * 3600:
            return self("{n} h", n=round(seconds / 3600))
        return self("{n} d", n=round(seconds / 86400))

    def _date(self, day: date | int) -> date:
        return self.moment(day).date() if isinstance(day, int) else day


def _spaced(text: str, fields: Mapping[str, object]) -> str:
    """The text filled in, with a space where a name in Latin letters meets Chinese ("准备 Lin Yue", "流光 12
    晚到").

    Figures and dates keep the distance that the sentence gives them.
    """
    made, last, formatter = "", "", Formatter()
    for literal, name, spec, conversion in formatter.parse(text):
        made += " " + literal if made and _latin_end(last) and _han(literal[:1]) else literal
        last = ""
        if name is not None:
            value, _ = formatter.get_field(name, (), fields)
            last = formatter.format_field(formatter.convert_field(value, conversion), spec or "")
            made += f" {last}" if _han(made[-1:]) and last[:1].isascii() and last[:1].isalpha() else last
    return made


def _latin_end(value: str) -> bool:
    """Whether a value ends in a Latin letter, or in a figure that belongs to a name."""
    if not value or not value[-1].isascii():
        return False
    return value[-1].isalpha() or (value[-1].isdigit() and any(map(str.isalpha, value)))


def _han(char: str) -> bool:
    return "\u3400" <= char <= "\u9fff"
