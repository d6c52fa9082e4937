"""What two people wrote into the same field, and what the hub alone may decide.

Nothing is ever overwritten in silence: the value that lost stands in a `Conflict` that rep and manager see
and can turn around; a value that is not the writer's to set stands in a `ChangeRequest` until somebody who
may decides. Values are JSON text, so that a number stays one; instants are UTC milliseconds.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Conflict:
    """One field of one row. `base` is what the writer of `mine` saw; `kept` says which of the two stands.

    `settled_as` is base, mine or theirs once somebody chose.
    """

    id: str
    tbl: str
    row_id: str
    field: str
    at: int
    mid: str
    base: str = "null"
    mine: str = "null"
    theirs: str = "null"
    kept: str = "mine"
    by_id: str | None = None
    theirs_by: str | None = None
    theirs_at: int | None = None
    settled_as: str | None = None
    settled_at: int | None = None


@dataclass(frozen=True, slots=True)
class ChangeRequest:
    """A field that the hub decides: what somebody wants it to be. `state` is open, granted or refused."""

    id: str
    tbl: str
    row_id: str
    field: str
    at: int
    mid: str
    base: str = "null"
    wanted: str = "null"
    state: str = "open"
    by_id: str | None = None
    decided_by: str | None = None
    decided_at: int | None = None
