"""Wrong tries: each makes the next wait longer, for the code that was tried and for the address it came from.

The waits are kept in the database, so that a restart forgets none. A clock that is set back never opens a
lock early, and one that was ahead for a while does not keep it shut longer than the wait itself.
"""

from __future__ import annotations

from collections.abc import Sequence

from hub.db import Tx
from hub.refusals import Later

LONGEST_S = 15 * 60
FORGOTTEN_MS = 24 * 60 * 60 * 1000
# Tries before the first wait: somebody who types a code from paper errs; an office is behind one address.
FREE = {"code": 2, "address": 10}


def wait_s(wrong: int, free: int) -> int:
    """Seconds to wait after so many wrong tries: none while they are free, then 2, 4, 8 ... LONGEST_S."""
    over = wrong - free
    return 0 if over <= 0 else min(2 ** min(over, 20), LONGEST_S)


def remaining_s(tx: Tx, subjects: Sequence[str], now: int) -> int:
    """How long the longest of the subjects must still wait. A subject is like "code:K7QF"."""
    longest = max((_remaining_ms(tx, subject, now) for subject in subjects), default=0)
    return -(-longest // 1000)


def too_often(seconds: int) -> Later:
    return Later(
        seconds,
        "That was tried wrongly too often.",
        "Wait {seconds} seconds, then try again; or ask your admin for a new code.",
        seconds=str(seconds),
    )


def wrong(tx: Tx, subjects: Sequence[str], now: int) -> None:
    """Count a wrong try for each subject; those of long ago are forgotten."""
    tx.run("DELETE FROM attempt WHERE at < :past", past=now - FORGOTTEN_MS)
    for subject in subjects:
        tries = 1 + (tx.value("SELECT wrong FROM attempt WHERE what = :what", what=subject) or 0)
        until = now + 1000 * wait_s(tries, FREE[subject.partition(":")[0]])
        tx.run(
            "INSERT INTO attempt (what, wrong, until, at) VALUES (:what, :wrong, :until, :at)"
            " ON CONFLICT (what) DO UPDATE SET wrong = excluded.wrong, until = excluded.until,"
            " at = excluded.at",
            what=subject,
            wrong=tries,
            until=until,
            at=now,
        )


def forget(tx: Tx, subject: str) -> None:
    """It went well: the next wrong try is the first."""
    tx.run("DELETE FROM attempt WHERE what = :what", what=subject)


def _remaining_ms(tx: Tx, subject: str, now: int) -> int:
    row = tx.row("SELECT until, at FROM attempt WHERE what = :what", what=subject)
    if row is None or row.until <= now:
        return 0
    if now >= row.at:
        return int(row.until - now)
    whole = int(row.until - row.at)  # the clock was set back: the wait begins anew
    tx.run(
        "UPDATE attempt SET until = :until, at = :now WHERE what = :what",
        until=now + whole,
        now=now,
        what=subject,
    )
    return whole
