"""The specifications that content names: a `{product.spec...}` that no product has would never be said."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from data.content.document import Source, read_lines
from data.content.faults import Fault, Faults, nearest
from data.engine import sqlite3

_SPEC = re.compile(r"\{product\.spec\.(\w+)")


def spec_keys(db: sqlite3.Connection) -> tuple[str, ...]:
    """The keys of the specifications of all products."""
    rows = db.execute("SELECT DISTINCT spec.key FROM products, json_each(products.spec) AS spec ORDER BY 1")
    return tuple(key for (key,) in rows)


def unknown_specs(files: Iterable[Source], keys: Sequence[str]) -> Iterator[Fault]:
    """As advice, the specifications that content files name and no key is; nothing where no key is known."""
    for source in files if keys else ():
        path = source.path
        for number, line in enumerate(read_lines(source, Faults(path)), 1):
            for name in _SPEC.findall(line):
                if name not in keys:
                    fields = {"name": name, "nearest": nearest(name, keys)}
                    yield Fault(
                        path,
                        number,
                        "No product has a specification {name}; the nearest is {nearest}.",
                        fields,
                        False,
                    )
