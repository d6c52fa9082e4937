"""Which scopes a person reads, and in which view.

A rep reads what is everyone's and their territories. A manager also what belongs to no territory, and the
territories of the reps they manage, of reps whom nobody manages, and those that nobody holds. An admin reads
everything. What things cost goes to managers, admins and those who were granted it.
"""

from __future__ import annotations

from data.sync.tables import COSTS, OFFICE, SHARED
from hub.db import Tx
from hub.who import Who

TERRITORY = "territory:"
ALL = "SELECT scope FROM digest WHERE team = :team UNION SELECT scope FROM grant_ WHERE team = :team"
HELD = (
    "SELECT g.scope FROM grant_ g JOIN person p ON p.team = g.team AND p.id = g.person"
    " WHERE g.team = :team AND p.active = 1 AND "
)
# By somebody else's: a rep whom another manager manages, or another manager; an admin answers for nobody.
OTHERS = (
    f"{HELD} p.id != :person AND (p.role = 'manager'"
    " OR p.role = 'rep' AND p.manager_id IS NOT NULL AND p.manager_id != :person)"
)
OWN = f"{HELD} (p.id = :person OR p.role = 'rep' AND (p.manager_id = :person OR p.manager_id IS NULL))"


def granted(tx: Tx, who: Who) -> list[str]:
    """The scopes that somebody may read now: their territories first, then everyone's."""
    granted: set[str] = {
        row[0]
        for row in tx.tuples(
            "SELECT scope FROM grant_ WHERE team = :team AND person = :person", team=who.team, person=who.user
        )
    }
    if who.role != "rep":
        known = {row[0] for row in tx.tuples(ALL, team=who.team)}
        if who.role == "manager":
            bound = {"team": who.team, "person": who.user}
            others = {row[0] for row in tx.tuples(OTHERS, **bound)}
            known -= others - {row[0] for row in tx.tuples(OWN, **bound)}
        granted |= known | {OFFICE}
    mine = sorted(scope for scope in granted if scope.startswith(TERRITORY))
    rest = sorted(granted.difference(mine, (SHARED, OFFICE, COSTS)))
    return [*mine, SHARED, *rest, *([OFFICE] if who.role != "rep" else [])]


def view(tx: Tx, who: Who) -> str:
    """Which restricted columns somebody sees, as a word that travels with the cursors."""
    if who.role != "rep":
        return COSTS
    sees = tx.value(
        "SELECT 1 FROM grant_ WHERE team = :team AND person = :person AND scope = :costs",
        team=who.team, person=who.user, costs=COSTS,
    )  # fmt: skip
    return COSTS if sees else ""
