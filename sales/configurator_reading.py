"""Designs as JSON and as typed on a command line: read back, with everything that no longer holds.

A design that was kept is an answer to the options of its day. What they no longer know is told and replaced
by what a design begins with; nothing is changed in silence.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sales.configurator import MANY, NUMBER, ONE, TEXT, Choice, Design, Option, ProductOptions, default_design
from sales.configurator_faults import faults
from sales.errors import SalesError
from sales.words import Words

GONE_OPTION = "{name} is no longer asked."
NO_VALUE = "{name} cannot be {value}: there are {known}."
NO_NUMBER = "{name} must be a whole number from {least} to {most}, in steps of {step}."
NO_TEXT = "{name} must be a text."
LONGEST = 9  # digits of a number that can be meant
UNKNOWN = "{number} has no option {name}: there are {known}."


@dataclass(frozen=True, slots=True)
class Misfit:
    """Something in a design that its options do not take."""

    option: str
    text: str
    fields: Mapping[str, str] = field(default_factory=dict)

    def sentence(self, words: Words) -> str:
        return words(self.text, **self.fields)


@dataclass(frozen=True, slots=True)
class ReadDesign:
    """A design that answers every option, and what had to be put aside for it."""

    design: Design
    misfits: tuple[Misfit, ...]


class DesignRefused(SalesError):
    """A design that cannot be made; `told` has each fault as (option, sentence) in the reader's language."""

    def __init__(self, told: Sequence[tuple[str, str]]) -> None:
        self.told = tuple(told)
        lines = "\n".join(f"{option}: {sentence}" for option, sentence in told)
        super().__init__("{faults}", faults=lines)


def as_json(design: Design) -> dict[str, object]:
    """Choices and texts together, as a line of a quote keeps them."""
    choices = {name: list(one) if isinstance(one, tuple) else one for name, one in design.choices.items()}
    return {**choices, **design.texts}


def read_design(options: ProductOptions, said: Mapping[str, object]) -> ReadDesign:
    """A design from what was kept of it; an option that is not answered is as a design begins."""
    design, misfits = default_design(options), []
    for name, value in said.items():
        option = options.option(name)
        if option is None:
            misfits.append(Misfit(name, GONE_OPTION, {"name": name}))
            continue
        answer = _READERS[option.kind](option, value)
        if isinstance(answer, Misfit):
            misfits.append(answer)
        elif option.kind == TEXT:
            design = design.with_text(name, str(answer))
        else:
            design = design.with_choice(name, answer)
    return ReadDesign(design, tuple(misfits))


def typed_design(options: ProductOptions, typed: Sequence[tuple[str, str]], words: Words) -> Design:
    """A design from `option=value` pairs; of many values with commas between them. Raises DesignRefused."""
    said: dict[str, object] = {}
    told = []
    known = ", ".join(option.id for option in options.options)
    for name, text in typed:
        option = options.option(name)
        if option is None:
            told.append((name, words(UNKNOWN, number=options.id, name=name, known=known)))
        elif option.kind == MANY:
            said[name] = [one.strip() for one in text.split(",") if one.strip()]
        else:
            said[name] = text
    read = read_design(options, said)
    told += [(misfit.option, misfit.sentence(words)) for misfit in read.misfits]
    told += [(fault.option, fault.sentence(words)) for fault in faults(options, read.design)]
    if told:
        raise DesignRefused(told)
    return read.design


def no_longer(options: ProductOptions, read: ReadDesign, words: Words) -> tuple[str, ...]:
    """Everything about a design that was kept which does not hold any more, as sentences."""
    told = [misfit.sentence(words) for misfit in read.misfits]
    return (*told, *(fault.sentence(words) for fault in faults(options, read.design)))


def read_number(option: Option, value: object) -> int | Misfit:
    """A number that the option takes, as it is or as it was typed."""
    plain = isinstance(value, str) and value.isascii() and value.isdigit() and len(value) <= LONGEST
    number = int(str(value)) if plain else value
    if isinstance(number, int) and not isinstance(number, bool) and option.takes(number):
        return number
    least, most, step = str(option.least), str(option.most), str(option.step)
    return Misfit(option.id, NO_NUMBER, {"name": option.name, "least": least, "most": most, "step": step})


def _one(option: Option, value: object) -> Choice | Misfit:
    if isinstance(value, str) and option.value(value):
        return value
    return _no_value(option, value)


def _many(option: Option, value: object) -> Choice | Misfit:
    given = list(value) if isinstance(value, Sequence) and not isinstance(value, str) else [value]
    for one in given:
        if not isinstance(one, str) or not option.value(one):
            return _no_value(option, one)
    return tuple(one.id for one in option.values if one.id in given)


def _text(option: Option, value: object) -> Choice | Misfit:
    return value if isinstance(value, str) else Misfit(option.id, NO_TEXT, {"name": option.name})


_READERS = {ONE: _one, MANY: _many, NUMBER: read_number, TEXT: _text}


def _no_value(option: Option, value: object) -> Misfit:
    known = ", ".join(one.id for one in option.values)
    return Misfit(option.id, NO_VALUE, {"name": option.name, "value": str(value)[:40], "known": known})
