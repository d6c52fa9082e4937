"""Fields of what can be imported: what a column may go to, how its cells are read, where the value is kept.

A field's `name` is the key that people write in a mapping file; `title` is what screens and errors call it.
What files call it lies in `resources/imports/names.toml`, what they write for its values in `choices.toml`.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from dataclasses import dataclass
from functools import cache
from typing import Literal

from data.resources import resource

# code: an id. whole: a number of things. amount: money or a price, kept in ten-thousandths of a unit.
# rate: basis points. flag: yes or no. choice: one of a few. list: several texts in a cell.
Reading = Literal[
    "text", "code", "phone", "mail", "whole", "amount", "rate", "day", "instant", "flag", "choice", "list"
]
NUMBERS = frozenset({"whole", "amount", "rate"})
DATES = frozenset({"day", "instant"})
PUNCTUATION = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True)
class Field:
    """One field.

    `column` is where the value goes in the kind's table, "" where it only helps to find or make another row;
    `refers` the table whose row it names; `choices` a table of choices.toml; `default` what a row is born
    with where the file says nothing and the table wants something.
    """

    name: str
    title: str
    kind: Reading
    column: str = ""
    required: bool = False
    refers: str = ""
    low: int | None = None
    high: int | None = None
    choices: str = ""
    default: str | int | None = None

    @property
    def text(self) -> bool:
        """Whether the value is kept as TEXT; all others are INTEGER."""
        return self.kind not in NUMBERS | {"instant", "flag"}


def plain(name: str) -> str:
    """A column's name as names are compared: no case, blanks, punctuation or remark in brackets."""
    name = re.sub(r"[(（\[].*?[)）\]]", "", unicodedata.normalize("NFKC", name)) or name
    return PUNCTUATION.sub("", name.casefold())


@cache
def names(kind: str, field: str) -> tuple[str, ...]:
    """What files call a field of a kind, as names are compared, the surest first."""
    table = _toml("names")
    given = [field, *table[kind].get(field, ())]
    every = [name for one in given for name in (table["lists"][one[1:]] if one[0] == "@" else [one])]
    return tuple(dict.fromkeys(map(plain, every)))


@cache
def choices(table: str) -> dict[str, str]:
    """What files write for the values of a choice -> the value."""
    return {
        plain(text): value for value, others in _toml("choices")[table].items() for text in (value, *others)
    }


@cache
def _toml(stem: str) -> dict[str, dict[str, list[str]]]:
    return tomllib.loads(resource("imports", f"{stem}.toml").read_text(encoding="utf-8"))
