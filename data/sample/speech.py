"""What a text is about and how it is said: the product that people talk of, in the customer's language."""

from __future__ import annotations

from collections.abc import Sequence

from data.sample.baskets import MACHINES
from data.sample.catalogue import Article
from data.sample.company import Company
from data.sample.lives import Life
from data.sample.purchases import Bought

RIVALS = {
    "air-purifier": "AirNest A6",
    "filter": "AirNest A6",
    "coffee-machine": "Barvella B2",
    "coffee": "Barvella B2",
    "phone": "Onda 7",
    "phone-accessory": "Onda 7",
    "gift": "Boxwell",
}
OTHERS = ("other shops", "别家")
PLACES = {
    "Household": (("bedroom", "living room", "nursery", "kitchen"), ("卧室", "客厅", "儿童房", "厨房")),
    "Café": (("bar", "counter", "second shop"), ("吧台", "店面", "分店")),
    "Clinic": (("treatment rooms", "waiting room"), ("诊室", "候诊区")),
    "Studio": (("studio", "back room"), ("工作室", "里间")),
    "Gift trade": (("showroom", "office"), ("展厅", "办公室")),
    "Shop": (("shop", "front desk"), ("店里", "前台")),
}


def say(company: Company, one: Life, section: str, article: Article, topic: str = "", n: int = 0) -> str:
    """A text about an article: on a topic of its own, else as organisations say it or by its category."""
    rng, zh = one.rng, one.chinese
    places = PLACES[one.kind][zh]
    words = {
        "product": article.spoken_zh if zh else article.spoken,
        "rival": RIVALS.get(article.category, OTHERS[zh]),
        "city": one.city.name_zh if zh else one.city.name,
        "place": places[int(rng.random() * len(places))],
        "name": one.owner.name_zh if zh else one.owner.name.split()[0],
        "days": 4 + int(rng.random() * 6),
        "n": n or 10 + int(rng.random() * 11),
    }
    phrases = company.chinese if zh else company.english
    own = "trade" if one.business else topic
    return phrases.say(section, (topic, own, article.category), rng, words)


def subject(company: Company, one: Life, found: Sequence[Bought], at: int) -> Article:
    """What a talk at an instant is about: the machine bought last, in the trade any goods; else the focus."""
    before = [bought for bought in found if bought.order.placed_at < at and bought.order.paid_at]
    if before and one.business:
        return before[-1].main
    for bought in reversed(before):
        for article in bought.articles:
            if article.category in MACHINES:
                return article
    return before[-1].main if before else one.focus or company.catalogue.pick(one.rng, "air-purifier", 0)


def main_of(bought: Bought) -> Article:
    """What an answer about an order is about: its machine, if it has one."""
    machines = (article for article in bought.articles if article.category in MACHINES)
    return next(machines, bought.main)
