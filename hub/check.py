"""Finding out where a laptop and the hub differ: sums over the buckets of one table in one scope."""

from __future__ import annotations

from data.sync import wire
from data.sync.digest import Digest
from data.sync.tables import TABLES
from data.sync.wire import CheckReply, CheckRequest, ForkReply
from hub.db import Db
from hub.rows import head, knows
from hub.scopes import granted
from hub.who import Who

BUCKETS = 256


def check(db: Db, who: Who, request: CheckRequest) -> CheckReply | ForkReply:
    """The bucket sums; all empty for a scope or a table that is not theirs."""
    with db.reading() as tx:
        newest = head(tx, who.team)
        if not knows(tx, who.team, request.hi):
            return ForkReply(newest)
        sums = [Digest()] * BUCKETS
        if request.tbl in TABLES and request.scope in granted(tx, who):
            rows = tx.tuples(
                f"SELECT id, seq FROM {request.tbl} WHERE team = :team AND scope = :scope",
                team=who.team, scope=request.scope,
            )  # fmt: skip
            for row_id, seq in rows:
                at = wire.bucket(row_id)
                sums[at] = sums[at].plus(request.tbl, row_id, seq)
    return CheckReply([(one.n, one.total) for one in sums], newest)
