"""A copy of what a hub has, to try a run on: nothing waits for it, and nothing of it is ever seen."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path

from hub import start
from hub.db import Db, Tx
from hub.schema import ROWS, SOURCE, SOURCE_ROW, TEAM

AT_ONCE = 5_000  # rows
TABLES = (SOURCE, SOURCE_ROW, *ROWS.values())


@contextmanager
def rehearsal(db: Db, team: str) -> Iterator[Db]:
    """A hub of its own with the rows and sources of the team, which is thrown away."""
    with tempfile.TemporaryDirectory(prefix="rapport-rehearsal-") as folder:
        copy = Db(f"sqlite:///{Path(folder) / 'hub.db'}")
        try:
            start.prepare(copy)
            with db.reading() as theirs:
                copy.write(lambda ours: _copy(theirs, ours, team))
            yield copy
        finally:
            copy.close()


def _copy(theirs: Tx, ours: Tx, team: str) -> None:
    for table in (TEAM, *TABLES):
        names = [column.name for column in table.columns]
        whose = "id" if table is TEAM else "team"
        found = iter(
            theirs.rows(f"SELECT {', '.join(names)} FROM {table.name} WHERE {whose} = :team", team=team)
        )
        bound = ", ".join(f":{name}" for name in names)
        sql = f"INSERT INTO {table.name} ({', '.join(names)}) VALUES ({bound})"
        while rows := [dict(zip(names, row, strict=True)) for row in islice(found, AT_ONCE)]:
            ours.many(sql, rows)
