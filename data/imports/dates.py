"""Days and instants as files write them.

Known are ISO, day/month/year in either order with any separator, names of months, Chinese 年月日, Excel's
serial numbers, Unix time, and any pattern that the person gives ("%d/%m/%Y" or "dd/mm/yyyy"). Whether 03/04
is the third of April or the fourth of March is decided per column: `order_of` says what a cell tells of it.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from functools import cache
from typing import Literal

from sales.words import MONTHS

# What a cell tells of its column: the order of day and month; "?" when it may be either; "" when nothing.
Order = Literal["dmy", "mdy", "?", ""]

FIRST_YEAR, LAST_YEAR = 1900, 2100
EXCEL_EPOCH = datetime(1899, 12, 30, tzinfo=UTC)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
CLOCK = (
    r"(?:[T\s]\s*(?P<noon>上午|下午)?\s*(?P<hour>\d{1,2})[:时点.](?P<minute>\d{2})分?(?::?(?P<second>\d{2})秒?)?"
    r"(?:[.,](?P<fraction>\d{1,9}))?\s*(?P<half>[ap]\.?m\.?)?\s*(?P<zone>Z|UTC|GMT|[+-]\d{2}:?\d{2})?)?"
)
NAMES = "|".join(MONTHS)
FORMS = tuple(
    re.compile(form + CLOCK, re.IGNORECASE)
    for form in (
        r"(?P<year>\d{4})[-/.年]\s?(?P<month>\d{1,2})[-/.月]\s?(?P<day>\d{1,2})日?",
        r"(?P<year>\d{4})(?P<month>\d{2})(?P<day>\d{2})",
        rf"(?P<day>\d{{1,2}})[-\s./]*(?P<name>{NAMES})[a-z]*\.?[-\s.,/]*(?P<year>\d{{4}}|\d{{2}})",
        rf"(?P<name>{NAMES})[a-z]*\.?\s*(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<year>\d{{4}})",
    )
)
NUMERIC = re.compile(
    r"(?P<a>\d{1,2})(?P<mark>[-/.])(?P<b>\d{1,2})(?P=mark)(?P<year>\d{4}|\d{2})" + CLOCK, re.I
)
WEEKDAY = re.compile(r"^(?:(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*\.?,?\s+|周.\s*|星期.\s*)", re.IGNORECASE)
SERIAL = re.compile(r"\d{4,5}(?:\.\d+)?")
UNIX = re.compile(r"\d{10}|\d{13}")
# The codes of a pattern -> what they stand for; and how spreadsheets write the codes.
CODES = {
    "%d": r"(?P<day>\d{1,2})",
    "%m": r"(?P<month>\d{1,2})",
    "%b": rf"(?P<name>{NAMES})[a-z]*\.?",
    "%B": rf"(?P<name>{NAMES})[a-z]*\.?",
    "%Y": r"(?P<year>\d{4})",
    "%y": r"(?P<year>\d{2})",
    "%a": r"[^\W\d_]+",
    "%A": r"[^\W\d_]+",
}
SPREADSHEET = (("yyyy", "%Y"), ("yy", "%y"), ("mmmm", "%b"), ("mmm", "%b"), ("mm", "%m"), ("dd", "%d"))


@dataclass(frozen=True, slots=True)
class Impossible(Exception):
    """A date that is well written but does not exist, such as 31 February."""

    year: int
    month: int
    day: int


class Unclear(Exception):
    """A date that may be read in two ways."""


def order_of(cell: object) -> Order:
    """What a cell tells of the order of day and month in its column."""
    if not isinstance(cell, str) or not (found := NUMERIC.fullmatch(_bare(cell))):
        return ""
    a, b = int(found["a"]), int(found["b"])
    if found["mark"] == "." or (a > 12 >= b):
        return "dmy"
    if b > 12 >= a:
        return "mdy"
    return "?"


def moment(cell: object, order: str, zone: tzinfo, pattern: str | None = None) -> datetime | date | None:
    """The instant in a cell, or the day where it names no time of day; None when it is neither.

    `order` is the column's ("dmy", "mdy", or "" when it is not known). Raises Impossible and Unclear.
    """
    if isinstance(cell, datetime):
        return cell if cell.tzinfo else cell.replace(tzinfo=zone)
    if isinstance(cell, date):
        return cell
    if isinstance(cell, int | float):
        return _numbered(float(cell), zone)
    text = _bare(str(cell))
    if pattern is not None:
        found = form_of(pattern).fullmatch(text)
        return _made(found, zone) if found else None
    if SERIAL.fullmatch(text) or UNIX.fullmatch(text):
        return _numbered(float(text), zone)
    return _written(text, order, zone)


def milliseconds(at: datetime) -> int:
    """An instant as UTC milliseconds."""
    return (at - EPOCH) // timedelta(milliseconds=1)


def midnight(day: date, zone: tzinfo) -> datetime:
    """The beginning of a day of the company."""
    return datetime.combine(day, time(), zone)


@cache
def form_of(pattern: str) -> re.Pattern[str]:
    """What fits a pattern of codes ("%d/%m/%Y"), or of letters as spreadsheets have it ("dd/mm/yyyy").

    Only its day counts: any time of day may follow, or none. Raises ValueError for a pattern of no day.
    """
    if "%" not in pattern:
        pattern = pattern.lower()
        for letters, code in SPREADSHEET:
            pattern = pattern.replace(letters, code)
    days = re.split(r"[T\s]*(?:%[HIM]|hh)", pattern)[0]
    form = "".join(CODES.get(part, re.escape(part)) for part in re.split(r"(%[a-zA-Z])", days))
    compiled = re.compile(form + CLOCK, re.IGNORECASE)
    if not ({"day", "year"} <= compiled.groupindex.keys() and {"month", "name"} & compiled.groupindex.keys()):
        raise ValueError(pattern)
    return compiled


def _written(text: str, order: str, zone: tzinfo) -> datetime | date | None:
    for known in FORMS:
        if found := known.fullmatch(text):
            return _made(found, zone)
    if not (found := NUMERIC.fullmatch(text)):
        return None
    a, b = int(found["a"]), int(found["b"])
    if not order and a != b:
        raise Unclear
    return _made(found, zone, *((b, a) if order == "mdy" else (a, b)))


def _made(found: re.Match[str], zone: tzinfo, day: int = 0, month: int = 0) -> datetime | date | None:
    parts = found.groupdict()
    year = int(parts["year"])
    if len(parts["year"]) == 2:
        year += 2000 if year < 69 else 1900
    day = day or int(parts["day"])
    month = month or int(parts.get("month") or MONTHS.index(parts["name"].title()) + 1)
    try:
        whole = date(year, month, day)
    except ValueError:
        raise Impossible(year, month, day) from None
    if not FIRST_YEAR <= year < LAST_YEAR:
        raise Impossible(year, month, day)
    return whole if parts.get("hour") is None else _timed(whole, parts, zone)


def _timed(day: date, parts: dict[str, str | None], zone: tzinfo) -> datetime | None:
    hour = int(parts["hour"] or 0)
    if half := (parts.get("half") or parts.get("noon")):
        hour = hour % 12 + (12 if half[0] in "pP下" else 0)
    fraction = int((parts.get("fraction") or "0").ljust(6, "0")[:6])
    try:
        clock = time(hour, int(parts["minute"] or 0), int(parts.get("second") or 0), fraction)
    except ValueError:
        return None
    return datetime.combine(day, clock, _zone(parts.get("zone")) or zone)


def _numbered(number: float, zone: tzinfo) -> datetime | date | None:
    """An Excel serial number, or seconds or milliseconds since 1970."""
    if 1e9 <= number < 1e10:
        return EPOCH + timedelta(seconds=number)
    if 1e11 <= number < 1e13:
        return EPOCH + timedelta(milliseconds=number)
    if not 1 <= number < 73_415:  # the year 2101
        return None
    read = EXCEL_EPOCH + timedelta(seconds=round(number * 86_400))
    return read.replace(tzinfo=zone) if number % 1 else read.date()


def _zone(text: str | None) -> tzinfo | None:
    if not text:
        return None
    if text[0] not in "+-":
        return UTC
    away = timedelta(hours=int(text[1:3]), minutes=int(text[-2:]))
    return timezone(-away if text[0] == "-" else away)


def _bare(cell: str) -> str:
    return WEEKDAY.sub("", unicodedata.normalize("NFKC", cell).strip())
