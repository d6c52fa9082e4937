"""The service desk: what waits for my customers, who owns it, what may be done about it, when it ends.

A matter is a ticket, a return, a late delivery, a bad review, a satisfaction call or a benefit that is due.
Acts on it are logged (`sales.service.ServiceAct`); a matter's state follows from its record and its acts.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from sales.departments import HOUR_MS
from sales.errors import RuleBroken
from sales.service import ServiceAct

KINDS = (
    "ticket", "return", "delay", "review", "satisfaction", "birthday", "weekly", "checkup", "trial",
)  # fmt: skip
BENEFITS = ("birthday", "weekly", "checkup", "trial")
SCORES = (1, 2, 3, 4, 5)
AFTER_SALES = "After-sales"  # who decides what a rep may not, and who takes escalated cases
# What may be done about a matter, by kind; what of it ends the matter.
ACTS: Mapping[str, tuple[str, ...]] = {
    "ticket": ("answered", "resolved", "escalated", "routed"),
    "return": ("reviewed", "refunded", "refused", "routed"),
    "delay": ("called_first",),
    "review": ("answered", "routed"),
    "satisfaction": ("satisfaction_call",),
} | dict.fromkeys(BENEFITS, ("benefit_given",))
ENDING: Mapping[str, frozenset[str]] = {
    "ticket": frozenset({"resolved"}),
    "return": frozenset({"refunded", "refused"}),
    "delay": frozenset({"called_first"}),
    "review": frozenset({"answered"}),
    "satisfaction": frozenset({"satisfaction_call"}),
} | dict.fromkeys(BENEFITS, frozenset({"benefit_given"}))
# What was done already, where a matter stands as it does.
LEFT_BY = {"answered": "answered", "escalated": "escalated", "passed": "routed"}
# An act after which the customer was spoken to: the kind of contact that is logged with it.
CONTACTS = {
    ("ticket", "answered"): "message",
    ("review", "answered"): "message",
    ("delay", "called_first"): "call",
    ("satisfaction", "satisfaction_call"): "call",
    ("birthday", "benefit_given"): "message",
    ("weekly", "benefit_given"): "call",
    ("checkup", "benefit_given"): "call",
    ("trial", "benefit_given"): "message",
}


@dataclass(frozen=True, slots=True)
class DeskRules:
    """The figures of `[desk]` in `rules/service.toml`."""

    alone_cents: int
    satisfaction_hours: int
    satisfaction_days: int
    unresolved_score: int
    ahead_days: int
    after_days: int
    weekly_days: int


@dataclass(frozen=True, slots=True)
class Matter:
    """Something that waits for a customer. `state` is one of open, answered, escalated, passed, reviewing,
    refunding, late or due; `department` owns it (an English name; "": the rep who looks after the customer).

    `what` is the product, `text` what the customer wrote; `n` stars or days late; `unshipped`: a return of
    what has not left us, which is refunded at once.
    """

    kind: str
    subject: str
    subject_id: str
    customer_id: str
    name: str
    since: int
    due_at: int
    state: str
    no: str = ""
    what: str = ""
    text: str = ""
    n: int = 0
    amount_cents: int = 0
    department: str = ""
    tier: str = "standard"
    segment: str = "regular"
    unshipped: bool = False

    @property
    def key(self) -> str:
        return f"{self.kind}/{self.customer_id}/{self.subject_id}"


def desk_rules(table: Mapping[str, object]) -> DeskRules:
    """The rules from `[desk]` of `rules/service.toml`. Raises RuleBroken."""
    figures = []
    for name in DeskRules.__slots__:
        value = table.get(name)
        if not isinstance(value, int) or value < 0:
            raise RuleBroken(
                "{key} must be a whole number of 0 or more, not {value}.",
                key=f"desk.{name}",
                value=repr(value),
            )
        figures.append(value)
    return DeskRules(*figures)


def followed(
    matter: Matter, acts: Sequence[ServiceAct], ticket_hours: int, refund_hours: int
) -> Matter | None:
    """The matter as the acts on it (oldest first) left it; None where they ended it."""
    for act in acts:
        if act.act in ENDING[matter.kind]:
            return None
        if act.act == "answered":
            closing = max(matter.due_at, matter.since + ticket_hours * HOUR_MS)
            matter = replace(matter, state="answered", due_at=closing)
        elif act.act == "escalated":
            due = act.at + ticket_hours * HOUR_MS
            matter = replace(matter, state="escalated", due_at=due, department=act.department or AFTER_SALES)
        elif act.act == "routed":
            matter = replace(matter, state="passed", department=act.department or matter.department)
        elif act.act == "reviewed":
            matter = replace(matter, state="refunding", due_at=act.at + refund_hours * HOUR_MS)
    return matter


def permitted(matter: Matter, rules: DeskRules, role: str) -> tuple[str, ...]:
    """What this person may do about a matter now, the most usual first."""
    if matter.kind != "return":
        return tuple(act for act in ACTS[matter.kind] if act != LEFT_BY.get(matter.state))
    decides = role != "rep" or matter.amount_cents <= rules.alone_cents
    if not decides:
        return () if matter.state == "passed" else ("routed",)
    if matter.state == "refunding" or matter.unshipped:
        return ("refunded",) if matter.state == "refunding" else ("refunded", "refused")
    return ("reviewed", "refused")


def reopens(score: int, rules: DeskRules) -> bool:
    """Whether what the customer says in a satisfaction call means that nothing is solved."""
    return score <= rules.unresolved_score


def by_urgency(matters: Sequence[Matter]) -> tuple[Matter, ...]:
    """Who waits for help stands before who is owed a benefit; then what is due first stands first."""

    def place(one: Matter) -> tuple[bool, int, int, str, str]:
        return (one.kind in BENEFITS, one.due_at, KINDS.index(one.kind), one.name, one.subject_id)

    return tuple(sorted(matters, key=place))
