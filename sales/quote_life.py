"""Where a version of a quote stands, told from what was done with it: the acts of reps, the decisions of
managers, and the day.

Nothing is written over: a version and its trail follow from its rows in the order of their instants, so that
two computers that have the same rows say the same. A decision stands behind the request that it answers,
whatever the clocks say.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal, localcontext

from sales import quote_rows as rows
from sales.approvals import Allowance, Approval, Tested, not_allowed, snapshot, voided_by
from sales.guardrails import MARGIN
from sales.priced_quote import PricedQuote
from sales.quote_checks import Check, checks
from sales.quote_document import Quote
from sales.quote_rows import AllowanceRow, QuoteAct, QuoteDecision, QuoteRow
from sales.quote_states import AFTER, AWAITING, DRAFT, EDITABLE, ISSUED, QuoteVersion, on_day
from sales.rounding import EXACT, WIDE, quotient

BEGUN, VOIDED = "begun", "voided"  # what the trail tells besides acts and decisions
DISCARDED = "discarded"  # a draft that was given up; nothing more comes of it
ANSWERS = ("accepted", "declined", "superseded")  # what becomes of a version that was issued
UNIT = "unit"  # what is kept besides the rules: the unit prices that are left, by line


@dataclass(frozen=True, slots=True)
class TrailEntry:
    """Something that was done with a version: when, who by id or name, what, and what was said of it."""

    at: int
    who: str
    act: str
    reason: str = ""
    total: str = ""
    by_name: str = ""


@dataclass(frozen=True, slots=True)
class Measured:
    """What the rules found of a version as it is priced now, and the unit prices left on its lines."""

    found: tuple[Check, ...]
    units: Mapping[str, Decimal]

    def snapshot(self) -> tuple[Tested, ...]:
        """What is kept with an approval."""
        return (*snapshot(self.found), *(Tested(UNIT, key, value) for key, value in self.units.items()))


@dataclass(frozen=True, slots=True)
class Life:
    """A version as it stands. `waits`: a decision is owed, in answer to the act `asked_id`.

    `denied` and `question` are what a manager said last; `prices` the unit prices that were offered by line.
    """

    version: QuoteVersion
    trail: tuple[TrailEntry, ...]
    waits: bool = False
    asked_id: str | None = None
    asked_at: int = 0
    denied: str = ""
    question: str = ""
    prices: Mapping[str, Decimal] = field(default_factory=dict)


def measured(priced: PricedQuote) -> Measured:
    """What the rules and the unit prices of a priced quote are."""
    units = {}
    with localcontext(EXACT):
        for place, line in enumerate(priced.lines):
            key = line.line.id or f"{line.line.product}#{place + 1}"
            left = sum((part.left for part in line.parts), Decimal())
            units[key] = quotient(left, line.line.qty).quantize(Decimal("1.000000"), context=WIDE)
    return Measured(checks(priced), units)


def holds(approval: Approval, now: Measured) -> bool:
    """Whether an approval still answers for a version.

    What cannot be measured here, a margin without the costs, may not have got cheaper for the customer.
    """
    if voided_by(approval, now.found):
        return False
    if all(check.value is not None for check in now.found):
        return True
    then = {one.key: one.value for one in approval.snapshot if one.rule == UNIT}
    return then.keys() == now.units.keys() and all(
        value is not None and now.units[key] >= value for key, value in then.items()
    )


def life(
    draft: QuoteVersion,
    row: QuoteRow,
    now: Measured,
    acts: Iterable[QuoteAct],
    decisions: Iterable[QuoteDecision],
    on: date,
) -> Life:
    """Where a version stands on a day; `draft` is it as read from its row, without a past."""
    events = _in_order(acts, decisions)
    told = [TrailEntry(row.at, row.rep_id or "", BEGUN)]
    going = _Going(draft, row)
    for event in events:
        going.tell(event)
        told.append(_entry(event))
    if void := going.settle(now):
        told.append(void)
    version = on_day(going.version, on)
    told.sort(key=lambda one: one.at)
    waits = version.state == AWAITING and version.approval is None
    asked = going.asked if version.state == AWAITING else None
    return Life(
        version,
        tuple(told),
        waits,
        asked.id if asked else None,
        asked.at if asked else 0,
        going.denied,
        going.question,
        going.prices,
    )


class _Going:
    """A version while its past is told."""

    def __init__(self, draft: QuoteVersion, row: QuoteRow) -> None:
        self.version, self.row = draft, row
        self.asked: QuoteAct | None = None
        self.denied = self.question = ""
        self.prices: Mapping[str, Decimal] = {}
        self._answers: list[str] = []

    def tell(self, event: QuoteAct | QuoteDecision) -> None:
        if isinstance(event, QuoteDecision):
            self._decided(event)
        elif event.act == rows.ASKED:
            self.asked, self.denied, self.question = event, "", ""
            self.version = replace(self.version, state=AWAITING)
        elif event.act == rows.WITHDRAWN:
            self.asked = None
            self.version = replace(self.version, state=DRAFT)
        elif event.act == rows.ANSWERED:
            self.question = ""
        elif event.act == rows.DISCARDED:
            self.version = replace(self.version, state=DISCARDED)
        elif event.act in ANSWERS:
            self._answers.append(event.act)

    def _decided(self, decision: QuoteDecision) -> None:
        answers = self.asked is None or decision.asked_id in (None, self.asked.id)
        if decision.decision == rows.QUESTION:
            self.question = decision.reason
            return
        self.question = ""
        if decision.decision == rows.APPROVED:
            approval = Approval(
                decision.by_id, decision.role, decision.at, decision.reason, snapshot_of(decision)
            )
            self.version = replace(self.version, approval=approval)
            self.prices = prices_of(decision)
        elif answers:
            self.denied, self.asked = decision.reason, None
            self.version = replace(self.version, state=DRAFT, approval=None)

    def settle(self, now: Measured) -> TrailEntry | None:
        """Bring the version to where it is now. Gives the entry of an approval that an edit has voided."""
        version, row, void = self.version, self.row, None
        if row.issued_at is not None:
            self.version = replace(version, state=ISSUED)
            for state in self._answers:
                if state in AFTER[self.version.state]:
                    self.version = replace(self.version, state=state)
            return None
        if version.state not in EDITABLE:
            return None
        edited = self.asked is not None and row.saved_at > self.asked.at
        if version.approval is not None and not holds(version.approval, now):
            if not self.prices:  # else the rep has not taken the prices over, at which it holds
                void = TrailEntry(max(row.saved_at, version.approval.at), row.rep_id or "", VOIDED)
            version, edited = replace(version, approval=None), True
        self.version = replace(version, state=DRAFT) if edited else version
        return void


def snapshot_json(tested: Iterable[Tested], quote: Quote, *, margins: bool) -> list[list[str | None]]:
    """What was measured as JSON takes it; without `margins` those are null: they tell what things cost."""
    secret = {rule.id for rule in quote.guardrails.rules if rule.measure == MARGIN}
    return [
        [
            one.rule,
            one.key,
            None if one.value is None or (one.rule in secret and not margins) else f"{one.value:f}",
        ]
        for one in tested
    ]


def snapshot_of(decision: QuoteDecision) -> tuple[Tested, ...]:
    """What a decision was made on, as far as it may be seen here."""
    kept = json.loads(decision.measured or decision.snapshot or "[]")
    return tuple(Tested(rule, key, None if value is None else Decimal(value)) for rule, key, value in kept)


def prices_of(decision: QuoteDecision) -> dict[str, Decimal]:
    """The unit prices by line at which a manager lets a version pass."""
    return {key: Decimal(price) for key, price in json.loads(decision.prices or "{}").items()}


def allowed_by(
    now: Measured,
    quote: Quote,
    total: Decimal,
    allowances: Sequence[AllowanceRow],
    categories: Mapping[str, str | None],
    on: date,
) -> tuple[AllowanceRow, ...] | None:
    """The allowances by which a version may be issued; None where a broken rule is covered by none.

    `categories` are those of the products. An allowance for a category covers lines of it, and the quote as a
    whole where all lines are of it. Those given are signed, and have uses left.
    """
    used: list[AllowanceRow] = []
    for check in now.found:
        if check.passed:
            continue
        covering = next(
            (
                one
                for one in allowances
                if _means(one, check, quote, categories)
                and not not_allowed((check,), (allowance(one),), total, on)
            ),
            None,
        )
        if covering is None:
            return None
        if covering not in used:
            used.append(covering)
    return tuple(used)


def allowance(row: AllowanceRow) -> Allowance:
    """The allowance that a row tells of."""
    most = None if row.most_total is None else Decimal(row.most_total)
    return Allowance(row.rule, Decimal(row.limit_to), row.from_on, row.until_on, row.by_id, row.role, most)


def _means(row: AllowanceRow, check: Check, quote: Quote, categories: Mapping[str, str | None]) -> bool:
    if row.category is None:
        return True
    lines = quote.lines if check.line is None else quote.lines[check.line : check.line + 1]
    products = [
        product
        for line in lines
        for product in ([part.product for part in line.parts] if line.parts else [line.product])
    ]
    return all(categories.get(product) == row.category for product in products)


def _in_order(acts: Iterable[QuoteAct], decisions: Iterable[QuoteDecision]) -> list[QuoteAct | QuoteDecision]:
    """By instant and id; a decision never before the request that it answers."""
    done = list(acts)
    asked_at = {one.id: one.at for one in done}
    events: list[QuoteAct | QuoteDecision] = [*done, *decisions]

    def place(event: QuoteAct | QuoteDecision) -> tuple[int, bool, str]:
        if isinstance(event, QuoteDecision):
            return max(event.at, asked_at.get(event.asked_id or "", event.at)), True, event.id
        return event.at, False, event.id

    return sorted(events, key=place)


def _entry(event: QuoteAct | QuoteDecision) -> TrailEntry:
    if isinstance(event, QuoteDecision):
        return TrailEntry(event.at, event.by_id, event.decision, event.reason)
    return TrailEntry(
        event.at, event.rep_id or "", event.act, event.reason or "", event.total or "", event.by_name or ""
    )
