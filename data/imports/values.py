"""Cells become values: text, numbers, amounts, choices, days and instants, or a sentence on what is wrong.

A `Column` reads one column of a file into one field. It remembers what it has read, since files repeat
themselves: a cell costs one look-up.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from decimal import ROUND_HALF_UP, Decimal
from fnmatch import translate
from typing import Any

from data.imports.dates import Impossible, Unclear, midnight, milliseconds, moment
from data.imports.fields import Field, choices, plain
from data.imports.figures import figure, mark_of
from sales.words import MONTHS_LONG, Words

EMPTY = frozenset({"", "NULL", "null", "NaN", "nan", "N/A", "n/a", "#N/A", "\\N", "-", "--", "—"})
REMEMBERED = 50_000  # cells
BIGGEST = 10**14  # in ten-thousandths or pieces: beyond it a figure is a mistake
MAIL = re.compile(r"[^@\s,;]+@[^@\s,;]+\.[^@\s,;]{2,}")
PHONE = re.compile(r"[+(]?[\d(][\d\s()+./\-–#*]*(?:(?:ext|x|转)\.?\s*\d{1,6})?", re.IGNORECASE)
CHINESE_MOBILE = re.compile(r"1[3-9]")


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a cell, as a sentence."""

    sentence: str


@dataclass(frozen=True, slots=True)
class Skip:
    """Why a row is left out though nothing is wrong with it."""

    reason: str


@dataclass(frozen=True, slots=True)
class Reading:
    """How a column's cells are to be read: its decimal mark and order of day and month ("" = undecided)."""

    mark: str = ""
    order: str = ""
    pattern: str | None = None


class Column(dict[object, Any]):
    """One column of the file: cell -> value of its field, None when empty, a Fault or a Skip.

    `odd` are the cells that gave a Fault or a Skip.
    """

    def __init__(
        self,
        field: Field,
        reading: Reading,
        words: Words,
        zone: tzinfo,
        skipped: Iterable[str] = (),
        reason: str = "{name}",
    ) -> None:
        super().__init__()
        self.field, self.reading, self.words, self.zone = field, reading, words, zone
        self.odd: set[object] = set()
        self._reader: Callable[[object], Any] = getattr(self, f"_{field.kind}")
        patterns = "|".join(translate(pattern.casefold()) for pattern in skipped)
        self._skipped = re.compile(patterns) if patterns else None
        self._reason = reason

    def read(self, cells: Iterable[object]) -> list[Any]:
        """The values of some thousand cells."""
        if len(self) > REMEMBERED:
            self.clear()
            self.odd.clear()
        return list(map(self.__getitem__, cells))

    def __missing__(self, cell: object) -> Any:
        value = self._value(cell)
        if isinstance(value, Fault | Skip):
            self.odd.add(cell)
        self[cell] = value
        return value

    def _value(self, cell: object) -> Any:
        text = str(cell).strip()
        if text in EMPTY:
            return Fault(self.words("The cell is empty.")) if self.field.required else None
        if self._skipped and self._skipped.match(text.casefold()):
            return Skip(self._reason.format(name=text))
        value = self._reader(cell)
        return value if isinstance(value, Fault) else self._within(value, text)

    def _within(self, value: Any, text: str) -> Any:
        """The value, or what is wrong when it lies outside its field's bounds."""
        low, high = self.field.low, self.field.high
        scale = 10_000 if self.field.kind == "amount" else 1
        if not isinstance(value, int) or (low is None and high is None):
            return value
        if low == 0 and high is None and value < 0:
            return Fault(self.words("{value} is negative.", value=text))
        if (low is not None and value < low * scale) or (high is not None and value > high * scale):
            if high is None:
                return Fault(self.words("{value} is less than {low}.", value=text, low=low))
            return Fault(
                self.words("{value} is not between {low} and {high}.", value=text, low=low, high=high)
            )
        return value

    def _text(self, cell: object) -> str:
        if isinstance(cell, float) and cell.is_integer():
            return str(int(cell))
        if isinstance(cell, datetime):
            return cell.isoformat(" ", "minutes")
        return unicodedata.normalize("NFC", str(cell)).replace("\0", "").strip()

    def _code(self, cell: object) -> str | Fault:
        code = self._text(cell)
        if len(code) > 200:
            return Fault(self.words("It has {n} characters, too many for a number or id.", n=len(code)))
        return code

    def _mail(self, cell: object) -> str | Fault:
        mail = self._text(cell)
        return (
            mail if MAIL.fullmatch(mail) else Fault(self.words("{value} is no e-mail address.", value=mail))
        )

    def _phone(self, cell: object) -> str | Fault:
        phone = unicodedata.normalize("NFKC", self._text(cell)).removeprefix("'")
        digits = re.sub(r"\D", "", phone)
        if not PHONE.fullmatch(phone) or not 3 <= len(digits) <= 24:
            return Fault(self.words("{value} is no phone number.", value=phone))
        if CHINESE_MOBILE.match(digits) and phone[0] != "+" and len(digits) in (10, 12):
            return Fault(
                self.words(
                    "{value} has {n} digits, a mobile number in China has 11.", value=phone, n=len(digits)
                )
            )
        return phone

    def _number(self, cell: object) -> Decimal | Fault:
        """The cell's number by the column's decimal mark."""
        mark = self.reading.mark
        if not mark and mark_of(cell) == "?" and self.field.kind != "whole":
            a, b = figure(cell, "."), figure(cell, ",")
            return Fault(
                self.words("{value} may mean {a} or {b}: say which mark is decimal.", value=cell, a=a, b=b)
            )
        number = figure(cell, mark or ".")
        if number is None and not mark:
            number = figure(cell, ",")
        if number is None:
            return Fault(self._no_number(str(cell).strip()))
        if abs(number) > BIGGEST:
            return Fault(self.words("{value} is too large.", value=cell))
        return number

    def _no_number(self, text: str) -> str:
        if self.reading.mark == "." and figure(text, ",") is not None:
            return self.words(
                "{value} has its decimals after a comma, the column has them after a point.", value=text
            )
        if self.reading.mark == "," and figure(text, ".") is not None:
            return self.words(
                "{value} has its decimals after a point, the column has them after a comma.", value=text
            )
        return self.words("{value} is not a number.", value=text)

    def _whole(self, cell: object) -> int | Fault:
        mark = self.reading.mark
        if not mark and mark_of(cell) == "?":  # pieces come whole, so the mark groups thousands
            return int(re.sub(r"\D", "", str(cell)))
        number = self._number(cell)
        if isinstance(number, Fault):
            return number
        if number != int(number):
            return Fault(self.words("{value} is not a whole number.", value=cell))
        return int(number)

    def _amount(self, cell: object) -> int | Fault:
        number = self._number(cell)
        return number if isinstance(number, Fault) else _rounded(number * 10_000)

    def _rate(self, cell: object) -> int | Fault:
        text = str(cell).strip()
        number = self._number(text.rstrip("% ")) if isinstance(cell, str) else self._number(cell)
        if isinstance(number, Fault):
            return number
        return _rounded(number * (100 if text.endswith("%") or number > 1 else 10_000))

    def _choice(self, cell: object) -> str | Fault:
        text = self._text(cell)
        value = choices(self.field.choices).get(plain(text))
        if value is None:
            known = ", ".join(dict.fromkeys(choices(self.field.choices).values()))
            return Fault(self.words("{value} is none of {known}.", value=text, known=known))
        return value

    def _flag(self, cell: object) -> int | Fault:
        text = self._text(cell)
        value = choices("flag").get(plain(text))
        if value is None:
            return Fault(self.words("{value} is neither yes nor no.", value=text))
        return int(value == "yes")

    def _list(self, cell: object) -> str:
        parts = [part.strip() for part in re.split(r"[;,|、；，\n]", self._text(cell))]
        return json.dumps([part for part in parts if part], ensure_ascii=False)

    def _day(self, cell: object) -> str | Fault:
        read = self._moment(cell)
        if isinstance(read, datetime):
            read = read.astimezone(self.zone).date()
        return read if isinstance(read, Fault) else read.isoformat()

    def _instant(self, cell: object) -> int | Fault:
        read = self._moment(cell)
        if isinstance(read, Fault):
            return read
        return milliseconds(read if isinstance(read, datetime) else midnight(read, self.zone))

    def _moment(self, cell: object) -> date | datetime | Fault:
        text = str(cell).strip()
        try:
            read = moment(cell, self.reading.order, self.zone, self.reading.pattern)
        except Impossible as wrong:
            return Fault(self._impossible(wrong))
        except Unclear:
            return Fault(
                self.words(
                    "{value} may be day/month or month/day: say which comes first.",
                    value=text,
                )
            )
        if read is not None:
            return read
        if self.reading.pattern:
            return Fault(
                self.words("{value} is not a date like {pattern}.", value=text, pattern=self.reading.pattern)
            )
        return Fault(self.words("{value} is not a date.", value=text))

    def _impossible(self, wrong: Impossible) -> str:
        year, month, day = wrong.year, wrong.month, wrong.day
        if not 1 <= month <= 12:
            return self.words("There is no month {month}.", month=month)
        if self.words.chinese:
            return self.words("There is no {day}.", day=f"{year}年{month}月{day}日")
        return self.words("There is no {day}.", day=f"{day} {MONTHS_LONG[month - 1]} {year}")


def _rounded(number: Decimal) -> int:
    return int(number.quantize(Decimal(1), ROUND_HALF_UP))
