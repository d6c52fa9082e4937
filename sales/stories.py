"""Product stories: points, scenarios, testimonials, demo, and how a product compares with its rivals."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Point:
    """A selling point: one line that can be said."""

    id: str
    say: str


@dataclass(frozen=True, slots=True)
class Scenario:
    """A use in daily life: pain, solution, the measured effect and its source. `tags`: whom it is for."""

    name: str
    pain: str
    solution: str
    effect: str
    source: str
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Testimonial:
    before: str
    use: str
    after: str
    who: str = ""


@dataclass(frozen=True, slots=True)
class DemoStep:
    """What is shown, and how many seconds it takes."""

    seconds: int
    show: str


@dataclass(frozen=True, slots=True)
class Rival:
    """Another's product as we know it: `spec` by the same keys as ours, the price in ten-thousandths."""

    name: str
    price_e4: int
    as_of: date
    source: str
    spec: Mapping[str, float]
    consumable_e4: int | None = None
    consumable_months: int | None = None


@dataclass(frozen=True, slots=True)
class Lead:
    """Where a rival is better, in which dimension ("" = none of those measured), and what to answer."""

    rival: str
    dimension: str
    how: str
    answer: str


@dataclass(frozen=True, slots=True)
class Story:
    """A story as it was written, variables and all. `product` is the id that people type.

    `three` are the ids of the points shown first; `dimensions` what is compared: keys of the specification,
    "price" or "tco"; `asked_most` those that customers ask about most.
    """

    id: str
    title: str
    version: int
    product: str
    three: tuple[str, ...]
    points: tuple[Point, ...]
    scenarios: tuple[Scenario, ...]
    testimonials: tuple[Testimonial, ...]
    demo: tuple[DemoStep, ...]
    leads: tuple[Lead, ...]
    dimensions: tuple[str, ...]
    asked_most: tuple[str, ...]
    rivals: tuple[Rival, ...]
    owner: str = ""
    verified_on: date | None = None
    verify_every_days: int | None = None
