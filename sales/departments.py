"""The six classes of feedback, and the departments that answer them within their deadlines."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sales.errors import RuleBroken

HOUR_MS = 3_600_000
CLASSES = ("product", "service", "logistics", "price_promotion", "usability", "other")
NAMES = {
    "product": "Product",
    "service": "Service",
    "logistics": "Logistics",
    "price_promotion": "Price and promotion",
    "usability": "App and website",
    "other": "Other",
}
# A ticket's category where the service desk has names of its own for the classes.
CATEGORIES = {"price": "price_promotion"}


@dataclass(frozen=True, slots=True)
class Route:
    """Who answers what is of a class, and within how many hours. `department` is an English name."""

    label: str
    department: str
    hours: int

    def due_at(self, written_at: int) -> int:
        return written_at + self.hours * HOUR_MS


def routes(table: Mapping[str, object]) -> dict[str, Route]:
    """The route of each class, from `[routing.<class>]` of `rules/service.toml`. Raises RuleBroken."""
    found = {}
    for label in CLASSES:
        entry = table.get(label)
        if not isinstance(entry, Mapping):
            raise RuleBroken(
                "[routing.{label}] is missing.", "Put it back from the rules that ship.", label=label
            )
        department, hours = entry.get("department"), entry.get("hours")
        if not isinstance(department, str) or not isinstance(hours, int) or hours <= 0:
            raise RuleBroken(
                "[routing.{label}] needs a department and hours above 0.",
                "Correct it in rules/service.toml.",
                label=label,
            )
        found[label] = Route(label, department, hours)
    return found
