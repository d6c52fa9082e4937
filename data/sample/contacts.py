"""What the reps did and plan: calls, visits, messages, notes, what was promised, and whom they call next."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from random import Random

from data.sample.catalogue import Article
from data.sample.company import ME, Company, new_id
from data.sample.days import DAY, HOUR, about, work_clock
from data.sample.lives import Life
from data.sample.purchases import Bought
from data.sample.speech import say, subject
from sales.facts import Activity, Referral, Ticket

# Contacts a month by segment, over at most HORIZON days; steady customers are called about every week.
CONTACTS = {"problem": 0.3, "churn_risk": 0.22, "advocate": 0.8, "potential": 1.1, "new": 0, "regular": 0.17}
HORIZON = 365
WEEKLY, WEEKS_KEPT = 7.4, 190
SLOTS = tuple(int(hour * HOUR) for hour in (9.5, 10, 11.25, 14, 15.5, 16.75))
CALLED_IN_TURN = ("problem", "potential", "high_value", "advocate", "churn_risk", "new")
OVERDUE = (4, 1)  # days ago: for each rep two promises are due and not kept
PROMISED = 0.1  # of the calls and visits
OUTCOMES = ("Next step", "Next step", "Thinking", "Thinking", "Won", "Not now")
UNANSWERED, SENT = 0.12, 0.6  # of the calls; of the messages


def plan_calls(company: Company, found: Sequence[Life]) -> None:
    """Six calls for each rep today and six tomorrow, each with another kind of customer; and what is owed."""
    for rep in company.people.reps:
        if rep.external_id == ME:
            continue  # hers are told in heroes.toml
        own = [one for one in found if one.owner is rep]
        for day in (0, -1):
            for slot, segment in zip(SLOTS, CALLED_IN_TURN, strict=True):
                one = _next(own, segment)
                if one is not None:
                    one.planned.append(company.calendar.at(day, slot))
        known = [one for one in own if one.segment in ("high_value", "regular") and one.registered > 60]
        for at, due in enumerate(OVERDUE):
            if known:
                known[(at * 7 + 3) % len(known)].owed.append(due)


def _next(own: Sequence[Life], segment: str) -> Life | None:
    """A customer of the segment whom no call is planned with; or else any."""
    free = [one for one in own if not one.planned]
    return next((one for one in free if one.segment == segment), free[0] if free else None)


def activities(
    company: Company, one: Life, found: Sequence[Bought], opened: Sequence[Ticket]
) -> Iterator[Activity]:
    """All contacts with a customer, done and planned."""
    for ago in sorted(_days(company, one), reverse=True):
        at = company.calendar.at(company.calendar.workday(ago), work_clock(one.rng))
        if one.registered_at < at < company.calendar.now:
            yield contact(company, one, at, subject(company, one, found, at))
    for ticket in opened:
        after = (ticket.resolved_at or 0) + int((2 + one.rng.random() * 44) * HOUR)
        at = company.calendar.awake(after)
        if ticket.resolved_at and at < company.calendar.now and one.rng.random() < 0.5:
            yield _done(company, one, at, "call", "problem", subject(company, one, found, at))
    for due in one.owed:
        at = company.calendar.at(company.calendar.workday(due + 3), work_clock(one.rng))
        if at > one.registered_at:
            article = subject(company, one, found, at)
            done = _done(company, one, at, "call", topic(company, one, at), article)
            yield _promising(company, one, done, due, article)
    for at in one.planned:
        yield Activity(
            id=new_id(one.rng, company.calendar.now),
            customer_id=one.customer.id,
            kind="call",
            at=at,
            rep_id=one.owner.id,
            state="planned",
            objective=say(company, one, f"objective.{one.segment}", subject(company, one, found, at)),
        )


def topic(company: Company, one: Life, at: int) -> str:
    """What a talk was like then: nobody was at risk before the purchase that disappointed them."""
    if one.steady:
        return "high_value"
    at_ease = one.segment == "problem" or (one.grudge and company.calendar.ago(at) > one.buys[-1] - 7)
    return "regular" if at_ease else one.segment


def referrals(one: Life) -> Iterator[Referral]:
    for referred_id, name, at in one.referred:
        yield Referral(new_id(one.rng, at), one.customer.id, at, referred_id, name)


def _days(company: Company, one: Life) -> list[int]:
    rng = one.rng
    if one.segment == "new" and one.registered > 2 and rng.random() < 0.35:
        return [int(rng.random() * (one.registered - 1)) + 1]
    if one.steady:
        return weekly(rng, min(one.registered - 3, WEEKS_KEPT))
    oldest = min(one.registered - 1, HORIZON)
    newest = 33 if one.segment == "churn_risk" and rng.random() < 0.7 else 1
    count = about(rng, CONTACTS.get(one.segment, 0) * max(0, oldest - newest) / 30)
    return [newest + int(rng.random() * (oldest - newest)) for _ in range(min(count, 24))]


def weekly(rng: Random, oldest: int) -> list[int]:
    """The days on which a steady customer was called."""
    days, ago = [], rng.random() * 9 + 1
    while ago < oldest:
        days.append(int(ago))
        ago += max(3.0, rng.gauss(WEEKLY, 1.6))
    return days


def contact(company: Company, one: Life, at: int, article: Article) -> Activity:
    """A contact of any kind, as a rep would note it."""
    rng, drawn = one.rng, one.rng.random()
    visits = 0.16 if one.business else 0.02
    kind = "visit" if drawn < visits else "message" if drawn < visits + 0.18 else "call"
    if visits + 0.18 <= drawn < visits + 0.26:
        kind = "note"
    done = _done(company, one, at, kind, topic(company, one, at), article)
    if kind in ("call", "visit") and rng.random() < PROMISED:
        due = company.calendar.ago(at) - 1 - int(rng.random() * 5)
        if due not in one.owed:
            return _promising(company, one, done, due, article)
    return done


def _done(company: Company, one: Life, at: int, kind: str, topic: str, article: Article) -> Activity:
    """A contact that took place."""
    rng, ago = one.rng, company.calendar.ago(at)
    section, outcome, seconds = kind, None, None
    if kind == "call":
        answered = rng.random() >= UNANSWERED
        topic = topic if answered else "no_answer"
        outcome = OUTCOMES[int(rng.random() * len(OUTCOMES))] if answered else "No answer"
        seconds = int((2 + rng.expovariate(1 / 5)) * 60) if answered else 25
        section = f"call.{topic}"
    elif kind == "message":
        section = "message.sent" if rng.random() < SENT else "message.received"
    elif kind == "visit":
        seconds = int((15 + rng.random() * 50) * 60)
    aim = kind == "call" and rng.random() < 0.4
    follows = outcome == "Next step" or (kind == "visit" and rng.random() < 0.5)
    return Activity(
        id=new_id(rng, at),
        customer_id=one.customer.id,
        kind=kind,
        at=at,
        rep_id=company.people.on_duty(one.owner, at).id,
        duration_s=seconds,
        objective=say(company, one, f"objective.{topic}", article) if aim and topic != "no_answer" else None,
        outcome=outcome,
        text=say(company, one, section, article),
        next_step=say(company, one, "next_step", article) if follows else None,
        next_on=company.calendar.date(ago - 2 - int(rng.random() * 9)) if follows else None,
    )


def _promising(company: Company, one: Life, done: Activity, due: int, article: Article) -> Activity:
    """The contact with a promise for a day; kept in time mostly, unless it is one of those still owed."""
    rng, calendar = one.rng, company.calendar
    kept = done.at + int((0.1 + rng.random() * 0.8) * (calendar.at(due, 18 * HOUR) - done.at))
    if rng.random() < 0.07:
        kept += 2 * DAY
    open_still = due in one.owed or kept >= calendar.now
    if open_still and due not in one.owed and due > 0:
        open_still, kept = False, calendar.now - HOUR
    return replace(
        done,
        promise=say(company, one, "promise", article),
        promised_on=calendar.date(due),
        kept_at=None if open_still else kept,
    )
