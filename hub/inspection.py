"""What somebody wrote into the hub's database past the hub: found by counting again, and put right.

Rows that were put in, taken out or moved by SQL get a number of the counter, so that laptops hear of them;
digests are made from the rows anew. A value that was changed in place leaves no trace here: such changes
belong into an import.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from data.sync.tables import CHILDREN, OFFICE, TABLES, Table
from hub import audit, upkeep
from hub.db import Db, Tx
from hub.rows import AT_ONCE, Work, write
from hub.scopes import TERRITORY
from hub.who import Who
from sales.words import Words

# What refers to what, and may not name a thing that is not there.
HANGING = tuple((one, one.parent) for ones in CHILDREN.values() for one in ones if one.parent)
REFERENCES = (
    *((child.name, *parent) for child, parent in HANGING),
    ("order_lines", "product_id", "products"), ("returns", "order_id", "orders"),
    ("prices", "product_id", "products"), ("prices", "price_list_id", "price_lists"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Fault:
    """What is not as the hub left it. `mends`: `repair` can put it right."""

    what: str  # unnumbered, vanished, misplaced, digest, reference, sum
    where: str
    n: int
    mends: bool

    def said(self, words: Words) -> str:
        """The fault as a sentence."""
        where, n = self.where, words.number(self.n)
        match self.what:
            case "unnumbered":
                return words("{n} rows of {where} were written past the hub.", n=n, where=where)
            case "vanished":
                return words("{n} rows of {where} were taken out past the hub.", n=n, where=where)
            case "misplaced":
                return words(
                    "{n} rows of {where} are in another scope than they belong to.", n=n, where=where
                )
            case "digest":
                return words("The digest of {where} is {n} rows off, or names other rows.", n=n, where=where)
            case "reference":
                return words("{n} rows name {where} that are not there.", n=n, where=where)
            case _:
                return words("{n} orders do not add up to their lines.", n=n)


def inspect(db: Db, team: str) -> tuple[Fault, ...]:
    """Everything that is not as the hub left it; nothing is changed."""
    with db.reading() as tx:
        found = [*_numbers(tx, team), *_places(tx, team), *_references(tx, team), *_sums(tx, team)]
    for one in upkeep.recount(db, team):
        found.append(Fault("digest", one.scope, abs(one.kept.n - one.counted.n), True))
    return tuple(found)


def repair(db: Db, by: Who, now: int) -> None:
    """Give what was written past the hub its numbers, scopes and digests; laptops then hear of it."""
    db.write(lambda tx: _number(tx, by, now))
    for table in TABLES:
        with db.reading() as tx:
            ids = [row[0] for row in tx.rows(_misplaced_sql(TABLES[table]), team=by.team)]
        for at in range(0, len(ids), AT_ONCE):
            _place(db, by, table, ids[at : at + AT_ONCE], now)


def _place(db: Db, by: Who, table: str, ids: Sequence[str], now: int) -> None:
    def job(work: Work) -> None:
        work.load(table, ids)
        for row_id in ids:
            if work.get(table, row_id):
                work.put(table, row_id, {})

    write(db, by.team, job, actor=by.user, device=by.device, what="repair", now=now)


def _number(tx: Tx, by: Who, now: int) -> None:
    """One transaction of the counter for all that came and went past it; then the digests."""
    team = by.team
    came = {table: [row[0] for row in tx.rows(_unnumbered_sql(table), team=team)] for table in TABLES}
    went = {table: tx.rows(_vanished_sql(table), team=team, table=table) for table in TABLES}
    if any(came.values()) or any(went.values()):
        seq = tx.value("UPDATE team SET seq = seq + 1 WHERE id = :team RETURNING seq", team=team)
        tx.run(
            "INSERT INTO txlog (team, seq, nonce, actor, device, what, at)"
            " VALUES (:team, :seq, :nonce, :actor, :device, 'repair', :now)",
            team=team, seq=seq, nonce=f"repair-{now}-{seq}", actor=by.user, device=by.device, now=now,
        )  # fmt: skip
        for table, ids in came.items():
            _take_in(tx, team, table, ids, seq, now)
        for table, entries in went.items():
            for row_id, scope in entries:
                tx.run(
                    "UPDATE change SET gone = 1, seq = :seq, at = :now"
                    " WHERE team = :team AND scope = :scope AND tbl = :table AND id = :id",
                    team=team, scope=scope, table=table, id=row_id, seq=seq, now=now,
                )  # fmt: skip
    _digests(tx, team)
    audit.note(
        tx, team, now, actor=by.user, device=by.device, action="hub.repaired", subject=team,
        detail=f"{sum(map(len, came.values()))} in, {sum(map(len, went.values()))} out",
    )  # fmt: skip


def _take_in(tx: Tx, team: str, table: str, ids: Sequence[str], seq: int, now: int) -> None:
    if not ids:
        return
    where = f"team = :team AND {tx.among('id')}"
    bound = {"team": team, "ids": tx.listed(ids), "seq": seq}
    tx.run(f"UPDATE {table} SET seq = :seq WHERE {where}", **bound)
    tx.run(
        "INSERT INTO change (team, scope, tbl, id, seq, gone, at)"
        f" SELECT team, scope, :table, id, seq, 0, :now FROM {table} WHERE {where} AND seq = :seq"
        " ON CONFLICT (team, scope, tbl, id)"
        " DO UPDATE SET seq = excluded.seq, gone = excluded.gone, at = excluded.at",
        table=table, now=now, **bound,
    )  # fmt: skip


def _digests(tx: Tx, team: str) -> None:
    seq = tx.value("SELECT seq FROM team WHERE id = :team", team=team)
    counted = upkeep.counted(tx, team)
    tx.run("UPDATE digest SET n = 0, total = 0 WHERE team = :team", team=team)
    tx.many(
        "INSERT INTO digest (team, scope, n, total, seq) VALUES (:team, :scope, :n, :total, :seq)"
        " ON CONFLICT (team, scope) DO UPDATE SET n = excluded.n, total = excluded.total, seq = excluded.seq",
        [
            {"team": team, "scope": scope, "n": one.n, "total": one.total, "seq": seq}
            for scope, one in sorted(counted.items())
        ],
    )


def _numbers(tx: Tx, team: str) -> Iterator[Fault]:
    for table in TABLES:
        if came := len(tx.rows(_unnumbered_sql(table), team=team)):
            yield Fault("unnumbered", table, came, True)
        if went := len(tx.rows(_vanished_sql(table), team=team, table=table)):
            yield Fault("vanished", table, went, True)


def _places(tx: Tx, team: str) -> Iterator[Fault]:
    for shared in TABLES.values():
        if found := len(tx.rows(_misplaced_sql(shared), team=team)):
            yield Fault("misplaced", shared.name, found, True)


def _references(tx: Tx, team: str) -> Iterator[Fault]:
    for table, column, target in REFERENCES:
        lost = tx.value(
            f"SELECT count(*) FROM {table} t LEFT JOIN {target} x ON x.team = t.team AND x.id = t.{column}"
            f" WHERE t.team = :team AND t.{column} IS NOT NULL AND x.id IS NULL",
            team=team,
        )
        if lost:
            yield Fault("reference", f"{target} ({table})", lost, False)


def _sums(tx: Tx, team: str) -> Iterator[Fault]:
    wrong = tx.value(
        "SELECT count(*) FROM orders o JOIN (SELECT team, order_id, sum(net_cents) AS cents FROM order_lines"
        " GROUP BY team, order_id) l ON l.team = o.team AND l.order_id = o.id"
        " WHERE o.team = :team AND o.net_cents + o.discount_cents != l.cents",
        team=team,
    )
    if wrong:
        yield Fault("sum", "orders", wrong, False)


def _unnumbered_sql(table: str) -> str:
    return (
        f"SELECT t.id FROM {table} t LEFT JOIN change c ON c.team = t.team AND c.scope = t.scope"
        f" AND c.tbl = '{table}' AND c.id = t.id WHERE t.team = :team"
        " AND (c.seq IS NULL OR c.gone = 1 OR c.seq != t.seq) ORDER BY t.id"
    )


def _vanished_sql(table: str) -> str:
    return (
        f"SELECT c.id, c.scope FROM change c LEFT JOIN {table} t ON t.team = c.team AND t.id = c.id"
        " AND t.scope = c.scope WHERE c.team = :team AND c.tbl = :table AND c.gone = 0 AND t.id IS NULL"
        " ORDER BY c.id"
    )


def _misplaced_sql(shared: Table) -> str:
    """SQL for the ids of rows whose scope is not the one that follows from what they say."""
    start = f"SELECT t.id FROM {shared.name} t"
    if shared.scope == "territory":
        derived = (
            f"CASE WHEN COALESCE(t.territory, '') = '' THEN '{OFFICE}' ELSE '{TERRITORY}' || t.territory END"
        )
        return f"{start} WHERE t.team = :team AND t.scope != {derived} ORDER BY t.id"
    if shared.parent:
        column, parent = shared.parent
        return (
            f"{start} LEFT JOIN {parent} p ON p.team = t.team AND p.id = t.{column}"
            f" WHERE t.team = :team AND t.scope != COALESCE(p.scope, '{OFFICE}') ORDER BY t.id"
        )
    return f"{start} WHERE t.team = :team AND 1 = 0"
