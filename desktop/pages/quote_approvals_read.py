"""What is read for the approvals: who asks, the request that is open with all it was tested for, what the rep
asked before, and the allowances that hold.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from desktop.segments import tier_name
from desktop.work import Task
from sales.approval_requests import Finding, earned, findings, floor_prices, line_key, under_floor
from sales.calendar import Calendar
from sales.guardrails import LINE, MARGIN, Guardrails, Rule
from sales.periods import quarter_of
from sales.quote_checks import Check, checks
from sales.quote_pricing import price
from sales.words import Words

if TYPE_CHECKING:
    from data import quote_approvals
    from data.engine import sqlite3
    from data.quotes import KeptQuote
    from data.store import Store


DECISIONS = ("approved", "denied", "question")


@dataclass(frozen=True, slots=True)
class Asking:
    """A version that waits for a decision, with the first of the rules that it breaks; or one of the rep's
    own, with the `decision` that came.
    """

    version_id: str
    number: str
    customer: str
    rep_name: str
    at: int
    total: Decimal
    currency: str
    rule: Rule | None = None
    value: Decimal | None = None
    decision: str = ""


@dataclass(frozen=True, slots=True)
class Inbox:
    """What waits, the newest first; `total`: how many quotes there are in all."""

    asking: tuple[Asking, ...]
    total: int
    decides: bool
    now: int


@dataclass(frozen=True, slots=True)
class LineMargin:
    """A line by name, its margin, and whether that is below its floor."""

    name: str
    margin: Decimal | None
    low: bool


@dataclass(frozen=True, slots=True)
class Answer:
    """What was decided last: by whom, when, and what they said."""

    decision: str
    who: str
    at: int
    reason: str


@dataclass(frozen=True, slots=True)
class Request:
    """A version for which an approval was asked. `role` is that of who looks at it; `decides`: whether they
    may. `prices` are the floor prices by line, empty where there is none to offer.
    """

    version_id: str
    number: str
    version: int
    customer: str
    place: str
    rep_id: str
    rep_name: str
    asked_at: int
    now: int
    reason: str
    valid_until: date
    currency: str
    findings: tuple[Finding, ...]
    margins: tuple[LineMargin, ...]
    floor_bp: int | None
    prices: Mapping[str, Decimal]
    under_floor: Decimal
    earned: Decimal | None
    total: Decimal
    role: str
    decides: bool
    answer: Answer | None = None
    chances: tuple[float, float | None] | None = None


@dataclass(frozen=True, slots=True)
class AskedBefore:
    """An earlier request of the rep: what came of it, and what the rule that was broken had measured."""

    customer: str
    at: int
    decision: str  # approved, denied, question
    at_floor: bool
    rule: Rule | None
    value: Decimal | None


@dataclass(frozen=True, slots=True)
class Past:
    """What the rep asked since the quarter began, and the team beside it."""

    rep_name: str
    asked: int
    approved: int
    won: int
    team_asked: int
    team_approved: int
    last: tuple[AskedBefore, ...] = ()


@dataclass(frozen=True, slots=True)
class Leave:
    """An allowance that holds. `used`: in how many quotes so far."""

    id: str
    rep_name: str
    category: str | None
    rule: Rule | None
    rule_id: str
    limit: Decimal
    most_total: Decimal | None
    until: date
    signed_at: int
    used: int
    uses: int | None


@dataclass(frozen=True, slots=True)
class Opened:
    """A request with what stands beside it."""

    request: Request
    past: Past
    leaves: tuple[Leave, ...]


def read_inbox(store: Store, words: Words, now: int, task: Task) -> Inbox:
    """What waits for a decision; for a rep, what they asked and the answers that came."""
    from data.quote_approvals import asked, may_decide
    from data.quote_list import counts
    from data.team import signed_in

    db = store.read()
    decides, me = may_decide(db), signed_in(db)
    found = []
    for one in asked(db, now, words):
        task.check()
        item, first = one.item, next(iter(_worst_first(one.broken)), None)
        if decides or (me and item.rep_id == me.id):
            rule, value = (first.rule, first.value) if first else (None, None)
            names = (item.version_id, item.number, item.customer_name, item.rep_name)
            found.append(Asking(*names, one.at, item.total, item.currency, rule, value))
    if me and not decides:
        found += _answered(db, me.id, now, words)
    return Inbox(tuple(found), counts(db, now)["all"], decides, now)


def read_request(store: Store, version_id: str, words: Words, now: int, task: Task) -> Opened:
    """One request with all that helps to decide."""
    from data import quote_approvals
    from data.quotes import kept

    db = store.read()
    quote = kept(db, version_id, now, words)
    role = quote_approvals.role(db)
    request = _request(db, quote, role, words, now, decides=quote_approvals.may_decide(db))
    task.check()
    today = words.moment(now).date()
    since = Calendar(words.zone).begins_at(quarter_of(today).first.toordinal())
    past = quote_approvals.history_of(db, quote.rep_id, since)
    return Opened(request, _past(past, quote.rep_name), _leaves(db, words, today))


def leaves_now(store: Store, words: Words, now: int, task: Task) -> tuple[Leave, ...]:
    """The allowances that hold today."""
    return _leaves(store.read(), words, words.moment(now).date())


def _answered(db: sqlite3.Connection, rep_id: str, now: int, words: Words) -> list[Asking]:
    from data.quote_list import items
    from data.quote_matters import ANSWERED, matters

    told = {
        one.version_id: one.decision
        for one in matters(db, rep_id, words.moment(now).date())
        if one.kind == ANSWERED
    }
    return [
        Asking(
            item.version_id,
            item.number,
            item.customer_name,
            item.rep_name,
            item.at,
            item.total,
            item.currency,
            decision=told[item.version_id],
        )
        for item in items(db, tuple(told), now, words)
    ]


def _request(
    db: sqlite3.Connection, kept: KeptQuote, role: str, words: Words, now: int, *, decides: bool
) -> Request:
    quote = kept.version.quote
    priced = price(quote)
    found = checks(priced)
    prices = floor_prices(quote, found)
    asked = next((one for one in reversed(kept.trail) if one.act == "asked"), None)
    return Request(
        version_id=kept.version.id,
        number=str(kept.version.number),
        version=kept.version.number.version,
        customer=kept.customer_name,
        place=_place(db, kept.customer_id, words, now),
        rep_id=kept.rep_id,
        rep_name=kept.rep_name,
        asked_at=asked.at if asked else kept.saved_at,
        now=now,
        reason=asked.reason if asked else "",
        valid_until=kept.version.valid_until,
        currency=quote.currency,
        findings=findings(found),
        margins=_margins(kept, found, words),
        floor_bp=next((int(one.limit) for one in quote.guardrails.rules if _is_floor(one)), None),
        prices=prices,
        under_floor=under_floor(priced, prices),
        earned=earned(priced),
        total=priced.total,
        role=role,
        decides=decides and kept.life.waits,
        answer=_answer(kept),
    )


def _margins(kept: KeptQuote, found: tuple[Check, ...], words: Words) -> tuple[LineMargin, ...]:
    low = {check.key for check in found if check.rule.measure == MARGIN and check.passed is False}
    lines = []
    for place, line in enumerate(price(kept.version.quote).lines):
        key = line_key(line.line, place)
        about = kept.particulars.of(key)
        name = (words.chinese and about.name_zh) or about.name or line.line.product
        lines.append(LineMargin(name, line.margin, key in low))
    return tuple(lines)


def _answer(kept: KeptQuote) -> Answer | None:
    last = next((one for one in reversed(kept.trail) if one.act in ("asked", *DECISIONS)), None)
    return None if last is None or last.act == "asked" else Answer(last.act, last.who, last.at, last.reason)


def _place(db: sqlite3.Connection, customer_id: str, words: Words, now: int) -> str:
    """ "Hangzhou, gold tier"."""
    from data.history import customer
    from data.standings import standing

    who = customer(db, customer_id)
    tier = tier_name(words, standing(db, customer_id, words.moment(now).date(), words).tier)
    tier = words("{tier} tier", tier=tier)
    city = words(who.city or who.region or "")
    return ("，" if words.chinese else ", ").join(part for part in (city, tier) if part)


def _past(history: quote_approvals.History, rep_name: str) -> Past:
    last = []
    for one in history.last:
        first = next(iter(_worst_first(one.broken)), None)
        rule, value = (first.rule, first.value) if first else (None, None)
        last.append(AskedBefore(one.customer_name, one.at, one.decision, one.at_prices, rule, value))
    return Past(
        rep_name,
        history.asked,
        history.approved,
        history.won,
        history.team_asked,
        history.team_approved,
        tuple(last),
    )


def _leaves(db: sqlite3.Connection, words: Words, today: date) -> tuple[Leave, ...]:
    from data.quote_approvals import allowances
    from data.team import rep_name, team

    rules = {rule.id: rule for rule in Guardrails().rules}
    names = {one.id: rep_name(one, words) for one in team(db)}
    return tuple(
        Leave(
            id=one.row.id,
            rep_name=names.get(one.row.rep_id, one.row.rep_id),
            category=one.row.category,
            rule=rules.get(one.row.rule),
            rule_id=one.row.rule,
            limit=Decimal(one.row.limit_to),
            most_total=None if one.row.most_total is None else Decimal(one.row.most_total),
            until=one.row.until_on,
            signed_at=one.row.at,
            used=one.used,
            uses=one.row.uses,
        )
        for one in allowances(db, None, today)
    )


def _worst_first(broken: tuple[Check, ...]) -> list[Check]:
    """Margins before the rest: they are what a manager is most often asked for."""
    return sorted(broken, key=lambda one: one.rule.measure != MARGIN)


def _is_floor(rule: Rule) -> bool:
    return (rule.scope, rule.measure) == (LINE, MARGIN)
