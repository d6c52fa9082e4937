"""Records of a source: what it says in cells, read into the fields of a kind.

A record is known by its `key`: the id that the source has for it, or else what tells it from others of its
kind. What was read is kept as JSON, so that the next run sees what the source has changed.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta, tzinfo
from decimal import Decimal
from fnmatch import fnmatchcase
from typing import Any

from data.imports.mapping import skipped_in, whole
from data.imports.values import Column, Fault, Reading, Skip
from hub.sources.definition import Feed
from sales.errors import SalesError
from sales.words import Words

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
NOT_SO = frozenset({"", "0", "no", "false", "none", "null"})
ONE_OF = "\x1f"


@dataclass(frozen=True, slots=True)
class Raw:
    """A record as the source says it: cells by field ("" is the one that says whether it is deleted).

    `at` is where it stands, for people; `key` the source's own id, "" where it has none; `wrong` what is
    wrong with the record as a whole.
    """

    at: str
    cells: Mapping[str, object] = field(default_factory=dict)
    key: str = ""
    wrong: SalesError | None = None


@dataclass(frozen=True, slots=True)
class Read:
    """A record that was read. `values` by field as `data.imports.values` has them, without what is empty.

    `key` is "" where a fault hides it. `wrong` is a sentence where it cannot be taken; `gone` where the
    source says that it is deleted; `left` why it is left out on purpose. `whole` is the order of a line.
    """

    at: str
    key: str
    values: Mapping[str, Any] = field(default_factory=dict)
    whole: str = ""
    wrong: str = ""
    left: str = ""
    gone: bool = False

    @property
    def said(self) -> str:
        """The values as they are kept."""
        return json.dumps(self.values, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


class Reader:
    """Reads the records of a feed. `readings` say by field how numbers and days are written, if known.

    One reader reads one file, or one run: it counts lines of an order that bear no number.
    """

    def __init__(
        self,
        feed: Feed,
        zone: tzinfo,
        currency: str | None,
        words: Words,
        readings: Mapping[str, Reading] | None = None,
    ) -> None:
        self.feed, self.words = feed, words
        kind, mapping = feed.kind, whole(feed.mapping, feed.kind)
        self._fields = [*mapping.columns, *(name for name in feed.always if name not in mapping.columns)]
        usual = Reading(mapping.decimal or ".", "", mapping.date)
        self._columns = {
            name: Column(
                replace(kind.by_name[name], required=name in _needed(feed, self._fields)),
                (readings or {}).get(name, usual),
                self.words,
                zone,
                mapping.skip.get(name, skipped_in(kind).get(name, ())),
            )
            for name in self._fields
        }
        self._currency = (mapping.currency or currency) if "currency" in kind.by_name else None
        self._nth: Counter[str] = Counter()

    def read(self, records: Iterable[Raw]) -> list[Read]:
        return [self._read(raw) for raw in records]

    def _read(self, raw: Raw) -> Read:
        if raw.wrong:
            return Read(raw.at, raw.key, wrong=told(raw.wrong, self.words))
        values: dict[str, Any] = {}
        wrong = left = ""
        for name, column in self._columns.items():
            value = column.read([self._cell(raw, name)])[0]
            if isinstance(value, Fault):
                wrong = wrong or f"{self.words(column.field.title)}: {value.sentence}"
            elif isinstance(value, Skip):
                left, values[name] = value.reason, str(raw.cells[name]).strip()
            elif value is not None:
                values[name] = value
        if self._currency:
            values.setdefault("currency", self._currency)
        if self.feed.lines:
            wrong, left = self._ruled(values, wrong, left)
        gone = str(raw.cells.get("") or "").strip().casefold() not in NOT_SO
        order = str(values.get("order", "")) if self.feed.lines else ""
        return Read(raw.at, raw.key or self._key(values, wrong), values, order, wrong, left, gone)

    def _ruled(self, values: dict[str, Any], wrong: str, left: str) -> tuple[str, str]:
        """What is wrong with a line, or why it is left out, by the rules of the mapping as well."""
        rules, quantity = self.feed.mapping, values.get("quantity", 1)
        if quantity < 0 and rules.negative_quantity == "error":
            wrong = wrong or self.words("A quantity is negative.")
        if "customer" not in values and rules.without_customer == "skip":
            left = left or self.words("no customer")
        if "customer" not in values and rules.without_customer == "error":
            wrong = wrong or self.words("no customer")
        if any(fnmatchcase(str(values.get("order", "")), pattern) for pattern in rules.returns):
            values["quantity"] = -abs(quantity)
        return wrong, left

    def _key(self, values: Mapping[str, Any], wrong: str) -> str:
        """What tells the record from others where the source has no id for it; "" if that cannot be read."""
        kind = self.feed.kind
        if self.feed.lines:
            if "order" not in values or not (line := values.get("line") or values.get("product")):
                return ""
            key = f"{values['order']}{ONE_OF}{line}"
            self._nth[key] += 1
            return key if self._nth[key] == 1 else f"{key}{ONE_OF}{self._nth[key]}"
        if kind.name == "prices":
            return external(self.feed, values) if "product" in values else ""
        if kind.id_field.name in values or (kind.natural and not wrong):
            return external(self.feed, values)
        return ""

    def _cell(self, raw: Raw, name: str) -> object:
        cell = raw.cells.get(name)
        if cell is None or cell == "":
            cell = self.feed.always.get(name, "")
        if isinstance(cell, bool):
            cell = "yes" if cell else "no"
        meant = self.feed.values.get(name)
        return meant.get(str(cell), cell) if meant else cell


def told(error: SalesError, words: Words) -> str:
    """What is wrong and what to do, in the reader's language."""
    return " ".join(filter(None, error.said(words)))


def external(feed: Feed, values: Mapping[str, Any]) -> str:
    """The id by which the hub finds the record's row."""
    kind = feed.kind
    if kind.name == "prices":
        return f"{values.get('list', 'standard')}/{values['product']}"
    own = values.get(kind.id_field.name)
    if own is None and kind.natural:
        said = feed.mapping.columns.keys() | feed.always.keys()
        parts = (str(values.get(name, "")) for name in kind.natural if name in said)
        return " / ".join(parts).strip()
    return str(own)


def typed(feed: Feed, values: Mapping[str, Any]) -> dict[str, object]:
    """The values as `hub.imports.upsert` takes them, with the id by which it finds the row."""
    fields = {name: _typed(feed.kind.by_name[name].kind, value) for name, value in values.items()}
    if feed.kind.natural:
        fields[feed.kind.id_field.name] = external(feed, values)
    return fields


def _typed(kind: str, value: Any) -> object:
    match kind:
        case "amount":
            return Decimal(value) / 10_000
        case "rate":
            return f"{Decimal(value) / 100}%"
        case "instant":
            return EPOCH + timedelta(milliseconds=value)
        case "flag":
            return bool(value)
        case "list":
            return json.loads(value)
    return value


def _needed(feed: Feed, fields: Sequence[str]) -> set[str]:
    """The fields that a record may not leave empty."""
    needed = {one.name for one in feed.kind.fields if one.required}
    if feed.kind.name == "orders":
        needed |= {"product"} if feed.lines else {"total"}
        if feed.lines and len(prices := {"price", "amount"} & set(fields)) == 1:
            needed |= prices
    return needed
