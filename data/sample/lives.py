"""The course of each customer, decided before its facts are drawn: who they are, when they came and buy.

Each is meant for one of the seven segments, in the shares below; their facts then make the rules find them
there. A *steady* customer buys twice a month and more; most are organisations.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from random import Random
from typing import Any

from data.sample.catalogue import Article
from data.sample.company import ME, Company, new_id
from data.sample.days import DAY, HOUR, TWO_YEARS, about
from data.sample.people import HOUSEHOLD, City
from sales.facts import Customer, Rep

# Of all customers; the rest are regular. A tenth registers anew each month since the campaign began.
SHARES = {
    "problem": 0.04,
    "churn_risk": 0.10,
    "advocate": 0.05,
    "high_value": 0.064,
    "potential": 0.06,
    "new": 0.02,
}
NEVER_BOUGHT, JUST_BOUGHT, INSTANT = 0.16, 0.04, 0.05  # of the regular ones; instant: of all households
ONCE_STEADY = 0.42  # of the regular organisations: they bought every fortnight and do so no longer
HERS = 190  # Lin Yue's others were steady for no longer, in days, so that those told of lead her list
INSTANT_PACE = 1.4  # how much more often they buy
STEADY_AMONG = {"high_value": 1.0, "advocate": 0.18, "problem": 0.12}
OLDEST, GROWTH = 1_300, 900  # days since the first registered; their number grows e-fold in GROWTH days
GRUDGES = (
    "noise", "noise", "noise", "delivery", "delivery", "air-purifier", "coffee-machine", "phone",
    "any", "any",
)  # fmt: skip
TOWER_DAYS = 440  # the noisy tower has been sold this long
TROUBLE = (96, 54)  # days ago: the weeks in which Nanjing got its parcels late
TROUBLE_CITY = "Nanjing"
GENEROUS = "R03"  # the rep who gives too much away, and makes himself the channel
CHANNELS = ("app", "mini_program", "website", "store", "rep")


@dataclass(slots=True)
class Life:
    """A customer and what is decided about them; days are days ago."""

    customer: Customer
    segment: str
    kind: str
    city: City
    owner: Rep
    chinese: bool
    registered_at: int
    registered: int
    rng: Random
    steady: bool = False
    large_until: int = TWO_YEARS  # the purchases of one who was steady once are large until then
    instant: bool = False
    grudge: str = ""
    channel: str = "app"
    buys: list[int] = field(default_factory=list)  # oldest first
    referred: list[tuple[str | None, str | None, int]] = field(default_factory=list)  # id, name, instant
    planned: list[int] = field(default_factory=list)  # instants of planned calls
    owed: list[int] = field(default_factory=list)  # days for which a promise is due and not kept
    told: Mapping[str, Any] = field(default_factory=dict)  # the row of heroes.toml, for those
    # What has been drawn so far:
    spend_cents: int = 0
    focus: Article | None = None  # what one who has not bought yet looks at
    owned: dict[str, int] = field(default_factory=dict)  # article number -> the day it was bought

    @property
    def business(self) -> bool:
        return self.kind != HOUSEHOLD


def lives(company: Company, rng: Random, count: int) -> list[Life]:
    """The courses of `count` customers, in no order."""
    meant = [segment for segment, share in SHARES.items() for _ in range(round(share * count))]
    meant += ["regular"] * (count - len(meant))
    return [life(company, Random(rng.getrandbits(64)), segment) for segment in meant]


def numbered(found: Sequence[Life]) -> list[Life]:
    """In the order in which they registered, and numbered by it."""
    ordered = sorted(found, key=lambda one: (one.registered_at, one.customer.id))
    for number, one in enumerate(ordered, 1):
        one.customer = replace(one.customer, external_id=f"C-{number:06d}")
    return ordered


def life(company: Company, rng: Random, segment: str) -> Life:
    """One customer meant for a segment."""
    steady = rng.random() < STEADY_AMONG.get(segment, 0)
    kind = company.people.kind(rng, steady)
    city = company.people.city(rng)
    grudge = GRUDGES[int(rng.random() * len(GRUDGES))] if segment == "churn_risk" else ""
    if grudge == "delivery" and rng.random() < 0.7:
        city = company.people.cities[TROUBLE_CITY]
    once = segment == "regular" and kind != HOUSEHOLD and rng.random() < ONCE_STEADY
    registered = 470 + int(rng.random() * 560) if once else _registered(rng, segment, steady)
    large_until = int(min(registered - 1, TWO_YEARS) * (0.47 + rng.random() * 0.35)) if once else TWO_YEARS
    steadily = registered if steady else TWO_YEARS - large_until
    owner = company.people.owner(city, rng, but=ME if steadily > HERS else "")
    registered_at = company.calendar.at(registered, 8 * HOUR + int(rng.random() * 14 * HOUR))
    customer, chinese = company.people.profile(
        rng, kind, city, owner, registered_at, new_id(rng, registered_at)
    )
    one = Life(customer, segment, kind, city, owner, chinese, registered_at, registered, rng, steady)
    one.grudge, one.large_until = grudge, large_until
    one.channel = _channel(rng, one, owner)
    one.instant = kind == HOUSEHOLD and not steady and rng.random() < INSTANT
    one.buys = _no_longer(company, one) if once else COURSES[segment](company, one)
    return one


def rhythm(rng: Random, oldest: int, newest: int, every: float) -> list[int]:
    """Days of purchases at a steady rhythm, oldest first."""
    days, ago = [], float(oldest)
    while ago > newest:
        days.append(int(ago))
        ago -= max(1.0, rng.gauss(every, every * 0.22))
    return days


def _registered(rng: Random, segment: str, steady: bool) -> int:
    if segment == "new":
        return 1 + int(rng.random() * 7)
    if segment == "potential":
        return 8 + int(rng.random() * 21)
    if steady:
        return 50 + int(rng.random() ** 1.1 * 430)
    if segment == "regular" and rng.random() < JUST_BOUGHT:
        return 4 + int(rng.random() * 26)
    youngest = 33 if segment in ("regular", "problem") else 62
    return youngest + int(rng.expovariate(1 / GROWTH) % (OLDEST - youngest))


def _channel(rng: Random, one: Life, owner: Rep) -> str:
    """Where they order as a rule: organisations with their rep, households mostly by themselves."""
    weights = (10, 6, 18, 4, 62) if one.business else (34, 27, 18, 9, 12)
    if owner.external_id == GENEROUS:
        weights = (6, 4, 10, 2, 78) if one.business else (24, 19, 12, 8, 37)
    drawn = rng.random() * 100
    for channel, weight in zip(CHANNELS, weights, strict=True):
        drawn -= weight
        if drawn < 0:
            return channel
    return CHANNELS[-1]


def _none(_company: Company, _one: Life) -> list[int]:
    return []


def _steadily(_company: Company, one: Life) -> list[int]:
    first = min(one.registered - int(one.rng.random() * 5) - 1, TWO_YEARS)
    return rhythm(one.rng, first, 0, 9.4 + one.rng.random() * 4.2)


def _now_and_then(company: Company, one: Life) -> list[int]:
    """By the seasons; nobody here buys as often as twice a month."""
    rng, newest = one.rng, 1
    if one.steady:
        return _steadily(company, one)
    oldest = min(one.registered - 1, TWO_YEARS)
    if one.registered <= 31:
        return [int(rng.random() * oldest) + 1]
    pace = 0.25 + rng.random() * 0.75 if one.business else 0.04 + rng.random() ** 2 * 0.4
    pace *= INSTANT_PACE if one.instant else 1
    often = max(1, min(about(rng, pace * oldest / 30), oldest // 20))
    return sorted({company.seasons.day(rng, newest, oldest) for _ in range(often)}, reverse=True)


def _no_longer(company: Company, one: Life) -> list[int]:
    """Steady in their day, for as long again now and then; their purchases are large until then."""
    oldest = min(one.registered - 1, TWO_YEARS)
    since = {
        company.seasons.day(one.rng, 1, one.large_until) for _ in range(about(one.rng, one.large_until / 70))
    }
    days = rhythm(one.rng, oldest, one.large_until, 9.4 + one.rng.random() * 4.2)
    return [*days, *sorted(since, reverse=True)]


def _regularly(company: Company, one: Life) -> list[int]:
    if one.registered > 31 and one.rng.random() < NEVER_BOUGHT:
        return []
    return _now_and_then(company, one)


def _until_disappointed(company: Company, one: Life) -> list[int]:
    """The last purchase is the one they are unhappy with, more than a month ago."""
    rng = one.rng
    oldest, newest = min(one.registered - 1, TWO_YEARS), 45
    if one.grudge == "noise":
        oldest = min(oldest, TOWER_DAYS)
    if one.grudge == "delivery" and one.city.name == TROUBLE_CITY:
        newest, oldest = TROUBLE[1] + 2, min(oldest, TROUBLE[0] - 2)
    category = "air-purifier" if one.grudge == "noise" else one.grudge
    last = company.seasons.day(rng, newest, max(oldest, newest), category)
    before = min(one.registered - 1, TWO_YEARS)
    often = min(about(rng, 1.1), (before - last) // 25)
    return sorted({last, *(company.seasons.day(rng, last + 1, before) for _ in range(often))}, reverse=True)


COURSES: dict[str, Callable[[Company, Life], list[int]]] = {
    "new": _none,
    "potential": _none,
    "high_value": _steadily,
    "advocate": _now_and_then,
    "problem": _now_and_then,
    "churn_risk": _until_disappointed,
    "regular": _regularly,
}


def introduced(found: Sequence[Life]) -> None:
    """Who came through whom: advocates brought one to three customers each, who registered after them."""
    taken: set[str] = set()
    for at, one in enumerate(found):
        if one.segment != "advocate" or one.told:
            continue
        rng, later = one.rng, len(found) - at - 1
        for _ in range(1 + int(rng.random() ** 2 * 3) if later else 0):
            friend = found[at + 1 + int(rng.random() * later)]
            free = friend.registered_at - one.registered_at - 20 * DAY
            if free > 0 and friend.customer.id not in taken:
                taken.add(friend.customer.id)
                when = friend.registered_at - int(rng.random() * min(free, 9 * DAY))
                one.referred.append((friend.customer.id, friend.customer.name, when))
        if not one.referred:
            when = one.registered_at + int((0.3 + rng.random() * 0.6) * one.registered * DAY)
            one.referred.append((None, None, when))
