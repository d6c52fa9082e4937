"""What a design comes to: its price part by part, its cost, its measures, when it can be ready.

Days of work are Mondays to Fridays; days of waiting, for wood to come, are those of the calendar and pass
before work begins. Weights are grams, lengths millimetres.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from sales.configurator import (
    MANY,
    NUMBER,
    ONE,
    Design,
    Fits,
    Option,
    ProductOptions,
    Ref,
    Value,
    chosen,
    given,
    picked,
    total,
)
from sales.configurator_faults import fit_fields, load_of
from sales.words import Words

WAIT, WORK, WEIGHT = "wait_days", "work_days", "weight_g"
CARTON, CARTON_WEIGHT, SHELF = "carton", "carton_g", "shelf_days"
SIDES = ("w", "d", "h")
INSIDE, OUTSIDE = "inside", "outside"
# What the specification is made of; every other measure is for a rule.
KNOWN = (
    *(f"{where}_{side}" for where in (INSIDE, OUTSIDE) for side in SIDES),
    WEIGHT, CARTON, CARTON_WEIGHT, WAIT, WORK, SHELF, "wide", "tall",
)  # fmt: skip
FRIDAY = 4
COMMA = re.compile("[,，]")  # a name without its measure: "Honey, 50 g"
MOST_LATE = 2  # choices told of that would be late


@dataclass(frozen=True, slots=True)
class PricePart:
    """What one choice adds to the price of a piece."""

    name: str
    amount: Decimal
    cost: Decimal | None


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the specification."""

    name: str
    said: str


@dataclass(frozen=True, slots=True)
class DesignCheck:
    """Something looked at: whether it is as it should be, what was found, and a word on why."""

    good: bool
    said: str
    why: str = ""


def price_parts(options: ProductOptions, design: Design, words: Words) -> tuple[PricePart, ...]:
    """What the price of one is made of; what costs nothing is left out."""
    return tuple(part for part in _parts(options, design, words) if part.amount)


def list_price(options: ProductOptions, design: Design) -> Decimal:
    """The price of one before any discount: the sum of its parts."""
    return sum((part.amount for part in _parts(options, design, Words())), Decimal(0))


def unit_cost(options: ProductOptions, design: Design) -> Decimal | None:
    """What one costs us; None where the cost of any part is not known."""
    costs = [part.cost for part in _parts(options, design, Words())]
    known = [cost for cost in costs if cost is not None]
    return sum(known, Decimal(0)) if len(known) == len(costs) else None


def value_price(option: Option, value: Value, design: Design) -> Decimal:
    """What a value adds to the price: its own where it is chosen or one of many, else the difference."""
    now = option.value(design.one(option.id)) if option.kind == ONE else None
    return value.price - now.price if now and now.id != value.id else value.price


def design_name(options: ProductOptions, design: Design, words: Words) -> str:
    """What a design may be called: by the first two of its choices that can be seen."""
    seen = [value.name for option, value in picked(options, design) if option.kind == ONE and value.colour]
    return words(", ").join(seen[:2]) or options.title


def text_room(options: ProductOptions, option: Option, design: Design) -> int:
    """How many characters a text may have: its own limit, or what the chosen size has room for."""
    rooms = [
        int(total(options, design, rule.room))
        for rule in options.rules
        if isinstance(rule, Fits) and rule.load == option.id
    ]
    return min([option.most, *rooms])


def ready_on(options: ProductOptions, design: Design, today: date) -> date:
    """The first day on which it can be handed over, if it is ordered today."""
    day = today + timedelta(days=_longest_wait(options, design))
    left = int(total(options, design, WORK))
    while left > 0:
        day += timedelta(days=1)
        left -= day.weekday() <= FRIDAY
    return day


def specification(options: ProductOptions, design: Design, today: date, words: Words) -> tuple[Row, ...]:
    """The figures of one piece; what the product does not have is left out."""
    rows = []
    for where, name in ((INSIDE, words("Inner size")), (OUTSIDE, words("Outer size"))):
        sides = [total(options, design, f"{where}_{side}") for side in SIDES]
        if all(sides):
            rows.append(Row(name, f"{' × '.join(f'{one.normalize():f}' for one in sides)} mm"))
    weight = total(options, design, WEIGHT)
    if weight:
        rows.append(Row(words("Weight, filled"), f"{words.number(weight / 1000, 2)} kg"))
    rows += _food(options, design, today, words)
    in_carton = total(options, design, CARTON)
    if in_carton:
        heavy = (in_carton * weight + total(options, design, CARTON_WEIGHT)) / 1000
        said = words("{n} in a carton, {kg} kg", n=int(in_carton), kg=words.number(heavy, 1))
        rows.append(Row(words("Carton"), said))
    return tuple(rows)


def design_checks(
    options: ProductOptions, design: Design, today: date, promised: date | None, words: Words
) -> tuple[DesignCheck, ...]:
    """Whether it fits, and whether it will be ready by the day that the quote promises."""
    found = []
    for rule in options.rules:
        if isinstance(rule, Fits) and rule.holds and load_of(options, rule, design)[0]:
            fields = fit_fields(options, rule, design)
            good = Decimal(fields["load"]) <= Decimal(fields["room"])
            said = words(rule.holds, **fields) if good else words(rule.why, **fields)
            found.append(DesignCheck(good, said, words(rule.more, **fields) if rule.more else ""))
    ready = ready_on(options, design, today)
    why = _why_ready(options, design, words)
    if promised is None:
        found.append(DesignCheck(True, words("Ready by {day}", day=words.day(ready)), why))
    elif ready <= promised:
        said = words("By {day}, as the quote says", day=words.day(promised))
        found.append(DesignCheck(True, said, why))
        found += _late(options, design, today, promised, words)
    else:
        said = words(
            "Not before {day}; the quote says {other}", day=words.day(ready), other=words.day(promised)
        )
        found.append(DesignCheck(False, said, why))
    return tuple(found)


def _parts(options: ProductOptions, design: Design, words: Words) -> Iterator[PricePart]:
    yield PricePart(options.title, options.price, options.cost)
    for option in options.options:
        if option.kind == NUMBER:
            number = design.number(option.id)
            said = f"{number} {option.unit}".strip()
            cost = None if option.cost is None else option.cost * number
            yield PricePart(
                words("{name} · {value}", name=option.name, value=said), option.price * number, cost
            )
        for value in option.values:
            if design.has((option.id, value.id)):
                alone = option.kind == MANY
                name = value.name if alone else words("{name} · {value}", name=option.name, value=value.name)
                yield PricePart(name, value.price, value.cost)


def _longest_wait(options: ProductOptions, design: Design) -> int:
    return int(max((one.amount for one in given(options, design, WAIT)), default=Decimal(0)))


def _why_ready(options: ProductOptions, design: Design, words: Words) -> str:
    """What takes the time: the wood that has to come, and the work."""
    waits = [one for one in given(options, design, WAIT) if one.value]
    told = []
    if waits:
        longest = max(waits, key=lambda one: one.amount)
        assert longest.value
        told.append(words("{what} comes in {n} days", what=longest.value.called, n=int(longest.amount)))
    for one in given(options, design, WORK):
        what = one.value.called if one.value else one.option.name if one.option else words("making it")
        told.append(words.count("{what} {n} day", "{what} {n} days", int(one.amount), what=what))
    return words(", ").join(told)


def _late(
    options: ProductOptions, design: Design, today: date, promised: date, words: Words
) -> list[DesignCheck]:
    """The other answers with which the promise would not be kept."""
    late = []
    for option in options.options:
        for value in option.values if option.kind == ONE else ():
            ref: Ref = (option.id, value.id)
            ready = ready_on(options, chosen(options, design, ref), today)
            if ready > promised:
                said = words("With {what} not before {day}", what=value.called, day=words.day(ready))
                late.append(DesignCheck(False, said))
    return late[:MOST_LATE]


def _food(options: ProductOptions, design: Design, today: date, words: Words) -> list[Row]:
    """What the label on food says: what it is, and until when the first of it keeps."""
    food = [value for _, value in picked(options, design) if SHELF in value.measures]
    if not food:
        return []
    keeps = min(int(value.measures[SHELF]) for value in food)
    until = ready_on(options, design, today) + timedelta(days=keeps)
    names = words(", ").join(COMMA.split(value.name)[0] for value in food)
    said = words("{food}, best before {month}", food=names, month=words.month(until))
    return [Row(words("Food label"), said)]
