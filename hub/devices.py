"""The computers of a team: their tokens, leases, and what happens to one that is lost.

A token is 256 random bits that only its computer knows; the hub keeps its SHA-256, so whoever reads the
database cannot use it, and a revoked one is refused at the next request. A lease is renewed at every contact;
past it a computer no longer shows what it holds. A computer is `active`, `revoked` (it is told to wipe
itself, and may hand in what it has not sent) or `wiped` (it said that it did, or was removed by its user).
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from hashlib import sha256

from data.ids import uuid7
from hub import audit
from hub.db import Db, Tx
from hub.refusals import unauthorised, wipe
from hub.who import Who
from sales.errors import NotFound

LEASE_MS = 14 * 24 * 60 * 60 * 1000
SEEN_MS = 60_000  # how exactly the hub keeps when a computer was last here

_DEVICE = "SELECT id, person, name, state, wire, enrolled_at, last_seen, lease_until, replaces FROM device"


@dataclass(frozen=True, slots=True)
class Device:
    """A computer that was connected; instants are UTC milliseconds. `replaces`: it is a copy of that one."""

    id: str
    person: str
    name: str
    state: str
    wire: int
    enrolled_at: int
    last_seen: int
    lease_until: int
    replaces: str | None


@dataclass(frozen=True, slots=True)
class Holder:
    """Who a token belongs to, and how their computer stands."""

    who: Who
    state: str
    wire: int
    last_seen: int

    @property
    def active(self) -> bool:
        return self.state == "active"


def lease_until(now: int) -> int:
    """How long a computer that is in contact now may show what it holds."""
    return now + LEASE_MS


def holder(db: Db, token: str) -> Holder:
    """Whose token it is. Raises Refused (401) for one that the hub does not know."""
    with db.reading() as tx:
        row = tx.row(
            "SELECT d.team, d.person, p.role, d.id, d.state, d.wire, d.last_seen, p.active FROM device d"
            " JOIN person p ON p.team = d.team AND p.id = d.person WHERE d.token_sha256 = :hash",
            hash=_hash(token),
        )
    if row is None:
        raise unauthorised()
    state = "revoked" if row.state == "active" and not row.active else row.state
    return Holder(Who(row.team, row.person, row.role, row.id), state, row.wire, row.last_seen)


def authenticate(db: Db, token: str, now: int) -> Who:
    """Who may read and write with a token; the contact renews the lease. Raises Refused."""
    found = holder(db, token)
    admit(found)
    seen(db, found, found.wire, now)
    return found.who


def admit(found: Holder) -> None:
    """Raises Refused unless the computer may still hold the team's data."""
    if found.state == "wiped":
        raise unauthorised()
    if not found.active:
        raise wipe()


def seen(db: Db, found: Holder, wire: int, now: int) -> None:
    """Keep when a computer was here and what it speaks; written at most once a minute."""
    if wire == found.wire and abs(now - found.last_seen) < SEEN_MS:
        return
    db.write(
        lambda tx: tx.run(
            "UPDATE device SET last_seen = :now, lease_until = :lease, wire = :wire WHERE id = :id",
            now=now, lease=lease_until(now), wire=wire, id=found.who.device,
        )
    )  # fmt: skip


def connect(
    tx: Tx, who: Who, name: str, wire: int, now: int, *, replaces: str | None = None
) -> tuple[str, str]:
    """A new computer of somebody. Returns its id and its token, which is nowhere else."""
    device, token = uuid7(max(now, 0)), secrets.token_urlsafe(32)
    tx.run(
        "INSERT INTO device (id, team, person, name, token_sha256, state, wire, enrolled_at, lease_until,"
        " last_seen, replaces) VALUES (:id, :team, :person, :name, :hash, 'active', :wire, :now, :lease,"
        " :now, :replaces)",
        id=device, team=who.team, person=who.user, name=name, hash=_hash(token), wire=wire, now=now,
        lease=lease_until(now), replaces=replaces,
    )  # fmt: skip
    return device, token


def fresh_token(tx: Tx, device: str, now: int) -> str:
    """Another token for a computer whose first one was lost on the way; the first is no longer one."""
    token = secrets.token_urlsafe(32)
    tx.run(
        "UPDATE device SET token_sha256 = :hash, last_seen = :now, lease_until = :lease WHERE id = :id",
        hash=_hash(token), now=now, lease=lease_until(now), id=device,
    )  # fmt: skip
    return token


def twin(tx: Tx, who: Who, now: int) -> tuple[str, str]:
    """An identity of its own for a copy of a computer, whose image two work with. Returns (device, token)."""
    name, wire = tx.row("SELECT name, wire FROM device WHERE id = :id", id=who.device)
    device, token = connect(tx, who, name, wire, now, replaces=who.device)
    audit.note(
        tx, who.team, now, actor=who.user, device=who.device, action="device.twin", subject=device,
        detail=name,
    )  # fmt: skip
    return device, token


def fresh_series(tx: Tx, team: str, device: str, now: int) -> str:
    """A series of quote numbers that no computer of the team has had: R01, R02, ..."""
    given = tx.value("SELECT count(*) FROM series WHERE team = :team", team=team)
    name = f"R{given + 1:02}"
    tx.run(
        "INSERT INTO series (team, name, device, given_at) VALUES (:team, :name, :device, :now)",
        team=team, name=name, device=device, now=now,
    )  # fmt: skip
    return name


def everyones(tx: Tx, team: str) -> tuple[Device, ...]:
    """All computers, who was here last first."""
    found = tx.rows(f"{_DEVICE} WHERE team = :team ORDER BY last_seen DESC, id", team=team)
    return tuple(Device(*row) for row in found)


def revoke(db: Db, by: Who, device: str, now: int) -> Device:
    """A computer is lost: it is told to wipe itself at its next contact. Raises NotFound."""

    def job(tx: Tx) -> Device:
        row = tx.row(f"{_DEVICE} WHERE team = :team AND id = :id", team=by.team, id=device)
        if row is None:
            raise NotFound("There is no computer {device}.", "hub user list shows them.", device=device)
        if row.state == "active":
            _revoke(tx, by, row.id, row.name, now)
        return Device(*tx.row(f"{_DEVICE} WHERE id = :id", id=device))

    return db.write(job)


def revoke_all(tx: Tx, by: Who, person: str, now: int) -> int:
    """All computers of somebody. Returns how many were active."""
    found = tx.rows(
        "SELECT id, name FROM device WHERE team = :team AND person = :person AND state = 'active'",
        team=by.team, person=person,
    )  # fmt: skip
    for row in found:
        _revoke(tx, by, row.id, row.name, now)
    return len(found)


def wiped(db: Db, found: Holder, now: int) -> None:
    """A computer says that nothing is left on it. Saying it again changes nothing."""
    if found.state == "wiped":
        return
    who = found.who

    def job(tx: Tx) -> None:
        tx.run("UPDATE device SET state = 'wiped', last_seen = :now WHERE id = :id", now=now, id=who.device)
        audit.note(
            tx, who.team, now, actor=who.user, device=who.device, action="device.wiped", subject=who.device
        )

    db.write(job)


def _revoke(tx: Tx, by: Who, device: str, name: str, now: int) -> None:
    tx.run("UPDATE device SET state = 'revoked' WHERE id = :id", id=device)
    audit.note(
        tx, by.team, now, actor=by.user, device=by.device, action="device.revoked", subject=device,
        detail=name,
    )  # fmt: skip


def _hash(token: str) -> str:
    return sha256(token.encode()).hexdigest()
