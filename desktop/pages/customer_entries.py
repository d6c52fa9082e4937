"""How an entry of the line of time reads: its mark, its title, what was said, what stands at the right."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import singledispatch

from desktop.theme import Tone
from reports.phrases import CONTACTS, named
from sales.contact_marks import ContactMark
from sales.facts import Activity, Order, Referral, Return, Review, Survey, Ticket
from sales.orders import HERE, DelayRule, days_late, delayed, tracking, under_way
from sales.service import ServiceAct
from sales.timeline import Entry, Names, Page, Visit
from sales.words import Words

CHANNELS = {
    "app": "app",
    "mini_program": "mini-program",
    "website": "website",
    "store": "shop",
    "rep": "by the rep",
    "chat": "chat",
    "phone": "by phone",
    "mail": "by mail",
    "sms": "by SMS",
    "visit": "visit",
}
TOPICS = {
    "product": "product",
    "service": "service",
    "logistics": "logistics",
    "price": "price",
    "usability": "usability",
    "other": "other",
}
NODES = {
    "placed": "Placed",
    "picking": "Picking",
    "collected": "Collected",
    "in_transit": "In transit",
    "out_for_delivery": "Out for delivery",
    "signed": "Signed",
}
RETURNS = {
    "reviewing": "Reviewing",
    "refunding": "Refunding",
    "refunded": "Refunded",
    "refused": "Refused",
}
SURVEYS = {"nps": "NPS", "csat": "CSAT", "ces": "CES"}
CONTACT_ICONS = {"call": "phone", "visit": "map-pin", "message": "message-square-text", "note": "sticky-note"}
SERVED = {
    "answered": "Answered by us",
    "resolved": "Resolved by us",
    "escalated": "Escalated",
    "routed": "Passed on",
    "compensated": "Compensated",
    "reviewed": "Return approved",
    "refunded": "Money paid back",
    "refused": "Return refused",
    "satisfaction_call": "Satisfaction call",
    "benefit_given": "Benefit given",
    "called_first": "Called before they called",
}
ABOUT = {
    "ticket": "ticket",
    "return": "return",
    "review": "review",
    "survey": "survey",
    "order": "late delivery",
    "benefit": "benefit",
}
HANDED = ("escalated", "routed")
DID = {
    "view": ("eye", "Looked at {what}", "Looked at {what}, {n} times"),
    "add_to_cart": ("shopping-cart", "Put {what} in the cart", "Put {what} in the cart, {n} times"),
    "favourite": ("star", "Kept {what} as a favourite", "Kept {what} as a favourite, {n} times"),
    "like": ("thumbs-up", "Liked {what}", "Liked {what}, {n} times"),
    "comment": ("message-circle", "Commented on {what}", "Commented on {what}, {n} times"),
    "share": ("send", "Shared {what}", "Shared {what}, {n} times"),
    "referral": ("users", "Recommended {what}", "Recommended {what}, {n} times"),
}
PASSIVE, PROMOTER = 7, 9
GOOD_OF_FIVE, POOR_OF_FIVE = 4, 2
CLOSED = ("resolved", "closed")


@dataclass(frozen=True, slots=True)
class Told:
    """An entry in words. `mark` is a chip, `amount` an order's sum; one of the two or neither."""

    entry: Entry
    icon: str
    tone: Tone
    title: str
    text: str = ""
    mark: str = ""
    mark_tone: Tone = "neutral"
    amount: str = ""


@dataclass(frozen=True, slots=True)
class Telling:
    """What an entry is told with: the language, the day, the rule of delay, who reads it, names by id."""

    words: Words
    today: date
    rule: DelayRule
    me: str | None
    products: Mapping[str, Names]
    reps: Mapping[str, Names]
    coupon_at: int | None
    marks: Mapping[str, tuple[ContactMark, ...]] = field(default_factory=dict)

    def product(self, product_id: str | None, category: str | None = None) -> str:
        known = self.products.get(product_id or "")
        if known:
            return (self.words.chinese and known[1]) or known[0]
        if product_id:
            return product_id
        return self.words((category or "a product").replace("-", " "))

    def rep(self, rep_id: str | None) -> str | None:
        """The name of a colleague; None for the reader and for nobody in particular."""
        if rep_id is None or rep_id == self.me or rep_id not in self.reps:
            return None
        name, chinese = self.reps[rep_id]
        return (self.words.chinese and chinese) or name


def telling(page: Page, words: Words, today: date, rule: DelayRule, me: str | None) -> Telling:
    return Telling(words, today, rule, me, page.products, page.reps, page.coupon_at, page.marks)


def told(entry: Entry, by: Telling) -> Told:
    """The entry in words."""
    return _told(entry.fact, entry, by)


def contents(order: Order, by: Telling) -> str:
    """What was ordered: "Breva 600, HEPA filter × 2"."""
    parts = [
        by.product(line.product_id) + (f" × {line.quantity}" if line.quantity > 1 else "")
        for line in order.lines
    ]
    return ("、" if by.words.chinese else ", ").join(parts)


def quoted(text: str | None) -> str:
    return f"“{' '.join(text.split())}”" if text else ""


def number(external_id: str | None, own_id: str) -> str:
    """The number that people know a record by."""
    return external_id or own_id[-8:]


@singledispatch
def _told(fact: object, entry: Entry, by: Telling) -> Told:
    raise TypeError(type(fact))


@_told.register
def _order(order: Order, entry: Entry, by: Telling) -> Told:
    words, no = by.words, number(order.external_id, order.id)
    what, amount = contents(order, by), words.money(order.net_cents, order.currency)
    if delayed(order, by.today, by.rule):
        late = days_late(order, by.today)
        return Told(
            entry,
            "truck",
            "warn",
            words("Order {no} is late", no=no),
            words("Promised for {day}", day=words.weekday(order.promised_on)) if order.promised_on else what,
            words.count("{n} day late", "{n} days late", late),
            "bad",
        )
    if not under_way(order) and order.signed_at is None:
        return Told(entry, "ban", "neutral", words("Order {no}, cancelled", no=no), what, amount=amount)
    if order.signed_at is not None:
        return Told(entry, "package-check", "neutral", _signed(order, by), what, amount=amount)
    here = next(node for node in tracking(order) if node.state == HERE)
    title = words("Order {no}", no=no)
    if here.name != "placed":
        title = words("Order {no}: {where}", no=no, where=words(NODES[here.name]))
    return Told(entry, "package", "neutral", title, what, amount=amount)


def _signed(order: Order, by: Telling) -> str:
    words, no = by.words, number(order.external_id, order.id)
    if order.promised_on is None or order.signed_at is None:
        return words("Order {no} signed", no=no)
    late = (words.moment(order.signed_at).date() - order.promised_on).days
    if late <= 0:
        return words("Order {no} signed, on time", no=no)
    return words.count("Order {no} signed, {n} day late", "Order {no} signed, {n} days late", late, no=no)


@_told.register
def _return(back: Return, entry: Entry, by: Telling) -> Told:
    words = by.words
    what = by.product(back.product_id) if back.product_id else words("an order")
    amount = words.money(back.amount_cents, back.currency)
    title = words("Return of {what}", what=what)
    if back.status == "refunded":
        return Told(entry, "rotate-ccw", "neutral", title, back.reason or "", amount=amount)
    state = named(words, RETURNS, back.status)
    text = " · ".join(part for part in (back.reason, amount) if part)
    return Told(entry, "rotate-ccw", "neutral", title, text, state, "warn")


@_told.register
def _visit(visit: Visit, entry: Entry, by: Telling) -> Told:
    words = by.words
    where = [named(words, CHANNELS, visit.channel)] if visit.channel else []
    if visit.duration_s >= 60:
        where.append(words.duration(visit.duration_s))
    text = " · ".join(where)
    if visit.kind == "search":
        asked = ("、" if words.chinese else ", ").join(quoted(query) for query in visit.queries)
        return Told(entry, "search", "neutral", words("Searched for {what}", what=asked), text)
    icon, once, often = DID.get(visit.kind, DID["view"])
    what = by.product(visit.product_id, visit.category)
    title = words(once if visit.times == 1 else often, what=what, n=words.number(visit.times))
    return Told(entry, icon, "neutral", title, text)


@_told.register
def _ticket(ticket: Ticket, entry: Entry, by: Telling) -> Told:
    words = by.words
    no = number(ticket.external_id, ticket.id)
    about = [
        named(words, CHANNELS, ticket.channel) if ticket.channel else "",
        named(words, TOPICS, ticket.category) if ticket.category else "",
        words("satisfied {n} of 5", n=ticket.satisfaction) if ticket.satisfaction else "",
    ]
    text = " · ".join(part for part in about if part)
    title = (
        words("Ticket {no}: {what}", no=no, what=quoted(ticket.text))
        if ticket.text
        else words("Ticket {no}", no=no)
    )
    if ticket.status in CLOSED or ticket.resolved_at is not None:
        took = (ticket.resolved_at - ticket.opened_at) // 1000 if ticket.resolved_at else None
        mark = (
            words("resolved in {time}", time=words.duration(took)) if took is not None else words("resolved")
        )
        return Told(entry, "life-buoy", "neutral", title, text, mark)
    days = (by.today - words.moment(ticket.opened_at).date()).days
    mark = words.count("open {n} day", "open {n} days", days) if days else words("opened today")
    if ticket.status == "escalated":
        return Told(entry, "life-buoy", "bad", title, text, words("escalated"), "bad")
    return Told(entry, "life-buoy", "warn", title, text, mark, "warn")


@_told.register
def _survey(survey: Survey, entry: Entry, by: Telling) -> Told:
    words, name = by.words, SURVEYS.get(survey.kind, survey.kind)
    nps = survey.kind == "nps"
    score = words("{name} {n}", name=name, n=survey.score)
    if not nps:
        score = words("{name} {n} of 5", name=name, n=survey.score)
    if survey.worst_step:
        step = words(survey.worst_step.replace("_", " "))
        title = words("Survey: {score}, worst step {step}", score=score, step=step)
    else:
        title = words("Survey: {score}", score=score)
    text = " ".join(part for part in (quoted(survey.comment), survey.wish) if part)
    mark, tone = _promoter(survey.score, words) if nps else _of_five(survey.score, words)
    return Told(entry, "message-circle", "neutral", title, text, mark, tone)


def _promoter(score: int, words: Words) -> tuple[str, Tone]:
    if score >= PROMOTER:
        return words("Promoter"), "good"
    return (words("Passive"), "neutral") if score >= PASSIVE else (words("Detractor"), "bad")


def _of_five(score: int, words: Words) -> tuple[str, Tone]:
    if score >= GOOD_OF_FIVE:
        return words("content"), "good"
    return (words("discontent"), "bad") if score <= POOR_OF_FIVE else (words("so-so"), "neutral")


@_told.register
def _review(review: Review, entry: Entry, by: Telling) -> Told:
    words = by.words
    what = by.product(review.product_id) if review.product_id else words("an order")
    title = words.count("{n} star for {what}", "{n} stars for {what}", review.stars, what=what)
    text = quoted(review.text)
    if review.follow_up:
        text = words("{text} Later: {more}", text=text, more=quoted(review.follow_up)).strip()
    if review.stars <= POOR_OF_FIVE and review.answered_at is None:
        return Told(entry, "star", "warn", title, text, words("not answered"), "warn")
    return Told(entry, "star", "neutral", title, text)


@_told.register
def _activity(activity: Activity, entry: Entry, by: Telling) -> Told:
    words, rep = by.words, by.rep(activity.rep_id)
    what = named(words, CONTACTS, activity.kind)
    if activity.duration_s:
        what = words("{what}, {length}", what=what, length=words.duration(activity.duration_s))
    title = words("{what}, {rep}", what=what, rep=rep) if rep else what
    said = [activity.text or activity.objective or ""]
    if activity.promise:
        said.append(_promise(activity, words))
    if activity.next_step:
        said.append(_next(activity, words))
    if led := by.marks.get(activity.id):
        said.append(course(led, words))
    *first, last = [part for part in said if part] or [""]
    text = ("" if words.chinese else " ").join((*(_ended(part, words) for part in first), last))
    mark, tone = _state(activity, by)
    return Told(entry, CONTACT_ICONS.get(activity.kind, "sticky-note"), "neutral", title, text, mark, tone)


def _ended(text: str, words: Words) -> str:
    """A sentence with its full stop, where another follows it."""
    if text[-1] in '.!?。！？…”"':
        return text
    return text + ("。" if words.chinese else ".")


def course(marks: Sequence[ContactMark], words: Words) -> str:
    """How a contact went, in figures: "4 steps, 2 objections, 1 of them answered well"."""
    count = Counter(mark.kind for mark in marks)
    worked = sum(mark.worked == 1 for mark in marks)
    parts = []
    if steps := count["step"]:
        parts.append(words.count("{n} step", "{n} steps", steps))
    if met := count["objection"]:
        parts.append(words.count("{n} objection", "{n} objections", met))
        if worked:
            parts.append(words("{n} answered well", n=words.number(worked)))
    if notes := count["note"]:
        parts.append(words.count("{n} note", "{n} notes", notes))
    if not parts:
        return ""
    return ("，" if words.chinese else ", ").join(parts) + ("。" if words.chinese else ".")


def _promise(activity: Activity, words: Words) -> str:
    if activity.promised_on is None:
        return words("Promise: {what}.", what=activity.promise)
    return words("Promise: {what}, by {day}.", what=activity.promise, day=words.day(activity.promised_on))


def _next(activity: Activity, words: Words) -> str:
    if activity.next_on is None:
        return words("Next: {what}.", what=activity.next_step)
    return words("Next: {what}, {day}.", what=activity.next_step, day=words.day(activity.next_on))


def _state(activity: Activity, by: Telling) -> tuple[str, Tone]:
    """What stands out about a contact: that it is planned, its promise, else its outcome."""
    words = by.words
    if activity.state == "planned":
        return words("Planned"), "accent"
    if activity.state == "cancelled":
        return words("Taken back"), "neutral"
    if activity.promise and activity.kept_at is None:
        late = activity.promised_on is not None and activity.promised_on < by.today
        return (words("Promise overdue"), "warn") if late else (words("Promise open"), "accent")
    if activity.promise:
        return words("Promise kept"), "good"
    return (words(activity.outcome), "neutral") if activity.outcome else ("", "neutral")


@_told.register
def _service_act(act: ServiceAct, entry: Entry, by: Telling) -> Told:
    """What was done at the service desk; which ticket or order it was about is told by its own entry."""
    words, rep = by.words, by.rep(act.rep_id)
    said = named(words, SERVED, act.act)
    title = words("{what}, {rep}", what=said, rep=rep) if rep else said
    about = [
        named(words, ABOUT, act.subject),
        words("to {department}", department=words(act.department))
        if act.department and act.act in HANDED
        else "",
        words("satisfied {n} of 5", n=act.score) if act.score else "",
        act.text or "",
    ]
    amount = words.money(act.amount_cents) if act.amount_cents else ""
    return Told(
        entry, "life-buoy", "neutral", title, " · ".join(part for part in about if part), amount=amount
    )


@_told.register
def _referral(referral: Referral, entry: Entry, by: Telling) -> Told:
    words = by.words
    title = (
        words("Recommended us to {name}", name=referral.name) if referral.name else words("Recommended us")
    )
    return Told(entry, "users", "good", title)
