"""What is wrong with a quote document: every fault at its field, all of them at once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from sales.errors import SalesError
from sales.words import Words


@dataclass(frozen=True, slots=True)
class Fault:
    """A sentence about one field, named as in JSON: `lines[0].discounts[1].bp`; "" is the document."""

    at: str
    text: str
    fields: dict[str, str] = field(default_factory=dict)

    def sentence(self, words: Words) -> str:
        return words(self.text, **self.fields)

    def told(self, words: Words) -> str:
        return f"{self.at}: {self.sentence(words)}" if self.at else self.sentence(words)


class QuoteRefused(SalesError):
    """A quote that cannot be priced as it stands; nothing was changed or left out to make it fit."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("")

    def said(self, words: Words) -> tuple[str, str]:
        """One line for each fault."""
        return "\n".join(fault.told(words) for fault in self.faults), ""
