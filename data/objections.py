"""The objection handbook in a call: a card filled in, what is likely for a customer, what was just said.

The likely ones come in the order of *likely to be met* times *likely to work*: how well the card fits the
customer's segment, the product and what they said before, and how often it is raised; times the lower end of
its rate with that segment (`sales.handbook.rate`). The rate of a card with a segment is drawn towards the
card's with everyone, that one towards its theme's, and the theme's towards an even chance: where little is
known, what is known of its like counts.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from data.contact_rates import Tallies, Tally, tallies
from data.engine import sqlite3
from data.filling import about, found, rival_of, shop_values, track_values
from data.history import history
from data.offers import offers
from data.prepared import cards, commits
from data.standings import standing
from sales.errors import NotFound
from sales.facts import Product
from sales.handbook import FilledCard, RankedCard, Rate, fill_card, rate, share
from sales.objections import Objection
from sales.track_filling import TrackValues, known
from sales.words import Words

LIKELY = 8
MINUTE_MS = 60_000
THIS_PRODUCT, ITS_CATEGORY, ANY_PRODUCT = 2.0, 1.5, 1.0
FOR_SEGMENT, RAISED = 1.5, 4.0
SELDOM = 3.0  # times that a card counts as raised before it ever was
GENERAL, ITS_PRODUCT, OTHER_GOODS = 1.2, 1.3, 0.6  # for a search, against a card of goods nobody spoke of
ENOUGH, BESIDE = 0.12, 0.3  # likeness that a card has at least, and that it has beside the best
RAISED_BY = """
SELECT ref, max(at) AS at FROM contact_marks WHERE customer_id = ? AND kind = 'objection' AND ref IS NOT NULL
GROUP BY ref"""


@dataclass(frozen=True, slots=True)
class Caller:
    """Whom a card is for, and about what. `raised` are the cards met before, with the last instant."""

    values: TrackValues
    filling: Mapping[str, str]
    segment: str = ""
    raised: Mapping[str, int] = field(default_factory=dict)

    @property
    def product(self) -> Product | None:
        return self.values.product


_recent: dict[tuple[object, ...], Caller] = {}  # one at most


def card(
    db: sqlite3.Connection,
    card_id: str,
    customer: str | None,
    product: str | None,
    words: Words,
    now: int,
) -> FilledCard:
    """One card, for a customer and a product (either id) if they are known. Raises NotFound."""
    objection = cards(db, words.locale).pieces.get(card_id)
    if objection is None:
        raise NotFound("There is no card {id}.", "Search the playbook for what was said.", id=card_id)
    return _filled(db, objection, caller(db, customer, product, words, now), words, now)


def objection_search(
    db: sqlite3.Connection,
    text: str,
    words: Words,
    now: int,
    customer: str | None = None,
    product: str | None = None,
    limit: int = LIKELY,
) -> tuple[RankedCard, ...]:
    """The cards about what a customer says, in whatever words and with typos; the best first.

    What the customer's product is counts: its cards come before those of other goods. Raises NotFound.
    """
    ready = cards(db, words.locale)
    whom = _on_the_line(db, customer, product, words, now)
    like = [(one, one.score * _aim(ready.pieces[one.id], whom)) for one in ready.like.like(text)]
    like.sort(key=lambda pair: (-pair[1], pair[0].id))
    least = max(ENOUGH, like[0][1] * BESIDE) if like else ENOUGH
    shown = [(ready.pieces[one.id], one, score) for one, score in like if score >= least][:limit]
    objections = [objection for objection, _, _ in shown]
    rates = rates_of(objections, ready.pieces, tallies(db), whom.segment) if shown else {}
    return tuple(
        RankedCard(
            card=_filled(db, objection, whom, words, now),
            rate=rates[objection.id],
            because=_because(objection, whom, rates[objection.id], words),
            score=score,
            matched=one.nearest,
        )
        for objection, one, score in shown
    )


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
    counted = tallies(db)
    handbook = cards(db, words.locale).pieces
    possible = [one for one in handbook.values() if concerns(one, whom.product)]
    rates = rates_of(possible, handbook, counted, whom.segment)
    met = {one.id: _fit(one, whom) * _often(one, counted, whom.segment) for one in possible}
    best = sorted(possible, key=lambda one: (-met[one.id] * rates[one.id].low_bp, one.id))[:limit]
    return tuple(
        RankedCard(
            card=_filled(db, one, whom, words, now),
            rate=rates[one.id],
            because=_because(one, whom, rates[one.id], words),
            score=met[one.id] * rates[one.id].low_bp / 10_000,
        )
        for one in best
    )


def usage(db: sqlite3.Connection, card_id: str, words: Words) -> tuple[tuple[str, int, Rate], ...]:
    """How a card of the handbook did: with everyone (segment ""), then by segment: how often it was used, and
    its rate.
    """
    handbook = cards(db, words.locale).pieces
    counted = tallies(db)
    card = [handbook[card_id]]
    segments = sorted({segment for ref, segment in counted.by_segment if ref == card_id and segment})
    return tuple(
        (segment, counted.of(card_id, segment).used, rates_of(card, handbook, counted, segment)[card_id])
        for segment in ("", *segments)
    )


def caller(
    db: sqlite3.Connection, customer: str | None, product: str | None, words: Words, now: int
) -> Caller:
    """What is known of whom a card is for. Raises NotFound."""
    if customer is None:
        values = shop_values(db, words, now, found(db, product) if product else None)
        return Caller(values, known(values, words))
    known_of = history(db, customer, now)
    who = known_of.customer.id
    stands = standing(db, who, words.moment(now).date(), words)
    subject = found(db, product) if product else about(db, known_of, now)
    offered = offers(db, who, stands.tier, now, words)
    values = track_values(db, known_of, subject, stands.tier, offered, words, now)
    return Caller(
        values,
        known(values, words),
        segment=stands.segments[0].segment,
        raised={row["ref"]: row["at"] for row in db.execute(RAISED_BY, (who,))},
    )


def filling_for(
    db: sqlite3.Connection, objection: Objection, whom: Caller, words: Words
) -> Mapping[str, str]:
    """What a card's variables are filled with. One that names a rival speaks of that one, and where the
    product's story has none of it, of none.
    """
    if not objection.rival:
        return whom.filling
    rival = rival_of(db, whom.product, objection.rival, words)
    return known(replace(whom.values, rival=rival), words)


def _on_the_line(
    db: sqlite3.Connection, customer: str | None, product: str | None, words: Words, now: int
) -> Caller:
    """The caller, as the search before knew them: between two keys nothing is read anew that nobody wrote."""
    key = (db, commits(db), customer, product, words.locale, now // MINUTE_MS)
    whom = _recent.get(key)
    if whom is None:
        whom = caller(db, customer, product, words, now)
        _recent.clear()
        _recent[key] = whom
    return whom


def concerns(objection: Objection, product: Product | None) -> bool:
    """Whether a card can be about a product; where it is not known which, about any."""
    if product is None:
        return True
    if objection.products:
        return bool({product.external_id, product.id} & set(objection.products))
    return not objection.categories or product.category in objection.categories


def rates_of(
    wanted: Iterable[Objection], handbook: Mapping[str, Objection], counted: Tallies, segment: str
) -> dict[str, Rate]:
    """The rates of some cards of the handbook with a segment ("" is everyone)."""
    themes: defaultdict[str, Tally] = defaultdict(Tally)
    for ref, tally in counted.by_ref.items():
        if ref in handbook:
            themes[handbook[ref].theme] += tally
    found: dict[str, Rate] = {}
    for one in wanted:
        like, with_all, own = themes[one.theme], counted.of(one.id), counted.of(one.id, segment)
        expected = share(like.worked, like.n)
        if segment:
            expected = share(with_all.worked, with_all.n, expected)
        found[one.id] = rate(own.worked, own.n, expected)
    return found


def _filled(db: sqlite3.Connection, objection: Objection, whom: Caller, words: Words, now: int) -> FilledCard:
    told = filling_for(db, objection, whom, words)
    return fill_card(objection, told, whom.segment, words.moment(now).date())


def _aim(objection: Objection, whom: Caller) -> float:
    """How much a card that is like what was said gains or loses by what the talk is about."""
    if not (objection.products or objection.categories):
        return GENERAL
    if whom.product is None:
        return ANY_PRODUCT
    return ITS_PRODUCT if concerns(objection, whom.product) else OTHER_GOODS


def _often(objection: Objection, counted: Tallies, segment: str) -> float:
    """How often a segment (else everyone) raises it, so that even what was never raised may come up."""
    return math.sqrt(counted.of(objection.id, segment).used + SELDOM)


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


def suits(objection: Objection, whom: Caller, words: Words) -> str:
    """Whom and what a card fits, in a few words."""
    if objection.id in whom.raised:
        return words("Said before, on {day}", day=words.day(whom.raised[objection.id]))
    if whom.segment and whom.segment in objection.segments:
        return words("Often met in this segment")
    if whom.product and (objection.products or objection.categories):
        return words("About the {product}", product=whom.filling["product.name"])
    return words("Anyone may say it")


def _because(objection: Objection, whom: Caller, judged: Rate, words: Words) -> str:
    """Why the card is shown, in one sentence: whom and what it fits, and how often it worked."""
    fits = suits(objection, whom, words)
    if not judged.n:
        return words("{fits}; not judged yet", fits=fits)
    return words("{fits}; worked {won} of {n}", fits=fits, won=judged.worked, n=judged.n)
