"""The nightly look: digests counted again from the rows, which shows what was written past the hub."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from data.sync.digest import Digest, of_rows
from data.sync.tables import TABLES
from hub.db import Db, Tx
from hub.pull import kept_of


@dataclass(frozen=True, slots=True)
class Difference:
    """A scope whose kept digest is not what its rows say."""

    scope: str
    kept: Digest
    counted: Digest


def recount(db: Db, team: str) -> list[Difference]:
    """The scopes in which rows were written past the hub's own path, by name."""
    with db.reading() as tx:
        kept = {scope: Digest(one.n, one.total) for scope, one in kept_of(tx, team).items()}
        found = counted(tx, team)
    return [
        Difference(scope, kept.get(scope, Digest()), found.get(scope, Digest()))
        for scope in sorted(kept.keys() | found.keys())
        if kept.get(scope, Digest()) != found.get(scope, Digest())
    ]


def counted(tx: Tx, team: str) -> dict[str, Digest]:
    """The digest of each scope, from its rows."""
    found: dict[str, list[tuple[str, str, int]]] = defaultdict(list)
    for table in TABLES:
        for scope, row_id, seq in tx.tuples(
            f"SELECT scope, id, seq FROM {table} WHERE team = :team", team=team
        ):
            found[scope].append((table, row_id, seq))
    return {scope: of_rows(rows) for scope, rows in found.items()}
