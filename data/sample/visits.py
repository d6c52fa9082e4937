"""What customers did in the app, the mini-program and the shop site, from signing in to sharing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from random import Random

from data.sample.catalogue import Article
from data.sample.company import Company, new_id
from data.sample.days import DAY, HOUR, MINUTE, SECOND, TWO_YEARS, about, clock
from data.sample.lives import Life
from data.sample.purchases import Bought
from sales.facts import Event

DIGITAL = ("app", "mini_program", "website")
# Sessions a month that end without an order, by segment.
IDLE = {
    "problem": 0.6, "churn_risk": 0.35, "advocate": 0.9, "high_value": 0.7, "potential": 0, "new": 0,
    "regular": 0.45,
}  # fmt: skip
SILENT = 34  # days: customers at risk have not been seen since
DEVICES = {"app": (0.93, 1.0), "mini_program": (1.0, 1.0), "website": (0.24, 0.33)}  # phone, then tablet

# What those who have not bought yet are after: households, and organisations by their kind.
WANTED = ("air-purifier", "air-purifier", "coffee-machine", "phone")
USED_BY = {"Café": "coffee-machine", "Clinic": "air-purifier", "Studio": "air-purifier", "Gift trade": "gift"}


class Session:
    """One sitting: events one after another, in one channel, on one device."""

    def __init__(self, company: Company, one: Life, at: int, channel: str) -> None:
        self._company, self._one, self._rng = company, one, one.rng
        self.at, self.channel = at, channel
        phone, tablet = DEVICES[channel]
        drawn = one.rng.random()
        self.device = "phone" if drawn < phone else "tablet" if drawn < tablet else "computer"

    def event(
        self, kind: str, article: Article | None = None, query: str | None = None, seconds: int | None = None
    ) -> Event:
        """The next event; it lasts, and then the customer thinks a while."""
        at = self.at
        category = article.category if article else None
        self.at += (seconds or 2) * SECOND + int(self._rng.random() * 50 * SECOND)
        return Event(
            id=new_id(self._rng, at),
            customer_id=self._one.customer.id,
            kind=kind,
            at=at,
            product_id=article.product.id if article and kind != "search" else None,
            category=category,
            query=query,
            channel=self.channel,
            device=self.device,
            duration_s=seconds,
        )

    def search(self, category: str) -> Event:
        phrases = self._company.chinese if self._one.chinese else self._company.english
        words = phrases.say("search", (category,), self._rng, {})
        return self.event("search", query=words)

    def view(self, article: Article) -> Event:
        return self.event("view", article, seconds=8 + int(self._rng.expovariate(1 / 55)))


def visits(company: Company, one: Life, found: Sequence[Bought]) -> list[Event]:
    """All events of a customer, in no order; none before the registration or after now."""
    events: list[Event] = []
    for bought in found:
        events += before(company, one, bought)
    events += _idle(company, one, found)
    if one.segment in ("potential", "new"):
        events += _undecided(company, one)
    return [event for event in events if one.registered_at < event.at < company.calendar.now]


def online(one: Life, channel: str, rng: Random) -> str:
    """The channel if it is one that leaves events, else the one they look things up in."""
    if channel in DIGITAL:
        return channel
    return (
        one.channel
        if one.channel in DIGITAL
        else "website"
        if one.business
        else DIGITAL[int(rng.random() * 2)]
    )


def before(company: Company, one: Life, bought: Bought) -> Iterator[Event]:
    """What led to an order. An instant buyer sees it and has bought it within seconds."""
    rng, order = one.rng, bought.order
    if order.channel not in DIGITAL and rng.random() < 0.62:
        return
    channel = online(one, order.channel or "", rng)
    if one.instant:
        session = Session(company, one, order.placed_at - (9 + int(rng.random() * 20)) * SECOND, channel)
        yield session.event("view", bought.main, seconds=3 + int(rng.random() * 5))
        session.at = order.placed_at - 3 * SECOND
        yield session.event("add_to_cart", bought.main)
        return
    session = Session(company, one, order.placed_at - (12 + int(rng.random() * 40)) * MINUTE, channel)
    if rng.random() < 0.34:
        yield session.event("login")
    if rng.random() < 0.3:
        yield session.search(bought.main.category)
    for article in bought.articles[:3]:
        yield session.view(article)
    if rng.random() < 0.45:
        yield session.view(
            company.catalogue.pick(rng, bought.main.category, company.calendar.ago(order.placed_at))
        )
        yield session.view(bought.main)
    session.at = min(session.at, order.placed_at - 7 * MINUTE)
    for article in bought.articles[:3]:
        yield session.event("add_to_cart", article)
    yield from _after(company, one, bought, channel)


def _after(company: Company, one: Life, bought: Bought, channel: str) -> Iterator[Event]:
    rng = one.rng
    often = 0.3 if one.segment == "advocate" else 0.035
    at = bought.signed_at + int(rng.random() * 6 * DAY)
    if at < company.calendar.now and rng.random() < often:
        session = Session(company, one, at, channel)
        yield session.event(
            ("share", "like", "comment", "favourite")[int(rng.random() ** 1.4 * 4)], bought.main
        )


def _idle(company: Company, one: Life, found: Sequence[Bought]) -> Iterator[Event]:
    """Sessions that end without an order."""
    rng, calendar = one.rng, company.calendar
    newest = SILENT if one.segment == "churn_risk" and rng.random() < 0.8 else 0
    oldest = min(one.registered, TWO_YEARS)
    sessions = min(about(rng, IDLE[one.segment] * max(oldest - newest, 0) / 30), 60)
    own = [bought.main.category for bought in found] or ["home"]
    for _ in range(sessions):
        ago = newest + rng.random() ** 1.25 * (oldest - newest)
        at = calendar.at(int(ago), clock(rng, one.business))
        session = Session(company, one, at, online(one, one.channel, rng))
        category = (
            own[int(rng.random() * len(own))] if rng.random() < 0.55 else _curious(company, rng, int(ago))
        )
        yield from _browse(company, one, session, category, int(ago))


def _curious(company: Company, rng: Random, ago: int) -> str:
    return company.seasons.category(rng, company.calendar.month(ago))


def _browse(company: Company, one: Life, session: Session, category: str, ago: int) -> Iterator[Event]:
    rng = one.rng
    if rng.random() < 0.42:
        yield session.event("login")
    if rng.random() < 0.38:
        yield session.search(category)
    article = company.catalogue.pick(rng, category, ago)
    for _ in range(1 + int(rng.random() ** 2 * 3)):
        yield session.view(article)
        if rng.random() < 0.6:
            article = company.catalogue.pick(rng, category, ago)
    drawn = rng.random()
    if drawn < 0.13:
        yield session.event("add_to_cart", article)
    elif drawn < 0.2:
        yield session.event("favourite", article)
    elif drawn < 0.23:
        yield session.event("share" if one.segment == "advocate" else "like", article)


def _undecided(company: Company, one: Life) -> Iterator[Event]:
    """Those who have not bought yet: newcomers look around, potential ones come back to one product."""
    rng, calendar = one.rng, company.calendar
    category = USED_BY.get(one.kind) or WANTED[int(rng.random() * len(WANTED))]
    one.focus = article = company.catalogue.pick(rng, category, 0)
    many = 3 + int(rng.random() * 5) if one.segment == "potential" else int(rng.random() * 3)
    session = Session(company, one, one.registered_at + 40 * SECOND, online(one, one.channel, rng))
    yield session.event("login")
    last = one.registered_at + 5 * MINUTE
    for visit in range(many):
        free = calendar.now - 30 * MINUTE - last
        if visit and free > 2 * HOUR:
            gap = min(
                free,
                int((0.1 + rng.random() * 0.5) * (calendar.now - one.registered_at) / max(many, 1) * 1.5),
            )
            session = Session(company, one, last + gap, session.channel)
        if rng.random() < 0.4:
            yield session.search(article.category)
        yield session.view(article)
        if rng.random() < 0.3:
            yield session.view(company.catalogue.pick(rng, category, 0))
        last = session.at
    if one.segment == "potential" and rng.random() < 0.3:
        yield session.event("add_to_cart", article)
