"""One product as it is told: to the rep with everything, to a customer with what is public."""

from __future__ import annotations

from dataclasses import replace

from data.content.kinds import pieces
from data.content.stories import STORIES
from data.content.translator import TRANSLATOR
from data.engine import sqlite3
from data.filling import STANDARD, about, found, story_of, track_values
from data.history import history
from data.rules import dimensions
from data.standings import standing
from sales.comparison import Comparison, compare, ours, theirs
from sales.errors import NotFound
from sales.facts import Customer, History, Product
from sales.handbook import stale
from sales.product_sheet import (
    ProductSheet,
    told_demo,
    told_leads,
    told_points,
    told_scenarios,
    told_testimonials,
)
from sales.shelf import kind
from sales.showing import PublicFacts, Showing, showing
from sales.stories import Story
from sales.track_filling import TrackValues, known, spoken_price
from sales.translator import Meaning, meanings
from sales.words import Words

NOBODY = History(Customer("", ""))
ABOUT_TAGS = 3  # so many of its features say what a product is for
NUMBERS = """
SELECT external_id, category FROM products WHERE status = 'active' AND external_id IS NOT NULL
ORDER BY category, price_e4, external_id"""


def product_sheet(
    db: sqlite3.Connection, product: str, words: Words, now: int, customer: str | None = None
) -> ProductSheet:
    """A product (either id) in full, for a customer (either id) or nobody in particular. Raises NotFound."""
    subject = found(db, product)
    values = _values(db, subject, customer, words, now)
    story, whom = story_of(db, subject, words), values.customer
    bare = ProductSheet(
        product=subject,
        name=_name(subject, words),
        story=story,
        meanings=_meanings(db, subject, words),
        customer_id=whom.id,
        customer=whom.name,
        tier=values.tier,
        price_e4=values.customer_e4 if whom.id else None,
    )
    return bare if story is None else _told(bare, story, values, words)


def shown_product(db: sqlite3.Connection, product: str, words: Words, now: int) -> Showing:
    """A product (either id) as a customer may see it: no customer is known here. Raises NotFound."""
    subject = found(db, product)
    story = story_of(db, subject, words)
    if story is None:
        raise NotFound("Nothing is written about {product} yet.", product=_name(subject, words))
    values = _values(db, subject, None, words, now)
    tags = [words(tag) for tag in subject.features[:ABOUT_TAGS]]
    facts = PublicFacts(
        subject.external_id or subject.id,
        _name(subject, words),
        " · ".join((kind(subject.category, words), *tags)),
        subject.price_e4,
        subject.currency,
    )
    says = {one.spec: one.says for one in reversed(_meanings(db, subject, words))}
    comparison = _comparison(story, subject, values, words)
    return showing(facts, story, comparison, says, known(values, words), dimensions(), words)


def shown_numbers(db: sqlite3.Connection, words: Words, category: str | None = None) -> tuple[str, ...]:
    """The articles that can be shown, by category and price; of one category, or all."""
    told = {story.product for story in pieces(db, STORIES, words.locale)}
    return tuple(
        row["external_id"]
        for row in db.execute(NUMBERS)
        if row["external_id"] in told and category in (None, row["category"])
    )


def product_to_show(db: sqlite3.Connection, customer: str | None, words: Words, now: int) -> str:
    """The article that a customer (either id) is shown first: what the call is about, else one of its kind.

    Raises NotFound where nothing is written about any.
    """
    subject = about(db, history(db, customer, now), now) if customer else None
    told = shown_numbers(db, words)
    if subject and subject.external_id in told:
        return subject.external_id
    like = shown_numbers(db, words, subject.category) if subject else ()
    if not told:
        raise NotFound("There is no product to show yet.", "Write a story in the playbook first.")
    return (like or told)[0]


def own_price(db: sqlite3.Connection, product: str, customer: str, words: Words, now: int) -> str:
    """What this customer (either id) pays for a product (either id), as it is said. Raises NotFound."""
    subject = found(db, product)
    return spoken_price(_values(db, subject, customer, words, now).customer_e4, subject.currency, words)


def _values(
    db: sqlite3.Connection, subject: Product, customer: str | None, words: Words, now: int
) -> TrackValues:
    known_of = history(db, customer, now) if customer else NOBODY
    tier = STANDARD
    if customer:
        tier = standing(db, known_of.customer.id, words.moment(now).date(), words).tier
    return track_values(db, known_of, subject, tier, (), words, now)


def _told(bare: ProductSheet, story: Story, values: TrackValues, words: Words) -> ProductSheet:
    filling, units = known(values, words), dimensions()
    by_rival = {rival.name: known(replace(values, rival=rival), words) for rival in story.rivals}
    return replace(
        bare,
        points=told_points(story, filling, units, words),
        scenarios=told_scenarios(story, filling, units, words),
        testimonials=told_testimonials(story.testimonials, filling),
        demo=told_demo(story.demo, filling),
        leads=told_leads(story.leads, by_rival, units, words),
        comparison=_comparison(story, bare.product, values, words),
        overdue=stale(story.verified_on, story.verify_every_days, values.as_of),
        verified_on=story.verified_on,
    )


def _comparison(story: Story, subject: Product, values: TrackValues, words: Words) -> Comparison:
    """Ours against the story's rivals, at the price of whom the values are for."""
    contenders = [
        ours(subject, _name(subject, words), values.customer_e4, values.refill),
        *(theirs(rival, story.verify_every_days, values.as_of) for rival in story.rivals),
    ]
    return compare(contenders, dimensions().of(story.dimensions), story.asked_most)


def _meanings(db: sqlite3.Connection, subject: Product, words: Words) -> tuple[Meaning, ...]:
    return meanings(pieces(db, TRANSLATOR, words.locale), subject.category, subject.spec, words)


def _name(product: Product, words: Words) -> str:
    return (words.chinese and product.name_zh) or product.name
