"""How often cards and tracks worked, from what was marked in calls: in all, and by the customer's segment.

What was marked in a contact that was taken back does not count.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from data.engine import sqlite3

ALL = ""  # every segment together
JUDGED = """
SELECT ref, coalesce(segment, '') AS segment, count(*) AS used, count(worked) AS n,
    coalesce(sum(worked), 0) AS worked
FROM contact_marks m WHERE kind = ? AND ref IS NOT NULL
    AND NOT EXISTS (SELECT 1 FROM activities WHERE id = m.activity_id AND state <> 'done')
GROUP BY 1, 2"""


@dataclass(frozen=True, slots=True)
class Tally:
    """How often something was used, how often that was judged (`n`), and how often it worked."""

    used: int = 0
    n: int = 0
    worked: int = 0

    def __add__(self, other: Tally) -> Tally:
        return Tally(self.used + other.used, self.n + other.n, self.worked + other.worked)


@dataclass(frozen=True, slots=True)
class Tallies:
    """The tallies by ref and segment."""

    by_segment: Mapping[tuple[str, str], Tally] = field(default_factory=dict)
    by_ref: Mapping[str, Tally] = field(default_factory=dict)

    def of(self, ref: str, segment: str = ALL) -> Tally:
        found = self.by_segment.get((ref, segment)) if segment else self.by_ref.get(ref)
        return found or Tally()


def tallies(db: sqlite3.Connection, kind: str = "objection") -> Tallies:
    """What the marks of a kind say of everything that they name."""
    by_segment: dict[tuple[str, str], Tally] = {}
    by_ref: dict[str, Tally] = {}
    for row in db.execute(JUDGED, (kind,)):
        tally = Tally(row["used"], row["n"], row["worked"])
        by_segment[row["ref"], row["segment"]] = tally
        by_ref[row["ref"]] = by_ref.get(row["ref"], Tally()) + tally
    return Tallies(by_segment, by_ref)
