"""The sample company in a hub: its rows, and its people with their roles, managers and territories."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from itertools import groupby, islice
from operator import itemgetter
from typing import Any
from zoneinfo import ZoneInfo

from data.facts import TABLES as TABLE_OF
from data.facts import Fact, rows
from data.sample.company import ZONE
from data.sample.generator import CUSTOMERS, SEED, generate
from data.sync.tables import TABLES
from hub import people
from hub.db import Db
from hub.rows import AT_ONCE, Work, write
from hub.start import Team
from sales.facts import Rep

TOLD_EVERY = 50_000  # rows
PLACES = {table: at for at, table in enumerate(TABLES)}

Row = tuple[str, str, dict[str, Any]]  # table, id, columns


@dataclass(frozen=True, slots=True)
class Filled:
    """How many rows were written, and how many people are on the team."""

    rows: int
    people: int


def fill(
    db: Db,
    team: Team,
    now: int,
    *,
    today: date | None = None,
    seed: int = SEED,
    customers: int = CUSTOMERS,
    note: Callable[[int], None] = lambda count: None,
) -> Filled:
    """Write the sample company as it stands on the morning of `today`, and put its people on the team."""
    day = today or datetime.fromtimestamp(now / 1000, ZoneInfo(ZONE)).date()
    with _uncollected():
        facts = sorted(generate(seed, day, customers), key=_born)
        reps = sorted(
            (fact for fact in facts if isinstance(fact, Rep)), key=lambda rep: rep.manager_id is not None
        )
        count = 0
        for cut in _cuts(facts):
            write(db, team.id, partial(_put, cut), actor=people.OFFICE_ACTOR, what="sample", now=now)
            if (count + len(cut)) // TOLD_EVERY > count // TOLD_EVERY:
                note(count + len(cut))
            count += len(cut)
    office = people.office(team.id)
    for rep in reps:
        people.add(db, office, rep.id, rep.role, now, manager=rep.manager_id)
    return Filled(count, len(reps))


@contextmanager
def _uncollected() -> Iterator[None]:
    """All the facts are held and none is garbage: looking through them again and again takes long."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


def _born(fact: Fact) -> tuple[int, str]:
    """What facts are sorted by: others refer to it first, then by id, so that tables grow at their end."""
    return PLACES[TABLE_OF[type(fact)]], getattr(fact, "id", "")


def _cuts(facts: Iterable[Fact]) -> Iterator[list[Row]]:
    found = ((table, TABLES[table].row_id(values), values) for fact in facts for table, values in rows(fact))
    while cut := list(islice(found, AT_ONCE)):
        yield cut


def _put(cut: list[Row], work: Work) -> None:
    for table, ones in groupby(sorted(cut, key=_place), itemgetter(0)):
        work.put_all(table, {row_id: values for _, row_id, values in ones})


def _place(row: Row) -> int:
    return PLACES[row[0]]
