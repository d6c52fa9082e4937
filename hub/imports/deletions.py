"""What a source has no more: dropped with all that hangs on it, but no revenue vanishes.

A customer with orders stays and is told of. A product that was sold stays too, as one that is sold no more.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from data.imports import Kind
from hub import rows
from hub.db import Db, Tx
from hub.imports.records import Wrong
from hub.rows import Work
from sales.words import Words

AT_ONCE = 200  # each may take many rows along
RETIRED = "discontinued"
# Kinds of which some stay: in what table, and by which column, they are still named.
NAMED_BY = {"customers": ("orders", "customer_id"), "products": ("order_lines", "product_id")}


@dataclass(frozen=True, slots=True)
class Removed:
    """How many rows went, how many products are sold no more, and which customers stay."""

    dropped: int = 0
    retired: int = 0
    kept: tuple[Wrong, ...] = ()

    def and_also(self, more: _Decided) -> Removed:
        return Removed(
            self.dropped + len(more.dropped), self.retired + len(more.retired), (*self.kept, *more.kept)
        )


def run(
    db: Db,
    team: str,
    kind: Kind,
    deleted: Iterable[str],
    *,
    actor: str,
    now: int,
    words: Words,
    dry_run: bool = False,
    covers: Callable[[Work, Removed], None] | None = None,
) -> Removed:
    """Drop rows by their external ids, some hundreds a transaction.

    `covers` is called in the last of them with all that was removed; if it is given, there is always one.
    """
    named = list(dict.fromkeys(deleted))
    parts = [named[at : at + AT_ONCE] for at in range(0, len(named), AT_ONCE)]
    removed = Removed()
    if dry_run:
        with db.reading() as tx:
            for part in parts:
                removed = removed.and_also(_decided(tx, team, kind, part, words))
        return removed
    for part in parts or ([[]] if covers else []):
        last = covers if not parts or part is parts[-1] else None
        job = partial(_drop, kind, part, words, removed, last)
        removed = rows.write(db, team, job, actor=actor, what="import", now=now)
    return removed


@dataclass(frozen=True, slots=True)
class _Decided:
    """The ids of rows to drop and of products to retire, and who stays."""

    dropped: Sequence[str]
    retired: Sequence[str]
    kept: Sequence[Wrong]


def _drop(
    kind: Kind,
    named: Sequence[str],
    words: Words,
    before: Removed,
    covers: Callable[[Work, Removed], None] | None,
    work: Work,
) -> Removed:
    decided = _decided(work.tx, work.team, kind, named, words)
    work.load(kind.table, [*decided.dropped, *decided.retired])
    for row_id in decided.dropped:
        work.drop(kind.table, row_id)
    for row_id in decided.retired:
        work.put(kind.table, row_id, {"status": RETIRED})
    removed = before.and_also(decided)
    if covers:
        covers(work, removed)
    return removed


def _decided(tx: Tx, team: str, kind: Kind, named: Sequence[str], words: Words) -> _Decided:
    found = _found(tx, team, kind, named)
    used = _used(tx, team, kind, list(found))
    if kind.name == "customers":
        sentence = words("Not in the source any more, but there are orders: the customer stays.")
        kept = [Wrong(-1, kind.id_field.name, found[one], sentence) for one in found if one in used]
        return _Decided([one for one in found if one not in used], [], kept)
    active = [one for one in found if one in used and not _retired(tx, team, one)]
    return _Decided([one for one in found if one not in used], active, [])


def _found(tx: Tx, team: str, kind: Kind, named: Sequence[str]) -> dict[str, str]:
    """Our id -> the external one."""
    bound: dict[str, Any] = {"team": team, "named": tx.listed(named)}
    if kind.name == "prices":
        joined = "COALESCE(l.external_id, l.id) || '/' || COALESCE(p.external_id, p.id)"
        sql = (
            f"SELECT t.id, {joined} FROM prices t"
            " JOIN price_lists l ON l.team = t.team AND l.id = t.price_list_id"
            " JOIN products p ON p.team = t.team AND p.id = t.product_id"
            f" WHERE t.team = :team AND {tx.among(joined, 'named')}"
        )
    else:
        sql = (
            f"SELECT id, external_id FROM {kind.table} WHERE team = :team"
            f" AND {tx.among('external_id', 'named')} ORDER BY id"
        )
    return {row[0]: row[1] for row in tx.rows(sql, **bound)}


def _used(tx: Tx, team: str, kind: Kind, ids: Sequence[str]) -> set[str]:
    if kind.name not in NAMED_BY:
        return set()
    table, column = NAMED_BY[kind.name]
    sql = f"SELECT DISTINCT {column} FROM {table} WHERE team = :team AND {tx.among(column)}"
    return {row[0] for row in tx.rows(sql, team=team, ids=tx.listed(ids))}


def _retired(tx: Tx, team: str, product_id: str) -> bool:
    sql = "SELECT status FROM products WHERE team = :team AND id = :id"
    return bool(tx.value(sql, team=team, id=product_id) == RETIRED)
