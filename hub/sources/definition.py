"""What a source is: its file, read and checked.

    name = "erp"
    type = "sql"                        # or "folder", "tryton", "rest"
    url_env = "ERP_URL"                 # secrets by the name of an environment variable, never here
    currency = "EUR"                    # of amounts that say none
    zone = "Europe/Berlin"              # of times that say none

    [[kind]]
    kind = "customers"                  # what of, as in `main.py import --as`
    query = "SELECT * FROM client WHERE changed_at >= :since"
    delete = "missing"                  # what is there no more goes; "never"; or a column that says so
    most_gone = 0.5                     # if a larger share is gone at once, something is wrong: none goes
    always = {kind = "organisation"}    # fields that are the same for every record
    [kind.columns]                      # field = column; "a | b" is the first of two that says something
    customer = "client_no"
    [kind.values.status]                # what the source writes = what it means
    "L" = "active"

`[kind.format]`, `[kind.skip]` and `[kind.rules]` are those of `main.py import --map`.
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path
from typing import Any, cast
from urllib.parse import urlsplit

from data.imports.kinds import KINDS, Kind
from data.imports.mapping import ImportMap, lacks, map_of
from data.resources import resource
from sales.errors import SalesError

MAPPING = ("columns", "format", "skip", "rules")
EVERY_FEED = ("kind", "delete", "most_gone", "always", "values", *MAPPING)
# Of each type: what its file may say, and must say (!), of the whole and of each kind.
TYPES: Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "folder": (("path!", "settle_s"), ("glob!", "latest")),
    "sql": (
        ("url", "url_env"),
        (
            "query!", "key", "ids", "first", "since_format", "overlap_s", "whole_every_h", "page",
        ),
    ),
    "tryton": (
        ("url!", "database!", "user!", "password_env!"),
        ("model", "where", "overlap_s", "whole_every_h", "page"),
    ),
    "rest": (
        ("url!", "token_env", "header", "scheme", "timeout_s"),
        (
            "path!", "key!", "query", "items", "each", "page", "next", "cursor", "since", "since_format",
            "overlap_s", "whole_every_h",
        ),
    ),
}  # fmt: skip
NAME = frozenset("abcdefghijklmnopqrstuvwxyz0123456789-_")


class SourceRefused(SalesError):
    """A source's file says something that cannot be."""


class SourceUnreachable(SalesError):
    """What a source reads from cannot be had now; what was taken before stays."""


@dataclass(frozen=True, slots=True)
class Feed:
    """One kind of records in a source. `label` tells it from others; `place` is the type's own.

    If more than the share `most_gone` of its records is gone at once, none is taken to be. `always` and
    `values` are fields that never differ, and what the source's words mean, by field.
    """

    label: str
    kind: Kind
    mapping: ImportMap
    delete: str = "missing"
    most_gone: float = 0.5
    always: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    place: Mapping[str, Any] = field(default_factory=dict)

    @property
    def deletes_by(self) -> str:
        """The column that says whether a record is deleted; "" if none does."""
        return "" if self.delete in {"missing", "never"} else self.delete

    @property
    def lines(self) -> bool:
        """Whether a record is a line of an order."""
        return self.kind.name == "orders" and "product" in self.mapping.columns

    @property
    def owned(self) -> bool:
        """Whether customers have an owner, and no territory that the source says."""
        said = self.mapping.columns.keys() | self.always.keys()
        return self.kind.name == "customers" and "owner" in said and "territory" not in said

    def knows(self, said: Mapping[str, Any]) -> bool:
        """Whether a record of this kind, as another source says it, bears a number that is ours as well."""
        return self.kind.id_field.name in said or (self.kind.name == "prices" and "product" in said)

    @property
    def columns(self) -> dict[str, tuple[str, ...]]:
        """By field, the columns of which the first that says something counts."""
        named = dict(self.mapping.columns) | ({"": self.deletes_by} if self.deletes_by else {})
        return {name: tuple(part.strip() for part in said.split("|")) for name, said in named.items()}


@dataclass(frozen=True, slots=True)
class Definition:
    """A source as its file says it; `text` is the file."""

    name: str
    type: str
    feeds: tuple[Feed, ...]
    text: str
    currency: str | None = None
    zone: str | None = None
    place: Mapping[str, Any] = field(default_factory=dict)


def read(path: Path) -> Definition:
    """The definition in a file. Raises SourceRefused."""
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise SourceRefused("{file} cannot be read.", "Check the path.", file=path) from error
    return parsed(text, path.name)


def parsed(text: str, where: str) -> Definition:
    """The definition in the text of a file. Raises SourceRefused or ImportRefused, naming what is wrong."""
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise SourceRefused(
            "{file} is not TOML: {reason}.", "Correct that line.", file=where, reason=error
        ) from error
    kind = str(table.get("type"))
    if kind not in TYPES:
        raise _cannot(where, "type", kind, ", ".join(TYPES))
    if urlsplit(str(table.get("url", ""))).password:
        raise SourceRefused(
            "{where}: the address has a password in it.",
            "Name the environment variable that has it instead: docs/sources.md says how.",
            where=where,
        )
    _check(table, ("name!", "type!", "currency", "zone", "kind!", *TYPES[kind][0]), where)
    name = str(table["name"])
    if not name or not set(name) <= NAME:
        raise _cannot(where, "name", name, "a-z 0-9 - _")
    feeds: list[Feed] = []
    for said in cast("list[dict[str, Any]]", table["kind"]):
        feeds.append(_feed(said, kind, where, feeds))
    place = {key: value for key, value in table.items() if key not in {"name", "type", "kind"}}
    return Definition(name, kind, tuple(feeds), text, table.get("currency"), table.get("zone"), place)


def secret(place: Mapping[str, Any], name: str) -> str:
    """What the environment variable has whose name the file gives. Raises SourceRefused without it."""
    variable = str(place[name])
    found = os.environ.get(variable, "")
    if not found:
        raise SourceRefused(
            "The environment variable {name} is not set.",
            "The source takes its secret from there: set it and run again.",
            name=variable,
        )
    return found


def _feed(said: Mapping[str, Any], kind: str, where: str, before: list[Feed]) -> Feed:
    name = str(said.get("kind"))
    if name not in KINDS:
        raise _cannot(where, "kind", name, ", ".join(KINDS))
    place = f"{where} [[kind]] {name}"
    if kind == "tryton":
        said = {**_standard(said), **said}
    _check(said, (*EVERY_FEED, *TYPES[kind][1]), place)
    mapping = map_of({key: said[key] for key in MAPPING if key in said}, KINDS[name], place)
    always = {key: str(value) for key, value in said.get("always", {}).items()}
    _fields(KINDS[name], always, place)
    _fields(KINDS[name], said.get("values", {}), place)
    missing = lacks(KINDS[name], {**mapping.columns, **always})
    if name == "orders" and "order" not in mapping.columns:
        missing = ("order",)  # an order that bears no number cannot be known again
    if missing:
        raise SourceRefused(
            "{where}: no column goes to {field}.",
            "Say which under [kind.columns].",
            where=place,
            field=missing[0],
        )
    count = sum(feed.kind.name == name for feed in before)
    values = {
        field: {str(theirs): str(ours) for theirs, ours in pairs.items()}
        for field, pairs in said.get("values", {}).items()
    }
    own = {key: value for key, value in said.items() if key not in EVERY_FEED}
    label = f"{name}-{count + 1}" if count else name
    delete, most_gone = str(said.get("delete", "missing")), float(said.get("most_gone", 0.5))
    return Feed(label, KINDS[name], mapping, delete, most_gone, always, values, own)


def _standard(said: Mapping[str, Any]) -> Mapping[str, Any]:
    """What is usual for a kind in Tryton, where the file says nothing else."""
    table = tomllib.loads(resource("sources", "tryton.toml").read_text(encoding="utf-8"))
    for usual in table["kind"]:
        if usual["kind"] == said["kind"] and said.get("model", usual["model"]) == usual["model"]:
            return cast("Mapping[str, Any]", usual)
    return {}


def _check(table: Mapping[str, Any], allowed: tuple[str, ...], where: str) -> None:
    names = [name.rstrip("!") for name in allowed]
    for name in table:
        if name not in names:
            raise _unknown(name, names, where)
    for name in allowed:
        if name.endswith("!") and not table.get(name[:-1]):
            raise SourceRefused(
                "{where} does not say {name}.",
                "Add it: docs/sources.md has an example.",
                where=where,
                name=name[:-1],
            )


def _fields(kind: Kind, named: Mapping[str, Any], where: str) -> None:
    for name in named:
        if name not in kind.by_name:
            raise _unknown(name, list(kind.by_name), where)


def _unknown(name: str, known: list[str], where: str) -> SourceRefused:
    nearest = get_close_matches(name, known, 1, 0.5)
    return SourceRefused(
        "{where}: {name} is not known.",
        "Did you mean {nearest}?" if nearest else "Known are: {allowed}.",
        where=where,
        name=name,
        nearest=nearest[0] if nearest else "",
        allowed=", ".join(known),
    )


def _cannot(where: str, name: str, value: object, allowed: str) -> SourceRefused:
    return SourceRefused(
        "{where}: {name} cannot be {value}.",
        "It may be {allowed}.",
        where=where,
        name=name,
        value=value,
        allowed=allowed,
    )
