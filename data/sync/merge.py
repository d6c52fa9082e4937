"""A patch merged into a row, field by field, by what its writer saw.

Pure: the same rules on the hub, which decides, and in the tests.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from data.sync.tables import Table

Outcome = Literal["applied", "merged", "conflict", "rejected", "quarantined", "unknown"]


@dataclass(frozen=True, slots=True)
class Clash:
    """A field that both wrote: what the writer saw, wrote, and what stood there instead of what they saw."""

    field: str
    base: Any
    mine: Any
    theirs: Any


@dataclass(frozen=True, slots=True)
class Merged:
    """What a patch comes to: values to write, clashes (mine is written), and what must be asked for."""

    values: Mapping[str, Any] = field(default_factory=dict)
    clashes: tuple[Clash, ...] = ()
    asked: Mapping[str, Any] = field(default_factory=dict)

    def outcome(self, moved_on: bool) -> Outcome:
        """`moved_on`: the row was written by somebody else since the writer saw it."""
        if self.clashes:
            return "conflict"
        return "merged" if moved_on else "applied"


def merge(
    table: Table, current: Mapping[str, Any], base: Mapping[str, Any], wanted: Mapping[str, Any]
) -> Merged:
    """Merge `wanted` into `current`: who was received last is kept, and nobody's value is lost.

    A field that is the hub's to decide is asked for, and stays as it is.
    """
    values: dict[str, Any] = {}
    clashes: list[Clash] = []
    asked: dict[str, Any] = {}
    for name, mine in wanted.items():
        theirs = current.get(name)
        if name in table.asked:
            if mine != theirs:
                asked[name] = mine
        elif theirs != mine:
            values[name] = mine
            if name not in table.latest and (name not in base or base[name] != theirs):
                clashes.append(Clash(name, base.get(name), mine, theirs))
    return Merged(values, tuple(clashes), asked)
