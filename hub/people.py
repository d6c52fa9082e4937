"""The people of a team: who they are, what they may, and which territories are theirs.

A person is also a row of the shared table `reps`, under the same id, so that everyone sees their name. Roles:
a rep holds territories; a manager also looks after the reps whose manager they are; an admin runs the hub.
Every change is a decision that the audit keeps.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from data.ids import uuid7
from data.sync.tables import COSTS, territory_scope
from hub import audit, devices, passwords
from hub.db import Db, Tx
from hub.rows import Work, write
from hub.scopes import TERRITORY
from hub.who import ROLES, Who
from sales.errors import NotFound, RuleBroken

OFFICE_ACTOR = "office"  # who runs commands at the hub itself

_PERSON = (
    "SELECT p.id, p.name, r.external_id, p.role, p.manager_id, p.active, p.added_at, p.password_hash"
    " FROM person p LEFT JOIN reps r ON r.team = p.team AND r.id = p.id WHERE p.team = :team"
)


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody of the team. `active` is False for who left: their name stays on what they did."""

    id: str
    name: str
    external_id: str | None
    role: str
    manager_id: str | None
    active: bool
    added_at: int
    has_password: bool
    territories: tuple[str, ...]
    sees_costs: bool


def office(team: str) -> Who:
    """Who works at the hub's own command line."""
    return Who(team, OFFICE_ACTOR, "admin")


def add(
    db: Db,
    by: Who,
    name: str,
    role: str,
    now: int,
    *,
    territories: Sequence[str] = (),
    manager: str | None = None,
) -> Person:
    """Add somebody, or take back somebody who left.

    `name` may be the id, the number or the name of a rep who is known already; their territory is kept when
    none is given. Raises RuleBroken and NotFound.
    """
    if role not in ROLES:
        raise RuleBroken("There is no role {role}.", "Roles are: {roles}.", role=role, roles=", ".join(ROLES))
    if not name.strip():
        raise RuleBroken("A person has a name.", "Write it in quotes if it has spaces.")

    def job(work: Work) -> str:
        known = _rep(work.tx, by.team, name)
        person_id = known or uuid7(now)
        if work.tx.value(
            "SELECT active FROM person WHERE team = :team AND id = :id", team=by.team, id=person_id
        ):
            raise RuleBroken(
                "{name} is on the team already.",
                "For another computer of theirs, make a new code.",
                name=name,
            )
        manager_id = _one(work.tx, by.team, manager).id if manager else None
        _join(work, person_id, name.strip(), role, manager_id, tuple(territories), now)
        audit.note(
            work.tx, by.team, now, actor=by.user, device=by.device, action="person.added", subject=person_id,
            detail=f"{role}; {', '.join(territories) or '-'}",
        )  # fmt: skip
        return person_id

    person_id = write(db, by.team, job, actor=by.user, device=by.device, what="person", now=now)
    with db.reading() as tx:
        return find(tx, by.team, person_id)


def find(tx: Tx, team: str, who: str) -> Person:
    """Somebody by id, number or name. Raises NotFound, which names whom there is."""
    return _person(tx, team, _one(tx, team, who))


def everyone(tx: Tx, team: str) -> tuple[Person, ...]:
    """The whole team by name, those who left last."""
    found = tx.rows(f"{_PERSON} ORDER BY p.active DESC, p.name, p.id", team=team)
    return tuple(_person(tx, team, row) for row in found)


def rename(db: Db, by: Who, who: str, name: str, now: int) -> None:
    def job(work: Work, person_id: str) -> str:
        work.put("reps", person_id, {"name": name})
        _set(work.tx, by.team, person_id, "name", name)
        return name

    _decide(db, by, who, "person.renamed", now, job)


def set_role(db: Db, by: Who, who: str, role: str, now: int) -> None:
    """Raises RuleBroken for a role that does not exist."""
    if role not in ROLES:
        raise RuleBroken("There is no role {role}.", "Roles are: {roles}.", role=role, roles=", ".join(ROLES))

    def job(work: Work, person_id: str) -> str:
        work.put("reps", person_id, {"role": role})
        _set(work.tx, by.team, person_id, "role", role)
        return role

    _decide(db, by, who, "person.role", now, job)


def set_manager(db: Db, by: Who, who: str, manager: str | None, now: int) -> None:
    """Who looks after somebody; None: every manager does."""

    def job(work: Work, person_id: str) -> str:
        manager_id = _one(work.tx, by.team, manager).id if manager else None
        if manager_id == person_id:
            raise RuleBroken("Nobody is their own manager.")
        work.put("reps", person_id, {"manager_id": manager_id})
        _set(work.tx, by.team, person_id, "manager_id", manager_id)
        return manager_id or "-"

    _decide(db, by, who, "person.manager", now, job)


def set_territories(db: Db, by: Who, who: str, territories: Sequence[str], now: int) -> None:
    """Which territories somebody holds from now on; what they no longer hold leaves their computers."""

    def job(work: Work, person_id: str) -> str:
        work.put("reps", person_id, {"territory": territories[0] if territories else None})
        _hold(work.tx, by.team, person_id, territories)
        return ", ".join(territories) or "-"

    _decide(db, by, who, "person.territories", now, job)


def show_costs(db: Db, by: Who, who: str, now: int) -> None:
    """Let a rep see what things cost, as managers do."""

    def job(work: Work, person_id: str) -> str:
        _grant(work.tx, by.team, person_id, COSTS)
        return COSTS

    _decide(db, by, who, "person.sees", now, job)


def hide_costs(db: Db, by: Who, who: str, now: int) -> None:
    def job(work: Work, person_id: str) -> str:
        work.tx.run(
            "DELETE FROM grant_ WHERE team = :team AND person = :person AND scope = :scope",
            team=by.team, person=person_id, scope=COSTS,
        )  # fmt: skip
        return COSTS

    _decide(db, by, who, "person.sees_no_more", now, job)


def set_password(db: Db, by: Who, who: str, password: str | None, now: int) -> None:
    """What is asked beside a code when somebody connects a computer; None: the code is enough."""
    hashed = passwords.password_hash(password) if password else None

    def job(work: Work, person_id: str) -> str:
        _set(work.tx, by.team, person_id, "password_hash", hashed)
        return "set" if hashed else "none"

    _decide(db, by, who, "person.password", now, job)


def revoke(db: Db, by: Who, who: str, now: int) -> int:
    """Somebody left: their codes die and their computers are told to wipe. Returns how many computers."""

    def job(work: Work, person_id: str) -> str:
        _set(work.tx, by.team, person_id, "active", 0)
        work.tx.run(
            "DELETE FROM invitation WHERE team = :team AND person = :person AND used_at IS NULL",
            team=by.team, person=person_id,
        )  # fmt: skip
        return str(devices.revoke_all(work.tx, by, person_id, now))

    return int(_decide(db, by, who, "person.revoked", now, job))


def _decide(db: Db, by: Who, who: str, action: str, now: int, job: Callable[[Work, str], str]) -> str:
    """One decision about one person, with its line in the audit. The job returns what the line tells."""

    def decided(work: Work) -> str:
        person_id: str = _one(work.tx, by.team, who).id
        detail = job(work, person_id)
        audit.note(
            work.tx, by.team, now, actor=by.user, device=by.device, action=action, subject=person_id,
            detail=detail,
        )  # fmt: skip
        return detail

    return write(db, by.team, decided, actor=by.user, device=by.device, what="person", now=now)


def _join(
    work: Work,
    person_id: str,
    name: str,
    role: str,
    manager_id: str | None,
    territories: Sequence[str],
    now: int,
) -> None:
    """The person, their row in `reps` and what they hold."""
    rep = work.get("reps", person_id)
    values = {"role": role} if rep else {"role": role, "name": name}
    if manager_id:
        values["manager_id"] = manager_id
    if territories:
        values["territory"] = territories[0]
    work.put("reps", person_id, values)
    kept = work.get("reps", person_id)
    assert kept is not None
    work.tx.run(
        "INSERT INTO person (team, id, name, role, manager_id, active, added_at)"
        " VALUES (:team, :id, :name, :role, :manager_id, 1, :now) ON CONFLICT (team, id) DO UPDATE"
        " SET role = excluded.role, manager_id = excluded.manager_id, active = 1",
        team=work.team, id=person_id, name=kept.values["name"], role=role,
        manager_id=kept.values["manager_id"], now=now,
    )  # fmt: skip
    held = territories or ([kept.values["territory"]] if kept.values["territory"] else [])
    _hold(work.tx, work.team, person_id, held)


def _hold(tx: Tx, team: str, person_id: str, territories: Sequence[str]) -> None:
    tx.run(
        "DELETE FROM grant_ WHERE team = :team AND person = :person AND scope LIKE :territories",
        team=team, person=person_id, territories=f"{TERRITORY}%",
    )  # fmt: skip
    for territory in territories:
        _grant(tx, team, person_id, territory_scope(territory))


def _grant(tx: Tx, team: str, person_id: str, scope: str) -> None:
    tx.run(
        "INSERT INTO grant_ (team, person, scope) VALUES (:team, :person, :scope) ON CONFLICT DO NOTHING",
        team=team, person=person_id, scope=scope,
    )  # fmt: skip


def _set(tx: Tx, team: str, person_id: str, column: str, value: object) -> None:
    tx.run(
        f"UPDATE person SET {column} = :value WHERE team = :team AND id = :id",
        value=value, team=team, id=person_id,
    )  # fmt: skip


def _person(tx: Tx, team: str, row: Any) -> Person:
    scopes = tx.rows(
        "SELECT scope FROM grant_ WHERE team = :team AND person = :person ORDER BY scope",
        team=team, person=row.id,
    )  # fmt: skip
    held = tuple(scope.removeprefix(TERRITORY) for (scope,) in scopes if scope.startswith(TERRITORY))
    return Person(
        row.id, row.name, row.external_id, row.role, row.manager_id, bool(row.active), row.added_at,
        row.password_hash is not None, held, any(scope == COSTS for (scope,) in scopes),
    )  # fmt: skip


def _one(tx: Tx, team: str, who: str) -> Any:
    """The row of a person by id, number or name. Raises NotFound, RuleBroken when a name is two people's."""
    found = tx.rows(
        f"{_PERSON} AND (p.id = :who OR r.external_id = :who OR lower(p.name) = lower(:who)"
        " OR r.name_zh = :who)",
        team=team, who=who,
    )  # fmt: skip
    if not found:
        names = tx.rows("SELECT name FROM person WHERE team = :team ORDER BY name LIMIT 12", team=team)
        there = ", ".join(name for (name,) in names)
        raise NotFound("There is nobody called {who}.", "There are: {names}.", who=who, names=there or "-")
    return _only(found, who)


def _rep(tx: Tx, team: str, who: str) -> str | None:
    """The id of a rep who is known already, by id, number or name."""
    found = tx.rows(
        "SELECT id, external_id FROM reps WHERE team = :team AND (id = :who OR external_id = :who"
        " OR lower(name) = lower(:who) OR name_zh = :who)",
        team=team, who=who,
    )  # fmt: skip
    return _only(found, who).id if found else None


def _only(found: Sequence[Any], who: str) -> Any:
    exact = [row for row in found if who in {row.id, row.external_id}] or list(found)
    if len(exact) > 1:
        raise RuleBroken(
            "{who} is the name of {n} people.",
            "Take one by number: {numbers}.",
            who=who,
            n=len(exact),
            numbers=", ".join(row.external_id or row.id for row in exact),
        )
    return exact[0]
