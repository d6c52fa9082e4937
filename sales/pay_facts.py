"""Facts that incentives are computed from, and what can be wrong with them.

A *sale* that several reps share has a row for each, with the same id, day and amount and each one's share. A
*return* cites its sale; left without shares it follows the sale's. Amounts are positive, in minor units.
Source: docs/incentives.md, "Facts".
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from sales.plans import WHOLE_BP

SHARED = ("sale", "return", "payment")  # these can be split, and each needs an id
COUNTED = ("visit", "order_count", "new_customer", "training", "tool_use", "complaint")  # how many: `units`
SCORED = ("csat", "response_minutes")  # how much: `amount_cents`, in hundredths
EMPLOYED = ("join", "leave")
KINDS = (*SHARED, *COUNTED, *SCORED, *EMPLOYED)
CITING = ("return", "payment")  # what is about a sale


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing that happened: for whom, on which credit date, what. `share_bp` None: not said."""

    rep: str
    on: date
    id: str
    kind: str
    amount_cents: int = 0
    units: int = 0
    product: str = ""
    share_bp: int | None = None
    original: str = ""
    cost_cents: int = 0


@dataclass(frozen=True, slots=True)
class Flaw:
    """What is wrong with a fact: which one, in which column, and the sentence with its fields."""

    at: int
    column: str
    text: str
    fields: Mapping[str, object] = field(default_factory=dict)


def flaws(facts: Sequence[Fact]) -> Iterator[Flaw]:
    """Everything that does not fit together, so that nothing is credited twice or taken from nobody."""
    yield from _doubled(facts)
    yield from _overshared(facts)
    yield from _unlike(facts)
    yield from _unlinked(facts)
    yield from _unemployed(facts)


def _doubled(facts: Sequence[Fact]) -> Iterator[Flaw]:
    seen: set[tuple[str, str, str]] = set()
    for at, fact in enumerate(facts):
        key = (fact.kind, fact.id, fact.rep)
        if fact.id and key in seen:
            yield Flaw(at, "id", "{id} stands here twice for {rep}.", {"id": fact.id, "rep": fact.rep})
        seen.add(key)


def _overshared(facts: Sequence[Fact]) -> Iterator[Flaw]:
    """Shares of one id that add up to more than all of it; a sale without a share said is one's own."""
    total: dict[tuple[str, str], int] = defaultdict(int)
    for at, fact in enumerate(facts):
        if fact.kind in SHARED and (fact.share_bp is not None or fact.kind == "sale"):
            key = fact.kind, fact.id
            before, share = total[key], fact.share_bp if fact.share_bp is not None else WHOLE_BP
            total[key] += share
            if before <= WHOLE_BP < before + share:
                yield Flaw(at, "share_bp", "The shares of {id} add up to more than 10000.", {"id": fact.id})


def _unlike(facts: Sequence[Fact]) -> Iterator[Flaw]:
    """Rows of one shared fact that tell it differently."""
    first: dict[tuple[str, str], Fact] = {}
    for at, fact in enumerate(facts):
        if fact.kind not in SHARED:
            continue
        other = first.setdefault((fact.kind, fact.id), fact)
        for column, ours, theirs in (
            ("date", fact.on, other.on),
            ("amount", fact.amount_cents, other.amount_cents),
            ("units", fact.units, other.units),
            ("original", fact.original, other.original),
        ):
            if ours != theirs:
                text = (
                    "The rows of {id} differ: each has the whole amount, and share_bp says whose part it is."
                )
                yield Flaw(at, column, text, {"id": fact.id})


def _unlinked(facts: Sequence[Fact]) -> Iterator[Flaw]:
    """Returns and payments that are not about a sale of that rep, come before it, or are more than it."""
    sales: dict[str, dict[str, Fact]] = defaultdict(dict)
    for fact in facts:
        if fact.kind == "sale":
            sales[fact.id][fact.rep] = fact
    returned: dict[str, int] = defaultdict(int)
    counted: set[str] = set()
    for at, fact in enumerate(facts):
        if fact.kind not in CITING:
            continue
        if fact.original not in sales:
            yield Flaw(at, "original", "There is no sale “{id}”.", {"id": fact.original})
            continue
        sale = sales[fact.original].get(fact.rep)
        if sale is None:
            fields = {"rep": fact.rep, "id": fact.original}
            yield Flaw(at, "rep", "{rep} has no share in the sale {id}.", fields)
            continue
        if fact.on < sale.on:
            fields = {"id": sale.id, "day": sale.on.isoformat()}
            yield Flaw(at, "date", "This comes before the sale {id} of {day}.", fields)
        if fact.kind == "return" and fact.id not in counted:
            counted.add(fact.id)
            returned[sale.id] += fact.amount_cents
            if returned[sale.id] > sale.amount_cents:
                yield Flaw(at, "amount", "More comes back than was sold as {id}.", {"id": sale.id})


def _unemployed(facts: Sequence[Fact]) -> Iterator[Flaw]:
    """Joining twice, leaving twice, and sales of who was not there."""
    events = sorted((fact.rep, fact.on, fact.kind == "leave", at) for at, fact in enumerate(facts)
                    if fact.kind in EMPLOYED)  # fmt: skip
    latest: dict[str, bool] = {}
    for rep, day, leaves, at in events:
        if latest.get(rep) == leaves:
            text = "{rep} left already, and did not join again." if leaves else "{rep} is here already."
            yield Flaw(at, "kind", text, {"rep": rep, "day": day.isoformat()})
        latest[rep] = leaves
    if not events:
        return
    there = employment(facts)
    for at, fact in enumerate(facts):
        if fact.kind == "sale" and not any(
            first <= fact.on <= last for first, last in there.get(fact.rep, EVER)
        ):
            yield Flaw(at, "date", "{rep} was not employed on {day}.",
                       {"rep": fact.rep, "day": fact.on.isoformat()})  # fmt: skip


EVER = ((date.min, date.max),)


def employment(facts: Sequence[Fact]) -> dict[str, tuple[tuple[date, date], ...]]:
    """From which day to which each rep is here, both included; of who neither joins nor leaves nothing is
    said.
    """
    spans: dict[str, list[tuple[date, date]]] = defaultdict(list)
    for fact in sorted((one for one in facts if one.kind in EMPLOYED), key=lambda one: (one.on, one.kind)):
        own = spans[fact.rep]
        if fact.kind == "join" and not (own and own[-1][1] == date.max):
            own.append((fact.on, date.max))
        elif fact.kind == "leave" and (not own or own[-1][1] == date.max):
            first = own.pop()[0] if own else date.min
            own.append((first, fact.on))
    return {rep: tuple(own) for rep, own in spans.items()}
