"""The facts of incentives as a table: a row for each fact, in any order. Columns: docs/incentives.md."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path

from data.content.faults import nearest
from data.imports import text
from sales.errors import ImportRefused
from sales.pay_facts import CITING, COUNTED, KINDS, SCORED, SHARED, Fact, flaws
from sales.plans import WHOLE_BP
from sales.words import Words

REQUIRED = ("rep", "date", "id", "kind", "amount")
COLUMNS = (*REQUIRED, "units", "product", "share_bp", "original", "cost")
AMOUNT = re.compile(r"\d{1,13}(\.\d+)?")
COUNT = re.compile(r"\d{1,9}")


@dataclass(frozen=True, slots=True)
class RowFault:
    """What is wrong in a cell: the row as a spreadsheet counts, its head being the first."""

    row: int
    column: str
    text: str
    fields: Mapping[str, object] = field(default_factory=dict)

    def told(self, words: Words) -> str:
        sentence = words(self.text, **self.fields)
        return words("Row {row}, {column}: {sentence}", row=self.row, column=self.column, sentence=sentence)


def read_facts(path: Path, places: int) -> tuple[tuple[Fact, ...], tuple[RowFault, ...]]:
    """The facts of a file, and every fault by row. `places` are the decimals of the plan's currency.

    Raises ImportRefused for what is no table.
    """
    try:
        rows = _rows(path)
        head = next(rows, None)
    except OSError as error:
        raise ImportRefused(
            "{file} cannot be read: {reason}.",
            "Check its name, and whether it is open elsewhere.",
            file=path,
            reason=error.strerror or error,
        ) from error
    header = [str(cell).strip().lower() for cell in head[1]] if head else []
    faults = list(_header_faults(header))
    if faults:
        return (), tuple(faults)
    reading = _Reading(header, places)
    facts: list[Fact] = []
    numbers: list[int] = []
    for number, cells in rows:
        if fact := reading.fact(number, cells):
            facts.append(fact)
            numbers.append(number)
    if not reading.faults:
        found = flaws(facts)
        reading.faults += [RowFault(numbers[one.at], one.column, one.text, one.fields) for one in found]
    return tuple(facts), tuple(sorted(reading.faults, key=lambda fault: fault.row))


def _rows(path: Path) -> Iterator[tuple[int, Sequence[object]]]:
    encoding = text.sniff(path).name
    for batch in text.records(path, encoding, text.delimiter_of(path, encoding)):
        yield from zip(batch.numbers, batch.rows, strict=True)


def _header_faults(header: Sequence[str]) -> Iterator[RowFault]:
    for name in header:
        if name not in COLUMNS:
            fields = {"key": name, "nearest": nearest(name, COLUMNS)}
            yield RowFault(1, name, "There is no column {key}; the nearest is {nearest}.", fields)
        elif header.count(name) > 1:
            yield RowFault(1, name, "The column {key} stands here twice.", {"key": name})
    for name in REQUIRED:
        if name not in header:
            yield RowFault(1, name, "The column {key} is missing.", {"key": name})


@dataclass(slots=True)
class _Reading:
    """Rows become facts; what is wrong with them is collected."""

    header: Sequence[str]
    places: int
    faults: list[RowFault] = field(default_factory=list)
    days: dict[str, date] = field(default_factory=dict)

    def fact(self, row: int, cells: Sequence[object]) -> Fact | None:
        before = len(self.faults)
        if len(cells) > len(self.header):
            self.faults.append(RowFault(row, "", "This row has more cells than the head."))
        cell = dict.fromkeys(COLUMNS, "")
        cell |= {name: str(one).strip() for name, one in zip(self.header, cells, strict=False)}
        kind = cell["kind"]
        if kind not in KINDS:
            fields = {"key": "kind", "value": kind, "nearest": nearest(kind, KINDS)}
            self._tell(row, "kind", "{key} cannot be {value}; the nearest is {nearest}.", **fields)
        if not cell["rep"]:
            self._tell(row, "rep", "The rep is missing.")
        if not cell["id"] and kind in SHARED:
            self._tell(row, "id", "A {kind} needs an id.", kind=kind)
        if not cell["original"] and kind in CITING:
            self._tell(row, "original", "Name the sale that this {kind} is about.", kind=kind)
        made = Fact(
            rep=cell["rep"],
            on=self._day(row, cell["date"]),
            id=cell["id"],
            kind=kind,
            amount_cents=self._amount(row, "amount", cell["amount"], kind in SHARED or kind in SCORED),
            units=self._units(row, kind, cell),
            product=cell["product"],
            share_bp=self._share(row, kind, cell["share_bp"]),
            original=cell["original"] if kind in CITING else "",
            cost_cents=self._amount(row, "cost", cell["cost"], False),
        )
        return made if len(self.faults) == before else None

    def _day(self, row: int, cell: str) -> date:
        if cell not in self.days:
            try:
                day = date.fromisoformat(cell)
                if not 1990 <= day.year < 2200:
                    raise ValueError(cell)
                self.days[cell] = day
            except ValueError:
                self._tell(row, "date", "“{value}” is not a day. Write it as 2026-11-03.", value=cell)
                return date.min
        return self.days[cell]

    def _amount(self, row: int, column: str, cell: str, needed: bool) -> int:
        """An amount in minor units: exact, never negative, without signs or marks of thousands."""
        if not cell and not needed:
            return 0
        if not AMOUNT.fullmatch(cell):
            self._tell(row, column, "“{value}” is not an amount. Write it as 1250.00.", value=cell)
            return 0
        minor = Decimal(cell).scaleb(self.places)
        if minor != int(minor):
            self._tell(
                row, column, "{value} has more decimals than the currency: at most {n}.",
                value=cell, n=self.places,
            )  # fmt: skip
        return int(minor)

    def _units(self, row: int, kind: str, cell: Mapping[str, str]) -> int:
        """Units of a product, one if none are said; of what is counted the units, else an amount above 0,
        else one.
        """
        for column in ("units", "amount") if kind in COUNTED else ("units",):
            given = cell[column].removesuffix(".00") or "0"
            if not COUNT.fullmatch(given):
                self._tell(row, column, "“{value}” is not a whole number.", value=cell[column])
                return 0
            if int(given):
                return int(given)
        one = kind in COUNTED or (kind == "sale" and cell["product"])
        return int(bool(one and not cell["units"]))

    def _share(self, row: int, kind: str, cell: str) -> int | None:
        if not cell or kind not in SHARED:
            return None
        if COUNT.fullmatch(cell) and 0 < int(cell) <= WHOLE_BP:
            return int(cell)
        self._tell(row, "share_bp", "A share is a whole number from 1 to 10000: 5000 is half.")
        return None

    def _tell(self, row: int, column: str, sentence: str, /, **fields: object) -> None:
        self.faults.append(RowFault(row, column, sentence, fields))
