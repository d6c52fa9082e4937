"""What the hub forgets in time: gone rows that every laptop has had long enough to hear of."""

from __future__ import annotations

from hub.db import Db, Tx

KEEP_MS = 90 * 86_400_000


def compact(db: Db, team: str, now: int, keep_ms: int = KEEP_MS) -> int:
    """Drop the entries of rows that are gone since `keep_ms`, and raise the floor. Returns how many.

    A laptop whose cursor lies below the floor reads its scopes anew.
    """

    def job(tx: Tx) -> int:
        newest = tx.value(
            "SELECT max(seq) FROM txlog WHERE team = :team AND at <= :at", team=team, at=now - keep_ms
        )
        if newest is None:
            return 0
        tx.run("UPDATE team SET floor = :floor WHERE id = :team AND floor < :floor", team=team, floor=newest)
        return tx.run(
            "DELETE FROM change WHERE team = :team AND gone = 1 AND seq <= :floor", team=team, floor=newest
        )

    return db.write(job)
