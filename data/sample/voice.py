"""What customers say: service tickets, survey answers and reviews with what they add a month later."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from data.sample.catalogue import Article
from data.sample.company import Company, new_id
from data.sample.days import DAY, HOUR, MINUTE, Calendar, clock
from data.sample.lives import Life
from data.sample.purchases import Bought
from data.sample.speech import main_of, say, subject
from sales.facts import Review, Survey, Ticket

SETTLED = 33  # days ago: later than this only problem customers have a ticket
TOPICS = ("product", "product", "product", "logistics", "logistics", "service", "usability", "price", "other")
TICKET_CHANNELS = ("chat", "chat", "phone", "app", "mail")
WORST_STEPS = ("delivery", "delivery", "service", "product", "price", "app")
WAVE, WAVES = 91, 8  # the quarterly NPS survey, days apart


def tickets(company: Company, one: Life, found: Sequence[Bought]) -> list[Ticket]:
    """Tickets about orders long ago; problem customers have one or two from the last weeks as well."""
    rng, calendar = one.rng, company.calendar
    opened: list[Ticket] = []
    for bought in found:
        if bought.order.status == "cancelled":
            continue
        often = 0.34 if bought.late > 1 else 0.12 if bought.noisy else 0.026
        if rng.random() < often:
            topic = "logistics" if bought.late > 1 else TOPICS[int(rng.random() * len(TOPICS))]
            at = _when(calendar, bought, topic, rng.random())
            if calendar.ago(at) >= SETTLED:
                opened.append(ticket(company, one, at, topic, main_of(bought)))
    if one.segment == "problem":
        for _ in range(1 + (rng.random() < 0.3)):
            age = min(29.0, one.registered - 1.5) * rng.random() ** 1.3
            at = calendar.at(int(age) + 1, clock(rng, one.business))
            topic = TOPICS[int(rng.random() * len(TOPICS))]
            at = max(at, one.registered_at + HOUR)
            opened.append(ticket(company, one, at, topic, subject(company, one, found, at)))
    return opened


def _when(calendar: Calendar, bought: Bought, topic: str, drawn: float) -> int:
    """About a late parcel on the day after it was promised; about a product in the weeks after it came."""
    promised = bought.order.promised_on
    if topic == "logistics" and bought.late > 1 and promised is not None:
        return calendar.at((calendar.today - promised).days - 1, 9 * HOUR + int(drawn * 10 * HOUR))
    return calendar.awake(bought.signed_at + int((0.2 + drawn * 20) * DAY))


def ticket(company: Company, one: Life, at: int, topic: str, article: Article) -> Ticket:
    """A ticket and how it went, as far as it is known."""
    rng, now = one.rng, company.calendar.now
    answered = at + int((2 + rng.expovariate(1 / 40)) * MINUTE)
    slow = rng.random() < 0.1
    resolved = answered + int((30 + rng.random() * 90 if slow else 1 + rng.random() * 20) * HOUR)
    if now - at < 29 * DAY and rng.random() < 0.3:
        resolved = now + DAY  # those still open now are mostly the hard ones
    status = "resolved" if resolved < now else "answered" if answered < now else "open"
    if status != "resolved" and now - at > 4 * DAY and rng.random() < 0.3:
        status = "escalated"
    happy = 1 + int(rng.random() * 3) if slow else 5 - int(rng.random() ** 2 * 3)
    return Ticket(
        id=new_id(rng, at),
        customer_id=one.customer.id,
        opened_at=at,
        external_id=company.numbers.ticket(at),
        channel=TICKET_CHANNELS[int(rng.random() * len(TICKET_CHANNELS))],
        text=say(company, one, f"ticket.{topic}", article),
        category=topic,
        status=status,
        satisfaction=happy if status == "resolved" and rng.random() < 0.62 else None,
        answered_at=answered if answered < now else None,
        resolved_at=resolved if resolved < now else None,
    )


def surveys(
    company: Company, one: Life, found: Sequence[Bought], opened: Sequence[Ticket]
) -> Iterator[Survey]:
    """CSAT after deliveries, CES after tickets, NPS each quarter; an advocate's last NPS is 9 or 10."""
    rng, calendar, now = one.rng, company.calendar, company.calendar.now
    for bought in found:
        at = calendar.awake(bought.signed_at + DAY)
        if at < now and rng.random() < 0.07:
            low = bought.late > 1 or bought.noisy
            score = 1 + int(rng.random() * 3) if low else 5 - int(rng.random() ** 1.8 * 2.2)
            group = "csat_low" if score < 4 else "csat_high"
            yield _survey(company, one, "csat", score, at, group, main_of(bought))
    for about in opened:
        at = calendar.awake((about.resolved_at or now) + 5 * HOUR)
        if at < now and rng.random() < 0.3:
            yield _survey(
                company,
                one,
                "ces",
                5 - int(rng.random() ** 1.5 * 4.2),
                at,
                "ces",
                subject(company, one, found, at),
            )
    if found:
        yield from _recommending(company, one, found)


def _recommending(company: Company, one: Life, found: Sequence[Bought]) -> Iterator[Survey]:
    rng, calendar = one.rng, company.calendar
    first_at = found[0].order.placed_at + 4 * DAY
    low = 0.75 if one.segment == "churn_risk" else 0.17
    for wave in range(WAVES, -1, -1):
        at = calendar.at(18 + wave * WAVE - rng.random() * 9, 10 * HOUR)
        last = wave == 0 and one.segment == "advocate"
        if not last and (at < first_at or rng.random() >= 0.12):
            continue
        at = max(at, first_at) if last else at
        if at >= calendar.now:
            at = max(calendar.now - 3 * HOUR, one.registered_at + HOUR)
        drawn = rng.random()
        score = 9 + int(rng.random() * 2)
        if not last and drawn < low:
            score = int(rng.random() ** 0.6 * 7)
        elif not last and drawn < low + 0.35:
            score = 7 + int(rng.random() * 2)
        group = "promoter" if score > 8 else "passive" if score > 6 else "detractor"
        yield _survey(company, one, "nps", score, at, group, subject(company, one, found, at))


def _survey(
    company: Company, one: Life, kind: str, score: int, at: int, group: str, article: Article
) -> Survey:
    rng = one.rng
    unhappy = group in ("detractor", "csat_low", "passive")
    return Survey(
        id=new_id(rng, at),
        customer_id=one.customer.id,
        kind=kind,
        score=score,
        answered_at=at,
        comment=say(company, one, f"survey.{group}", article) or None if rng.random() < 0.6 else None,
        worst_step=WORST_STEPS[int(rng.random() * 6)] if unhappy and rng.random() < 0.8 else None,
        wish=say(company, one, "survey.wish", article) or None if rng.random() < 0.3 else None,
    )


def reviews(company: Company, one: Life, found: Sequence[Bought]) -> Iterator[Review]:
    """Reviews, oldest first. The last one of a customer at risk is bad; of others, who stay, it is good."""
    rng, now = one.rng, company.calendar.now
    reviewed = [
        bought
        for bought in found
        if bought.signed_at < now - 4 * DAY and rng.random() < (0.3 if bought.noisy else 0.12)
    ]
    paid = [bought for bought in found if bought.order.status != "cancelled"]
    if one.segment == "churn_risk" and paid:
        reviewed = [*(bought for bought in reviewed if bought is not paid[-1]), paid[-1]]
    last_at = 0
    for number, bought in enumerate(reviewed, 1):
        bad = rng.random() < (0.5 if bought.noisy or bought.late > 1 else 0.05)
        if number == len(reviewed):
            bad = one.segment == "churn_risk"
        written_at = bought.signed_at + int((1.5 + rng.random() * 11) * DAY)
        last_at = company.calendar.awake(max(written_at, last_at + HOUR))
        if last_at < now:
            yield _review(company, one, bought, bad, last_at)


def _review(company: Company, one: Life, bought: Bought, bad: bool, at: int) -> Review:
    rng, now = one.rng, company.calendar.now
    stars = (1, 2, 2, 3)[int(rng.random() * 4)] if bad else 5 - (rng.random() < 0.32)
    article, section, topic = main_of(bought), "review.poor" if bad else "review.good", ""
    if bad and (bought.noisy or bought.late > 1):
        topic = "noise" if bought.noisy else "delivery"
    elif not bad and stars == 4 and rng.random() < 0.4:
        section = "review.fine"
    decibels = 48 + int(rng.random() * 9)
    answered = at + int((1 + rng.random() * (30 if bad else 60)) * HOUR)
    later = company.calendar.awake(bought.signed_at + int((30 + rng.random() * 12) * DAY))
    adds = at < later < now and rng.random() < 0.35
    return Review(
        id=new_id(rng, at),
        customer_id=one.customer.id,
        stars=stars,
        written_at=at,
        product_id=article.product.id,
        text=say(company, one, section, article, topic, decibels if topic == "noise" else 0),
        answered_at=answered if answered < now and rng.random() < (0.9 if bad else 0.5) else None,
        follow_up=say(company, one, f"follow_up.{'poor' if bad else 'good'}", article) if adds else None,
        follow_up_at=later if adds else None,
    )
