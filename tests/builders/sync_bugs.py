"""The rules of the protocol, each with a switch that breaks it: a test that misses the bug is no test.

A bug changes the real modules for the length of a `with`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from types import MappingProxyType
from typing import Any
from unittest.mock import patch

import hub.compaction
import hub.pull
import hub.push
import hub.rows
from data.store import Changes
from data.sync import cursors, pages, shadow
from data.sync import round as rounds
from hub.db import Tx
from tests.builders import model

Bug = Callable[[ExitStack], None]


def _change(stack: ExitStack, owner: Any, name: str, new: Any) -> Any:
    """Put `new` in the place of an attribute; gives what was there."""
    old = getattr(owner, name)
    stack.enter_context(patch.object(owner, name, new))
    return old


def _no_idempotency(stack: ExitStack) -> None:
    _change(stack, hub.push, "_stored", lambda work, mids: {})
    logged = hub.push._logged

    def renamed(who: Any, mid: str, *rest: Any) -> dict[str, Any]:
        row = logged(who, mid, *rest)
        if row["ord"]:
            row["ord"] += 1
        return row

    _change(stack, hub.push, "_logged", renamed)
    write_log = hub.rows.Work._write_log

    def forgetting(work: Any, seq: int) -> None:
        mids = work.tx.listed([one["mid"] for one in work.logged])
        work.tx.run(f"DELETE FROM mutation WHERE {work.tx.among('mid')}", ids=mids)
        write_log(work, seq)

    _change(stack, hub.rows.Work, "_write_log", forgetting)


def _no_fork_check(stack: ExitStack) -> None:
    _change(stack, hub.push, "knows", lambda *_: True)
    _change(stack, hub.pull, "knows", lambda *_: True)


def _fork_check_on_pull_only(stack: ExitStack) -> None:
    _change(stack, hub.push, "knows", lambda *_: True)


def _no_gone_on_move(stack: ExitStack) -> None:
    many = Tx.many

    def without(tx: Tx, sql: str, rows: Any) -> None:
        if sql.startswith("INSERT INTO change"):
            there = {(row["tbl"], row["id"]) for row in rows if not row["gone"]}
            rows = [row for row in rows if not (row["gone"] and (row["tbl"], row["id"]) in there)]
        many(tx, sql, rows)

    _change(stack, Tx, "many", without)


def _gone_from_any_scope(stack: ExitStack) -> None:
    drop = pages.Applying._drop

    def anywhere(self: Any, table: Any, scope: str, row_ids: Any) -> None:
        for row_id in list(row_ids):
            found = self.db.execute(
                f"SELECT _scope FROM {table.name} WHERE {shadow.where(table)}", shadow.key(table, row_id)
            ).fetchone()
            drop(self, table, found[0] if found else scope, [row_id])

    _change(stack, pages.Applying, "_drop", anywhere)


def _marked_before_the_answer(stack: ExitStack) -> None:
    push_all = rounds._Going.push_all

    def early(self: Any) -> None:
        push = self.net.push

        def marking(request: Any) -> Any:
            with self.store.write(Changes.of("outbox")) as db:
                db.execute("UPDATE outbox SET state = 'acked', seq = 0 WHERE state = 'pending'")
            return push(request)

        with patch.object(self.net, "push", marking):
            push_all(self)

    _change(stack, rounds._Going, "push_all", early)


def _cursor_outside_the_page(stack: ExitStack) -> None:
    apply = pages.Applying.apply

    def split(self: Any) -> None:
        for scope, seq in self.page.foot.cursors.items():
            cursors.begin(self.db, scope)
            self.db.execute("UPDATE cursors SET seq = ? WHERE scope = ?", (seq, scope))
        self.db.execute("COMMIT")
        self.db.execute("BEGIN IMMEDIATE")
        self.crash("between")
        apply(self)

    _change(stack, pages.Applying, "apply", split)


def _no_floor(stack: ExitStack) -> None:
    def lower(db: Any, team: str, now: int, keep_ms: int = 0) -> int:
        gone = hub.compaction.compact(db, team, now, keep_ms)
        db.write(lambda tx: tx.run("UPDATE team SET floor = 0 WHERE id = :team", team=team))
        return gone

    _change(stack, model, "compact", lower)


def _revoked_scope_stays(stack: ExitStack) -> None:
    _change(stack, pages.Applying, "_leave", lambda self, scope: None)


def _no_digest(stack: ExitStack) -> None:
    _change(stack, rounds, "_differing", lambda db, page: [])


def _answer_is_no_witness(stack: ExitStack) -> None:
    take = rounds._Going._take

    def blind(self: Any, reply: Any) -> None:
        with patch.object(rounds, "witness", lambda *_, **__: None):
            take(self, reply)

    _change(stack, rounds._Going, "_take", blind)


def _children_stay_behind(stack: ExitStack) -> None:
    _change(stack, hub.rows.Work, "_follow", lambda work: None)


def _truth_over_my_edits(stack: ExitStack) -> None:
    _change(stack, shadow, "shadowed", lambda db: set())


def _covered_too_early(stack: ExitStack) -> None:
    take = rounds._Going._take

    def covering(self: Any, reply: Any) -> None:
        take(self, reply)
        with self.store.write(Changes.of("outbox")) as db:
            self._cover(db, reply.head[0], reply.now)

    _change(stack, rounds._Going, "_take", covering)


def _page_ends_inside_a_transaction(stack: ExitStack) -> None:
    tuples = Tx.tuples

    def cut(tx: Tx, sql: str, **bound: Any) -> Any:
        found = tuples(tx, sql, **bound)
        if "CROSS JOIN" in sql and len(found) > 1:
            return found[:-1]
        return found

    _change(stack, Tx, "tuples", cut)


def _counters_as_totals(stack: ExitStack) -> None:
    inc = hub.push._inc

    def total(work: Any, who: Any, scopes: Any, table: Any, one: Any) -> Any:
        row = work.get(table.name, one.id)
        seen = row.seq > (one.seen or 0) if row else False
        return inc(work, who, scopes, table, one) if not seen else hub.push.Decided("applied")

    _change(stack, hub.push, "_OPS", MappingProxyType({**hub.push._OPS, "inc": total}))


def _loser_is_forgotten(stack: ExitStack) -> None:
    merge = hub.push.merge
    _change(stack, hub.push, "merge", lambda *given: replace(merge(*given), clashes=()))
    _change(stack, hub.rows.Work, "_write_log", _log_without_history(hub.rows.Work._write_log))


def _log_without_history(write_log: Callable[[Any, int], None]) -> Callable[[Any, int], None]:
    def forgetting(work: Any, seq: int) -> None:
        work._past.clear()
        write_log(work, seq)

    return forgetting


BUGS: Mapping[str, Bug] = {
    "a mutation is applied every time it comes": _no_idempotency,
    "a restored hub is not recognised": _no_fork_check,
    "a restored hub is recognised on pull only": _fork_check_on_pull_only,
    "no gone entry when a row moves": _no_gone_on_move,
    "gone deletes whatever scope the row is in": _gone_from_any_scope,
    "the outbox is marked before the answer": _marked_before_the_answer,
    "the cursor is saved outside the page's transaction": _cursor_outside_the_page,
    "no floor after compaction": _no_floor,
    "a scope that was taken away stays": _revoked_scope_stays,
    "no digest is compared": _no_digest,
    "an answer to a push is no witness": _answer_is_no_witness,
    "what hangs on a customer stays behind": _children_stay_behind,
    "the hub's truth hides my edits": _truth_over_my_edits,
    "an edit is covered before the pull": _covered_too_early,
    "a page ends inside a transaction": _page_ends_inside_a_transaction,
    "counters are sent as totals": _counters_as_totals,
    "the losing value is forgotten": _loser_is_forgotten,
}


@contextmanager
def seeded(bug: str) -> Iterator[None]:
    """The product with one of the BUGS in it."""
    with ExitStack() as stack:
        BUGS[bug](stack)
        yield
