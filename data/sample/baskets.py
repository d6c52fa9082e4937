"""What goes into a purchase: machines and what belongs to them at home, the usual goods in the trade."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from data.resources import resource
from data.sample.catalogue import Article
from data.sample.company import Company
from data.sample.lives import Life
from data.sample.seasons import sells

Cart = dict[str, int]  # article number -> pieces

MACHINES = ("air-purifier", "coffee-machine", "phone")
TOWERS = ("AP-500T", "AP-500T", "AP-500W")
# With a machine comes, so often, something of these kinds: it fits, or its category uses it up.
WITH = {
    "air-purifier": (("FL", 0.22),),
    "coffee-machine": (("BN", 0.62), ("CF-DESC", 0.24), ("CF-TAB", 0.1), ("CF-TAMP", 0.07)),
    "phone": (("PC", 0.55), ("PC", 0.3), ("CH-67", 0.26), ("EB-2", 0.07)),
}
BEANS = ("BN-HS", "BN-NT", "BN-BR", "BN-CO", "BN-YN", "BN-ET", "BN-KE", "BN-GU", "BN-SU", "BN-DC", "BN-YH")


SEASON_SETS = (("GF-NY", (11, 12, 1)), ("GF-MA", (8, 9)), ("GF-DB", (5,)))


@dataclass(frozen=True, slots=True)
class Usual:
    """What one kind of organisation orders: machines at the start, staples each time, extras now and then."""

    machines: tuple[str, ...]
    staples: tuple[str, ...]
    extras: tuple[tuple[str, float, int], ...]  # article, how often, up to how many


def cart(company: Company, one: Life, ago: int) -> Cart:
    """What a customer buys on a day; remembers what they own from it."""
    found: Cart = {}
    if one.grudge and ago == one.buys[-1]:
        _disappointing(company, one, ago, found)
    else:
        (_trade if one.business else _household)(company, one, ago, found)
    large = one.steady or ago > one.large_until
    while large and _worth(company, found) < 95_000 + int(one.rng.random() * 36_000):
        _more(company, one, ago, found)
    for no in found:
        if company.catalogue[no].category in MACHINES:
            one.owned[no] = ago
    return found


def put(found: Cart, no: str, pieces: int = 1) -> None:
    found[no] = found.get(no, 0) + pieces


@cache
def usuals() -> dict[str, Usual]:
    with resource("demo", "usuals.toml").open("rb") as file:
        table = tomllib.load(file)
    return {
        kind: Usual(tuple(row["machines"]), tuple(row["staples"]), tuple(map(tuple, row["extras"])))
        for kind, row in table.items()
    }


def _worth(company: Company, found: Cart) -> int:
    return sum(company.catalogue[no].cents * pieces for no, pieces in found.items())


def _more(company: Company, one: Life, ago: int, found: Cart) -> None:
    """Enlarges what a steady customer takes: more of a staple, or another article."""
    rng = one.rng
    if one.business:
        put(found, _staple(company, one, ago), 1 + int(rng.random() * 3))
    elif rng.random() < 0.6:
        put(found, company.catalogue.pick(rng, "home", ago).no)
    else:
        _anchor(company, one, ago, found)


def _trade(company: Company, one: Life, ago: int, found: Cart) -> None:
    rng, usual = one.rng, usuals()[one.kind]
    if (not one.owned and rng.random() < 0.6) or rng.random() < 0.012:
        machine = usual.machines[int(rng.random() * len(usual.machines))]
        if company.catalogue[machine].sold(ago):
            put(found, machine, 2 if rng.random() < 0.25 else 1)
            one.owned[machine] = ago
    put(found, _staple(company, one, ago), 1 + int(rng.random() * 3))
    for no, often, most in usual.extras:
        article = company.catalogue[no]
        if rng.random() < often and article.sold(ago) and _in_season(company, article, ago):
            put(found, no, 1 + int(rng.random() * most))
    if one.kind == "Gift trade":
        month = company.calendar.month(ago)
        for no, months in SEASON_SETS:
            if month in months and company.catalogue[no].sold(ago) and rng.random() < 0.3:
                put(found, no, 10 + 10 * int(rng.random() * 1.6))


def _staple(company: Company, one: Life, ago: int) -> str:
    """Each organisation keeps to two of its kind's staples, the first one mostly."""
    staples = usuals()[one.kind].staples
    at = (one.registered + int(one.rng.random() < 0.3)) % len(staples)
    return next(no for no in (staples[at], *staples) if company.catalogue[no].sold(ago))


def _in_season(company: Company, article: Article, ago: int) -> bool:
    return sells(article.product.features, company.calendar.month(ago))


def _household(company: Company, one: Life, ago: int, found: Cart) -> None:
    rng = one.rng
    if not one.owned or rng.random() < 0.24 or one.instant:
        _anchor(company, one, ago, found)
    elif rng.random() < 0.62:
        _refill(company, one, ago, found)
    else:
        for _ in range(1 + int(rng.random() * 2.4)):
            put(found, company.catalogue.pick(rng, "home", ago).no)


def _disappointing(company: Company, one: Life, ago: int, found: Cart) -> None:
    rng = one.rng
    if one.grudge == "noise":
        put(found, TOWERS[int(rng.random() * 3)])
    elif one.grudge in MACHINES:
        put(found, company.catalogue.pick(rng, one.grudge, ago).no)
    else:
        _anchor(company, one, ago, found)


def _anchor(company: Company, one: Life, ago: int, found: Cart) -> None:
    """Something new, and what goes with it."""
    rng = one.rng
    drawn = [_new(company, one, ago) for _ in range(2 if one.instant else 1)]
    article = max(drawn, key=lambda one: one.cents)
    put(found, article.no, 2 if article.category == "gift" and rng.random() < 0.3 else 1)
    for start, often in WITH.get(article.category, ()):
        if rng.random() < often:
            _goes_with(company, one, article, start, ago, found)


def _new(company: Company, one: Life, ago: int) -> Article:
    category = company.seasons.category(one.rng, company.calendar.month(ago))
    if category in MACHINES and any(company.catalogue[no].category == category for no in one.owned):
        category = "home"  # one purifier, machine or phone is enough for most
    return company.catalogue.pick(one.rng, category, ago)


def _goes_with(company: Company, one: Life, machine: Article, start: str, ago: int, found: Cart) -> None:
    fitting = [a for a in company.catalogue.fitting[machine.no] if a.no.startswith(start) and a.sold(ago)]
    if fitting:
        put(found, fitting[int(one.rng.random() ** 1.5 * len(fitting))].no)
    elif start == "BN":
        put(found, _bean(company, one, ago), 1 + int(one.rng.random() * 2))
    elif start in company.catalogue.articles and company.catalogue[start].sold(ago):
        put(found, start)


def _bean(company: Company, one: Life, ago: int) -> str:
    """A bag of the bean a customer likes, and now and then of another."""
    liked = one.registered if one.rng.random() < 0.75 else int(one.rng.random() * 100)
    no = f"{BEANS[liked % len(BEANS)]}-250"
    return no if company.catalogue[no].sold(ago) else f"{BEANS[0]}-250"


def _refill(company: Company, one: Life, ago: int, found: Cart) -> None:
    """What one of their machines needs."""
    rng = one.rng
    owned = [company.catalogue[no] for no in one.owned]
    machine = owned[int(rng.random() * len(owned))]
    REFILLS.get(machine.category, _other)(company, one, machine, ago, found)


def _filter(company: Company, one: Life, machine: Article, ago: int, found: Cart) -> None:
    _goes_with(company, one, machine, "FL", ago, found)
    if not found:
        _other(company, one, machine, ago, found)


def _beans(company: Company, one: Life, machine: Article, ago: int, found: Cart) -> None:
    rng = one.rng
    put(found, _bean(company, one, ago), 1 + int(rng.random() * 3))
    if rng.random() < 0.25:
        put(found, "CF-DESC" if rng.random() < 0.6 else "CF-TAB")
    if rng.random() < 0.2:
        _goes_with(company, one, machine, "FW", ago, found)


def _accessory(company: Company, one: Life, _machine: Article, ago: int, found: Cart) -> None:
    put(found, company.catalogue.pick(one.rng, "phone-accessory", ago).no)


def _other(company: Company, one: Life, _machine: Article, ago: int, found: Cart) -> None:
    put(found, company.catalogue.pick(one.rng, "home", ago).no)


REFILLS: dict[str, Callable[[Company, Life, Article, int, Cart], None]] = {
    "air-purifier": _filter,
    "coffee-machine": _beans,
    "phone": _accessory,
}
