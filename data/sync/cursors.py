"""How far each scope has been read, and the digest of what is here of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from data.engine import sqlite3
from data.sync.digest import Digest, fingerprint, signed
from data.sync.tables import TABLES


@dataclass(frozen=True, slots=True)
class Cursor:
    """Where a scope stands: read up to `seq`, in its `gen`-th reading; `rebuild`: being read anew.

    `begun` is where the hub stood when this reading began.
    """

    scope: str
    seq: int
    gen: int
    rebuild: bool
    begun: int
    digest: Digest


def cursors(db: sqlite3.Connection) -> dict[str, Cursor]:
    rows = db.execute("SELECT scope, seq, gen, rebuild, begun, n, total FROM cursors")
    return {
        row[0]: Cursor(row[0], row[1], row[2], bool(row[3]), row[4], Digest(row[5], row[6])) for row in rows
    }


def begin(db: sqlite3.Connection, scope: str) -> None:
    """A scope that is new here is read from its beginning."""
    db.execute("INSERT OR IGNORE INTO cursors (scope, seq, gen, rebuild) VALUES (?, 0, 1, 1)", (scope,))


def read_anew(db: sqlite3.Connection, scope: str | None = None) -> None:
    """Read a scope, or all, from the beginning: what is here stays until it was seen again or not."""
    db.execute(
        "UPDATE cursors SET seq = 0, gen = gen + 1, rebuild = 1 WHERE ?1 IS NULL OR scope = ?1", (scope,)
    )


def keep_digests(db: sqlite3.Connection, digests: Mapping[str, Digest]) -> None:
    db.executemany(
        "UPDATE cursors SET n = ?, total = ? WHERE scope = ?",
        [(one.n, one.total, scope) for scope, one in digests.items()],
    )


def recount(db: sqlite3.Connection) -> None:
    """Count the digests of all scopes again, from the rows themselves."""
    counts: defaultdict[str, int] = defaultdict(int)
    totals: defaultdict[str, int] = defaultdict(int)
    plain = db.cursor()
    plain.row_factory = None  # tuples, which are read twice as fast
    for table in TABLES.values():
        row_id = " || '/' || ".join(table.key)
        plain.execute(f"SELECT _scope, {row_id}, _seq FROM {table.name} WHERE _seq IS NOT NULL")
        for scope, one, seq in plain:
            counts[scope] += 1
            totals[scope] += fingerprint(table.name, one, seq)
    known = [row[0] for row in db.execute("SELECT scope FROM cursors")]
    keep_digests(db, {scope: Digest(counts[scope], signed(totals[scope])) for scope in known})
