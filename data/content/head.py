"""The TOML head of a content file: its values, where each stands, and whether its kind asks for them."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import pairwise
from typing import Any

from data.content.faults import Faults, nearest

WRONG = {
    "text": "{key} must be a text in quotes.",
    "texts": '{key} must be a text or a list of texts, such as ["phone", "visit"].',
    "number": "{key} must be a whole number above 0.",
    "day": "{key} must be a day such as 2026-11-03, without quotes.",
    "figure": "{key} must be a number, without quotes.",
    "switch": "{key} must be true or false.",
    "tables": '{key} must be a list of tables, such as [{{name = "AirNest A6"}}].',
    "amount": '{key} must be an amount in quotes, such as "2500" or "2500.50".',
    "days": "{key} must be a list of days, such as [2026-10-01, 2026-10-02].",
    "pairs": "{key} must be a list of pairs of whole numbers, such as [[5000, 2500], [10000, 10000]].",
}
LISTS = ("texts", "tables", "days", "pairs")
NO_DAY = "There is no such day. Write it as 2026-11-03."
NOT_TOML = "This is not TOML: {reason}."
MISSING = "{key} is missing."
UNKNOWN_KEY = "There is no key {key}; the nearest is {nearest}."
UNKNOWN_VALUE = "{key} cannot be {value}; the nearest is {nearest}."
_KEY = re.compile(r"\s*\"?([A-Za-z0-9_-]+)\"?\s*=")
_STATEMENT = re.compile(rf"{_KEY.pattern}|\[|[A-Za-z]")
_WHERE = re.compile(r" *\(at [^()]*\)$")
_AT = re.compile(r"at line (\d+)")
AMOUNT = re.compile(r"\d{1,13}(\.\d{1,4})?")


@dataclass(frozen=True, slots=True)
class Key:
    """A key that a kind of content knows: what it `holds` (a key of WRONG), and which values if only some."""

    name: str
    holds: str
    required: bool = False
    allowed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Head:
    """What was read: the values by key, and the line in which each key stands; under "" where it begins."""

    values: Mapping[str, object]
    lines: Mapping[str, int]

    def line(self, key: str) -> int:
        return self.lines.get(key, self.lines.get("", 1))


@dataclass(frozen=True, slots=True)
class Checked:
    """The values that are what their keys ask for. One that was not given is empty, or None."""

    values: Mapping[str, object]

    def text(self, key: str) -> str:
        value = self.values.get(key, "")
        assert isinstance(value, str)
        return value

    def texts(self, key: str) -> tuple[str, ...]:
        value = self.values.get(key, ())
        assert isinstance(value, tuple)
        return value

    def number(self, key: str) -> int | None:
        value = self.values.get(key)
        assert value is None or isinstance(value, int)
        return value

    def figure(self, key: str) -> float | None:
        value = self.values.get(key)
        assert value is None or isinstance(value, int | float)
        return value

    def switch(self, key: str) -> bool:
        return self.values.get(key) is True

    def tables(self, key: str) -> tuple[Mapping[str, object], ...]:
        value = self.values.get(key, ())
        assert isinstance(value, tuple)
        return value

    def day(self, key: str) -> date | None:
        value = self.values.get(key)
        assert value is None or isinstance(value, date)
        return value


def read_head(lines: Sequence[str], first_line: int, faults: Faults) -> Head:
    """Read TOML lines, the first of which is line `first_line` of the file.

    A statement that is not TOML is reported and left out, and the rest is read all the same.
    """
    starts = [at for at, line in enumerate(lines) if _STATEMENT.match(line)]
    places = {match[1]: first_line + at for at in starts if (match := _KEY.match(lines[at]))}
    try:
        return Head(tomllib.loads("\n".join(lines)), places)
    except tomllib.TOMLDecodeError:
        pass
    values: dict[str, object] = {}
    good = ""
    for start, end in pairwise([0, *(at for at in starts if at), len(lines)]):
        more = "\n".join((good, *lines[start:end]))
        try:
            values, good = tomllib.loads(more), more
        except tomllib.TOMLDecodeError as error:
            reason = _WHERE.sub("", str(error))
            sentence = NO_DAY if reason.startswith("Invalid date") else NOT_TOML
            faults.add(first_line + start, sentence, reason=reason)
    return Head(values, places)


def read_toml(lines: Sequence[str], faults: Faults) -> dict[str, Any] | None:
    """Read a whole file of TOML; None, and a fault, when it is none."""
    try:
        return tomllib.loads("\n".join(lines))
    except tomllib.TOMLDecodeError as error:
        where, reason = _AT.search(str(error)), _WHERE.sub("", str(error))
        sentence = NO_DAY if reason.startswith("Invalid date") else NOT_TOML
        faults.add(int(where[1]) if where else len(lines), sentence, reason=reason)
        return None


def is_amount(value: object) -> bool:
    """An exact figure that is not negative: text in quotes, or a whole number."""
    if isinstance(value, str):
        return AMOUNT.fullmatch(value) is not None
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def check_head(head: Head, keys: Sequence[Key], faults: Faults) -> Checked:
    """The values of the keys, each as its key asks; a single text stands for a list of one."""
    known = {key.name: key for key in keys}
    for name in head.values:
        if name not in known:
            faults.add(head.line(name), UNKNOWN_KEY, key=name, nearest=nearest(name, list(known)))
    for key in keys:
        if key.required and key.name not in head.lines:
            faults.add(head.line(""), MISSING, key=key.name)
    checked: dict[str, object] = {}
    for name in known.keys() & head.values.keys():
        value = head.values[name]
        if known[name].holds in LISTS:
            value = tuple(value) if isinstance(value, list) else (value,)
        if _FITS[known[name].holds](value):
            checked[name] = value
            _check_allowed(known[name], value, head, faults)
        else:
            faults.add(head.line(name), WRONG[known[name].holds], key=name)
    return Checked(checked)


def _check_allowed(key: Key, value: object, head: Head, faults: Faults) -> None:
    given = value if isinstance(value, tuple) else (value,)
    for one in given if key.allowed else ():
        if one not in key.allowed:
            faults.add(
                head.line(key.name), UNKNOWN_VALUE, key=key.name, value=one, nearest=nearest(one, key.allowed)
            )


def _is_text(value: object) -> bool:
    return isinstance(value, str) and value.strip() != ""


def _is_day(value: object) -> bool:
    return isinstance(value, date) and not isinstance(value, datetime)


def _is_pair(value: object) -> bool:
    return isinstance(value, list) and len(value) == 2 and all(type(one) is int and one >= 0 for one in value)


def _is_figure(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


_FITS: dict[str, Callable[[object], bool]] = {
    "text": _is_text,
    "texts": lambda value: isinstance(value, tuple) and all(map(_is_text, value)),
    "tables": lambda value: isinstance(value, tuple) and all(isinstance(one, dict) for one in value),
    "number": lambda value: isinstance(value, int) and _is_figure(value) and value > 0,
    "figure": _is_figure,
    "switch": lambda value: isinstance(value, bool),
    "day": _is_day,
    "amount": is_amount,
    "days": lambda value: isinstance(value, tuple) and all(map(_is_day, value)),
    "pairs": lambda value: isinstance(value, tuple) and value != () and all(map(_is_pair, value)),
}
