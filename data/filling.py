"""What the variables of content are filled with: one customer, the product a call is about, and the shop."""

from __future__ import annotations

from typing import Any

from data.content.kinds import pieces
from data.content.stories import STORIES
from data.engine import sqlite3
from data.history import history
from data.offers import offers, product_name
from data.price_book import OwnPrices, buyer_of
from data.rows import columns, value
from data.rules import promises
from data.settings import company, settings
from data.standings import standing
from data.team import rep_name, signed_in
from sales.brief import Offer
from sales.errors import NotFound
from sales.facts import TIERS, Customer, History, Order, Product
from sales.orders import under_way
from sales.ownership import Refill, months
from sales.quote_building import Buyer
from sales.segments import CANCELLED
from sales.stories import Rival, Story
from sales.track_filling import TrackValues, known
from sales.words import Words

DAY_MS = 86_400_000
STANDARD = TIERS[0]
LASTING_DAYS = 730  # what is used up sooner is a refill
LATELY_DAYS = 60  # so long a look at a product is still what the call is about
REFILLS = """
SELECT name, name_zh, price_e4, life_days FROM products
WHERE json_extract(spec, '$.fits') = :machine AND life_days IS NOT NULL AND price_e4 > 0 AND status = 'active'
ORDER BY price_e4 * 1.0 / life_days DESC, price_e4, id"""


def filling(
    db: sqlite3.Connection, customer_id: str, words: Words, now: int, product: str | None = None
) -> dict[str, str]:
    """Every variable that can be filled for a customer, by name, as text in the reader's format.

    `product` (either id) is what it is about; None: what the call seems to be about. Raises NotFound.
    """
    known_of = history(db, customer_id, now)
    tier = standing(db, known_of.customer.id, words.moment(now).date(), words).tier
    subject = found(db, product) if product else about(db, known_of, now)
    offered = offers(db, known_of.customer.id, tier, now, words)
    return known(track_values(db, known_of, subject, tier, offered, words, now), words)


def shop_filling(
    db: sqlite3.Connection, words: Words, now: int, product: str | None = None
) -> dict[str, str]:
    """What can be filled where no customer is spoken of: the shop, who sells, and a product (either id)."""
    return known(shop_values(db, words, now, found(db, product) if product else None), words)


def shop_values(db: sqlite3.Connection, words: Words, now: int, subject: Product | None) -> TrackValues:
    """What the variables are taken from where no customer is spoken of."""
    return track_values(db, History(Customer("", "")), subject, STANDARD, (), words, now)


def rival_of(db: sqlite3.Connection, product: Product | None, brand: str, words: Words) -> Rival | None:
    """The rival of this brand that the story of a product compares it with, if it has one."""
    story = story_of(db, product, words) if product else None
    return next((rival for rival in story.rivals if rival.name.startswith(brand)), None) if story else None


def track_values(
    db: sqlite3.Connection,
    known_of: History,
    subject: Product | None,
    tier: str,
    offered: tuple[Offer, ...],
    words: Words,
    now: int,
) -> TrackValues:
    """What the variables of a text are taken from, for a customer and the product it is about."""
    chosen = settings(db)
    arrived = [order for order in known_of.orders if order.status != CANCELLED and not _awaited(order)]
    last = arrived[-1] if arrived else None
    dearest = max(last.lines, key=lambda line: line.price_e4, default=None) if last else None
    promised = [a for a in known_of.activities if a.promise and a.kept_at is None]
    return TrackValues(
        customer=known_of.customer,
        as_of=words.moment(now).date(),
        currency=chosen["currency"],
        rep_name=own_name(db, words),
        company=company(chosen, words),
        product=subject,
        last_order=last,
        last_product=found(db, dearest.product_id) if dearest else None,
        last_ticket=known_of.tickets[-1] if known_of.tickets else None,
        promise=promised[-1] if promised else None,
        offer=offered[0] if offered else None,
        promises=promises(),
        tier=tier,
        **_compared(db, subject, buyer_of(known_of.customer, tier), words, now),
    )


def _awaited(order: Order) -> bool:
    """Whether the customer still waits for it, as far as tracking tells: nobody is asked how it runs yet."""
    return order.promised_on is not None and under_way(order)


def about(db: sqlite3.Connection, known_of: History, now: int) -> Product | None:
    """What the call is about: the dearest of what they bought last, else what they have looked at most.

    Of a refill it is about the machine that it is for: the dearest thing that they own.
    """
    orders = [order for order in known_of.orders if order.status != CANCELLED]
    owned = [line for order in orders for line in order.lines]
    for lines in ([line for order in orders[-1:] for line in order.lines], owned):
        if lines:
            dearest = found(db, max(lines, key=lambda line: line.price_e4).product_id)
            if len(orders) == 1 or (dearest.life_days or LASTING_DAYS) >= LASTING_DAYS:
                return dearest
    looks = [e.product_id for e in known_of.events if e.product_id and e.at > now - LATELY_DAYS * DAY_MS]
    return found(db, max(looks, key=lambda one: (looks.count(one), one))) if looks else None


def story_of(db: sqlite3.Connection, product: Product, words: Words) -> Story | None:
    """The story of a product in the reader's language, if one is written."""
    number = product.external_id or product.id
    stories = pieces(db, STORIES, words.locale)
    return next((story for story in stories if story.product == number), None)


def _compared(
    db: sqlite3.Connection, subject: Product | None, buyer: Buyer, words: Words, now: int
) -> dict[str, Any]:
    """What a product costs them, what it uses up, and what its story says first."""
    if subject is None:
        return {}
    day = words.moment(now).date()
    price = subject.price_e4
    story = story_of(db, subject, words)
    first = next((p for p in story.points if p.id == story.three[0]), None) if story and story.three else None
    return {
        "customer_e4": OwnPrices(db, buyer, day).e4(subject.id, price) if price is not None else None,
        "refill": refill(db, subject, words),
        "rival": story.rivals[0] if story and story.rivals else None,
        "benefit": first.say if first else "",
    }


def refill(db: sqlite3.Connection, machine: Product, words: Words) -> Refill | None:
    """The article that a machine uses up first of all and that costs most over time; None: nothing."""
    row = db.execute(REFILLS, {"machine": machine.external_id or machine.id}).fetchone()
    return Refill(product_name(row, words), row["price_e4"], months(row["life_days"])) if row else None


def found(db: sqlite3.Connection, product_id: str) -> Product:
    row = db.execute(
        f"SELECT {columns(Product)} FROM products WHERE :id IN (id, external_id) LIMIT 1", {"id": product_id}
    ).fetchone()
    if row is None:
        raise NotFound(
            "There is no product {product}.",
            "Search by name: Ctrl+K in the window, main.py search TEXT in a shell.",
            product=product_id,
        )
    return value(Product, row)


def own_name(db: sqlite3.Connection, words: Words) -> str:
    me = signed_in(db)
    return rep_name(me, words) if me else ""
