"""The one write path: whatever changes a shared row, a push, an import or the office, goes through here.

A write reads and locks what it needs, decides, and stages; at its end it takes the team's next seq, last, and
writes everything in bulk under that one number: rows, change index, digests, history and the log of
transactions. What hangs on a row that moved to another scope moves along; what hangs on one that is dropped
is dropped.
"""

from __future__ import annotations

import json
import secrets
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from random import Random
from typing import Any, TypeVar

from data.sync.digest import fingerprint, signed
from data.sync.tables import CHILDREN, OFFICE, SHARED, TABLES, Table, territory_scope
from data.sync.wire import Head
from hub.db import Db, Tx

T = TypeVar("T")
Key = tuple[str, str]  # table and id

AT_ONCE = 2_000  # rows of an import in one transaction
SUBJECTS = tuple(table for table in TABLES.values() if table.scope == "subject")


@dataclass(frozen=True, slots=True)
class HubRow:
    """A shared row as the hub has it; `values` are all columns but the id."""

    scope: str
    seq: int
    values: Mapping[str, Any]


@dataclass(slots=True)
class Past:
    """What a write leaves in the history: a field's value that was written over."""

    key: Key
    field: str
    old: Any
    new: Any
    mid: str


@dataclass(slots=True)
class Work:
    """One transaction that is being prepared. What it stages is seen by its own `get`."""

    tx: Tx
    team: str
    now: int
    head: Head = (0, "")
    logged: list[dict[str, Any]] = field(default_factory=list)  # rows for `mutation`, which get the seq
    _before: dict[Key, HubRow | None] = field(default_factory=dict)
    _after: dict[Key, HubRow | None] = field(default_factory=dict)
    _past: list[Past] = field(default_factory=list)
    _moved: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))

    def load(self, table: str, ids: Iterable[str]) -> None:
        """Read rows and lock them, in the order of their ids."""
        wanted = sorted({one for one in ids if (table, one) not in self._before})
        if not wanted:
            return
        shared = TABLES[table]
        found = self.tx.tuples(_load_sql(shared, self.tx), team=self.team, ids=self.tx.listed(wanted))
        have = {
            row[0]: HubRow(row[1], row[2], dict(zip(shared.names, row[3:], strict=True))) for row in found
        }
        for one in wanted:
            self._before[table, one] = have.get(one)

    def get(self, table: str, row_id: str) -> HubRow | None:
        """A row as this write has it so far; locked."""
        key = (table, row_id)
        if key in self._after:
            return self._after[key]
        if key not in self._before:
            self.load(table, [row_id])
        return self._before[key]

    def put(self, table: str, row_id: str, values: Mapping[str, Any], mid: str = "") -> bool:
        """Insert a row, or change the given columns of it. False if it was all that already."""
        shared, old = TABLES[table], self.get(table, row_id)
        have = old.values if old else shared.blank
        new = {**have, **values}
        scope = self._scope(shared, new)
        if old and old.scope == scope and old.values == new:
            return False
        for name in values:
            if old and old.values[name] != new[name]:
                self._past.append(Past((table, row_id), name, old.values[name], new[name], mid))
        self._after[table, row_id] = HubRow(scope, old.seq if old else 0, new)
        if old is None or old.scope != scope:
            self._moved[table].add(row_id)
        return True

    def put_all(self, table: str, rows: Mapping[str, Mapping[str, Any]]) -> int:
        """Many rows of a table, read ahead in bulk. Returns how many were new or changed."""
        self.load(table, rows)
        if parent := TABLES[table].parent:
            self.load(parent[1], {one[parent[0]] for one in rows.values() if one.get(parent[0])})
        return sum(self.put(table, row_id, values) for row_id, values in rows.items())

    def drop(self, table: str, row_id: str, mid: str = "") -> bool:
        """Take a row away, and what hangs on it; its values stay in the history. False if it is not there."""
        old = self.get(table, row_id)
        if old is None:
            return False
        for name, value in old.values.items():
            if value is not None:
                self._past.append(Past((table, row_id), name, value, None, mid))
        self._after[table, row_id] = None
        self._moved[table].add(row_id)
        return True

    def finish(self, actor: str, device: str, what: str, nonce: str) -> None:
        """Write what was staged, under the next seq; nothing at all if nothing changed."""
        self._follow()
        changed = [key for key, row in self._after.items() if row != self._before[key]]
        if not changed and not self.logged:
            return
        team = {"team": self.team}
        seq = self.tx.value("UPDATE team SET seq = seq + 1 WHERE id = :team RETURNING seq", **team)
        self.head = (seq, nonce)
        self.tx.run(
            "INSERT INTO txlog (team, seq, nonce, actor, device, what, at)"
            " VALUES (:team, :seq, :nonce, :actor, :device, :what, :at)",
            **team, seq=seq, nonce=nonce, actor=actor, device=device, what=what, at=self.now,
        )  # fmt: skip
        self._write_rows(changed, seq)
        self._write_changes(changed, seq)
        self._write_digests(changed, seq)
        self._write_log(seq)

    def _scope(self, shared: Table, values: Mapping[str, Any]) -> str:
        if shared.scope == "subject":
            subject = self.get(values["tbl"], values["row_id"]) if values["tbl"] in TABLES else None
            return subject.scope if subject else OFFICE
        if shared.scope == "territory":
            return territory_scope(values["territory"])
        if shared.parent is None:
            return SHARED
        column, table = shared.parent
        parent = self.get(table, values[column]) if values[column] else None
        return parent.scope if parent else OFFICE

    def _follow(self) -> None:
        """Bring what hangs on moved and dropped rows along, level by level."""
        staged = defaultdict[str, list[str]](list)
        for name, row_id in self._after:
            staged[name].append(row_id)
        while self._moved:
            table, ids = self._moved.popitem()
            for child in CHILDREN.get(table, ()):
                if child.parent:
                    self._take_along(child, child.parent[0], ids, table, staged[child.name])
            for child in SUBJECTS:
                if child.name != table:
                    self._take_along(child, "row_id", ids, table, staged[child.name])

    def _take_along(self, child: Table, column: str, ids: set[str], table: str, staged: list[str]) -> None:
        where = f"team = :team AND {self.tx.among(column)}"
        bound: dict[str, Any] = {"team": self.team, "ids": self.tx.listed(ids)}
        if child.scope == "subject":
            where, bound["tbl"] = f"{where} AND tbl = :tbl", table
        found = {row[0] for row in self.tx.tuples(f"SELECT id FROM {child.name} WHERE {where}", **bound)}
        self.load(child.name, found)
        for row_id in sorted(found.union(staged)):
            row = self.get(child.name, row_id)
            if row is None or row.values[column] not in ids:
                continue
            parent = self.get(table, row.values[column])
            if parent is None:
                if (table, row.values[column]) in self._after:
                    self.drop(child.name, row_id)
            elif parent.scope != row.scope:
                self.put(child.name, row_id, {})

    def _write_rows(self, changed: list[Key], seq: int) -> None:
        born, put = defaultdict[str, list[dict[str, Any]]](list), defaultdict[str, list[dict[str, Any]]](list)
        gone = defaultdict[str, list[str]](list)
        for table, row_id in changed:
            if row := self._after[table, row_id]:
                staged = {"team": self.team, "id": row_id, "scope": row.scope, "seq": seq, **row.values}
                (put if self._before[table, row_id] else born)[table].append(staged)
            else:
                gone[table].append(row_id)
        for table, rows in born.items():  # who was born elsewhere meanwhile makes this transaction run again
            self.tx.many(_insert_sql(TABLES[table]), rows)
        for table, rows in put.items():
            self.tx.many(_update_sql(TABLES[table]), rows)
        for table, ids in gone.items():
            sql = f"DELETE FROM {table} WHERE team = :team AND {self.tx.among('id')}"
            self.tx.run(sql, team=self.team, ids=self.tx.listed(ids))

    def _write_changes(self, changed: list[Key], seq: int) -> None:
        entries = []
        for table, row_id in changed:
            before, after = self._before[table, row_id], self._after[table, row_id]
            left = [before.scope] if before and (after is None or before.scope != after.scope) else []
            for scope, gone in [*((scope, 1) for scope in left), *([(after.scope, 0)] if after else [])]:
                entries.append(
                    {
                        "team": self.team, "scope": scope, "tbl": table, "id": row_id, "seq": seq,
                        "gone": gone, "at": self.now,
                    }
                )  # fmt: skip
        self.tx.many(
            "INSERT INTO change (team, scope, tbl, id, seq, gone, at)"
            " VALUES (:team, :scope, :tbl, :id, :seq, :gone, :at) ON CONFLICT (team, scope, tbl, id)"
            " DO UPDATE SET seq = excluded.seq, gone = excluded.gone, at = excluded.at",
            entries,
        )

    def _write_digests(self, changed: list[Key], seq: int) -> None:
        touched = {row.scope for key in changed for row in (self._before[key], self._after[key]) if row}
        kept = self.tx.tuples(
            f"SELECT scope, n, total FROM digest WHERE team = :team AND {self.tx.among('scope')}",
            team=self.team, ids=self.tx.listed(sorted(touched)),
        )  # fmt: skip
        counts, sums = dict.fromkeys(sorted(touched), 0), dict.fromkeys(touched, 0)
        for scope, n, total in kept:
            counts[scope], sums[scope] = n, total
        for table, row_id in changed:
            before, after = self._before[table, row_id], self._after[table, row_id]
            if before:
                counts[before.scope] -= 1
                sums[before.scope] -= fingerprint(table, row_id, before.seq)
            if after:
                counts[after.scope] += 1
                sums[after.scope] += fingerprint(table, row_id, seq)
        self.tx.many(
            "INSERT INTO digest (team, scope, n, total, seq) VALUES (:team, :scope, :n, :total, :seq)"
            " ON CONFLICT (team, scope) DO UPDATE SET n = excluded.n, total = excluded.total,"
            " seq = excluded.seq",
            [
                {"team": self.team, "scope": scope, "n": n, "total": signed(sums[scope]), "seq": seq}
                for scope, n in counts.items()
            ],
        )

    def _write_log(self, seq: int) -> None:
        past = {(*one.key, one.field, one.mid): one for one in self._past}  # the last of each in this write
        self.tx.many(
            "INSERT INTO history (team, tbl, row_id, seq, field, mid, old, new)"
            " VALUES (:team, :tbl, :row_id, :seq, :field, :mid, :old, :new)",
            [
                {
                    "team": self.team, "tbl": one.key[0], "row_id": one.key[1], "seq": seq,
                    "field": one.field, "mid": one.mid, "old": said(one.old), "new": said(one.new),
                }
                for one in past.values()
            ],
        )  # fmt: skip
        self.tx.many(
            "INSERT INTO mutation (mid, team, device, person, ord, tbl, row_id, body, outcome, why, seq,"
            " at_client, received_at, skew_ms) VALUES (:mid, :team, :device, :person, :ord, :tbl, :row_id,"
            " :body, :outcome, :why, :seq, :at_client, :received_at, :skew_ms)",
            [{**one, "team": self.team, "seq": seq} for one in self.logged],
        )


def write(
    db: Db,
    team: str,
    job: Callable[[Work], T],
    *,
    actor: str,
    what: str,
    now: int,
    device: str = "",
    rng: Random | None = None,
) -> T:
    """Run a job that stages changes, and write them in one transaction of the team.

    The job may be run again when the engine says that it collided: it must come only from what it reads.
    """

    def prepared(tx: Tx) -> T:
        work = Work(tx, team, now)
        result = job(work)
        nonce = f"{rng.getrandbits(64):016x}" if rng else secrets.token_hex(8)
        work.finish(actor, device, what, nonce)
        return result

    return db.write(prepared)


def head(tx: Tx, team: str) -> Head:
    """The team's newest transaction; (0, "") before the first."""
    row = tx.row(
        "SELECT t.seq, x.nonce FROM team t JOIN txlog x ON x.team = t.id AND x.seq = t.seq"
        " WHERE t.id = :team",
        team=team,
    )
    return (row[0], row[1]) if row else (0, "")


def knows(tx: Tx, team: str, witnessed: Head) -> bool:
    """Whether a transaction that a laptop has seen is one of this hub's: no, if it was restored since."""
    if witnessed[0] == 0:
        return True
    nonce = tx.value("SELECT nonce FROM txlog WHERE team = :team AND seq = :seq", team=team, seq=witnessed[0])
    return bool(nonce == witnessed[1])


def said(value: Any) -> str:
    """A value as it is kept in history, conflicts and requests: JSON text."""
    return json.dumps(value, ensure_ascii=False)


_SQL: dict[tuple[str, str, str], str] = {}


def _load_sql(shared: Table, tx: Tx) -> str:
    key = ("load", shared.name, tx.locking)
    if key not in _SQL:
        columns = ", ".join(("id", "scope", "seq", *shared.names))
        _SQL[key] = (
            f"SELECT {columns} FROM {shared.name} WHERE team = :team AND {tx.among('id')}"
            f" ORDER BY id{tx.locking}"
        )
    return _SQL[key]


def _insert_sql(shared: Table) -> str:
    key = ("insert", shared.name, "")
    if key not in _SQL:
        columns = ("team", "id", "scope", "seq", *shared.names)
        values = ", ".join(f":{name}" for name in columns)
        _SQL[key] = f"INSERT INTO {shared.name} ({', '.join(columns)}) VALUES ({values})"
    return _SQL[key]


def _update_sql(shared: Table) -> str:
    key = ("update", shared.name, "")
    if key not in _SQL:
        sets = ", ".join(f"{name} = :{name}" for name in ("scope", "seq", *shared.names))
        _SQL[key] = f"UPDATE {shared.name} SET {sets} WHERE team = :team AND id = :id"
    return _SQL[key]
