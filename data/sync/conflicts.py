"""Fields that two people wrote: the three values with who and when, what decides, and the decision.

A conflict is the hub's record (`sales.conflicts.Conflict`), in which `mine` is what its writer wrote. Here
`mine` and `theirs` are as the reader sees them: turned around for the one whose value was there first. For a
reader who wrote neither, such as a manager, both are somebody's.

A decision is a patch of the field and one of the record, so it travels like any other edit; undone, it is two
more patches. Nothing is ever reverted in silence.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from data import outbox
from data.engine import sqlite3
from data.rows import columns, value
from data.store import Changes, Store
from data.sync.messages import Subject, subject
from data.sync.tables import TABLES
from data.team import signed_in
from sales.conflicts import Conflict
from sales.errors import NotFound, RuleBroken
from sales.facts import Rep

Choice = Literal["base", "mine", "theirs"]
CHOICES: tuple[Choice, ...] = ("base", "mine", "theirs")
EVIDENCE = 3
LAST_DIGITS = 4  # of a telephone number, as people note them
OPEN = "settled_as IS NULL"
FEWEST = 3  # letters by which a value is looked for in what was written
NUMBER, NOT_DIGITS = re.compile(r"\d[\d \-./]*\d"), re.compile(r"\D")


@dataclass(frozen=True, slots=True)
class Side:
    """One of the three values. `by` is None where nobody is known, `ours` says that the reader wrote it."""

    choice: Choice
    value: Any
    by: Rep | None = None
    at: int | None = None
    ours: bool = False


@dataclass(frozen=True, slots=True)
class Evidence:
    """A contact that mentions one of the values."""

    kind: str
    at: int
    text: str
    by: Rep | None
    ours: bool


@dataclass(frozen=True, slots=True)
class OpenConflict:
    """A field to decide. `sides` are base, mine, theirs; `in_use` is the one that stands now, if one does."""

    id: str
    table: str
    row_id: str
    field: str
    subject: Subject
    at: int
    sides: tuple[Side, Side, Side]
    standing: Any
    evidence: tuple[Evidence, ...] = ()

    @property
    def in_use(self) -> Choice | None:
        """Of equal values, the one that somebody wrote last."""
        ranked = (self.sides[1], self.sides[2], self.sides[0])
        return next((side.choice for side in ranked if side.value == self.standing), None)

    @property
    def mine(self) -> bool:
        """Whether the reader wrote one of the values."""
        return any(side.ours for side in self.sides)


@dataclass(frozen=True, slots=True)
class Undo:
    """What a decision changed: (table, row, field, before, after), in the order in which it was done."""

    steps: tuple[tuple[str, str, str, Any, Any], ...]


def open_conflicts(db: sqlite3.Connection, limit: int = -1) -> tuple[OpenConflict, ...]:
    """What is to be decided, oldest first; at most `limit`, all without."""
    me = signed_in(db)
    found = (_opened(db, one, subject(db, one.tbl, one.row_id), me) for one in _records(db, limit))
    return tuple(one for one in found if one is not None)


def conflicts_of(db: sqlite3.Connection, customer_id: str) -> tuple[OpenConflict, ...]:
    """Those of one customer: of the profile, and of what hangs on it."""
    me = signed_in(db)
    theirs = ((one, about) for one in _records(db) if (about := subject(db, one.tbl, one.row_id)))
    found = (_opened(db, one, about, me) for one, about in theirs if about.customer_id == customer_id)
    return tuple(one for one in found if one is not None)


def count(db: sqlite3.Connection) -> int:
    """How many are to be decided."""
    found: int = db.execute(f"SELECT count(*) FROM conflicts WHERE {OPEN}").fetchone()[0]
    return found


def settle(store: Store, conflict_id: str, choice: Choice, now: int) -> Undo:
    """Write the chosen value, and that it was chosen. `choice` is as the reader sees it.

    Raises NotFound, or RuleBroken for one that was decided already.
    """
    row = _record(store.read(), conflict_id)
    with store.write(Changes.of(row.tbl, "conflicts", "outbox")) as db:
        record = _record(db, conflict_id)
        if record.settled_as is not None:
            raise RuleBroken("That was decided already.", "Change the value itself to decide otherwise.")
        kept = _choice(record, choice, signed_in(db))
        wanted = json.loads(getattr(record, kept))
        steps = [(record.tbl, record.row_id, record.field, _standing(db, record), wanted)]
        steps += [("conflicts", record.id, "settled_as", None, kept)]
        steps += [("conflicts", record.id, "settled_at", None, now)]
        done = tuple(step for step in steps if step[3] != step[4])
        _write(db, done, now)
    return Undo(done)


def unsettle(store: Store, decision: Undo, now: int) -> None:
    """Take a decision back, sent or not: the value of before stands again, and the conflict is open again.

    Raises RuleBroken when one of the fields was changed again since.
    """
    back = tuple((table, row, field, after, before) for table, row, field, before, after in decision.steps)
    with store.write(Changes.of(*{step[0] for step in back}, "outbox")) as db:
        for table, row_id, field, now_there, _ in back:
            if _value(db, table, row_id, field) != now_there:
                raise RuleBroken(
                    "{field} was changed again since.", "Undo the later change first.", field=field
                )
        _write(db, back[::-1], now)


def _write(db: sqlite3.Connection, steps: tuple[tuple[str, str, str, Any, Any], ...], now: int) -> None:
    """Patch rows and queue the patches, all fields of a row in one."""
    rows: dict[tuple[str, str], tuple[dict[str, Any], dict[str, Any]]] = {}
    for table, row_id, field, before, after in steps:
        wanted, base = rows.setdefault((table, row_id), ({}, {}))
        wanted[field], base[field] = after, before
    for (table, row_id), (wanted, base) in rows.items():
        sets = ", ".join(f"{name} = :{name}" for name in wanted)
        db.execute(f"UPDATE {table} SET {sets} WHERE id = :row_id", {**wanted, "row_id": row_id})
        outbox.append(db, table, row_id, wanted, now, base=base)
        about = subject(db, table, row_id).customer_id
        if about and table != "conflicts":
            outbox.follow(db, [about])


def _records(db: sqlite3.Connection, limit: int = -1) -> list[Conflict]:
    rows = db.execute(
        f"SELECT {columns(Conflict)} FROM conflicts WHERE {OPEN} ORDER BY at, id LIMIT ?", (limit,)
    ).fetchall()
    return [value(Conflict, row) for row in rows]


def _opened(db: sqlite3.Connection, record: Conflict, about: Subject, me: Rep | None) -> OpenConflict | None:
    """The record as a reader sees it; None for a row or field that is not on this computer."""
    table = TABLES.get(record.tbl)
    if table is None or table.key != ("id",) or table.column(record.field) is None:
        return None
    if not db.execute(f"SELECT 1 FROM {table.name} WHERE id = ?", (record.row_id,)).fetchone():
        return None
    people = _people(db, (record.by_id, record.theirs_by))
    written = _written(record, people, me)
    turned = _choice(record, "mine", me) == "theirs"
    first, second = (written[1], written[0]) if turned else written
    sides = (
        Side("base", json.loads(record.base)),
        Side("mine", first.value, first.by, first.at, first.ours),
        Side("theirs", second.value, second.by, second.at, second.ours),
    )
    return OpenConflict(
        record.id,
        record.tbl,
        record.row_id,
        record.field,
        about,
        record.at,
        sides,
        _standing(db, record),
        _evidence(db, about.customer_id, sides, me),
    )


def _written(record: Conflict, people: Mapping[str, Rep], me: Rep | None) -> tuple[Side, Side]:
    """The two values as the record has them."""
    mine, theirs = record.by_id or "", record.theirs_by or ""
    own = me.id if me else ""
    return (
        Side("mine", json.loads(record.mine), people.get(mine), record.at, bool(own) and mine == own),
        Side(
            "theirs",
            json.loads(record.theirs),
            people.get(theirs),
            record.theirs_at,
            bool(own) and theirs == own != mine,
        ),
    )


def _choice(record: Conflict, seen: Choice, me: Rep | None) -> Choice:
    """What a reader's choice is in the record."""
    turned = me is not None and record.theirs_by == me.id != record.by_id
    if turned and seen != "base":
        return "mine" if seen == "theirs" else "theirs"
    return seen


def _evidence(
    db: sqlite3.Connection, customer_id: str | None, sides: tuple[Side, ...], me: Rep | None
) -> tuple[Evidence, ...]:
    """The last contacts that mention what was written, newest first."""
    sought = {word for side in sides[1:] for word in _sought(side.value)}
    if customer_id is None or not sought:
        return ()
    found = []
    rows = db.execute(
        "SELECT kind, at, rep_id, coalesce(text, '') || ' ' || coalesce(outcome, '') || ' ' ||"
        " coalesce(promise, '') || ' ' || coalesce(next_step, '') AS said, text FROM activities"
        " WHERE customer_id = ? AND state = 'done' ORDER BY at DESC LIMIT 200",
        (customer_id,),
    ).fetchall()
    for row in rows:
        said = row["said"].casefold()
        numbers = [_digits(number) for number in NUMBER.findall(said)]
        if any(word in said or any(number.endswith(word) for number in numbers) for word in sought):
            found.append(row)
    people = _people(db, [row["rep_id"] for row in found])
    own = me.id if me else ""
    return tuple(
        Evidence(
            row["kind"],
            row["at"],
            row["text"] or row["said"].strip(),
            people.get(row["rep_id"] or ""),
            bool(own) and row["rep_id"] == own,
        )
        for row in found[:EVIDENCE]
    )


def _sought(written: Any) -> set[str]:
    """What in a contact's words would speak of a value: itself, or the digits it ends in."""
    text = str(written or "").casefold().strip()
    digits = _digits(text)
    if len(digits) >= 2 * LAST_DIGITS:
        return {digits, digits[-LAST_DIGITS:]}
    return {text} if len(text) >= FEWEST else set()


def _digits(text: str) -> str:
    return NOT_DIGITS.sub("", text)


def _people(db: sqlite3.Connection, ids: Iterable[str | None]) -> dict[str, Rep]:
    found = {}
    for one in {one for one in ids if one}:
        if row := db.execute(f"SELECT {columns(Rep)} FROM reps WHERE id = ?", (one,)).fetchone():
            found[one] = value(Rep, row)
    return found


def _standing(db: sqlite3.Connection, record: Conflict) -> Any:
    return _value(db, record.tbl, record.row_id, record.field)


def _value(db: sqlite3.Connection, table: str, row_id: str, field: str) -> Any:
    shared = TABLES.get(table)
    if shared is None or shared.column(field) is None:
        raise RuleBroken(
            "{field} is not a field that this release knows.", "Install the newer Rapport.", field=field
        )
    row = db.execute(f"SELECT {field} FROM {table} WHERE id = ?", (row_id,)).fetchone()
    if row is None:
        raise NotFound(
            "The row of this conflict is not on this computer any more.", "It went with its territory."
        )
    return row[0]


def _record(db: sqlite3.Connection, conflict_id: str) -> Conflict:
    row = db.execute(f"SELECT {columns(Conflict)} FROM conflicts WHERE id = ?", (conflict_id,)).fetchone()
    if row is None:
        raise NotFound(
            "There is no conflict {id}.", "The open ones are listed by: main.py conflicts.", id=conflict_id
        )
    return value(Conflict, row)
