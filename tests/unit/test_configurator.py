"""Products made to order: what goes together, what a design costs, and content that holds what it says."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from data.content.document import Source
from data.content.faults import Faults
from data.content.library import check, load
from data.content.options import OPTIONS, read_options
from data.resources import resource
from sales.configurator import ProductOptions, chosen, default_design
from sales.configurator_faults import faults
from sales.configurator_figures import design_checks, list_price, ready_on, specification, unit_cost
from sales.configurator_line import configured
from sales.configurator_reading import DesignRefused, as_json, no_longer, read_design, typed_design
from sales.configurator_search import reach, told_fix
from sales.quote_document import TIER, Discount, NewPrice, QuoteLine
from sales.quote_particulars import LineParticulars
from sales.words import Words

WORDS = Words()
MONDAY = date(2026, 11, 23)


@pytest.fixture(scope="module")
def box() -> ProductOptions:
    return shipped("GF-WEL")


def shipped(number: str) -> ProductOptions:
    found = load(OPTIONS, "en", [resource("content")]).values
    options = next(one for one in found if one.id == number)
    assert isinstance(options, ProductOptions)
    return options


def test_the_shipped_options_have_no_fault_in_either_language() -> None:
    found = check([OPTIONS], resource("content"))

    assert len(found.files) == 6
    assert [fault.told(WORDS) for fault in found.faults] == []


@pytest.mark.parametrize(
    ("number", "price", "cost"),
    [("GF-WEL", "238", "138"), ("GF-FRAME", "118", "54"), ("GF-WED", "1180", "700")],
)
def test_a_design_begins_at_the_price_of_the_catalogue(number: str, price: str, cost: str) -> None:
    options = shipped(number)
    design = default_design(options)

    assert list_price(options, design) == Decimal(price)
    assert unit_cost(options, design) == Decimal(cost)


@pytest.mark.parametrize(
    ("ref", "why", "fix"),
    [
        (("size", "S"), "The tea is 84 mm high, S holds 74", "Take out the tea"),
        (("words", "foil"), "Foil does not hold on bare oak", "Use walnut"),
        (("inside", "coffee"), "The coffee is 112 mm high, M holds 90", "Size: L"),
        (("wood", "lacquer"), "Red lacquer is made from 10 pieces on", "Pieces: 10"),
    ],
)
def test_what_cannot_be_chosen_says_why_and_offers_one_click(
    box: ProductOptions, ref: tuple[str, str], why: str, fix: str
) -> None:
    design = default_design(box)

    found = reach(box, design, ref)

    assert not found.possible
    assert found.fault
    assert found.fix
    assert found.fault.reason(WORDS) == why
    assert told_fix(box, found, design, WORDS) == fix
    assert faults(box, found.fix) == ()
    assert found.fix.has(ref)


def test_contradictory_options_are_refused_in_a_sentence_that_names_both(box: ProductOptions) -> None:
    with pytest.raises(DesignRefused) as refused:
        typed_design(box, [("size", "S"), ("words", "foil"), ("inside", "tea,cup")], WORDS)

    assert refused.value.told == (
        ("inside", "Jasmine tea, 40 g tin and Size S do not go together: the tea is 84 mm high, S holds 74"),
        ("words", "Gold foil and Oak do not go together: foil does not hold on bare oak"),
    )


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        (("pieces", "0"), "Pieces must be a whole number from 5 to 5000, in steps of 1."),
        (("pieces", "7.5"), "Pieces must be a whole number from 5 to 5000, in steps of 1."),
        (("pieces", "9" * 40), "Pieces must be a whole number from 5 to 5000, in steps of 1."),
        (("size", "XL"), "Size cannot be XL: there are S, M, L."),
        (("text", "x" * 37), "Text: at most 36 characters, these are 37."),
        (("text", " "), "Text: write the words, or choose to have none."),
        (("colour", "red"), "GF-WEL has no option colour: there are"),
    ],
)
def test_an_answer_that_cannot_be_is_a_message_at_its_field(
    box: ProductOptions, typed: tuple[str, str], sentence: str
) -> None:
    with pytest.raises(DesignRefused) as refused:
        typed_design(box, [typed], WORDS)

    assert (typed[0], sentence) in {(at, said[: len(sentence)]) for at, said in refused.value.told}


def test_a_design_that_was_kept_says_what_no_longer_holds(box: ProductOptions) -> None:
    said = {**as_json(default_design(box)), "wood": "cherry", "handle": "brass", "size": "S"}

    read = read_design(box, said)

    assert read.design.one("wood") == "oak"
    assert no_longer(box, read, WORDS) == (
        "Wood cannot be cherry: there are oak, walnut, lacquer.",
        "handle is no longer asked.",
        "Jasmine tea, 40 g tin and Size S do not go together: the tea is 84 mm high, S holds 74",
    )


def test_words_are_held_against_the_lid_of_the_chosen_size(box: ProductOptions) -> None:
    small = chosen(box, chosen(box, default_design(box), ("inside", "tea")), ("size", "S"))

    fit, too_long = small.with_text("text", "L" * 20), small.with_text("text", "L" * 21)

    assert faults(box, fit) == ()
    assert [one.reason(WORDS) for one in faults(box, too_long)] == [
        "The lid of S takes 20 characters, these are 21"
    ]


def test_the_specification_follows_the_choices(box: ProductOptions) -> None:
    rows = {one.name: one.said for one in specification(box, default_design(box), MONDAY, WORDS)}

    assert rows["Inner size"] == "220 × 160 × 90 mm"
    assert rows["Outer size"] == "236 × 176 × 118 mm"
    assert rows["Weight, filled"] == "0.68 kg"
    assert rows["Carton"] == "12 in a carton, 8.9 kg"
    assert rows["Food label"] == "Jasmine tea, Honey, best before May 2028"


def test_work_takes_working_days_and_wood_that_must_come_takes_days_before(box: ProductOptions) -> None:
    design = default_design(box)

    assert ready_on(box, design, MONDAY) == date(2026, 11, 27)
    assert ready_on(box, design, date(2026, 11, 26)) == date(2026, 12, 2)
    assert ready_on(box, design.with_choice("wood", "walnut"), MONDAY) == date(2026, 12, 8)


def test_a_promise_is_checked_and_choices_that_would_break_it_are_told(box: ProductOptions) -> None:
    said = [
        (one.good, one.said)
        for one in design_checks(box, default_design(box), MONDAY, date(2026, 12, 3), WORDS)
    ]

    assert (True, "Fits: 84 mm of 90 used") in said
    assert (True, "By 3 Dec, as the quote says") in said
    assert (False, "With walnut not before 8 Dec") in said


def test_a_tier_price_of_the_article_is_asked_of_a_design_in_proportion(box: ProductOptions) -> None:
    line = QuoteLine(Decimal(238), Decimal(24), discounts=(Discount(TIER, NewPrice(Decimal("226.10"))),))
    large = default_design(box).with_choice("size", "L")

    made, particulars = configured(line, LineParticulars("GF-WEL"), box, large, "d1")

    assert made.list_price == Decimal(274)
    assert made.discounts[0].terms == NewPrice(Decimal("260.3000"))
    assert made.cost == Decimal(159)
    assert particulars.design_id == "d1"
    assert "pieces" not in (particulars.design or {})


@pytest.mark.parametrize(
    ("was", "now", "sentence"),
    [
        ('default = "M"', 'default = "XL"', "default cannot be XL; the nearest is"),
        ('never = ["wood=oak"]', 'never = ["wood=elm"]', "Write never as option=value"),
        ('room = "inside_h"', 'room = "inside_z"', "room cannot be inside_z; the nearest is inside_"),
        ("weight_g = 320", "wieght_g = 320", "There is no key wieght_g; the nearest is weight_g."),
        ('price = "80"', "price = 80.5", "price must be an amount in quotes"),
        ('colour = "#D9B483"', 'colour = "oak"', "colour must be a colour such as #D9B483."),
        ('chosen = ["tea", "honey"]', 'chosen = ["coffee"]', "A design begins with a fault: Coffee beans"),
        ("least = 10\nwhy", "least = 9000\nwhy", "No design can have wood=lacquer: the rules shut it out."),
        ("{item} is {load}", "{thing} is {load}", "why cannot be {thing}; the nearest is"),
    ],
)
def test_a_slip_in_the_options_is_told_with_its_line(was: str, now: str, sentence: str) -> None:
    text = resource("content", "en", "options", "GF-WEL.toml").read_text(encoding="utf-8")
    assert was in text
    found = Faults(Path("GF-WEL.toml"))

    read_options(Source(found.path, text.replace(was, now, 1)), found)

    told = [fault for fault in found.sorted() if sentence in fault.sentence(WORDS)]
    assert told, [fault.told(WORDS) for fault in found.sorted()]
    assert told[0].line > 1 or "begins with" in sentence
