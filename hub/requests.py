"""Change requests: what laptops want of fields that the hub decides, granted or refused by the office."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from data.sync.tables import TABLES
from hub import audit
from hub.db import Db, Tx
from hub.rows import Work, write
from hub.who import Who
from sales.errors import NotFound, RuleBroken

OPEN, GRANTED, REFUSED = "open", "granted", "refused"


SQL = (
    "SELECT r.*, p.name AS by_name FROM requests r"
    " LEFT JOIN person p ON p.team = r.team AND p.id = r.by_id WHERE r.team = :team"
)


@dataclass(frozen=True, slots=True)
class Request:
    """One request: what the asker saw (`base`), what the field is now, and what they want it to be."""

    id: str
    table: str
    row_id: str
    subject: str
    field: str
    base: Any
    now: Any
    wanted: Any
    state: str
    by: str | None
    at: int


def listed(tx: Tx, team: str, *, state: str = OPEN) -> tuple[Request, ...]:
    """The requests in a state, oldest first."""
    found = tx.rows(f"{SQL} AND r.state = :state ORDER BY r.at, r.id", team=team, state=state)
    return tuple(_told(tx, team, row) for row in found)


def grant(db: Db, by: Who, request: str, now: int) -> Request:
    """Do what was asked for. Raises NotFound, or RuleBroken when it was decided before."""
    return _decide(db, by, request, GRANTED, now)


def refuse(db: Db, by: Who, request: str, now: int) -> Request:
    """Leave the field as it is. Raises NotFound, or RuleBroken when it was decided before."""
    return _decide(db, by, request, REFUSED, now)


def _decide(db: Db, by: Who, request: str, state: str, now: int) -> Request:
    def job(work: Work) -> Request:
        told = _one(work, by.team, request)
        if told.state != OPEN:
            raise RuleBroken(
                "Request {id} was decided before.", "The list has those that are open.", id=request
            )
        if state == GRANTED:
            if work.get(told.table, told.row_id) is None:
                raise NotFound("What request {id} is about is not there any more.", "Refuse it.", id=request)
            work.put(told.table, told.row_id, {told.field: told.wanted})
        work.put("requests", told.id, {"state": state, "decided_by": by.user, "decided_at": now})
        audit.note(
            work.tx, by.team, now, actor=by.user, device=by.device, action=f"request.{state}",
            subject=told.id, detail=f"{told.table}/{told.row_id}.{told.field}",
        )  # fmt: skip
        return told

    return write(db, by.team, job, actor=by.user, device=by.device, what="request", now=now)


def _one(work: Work, team: str, request: str) -> Request:
    row = work.tx.row(f"{SQL} AND r.id = :id", team=team, id=request)
    if row is None:
        raise NotFound("There is no request {id}.", "hub requests list shows them.", id=request)
    return _told(work.tx, team, row)


def _told(tx: Tx, team: str, row: Any) -> Request:
    table, named = row.tbl, TABLES[row.tbl].column("name") is not None
    have = tx.row(
        f"SELECT {row.field}, {'name' if named else 'id'} FROM {table} WHERE team = :team AND id = :id",
        team=team,
        id=row.row_id,
    )
    return Request(
        row.id, table, row.row_id, have[1] if have else row.row_id, row.field, json.loads(row.base),
        have[0] if have else None, json.loads(row.wanted), row.state, row.by_name or row.by_id, row.at,
    )  # fmt: skip
