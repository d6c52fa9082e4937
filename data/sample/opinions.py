"""What the sample team thinks of its playbook, and what it looked for in vain."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from random import Random

from data.content.library import load
from data.content.objections import OBJECTIONS
from data.ids import uuid7
from data.resources import resource
from data.sample.calls import rate
from data.sample.company import Company
from sales.facts import Rep
from sales.playbook import Miss, Rating
from sales.words import LOCALES

LATELY = 60  # days
RATED, EACH = 40, (1, 1, 2, 3, 5)  # cards that somebody rated, and by how many
LIKED, DISLIKED = 0.5, 0.42  # a card that works more often than that is liked; one below is not
REMARKED = 0.6  # of those who do not like it


def opinions(company: Company, rng: Random) -> Iterator[Rating | Miss]:
    """The ratings of some cards, and the questions that found nothing."""
    with resource("demo", "opinions.toml").open("rb") as file:
        table = tomllib.load(file)
    reps = company.people.reps
    cards = load(OBJECTIONS, LOCALES[0], [resource("content")]).values
    for card in rng.sample(cards, min(RATED, len(cards))):
        for rep in rng.sample(reps, min(rng.choice(EACH), len(reps))):
            yield _rating(card.id, card.version, rep, company, table["remarks"], rng)
    for gap in table["gap"]:
        for said in gap["said"]:
            at = company.calendar.at(rng.random() * LATELY, rng.randrange(9, 18) * 3_600_000)
            yield Miss(
                id=uuid7(at, rng.getrandbits(80)),
                place=gap["place"],
                text=said,
                locale=gap["locale"],
                at=min(at, company.calendar.now),
                theme=said.casefold(),
                rep_id=rng.choice(reps).id,
            )


def _rating(
    card_id: str, version: int, rep: Rep, company: Company, remarks: dict[str, list[str]], rng: Random
) -> Rating:
    """A rep's opinion: of what works often a good one, of what does not a poor one with a remark."""
    works = rate(card_id, "regular")
    helpful = works > LIKED or (works > DISLIKED and rng.random() < LIKED)
    at = company.calendar.at(1 + rng.random() * LATELY)
    locale = LOCALES[rng.random() < LIKED]
    remarked = not helpful and rng.random() < REMARKED
    return Rating(
        id=uuid7(at, rng.getrandbits(80)),
        kind=OBJECTIONS.folder,
        name=card_id,
        at=at,
        helpful=int(helpful),
        rep_id=rep.id,
        version=version,
        locale=locale,
        remark=rng.choice(remarks[locale]) if remarked else None,
    )
