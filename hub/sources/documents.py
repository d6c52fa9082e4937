"""Values in nested documents, by dotted paths: `owner.name`, `lines.0.sku`, `phones.number`.

A path with a # before it gives its value with one, so that an id is never taken for a number: `number | #id`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from hub.sources.definition import Feed


def at(document: Any, path: str) -> Any:
    """What stands at a path: of a list the first that says something; None if nothing does."""
    found = next(_all(document, path.lstrip("#").split(".") if path else []), None)
    return f"#{found}" if path.startswith("#") and found is not None else found


def cells(feed: Feed, document: Any) -> dict[str, object]:
    """The cells of a record, by field: of several paths the first that says something."""
    return {
        name: next((found for path in said if (found := at(document, path)) not in (None, "")), "")
        for name, said in feed.columns.items()
    }


def paths(feed: Feed) -> list[str]:
    """The paths that a feed's columns name."""
    return sorted({path.lstrip("#") for said in feed.columns.values() for path in said})


def _all(value: Any, path: list[str]) -> Iterator[Any]:
    if isinstance(value, list) and not (path and path[0].isdigit()):
        for one in value:
            yield from _all(one, path)
    elif not path:
        if value not in (None, "") and not isinstance(value, Mapping):
            yield value
    elif isinstance(value, list):
        place = int(path[0])
        if place < len(value):
            yield from _all(value[place], path[1:])
    elif isinstance(value, Mapping):
        yield from _all(value.get(path[0]), path[1:])
