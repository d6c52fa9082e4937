"""Every number of a story is the product's own: figures come by variable, and claims agree with them."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from data.content.library import load
from data.content.stories import STORIES
from data.resources import resource
from data.rules import dimensions
from sales.comparison import OURS, Comparison, compare, ours, theirs
from sales.facts import Product
from sales.ownership import Refill, months
from sales.stories import Rival, Story
from sales.track_filling import RIVAL_SPEC, SPEC, VARIABLE, variables
from sales.words import LOCALES

PLAIN = {"CO2"}  # no figure of a product
DIGITS = re.compile(r"[A-Za-z]*\d[\d.,:]*")
TODAY = date(2026, 11, 25)


def catalogue() -> dict[str, dict[str, Any]]:
    file = tomllib.loads(resource("demo", "catalogue.toml").read_text(encoding="utf-8"))
    return {
        row["no"]: row | {"category": category["slug"]}
        for category in file["category"]
        for row in category["products"]
    }


PRODUCTS = catalogue()
STORIES_BY_LOCALE = {locale: load(STORIES, locale, [resource("content")], ()).values for locale in LOCALES}


def texts(story: Story) -> Iterator[str]:
    yield from (point.say for point in story.points)
    for one in story.scenarios:
        yield from (one.name, one.pain, one.solution, one.effect, one.source)
    for told in story.testimonials:
        yield from (told.before, told.use, told.after, told.who)
    yield from (step.show for step in story.demo)
    for lead in story.leads:
        yield from (lead.how, lead.answer)


def product(number: str) -> Product:
    row = PRODUCTS[number]
    price = round(float(row["price"]) * 10_000)
    return Product(
        number, row["name"], number, row["name_zh"], row["category"], price_e4=price, spec=row["spec"]
    )


def refill(number: str) -> Refill | None:
    """What the machine uses up: the article that costs most over time."""
    fitting = [
        row for row in PRODUCTS.values() if row.get("spec", {}).get("fits") == number and "life_days" in row
    ]
    if not fitting:
        return None
    dearest = max(fitting, key=lambda row: float(row["price"]) / row["life_days"])
    return Refill(dearest["no"], round(float(dearest["price"]) * 10_000), months(dearest["life_days"]))


def compared(story: Story) -> Comparison:
    subject = product(story.product)
    own = ours(subject, story.title, None, refill(story.product))
    others = [theirs(rival, story.verify_every_days, TODAY) for rival in story.rivals]
    return compare([own, *others], dimensions().of(story.dimensions), story.asked_most)


@pytest.mark.parametrize("locale", LOCALES)
def test_no_figure_is_typed_into_a_story(locale: str) -> None:
    typed = []
    for story in STORIES_BY_LOCALE[locale]:
        row = PRODUCTS[story.product]
        names = (story.title, row["name"], row["name_zh"], *(rival.name for rival in story.rivals))
        for text in texts(story):
            bare = VARIABLE.sub(lambda match: match[2] or "", text)
            for name in sorted(names, key=len, reverse=True):
                bare = bare.replace(name, "")
            typed += [f"{story.id}: {one} in {text}" for one in DIGITS.findall(bare) if one not in PLAIN]

    assert not typed, "\n".join(typed)


@pytest.mark.parametrize("locale", LOCALES)
def test_every_figure_that_a_story_names_is_on_the_data_sheet(locale: str) -> None:
    unknown = []
    for story in STORIES_BY_LOCALE[locale]:
        spec = PRODUCTS[story.product]["spec"]
        rivals = {rival.name: rival for rival in story.rivals}
        first = story.rivals[0]
        led = {lead.answer: rivals.get(lead.rival, first) for lead in story.leads}
        for text in texts(story):
            held = led.get(text, first).spec
            for name, other in variables(text):
                known = name.removeprefix(SPEC) in spec if name.startswith(SPEC) else True
                known &= name.removeprefix(RIVAL_SPEC) in held if name.startswith(RIVAL_SPEC) else True
                if other is None and not known:
                    unknown.append(f"{story.id}: {name}")

    assert not unknown, "\n".join(unknown)


@pytest.mark.parametrize("locale", LOCALES)
def test_what_customers_ask_about_most_is_where_we_lead(locale: str) -> None:
    claimed = {
        story.id: {*story.asked_most} - {row.dimension.key for row in compared(story).advantages}
        for story in STORIES_BY_LOCALE[locale]
    }

    assert {name: keys for name, keys in claimed.items() if keys} == {}
    assert all(len(story.asked_most) == 3 for story in STORIES_BY_LOCALE[locale])


@pytest.mark.parametrize("locale", LOCALES)
def test_a_rival_is_said_to_lead_where_its_figure_is_better(locale: str) -> None:
    wrong = []
    for story in STORIES_BY_LOCALE[locale]:
        found = compared(story)
        places = {one.name: at for at, one in enumerate(found.contenders)}
        rows = {row.dimension.key: row for row in found.rows}
        for lead in story.leads:
            at = places.get(lead.rival, OURS)
            if at == OURS or (lead.dimension in rows and at not in rows[lead.dimension].ahead):
                wrong.append(f"{story.id}: {lead.rival} | {lead.dimension}")

    assert not wrong, "\n".join(wrong)


def test_a_comparison_has_a_radar_and_its_dimensions_are_named() -> None:
    known = dimensions().by_key

    assert {key for story in STORIES_BY_LOCALE["en"] for key in story.dimensions} - known.keys() == set()
    assert [story.id for story in STORIES_BY_LOCALE["en"] if len(compared(story).axes) < 4] == []


def test_a_rival_has_the_same_figures_in_every_story_and_language() -> None:
    held: dict[str, list[Rival]] = {}
    for stories in STORIES_BY_LOCALE.values():
        for story in stories:
            for rival in story.rivals:
                held.setdefault(rival.name.replace("礼嘉", "Lijia"), []).append(rival)

    for name, found in held.items():
        assert len({one.price_e4 for one in found}) == 1, name
        for key in {key for one in found for key in one.spec}:
            assert len({one.spec[key] for one in found if key in one.spec}) == 1, (name, key)


def test_the_two_languages_tell_of_the_same_products_and_compare_them_alike() -> None:
    english, chinese = ({one.id: one for one in STORIES_BY_LOCALE[locale]} for locale in LOCALES)

    assert english.keys() == chinese.keys()
    for name, story in english.items():
        other = chinese[name]
        assert (story.product, story.three, story.dimensions, story.asked_most, story.version) == (
            other.product, other.three, other.dimensions, other.asked_most, other.version,
        )  # fmt: skip
        assert [step.seconds for step in story.demo] == [step.seconds for step in other.demo], name
