"""The tables of a plan's file: their checked values, and the line of each key and row, to tell faults by."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from data.content.faults import Faults, nearest
from data.content.head import UNKNOWN_KEY, WRONG, Checked, Head, is_amount

MOST_BP = 1_000_000  # a hundred times the quota: more is a slip
BP = "{key} must be a whole number of basis points from 0 to {most}: 8000 is 80 %."
_TABLE = re.compile(r"\s*\[(\[?)\s*\"?([A-Za-z0-9_-]+)\"?\s*\]")
_KEY = re.compile(r"\s*\"?([A-Za-z0-9_-]+)\"?\s*=")


@dataclass(frozen=True, slots=True)
class Table:
    """The checked values of one table of the file, and where to tell their faults."""

    checked: Checked
    head: Head
    faults: Faults
    lines: Sequence[str]
    places: int = 2

    def fault(self, key: str, text: str, /, **fields: str) -> None:
        self.faults.add(self.head.line(key), text, **fields)

    def amount(self, key: str, default: int = 0) -> int:
        """An amount in minor units, or the default where none is given."""
        given = self.checked.values.get(key)
        return default if given is None else self.minor(key, given, self.head.line(key))

    def minor(self, key: str, given: object, line: int) -> int:
        exact = Decimal(str(given)).scaleb(self.places)
        if exact != int(exact):
            text = "{key} has more decimals than the currency: at most {n}."
            self.faults.add(line, text, key=key, n=str(self.places))
        return int(exact)

    def know(self, row: Mapping[str, object], keys: Sequence[str], line: int) -> None:
        """Tell every key of a row that is not among these."""
        for key in row:
            if key not in keys:
                self.faults.add(line, UNKNOWN_KEY, key=key, nearest=nearest(key, keys))

    def bp(self, row: Mapping[str, object], key: str, line: int, most: int = MOST_BP) -> int:
        value = row.get(key)
        if isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= most:
            return value
        self.faults.add(line, BP, key=key, most=str(most))
        return 0

    def amount_in(self, row: Mapping[str, object], key: str, line: int) -> int:
        """An amount of a row in minor units."""
        if is_amount(row.get(key)):
            return self.minor(key, row[key], line)
        self.faults.add(line, WRONG["amount"], key=key)
        return 0

    def line_of_row(self, key: str, at: int, rows: int) -> int:
        """The line of a row in a list: its own where each row begins one, else that of the key."""
        start = self.head.line(key)
        own = [
            number
            for number, line in enumerate(self.lines[start:], start + 1)
            if line.lstrip().startswith(("{", "["))
        ]
        closing = next((n for n, line in enumerate(self.lines[start:], start + 1) if line.strip() == "]"), 0)
        own = [number for number in own if number < closing]
        return own[at] if len(own) == rows else start


def heads_of(
    lines: Sequence[str],
    values: Mapping[str, object],
    own_keys: Sequence[str],
    tables: Collection[str],
    lists: Collection[str],
    faults: Faults,
) -> dict[tuple[str, int], Head]:
    """The tables of a file by name and number, its own keys under "", each with the line of every key."""
    places = _places(lines)
    own_places = places["", 0]
    heads: dict[tuple[str, int], Head] = {}
    own: dict[str, object] = {}
    known = [*own_keys, *tables]
    for name, value in values.items():
        line = own_places.get(name) or places.get((name, 0), {}).get("", 1)
        rows = value if name in lists and isinstance(value, list) else [value]
        if name in own_keys:
            own[name] = value
        elif name not in tables:
            faults.add(line, UNKNOWN_KEY, key=name, nearest=nearest(name, known))
        elif not all(isinstance(row, dict) for row in rows):
            faults.add(line, "Write {key} as a table of its own, below a line [{key}].", key=name)
        else:
            for n, row in enumerate(rows):
                found = places.get((name, n), {"": line})
                heads[name, n] = Head(row, {**dict.fromkeys(row, found[""]), **found})
    return {("", 0): Head(own, {**dict.fromkeys(own, 1), **own_places}), **heads}


def _places(lines: Sequence[str]) -> dict[tuple[str, int], dict[str, int]]:
    """In which line each key of each table stands, and under "" where the table begins."""
    at = ("", 0)
    found = {at: {"": 1}}
    counts: Counter[str] = Counter()
    depth = 0  # of brackets that are open
    for number, line in enumerate(lines, 1):
        if depth == 0 and (table := _TABLE.match(line)):
            at = table[2], counts[table[2]]
            counts[table[2]] += 1
            found[at] = {"": number}
            continue
        if depth == 0 and (key := _KEY.match(line)):
            found[at].setdefault(key[1], number)
        depth += _opened(line)
    return found


def _opened(line: str) -> int:
    """How many brackets a line leaves open; what stands in quotes or in a comment is none."""
    bare = re.sub(r"\"[^\"]*\"|'[^']*'|#.*", "", line)
    return bare.count("[") + bare.count("{") - bare.count("]") - bare.count("}")
