"""Products made to order: what can be chosen, what goes with what, and a design as a set of choices.

Terms: an *option* is a question with its *values* (one of them, or any number), a *number* with its range, or
a *text*. Values, numbers and the product itself carry *measures*: whole millimetres, grams, days or pieces,
which add up. A *rule* says what must hold between choices. A *design* answers every option. Prices are exact
decimals in the currency of the options; what a design costs is the sum of its parts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal

ONE, MANY, NUMBER, TEXT = "one", "many", "number", "text"
KINDS = (ONE, MANY, NUMBER, TEXT)
HIGHEST, SUM = "highest", "sum"
WAYS = (HIGHEST, SUM)
PIECES = "pieces"  # the number that says how many are made of a design; it is no part of its price
NOTHING = Decimal(0)

Choice = str | int | tuple[str, ...]  # of one value; of a number; of many values
Ref = tuple[str, str]  # option, value


@dataclass(frozen=True, slots=True)
class Value:
    """One answer. `short` is how it is called inside a sentence, `note` what stands beside its name.

    `cost` is None where it is not known. `shape` and `colour` are for the picture.
    """

    id: str
    name: str
    price: Decimal = NOTHING
    cost: Decimal | None = None
    short: str = ""
    note: str = ""
    colour: str = ""
    shape: str = ""
    measures: Mapping[str, Decimal] = field(default_factory=dict)

    @property
    def called(self) -> str:
        return self.short or self.name


@dataclass(frozen=True, slots=True)
class Option:
    """A question of its kind, and the answer it begins with.

    A number goes from `least` to `most` in steps, and each unit of it has the price, cost and measures given.
    A text has at most `most` characters and is asked for while one of the values in `when` is chosen, or
    always where there are none.
    """

    id: str
    name: str
    kind: str
    default: Choice
    values: tuple[Value, ...] = ()
    least: int = 0
    most: int = 0
    step: int = 1
    unit: str = ""
    price: Decimal = NOTHING
    cost: Decimal | None = NOTHING
    measures: Mapping[str, Decimal] = field(default_factory=dict)
    when: tuple[Ref, ...] = ()

    def value(self, value_id: str) -> Value | None:
        return next((one for one in self.values if one.id == value_id), None)

    def takes(self, number: int) -> bool:
        return self.least <= number <= self.most and (number - self.least) % self.step == 0

    @property
    def steps(self) -> range:
        """The numbers that can be chosen."""
        return range(self.least, self.most + 1, self.step)


@dataclass(frozen=True, slots=True)
class Excludes:
    """`when` never stands beside any of `never`."""

    when: Ref
    never: tuple[Ref, ...]
    why: str


@dataclass(frozen=True, slots=True)
class Requires:
    """`when` stands only beside one of `needs`."""

    when: Ref
    needs: tuple[Ref, ...]
    why: str


@dataclass(frozen=True, slots=True)
class Range:
    """While `when` is chosen (None: always) the number is within these, both included."""

    when: Ref | None
    number: str
    least: int | None
    most: int | None
    why: str


@dataclass(frozen=True, slots=True)
class Fits:
    """The highest, or the sum, of the measure `load` is no more than the sum of the measure `room`.

    The id of a number or text is a measure too: its value, its length. `holds` and `more` tell that it fits.
    """

    load: str
    room: str
    way: str
    why: str
    holds: str = ""
    more: str = ""


Rule = Excludes | Requires | Range | Fits


@dataclass(frozen=True, slots=True)
class ProductOptions:
    """Everything that can be chosen of one article; `id` is its number.

    `price`, `cost` and `measures` are of the product before anything is chosen; `picture` names its painter.
    """

    id: str
    title: str
    version: int
    currency: str
    options: tuple[Option, ...]
    rules: tuple[Rule, ...] = ()
    price: Decimal = NOTHING
    cost: Decimal | None = NOTHING
    measures: Mapping[str, Decimal] = field(default_factory=dict)
    picture: str = ""

    def option(self, option_id: str) -> Option | None:
        return next((one for one in self.options if one.id == option_id), None)

    def named(self, ref: Ref) -> str:
        """What a value is called; its id where there is none."""
        option = self.option(ref[0])
        value = option.value(ref[1]) if option else None
        return value.name if value else ref[1]


@dataclass(frozen=True, slots=True)
class Design:
    """An answer to every option: `choices` of values and numbers, `texts` of words."""

    choices: Mapping[str, Choice] = field(default_factory=dict)
    texts: Mapping[str, str] = field(default_factory=dict)

    def one(self, option_id: str) -> str:
        chosen = self.choices.get(option_id, "")
        return chosen if isinstance(chosen, str) else ""

    def many(self, option_id: str) -> tuple[str, ...]:
        chosen = self.choices.get(option_id, ())
        return chosen if isinstance(chosen, tuple) else ()

    def number(self, option_id: str) -> int:
        chosen = self.choices.get(option_id, 0)
        return chosen if isinstance(chosen, int) else 0

    def text(self, option_id: str) -> str:
        return self.texts.get(option_id, "")

    def has(self, ref: Ref) -> bool:
        """Whether a value is chosen."""
        chosen = self.choices.get(ref[0])
        return chosen == ref[1] if isinstance(chosen, str) else isinstance(chosen, tuple) and ref[1] in chosen

    def with_choice(self, option_id: str, choice: Choice) -> Design:
        return replace(self, choices={**self.choices, option_id: choice})

    def with_text(self, option_id: str, text: str) -> Design:
        return replace(self, texts={**self.texts, option_id: text})


@dataclass(frozen=True, slots=True)
class Given:
    """How much of a measure comes from where; no value for the product itself, a number or a text."""

    option: Option | None
    value: Value | None
    amount: Decimal

    @property
    def ref(self) -> Ref:
        return (self.option.id if self.option else "", self.value.id if self.value else "")


def default_design(options: ProductOptions) -> Design:
    """What a design begins with."""
    choices = {one.id: one.default for one in options.options if one.kind != TEXT}
    texts = {one.id: str(one.default) for one in options.options if one.kind == TEXT}
    return Design(choices, texts)


def chosen(options: ProductOptions, design: Design, ref: Ref) -> Design:
    """The design with a value chosen, or, of many, switched on or off; nothing else changes."""
    option = options.option(ref[0])
    if option is None or option.kind != MANY:
        return design.with_choice(*ref)
    picked = set(design.many(option.id)) ^ {ref[1]}
    return design.with_choice(option.id, tuple(one.id for one in option.values if one.id in picked))


def picked(options: ProductOptions, design: Design) -> Iterator[tuple[Option, Value]]:
    """The values that are chosen, in the order of the options."""
    for option in options.options:
        for value in option.values:
            if design.has((option.id, value.id)):
                yield option, value


def asked(option: Option, design: Design) -> bool:
    """Whether a text is wanted: the words on a lid are not, while the lid has none."""
    return not option.when or any(map(design.has, option.when))


def given(options: ProductOptions, design: Design, measure: str) -> list[Given]:
    """Where a measure comes from, as far as it is not nothing."""
    found = [Given(None, None, options.measures.get(measure, NOTHING))]
    for option in options.options:
        found += (
            Given(option, value, value.measures.get(measure, NOTHING))
            for value in option.values
            if measure in value.measures and design.has((option.id, value.id))
        )
        if own := _OWN.get(option.kind):
            amount = own(option, design)
            factor = option.measures.get(measure, NOTHING) + (1 if option.id == measure else 0)
            found.append(Given(option, None, amount * factor))
    return [one for one in found if one.amount]


def total(options: ProductOptions, design: Design, measure: str) -> Decimal:
    """What a measure adds up to."""
    return sum((one.amount for one in given(options, design, measure)), NOTHING)


def _length(option: Option, design: Design) -> Decimal:
    return Decimal(len(design.text(option.id).strip()) if asked(option, design) else 0)


_OWN: Mapping[str, Callable[[Option, Design], Decimal]] = {
    NUMBER: lambda option, design: Decimal(design.number(option.id)),
    TEXT: _length,
}
