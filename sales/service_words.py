"""The service desk in words: what a matter is, how it stands, what can be done and what that means."""

from __future__ import annotations

from sales.departments import HOUR_MS
from sales.issues import excerpt
from sales.promises import Promises
from sales.service_desk import DeskRules, Matter
from sales.words import Words

GROUPS = {
    "ticket": "Tickets",
    "return": "Return requests",
    "delay": "Deliveries",
    "review": "Reviews",
    "satisfaction": "Satisfaction calls",
    "benefit": "Benefits",
}
STATES = {
    "open": "waits for an answer",
    "answered": "answered, not resolved",
    "escalated": "escalated",
    "passed": "passed on",
    "reviewing": "in review",
    "refunding": "refund under way",
    "late": "on its way, late",
    "due": "due",
}
ACTS = {
    "answered": "Answer given",
    "resolved": "Problem solved",
    "escalated": "Escalate",
    "routed": "Pass on",
    "reviewed": "Approve the return",
    "refunded": "Refunded",
    "refused": "Refuse the return",
    "called_first": "Called, coupon promised",
    "satisfaction_call": "Called, satisfied",
    "benefit_given": "Given",
}
DONE = {
    "answered": "Answered: {what}",
    "resolved": "Resolved: {what}",
    "escalated": "Escalated: {what}",
    "routed": "Passed on: {what}",
    "reviewed": "Return approved: {what}",
    "refunded": "Refunded: {what}",
    "refused": "Return refused: {what}",
    "called_first": "Called before they called: {what}",
    "satisfaction_call": "Satisfaction call logged: {what}",
    "benefit_given": "Given: {what}",
    "compensated": "Compensated: {what}",
}
BENEFITS = {
    "birthday": "{coupon} for members of their tier",
    "weekly": "last spoken to on {day}",
    "checkup": "bought on {day}: {what}",
    "trial": "advocates try what is new before others",
}
GIVEN = {"weekly": "Spoken to", "checkup": "Check-up arranged", "trial": "Invited", "birthday": "Coupon sent"}


def title(matter: Matter, words: Words) -> str:
    """What it is, in a few words."""
    if matter.kind == "ticket":
        return words("Ticket {no}", no=matter.no)
    if matter.kind == "return":
        return words("Return of {what}", what=matter.what or words("an order"))
    if matter.kind == "delay":
        return words("Order {no} is late", no=matter.no)
    if matter.kind == "review":
        what = matter.what or words("an order")
        return words.count("{n} star for {what}", "{n} stars for {what}", matter.n, what=what)
    if matter.kind == "satisfaction":
        return words("Satisfaction call: ticket {no}", no=matter.no)
    return words(
        {
            "birthday": "Birthday coupon",
            "weekly": "Weekly personal contact",
            "checkup": "Yearly check-up",
            "trial": "Monthly trial invitation",
        }[matter.kind]
    )


def detail(matter: Matter, words: Words, currency: str, longest: int = 110) -> str:
    """One line on what it is about."""
    amount = words.money(matter.amount_cents, currency, whole=matter.amount_cents % 100 == 0)
    if matter.kind == "return":
        said = words("{amount}, not shipped yet", amount=amount) if matter.unshipped else amount
        return " · ".join(part for part in (said, excerpt(words(matter.text), longest)) if part)
    if matter.kind == "delay":
        late = words.count("{n} day late", "{n} days late", matter.n)
        return words("{late}; call first, offer the {coupon} coupon", late=late, coupon=amount)
    if matter.subject == "benefit":
        return words(
            BENEFITS[matter.kind],
            coupon=amount,
            day=words.day(matter.since, year=matter.kind == "checkup"),
            what=matter.what,
        )
    return excerpt(matter.text, longest)


def state(matter: Matter, words: Words) -> str:
    return words(STATES[matter.state])


def owner(matter: Matter, words: Words) -> str:
    """Who owns it: a department, or the rep."""
    return words(matter.department) if matter.department else words("You")


def due(matter: Matter, now: int, words: Words) -> str:
    """How much time is left, or by how much it is over."""
    gap = matter.due_at - now
    length = words.duration(max(60, abs(gap) // 1000))
    if gap < 0:
        return words("{time} over", time=length)
    return words("in {time}", time=length) if gap < 48 * HOUR_MS else words.day(matter.due_at)


def act_name(matter: Matter, act: str, words: Words) -> str:
    """What an act is called on its button."""
    if act == "benefit_given":
        return words(GIVEN[matter.kind])
    if act == "routed":
        return words("Pass on to {department}", department=words(matter.department))
    return words(ACTS[act])


def standard(matter: Matter, rules: DeskRules, words: Words, currency: str) -> str:
    """The rule that holds for a matter, in a sentence."""
    if matter.kind == "return":
        limit = words.money(rules.alone_cents, currency, whole=True)
        if matter.unshipped:
            return words("Not shipped yet: refunded at once. Up to {limit} you decide alone.", limit=limit)
        return words("Refunded within 24 h of receipt. Up to {limit} you decide alone.", limit=limit)
    if matter.kind == "satisfaction":
        return words(
            "Due {n} h after a ticket was resolved. A score of {score} or less opens it again.",
            n=rules.satisfaction_hours,
            score=rules.unresolved_score,
        )
    return words(
        {
            "ticket": "One answer, one diagnosis, solved once; closed within the time of its department.",
            "delay": "Call before they call. The coupon has no minimum.",
            "review": "A bad review is answered within a day; what it is about goes to its department.",
            "birthday": "Silver and gold members have a coupon in the month of their birthday.",
            "weekly": "High-value customers hear from their own contact every week.",
            "checkup": "High-value customers have what they bought looked at once a year, free of charge.",
            "trial": "Advocates are invited to try something new every month.",
        }[matter.kind]
    )


def entitled(matter: Matter, promises: Promises, words: Words, currency: str) -> tuple[str, ...]:
    """What the customer has a right to by tier and segment, a line each."""

    def money(cents: int) -> str:
        return words.money(cents, currency, whole=cents % 100 == 0)

    lines = []
    free = promises.free_shipping_cents.get(matter.tier)
    if free is not None:
        lines.append(
            words("Free shipping from {amount}", amount=money(free))
            if free
            else words("Free shipping, always")
        )
    if coupon := promises.birthday_cents.get(matter.tier):
        lines.append(words("Birthday coupon of {amount}", amount=money(coupon)))
    if matter.tier == "gold":
        lines.append(words("A contact of their own, 24 hours; dispatch within 12 hours"))
    points = promises.counts.get("points_per_referral")
    if points:
        lines.append(words("1 point a yuan, {n} for a referral", n=points))
    if matter.segment == "high_value":
        lines.append(words("Weekly contact, priority, repair at home, yearly check-up"))
    if matter.segment == "advocate":
        lines.append(words("A monthly trial; an idea we take up earns VIP for life"))
    return tuple(lines)
