"""What crosses to the customer's side of the table, how products are found, and what stands large."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import date, timedelta

import pytest

from data.rules import dimensions
from sales.comparison import Contender, compare, theirs, with_unit
from sales.product_sheet import headline
from sales.shelf import Listed, Wanted, matching
from sales.showing import PublicFacts, Showing, public, showing
from sales.stories import Rival, Scenario, Story
from sales.words import Words
from tests.unit.test_translations import catalogue

TODAY = date(2026, 11, 25)
RIVAL = Rival("AirNest A6", 27_990_000, TODAY - timedelta(30), "their shop page", {"noise_db": 24.0})
SECRET = {
    "customer.name": "Sarah Coleman",
    "last_order.amount": "¥12,000",
    "product.customer_price": "¥2,900",
    "offer.price": "¥99",
    "rep.name": "Lin Yue",
}
OPEN = {"product.name": "Breva 600", "product.spec.noise_db": "21", "company.name": "Lanting Home"}
STORY = Story(
    id="ap-600",
    title="Breva 600",
    version=1,
    product="AP-600",
    three=(),
    points=(),
    scenarios=(
        Scenario("Recording", "The fan is off.", "Night level.", "{product.spec.noise_db} dB(A)", "lab"),
        Scenario("Gossip", "{customer.name} paid {last_order.amount}.", "Night level.", "Quiet", "lab"),
        Scenario("Discount", "Too dear.", "Not at {product.customer_price}.", "Quiet", "lab"),
    ),
    testimonials=(),
    demo=(),
    leads=(),
    dimensions=("noise_db", "room_m2", "power_w"),
    asked_most=("noise_db",),
    rivals=(RIVAL,),
)


def shown(words: Words) -> Showing:
    figures = {"noise_db": 21.0, "room_m2": 72.0, "power_w": 52.0}
    other = {"noise_db": 24.0, "room_m2": 80.0, "power_w": 60.0}
    facts = PublicFacts("AP-600", "Breva 600", "Air purifier", 32_990_000, "CNY")
    those = (Contender("Breva 600", figures), Contender("AirNest A6", other, TODAY, "their shop page"))
    compared = compare(those, dimensions().of(STORY.dimensions), STORY.asked_most)
    return showing(facts, STORY, compared, {}, OPEN | SECRET, dimensions(), words)


def test_a_line_that_names_a_customer_or_their_price_is_not_shown(english: Words) -> None:
    found = shown(english)

    assert [one.name for one in found.scenes] == ["Recording"]
    assert not [secret for secret in SECRET.values() if secret in str(found)]


def test_only_what_everyone_may_know_fills_what_is_shown() -> None:
    assert public(OPEN | SECRET) == OPEN


def test_what_is_shown_has_no_place_for_a_secret() -> None:
    places = {field.name for kind in (Showing, PublicFacts) for field in fields(kind)}

    assert not [
        place for place in places for secret in ("cost", "margin", "floor", "customer") if secret in place
    ]


def test_where_others_are_ahead_is_said(english: Words) -> None:
    found = shown(english)

    assert found.honest == "Further out is better. Others are ahead in: AirNest\u00a0A6 (Large rooms)."
    assert [(one.figure, one.unit) for one in found.advantages] == [("21", "dB(A)")]
    assert [(axis.name, axis.we_lead) for axis in found.axes] == [
        ("Quiet", True), ("Large rooms", False), ("Low power", True),
    ]  # fmt: skip


@pytest.mark.parametrize(("days", "old"), [(89, False), (91, True)])
def test_a_rivals_figure_is_marked_when_it_is_to_be_looked_up_again(days: int, old: bool) -> None:
    rival = replace(RIVAL, as_of=TODAY - timedelta(days))

    assert theirs(rival, 90, TODAY).stale is old


@pytest.mark.parametrize(
    ("line", "figure"),
    [
        ("At night {product.spec.noise_db} dB(A).", "21 dB(A)"),
        ("From {product.spec.co2_start_ppm} to {product.spec.co2_end_ppm}.", "1,200 → 450 ppm"),
        ("Three years come to {tco.ours|little}.", "¥3,895"),
        ("{product.spec.pollen_percent} percent caught.", "95%"),
        ("{product.spec.unknown_kg|Light} it is.", ""),
        ("You do not hear it.", ""),
    ],
)
def test_the_first_figure_of_a_line_stands_large_beside_it(line: str, figure: str, english: Words) -> None:
    filling = {
        "product.spec.noise_db": "21",
        "product.spec.co2_start_ppm": "1,200",
        "product.spec.co2_end_ppm": "450",
        "product.spec.pollen_percent": "95",
        "tco.ours": "¥3,895",
    }

    assert headline(line, filling, dimensions(), english) == figure


def test_a_figure_stands_apart_from_its_unit_but_not_from_a_percent_sign(english: Words) -> None:
    assert (with_unit("21", "dB(A)", english), with_unit("95", "%", english)) == ("21 dB(A)", "95%")
    assert with_unit("", "W", english) == ""


def listed(number: str, stock: int | None, price: int, *tags: str) -> Listed:
    text = f"{number} {' '.join(tags)}".casefold()
    return Listed(
        number, number, number, "air-purifier", price * 10_000, "CNY", stock, "active", tags, True, text
    )


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        (Wanted(), "ABC"),
        (Wanted(tags=("for babies",)), "AB"),
        (Wanted(tags=("for babies", "quiet")), "A"),
        (Wanted(text="quiet A"), "A"),
        (Wanted(band=1), "B"),
        (Wanted(stock="in_stock"), "AB"),
        (Wanted(stock="few"), "B"),
        (Wanted(stock="made_to_order"), "C"),
        (Wanted(tags=("for babies",), band=1, stock="few"), "B"),
        (Wanted(category="phone"), ""),
    ],
)
def test_products_are_found_by_any_mix_of_what_is_wanted(wanted: Wanted, found: str) -> None:
    products = (
        listed("A", 300, 2_500, "for babies", "quiet"),
        listed("B", 9, 1_999, "for babies"),
        listed("C", None, 400, "quiet"),
    )

    assert "".join(one.number for one in matching(products, wanted)) == found


def test_dimensions_and_units_have_their_chinese() -> None:
    known, found = catalogue(), dimensions()
    said = {text for one in found.by_key.values() for text in (one.name, one.axis, one.unit)}
    lacking = (said | set(found.units.values())) - known.keys()

    assert {text for text in lacking if text and text not in {"%", "MP", "GB", "ppm"}} == set()
