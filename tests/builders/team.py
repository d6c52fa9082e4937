"""A small team that sells: three reps, their customers, orders and answers; the same for the same seed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

from data import facts
from data.store import Changes, Store
from data.summaries import rebuild
from sales.facts import (
    Activity,
    Customer,
    Event,
    Order,
    OrderLine,
    Product,
    Rep,
    Return,
    Survey,
)

ZONE = ZoneInfo("Asia/Shanghai")
REPS = (
    Rep("rep-a", "Lin Yue", "R01", "林悦", territory="Hangzhou", manager_id="rep-m"),
    Rep("rep-b", "Zhao Min", "R02", "赵敏", territory="Ningbo", manager_id="rep-m"),
    Rep("rep-c", "Wu Jing", "R03", "吴静", territory="Suzhou", manager_id="rep-m"),
    Rep("rep-m", "Chen Hao", "M01", "陈浩", role="manager"),
)
PRODUCTS = (
    Product("p-600", "Breva 600", "AP-600", "微风 600", "air-purifier", price_e4=32_990_000),
    Product("p-fl", "Breva 600 filter", "FL-600", "微风 600 滤芯", "filter", price_e4=2_980_000),
    Product("p-solo", "Crema Solo", "CM-1", "独酌 咖啡机", "coffee-machine", price_e4=26_990_000),
    Product("p-reed", "Reed gift set", "GF-1", "金苇 礼盒", "gift", price_e4=2_680_000),
    Product("p-odd", "Sample without a list price", "X-1"),
)


def at(day: date, hour: int = 10, minute: int = 0) -> int:
    """An instant of a company day, UTC milliseconds."""
    return int(datetime(day.year, day.month, day.day, hour, minute, tzinfo=ZONE).timestamp() * 1000)


def keep(store: Store, *some: facts.Fact) -> None:
    """Put facts into the store and bring the summaries up to date."""
    with store.write(Changes.of("orders")) as db:
        facts.put(db, some)
        rebuild(db)


def small_team(
    seed: int = 7, until: date = date(2026, 11, 24), days: int = 95, customers: int = 60
) -> list[facts.Fact]:
    """All facts of the team: `rep-b` gives twice the discount, and their customers rarely pay."""
    rng = Random(seed)
    found: list[facts.Fact] = [*REPS, *PRODUCTS]
    for n in range(customers):
        owner = ("rep-a", "rep-b", "rep-c", None)[n % 4 if n < customers - 2 else 3]
        who = f"c-{n:03}"
        registered = until - timedelta(rng.randrange(200, 400))
        found.append(Customer(who, f"Customer {n}", f"C-{n:05}", owner_id=owner, registered_on=registered))
        found += _life(rng, who, owner, until, days)
    return found


def _life(rng: Random, who: str, owner: str | None, until: date, days: int) -> Iterator[facts.Fact]:
    for n in range(rng.randrange(0, 9)):
        day = until - timedelta(rng.randrange(days))
        moment = at(day, rng.randrange(0, 24), rng.randrange(60))
        yield Event(
            f"e-{who}-{n}", who, rng.choice(["view", "view", "search", "add_to_cart"]), moment, "p-600"
        )
        if rng.random() < 0.4:
            yield Activity(
                f"a-{who}-{n}",
                who,
                rng.choice(["call", "note", "message"]),
                moment,
                owner,
                state=rng.choice(["done", "done", "planned"]),
            )
        if rng.random() < 0.3:
            yield Survey(f"s-{who}-{n}", who, "csat", rng.randrange(1, 6), moment)
            yield Survey(f"n-{who}-{n}", who, "nps", rng.randrange(0, 11), moment)
    for n in range(rng.randrange(0, 7)):
        order = _order(rng, f"o-{who}-{n}", who, owner, until - timedelta(rng.randrange(days)))
        yield order
        if rng.random() < 0.15:
            asked = order.placed_at + rng.randrange(1, 20) * 86_400_000
            status = rng.choice(["refunded", "reviewing", "refused"])
            yield Return(f"r-{order.id}", who, order.net_cents // 2, asked, order_id=order.id, status=status)


def _order(rng: Random, key: str, who: str, owner: str | None, day: date) -> Order:
    placed = at(day, rng.randrange(0, 24), rng.randrange(60))
    off = 0.2 if owner == "rep-b" else 0.05
    lines = []
    for product in rng.sample(PRODUCTS, rng.randrange(1, 4)):
        quantity = rng.randrange(1, 4)
        price = product.price_e4 or 990_000
        full = price * quantity // 100
        cut = round(full * rng.random() * off)
        lines.append(OrderLine(product.id, quantity, price, full - cut, cut))
    net = sum(line.net_cents for line in lines)
    coupon = 500 if rng.random() < 0.2 else 0
    promised = day + timedelta(rng.randrange(2, 6))
    signed = at(promised + timedelta(rng.randrange(-1, 4)), rng.randrange(8, 20))
    seller = rng.choice([owner, owner, None, "rep-c"])
    return Order(
        key,
        who,
        placed,
        net - coupon,
        tuple(lines),
        key.upper(),
        seller,
        discount_cents=coupon,
        status=rng.choice(["delivered"] * 9 + ["cancelled"]),
        promised_on=promised,
        paid_at=placed + 60_000 if rng.random() < (0.5 if owner == "rep-b" else 0.9) else None,
        signed_at=signed if rng.random() < 0.9 else None,
    )
