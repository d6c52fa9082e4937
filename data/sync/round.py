"""One round: push until nothing waits, pull until nothing is new, compare, and be done with what is covered.

Each reply is one transaction here, so a round may be broken off at any point and begun again. A hub that
does not know what this laptop has seen of it was restored from a backup: then everything that was confirmed
in the last weeks is sent again, which is harmless, and every scope is read anew.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from data import quote_numbers
from data.engine import sqlite3
from data.store import Changes, Store
from data.sync import shadow, wire
from data.sync.adoption import customers
from data.sync.cursors import Cursor, cursors, read_anew, recount
from data.sync.derived import Touched
from data.sync.derived import follow as follow_facts
from data.sync.pages import Applying
from data.sync.price_news import in_open_quotes
from data.sync.report import report
from data.sync.rounds import Round
from data.sync.state import put, value, witness, witnessed
from data.sync.tables import TABLES
from data.sync.transport import Net
from data.sync.wire import ForkReply, Head, Mutation, Page, PullRequest, PushReply, PushRequest

DAY_MS = 86_400_000
KEPT_MS = 60 * DAY_MS  # how long what was confirmed is kept, to be sent again to a restored hub
RECOUNT_MS = DAY_MS
MOST_PAGES = 1_000_000
# How much of the file is kept in memory: little while rows stream through, and as `data.store` has it after.
STREAMING, SETTLED = "PRAGMA cache_size = -8192", "PRAGMA cache_size = -65536"


def nothing(_: str) -> None:
    """No crash, no progress."""


def run(
    store: Store,
    net: Net,
    now: Callable[[], int],
    *,
    crash: Callable[[str], None] = nothing,
    follow: Callable[[sqlite3.Connection, Touched], None] = follow_facts,
    progress: Callable[[int, int], None] = lambda received, left: None,
    recount_ms: int = RECOUNT_MS,
    max_rows: int = wire.PAGE_ROWS,
    push_at_once: int = wire.PUSH_AT_ONCE,
) -> Round:
    """Bring the store and the hub to the same. Raises what `net` raises; what was done until then stays.

    `crash` is called at each point at which the process may die, for the tests; `progress` with the rows
    received and about how many are still to come.
    """
    going = _Going(store, net, now, crash, follow, progress, recount_ms, max_rows, push_at_once)
    going.release_held()
    for _ in range(MOST_PAGES):
        going.push_all()
        if going.pull_all():
            break
    return replace(going.round, took_ms=max(0, now() - going.round.at))


class _Going:
    """A round under way."""

    def __init__(
        self,
        store: Store,
        net: Net,
        now: Callable[[], int],
        crash: Callable[[str], None],
        follow: Callable[[sqlite3.Connection, Touched], None],
        progress: Callable[[int, int], None],
        recount_ms: int,
        max_rows: int,
        push_at_once: int,
    ) -> None:
        self.store, self.net, self.now, self.crash = store, net, now, crash
        self.follow, self.progress = follow, progress
        self.recount_ms, self.max_rows, self.push_at_once = recount_ms, max_rows, push_at_once
        self.round = Round(now())
        self._healed: set[str] = set()
        self._moved: set[str] = set()  # products whose price has changed
        self._expected = 0  # rows, as the first page of a reading said

    def release_held(self) -> None:
        """What an older hub did not know is offered again once a round."""
        if self.store.read().execute("SELECT 1 FROM outbox WHERE state = 'held' LIMIT 1").fetchone():
            with self.store.write(Changes.of("outbox")) as db:
                db.execute("UPDATE outbox SET state = 'pending' WHERE state = 'held'")

    # -- push

    def push_all(self) -> None:
        for _ in range(MOST_PAGES):
            waiting = (
                self.store.read()
                .execute(
                    "SELECT ord, mid, tbl, row_id, body, seen, at FROM outbox"
                    " WHERE state IN ('pending', 'again') ORDER BY ord LIMIT ?",
                    (self.push_at_once,),
                )
                .fetchall()
            )
            muts = [_mutation(row) for row in waiting]
            if not muts:
                return
            self._offer(waiting)
            self.crash("before push")
            db = self.store.read()
            unnumbered = quote_numbers.series_of_team(db) is None
            reply = self.net.push(PushRequest(witnessed(db), muts, now=self.now(), unnumbered=unnumbered))
            self.crash("after push")
            if isinstance(reply, ForkReply):
                self._start_over(reply.head)
            else:
                self._take(reply)
                self._hold_unanswered({row["mid"] for row in waiting}, reply)

    def _offer(self, waiting: list[sqlite3.Row]) -> None:
        """From here on the hub may have these, whether an answer comes or not: they are not simply undone."""
        with self.store.write(Changes.of("sync")) as db:
            db.executemany(
                "UPDATE outbox SET offered = 1 WHERE ord = ? AND NOT offered",
                [(row["ord"],) for row in waiting],
            )

    def _take(self, reply: PushReply) -> None:
        with self.store.write(Changes.of("outbox", "sync")) as db:
            for result in reply.results:
                self._answered(db, result, reply.now)
            witness(db, reply.head)
            put(db, hub_ahead_ms=reply.now - self.now(), last_contact_at=self.now())
            if reply.identity:
                put(db, device=reply.identity[0], token=reply.identity[1])
            if reply.series:
                quote_numbers.take(db, reply.series)
            self.crash("apply")
        outcomes = [result.outcome for result in reply.results]
        self.round = replace(
            self.round,
            sent=self.round.sent + len(outcomes) - outcomes.count("unknown"),
            rejected=self.round.rejected + outcomes.count("rejected"),
            conflicts=self.round.conflicts + outcomes.count("conflict"),
        )

    def _hold_unanswered(self, sent: set[str], reply: PushReply) -> None:
        """What a hub has no answer to must not stop what follows: it is offered again in the next round."""
        if unanswered := sent - {result.mid for result in reply.results}:
            with self.store.write(Changes.of("outbox")) as db:
                db.executemany(
                    "UPDATE outbox SET state = 'held' WHERE mid = ?", [(mid,) for mid in unanswered]
                )

    def _answered(self, db: sqlite3.Connection, result: wire.Result, at: int) -> None:
        """An edit stays over the hub's truth until a pull covers it; one sent again was covered before."""
        if result.outcome == "unknown":
            db.execute("UPDATE outbox SET state = 'held', why = ? WHERE mid = ?", (result.why, result.mid))
            return
        db.execute(
            "UPDATE outbox SET state = CASE state WHEN 'again' THEN 'done' ELSE 'acked' END, seq = ?,"
            " outcome = ?, why = ?, done_at = CASE state WHEN 'again' THEN ? END"
            " WHERE mid = ? AND state IN ('pending', 'again', 'held')",
            (result.seq, result.outcome, result.why, at, result.mid),
        )
        if result.outcome in {"rejected", "quarantined"}:
            db.execute(
                "INSERT OR IGNORE INTO attention (mid, tbl, row_id, body, why, at)"
                " SELECT mid, tbl, row_id, body, ?, at FROM outbox WHERE mid = ?",
                (result.why, result.mid),
            )

    def _start_over(self, head: Head) -> None:
        """The hub was restored: send again what it confirmed, and read every scope anew."""
        with self.store.write(Changes.of("outbox", "sync")) as db:
            db.execute("UPDATE outbox SET state = 'pending', seq = NULL WHERE state = 'acked'")
            db.execute("UPDATE outbox SET state = 'again', seq = NULL WHERE state = 'done'")
            read_anew(db)
            witness(db, head, restored=True)
            self.crash("apply")

    # -- pull

    def pull_all(self) -> bool:
        """Whether all is said; False: there is something to push first."""
        for _ in range(MOST_PAGES):
            db = self.store.read()
            known = cursors(db)
            self.crash("before pull")
            page = self.net.pull(
                PullRequest(
                    witnessed(db),
                    {one.scope: one.seq for one in known.values()},
                    {one.scope: one.begun for one in known.values() if one.rebuild},
                    view=value(db, "view", ""),
                    now=self.now(),
                    max_rows=self.max_rows,
                    report=report(db, self.now()),
                )
            )
            self.crash("after pull")
            if isinstance(page, ForkReply):
                self._start_over(page.head)
                return False
            if self._apply(page, known):
                return True
        return True

    def _apply(self, page: Page, known: dict[str, Cursor]) -> bool:
        foot = page.foot
        left = known.keys() - set(foot.scopes)
        kinds = TABLES if left or foot.reset else page.head.tables
        with self.store.write(Changes.of("sync", *kinds)) as db:
            if foot.more or any(one.rebuild for one in known.values()):
                db.execute(STREAMING)
            applying = Applying(db, page, self.crash)
            applying.apply()
            witness(db, foot.head)
            self._said(db, page)
            healed = 0
            if not foot.more:
                applying.touched.customers |= self._cover(db, foot.head[0], foot.now)
                healed = self._compare(db, page)
            if not foot.more:
                db.execute(SETTLED)
            self.follow(db, applying.touched)
            self.crash("before commit")
        received = self.round.received + len(page.rows)
        self._moved |= applying.touched.prices
        self.round = replace(
            self.round,
            received=received,
            heals=self.round.heals + healed,
            prices=len(self._moved),
            quoted=in_open_quotes(self.store.read(), self._moved),
        )
        self._expected = self._expected or foot.left
        self.progress(received, max(0, self._expected - received))
        still = {one.scope: one.seq for one in known.values()} == foot.cursors
        return not healed and (not foot.more or (still and not foot.reset))

    def _said(self, db: sqlite3.Connection, page: Page) -> None:
        """Keep what the foot says besides rows: the hub's clock and the lease."""
        foot = page.foot
        put(
            db,
            hub_ahead_ms=foot.now - self.now(),
            last_contact_at=self.now(),
            catching_up=foot.more and (foot.left > 0 or bool(foot.reset)),
        )
        if foot.lease_until:
            put(db, lease_until=foot.lease_until)

    def _cover(self, db: sqlite3.Connection, newest: int, at: int) -> set[str]:
        """The hub's truth now has these edits in it: they need not lie over it any longer.

        Gives the customers of rows that are not as they were, for the hub did not take an edit of them. How
        long edits are kept goes by the hub's clock: this one may be years off.
        """
        refused = db.execute(
            "SELECT DISTINCT tbl, row_id FROM outbox WHERE state = 'acked' AND seq <= ?"
            " AND outcome IN ('rejected', 'quarantined')",
            (newest,),
        ).fetchall()
        changed = {one for row in refused for one in customers(db, row[0], row[1])}
        covered = db.execute(
            "SELECT DISTINCT tbl, row_id FROM outbox WHERE state = 'acked' AND seq <= ?", (newest,)
        ).fetchall()
        db.execute(
            "UPDATE outbox SET state = 'done', done_at = ? WHERE state = 'acked' AND seq <= ?", (at, newest)
        )
        for table, row_id in covered:
            shadow.rebase(db, table, row_id)
            if shadow.row(db, table, row_id) is None:
                shadow.forget_base(db, table, row_id)
        db.execute("DELETE FROM outbox WHERE state = 'done' AND done_at < ?", (at - KEPT_MS,))
        return changed

    def _compare(self, db: sqlite3.Connection, page: Page) -> int:
        """Compare digests; a scope that differs, counted again, is read anew. Returns how many do."""
        at = page.foot.now  # the hub's clock: this one may be years off
        due = not 0 <= at - value(db, "recounted_at", 0) < self.recount_ms
        if due or _differing(db, page):
            recount(db)
            put(db, recounted_at=at)
        differing = set(_differing(db, page)) - self._healed  # once a round is enough
        for scope in differing:
            read_anew(db, scope)
        self._healed |= differing
        return len(differing)


def _differing(db: sqlite3.Connection, page: Page) -> list[str]:
    known = cursors(db)
    return [
        scope
        for scope, (n, total) in page.foot.digest.items()
        if scope in known and (known[scope].digest.n, known[scope].digest.total) != (n, total)
    ]


def _mutation(row: Any) -> Any:
    body = json.loads(row["body"])
    said, base = body["set"], body.get("base") or {}
    return wire.raw(
        Mutation(
            row["mid"], row["ord"], body["op"], row["tbl"], row["row_id"], said, base, row["seen"], row["at"]
        )
    )
