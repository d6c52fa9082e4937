"""Customers as the office names them, and the territories they are in."""

from __future__ import annotations

from dataclasses import dataclass

from data.sync.tables import territory_scope
from hub import audit
from hub.db import Db, Tx
from hub.rows import Work, write
from hub.scopes import TERRITORY
from hub.who import Who
from sales.errors import NotFound


@dataclass(frozen=True, slots=True)
class Named:
    """A customer, found by our id or the external one."""

    id: str
    external_id: str | None
    name: str
    territory: str | None


@dataclass(frozen=True, slots=True)
class Territory:
    """A territory, who holds it and how many customers are in it."""

    name: str
    holders: tuple[str, ...]
    customers: int


def customer(tx: Tx, team: str, said: str) -> Named:
    """A customer by our id or the external one. Raises NotFound."""
    row = tx.row(
        "SELECT id, external_id, name, territory FROM customers WHERE team = :team"
        " AND (id = :said OR external_id = :said) ORDER BY CASE WHEN id = :said THEN 0 ELSE 1 END LIMIT 1",
        team=team,
        said=said,
    )
    if row is None:
        raise NotFound("There is no customer {customer}.", "Give our id or the external one.", customer=said)
    return Named(*row)


def move(db: Db, by: Who, said: str, territory: str | None, now: int) -> Named:
    """Move a customer, and everything known of them, to a territory; None: to the office.

    Whoever holds the old one loses them at their next contact. Returns the customer as they were.
    """

    def job(work: Work) -> Named:
        who = customer(work.tx, by.team, said)
        work.put("customers", who.id, {"territory": territory})
        audit.note(
            work.tx, by.team, now, actor=by.user, device=by.device, action="customer.moved", subject=who.id,
            detail=f"{who.territory or '-'} > {territory or '-'}",
        )  # fmt: skip
        return who

    return write(db, by.team, job, actor=by.user, device=by.device, what="move", now=now)


def territories(tx: Tx, team: str) -> tuple[Territory, ...]:
    """Every territory that somebody holds or a customer is in, by name."""
    counts = dict(
        tuple(row)
        for row in tx.rows(
            "SELECT scope, count(*) FROM customers WHERE team = :team AND territory IS NOT NULL"
            " GROUP BY scope",
            team=team,
        )
    )
    holders: dict[str, list[str]] = {}
    for scope, name in tx.rows(
        "SELECT g.scope, p.name FROM grant_ g JOIN person p ON p.team = g.team AND p.id = g.person"
        " WHERE g.team = :team AND p.active = 1 ORDER BY p.name",
        team=team,
    ):
        if scope.startswith(TERRITORY):
            holders.setdefault(scope, []).append(name)
    return tuple(
        Territory(scope.removeprefix(TERRITORY), tuple(holders.get(scope, ())), counts.get(scope, 0))
        for scope in sorted(counts.keys() | holders.keys())
    )


def held(tx: Tx, team: str, territory: str) -> bool:
    """Whether somebody holds a territory."""
    return any(
        one.holders
        for one in territories(tx, team)
        if territory_scope(one.name) == territory_scope(territory)
    )
