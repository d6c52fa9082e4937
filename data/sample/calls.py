"""What past calls left behind, key by key: the way through the talk track, the answers given, the cards used.

Call mode came to the team LATELY days ago. Each card has a rate of its own, which differs by segment, and
some are met far oftener than others: so a rate of two tries and one of a hundred stand side by side.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from itertools import islice
from random import Random
from typing import Any

from data.content.library import load
from data.content.objections import OBJECTIONS
from data.content.tracks import TRACKS
from data.ids import uuid7
from data.resources import resource
from data.sample.baskets import MACHINES
from data.sample.company import Company
from data.sample.contacts import topic
from data.sample.days import Dice
from data.sample.lives import Life
from sales.contact_marks import ContactMark
from sales.errors import NotFound
from sales.facts import Activity, Product
from sales.objections import Objection
from sales.track_choice import Situation, choose
from sales.tracks import Track
from sales.words import Words

LATELY = 100  # days
LED = 0.5  # of the calls were led in Call mode
STEPS = 6  # a call rarely goes further
MET = (0, 0, 1, 1, 1, 2)  # objections in a call
RARITY = 0.87  # how much rarer each next card is
LOW, SPREAD, BY_SEGMENT = 0.34, 0.36, 0.1  # rates lie in 0.34-0.70, a segment's up to 0.05 off
FRESH = 31  # days for which a complaint makes a customer a problem one


class Calls:
    """What is said in calls: the tracks and the cards that ship, in the customer's language."""

    def __init__(self, company: Company) -> None:
        self._company = company
        self._since = company.calendar.at(LATELY)
        shipped = [resource("content")]
        locales = {True: "zh_CN", False: "en"}
        self._tracks = {zh: load(TRACKS, locale, shipped).values for zh, locale in locales.items()}
        cards = {zh: load(OBJECTIONS, locale, shipped).values for zh, locale in locales.items()}
        self._cards = cards[False]
        self._titles = {zh: {card.id: card.title for card in own} for zh, own in cards.items()}
        self._chosen: dict[tuple[bool, Situation], Track | None] = {}
        self._drawn: dict[tuple[str, str | None], tuple[Sequence[Objection], Dice] | None] = {}

    def marks(self, one: Life, call: Activity) -> Iterator[ContactMark]:
        """The marks of a contact; none of one that was not a call, was not answered or is long ago."""
        if (
            call.kind != "call"
            or call.state != "done"
            or call.outcome == "No answer"
            or call.at < self._since
        ):
            return
        rng = Random(call.id)
        if rng.random() >= LED:
            return
        product = self._product(one, call.at)
        segment = self._segment(one, call.at)
        track = self._track(one.chinese, segment, product)
        if track is None:
            return
        way = list(islice(_way(track, rng), STEPS))
        met = self._met(segment, product, rng) if len(way) > 1 else ()
        told: list[Told] = [
            *_steps(way, track),
            *_objections(met, self._titles[one.chinese], way, segment, rng),
        ]
        if call.promise:
            told.append({"kind": "commitment", "text": call.promise, "step": way[-1][0]})
        pace = (call.duration_s or 240) * 1000 // (len(told) + 1)
        for at, mark in enumerate(sorted(told, key=lambda mark: _place(way, mark)), 1):
            what: Told = {"version": track.version, **mark}
            moment = call.at + at * pace
            yield ContactMark(
                id=uuid7(moment, rng.getrandbits(80)),
                customer_id=call.customer_id,
                activity_id=call.id,
                at=moment,
                rep_id=call.rep_id,
                track=track.id,
                product_id=product.id if product else None,
                segment=segment,
                **what,
            )

    def _product(self, one: Life, at: int) -> Product | None:
        """What the talk is about: the machine bought last by then, else the goods, else what they look at."""
        ago, articles = self._company.calendar.ago(at), self._company.catalogue.articles
        had = sorted((day, no) for no, day in one.owned.items() if day >= ago)
        machines = [no for _, no in had if articles[no].category in MACHINES]
        if had and (one.business or not machines):
            return articles[had[0][1]].product
        if machines:
            return articles[machines[0]].product
        return one.focus.product if one.focus else None

    def _segment(self, one: Life, at: int) -> str:
        """The segment that they were in then."""
        if one.segment == "problem" and self._company.calendar.ago(at) <= FRESH:
            return "problem"
        return topic(self._company, one, at)

    def _track(self, chinese: bool, segment: str, product: Product | None) -> Track | None:
        situation = Situation(
            segment,
            product.external_id if product else None,
            product.category if product else None,
            "phone",
        )
        key = chinese, situation
        if key not in self._chosen:
            try:
                self._chosen[key] = choose(self._tracks[chinese], situation, Words()).track
            except NotFound:
                self._chosen[key] = None
        return self._chosen[key]

    def _met(self, segment: str, product: Product | None, rng: Random) -> list[Objection]:
        """The objections that came up, each once."""
        key = segment, product.external_id if product else None
        if key not in self._drawn:
            fitting = [card for card in self._cards if _concerns(card, product)]
            weights = [_weight(card, segment) for card in fitting]
            self._drawn[key] = (fitting, Dice(weights)) if fitting else None
        drawn = self._drawn[key]
        if drawn is None:
            return []
        cards, dice = drawn
        found = {cards[dice(rng)].id: None for _ in range(rng.choice(MET))}
        return [card for card in cards if card.id in found]


Way = Sequence[tuple[str, str, str]]  # step, what was answered there, where that led; the last two may be ""
Told = dict[str, Any]  # what a mark says beyond who, when and about what


def _way(track: Track, rng: Random) -> Iterator[tuple[str, str, str]]:
    """The steps gone and the answers given; the answers written first are given oftener."""
    steps = {step.id: step for step in track.steps}
    step, gone = track.steps[0], set[str]()
    while step.id not in gone:
        gone.add(step.id)
        answers = [answer for answer in step.answers if "{" not in answer.words]
        if not answers:
            yield step.id, "", ""
            return
        given = answers[int(rng.random() ** 1.7 * len(answers))]
        yield step.id, given.words, given.leads_to
        step = steps[given.leads_to]


def _steps(way: Way, track: Track) -> Iterator[Told]:
    titles = {step.id: step.title if "{" not in step.title else None for step in track.steps}
    for step, said, leads_to in way:
        yield {"kind": "step", "ref": step, "step": step, "text": titles[step]}
        if said:
            yield {"kind": "answer", "ref": leads_to, "step": step, "text": said}


def _objections(
    met: Sequence[Objection], titles: Mapping[str, str], way: Way, segment: str, rng: Random
) -> Iterator[Told]:
    for card in met:
        yield {
            "kind": "objection",
            "ref": card.id,
            "version": card.version,
            "text": titles.get(card.id, card.title),
            "step": way[1 + int(rng.random() * (len(way) - 1))][0],
            "worked": int(rng.random() < rate(card.id, segment)),
        }


def _place(way: Way, mark: Told) -> int:
    return next(at for at, (step, *_) in enumerate(way) if step == mark["step"])


@cache
def rate(card_id: str, segment: str) -> float:
    """How often an answer works with a segment, in the long run."""
    base = LOW + SPREAD * Random(card_id).random()
    return base + BY_SEGMENT * (Random(f"{card_id} {segment}").random() - 0.5)


def _concerns(card: Objection, product: Product | None) -> bool:
    if product is None:
        return not (card.products or card.categories)
    return (not card.products or product.external_id in card.products) and (
        not card.categories or product.category in card.categories
    )


@cache
def _weighed(card_id: str) -> float:
    """How often it is met: cards have a rank drawn from their id, and each next rank is rarer."""
    rank = 30 * Random(f"met {card_id}").random()
    return math.pow(RARITY, rank)


def _weight(card: Objection, segment: str) -> float:
    return _weighed(card.id) * (3 if segment in card.segments else 1)
