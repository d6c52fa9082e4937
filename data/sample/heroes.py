"""The customers that the pictures and the guide show, told fact by fact in `resources/demo/heroes.toml`."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from random import Random
from typing import Any

from data.facts import Fact
from data.resources import resource
from data.sample.baskets import Cart, put
from data.sample.company import ME, Company, new_id
from data.sample.contacts import contact, weekly
from data.sample.days import DAY, HOUR, MINUTE, clock
from data.sample.lives import Life
from data.sample.people import HOUSEHOLD
from data.sample.purchases import Bought, paid, priced, sent_back
from data.sample.speech import subject
from data.sample.visits import before
from sales.facts import Activity, Customer, Event, Referral, Review, Survey, Ticket
from sales.words import DAYS_LONG, MONTHS, MONTHS_LONG

KINDS = {"events": Event, "tickets": Ticket, "surveys": Survey, "reviews": Review, "activities": Activity}
WHEN = {Event: "at", Ticket: "opened_at", Survey: "answered_at", Review: "written_at", Activity: "at"}
FIELD = re.compile(r"\{(day|date|month)(?::(-?\d+))?\}")


def heroes(company: Company, rng: Random) -> list[Life]:
    """Their courses; all are Lin Yue's."""
    with resource("demo", "heroes.toml").open("rb") as file:
        rows = tomllib.load(file)["customer"]
    company.people.reserve(row["name"] for row in rows)
    return [_life(company, Random(rng.getrandbits(64)), row) for row in rows]


def brought(found: Sequence[Life]) -> None:
    """The cafés that came through a hero: of their kind and city, registered since, and nobody else's."""
    taken = {referred[0] for one in found for referred in one.referred}
    for hero in (one for one in found if "brings" in one.told):
        later = [
            one
            for one in found
            if one.kind == hero.kind and one.city == hero.city and 20 <= one.registered <= 77
            and one.customer.id not in taken and not one.told
        ]  # fmt: skip
        for friend in later[: hero.told["brings"]]:
            at = friend.registered_at - 2 * DAY
            hero.referred.append((friend.customer.id, friend.customer.name, at))


def facts(company: Company, one: Life) -> Iterator[Fact]:
    """All facts of a hero."""
    told = one.told
    found, backs = _orders(company, one, told)
    yield one.customer
    yield from (bought.order for bought in found)
    yield from backs
    if "steady" in told:
        for bought in found:
            yield from before(company, one, bought)
    for group, kind in KINDS.items():
        for row in told.get(group, ()):
            yield _fact(company, one, kind, row)
    if "contacts_before" in told:
        days = weekly(one.rng, one.registered - 4)
        for ago in (day for day in days if day > told["contacts_before"]):
            at = company.calendar.at(company.calendar.workday(ago), clock(one.rng, business=True))
            yield contact(company, one, at, subject(company, one, found, at))
    for referred_id, name, at in one.referred:
        yield Referral(new_id(one.rng, at), one.customer.id, at, referred_id, name)


def moment(company: Company, words: str) -> int:
    """ "3 14:20", fourteen twenty three days ago, as an instant."""
    ago, at = words.split()
    hour, minute = map(int, at.split(":"))
    return company.calendar.at(int(ago), hour * HOUR + minute * MINUTE)


def text(company: Company, template: str) -> str:
    """The text with its weekdays, dates and months, which are days ago."""

    def said(match: re.Match[str]) -> str:
        day: date = company.calendar.date(int(match[2] or 0))
        if match[1] == "day":
            return DAYS_LONG[day.weekday()]
        return MONTHS_LONG[day.month - 1] if match[1] == "month" else f"{day.day} {MONTHS[day.month - 1]}"

    return FIELD.sub(said, template)


def _life(company: Company, rng: Random, row: Mapping[str, Any]) -> Life:
    city = company.people.cities[row["city"]]
    owner = next(rep for rep in company.people.reps if rep.external_id == ME)
    registered_at = company.calendar.at(row["registered"], 9 * HOUR + int(rng.random() * 60) * MINUTE)
    call, sms, mail = row["consents"]
    customer = Customer(
        id=new_id(rng, registered_at),
        name=row["name"],
        kind="person" if row["kind"] == HOUSEHOLD else "organisation",
        contact_name=row.get("contact_name"),
        phone=row["phone"],
        email=row.get("email"),
        birthday=company.calendar.date(row["born"]) if "born" in row else None,
        region=city.region,
        city=city.name,
        channel=row["channel"],
        consent_call=call,
        consent_sms=sms,
        consent_mail=mail,
        owner_id=owner.id,
        territory=owner.territory,
        registered_on=company.calendar.date(row["registered"]),
        note=text(company, row["note"]) if "note" in row else None,
        **row.get("profile", {"occupation": row["kind"]}),
    )
    one = Life(
        customer, row["segment"], row["kind"], city, owner, False, registered_at, row["registered"], rng
    )
    one.steady, one.told = "steady" in row, row
    return one


def _orders(company: Company, one: Life, told: Mapping[str, Any]) -> tuple[list[Bought], list[Fact]]:
    """The orders told singly, those of the steady rhythm, and what came back."""
    found: list[Bought] = []
    backs: list[Fact] = []
    for row in told.get("orders", ()):
        at = moment(company, row["at"])
        goods = priced(company, one, row["goods"], "app")
        bought = paid(company, one, at, goods, row["channel"], late=row.get("late", 0))
        found.append(bought)
        one.owned |= {article.no: company.calendar.ago(at) for article in bought.articles}
        if "back" in row:
            back_at = moment(company, row["back"]["at"])
            backs.append(sent_back(company, one, bought, back_at, row["back"]["reason"]))
    if "steady" in told:
        found += _steady(company, one, told["steady"])
    return sorted(found, key=lambda bought: bought.order.placed_at), backs


def _steady(company: Company, one: Life, row: Mapping[str, Any]) -> list[Bought]:
    """So many orders at a rhythm that all together, and with those told singly, come to the total."""
    rng, total = one.rng, int(Decimal(row["total"]) * 100)
    every = (row["first"] - row["last"]) / (row["count"] - 1)
    days = [
        round(row["first"] - number * every + rng.gauss(0, every * 0.16)) for number in range(row["count"])
    ]
    found: list[Bought] = []
    for left, ago in zip(range(row["count"], 0, -1), days, strict=True):
        share = (total - one.spend_cents) / left
        aim = int(share if left == 1 else share * (0.82 + rng.random() * 0.36))
        at = company.calendar.at(max(ago, row["last"]), clock(rng, one.business))
        goods = priced(company, one, _goods(company, one, row["goods"], aim), "app")
        over = sum(line.net_cents for line in goods[1]) - aim if left == 1 else 0
        found.append(paid(company, one, at, goods, row["channel"], late=0, off=over))
    return found


def _goods(company: Company, one: Life, liked: Sequence[str], aim: int) -> Cart:
    """Of what they like, for at least so many cents and hardly more: the cheapest comes last."""
    found: Cart = {}
    cheapest = min(liked, key=lambda no: company.catalogue[no].cents)
    worth = 0
    while worth < aim:
        fitting = [no for no in liked if company.catalogue[no].cents <= aim - worth] or [cheapest]
        put(found, fitting[int(one.rng.random() * len(fitting))])
        worth = sum(line.net_cents for line in priced(company, one, found, "app")[1])
    return found


def _fact(company: Company, one: Life, kind: type, row: Mapping[str, Any]) -> Any:
    values: dict[str, Any] = {}
    for name, value in row.items():
        if name == "at" or name.endswith("_at"):
            values[WHEN[kind] if name == "at" else name] = moment(company, value)
        elif name.endswith("_on"):
            values[name] = company.calendar.date(value)
        elif name == "product":
            article = company.catalogue[value]
            values["product_id"] = article.product.id
            if kind is Event:
                values["category"] = article.category
        else:
            values[name] = text(company, value) if isinstance(value, str) else value
    at = values[WHEN[kind]]
    if kind is Event:
        values |= {
            "channel": "website" if one.business else "app",
            "device": "computer" if one.business else "phone",
        }
    elif kind is Activity:
        values["rep_id"] = one.owner.id
    elif kind is Ticket:
        values["external_id"] = company.numbers.ticket(at)
    return kind(id=new_id(one.rng, min(at, company.calendar.now)), customer_id=one.customer.id, **values)
