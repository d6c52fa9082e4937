"""The digest of a scope: how many rows it has, and a sum over (table, id, seq) that no order changes.

Both sides keep it as rows come and go; where the two differ a row is missing, left over or stale. It says
nothing about columns, so it is the same for every version of the schema.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import blake2b

WHOLE = (1 << 64) - 1


def fingerprint(table: str, row_id: str, seq: int) -> int:
    """What one row adds to the sum, 64 bits."""
    return int.from_bytes(blake2b(f"{table}|{row_id}|{seq}".encode(), digest_size=8).digest(), "big")


@dataclass(frozen=True, slots=True)
class Digest:
    """`n` rows, and their sum modulo 2**64 as a signed number, which is what databases hold."""

    n: int = 0
    total: int = 0

    def plus(self, table: str, row_id: str, seq: int) -> Digest:
        return Digest(self.n + 1, signed(self.total + fingerprint(table, row_id, seq)))

    def less(self, table: str, row_id: str, seq: int) -> Digest:
        return Digest(self.n - 1, signed(self.total - fingerprint(table, row_id, seq)))


def of_rows(rows: Iterable[tuple[str, str, int]]) -> Digest:
    """The digest of rows as (table, id, seq)."""
    n = total = 0
    for table, row_id, seq in rows:
        n += 1
        total += fingerprint(table, row_id, seq)
    return Digest(n, signed(total))


def signed(total: int) -> int:
    """A sum of 64 bits as a database keeps it, from -2**63 to 2**63 - 1."""
    total &= WHOLE
    return total - (1 << 64) if total >> 63 else total
