"""What does not hold in a design: each fault at the option that can mend it, in a sentence naming both sides.

A rule is broken or kept by the options that it speaks of and by nothing else; `slots` names them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from sales.configurator import (
    HIGHEST,
    MANY,
    NUMBER,
    TEXT,
    Design,
    Excludes,
    Fits,
    Given,
    Option,
    ProductOptions,
    Range,
    Requires,
    Rule,
    asked,
    given,
    total,
)
from sales.words import Words

TOGETHER = "{one} and {other} do not go together: {why}"
NEEDS = "{one} needs {other}: {why}"
TOO_LONG = "{name}: at most {most} characters, these are {n}."
NO_WORDS = "{name}: write the words, or choose to have none."


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that does not hold: told at `option`; `rule` is what it breaks, None for a text by itself.

    `why` is the rule's own sentence, `text` the whole one that names both sides; `fields` are theirs.
    """

    option: str
    rule: Rule | None
    text: str
    why: str = ""
    fields: Mapping[str, str] = field(default_factory=dict)

    def reason(self, words: Words) -> str:
        """Why it cannot be, without naming what was chosen."""
        told = words(self.why, **self.fields) if self.why else self.sentence(words)
        return told[:1].upper() + told[1:]

    def sentence(self, words: Words) -> str:
        """All of it in one sentence."""
        return words(self.text, **{**self.fields, "why": words(self.why, **self.fields)})


def faults(options: ProductOptions, design: Design) -> tuple[Fault, ...]:
    """Everything that does not hold, rules first."""
    return (*broken(options, design), *wanting(options, design))


def broken(options: ProductOptions, design: Design) -> Iterator[Fault]:
    """The rules that a design breaks, in their order."""
    for rule in options.rules:
        fault = _TESTS[type(rule)](rule, options, design)
        if fault:
            yield fault


def wanting(options: ProductOptions, design: Design) -> Iterator[Fault]:
    """Texts that are too long, or not written where one is wanted."""
    for option in options.options:
        if option.kind == TEXT and asked(option, design):
            length = len(design.text(option.id).strip())
            fields = {"name": option.name, "most": str(option.most), "n": str(length)}
            if length > option.most:
                yield Fault(option.id, None, TOO_LONG, fields=fields)
            elif not length:
                yield Fault(option.id, None, NO_WORDS, fields=fields)


def slots(options: ProductOptions, rule: Rule) -> tuple[str, ...]:
    """The options whose choice can break or keep a rule; texts are not among them, people write those."""
    if isinstance(rule, Excludes):
        names = [rule.when[0], *(ref[0] for ref in rule.never)]
    elif isinstance(rule, Requires):
        names = [rule.when[0], *(ref[0] for ref in rule.needs)]
    elif isinstance(rule, Range):
        names = [*([rule.when[0]] if rule.when else []), rule.number]
    else:
        names = [one.id for one in options.options if _carries(one, rule.load) or _carries(one, rule.room)]
        text = options.option(rule.load)
        names += [ref[0] for ref in text.when] if text else []
    return tuple(dict.fromkeys(names))


def load_of(options: ProductOptions, rule: Fits, design: Design) -> tuple[Decimal, Given | None]:
    """What a fit is measured by, and what weighs most in it."""
    found = given(options, design, rule.load)
    largest = max(found, key=lambda one: one.amount, default=None)
    if rule.way == HIGHEST:
        return (largest.amount if largest else Decimal(0)), largest
    return sum((one.amount for one in found), Decimal(0)), largest


def fits(options: ProductOptions, rule: Fits, design: Design) -> bool:
    return load_of(options, rule, design)[0] <= total(options, design, rule.room)


def fit_fields(options: ProductOptions, rule: Fits, design: Design) -> dict[str, str]:
    """What the sentences of a fit are filled with."""
    load, largest = load_of(options, rule, design)
    return {
        "item": _called(options, largest),
        "load": figure(load),
        "holder": _called(options, _holder(options, rule, design)),
        "room": figure(total(options, design, rule.room)),
    }


def figure(amount: Decimal) -> str:
    """A measure without needless decimals."""
    return f"{amount.normalize():f}"


def _excludes(rule: Rule, options: ProductOptions, design: Design) -> Fault | None:
    assert isinstance(rule, Excludes)
    other = next(filter(design.has, rule.never), None) if design.has(rule.when) else None
    if other is None:
        return None
    fields = {"one": options.named(rule.when), "other": options.named(other)}
    return Fault(rule.when[0], rule, TOGETHER, rule.why, fields)


def _requires(rule: Rule, options: ProductOptions, design: Design) -> Fault | None:
    assert isinstance(rule, Requires)
    if not design.has(rule.when) or any(map(design.has, rule.needs)):
        return None
    one, needed = options.named(rule.when), rule.needs[0]
    option = options.option(needed[0])
    if option and option.kind != MANY and (now := design.one(option.id)):
        fields = {"one": one, "other": options.named((option.id, now))}
        return Fault(rule.when[0], rule, TOGETHER, rule.why, fields)
    fields = {"one": one, "other": " / ".join(map(options.named, rule.needs))}
    return Fault(rule.when[0], rule, NEEDS, rule.why, fields)


def _range(rule: Rule, options: ProductOptions, design: Design) -> Fault | None:
    assert isinstance(rule, Range)
    number = design.number(rule.number)
    low, high = rule.least, rule.most
    if (rule.when and not design.has(rule.when)) or (
        (low is None or number >= low) and (high is None or number <= high)
    ):
        return None
    option = options.option(rule.number)
    name, unit = (option.name, option.unit) if option else (rule.number, "")
    fields = {
        "one": options.named(rule.when) if rule.when else options.title,
        "other": f"{name} {number} {unit}".strip(),
        "n": str(number),
        "least": str(low),
        "most": str(high),
    }
    return Fault(rule.number, rule, TOGETHER, rule.why, fields)


def _fits(rule: Rule, options: ProductOptions, design: Design) -> Fault | None:
    assert isinstance(rule, Fits)
    if fits(options, rule, design):
        return None
    largest = load_of(options, rule, design)[1]
    told = fit_fields(options, rule, design)
    fields = {
        **told,
        "one": _named(options, largest),
        "other": _named(options, _holder(options, rule, design)),
    }
    at = largest.option.id if largest and largest.option else ""
    return Fault(at, rule, TOGETHER, rule.why, fields)


_TESTS: Mapping[type[Rule], Callable[[Rule, ProductOptions, Design], Fault | None]] = {
    Excludes: _excludes,
    Requires: _requires,
    Range: _range,
    Fits: _fits,
}


def _holder(options: ProductOptions, rule: Fits, design: Design) -> Given | None:
    return max(given(options, design, rule.room), key=lambda one: one.amount, default=None)


def _carries(option: Option, measure: str) -> bool:
    """Whether what is chosen of an option changes a measure."""
    own = option.kind == NUMBER and (option.id == measure or measure in option.measures)
    return own or any(measure in value.measures for value in option.values)


def _called(options: ProductOptions, one: Given | None) -> str:
    if one is None or one.option is None:
        return options.title
    return one.value.called if one.value else one.option.name


def _named(options: ProductOptions, one: Given | None) -> str:
    """What a sentence names it by: a value of one choice with the option it answers."""
    if one is None or one.option is None:
        return options.title
    if one.value is None:
        return one.option.name
    return one.value.name if one.option.kind == MANY else f"{one.option.name} {one.value.name}"
