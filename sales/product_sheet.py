"""What a rep says about one product: its story filled in, a figure at the head of each line, what it means.

A line of a story carries its figures by variables; the first of them stands large beside the line:
"21 dB(A)", or, where something falls or rises, "1,200 → 450 ppm".
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from sales.comparison import Comparison, Dimensions, with_unit
from sales.facts import Product
from sales.stories import DemoStep, Lead, Story, Testimonial
from sales.track_filling import SPEC, fillable, filled_text, variables
from sales.translator import Meaning
from sales.words import Words

HEADING = ("tco.ours", "product.price")  # amounts that can stand large
START, END = "_start_", "_end_"


@dataclass(frozen=True, slots=True)
class ToldPoint:
    """A point with the figure that heads it ("" where it has none)."""

    id: str
    figure: str
    say: str


@dataclass(frozen=True, slots=True)
class ToldScenario:
    """A scenario as it is said; `figure` is that of its effect."""

    name: str
    pain: str
    solution: str
    figure: str
    effect: str
    source: str
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ToldLead:
    """Where a rival leads, what in, and the answer to give."""

    rival: str
    what: str
    how: str
    answer: str


@dataclass(frozen=True, slots=True)
class ProductSheet:
    """Everything that is known to be said about a product. Without a story only its facts stand there.

    `points` begin with the three that are shown first; `price_e4` is what this customer pays (None: nobody in
    particular); `overdue`: its facts are to be checked again.
    """

    product: Product
    name: str
    story: Story | None
    points: tuple[ToldPoint, ...] = ()
    scenarios: tuple[ToldScenario, ...] = ()
    testimonials: tuple[Testimonial, ...] = ()
    demo: tuple[DemoStep, ...] = ()
    leads: tuple[ToldLead, ...] = ()
    meanings: tuple[Meaning, ...] = ()
    comparison: Comparison = field(default_factory=lambda: Comparison((), ()))
    customer_id: str = ""
    customer: str = ""
    tier: str = ""
    price_e4: int | None = None
    overdue: bool = False
    verified_on: date | None = None


def told_points(
    story: Story, filling: Mapping[str, str], units: Dimensions, words: Words
) -> tuple[ToldPoint, ...]:
    """The points that can be said, the three that are shown first before the others."""
    first = {name: at for at, name in enumerate(story.three)}
    ordered = sorted(story.points, key=lambda point: first.get(point.id, len(first)))
    return tuple(
        ToldPoint(point.id, headline(point.say, filling, units, words), filled_text(point.say, filling))
        for point in ordered
        if fillable(point.say, filling)
    )


def told_scenarios(
    story: Story, filling: Mapping[str, str], units: Dimensions, words: Words
) -> tuple[ToldScenario, ...]:
    """The scenarios whose every part can be said."""
    return tuple(
        ToldScenario(
            name=one.name,
            pain=filled_text(one.pain, filling),
            solution=filled_text(one.solution, filling),
            figure=headline(one.effect, filling, units, words),
            effect=filled_text(one.effect, filling),
            source=filled_text(one.source, filling),
            tags=one.tags,
        )
        for one in story.scenarios
        if all(fillable(part, filling) for part in (one.pain, one.solution, one.effect))
    )


def told_leads(
    leads: Iterable[Lead], by_rival: Mapping[str, Mapping[str, str]], units: Dimensions, words: Words
) -> tuple[ToldLead, ...]:
    """Where rivals lead, each filled in with that rival's figures."""
    found = []
    for lead in leads:
        filling = by_rival.get(lead.rival)
        if filling is None or not (fillable(lead.how, filling) and fillable(lead.answer, filling)):
            continue
        dimension = units.by_key.get(lead.dimension)
        what = words(dimension.name) if dimension else ""
        found.append(
            ToldLead(lead.rival, what, filled_text(lead.how, filling), filled_text(lead.answer, filling))
        )
    return tuple(found)


def told_testimonials(found: Sequence[Testimonial], filling: Mapping[str, str]) -> tuple[Testimonial, ...]:
    return tuple(
        Testimonial(*(filled_text(part, filling) for part in (one.before, one.use, one.after, one.who)))
        for one in found
    )


def told_demo(steps: Sequence[DemoStep], filling: Mapping[str, str]) -> tuple[DemoStep, ...]:
    """The steps that can be said."""
    return tuple(
        DemoStep(step.seconds, filled_text(step.show, filling))
        for step in steps
        if fillable(step.show, filling)
    )


def headline(line: str, filling: Mapping[str, str], units: Dimensions, words: Words) -> str:
    """The figure that stands large beside a line; "" where it has none that is known."""
    names = [name for name, _ in variables(line) if name in filling]
    keys = [name.removeprefix(SPEC) for name in names if name.startswith(SPEC)]
    for key in keys:
        ended = key.replace(START, END)
        if START in key and ended in keys:
            change = f"{filling[SPEC + key]} → {filling[SPEC + ended]}"
            return with_unit(change, units.unit(ended), words)
    first = next((name for name in names if name.startswith(SPEC) or name in HEADING), "")
    if not first:
        return ""
    return with_unit(filling[first], units.unit(first.removeprefix(SPEC)), words)
