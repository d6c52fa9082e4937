"""What a customer may be shown of a product: finished text, made from public facts and nothing else.

A `Showing` has no place for a cost, a margin, a floor, a commission or anybody's name: it is made from
`PublicFacts` and from a story whose variables are filled by `public` alone. Whatever else a story may name,
such as the last order of a customer, finds no value here and its line is left out.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sales.comparison import OURS, Comparison, Contender, Dimensions, Row, figure, with_unit
from sales.product_sheet import ToldScenario, told_scenarios
from sales.stories import Story
from sales.track_filling import RIVAL_SPEC, SPEC, spoken_price
from sales.words import Words

PUBLIC = frozenset(
    {
        "company.name", "product.name", "product.price", "product.benefit", "rival.name", "rival.price",
        "rival.as_of", "rival.source", "tco.years", "tco.ours", "tco.rival", "consumable.name",
        "consumable.price", "consumable.months",
    }
)  # fmt: skip
NARROW = "\u00a0"  # a space at which no line ends
PUBLIC_KINDS = (SPEC, RIVAL_SPEC, "policy.")


@dataclass(frozen=True, slots=True)
class PublicFacts:
    """What stands on a product's price tag and data sheet; `about` says what it is and what it is for."""

    number: str
    name: str
    about: str
    price_e4: int | None
    currency: str


@dataclass(frozen=True, slots=True)
class Axis:
    """A direction of the radar: everyone's share of the best figure, ours first."""

    name: str
    shares: tuple[float, ...]
    we_lead: bool


@dataclass(frozen=True, slots=True)
class Advantage:
    """One of the figures that customers ask about most: ours, what it means, and what the others have."""

    figure: str
    unit: str
    claim: str
    others: str


@dataclass(frozen=True, slots=True)
class Showing:
    """A product as a customer sees it. `names` are those compared, ours first; `honest` says where others
    lead.
    """

    number: str
    name: str
    about: str
    price: str
    names: tuple[str, ...]
    axes: tuple[Axis, ...]
    advantages: tuple[Advantage, ...]
    scenes: tuple[ToldScenario, ...]
    honest: str
    sources: str


def public(filling: Mapping[str, str]) -> dict[str, str]:
    """Of what is known, what everyone may know."""
    return {name: text for name, text in filling.items() if name in PUBLIC or name.startswith(PUBLIC_KINDS)}


def showing(
    facts: PublicFacts,
    story: Story,
    comparison: Comparison,
    says: Mapping[str, str],
    filling: Mapping[str, str],
    units: Dimensions,
    words: Words,
) -> Showing:
    """What a customer is shown. `comparison` is at the list price; `says` is what figures mean, by key."""
    price = spoken_price(facts.price_e4, facts.currency, words)
    return Showing(
        number=facts.number,
        name=facts.name,
        about=facts.about,
        price=price,
        names=tuple(one.name for one in comparison.contenders),
        axes=compared_axes(comparison, words),
        advantages=tuple(
            _advantage(row, comparison.contenders, says, facts.currency, words)
            for row in comparison.advantages
        ),
        scenes=told_scenarios(story, public(filling), units, words),
        honest=honest(comparison, words),
        sources=_sources(comparison.contenders, words),
    )


def compared_axes(comparison: Comparison, words: Words) -> tuple[Axis, ...]:
    """The directions of the radar."""
    return tuple(
        Axis(
            words(row.dimension.axis), tuple(share for share in row.shares if share is not None), row.we_lead
        )
        for row in comparison.axes
    )


def honest(comparison: Comparison, words: Words) -> str:
    """Where others do better than we, in a sentence; it is said if nobody does, or if nothing is known."""
    led = []
    for at, who in enumerate(comparison.contenders[1:], 1):
        if ahead := comparison.ahead_in(at):
            what = listed([words(one.axis) for one in ahead], words)
            led.append(words("{rival} ({what})", rival=_whole(who.name), what=what))
    if not led and not comparison.axes:
        return words("Its figures are not compared with others yet.")
    if not led:
        return words("Further out is better. In none of these is another one ahead.")
    return words("Further out is better. Others are ahead in: {rivals}.", rivals=listed(led, words))


def listed(parts: Sequence[str], words: Words) -> str:
    """One after the other, as the language does it."""
    return ("、" if words.chinese else ", ").join(parts)


def raised(text: str) -> str:
    """With a capital at its beginning."""
    return text[:1].upper() + text[1:]


def _advantage(
    row: Row, contenders: tuple[Contender, ...], says: Mapping[str, str], currency: str, words: Words
) -> Advantage:
    dimension = row.dimension
    shown = [figure(dimension, one, currency, words) for one in row.figures]
    unit = words(dimension.unit) if dimension.unit else ""
    claim = says.get(dimension.key, "") or words(dimension.name)
    ends = dimension.unit if unit.startswith(("%", "‰")) else ""  # others are said with the sign alone
    known = [
        f"{_whole(who.name)}{NARROW}{with_unit(one, ends, words)}"
        for who, one in zip(contenders[1:], shown[1:], strict=True)
        if one
    ]
    others = listed(known, words)
    if known and dimension.key in says:  # else what is compared is said already
        others = words("{what}: {rivals}", what=words(dimension.name), rivals=others)
    return Advantage(shown[OURS], unit, raised(claim), others)


def _sources(contenders: tuple[Contender, ...], words: Words) -> str:
    told = []
    for one in contenders[1:]:
        if one.as_of:
            day = words.day(one.as_of, year=True)
            told.append(words("{rival}: {source}, {day}", rival=one.name, source=one.source, day=day))
    between = "；" if words.chinese else "; "
    return words("Sources: our data sheet; {rivals}", rivals=between.join(told)) if told else ""


def _whole(name: str) -> str:
    """A name that is not broken at the end of a line."""
    return name.replace(" ", NARROW)
