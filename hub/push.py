"""What laptops send: each mutation decided once, in order, whatever becomes of its neighbours.

A mutation that came before has its stored outcome, so a push may be sent again at any time. What cannot be
taken is rejected and kept with its text; nothing stops the queue.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any

import msgspec

from data.sync import wire
from data.sync.merge import Outcome, merge
from data.sync.tables import TABLES, Column, Table, territory_scope
from data.sync.wire import ForkReply, Mutation, PushReply, PushRequest, Result
from hub import devices
from hub.db import Db
from hub.rows import HubRow, Work, head, knows, said, write
from hub.scopes import granted
from hub.who import Who
from sales.guardrails import ROLES, may_pass

WHOLE = 1 << 63
SETTLED = ("base", "mine", "theirs", None)  # None: the decision was taken back

Twin = Callable[[Work], tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Decided:
    """What becomes of one mutation."""

    outcome: Outcome
    why: str = ""


def push(
    db: Db, who: Who, request: PushRequest, now: int, rng: Random | None = None, twin: Twin | None = None
) -> PushReply | ForkReply:
    """Decide the mutations of a push in one transaction.

    `twin` makes a new (device, token) for a laptop whose image is in use twice: its order of mutations comes
    again with other mutations.
    """

    def job(work: Work) -> _Pushed:
        if not knows(work.tx, who.team, request.hi):
            return _Pushed(work, fork=True)
        pushed = _Pushed(work)
        _decide_all(work, who, request, now, pushed)
        if twin and pushed.again:
            pushed.identity = twin(work)
        if request.unnumbered or pushed.identity:
            device = pushed.identity[0] if pushed.identity else who.device
            pushed.series = devices.fresh_series(work.tx, who.team, device, now)
        return pushed

    pushed = write(db, who.team, job, actor=who.user, device=who.device, what="push", now=now, rng=rng)
    with db.reading() as tx:
        newest = head(tx, who.team)
    if pushed.fork:
        return ForkReply(newest)
    seq, nonce = pushed.work.head
    results = [
        Result(mid, one.outcome, seq if at is None else at, one.why) for mid, one, at in pushed.results
    ]
    return PushReply(
        results, (seq, nonce) if seq else newest, now, identity=pushed.identity, series=pushed.series
    )


def quarantine(db: Db, who: Who, request: PushRequest, now: int) -> PushReply:
    """Keep what a revoked device still had to say, without applying any of it."""

    def job(work: Work) -> _Pushed:
        pushed = _Pushed(work)
        read = _read(request.muts)
        stored = _stored(work, [mid for mid, _, _ in read])
        for mid, mutation, body in read:
            if mid not in stored:
                work.logged.append(_logged(who, mid, mutation, body, Decided("quarantined"), request, now))
            pushed.results.append((mid, Decided("quarantined"), None))
        return pushed

    pushed = write(db, who.team, job, actor=who.user, device=who.device, what="quarantine", now=now)
    return PushReply([Result(mid, one.outcome, 0) for mid, one, _ in pushed.results], (0, ""), now)


class _Pushed:
    """What a push comes to while its transaction runs: results as (mid, decided, seq; None: this one's)."""

    def __init__(self, work: Work, *, fork: bool = False) -> None:
        self.work, self.fork = work, fork
        self.results: list[tuple[str, Decided, int | None]] = []
        self.again = False
        self.identity: tuple[str, str] | None = None
        self.series = ""


def _decide_all(work: Work, who: Who, request: PushRequest, now: int, pushed: _Pushed) -> None:
    read = _read(request.muts)
    stored = _stored(work, [mid for mid, _, _ in read])
    _load(work, [mutation for mid, mutation, _ in read if mutation and mid not in stored])
    newest = work.tx.value(
        "SELECT max(ord) FROM mutation WHERE team = :team AND device = :device",
        team=who.team, device=who.device,
    )  # fmt: skip
    scopes = frozenset(granted(work.tx, who))
    for mid, mutation, body in read:
        if mid in stored:
            pushed.results.append((mid, *stored[mid]))
            continue
        decided = _decide(work, who, scopes, mutation) if mutation else Decided("rejected", wire.MALFORMED)
        pushed.results.append((mid, decided, None))
        if decided.outcome == "unknown":
            continue
        if mutation and newest is not None and mutation.ord <= newest:
            pushed.again = True
        stored[mid] = (decided, None)
        work.logged.append(_logged(who, mid, mutation, body, decided, request, now))


def _read(bodies: Sequence[msgspec.Raw]) -> list[tuple[str, Mutation | None, msgspec.Raw]]:
    """The mutations as (mid, mutation or None for one that is malformed, its text)."""
    read: list[tuple[str, Mutation | None, msgspec.Raw]] = []
    for body in bodies:
        try:
            mutation = wire.mutation(body)
        except wire.Broken:
            if mid := _mid(body):
                read.append((mid, None, body))
            continue
        if _is_id(mutation.mid):
            read.append((mutation.mid, mutation, body))
    return read


def _mid(body: msgspec.Raw) -> str | None:
    """The id of a mutation that is malformed otherwise; without one there is nothing to answer to."""
    try:
        said = msgspec.json.decode(body)
    except wire.UNREADABLE:
        return None
    mid = said.get("mid") if isinstance(said, dict) else None
    return mid if isinstance(mid, str) and _is_id(mid) else None


def _is_id(text: str) -> bool:
    return 0 < len(text) <= 200 and "\x00" not in text


def _stored(work: Work, mids: list[str]) -> dict[str, tuple[Decided, int | None]]:
    rows = work.tx.tuples(
        f"SELECT mid, outcome, why, seq FROM mutation WHERE {work.tx.among('mid')}",
        ids=work.tx.listed(mids),
    )
    return {row[0]: (Decided(row[1], row[2]), row[3]) for row in rows}


def _load(work: Work, mutations: list[Mutation]) -> None:
    """Read and lock all rows of the push, what they hang on included."""
    wanted: dict[str, set[str]] = defaultdict(set)
    for one in mutations:
        table = TABLES.get(one.tbl)
        if table is None or not _is_id(one.id):
            continue
        wanted[one.tbl].add(one.id)
        if one.op == "insert" and table.parent:
            parent = one.set.get(table.parent[0])
            if isinstance(parent, str) and _is_id(parent):
                wanted[table.parent[1]].add(parent)
    for name in sorted(wanted):
        work.load(name, wanted[name])


def _decide(work: Work, who: Who, scopes: frozenset[str], one: Mutation) -> Decided:
    table = TABLES.get(one.tbl)
    if table is None or one.op not in _OPS or any(table.column(name) is None for name in one.set):
        return Decided("unknown", wire.NEWER)
    columns = {name: table.column(name) for name in one.set}
    if not _is_id(one.id) or not all(c and _fits(c, one.set[name]) for name, c in columns.items()):
        return Decided("rejected", wire.MALFORMED)
    return _OPS[one.op](work, who, scopes, table, one)


def _fits(column: Column, value: Any) -> bool:
    if value is None:
        return not column.required
    if column.kind == "int":
        return isinstance(value, int) and not isinstance(value, bool) and -WHOLE <= value < WHOLE
    return isinstance(value, str) and len(value) <= column.longest and "\x00" not in value


def _insert(work: Work, who: Who, scopes: frozenset[str], table: Table, one: Mutation) -> Decided:
    if not table.insert or one.set.get("external_id") is not None or not _as_themselves(table, who, one.set):
        return Decided("rejected", wire.FORBIDDEN)
    values = dict(one.set)
    if table.column("rep_id") and who.role == "rep" and values.setdefault("rep_id", who.user) != who.user:
        return Decided("rejected", wire.FORBIDDEN)
    if table.scope == "territory" and not _settle(values, who, scopes):
        return Decided("rejected", wire.FORBIDDEN)
    if any(column.required and values.get(column.name, column.default) is None for column in table.columns):
        return Decided("rejected", wire.MALFORMED)
    if old := work.get(table.name, one.id):
        same = all(old.values[name] == value for name, value in values.items())
        return Decided("applied") if same and old.scope in scopes else Decided("rejected", wire.TAKEN)
    work.put(table.name, one.id, values, one.mid)
    return Decided("applied")


def _above(table: Table, who: Who) -> bool:
    """Whether the table is written by managers only, and this is none."""
    return table.managed and who.role == "rep"


def _as_themselves(table: Table, who: Who, values: Mapping[str, Any]) -> bool:
    """Whether they may write the table; a decision bears their name, and no higher role than theirs."""
    if not table.managed or table.column("role") is None:
        return not _above(table, who)
    role = values.get("role")
    return (
        not _above(table, who)
        and values.get("by_id") == who.user
        and role in ROLES
        and may_pass(who.role, role)
    )


def _settle(values: dict[str, Any], who: Who, scopes: frozenset[str]) -> bool:
    """Give a new customer a territory and an owner. False if it would be in somebody else's."""
    own = sorted(scope for scope in scopes if scope.startswith(territory_scope(" ")[:-1]))
    if values.get("territory") is None and own and who.role == "rep":
        values["territory"] = own[0].removeprefix(territory_scope(" ")[:-1])
    values.setdefault("owner_id", who.user)
    return territory_scope(values.get("territory")) in scopes


def _patch(work: Work, who: Who, scopes: frozenset[str], table: Table, one: Mutation) -> Decided:
    row = work.get(table.name, one.id)
    if refused := _out_of_reach(row, scopes):
        return refused
    assert row is not None
    if table.sealed and row.values[table.sealed] is not None and not _says_the_same(row, one):
        return Decided("rejected", wire.SEALED)
    if not one.set or one.set.keys() - table.merged - table.latest - table.asked or _above(table, who):
        return Decided("rejected", wire.FORBIDDEN)
    if one.set.get("settled_as", "mine") not in SETTLED:
        return Decided("rejected", wire.MALFORMED)
    merged = merge(table, row.values, one.base, one.set)
    for clash in merged.clashes:
        by, at = _last_writer(work, row)
        work.put(
            "conflicts",
            f"{one.mid}:{clash.field}",
            {
                "tbl": table.name, "row_id": one.id, "field": clash.field, "at": one.at, "mid": one.mid,
                "base": said(clash.base), "mine": said(clash.mine), "theirs": said(clash.theirs),
                "kept": "mine", "by_id": who.user, "theirs_by": by, "theirs_at": at,
            },
            one.mid,
        )  # fmt: skip
    for name, value in merged.asked.items():
        work.put(
            "requests",
            f"{one.mid}:{name}",
            {
                "tbl": table.name, "row_id": one.id, "field": name, "at": one.at, "mid": one.mid,
                "base": said(one.base.get(name)), "wanted": said(value), "state": "open", "by_id": who.user,
            },
            one.mid,
        )  # fmt: skip
    if merged.values:
        work.put(table.name, one.id, merged.values, one.mid)
    return Decided(merged.outcome(moved_on=one.seen is not None and row.seq > one.seen))


def _says_the_same(row: HubRow, one: Mutation) -> bool:
    return all(row.values.get(name) == value for name, value in one.set.items())


def _inc(work: Work, who: Who, scopes: frozenset[str], table: Table, one: Mutation) -> Decided:
    row = work.get(table.name, one.id)
    if refused := _out_of_reach(row, scopes):
        return refused
    assert row is not None
    if not one.set or one.set.keys() - table.counted:
        return Decided("rejected", wire.FORBIDDEN)
    sums = {name: (row.values[name] or 0) + (by or 0) for name, by in one.set.items()}
    if not all(-WHOLE <= value < WHOLE for value in sums.values()):
        return Decided("rejected", wire.MALFORMED)
    work.put(table.name, one.id, sums, one.mid)
    return Decided("applied")


_OPS: dict[str, Callable[[Work, Who, frozenset[str], Table, Mutation], Decided]] = {
    "insert": _insert,
    "patch": _patch,
    "inc": _inc,
}


def _out_of_reach(row: HubRow | None, scopes: frozenset[str]) -> Decided | None:
    if row is None:
        return Decided("rejected", wire.GONE)
    return None if row.scope in scopes else Decided("rejected", wire.MOVED)


def _last_writer(work: Work, row: HubRow) -> tuple[str | None, int | None]:
    found = work.tx.row(
        "SELECT actor, at FROM txlog WHERE team = :team AND seq = :seq", team=work.team, seq=row.seq
    )
    return (found[0], found[1]) if found else (None, None)


def _logged(
    who: Who,
    mid: str,
    mutation: Mutation | None,
    body: msgspec.Raw,
    decided: Decided,
    request: PushRequest,
    now: int,
) -> dict[str, Any]:
    return {
        "mid": mid, "device": who.device, "person": who.user, "ord": mutation.ord if mutation else 0,
        "tbl": mutation.tbl if mutation else "", "row_id": mutation.id if mutation else "",
        "body": bytes(body).decode(errors="replace").replace("\x00", ""), "outcome": decided.outcome,
        "why": decided.why, "at_client": mutation.at if mutation else 0, "received_at": now,
        "skew_ms": now - request.now if request.now else 0,
    }  # fmt: skip
