"""Quotes as reps write them: begun, saved as they are typed, put before a manager, issued, answered, revised.

Each step is one transaction for the rows, what is kept ready over them, and the outbox. What may be done is
the engine's to say (`sales.quote_states`): it is asked before anything is written.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import date, timedelta

from data import facts, outbox, quote_numbers, quote_standings
from data.engine import sqlite3
from data.history import customer
from data.ids import uuid7
from data.price_book import price_book
from data.quote_approvals import usable
from data.quote_contents import columns as contents_of
from data.quote_contents import contents
from data.rows import columns, value
from data.settings import settings, zone
from data.store import Changes, Store
from data.team import rep_name, signed_in
from sales import quote_states
from sales.approvals import Approval
from sales.calendar import Calendar
from sales.errors import NotFound, RuleBroken
from sales.facts import Rep
from sales.guardrails import ROLES
from sales.quote_checks import FREE, needed
from sales.quote_document import Quote
from sales.quote_life import DISCARDED, Life, TrailEntry, allowed_by, holds, measured, snapshot_json
from sales.quote_particulars import Particulars, numbered
from sales.quote_rows import (
    ACCEPTED,
    ASKED,
    DECLINED,
    ISSUED,
    REVISED,
    SUPERSEDED,
    WITHDRAWN,
    AllowanceRow,
    QuoteAct,
    QuoteRow,
)
from sales.quote_rows import DISCARDED as DISCARD
from sales.quote_states import QuoteVersion, quote_number
from sales.words import Words

KINDS = ("quotes", "outbox")
VERSIONS = f"SELECT {columns(QuoteRow)} FROM quotes WHERE quote_id = ? ORDER BY at, id"
SAVED = ("number", "saved_at", "document", "particulars", "costs", "currency", "total", "margin_bp",
         "valid_until_on", "issued_at")  # fmt: skip


@dataclass(frozen=True, slots=True)
class KeptQuote:
    """A version as it is kept and as it stands now. `life` has what a manager asked, offered or denied."""

    version: QuoteVersion
    customer_id: str
    customer_name: str
    rep_id: str
    rep_name: str
    particulars: Particulars
    trail: tuple[TrailEntry, ...]
    created_at: int
    saved_at: int
    issued_at: int | None
    life: Life


@dataclass(frozen=True, slots=True)
class VersionRow:
    """A version of a quote in the list of its versions."""

    version_id: str
    number: quote_states.QuoteNumber
    state: str
    at: int
    total: str
    currency: str


def kept(db: sqlite3.Connection, version_id: str, now: int, words: Words) -> KeptQuote:
    """A version of a quote, by its id. Raises NotFound."""
    row = _row(db, version_id)
    stands = quote_standings.stands(db, row, _today(db, now))
    names = {rep.id: rep_name(rep, words) for rep in _reps(db)}
    trail = tuple(replace(one, who=names.get(one.who, one.who)) for one in stands.trail)
    return KeptQuote(
        version=stands.version,
        customer_id=row.customer_id,
        customer_name=customer(db, row.customer_id).name,
        rep_id=row.rep_id or "",
        rep_name=names.get(row.rep_id or "", row.rep_id or ""),
        particulars=Particulars.of_json(json.loads(row.particulars)),
        trail=trail,
        created_at=row.at,
        saved_at=row.saved_at,
        issued_at=row.issued_at,
        life=stands,
    )


def by_number(db: sqlite3.Connection, number: str) -> str:
    """The id of a version, by its number or its id. Raises NotFound."""
    row = db.execute(
        "SELECT id FROM quotes WHERE id = :it OR number = :it ORDER BY at DESC LIMIT 1",
        {"it": number.strip()},
    ).fetchone()
    if row is None:
        raise _unknown(number)
    return str(row["id"])


def versions(db: sqlite3.Connection, quote_id: str, now: int) -> tuple[VersionRow, ...]:
    """All versions of a quote, the first first; none that was discarded."""
    on, found = _today(db, now), []
    for kept_row in db.execute(VERSIONS, (quote_id,)).fetchall():
        row = value(QuoteRow, kept_row)
        version = quote_standings.stands(db, row, on).version
        if version.state != DISCARDED:
            found.append(VersionRow(row.id, version.number, version.state, row.at, row.total, row.currency))
    return tuple(found)


def begin(store: Store, customer_id: str, now: int) -> str:
    """An empty draft for a customer (either id), numbered in the series of this computer. Returns its id.

    Raises NotFound.
    """
    db = store.read()
    who, today = customer(db, customer_id), _today(db, now)
    chosen = settings(db)
    quote = price_book(db, who.id, today, Words()).quote()
    quote = replace(quote, payment_days=int(chosen["payment_days"]))
    with store.write(Changes.of(*KINDS)) as db:
        number = quote_numbers.next_number(db, today.year)
        until = today + timedelta(days=int(chosen["quote_days"]))
        return _insert(db, who.id, uuid7(now), str(number), quote, Particulars(), until, now)


def save(
    store: Store,
    version_id: str,
    quote: Quote,
    particulars: Particulars,
    now: int,
    valid_until: date | None = None,
) -> tuple[str, ...]:
    """Keep a draft as it is now. Lines without an id get one. Returns the ids of the messages.

    Raises RuleBroken once it has been issued, QuoteRefused for what cannot be priced.
    """
    lines, particulars = numbered(quote.lines, particulars)
    quote = replace(quote, lines=lines)
    with store.write(Changes.of(*KINDS)) as db:
        row = _row(db, version_id)
        _check_draft(db, row)
        said = contents_of(quote, particulars)
        until = (valid_until or row.valid_until_on).isoformat()
        mid = _write(db, row, {**said, "valid_until_on": until, "saved_at": now}, now)
        _follow(db, row)
    return (mid,) if mid else ()


def discard(store: Store, version_id: str, now: int) -> tuple[str, ...]:
    """Give a draft up. Returns the ids of the messages. Raises RuleBroken once it has been issued."""
    with store.write(Changes.of(*KINDS, "quote_acts")) as db:
        row = _row(db, version_id)
        _check_draft(db, row)
        return (_act(db, row, DISCARD, now),)


def ask(store: Store, version_id: str, reason: str, now: int) -> tuple[str, ...]:
    """Ask for an approval; it may be asked offline and waits. Raises RuleBroken."""
    with store.write(Changes.of(*KINDS, "quote_acts")) as db:
        row, stands = _standing(db, version_id, now)
        _check_live(stands)
        quote_states.asked(stands.version)
        return (_act(db, row, ASKED, now, reason=reason, snapshot=_snapshot(db, row)),)


def withdraw(store: Store, version_id: str, now: int) -> tuple[str, ...]:
    """Take back what was asked for: the version is a draft again. Raises RuleBroken."""
    with store.write(Changes.of(*KINDS, "quote_acts")) as db:
        row, stands = _standing(db, version_id, now)
        if stands.version.state != quote_states.AWAITING:
            raise RuleBroken(quote_states.REFUSED[quote_states.APPROVED], number=stands.version.number)
        return (_act(db, row, WITHDRAWN, now),)


def issue(store: Store, version_id: str, now: int) -> tuple[str, ...]:
    """Issue a version: from now on it stays as it is, and those before it are superseded.

    One that was begun on another computer gets a number of this one's. Raises RuleBroken where the guardrails
    need an approval that neither a manager nor an allowance has given.
    """
    with store.write(Changes.of(*KINDS, "quote_acts")) as db:
        row, stands = _standing(db, version_id, now)
        _check_live(stands)
        on = _today(db, now)
        read = contents(db, row)
        if not read.quote.lines:
            raise RuleBroken("A quote needs at least one line.")
        by, version, found = _allowed(db, row, stands.version, on), stands.version, measured(read.priced)
        if by:
            role = max((one.role for one in by), key=ROLES.index)
            version = replace(version, approval=Approval(by[0].by_id, role, now, "", found.snapshot()))
        quote_states.issued(version, found.found, on)
        said: dict[str, object] = {"issued_at": now}
        if not quote_numbers.is_ours(db, version.number):
            given = quote_numbers.next_number(db, version.number.year)
            said["number"] = str(replace(given, version=version.number.version))
        mids = [_write(db, row, said, now)]
        mids.append(
            _act(
                db, row, ISSUED, now, snapshot=_snapshot(db, row),
                allowance_id=" ".join(one.id for one in by) or None,
            )
        )  # fmt: skip
        for older in _superseded(db, row, on):
            mids.append(_act(db, older, SUPERSEDED, now))
    return tuple(mids)


def accept(store: Store, version_id: str, by_name: str, now: int) -> tuple[str, ...]:
    """The customer takes it; `by_name` says who of them. Raises RuleBroken where that is too late."""
    with store.write(Changes.of(*KINDS, "quote_acts")) as db:
        row, stands = _standing(db, version_id, now)
        quote_states.accepted(stands.version, _today(db, now))
        return (_act(db, row, ACCEPTED, now, by_name=by_name),)


def decline(store: Store, version_id: str, reason: str, now: int) -> tuple[str, ...]:
    """The customer does not take it. Raises RuleBroken."""
    with store.write(Changes.of(*KINDS, "quote_acts")) as db:
        row, stands = _standing(db, version_id, now)
        quote_states.declined(stands.version)
        return (_act(db, row, DECLINED, now, reason=reason),)


def revise(store: Store, version_id: str, now: int) -> str:
    """The draft of the next version, with all that stands in this one, which stays as it is. Returns its id.

    Raises RuleBroken for what has not been issued.
    """
    with store.write(Changes.of(*KINDS, "quote_acts")) as db:
        row, stands = _standing(db, version_id, now)
        rows = [value(QuoteRow, one) for one in db.execute(VERSIONS, (row.quote_id,)).fetchall()]
        numbers = [quote_number(one.number) for one in rows]
        on = _today(db, now)
        until = on + timedelta(days=int(settings(db)["quote_days"]))
        last = max(one.version for one in numbers)
        number = quote_states.revised(stands.version, "", last, until).number
        if not quote_numbers.is_ours(db, number):
            ours = [one for one in numbers if quote_numbers.is_ours(db, one)]
            given = max(ours) if ours else quote_numbers.next_number(db, on.year)
            number = replace(given, version=last + 1)
        read = contents(db, row)
        made = _insert(
            db, row.customer_id, row.quote_id, str(number), read.quote, read.particulars, until, now
        )
        _act(db, row, REVISED, now)
    return made


def note(store: Store, version_id: str, act: str, reason: str, now: int) -> tuple[str, ...]:
    """Enter in the trail that prices were kept or made anew, or that a question was answered."""
    with store.write(Changes.of(*KINDS, "quote_acts")) as db:
        row = _row(db, version_id)
        return (_act(db, row, act, now, reason=reason),)


def me(db: sqlite3.Connection) -> str | None:
    """Who writes on this computer."""
    rep = signed_in(db)
    return rep.id if rep else None


def _row(db: sqlite3.Connection, version_id: str) -> QuoteRow:
    row = db.execute(f"SELECT {columns(QuoteRow)} FROM quotes WHERE id = ?", (version_id,)).fetchone()
    if row is None:
        raise _unknown(version_id)
    return value(QuoteRow, row)


def _unknown(what: str) -> NotFound:
    return NotFound("There is no quote {what}.", "Look for it in the list of quotes.", what=what)


def _standing(db: sqlite3.Connection, version_id: str, now: int) -> tuple[QuoteRow, Life]:
    row = _row(db, version_id)
    return row, quote_standings.stands(db, row, _today(db, now))


def _check_draft(db: sqlite3.Connection, row: QuoteRow) -> None:
    """Raises RuleBroken unless a version may be written: what it comes to matters not."""
    if row.issued_at is not None:
        raise RuleBroken(
            "{number} has been issued and stays as it is.",
            "Revise it: that begins the next version.",
            number=row.number,
        )
    gone = "SELECT 1 FROM quote_acts WHERE version_id = ? AND act = 'discarded'"
    if db.execute(gone, (row.id,)).fetchone():
        raise _discarded(row.number)


def _discarded(number: object) -> RuleBroken:
    return RuleBroken("{number} was discarded.", "Begin another quote.", number=number)


def _check_live(stands: Life) -> None:
    if stands.version.state == DISCARDED:
        raise _discarded(stands.version.number)


def _today(db: sqlite3.Connection, now: int) -> date:
    return date.fromordinal(Calendar(zone(db)).day(now))


def _reps(db: sqlite3.Connection) -> list[Rep]:
    return [value(Rep, row) for row in db.execute(f"SELECT {columns(Rep)} FROM reps")]


def _insert(
    db: sqlite3.Connection,
    customer_id: str,
    quote_id: str,
    number: str,
    quote: Quote,
    particulars: Particulars,
    until: date,
    now: int,
) -> str:
    """Write a draft, with what is kept ready over it and its message."""
    row = QuoteRow(
        id=uuid7(now),
        customer_id=customer_id,
        quote_id=quote_id,
        number=number,
        at=now,
        saved_at=now,
        valid_until_on=until,
        rep_id=me(db),
        **contents_of(quote, particulars),
    )
    facts.put(db, [row])
    outbox.append(db, "quotes", row.id, _said(row), now)
    _follow(db, row)
    return row.id


def _write(db: sqlite3.Connection, row: QuoteRow, said: dict[str, object], now: int) -> str:
    """Change columns of a row, in one message with what waits of it. Gives its id, "" for no change."""
    before = _said(row, whole=SAVED)
    if said.get("costs") is None and row.costs is None:
        said = {name: one for name, one in said.items() if name not in {"costs", "margin_bp"}}
    changed = {name: one for name, one in said.items() if before[name] != one}
    if not changed or changed.keys() == {"saved_at"}:
        return ""
    sets = ", ".join(f"{name} = :{name}" for name in changed)
    db.execute(f"UPDATE quotes SET {sets} WHERE id = :id", {**changed, "id": row.id})
    return outbox.amend(db, "quotes", row.id, changed, now, {name: before[name] for name in changed})


def _act(db: sqlite3.Connection, row: QuoteRow, act: str, now: int, **more: str | None) -> str:
    """Enter an act in the trail. Returns the id of its message."""
    done = QuoteAct(
        id=uuid7(now), customer_id=row.customer_id, version_id=row.id, act=act, at=now, rep_id=me(db),
        total=row.total, **more,
    )  # fmt: skip
    facts.put(db, [done])
    mid = outbox.append(db, "quote_acts", done.id, _said(done), now)
    _follow(db, row)
    return mid


def _follow(db: sqlite3.Connection, row: QuoteRow) -> None:
    quote_standings.follow_quotes(db, [row.quote_id])


def _allowed(
    db: sqlite3.Connection, row: QuoteRow, version: QuoteVersion, on: date
) -> tuple[AllowanceRow, ...]:
    """The allowances by which a version is issued; none where it needs none, or a manager has let it pass."""
    priced = contents(db, row).priced
    now = measured(priced)
    free = needed(now.found, version.quote.guardrails.role)[0] == FREE
    if free or (version.approval and holds(version.approval, now)):
        return ()
    leaves = usable(db, row.rep_id or "", on)
    if not leaves:
        return ()
    categories = dict(db.execute("SELECT id, category FROM products").fetchall())
    return allowed_by(now, priced.quote, priced.total, leaves, categories, on) or ()


def _superseded(db: sqlite3.Connection, row: QuoteRow, on: date) -> list[QuoteRow]:
    """The versions of the same quote that are with the customer and no longer hold."""
    others = [value(QuoteRow, one) for one in db.execute(VERSIONS, (row.quote_id,)).fetchall()]
    return [
        one
        for one in others
        if one.id != row.id
        and one.issued_at is not None
        and quote_states.SUPERSEDED in quote_states.AFTER[quote_standings.stands(db, one, on).version.state]
    ]


def _snapshot(db: sqlite3.Connection, row: QuoteRow) -> str:
    read = contents(db, row)
    tested = measured(read.priced).snapshot()
    return json.dumps(snapshot_json(tested, read.quote, margins=True))


def _said(row: QuoteRow | QuoteAct, whole: tuple[str, ...] = ()) -> dict[str, object]:
    """What a row says, as JSON can carry it; of `whole` also what is null."""
    _, found = next(facts.rows(row))
    return {name: one for name, one in found.items() if name != "id" and (one is not None or name in whole)}
