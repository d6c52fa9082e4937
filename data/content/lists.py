"""Content that is a list: a TOML file with `version`, `owner`, and a `[[table]]` for each piece."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from data.content.document import Source, read_lines
from data.content.faults import Faults
from data.content.head import Checked, Head, Key, check_head, read_toml

OF_THE_FILE = (Key("version", "number", required=True), Key("owner", "text", required=True))
_KEY = re.compile(r"\"?([A-Za-z0-9_-]+)\"?\s*=")


def read_list(
    source: Source, table: str, keys: Sequence[Key], faults: Faults
) -> Iterator[tuple[Checked, Head, Checked]]:
    """Each piece of a file: its values, where they stand, and what the file says of all."""
    lines = read_lines(source, faults)
    values = read_toml(lines, faults)
    if values is None:
        return
    pieces = values.pop(table, [])
    starts = [at for at, line in enumerate(lines, 1) if line.strip() == f"[[{table}]]"]
    of_the_file = check_head(
        Head(values, _places(lines, 1, starts[0] if starts else None)), OF_THE_FILE, faults
    )
    if not isinstance(pieces, list) or not pieces or len(pieces) != len(starts):
        faults.add(1, "Write each piece below a line [[{table}]].", table=table)
        return
    for at, piece in enumerate(pieces):
        end = starts[at + 1] if at + 1 < len(starts) else None
        head = Head(piece, {"": starts[at], **_places(lines, starts[at], end)})
        yield check_head(head, keys, faults), head, of_the_file


def _places(lines: Sequence[str], start: int, end: int | None) -> dict[str, int]:
    """In which line each key stands, from line `start` up to `end`."""
    last = len(lines) + 1 if end is None else end
    found: dict[str, int] = {}
    for at in range(start, last):
        if match := _KEY.match(lines[at - 1]):
            found.setdefault(match[1], at)
    return found
