"""Reading the fields of a quote document: each gives its value, or says at its place what is wrong with it.

Numbers are decimals written out, as text or as JSON numbers that were kept as text; a binary fraction is
refused, because its digits are not the ones that somebody wrote. Nothing is rounded to make it fit.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from difflib import get_close_matches

from sales.quote_faults import Fault

NUMBER = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?")
EXPONENT = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?[eE][+-]?[0-9]+")
SHOWN = 24  # characters of a value that a sentence repeats
# An unknown field with one of these in its name was meant to change the money.
STEMS = "tax vat cost disc round ship freight coupon incl promo price break margin floor"
LIKENESS = 0.75


@dataclass(frozen=True, slots=True)
class Limits:
    """What a number may be: from zero, or `above` it, to `most`, with so many decimals."""

    most: Decimal
    places: int = 0
    above: bool = False


BP = Limits(Decimal(10_000))
PRICE = Limits(Decimal("9999999999.9999"), 4)
COUNT = Limits(Decimal(1_000_000), 0, above=True)
MEASURED = Limits(Decimal(1_000_000), 4, above=True)  # of what is sold by weight or length
FROM = Limits(Decimal(1_000_000))
DAYS = Limits(Decimal(3650))


class Fields:
    """One object of a document. `at` is its place; faults go to the list that it is given."""

    def __init__(
        self, value: object, at: str, faults: list[Fault], aliases: Mapping[str, str] | None = None
    ) -> None:
        self.at, self.faults = at, faults
        if not isinstance(value, Mapping):
            faults.append(Fault(at, "This has to be an object with named fields."))
        self._aliases = aliases or {}
        self._values = self._named(value) if isinstance(value, Mapping) else {}

    def place(self, key: str) -> str:
        return f"{self.at}.{key}" if self.at else key

    def fault(self, key: str, text: str, /, **fields: object) -> None:
        told = {name: _short(text) if name == "value" else str(text) for name, text in fields.items()}
        self.faults.append(Fault(self.place(key) if key else self.at, text, told))

    def has(self, key: str) -> bool:
        """Whether a field is there and not null."""
        return self._values.get(key) is not None

    def value(self, key: str) -> object:
        return self._values.get(key)

    def given(self, *keys: str) -> list[str]:
        return [key for key in keys if self.has(key)]

    def text(self, key: str) -> str:
        """A text; "" where it is left out. A number or a mark of a version is taken as it is written."""
        value = self._values.get(key)
        if value is None:
            return ""
        if isinstance(value, str | int) and not isinstance(value, bool):
            return str(value)
        self.fault(key, "This has to be a text.")
        return ""

    def number(self, key: str, limits: Limits) -> Decimal | None:
        """A number inside its limits; None where it is left out or has a fault."""
        return self.read(key, self._values[key], limits) if self.has(key) else None

    def required(self, key: str, limits: Limits) -> Decimal:
        """A number that has to be there; one in its place where it has a fault."""
        if not self.has(key):
            self.fault(key, "This is missing.")
        found = self.number(key, limits)
        return Decimal(1) if found is None else found

    def whole(self, key: str, limits: Limits) -> int | None:
        found = self.number(key, limits)
        return None if found is None else int(found)

    def read(self, key: str, value: object, limits: Limits) -> Decimal | None:
        """A value as a number inside its limits."""
        text = self._digits(key, value)
        if text is None:
            return None
        number = Decimal(text)
        if fault := _outside(number, limits):
            most = f"{limits.most:f}"
            self.fault(key, fault, value=text, most=most, places=limits.places)
            return None
        return number

    def choice(self, key: str, names: Mapping[str, str], otherwise: str) -> str:
        """One of the names, by any way of writing it; `otherwise` where it is left out."""
        if not self.has(key):
            return otherwise
        written = str(self._values[key])
        found = names.get(written.strip().lower().replace("-", "_").replace(" ", "_"))
        if found is None:
            known = ", ".join(dict.fromkeys(names.values()))
            self.fault(key, "{value} is none of {names}.", value=written, names=known)
        return found or otherwise

    def day(self, key: str) -> date | None:
        if not self.has(key):
            return None
        try:
            return date.fromisoformat(str(self._values[key]))
        except ValueError:
            self.fault(key, "{value} is not a day; write days as 2026-11-24.", value=self._values[key])
            return None

    def flag(self, key: str) -> bool:
        value = self._values.get(key)
        if value is not None and not isinstance(value, bool):
            self.fault(key, "{value} is neither true nor false.", value=value)
        return value is True

    def items(self, key: str, most: int) -> Iterator[tuple[str, object]]:
        """The items of a list with their places; none where it is left out."""
        value = self._values.get(key)
        if value is None:
            return
        if isinstance(value, str | Mapping) or not isinstance(value, Sequence):
            self.fault(key, "This has to be a list.")
        elif len(value) > most:
            self.fault(key, "There are {n} here, and {most} are the most.", n=len(value), most=most)
        else:
            yield from ((f"{self.place(key)}[{n}]", item) for n, item in enumerate(value))

    def check_names(self, known: Sequence[str], passed_over: Sequence[str] = ()) -> None:
        """A field that is not known and might have been meant to count is a fault; others are remarks."""
        names = (*known, *passed_over, *self._aliases)
        for key in self._values:
            if key in names:
                continue
            near = get_close_matches(key, (*known, *self._aliases), 1, LIKENESS)
            if near or any(stem in key.lower() for stem in STEMS.split()):
                self.fault(key, "This is not a field here; those there are: {names}.", names=", ".join(known))

    def _named(self, value: Mapping[object, object]) -> dict[str, object]:
        """The values by the names that the reader uses."""
        named: dict[str, object] = {}
        for key, one in value.items():
            name = self._aliases.get(str(key), str(key))
            if name in named and named[name] != one:
                self.fault(name, "This is given twice, and differently.")
            named[name] = one
        return named

    def _digits(self, key: str, value: object) -> str | None:
        """A number as it is written out, or None with a fault."""
        if isinstance(value, float):
            self.fault(key, "Write the number as text, so that its digits are the ones you mean.")
            return None
        plain = isinstance(value, str | int | Decimal) and not isinstance(value, bool)
        text = f"{value:f}" if isinstance(value, Decimal) else str(value)
        if plain and NUMBER.fullmatch(text):
            return text
        if EXPONENT.fullmatch(text):
            self.fault(key, "{value} has an exponent; write all its digits.", value=text)
        else:
            self.fault(key, "{value} is not a number; write it as 1234.50.", value=text)
        return None


def _outside(number: Decimal, limits: Limits) -> str:
    """What is wrong with a number; "" where it is inside its limits."""
    if number < 0:
        return "{value} is below zero."
    if limits.above and not number:
        return "{value} is too little; it has to be above zero."
    if number > limits.most:
        return "{value} is more than {most}."
    if number == number.quantize(Decimal(1).scaleb(-limits.places)):
        return ""
    if limits.places:
        return "{value} has more than {places} decimals, and nothing is rounded in silence."
    return "{value} is not a whole number."


def _short(value: object) -> str:
    text = str(value)
    return text if len(text) <= SHOWN else text[:SHOWN] + "…"
