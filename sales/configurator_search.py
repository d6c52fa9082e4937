"""What can be chosen now, why not what cannot, and the fewest changes that would make it possible.

A rule that is broken stays broken until one of the options it speaks of changes. So the search takes the
first broken rule, tries every change to its options, and goes on from there; deepened one change at a time,
it finds the smallest set of changes there is. Texts are never changed: people wrote them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from sales.configurator import (
    MANY,
    NUMBER,
    ONE,
    TEXT,
    Choice,
    Design,
    Fits,
    Option,
    ProductOptions,
    Range,
    Ref,
    chosen,
    default_design,
)
from sales.configurator_faults import Fault, broken, fits, slots
from sales.configurator_figures import list_price
from sales.words import Words

Slot = tuple[str, str]  # an option, and of many the value that is switched
State = frozenset[tuple[str, Choice]]
MOST_CHANGES = 5  # more than this is another design, and no fix


@dataclass(frozen=True, slots=True)
class Reach:
    """Whether a value can be chosen as things stand. If not: what is in the way, and the `fix`, the design in
    which it is chosen after the fewest other changes; None where no design has it.
    """

    ref: Ref
    possible: bool
    fault: Fault | None = None
    fix: Design | None = None


def reaches(options: ProductOptions, design: Design) -> Mapping[Ref, Reach]:
    """Of every value that is not chosen, whether it can be; of many, whether it can be switched."""
    found = {}
    for option in options.options:
        for value in option.values:
            ref = (option.id, value.id)
            if option.kind == MANY or not design.has(ref):
                found[ref] = reach(options, design, ref)
    return found


def reach(options: ProductOptions, design: Design, ref: Ref) -> Reach:
    """Whether a value can be chosen: whether nothing would be broken that is not broken already."""
    before = {id(fault.rule) for fault in broken(options, design)}
    wished = chosen(options, design, ref)
    fault = next((one for one in broken(options, wished) if id(one.rule) not in before), None)
    if fault is None:
        return Reach(ref, possible=True)
    option = options.option(ref[0])
    held = (ref[0], ref[1] if option and option.kind == MANY else "")
    return Reach(ref, possible=False, fault=fault, fix=repaired(options, wished, held))


def repaired(options: ProductOptions, design: Design, held: Slot | None = None) -> Design | None:
    """The design with the fewest changes after which every rule is kept; `held` is not changed.

    Of several, the one whose price is nearest. None where none is within a few changes.
    """
    kept = frozenset([held] if held else [])
    for depth in range(MOST_CHANGES + 1):
        found = list(_within(options, design, kept, depth, set()))
        if found:
            at = list_price(options, design)
            return min(
                found, key=lambda one: (abs(list_price(options, one) - at), _moved(options, design, one))
            )
    return None


def unreachable(options: ProductOptions) -> Iterator[Ref]:
    """The values that no design has within a few changes of the first one: a mistake in the rules."""
    begin = default_design(options)
    for option in options.options:
        for value in option.values:
            ref = (option.id, value.id)
            if not begin.has(ref):
                found = reach(options, begin, ref)
                if not found.possible and found.fix is None:
                    yield ref


def changes(options: ProductOptions, before: Design, after: Design) -> tuple[tuple[Option, Choice], ...]:
    """The options that two designs answer differently, each with the answer of the second."""
    return tuple(
        (option, after.choices[option.id])
        for option in options.options
        if option.kind != TEXT and before.choices.get(option.id) != after.choices.get(option.id)
    )


def told_fix(options: ProductOptions, found: Reach, design: Design, words: Words) -> str:
    """What a fix does, beyond choosing the value, in the few words of a button."""
    assert found.fix is not None
    wished = chosen(options, design, found.ref)
    return told_changes(options, wished, found.fix, words)


def told_changes(options: ProductOptions, before: Design, after: Design, words: Words) -> str:
    """The changes from one design to another: "Take out the tea", "Use red lacquer"."""
    told = []
    for option, choice in changes(options, before, after):
        if isinstance(choice, tuple):
            was = set(before.many(option.id))
            for text, switched in (
                ("Take out {what}", was - set(choice)),
                ("Put in {what}", set(choice) - was),
            ):
                if switched:
                    what = words(", ").join(one.called for one in option.values if one.id in switched)
                    told.append(words(text, what=what))
        elif isinstance(choice, int):
            said = f"{choice} {option.unit}".strip()
            told.append(words("{name}: {value}", name=option.name, value=said))
        else:
            value = option.value(choice)
            if value and value.short:
                told.append(words("Use {what}", what=value.short))
            else:
                told.append(words("{name}: {value}", name=option.name, value=value.name if value else choice))
    return words(", ").join(told)


def _within(
    options: ProductOptions, design: Design, kept: frozenset[Slot], depth: int, seen: set[State]
) -> Iterator[Design]:
    """The designs without a fault that are at most so many changes away; each of those `seen` once."""
    state = frozenset(design.choices.items())
    if state in seen:
        return
    seen.add(state)
    fault = next(broken(options, design), None)
    if fault is None:
        yield design
    elif depth and fault.rule:
        for option in filter(None, map(options.option, slots(options, fault.rule))):
            for slot, changed in _moves(options, option, design):
                if slot not in kept:
                    yield from _within(options, changed, kept | {slot}, depth - 1, seen)


def _moves(options: ProductOptions, option: Option, design: Design) -> Iterator[tuple[Slot, Design]]:
    """Every single change to one option."""
    if option.kind == ONE:
        for value in option.values:
            if not design.has((option.id, value.id)):
                yield (option.id, ""), design.with_choice(option.id, value.id)
    elif option.kind == MANY:
        for value in option.values:
            yield (option.id, value.id), chosen(options, design, (option.id, value.id))
    elif option.kind == NUMBER:
        for number in _numbers(options, option, design):
            yield (option.id, ""), design.with_choice(option.id, number)


def _numbers(options: ProductOptions, option: Option, design: Design) -> Iterator[int]:
    """The numbers worth trying: where the rules that speak of it begin or cease to hold, nearest first."""
    now = design.number(option.id)
    edges = {option.least, option.steps[-1]}
    for rule in options.rules:
        if isinstance(rule, Range) and rule.number == option.id:
            edges |= {
                option.least + (bound - option.least) // option.step * option.step + by
                for bound in (rule.least, rule.most)
                if bound is not None
                for by in (0, option.step)
            }
        elif isinstance(rule, Fits) and option.id in slots(options, rule):
            edges |= _turning(options, rule, option, design)
    return iter(
        sorted((one for one in edges if option.takes(one) and one != now), key=lambda one: abs(one - now))
    )


def _turning(options: ProductOptions, rule: Fits, option: Option, design: Design) -> set[int]:
    """The numbers on both sides of where a fit begins to hold, or ceases to."""
    held = [fits(options, rule, design.with_choice(option.id, number)) for number in option.steps]
    numbers = option.steps
    return {
        number
        for at in range(1, len(held))
        if held[at] != held[at - 1]
        for number in numbers[at - 1 : at + 1]
    }


def _moved(options: ProductOptions, before: Design, after: Design) -> Decimal:
    """How far numbers moved, in steps."""
    return sum(
        (
            Decimal(abs(after.number(one.id) - before.number(one.id))) / one.step
            for one in options.options
            if one.kind == NUMBER
        ),
        Decimal(0),
    )
