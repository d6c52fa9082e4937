"""Answers to questions in free text, from product data, common questions, policies, stories and cards.

An answer is what its source says, word for word. Nothing is answered where the source leaves out a part of
the question that tells much: better no answer than one to another question.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import islice

from data.content.lexicon import LEXICON
from data.content.objections import OBJECTIONS
from data.content.questions import POLICIES, QUESTIONS
from data.content.stories import STORIES
from data.engine import sqlite3
from data.objections import Caller, caller
from data.prepared import prepared
from data.rules import dimensions
from data.sounds import sound
from sales.answers import Answer, AnswerSource
from sales.asking import TOPIC, asked_of, asks_for, small_talk
from sales.facts import Product
from sales.lexicon import Concept, Lexicon, lexicon
from sales.likeness import Entry, Likeness, Likenesses
from sales.objections import Objection
from sales.product_names import ProductNames
from sales.promises import PREFIX
from sales.questions import Policy, Question
from sales.shelf import KINDS
from sales.stories import Story
from sales.track_filling import figure_text, fillable, filled_text, plain, spoken_price
from sales.words import Words

NEAR = 3
LOOKED_AT = 30
SURE, SURE_CHINESE = 0.46, 0.4  # pairs of characters are alike more seldom than words
SURE_CARD = 0.8  # a card answers doubts: more must be sure where a question is asked
OTHERWISE, UNSAID = 0.8, 0.95  # what is left of it where another kind of thing is asked for, or none is
COVERS = 0.5  # how much of a question must be in what answers it
ASKED = 0.66  # how much of a question about a product must be known words
NOTHING_ELSE = 0.9  # the same, where nothing else may be asked
CATEGORY = "category:"  # before what is sold, as what a question is about
WARRANTY, REFILL = "warranty", "refill"
WARRANTY_MONTHS = f"{PREFIX}warranty_months"
ANSWERS, SECTION, TITLE, RESPONSES = 0.5, 1.5, 1.0, 0.3
MATCHES = 0.5  # how near a sentence of a policy is, beside the nearest, to be said
CARDS = "objections"
BELONGS = {"filter": "air-purifier", "coffee": "coffee-machine", "phone-accessory": "phone"}
PRODUCTS = "SELECT id, external_id, name, name_zh FROM products"


@dataclass(frozen=True, slots=True)
class Passage:
    """A text that answers: its lines with their variables, and where it stands. `product` is the article that
    it is about, `category` the goods, "" for any.
    """

    kind: str
    id: str
    title: str
    says: tuple[str, ...]
    section: str = ""
    product: str = ""
    category: str = ""


@dataclass(frozen=True, slots=True)
class _Library:
    passages: Mapping[str, Passage]
    like: Likenesses
    specs: Lexicon
    keys: Mapping[str, tuple[str, ...]]  # of the data sheet, by concept


@dataclass(frozen=True, slots=True)
class _Question:
    """A question, less the name of the product that it is about, and for whom it is answered."""

    text: str
    library: _Library
    whom: Caller

    @property
    def product(self) -> Product | None:
        return self.whom.product


def ask(
    db: sqlite3.Connection, text: str, words: Words, now: int, customer: str | None = None
) -> Answer | None:
    """The answer to a question, with its sources; None where nothing answers it. Raises NotFound."""
    questions = _questions(db, text, words, now, customer)
    for question in questions:
        if question.product and (answer := _of_product(question, words)):
            return answer
    question = questions[0]
    if not question.product and (answer := _of_warranty(question, words)):
        return answer
    sure = sorted(_sure(question, words), key=lambda one: (one[1].kind == CARDS, -one[0]))
    for certainty, passage in sure:
        if says := tuple(_said(passage, question.whom)):
            return Answer(" ".join(says), (_source(passage, says),), round(certainty, 2))
    return None


def near(
    db: sqlite3.Connection, text: str, words: Words, now: int, customer: str | None = None
) -> tuple[AnswerSource, ...]:
    """The sources that come nearest to a question which none of them answers, the nearest first."""
    question = _questions(db, text, words, now, customer)[0]
    shown: dict[tuple[str, str], AnswerSource] = {}
    for _, passage in _found(question):
        if says := tuple(_said(passage, question.whom)):
            shown.setdefault((passage.kind, passage.id), _source(passage, says))
        if len(shown) == NEAR:
            break
    return tuple(shown.values())


def _questions(
    db: sqlite3.Connection, text: str, words: Words, now: int, customer: str | None
) -> tuple[_Question, ...]:
    """The question for each product that it may name, the likeliest first; once, where it names none.

    It is not about what a call with the customer would be about.
    """
    library = prepared(
        "passages", db, words.locale, (QUESTIONS, POLICIES, STORIES, OBJECTIONS, LEXICON), _library
    )
    mentions = _names(tuple(map(tuple, db.execute(PRODUCTS)))).mentions(text)
    if not mentions:
        whom = caller(db, customer, None, words, now)
        return (_Question(text, library, replace(whom, values=replace(whom.values, product=None))),)
    return tuple(_Question(one.rest, library, caller(db, customer, one.id, words, now)) for one in mentions)


@lru_cache(maxsize=2)
def _names(products: tuple[tuple[str | None, ...], ...]) -> ProductNames:
    return ProductNames(
        (str(id_), number, [name for name in names if name]) for id_, number, *names in products
    )


def _found(question: _Question) -> Iterator[tuple[Likeness, Passage]]:
    """The passages that are like a question, the likest first: of the product that it names, or of none."""
    product = question.product
    number, goods = (product.external_id, _goods(product.category or "")) if product else (None, "")
    for one in question.library.like.like(question.text):
        passage = question.library.passages[one.id]
        fits = not passage.product or passage.product == number
        if fits and (not goods or not passage.category or _goods(passage.category) == goods):
            yield one, passage


def _goods(category: str) -> str:
    """The machines that goods belong to: a question about a machine may be about what it uses up."""
    return BELONGS.get(category, category)


def _sure(question: _Question, words: Words) -> Iterator[tuple[float, Passage]]:
    """The passages that answer a question, the likest first, each with how sure that is: how much of it they
    cover, times how like theirs its wording is.
    """
    library, least = question.library, SURE_CHINESE if words.chinese else SURE
    leaving = small_talk(question.text, library.specs, library.keys, sound)
    wanted = asks_for(question.text, library.specs, library.keys, sound)
    for one, passage in islice(_found(question), LOOKED_AT):
        share = library.like.share(question.text, one, leaving)
        certainty = one.nearness * share
        kinds = asks_for(one.nearest, library.specs, library.keys, sound)
        if wanted and not wanted & kinds:
            certainty *= OTHERWISE if kinds else UNSAID
        if share >= COVERS and certainty >= (SURE_CARD if passage.kind == CARDS else least):
            yield certainty, _cut_short(passage, library.like.nearness(question.text, one))


def _cut_short(passage: Passage, nearness: Mapping[str, float]) -> Passage:
    """A policy's section with the sentences alone that are near to what is asked."""
    if passage.kind != "policies":
        return passage
    near = MATCHES * max(nearness.values())
    return replace(passage, says=tuple(line for line in passage.says if nearness[line] >= near))


def _of_product(question: _Question, words: Words) -> Answer | None:
    """What the data of the product say to what is asked of it."""
    library, whom, product = question.library, question.whom, question.product
    assert product is not None
    asked = asked_of(question.text, library.specs, library.keys, sound)
    lines = list(dict.fromkeys(line for key in asked.keys if (line := _fact(product, key, whom, words))))
    if not lines or asked.share < ASKED:
        return None
    name = whom.filling["product.name"]
    text = words("{product}: {facts}", product=name, facts=words(", ").join(lines))
    source = AnswerSource("products", product.external_id or product.id, name, text, words("Product data"))
    return Answer(text, (source,), round(asked.share, 2))


def _of_warranty(question: _Question, words: Words) -> Answer | None:
    """How long the warranty runs on goods of the category that is named, as the policy puts it."""
    library, values = question.library, question.whom.values
    asked = asked_of(question.text, library.specs, library.keys, sound)
    category = next((key.removeprefix(CATEGORY) for key in asked.keys if key.startswith(CATEGORY)), "")
    months = values.promises.warranty_months.get(category) if values.promises else None
    if months is None or WARRANTY not in asked.keys or asked.share < NOTHING_ELSE:
        return None
    named = {} if category == "home" else {"product.name": words(KINDS[category]).lower()}
    filling = {**named, WARRANTY_MONTHS: words.number(months)}
    for passage in library.passages.values():
        lines = [line for line in passage.says if f"{{{WARRANTY_MONTHS}}}" in line]
        if passage.kind == "policies" and lines:
            says = tuple(plain(filled_text(line, filling)) for line in lines)
            return Answer(" ".join(says), (_source(passage, says),), round(asked.share, 2))
    return None


def _fact(product: Product, key: str, whom: Caller, words: Words) -> str:
    if key == "price":
        return _price(product, whom, words)
    if key == "stock":
        return _stock(product, words)
    if key in (WARRANTY, REFILL):
        return _after_purchase(key, whom, words)
    figure = figure_text(product.spec[key], words) if key in product.spec else ""
    if not figure:
        return ""
    units = dimensions()
    unit, dimension = units.unit(key), units.by_key.get(key)
    told = f"{figure} {words(unit)}" if unit else figure
    return words("{name} {figure}", name=words(dimension.name), figure=told) if dimension else told


def _after_purchase(key: str, whom: Caller, words: Words) -> str:
    """What comes after a product is bought: how long its warranty runs, and what it uses up."""
    told = whom.filling
    if key == WARRANTY and WARRANTY_MONTHS in told:
        return words("warranty of {n} months", n=told[WARRANTY_MONTHS])
    if key == REFILL and "consumable.name" in told:
        return words("takes {name}, {price}", name=told["consumable.name"], price=told["consumable.price"])
    return ""


def _price(product: Product, whom: Caller, words: Words) -> str:
    if product.price_e4 is None:
        return ""
    listed = words("list price {price}", price=spoken_price(product.price_e4, product.currency, words))
    own = whom.values.customer_e4
    if whom.values.customer.id and own is not None and own < product.price_e4:
        price = spoken_price(own, product.currency, words)
        return words("{listed}, for this customer {price}", listed=listed, price=price)
    return listed


def _stock(product: Product, words: Words) -> str:
    if product.stock is None:
        return words("made to order")
    return words("{n} in stock", n=words.number(product.stock)) if product.stock else words("sold out")


def _said(passage: Passage, whom: Caller) -> Iterator[str]:
    """The lines of a passage that can be said: those whose variables are known or have an else."""
    for line in passage.says:
        if fillable(line, whom.filling):
            yield plain(filled_text(line, whom.filling))


def _source(passage: Passage, says: tuple[str, ...]) -> AnswerSource:
    return AnswerSource(passage.kind, passage.id, passage.title, " ".join(says), passage.section)


def _library(
    questions: tuple[Question, ...],
    policies: tuple[Policy, ...],
    stories: tuple[Story, ...],
    cards: tuple[Objection, ...],
    concepts: tuple[Concept, ...],
) -> _Library:
    entries: list[tuple[Entry, Passage]] = [
        *map(_of_question, questions),
        *(pair for policy in policies for pair in _of_policy(policy)),
        *(pair for story in stories for pair in _of_story(story)),
        *map(_of_card, cards),
    ]
    meaning = [concept for concept in concepts if concept.specs in ((), (TOPIC,)) and not concept.cards]
    asking = [concept for concept in concepts if concept.specs and concept.specs != (TOPIC,)]
    return _Library(
        passages={entry.id: passage for entry, passage in entries},
        like=Likenesses((entry for entry, _ in entries), lexicon(meaning, sound), sound),
        specs=lexicon(asking, sound),
        keys={concept.id: concept.specs for concept in asking},
    )


def _of_question(one: Question) -> tuple[Entry, Passage]:
    entry = Entry(f"faqs/{one.id}", one.questions, ((one.answer, ANSWERS), (one.source, ANSWERS)))
    return entry, Passage("faqs", one.id, one.questions[0], (one.answer,), one.source, category=one.category)


def _of_policy(policy: Policy) -> Iterator[tuple[Entry, Passage]]:
    for section in policy.sections:
        texts = ((policy.title, TITLE), (section.title, SECTION))
        yield (
            Entry(f"policies/{policy.id}/{section.title}", section.sentences, texts),
            Passage("policies", policy.id, policy.title, section.sentences, section.title),
        )


def _of_story(story: Story) -> Iterator[tuple[Entry, Passage]]:
    for point in story.points:
        yield (
            Entry(f"products/{story.product}/{point.id}", (point.say,)),
            Passage("products", story.product, story.title, (point.say,), product=story.product),
        )
    for scenario in story.scenarios:
        says = (scenario.solution, scenario.effect)
        yield (
            Entry(f"products/{story.product}/{scenario.name}", (scenario.name, scenario.pain, *says)),
            Passage("products", story.product, story.title, says, scenario.name, story.product),
        )


def _of_card(card: Objection) -> tuple[Entry, Passage]:
    said = card.response().say
    entry = Entry(f"objections/{card.id}", card.wordings, ((card.title, TITLE), (" ".join(said), RESPONSES)))
    return entry, Passage(CARDS, card.id, card.title, said)
