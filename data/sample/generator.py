"""The sample company's facts, one customer after the other: the same for the same seed and day."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, tzinfo
from random import Random
from zoneinfo import ZoneInfo

from data.facts import Fact
from data.sample import contacts, heroes, voice
from data.sample.calls import Calls
from data.sample.company import ZONE, Company
from data.sample.days import Calendar
from data.sample.lives import Life, introduced, lives, numbered
from data.sample.messages import Messages
from data.sample.opinions import opinions
from data.sample.purchases import purchases, returned
from data.sample.quotes import Quotes
from data.sample.visits import visits
from sales.facts import Activity

CUSTOMERS = 6_000
SEED = 2_026


def generate(
    seed: int, today: date, customers: int = CUSTOMERS, zone: tzinfo | None = None
) -> Iterator[Fact]:
    """All facts of the sample company as known on the morning of `today`, reps and products first.

    Nothing is read from a clock, and every draw comes from the seed.
    """
    rng = Random(seed)
    company = Company.of(Calendar.of(today, zone or ZoneInfo(ZONE)), rng)
    yield from company.people.facts()
    yield from (article.product for article in company.catalogue.articles.values())
    yield from company.catalogue.price_lists(today)
    told = heroes.heroes(company, rng)
    found = numbered([*told, *lives(company, rng, customers - len(told))])
    introduced(found)
    heroes.brought(found)
    contacts.plan_calls(company, found)
    calls, messages = Calls(company), Messages(company)
    for one in found:
        for fact in heroes.facts(company, one) if one.told else _facts(company, one):
            yield fact
            if isinstance(fact, Activity):
                yield from calls.marks(one, fact)
                yield from messages.marks(one, fact)
    yield from Quotes(company, seed).rows(found)
    yield from opinions(company, Random(f"opinions {seed}"))


def _facts(company: Company, one: Life) -> Iterator[Fact]:
    found = purchases(company, one)
    yield one.customer
    yield from (bought.order for bought in found)
    backs = (returned(company, one, bought) for bought in found)
    yield from (back for back in backs if back is not None)
    yield from visits(company, one, found)
    opened = voice.tickets(company, one, found)
    yield from opened
    yield from voice.surveys(company, one, found, opened)
    yield from voice.reviews(company, one, found)
    yield from contacts.activities(company, one, found, opened)
    yield from contacts.referrals(one)
