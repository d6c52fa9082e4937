"""Objection cards as a rep reads them in a call: filled in, with how well they worked and why they are shown.

How well a card works is judged after calls. A share of few judgements is drawn towards what is known anyway
(`expected`), and cards are ranked by the lower end of what the share may be: 1 of 1 is not better than 80 of
100.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from sales.objections import Objection, Response
from sales.track_filling import fillable, filled, filled_text

EVEN = 0.5  # how often answers work where nothing is known at all
WEIGHT = 8.0  # judgements that what is expected counts for
BELOW = 1.28  # standard deviations: nine times out of ten the true share is higher than the lower end


@dataclass(frozen=True, slots=True)
class FilledCard:
    """A card with its variables filled in, less the lines that cannot be said to this customer.

    `answers` are the customer's answers to the clarifying question, each with the id of the response that it
    leads to; `responses` begin with the default one (id ""). `segment` says whose variant that one
    is ("": none in particular).
    """

    id: str
    title: str
    theme: str
    version: int
    verified_on: date | None
    stale: bool
    behind: tuple[str, ...] = ()
    acknowledge: tuple[str, ...] = ()
    clarify: tuple[str, ...] = ()
    answers: tuple[tuple[str, str], ...] = ()
    responses: tuple[Response, ...] = ()
    confirm: tuple[str, ...] = ()
    proof: tuple[str, ...] = ()
    avoid: tuple[str, ...] = ()
    segment: str = ""
    wordings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Rate:
    """How often it worked, of the `n` times that it was judged; low to high holds the true share, in bp."""

    worked: int
    n: int
    low_bp: int
    high_bp: int


@dataclass(frozen=True, slots=True)
class RankedCard:
    """A card in the place it has in a list, best first. `because` is one sentence for the rep; `matched` the
    wording of the card that is most like what was typed ("" where nothing was).
    """

    card: FilledCard
    rate: Rate
    because: str
    score: float
    matched: str = ""


def fill_card(card: Objection, filling: Mapping[str, str], segment: str, today: date) -> FilledCard:
    """The card for a customer of this primary segment ("": no one in particular)."""
    default, *others = card.responses
    own = segment if segment in card.for_segments else ""
    if own:
        default = Response("", default.title, card.for_segments[own])
    return FilledCard(
        id=card.id,
        title=card.title,
        theme=card.theme,
        version=card.version,
        verified_on=card.verified_on,
        stale=stale(card.verified_on, card.verify_every_days, today),
        behind=filled(card.behind, filling),
        acknowledge=filled(card.acknowledge, filling),
        clarify=filled(card.clarify, filling),
        answers=tuple(
            (filled_text(answer.words, filling), answer.leads_to)
            for answer in card.answers
            if fillable(answer.words, filling)
        ),
        responses=tuple(Response(r.id, r.title, filled(r.say, filling)) for r in (default, *others)),
        confirm=filled(card.confirm, filling),
        proof=filled(card.proof, filling),
        avoid=filled(card.avoid, filling),
        segment=own,
        wordings=card.wordings,
    )


def stale(verified_on: date | None, every_days: int | None, today: date) -> bool:
    """Whether it is past the day by which it was to be verified again; what was never verified is."""
    if verified_on is None:
        return True
    return every_days is not None and verified_on + timedelta(days=every_days) < today


def share(worked: int, n: int, expected: float = EVEN) -> float:
    """The share that worked, drawn towards the `expected` one as if `WEIGHT` judgements had said so."""
    return (worked + WEIGHT * expected) / (n + WEIGHT)


def rate(worked: int, n: int, expected: float = EVEN) -> Rate:
    """The rate with the ends between which the true share lies, four times out of five.

    They are those of the posterior under a Beta prior whose mean is the `expected` share, taken from its mean
    and deviation: near enough to its quantiles for ranking, without a special function. With nothing judged
    they are the prior's.
    """
    mean = share(worked, n, expected)
    half = BELOW * math.sqrt(mean * (1 - mean) / (n + WEIGHT + 1))
    return Rate(worked, n, round(max(0.0, mean - half) * 10_000), round(min(1.0, mean + half) * 10_000))
