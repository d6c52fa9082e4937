"""A page of the hub's rows put into the store, inside one transaction with the cursors it moves.

Rows of a scope that was taken from this laptop go in the same transaction. A row that is gone from one scope
is deleted only if it is still in that scope here: pages of two scopes may come in either order. Rows with
edits of mine get the new truth underneath (`data.sync.shadow`).
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from itertools import islice
from operator import itemgetter
from typing import Any

from data.engine import sqlite3
from data.sync import shadow
from data.sync.cursors import Cursor, begin, cursors, keep_digests, read_anew
from data.sync.derived import Touched
from data.sync.digest import Digest
from data.sync.price_news import moved, prices
from data.sync.state import put, value
from data.sync.tables import TABLES, Table
from data.sync.wire import Page, Row

MARKS = ("_scope", "_seq", "_gen")


class Applying:
    """A page on its way into the store; `touched` is what must follow, `kinds` the tables that changed."""

    def __init__(self, db: sqlite3.Connection, page: Page, crash: Callable[[str], None]) -> None:
        self.db, self.page, self.crash = db, page, crash
        self.touched = Touched()
        self._shadowed = shadow.shadowed(db)
        self._digests: dict[str, Digest] = {}

    def apply(self) -> None:
        """Rows and cursors, all of the page."""
        foot = self.page.foot
        self._follow_view(foot.view)
        known = cursors(self.db)
        for scope in known.keys() - set(foot.scopes):
            self._leave(scope)
        for scope in foot.reset:
            read_anew(self.db, scope)
        for scope in foot.cursors:
            begin(self.db, scope)
        known = cursors(self.db)
        self._digests = {scope: one.digest for scope, one in known.items()}
        rows = iter(self.page.rows)
        for scope, n in foot.parts:
            self._put_part(known[scope], list(islice(rows, n)))
        keep_digests(self.db, self._digests)
        self._move(known)

    def _follow_view(self, view: str) -> None:
        """Other columns are shown from now on: what was read before lacks them, or has them too many."""
        if value(self.db, "view", "") != view:
            read_anew(self.db)
            put(self.db, view=view)

    def _leave(self, scope: str) -> None:
        self.db.execute("DELETE FROM cursors WHERE scope = ?", (scope,))
        for table in TABLES.values():
            self._drop(table, scope, self._ids(table, "_scope = ?", (scope,)))

    def _move(self, known: dict[str, Cursor]) -> None:
        """Bring the cursors to where the page ends; a scope that was read to its end is swept."""
        newest = self.page.foot.head[0]
        for scope, seq in self.page.foot.cursors.items():
            whole = known[scope].rebuild and seq == newest
            if whole and known[scope].gen > 1:
                for table in TABLES.values():
                    gone = self._ids(table, "_scope = ? AND _gen IS NOT ?", (scope, known[scope].gen))
                    self._drop(table, scope, gone)
            begun = known[scope].begun if known[scope].seq else newest
            self.db.execute(
                "UPDATE cursors SET seq = ?, rebuild = rebuild AND NOT ?, begun = ? WHERE scope = ?",
                (seq, whole, begun, scope),
            )

    def _put_part(self, cursor: Cursor, rows: Sequence[Row]) -> None:
        by_table: defaultdict[str, list[Row]] = defaultdict(list)
        for row in rows:
            by_table[row[0]].append(row)
        for name, some in by_table.items():
            table = TABLES.get(name)
            if table is None:
                continue  # a table of a newer hub: read anew once this laptop knows it
            self._put(table, cursor, [row for row in some if row[3] is not None])
            self._drop(table, cursor.scope, [row[1] for row in some if row[3] is None])

    def _put(self, table: Table, cursor: Cursor, rows: list[Row]) -> None:
        if not rows:
            return
        names = self.page.head.tables[table.name]
        self.touched.everything |= cursor.rebuild
        if not cursor.rebuild:
            self._count(table, cursor.scope, rows)
            self._touch(table, (row[1] for row in rows))
        shape = _Shape(table, names, cursor, rows)
        ids = () if cursor.rebuild else [row[1] for row in rows]
        before = prices(self.db, table.name, ids)
        with shadow.unsealed(self.db):
            self.db.executemany(shape.sql, map(shape.of, rows))
        self.touched.prices |= moved(before, prices(self.db, table.name, before))
        if not cursor.rebuild:
            self._touch(table, (row[1] for row in rows))
        self.crash("apply")
        for _, row_id, _, columns in rows if self._shadowed else ():
            if (table.name, row_id) in self._shadowed:
                assert columns is not None
                truth = {
                    name: value for name, value in zip(names, columns, strict=True) if table.column(name)
                }
                shadow.learn(self.db, table.name, row_id, truth)
                shadow.rebase(self.db, table.name, row_id)

    def _count(self, table: Table, scope: str, rows: list[Row]) -> None:
        """Keep the digests: the new rows come in, and what stood here in their place goes out."""
        find = f"SELECT _scope, _seq FROM {table.name} WHERE {shadow.where(table)} AND _seq IS NOT NULL"
        for _, row_id, seq, _ in rows:
            if old := self.db.execute(find, shadow.key(table, row_id)).fetchone():
                self._less(old[0], table.name, row_id, old[1])
            if scope in self._digests:
                self._digests[scope] = self._digests[scope].plus(table.name, row_id, seq)

    def _drop(self, table: Table, scope: str, row_ids: Iterable[str]) -> None:
        """Delete rows that are gone from a scope, if they are still in it here."""
        find = f"SELECT _seq FROM {table.name} WHERE {shadow.where(table)} AND _scope = ?"
        for row_id in row_ids:
            key = shadow.key(table, row_id)
            old = self.db.execute(find, (*key, scope)).fetchone()
            if old is None:
                continue
            self._touch(table, [row_id])
            if old[0] is not None:
                self._less(scope, table.name, row_id, old[0])
            self.db.execute(f"DELETE FROM {table.name} WHERE {shadow.where(table)}", key)
            if table.name == "customers":  # notes of a call under way and photos leave with them
                self.db.execute("DELETE FROM calls WHERE customer_id = ?", (row_id,))
                self.db.execute("DELETE FROM placements WHERE customer_id = ?", (row_id,))
            self.touched.left = True
            shadow.forget_base(self.db, table.name, row_id)
            self.crash("apply")
            if (table.name, row_id) in self._shadowed:
                shadow.learn(self.db, table.name, row_id, None)
                shadow.rebase(self.db, table.name, row_id)

    def _less(self, scope: str, table: str, row_id: str, seq: int) -> None:
        if scope in self._digests:
            self._digests[scope] = self._digests[scope].less(table, row_id, seq)

    def _ids(self, table: Table, where: str, bound: tuple[object, ...]) -> list[str]:
        row_id = " || '/' || ".join(table.key)
        return [row[0] for row in self.db.execute(f"SELECT {row_id} FROM {table.name} WHERE {where}", bound)]

    def _touch(self, table: Table, row_ids: Iterable[str]) -> None:
        """Note whose summaries must follow the rows as they stand now."""
        if table.name in {"customers", "products"}:
            getattr(self.touched, table.name).update(row_ids)
        elif owner := _OWNERS.get(table.name):
            find = owner.format(where=shadow.where(table))
            for row_id in row_ids:
                found = self.db.execute(find, shadow.key(table, row_id)).fetchone()
                if found and found[0]:
                    self.touched.customers.add(found[0])


# Whose customer a row is about.
_OWNERS = {
    name: f"SELECT customer_id FROM {name} WHERE {{where}}"
    for name, table in TABLES.items()
    if table.parent and table.parent[1] == "customers"
}
_OWNERS["order_lines"] = (
    "SELECT customer_id FROM orders WHERE id = (SELECT order_id FROM order_lines WHERE {where})"
)


class _Shape:
    """How some rows of a table become rows here: the statement, and what is bound for each of them.

    A column that is null in all of them is null in the statement, which costs nothing a row.
    """

    def __init__(self, table: Table, names: Sequence[str], cursor: Cursor, rows: Sequence[Row]) -> None:
        known = set(table.names)
        each = zip(names, zip(*(row[3] or () for row in rows), strict=True), strict=True)
        null = {name for name, values in each if values.count(None) == len(values)}
        bound = [at for at, name in enumerate(names) if name in known - null]
        self._bound = itemgetter(*bound) if len(bound) > 1 else lambda values: [values[at] for at in bound]
        self._more = [(at, name) for at, name in enumerate(names) if name not in known]
        self._scope, self._gen, self._with_id = cursor.scope, cursor.gen, table.key == ("id",)
        said = {"id": "?"} if self._with_id else {}
        said |= {name: "NULL" if name in null else "?" for name in names if name in known}
        said |= {**dict.fromkeys(MARKS, "?"), "_extra": "?" if self._more else "NULL"}
        sets = ", ".join(f"{name} = excluded.{name}" for name in said if name not in table.key)
        self.sql = (
            f"INSERT INTO {table.name} ({', '.join(said)}) VALUES ({', '.join(said.values())})"
            f" ON CONFLICT ({', '.join(table.key)}) DO UPDATE SET {sets}"
        )
        self.of = self._plain if self._with_id and not self._more else self._mapped

    def _plain(self, row: Row) -> tuple[Any, ...]:
        return (row[1], *self._bound(row[3] or ()), self._scope, row[2], self._gen)

    def _mapped(self, row: Row) -> tuple[Any, ...]:
        """Also with columns that this release does not know: they are kept for the one that does."""
        values = row[3] or []
        extra = {name: values[at] for at, name in self._more}
        return (
            *((row[1],) if self._with_id else ()),
            *self._bound(values),
            *(self._scope, row[2], self._gen),
            *((json.dumps(extra, ensure_ascii=False),) if extra else ()),
        )
