"""The objection handbook in a call: a card filled in, and the cards that are likely for a customer.

The likely ones come in the order of *likely to be met* times *likely to work*: how well the card fits the
customer's segment, the product and what they said before, times the lower end of its rate with that segment
(`sales.handbook.rate`). The rate of a card with a segment is drawn towards the card's with everyone, that one
towards its theme's, and the theme's towards an even chance: where little is known, what is known of its like
counts.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from data.contact_rates import Tallies, Tally, tallies
from data.content.kinds import pieces
from data.content.objections import OBJECTIONS
from data.engine import sqlite3
from data.filling import about, filling, found, shop_filling
from data.history import history
from data.standings import standing
from sales.errors import NotFound
from sales.facts import Product
from sales.handbook import FilledCard, RankedCard, Rate, fill_card, rate, share
from sales.objections import Objection
from sales.words import Words

LIKELY = 8
THIS_PRODUCT, ITS_CATEGORY, ANY_PRODUCT = 2.0, 1.5, 1.0
FOR_SEGMENT, RAISED = 1.5, 2.0
RAISED_BY = """
SELECT ref, max(at) AS at FROM contact_marks WHERE customer_id = ? AND kind = 'objection' AND ref IS NOT NULL
GROUP BY ref"""


@dataclass(frozen=True, slots=True)
class Caller:
    """Whom a card is for, and about what. `raised` are the cards met before, with the last instant."""

    filling: Mapping[str, str]
    segment: str = ""
    product: Product | None = None
    raised: Mapping[str, int] = field(default_factory=dict)


def card(
    db: sqlite3.Connection,
    card_id: str,
    customer: str | None,
    product: str | None,
    words: Words,
    now: int,
) -> FilledCard:
    """One card, for a customer and a product (either id) if they are known. Raises NotFound."""
    objection = next((one for one in pieces(db, OBJECTIONS, words.locale) if one.id == card_id), None)
    if objection is None:
        raise NotFound("There is no card {id}.", "Search the playbook for what was said.", id=card_id)
    whom = caller(db, customer, product, words, now)
    return fill_card(objection, whom.filling, whom.segment, words.moment(now).date())


def likely(
    db: sqlite3.Connection,
    customer: str | None,
    product: str | None,
    words: Words,
    now: int,
    limit: int = LIKELY,
) -> tuple[RankedCard, ...]:
    """What this customer will probably object, best first. Raises NotFound."""
    whom = caller(db, customer, product, words, now)
    cards = [one for one in pieces(db, OBJECTIONS, words.locale) if concerns(one, whom.product)]
    rates = rates_of(cards, tallies(db), whom.segment)
    met = {one.id: _fit(one, whom) for one in cards}
    best = sorted(cards, key=lambda one: (-met[one.id] * rates[one.id].low_bp, one.id))[:limit]
    today = words.moment(now).date()
    return tuple(
        RankedCard(
            card=fill_card(one, whom.filling, whom.segment, today),
            rate=rates[one.id],
            because=_because(one, whom, rates[one.id], words),
            score=met[one.id] * rates[one.id].low_bp / 10_000,
        )
        for one in best
    )


def usage(db: sqlite3.Connection, card_id: str, words: Words) -> tuple[tuple[str, int, Rate], ...]:
    """How a card did: with everyone (segment ""), then by segment: how often used, and its rate."""
    cards = pieces(db, OBJECTIONS, words.locale)
    counted = tallies(db)
    segments = sorted({segment for ref, segment in counted.by_segment if ref == card_id and segment})
    return tuple(
        (segment, counted.of(card_id, segment).used, rates_of(cards, counted, segment)[card_id])
        for segment in ("", *segments)
    )


def caller(
    db: sqlite3.Connection, customer: str | None, product: str | None, words: Words, now: int
) -> Caller:
    """What is known of whom a card is for. Raises NotFound."""
    if customer is None:
        subject = found(db, product) if product else None
        return Caller(shop_filling(db, words, now, product), product=subject)
    known_of = history(db, customer, now)
    who = known_of.customer.id
    stands = standing(db, who, words.moment(now).date(), words)
    return Caller(
        filling=filling(db, who, words, now, product),
        segment=stands.segments[0].segment,
        product=found(db, product) if product else about(db, known_of, now),
        raised={row["ref"]: row["at"] for row in db.execute(RAISED_BY, (who,))},
    )


def concerns(objection: Objection, product: Product | None) -> bool:
    """Whether a card can be about a product; where it is not known which, about any."""
    if product is None:
        return True
    if objection.products:
        return bool({product.external_id, product.id} & set(objection.products))
    return not objection.categories or product.category in objection.categories


def rates_of(cards: Iterable[Objection], counted: Tallies, segment: str) -> dict[str, Rate]:
    """The rate of each card with a segment ("" is everyone)."""
    cards = tuple(cards)
    themes: defaultdict[str, Tally] = defaultdict(Tally)
    for one in cards:
        themes[one.theme] += counted.of(one.id)
    found: dict[str, Rate] = {}
    for one in cards:
        like, with_all, own = themes[one.theme], counted.of(one.id), counted.of(one.id, segment)
        expected = share(like.worked, like.n)
        if segment:
            expected = share(with_all.worked, with_all.n, expected)
        found[one.id] = rate(own.worked, own.n, expected)
    return found


def _fit(objection: Objection, whom: Caller) -> float:
    """How much likelier than any other the card is to be met with this caller."""
    fit = ANY_PRODUCT
    if whom.product and objection.products:
        fit = THIS_PRODUCT
    elif whom.product and objection.categories:
        fit = ITS_CATEGORY
    if whom.segment in objection.segments:
        fit *= FOR_SEGMENT
    return fit * (RAISED if objection.id in whom.raised else 1)


def _because(objection: Objection, whom: Caller, judged: Rate, words: Words) -> str:
    """Why the card is shown, in one sentence: whom and what it fits, and how often it worked."""
    if objection.id in whom.raised:
        fits = words("Said before, on {day}", day=words.day(whom.raised[objection.id]))
    elif whom.segment and whom.segment in objection.segments:
        fits = words("Often met in this segment")
    elif whom.product and (objection.products or objection.categories):
        fits = words("About the {product}", product=whom.filling["product.name"])
    else:
        fits = words("Anyone may say it")
    if not judged.n:
        return words("{fits}; not judged yet", fits=fits)
    return words("{fits}; worked {won} of {n}", fits=fits, won=judged.worked, n=judged.n)
