"""Laws of the configurator: what it calls possible is, what it mends is whole, no smaller fix exists."""

from __future__ import annotations

from decimal import Decimal
from itertools import combinations, product

from hypothesis import given, settings
from hypothesis import strategies as st

from data.content.library import load
from data.content.options import OPTIONS
from data.resources import resource
from sales.configurator import (
    MANY,
    ONE,
    Design,
    Excludes,
    Fits,
    Option,
    ProductOptions,
    Requires,
    Rule,
    Value,
    chosen,
    default_design,
)
from sales.configurator_faults import broken, faults
from sales.configurator_figures import list_price, price_parts, unit_cost
from sales.configurator_picture import picture
from sales.configurator_reading import as_json, read_design
from sales.configurator_search import reach, reaches, repaired
from sales.words import Words

SHIPPED = [
    one for one in load(OPTIONS, "en", [resource("content")]).values if isinstance(one, ProductOptions)
]
PRODUCTS = st.sampled_from(SHIPPED)


@given(PRODUCTS, st.lists(st.integers(0, 10_000), max_size=12))
@settings(max_examples=40)
def test_any_clicks_through_values_and_fixes_leave_a_design_that_can_be_made(
    options: ProductOptions, clicks: list[int]
) -> None:
    design = default_design(options)

    for click in clicks:
        found = list(reaches(options, design).values())
        one = found[click % len(found)]
        wished = chosen(options, design, one.ref)
        assert one.possible == (faults_of_rules(options, wished) == [])
        design = wished if one.possible else one.fix or design

        assert faults_of_rules(options, design) == []
        parts = price_parts(options, design, Words())
        assert list_price(options, design) == sum(part.amount for part in parts)
        assert (unit_cost(options, design) or 0) < list_price(options, design)
        assert read_design(options, as_json(design)).design == design
        assert picture(options, design).shapes


def faults_of_rules(options: ProductOptions, design: Design) -> list[str]:
    return [fault.option for fault in broken(options, design)]


@st.composite
def small_products(draw: st.DrawFn) -> ProductOptions:
    """Three questions of three values and a list of three, with rules at random between them."""
    names = ("a", "b", "c")
    options = []
    for name in names:
        values = tuple(
            Value(
                f"{name}{n}",
                f"{name}{n}",
                measures={"room": Decimal(draw(st.integers(0, 3)))} if name == "a" else {},
            )
            for n in range(3)
        )
        options.append(Option(name, name, ONE, f"{name}0", values))
    many = tuple(
        Value(f"m{n}", f"m{n}", measures={"load": Decimal(draw(st.integers(0, 2)))}) for n in range(3)
    )
    options.append(Option("m", "m", MANY, (), many))
    refs = [(one.id, value.id) for one in options for value in one.values]
    pairs = st.tuples(st.sampled_from(refs), st.sampled_from(refs)).filter(lambda two: two[0][0] != two[1][0])
    rules: list[Rule] = [Fits("load", "room", "sum", "")]
    rules += [Excludes(one, (other,), "") for one, other in draw(st.lists(pairs, max_size=4))]
    rules += [Requires(one, (other,), "") for one, other in draw(st.lists(pairs, max_size=2))]
    return ProductOptions("X", "X", 1, "CNY", tuple(options), tuple(rules))


@given(small_products(), st.data())
@settings(max_examples=60)
def test_a_fix_changes_as_little_as_can_be(options: ProductOptions, data: st.DataObject) -> None:
    every = all_designs(options)
    begin = data.draw(st.sampled_from(every))
    whole = [one for one in every if not faults(options, one)]

    fixed = repaired(options, begin)

    fewest = min((distance(options, begin, one) for one in whole), default=None)
    if fewest is None or fewest > 5:
        assert fixed is None
    else:
        assert fixed in whole
        assert distance(options, begin, fixed) == fewest


@given(small_products(), st.data())
@settings(max_examples=40)
def test_a_value_is_offered_with_a_fix_only_where_a_design_has_it(
    options: ProductOptions, data: st.DataObject
) -> None:
    every = all_designs(options)
    whole = [one for one in every if not faults(options, one)]
    begin = data.draw(st.sampled_from(whole or every))
    refs = [(one.id, value.id) for one in options.options if one.kind == ONE for value in one.values]
    ref = data.draw(st.sampled_from(refs))

    found = reach(options, begin, ref)

    if found.fix:
        assert found.fix.has(ref)
        assert found.fix in whole
    elif not found.possible:
        wished = chosen(options, begin, ref)
        assert all(distance(options, wished, one) > 5 for one in whole if one.has(ref))


def all_designs(options: ProductOptions) -> list[Design]:
    answers: list[list[str | tuple[str, ...]]] = []
    for option in options.options:
        names = [value.id for value in option.values]
        subsets = [tuple(part) for size in range(len(names) + 1) for part in combinations(names, size)]
        answers.append([*subsets] if option.kind == MANY else [*names])
    ids = [option.id for option in options.options]
    return [Design(dict(zip(ids, one, strict=True))) for one in product(*answers)]


def distance(options: ProductOptions, one: Design, other: Design | None) -> int:
    """How many single changes lie between two designs."""
    assert other is not None
    return sum(
        len(set(one.many(option.id)) ^ set(other.many(option.id)))
        if option.kind == MANY
        else one.choices[option.id] != other.choices[option.id]
        for option in options.options
    )
