"""The mapping: which column goes to which field, how cells are written, and which rows are no facts.

People write it as TOML, the window keeps it per kind and header (`import_maps`):

    [columns]
    customer = "Customer ID"      # field = the column's name in the file

    [format]
    date = "%d/%m/%Y"             # or "dd/mm/yyyy"; decimal, currency, zone, encoding, delimiter, sheet

    [skip]
    product = ["POST", "TEST*"]   # rows whose field has one of these are left out

    [rules]                       # of orders
    returns = ["C*"]              # order numbers that are returns, besides negative quantities
    negative_quantity = "return"  # or "error"
    without_customer = "keep"     # or "skip", "error"
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from pathlib import Path
from typing import Any, cast
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from data.imports.dates import form_of
from data.imports.fields import names, plain
from data.imports.kinds import Kind
from data.imports.source import Layout, Source
from sales.errors import ImportRefused
from sales.words import Words

# What shops bill on order lines that is no product, by code and by name. A mapping that says `[skip] product`
# or `[skip] product_name` replaces that list.
CHARGES = {
    "product": (
        "POST", "POSTAGE", "SHIPPING", "FREIGHT", "CARRIAGE", "DELIVERY", "MANUAL", "DISCOUNT", "SAMPLES",
        "BANK CHARGES", "AMAZONFEE", "ADJUST*", "TEST0*", "运费", "邮费",
    ),
    "product_name": (
        "Manual", "Discount", "Postage", "Dotcom postage", "Carriage", "Shipping", "Delivery charge",
        "Samples", "Adjust bad debt", "Adjustment by *", "Bank charges", "Amazon fee",
        "This is a test product*", "运费", "邮费", "补差价",
    ),
}  # fmt: skip
CURRENCY = re.compile("[A-Z]{3}")
FORMATS = ("date", "decimal", "currency", "zone", "encoding", "delimiter", "sheet")
RULES = {
    "negative_quantity": ("return", "error"),
    "without_customer": ("keep", "skip", "error"),
}


@dataclass(frozen=True, slots=True)
class ImportMap:
    """A mapping. `columns`: field -> column; `skip`: field -> patterns of values whose rows are left out."""

    columns: Mapping[str, str]
    date: str | None = None
    decimal: str | None = None
    currency: str | None = None
    zone: str | None = None
    layout: Layout = field(default_factory=Layout)
    skip: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    returns: tuple[str, ...] = ()
    negative_quantity: str = "return"
    without_customer: str = "keep"

    def table(self) -> dict[str, Any]:
        """The mapping as the tables of its file."""
        layout = {
            "encoding": self.layout.encoding,
            "delimiter": self.layout.delimiter,
            "sheet": self.layout.sheet,
        }
        written = {"date": self.date, "decimal": self.decimal, "currency": self.currency, "zone": self.zone}
        return {
            "columns": dict(self.columns),
            "format": {name: value for name, value in (written | layout).items() if value is not None},
            "skip": {name: list(patterns) for name, patterns in self.skip.items()},
            "rules": {
                "returns": list(self.returns),
                "negative_quantity": self.negative_quantity,
                "without_customer": self.without_customer,
            },
        }


def read_map(path: Path, kind: Kind) -> ImportMap:
    """The mapping in a TOML file. Raises ImportRefused with what is wrong in it."""
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ImportRefused(
            "There is no mapping at {file}.", "Check the path after --map.", file=path
        ) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ImportRefused(
            "{file} is not TOML: {reason}.", "Correct that line.", file=path.name, reason=error
        ) from error
    return map_of(table, kind, path.name)


def map_of(table: Mapping[str, Any], kind: Kind, where: str) -> ImportMap:
    """The mapping in the tables of a file. Raises ImportRefused, naming the nearest key that is known."""
    _known(table, ("columns", "format", "skip", "rules"), where)
    columns = {
        _field(name, kind, where): str(column) for name, column in _table(table, "columns", where).items()
    }
    form = _table(table, "format", where)
    _known(form, FORMATS, f"{where} [format]")
    rules = dict(_table(table, "rules", where))
    _known(rules, ("returns", *RULES), f"{where} [rules]")
    for name, allowed in RULES.items():
        if name in rules and rules[name] not in allowed:
            raise _refused(where, name, rules[name], " / ".join(allowed))
    given = {name: str(form[name]) for name in FORMATS if name in form}
    _check(given, where)
    made = ImportMap(
        columns,
        given.get("date"),
        given.get("decimal"),
        given.get("currency"),
        given.get("zone"),
        Layout(given.get("encoding"), given.get("delimiter"), given.get("sheet")),
        returns=_texts(rules.pop("returns", ())),
        **rules,
    )
    skip = _table(table, "skip", where)
    skipped = {_field(name, kind, where): _texts(values) for name, values in skip.items()}
    return replace(made, skip=skipped_in(kind) | skipped)


def skipped_in(kind: Kind) -> dict[str, tuple[str, ...]]:
    """What rows of a kind are left out for when the mapping says nothing else."""
    return dict(CHARGES) if kind.name == "orders" else {}


NAMED = ("customers", "products")  # kinds whose rows are known by their name where a file has no numbers


BUYING = ("customer", "placed_at")  # what tells one order from another where a file has no order numbers


def whole(mapping: ImportMap, kind: Kind) -> ImportMap:
    """The mapping with a column for the number too, where the file has none and the kind can do without.

    Customers and products are then numbered by their name, orders by their customer (see `numbered`).
    """
    columns, number = mapping.columns, kind.id_field.name
    stands_in = "name" if kind.name in NAMED else "customer" if numbered(mapping, kind) else ""
    if number in columns or stands_in not in columns:
        return mapping
    return replace(mapping, columns={number: columns[stands_in], **columns})


def numbered(mapping: ImportMap, kind: Kind) -> bool:
    """Whether orders have no number of their own: one customer's rows of one instant are then one order."""
    columns = mapping.columns
    return kind.name == "orders" and "order" not in columns and all(name in columns for name in BUYING)


def placed(source: Source, kind: Kind, mapping: ImportMap, words: Words) -> dict[str, int]:
    """Where each mapped field's column stands in the file.

    Raises ImportRefused when a column is missing or there twice, or a field that is needed has none.
    """
    header = [plain(name) for name in source.header]
    at: dict[str, int] = {}
    for name, column in mapping.columns.items():
        exact = [place for place, given in enumerate(source.header) if given == column]
        found = exact or [place for place, given in enumerate(header) if given == plain(column)]
        if not found:
            raise ImportRefused(
                "{file} has no column {column}.",
                "It has: {columns}.",
                file=source.path.name,
                column=column,
                columns=", ".join(source.header),
            )
        if len(found) > 1:
            raise ImportRefused(
                "{file} has the column {column} twice, as columns {a} and {b}.",
                "Rename one of them in the file.",
                file=source.path.name,
                column=column,
                a=found[0] + 1,
                b=found[1] + 1,
            )
        at[name] = found[0]
    if lacking := lacks(kind, at):
        raise _lacking(source, kind, lacking, words)
    return at


def lacks(kind: Kind, mapped: Mapping[str, object]) -> tuple[str, ...]:
    """The names of the fields that rows of this kind need and that no column goes to."""
    missing = [f.name for f in kind.fields if f.required and f.name not in mapped]
    if kind.name in NAMED and "name" in mapped:
        missing = [name for name in missing if name != kind.id_field.name]
    if kind.name == "orders":
        if all(name in mapped for name in BUYING):
            missing = [name for name in missing if name != "order"]
        if "product" in mapped and not {"price", "amount"} & mapped.keys():
            missing.append("price")
        if "product" not in mapped and "total" not in mapped:
            missing.append("total" if {"customer", "order"} <= mapped.keys() else "product")
    if kind.name == "returns" and not {"customer", "order"} & mapped.keys():
        missing.append("customer")
    return tuple(missing)


def _lacking(source: Source, kind: Kind, missing: tuple[str, ...], words: Words) -> ImportRefused:
    if len(source.header) == 1 and source.form == "text":
        return ImportRefused(
            "{file} has only one column with the delimiter {delimiter}.",
            'Say the delimiter in the mapping: [format] delimiter = ";".',
            file=source.path.name,
            delimiter=source.delimiter,
        )
    return ImportRefused(
        "{file} has no column for {fields}.",
        'Say which it is in the mapping: [columns] {name} = "...". The file has: {columns}.',
        file=source.path.name,
        fields=", ".join(words(kind.by_name[name].title) for name in missing),
        name=missing[0],
        columns=", ".join(source.header),
    )


def _field(name: str, kind: Kind, where: str) -> str:
    """The field that a mapping's key means: its name, its column in the store, or a name that files use."""
    if name in kind.by_name:
        return name
    wanted = plain(name)
    for known in kind.fields:
        if wanted in names(kind.name, known.name) or wanted in (plain(known.column), plain(known.title)):
            return known.name
    raise _unknown(name, tuple(kind.by_name), f"{where} [columns]")


def _check(form: Mapping[str, str], where: str) -> None:
    if not CURRENCY.fullmatch(form.get("currency", "CNY")):
        raise _refused(where, "currency", form["currency"], "CNY, EUR, GBP")
    if "decimal" in form and form["decimal"] not in (".", ","):
        raise _refused(where, "decimal", form["decimal"], '"." / ","')
    if len(form.get("delimiter", ",")) != 1:
        raise _refused(where, "delimiter", form["delimiter"], '"," / ";" / "|" / "\\t"')
    if "date" in form:
        try:
            form_of(form["date"])
        except ValueError as error:
            raise _refused(where, "date", form["date"], "%d/%m/%Y") from error
    if "encoding" in form:
        try:
            "".encode(form["encoding"])
        except LookupError as error:
            raise _refused(where, "encoding", form["encoding"], "utf-8, gb18030, cp1252") from error
    if "zone" in form:
        try:
            ZoneInfo(form["zone"])
        except (ZoneInfoNotFoundError, ValueError) as error:
            raise _refused(where, "zone", form["zone"], "Asia/Shanghai") from error


def _table(table: Mapping[str, Any], name: str, where: str) -> Mapping[str, Any]:
    found = table.get(name, {})
    if not isinstance(found, dict):
        raise _refused(where, name, found, f"[{name}]")
    return cast("Mapping[str, Any]", found)


def _texts(values: object) -> tuple[str, ...]:
    return (values,) if isinstance(values, str) else tuple(map(str, cast("list[object]", values)))


def _known(table: Mapping[str, object], allowed: tuple[str, ...], where: str) -> None:
    for name in table:
        if name not in allowed:
            raise _unknown(name, allowed, where)


def _unknown(name: str, allowed: tuple[str, ...], where: str) -> ImportRefused:
    nearest = get_close_matches(name, allowed, 1, 0.5)
    return ImportRefused(
        "{where}: {name} is not known.",
        "Did you mean {nearest}?" if nearest else "Known are: {allowed}.",
        where=where,
        name=name,
        nearest=nearest[0] if nearest else "",
        allowed=", ".join(allowed),
    )


def _refused(where: str, name: str, value: object, allowed: str) -> ImportRefused:
    return ImportRefused(
        "{where}: {name} cannot be {value}.",
        "It may be {allowed}.",
        where=where,
        name=name,
        value=value,
        allowed=allowed,
    )
