"""The talk tracks that ship: sound, alike in both languages, and sayable whatever is known."""

from __future__ import annotations

import tomllib
from datetime import date

import pytest

from data.content.document import Source
from data.content.library import check, load
from data.content.specs import unknown_specs
from data.content.tracks import TRACKS
from data.language import words
from data.resources import resource
from data.rules import promises
from sales.brief import Offer
from sales.facts import SEGMENTS, Activity, Customer, Order, Product, Ticket
from sales.spoken import BREATH, BREATH_ZH, breath, tall_words
from sales.track_choice import Choice, Situation, choose
from sales.track_filling import TrackValues, doubts, fill, known
from sales.tracks import Track
from sales.words import LOCALES
from tests.builders.brief import ZONE, at

CONTENT = resource("content")
MAIN = ("air-purifier", "coffee-machine", "phone", "gift")
CLOSER = dict.fromkeys(SEGMENTS, MAIN) | {"regular": (*MAIN, "filter", "coffee")}
SHOWN = {"air-purifier": "AP-600", "coffee-machine": "CM-SOLO", "phone": "PH-12P", "gift": "GF-REED"}
TRACK_IDS = [one.id for one in load(TRACKS, "en", [resource("content")]).values]


def catalogue() -> dict[str, Product]:
    """The products of the sample company by the number that people type."""
    tables = tomllib.loads(resource("demo", "catalogue.toml").read_text(encoding="utf-8"))
    return {
        row["no"]: Product(
            row["no"],
            row["name"],
            row["no"],
            row["name_zh"],
            table["slug"],
            price_e4=int(row["price"]) * 10_000,
            spec=row.get("spec", {}),
        )
        for table in tables["category"]
        for row in table["products"]
    }


CATALOGUE = catalogue()


def shipped(name: str, locale: str) -> Track:
    return next(one for one in load(TRACKS, locale, [resource("content")]).values if one.id == name)


def everything(track: Track, locale: str) -> TrackValues:
    """A customer of whom all is known, in a call about a product of the track's category."""
    category = track.categories[0] if track.categories else "air-purifier"
    product = next(
        (CATALOGUE[SHOWN[category]] if category in SHOWN else one)
        for one in CATALOGUE.values()
        if one.category == category
    )
    name = product.name_zh if locale == "zh_CN" else product.name
    assert name
    assert product.price_e4
    return TrackValues(
        Customer("c1", "林晓雯" if locale == "zh_CN" else "Lin Xiaowen", gender="female"),
        date(2026, 11, 24),
        rep_name="陈浩" if locale == "zh_CN" else "Chen Hao",
        company="兰庭家居" if locale == "zh_CN" else "Lanting Home",
        product=product,
        last_order=Order("o1", "c1", at(2026, 8, 18), 329_900),
        last_product=product,
        last_ticket=Ticket("t1", "c1", at(2026, 11, 2), external_id="T-2026-00481", text="hums at night"),
        promise=Activity("a1", "c1", "call", 1, promise="send the filter", promised_on=date(2026, 11, 27)),
        offer=Offer(product.id, name, "why", product.price_e4, product.price_e4 - 2_000_000, "new"),
        promises=promises(),
    )


def nothing(locale: str) -> TrackValues:
    """A customer registered by name only; what the shop promises is known all the same."""
    customer = Customer("c1", "林晓雯" if locale == "zh_CN" else "Lin Xiaowen")
    return TrackValues(customer, date(2026, 11, 24), promises=promises())


def test_the_pack_has_neither_faults_nor_advice() -> None:
    found = check([TRACKS], CONTENT)
    specs = sorted({key for product in CATALOGUE.values() for key in product.spec})

    told = [
        fault.told(words("en")) for fault in (*found.faults, *unknown_specs(map(Source, found.files), specs))
    ]

    assert told == []
    assert len(found.files) == 2 * len(TRACK_IDS)


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("segment", SEGMENTS)
def test_every_segment_has_its_track_and_closer_ones_where_it_matters(segment: str, locale: str) -> None:
    tracks = load(TRACKS, locale, [resource("content")]).values
    own = choose(tracks, Situation(segment), words(locale)).track
    closer = {
        category: choose(tracks, Situation(segment, category=category), words(locale)).track
        for category in CLOSER[segment]
    }

    assert own.segments == (segment,)
    assert own.categories == ()
    assert {category: (one.segments, one.categories) for category, one in closer.items()} == {
        category: ((segment,), (category,)) for category in CLOSER[segment]
    }


@pytest.mark.parametrize("locale", LOCALES)
def test_whoever_is_in_no_segment_gets_the_general_track(locale: str) -> None:
    tracks = load(TRACKS, locale, [resource("content")]).values

    chosen = choose(tracks, Situation("of their own"), words(locale))

    assert chosen.track.id == "general"


@pytest.mark.parametrize("name", TRACK_IDS)
def test_a_track_has_the_same_steps_and_branches_in_both_languages(name: str) -> None:
    english, chinese = (shipped(name, locale) for locale in LOCALES)

    assert chinese.conditions == english.conditions
    assert [
        (step.id, [answer.leads_to for answer in step.answers], len(step.ask), len(step.avoid))
        for step in chinese.steps
    ] == [
        (step.id, [answer.leads_to for answer in step.answers], len(step.ask), len(step.avoid))
        for step in english.steps
    ]


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("name", TRACK_IDS)
def test_a_track_goes_through_all_stages_and_is_ready_for_three_doubts(name: str, locale: str) -> None:
    track = shipped(name, locale)

    stages = {step.id.partition(".")[0] for step in track.steps}
    ready = [step for step in track.steps if step.id.startswith("doubt.")]

    assert stages == {"open", "discover", "present", "prove", "doubt", "close", "follow-up"}
    assert {"close", "close.callback", "follow-up"} <= {step.id for step in track.steps}
    assert len(ready) >= 3


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("name", TRACK_IDS)
def test_whatever_is_known_every_step_ends_in_a_question_within_a_breath(name: str, locale: str) -> None:
    track = shipped(name, locale)
    told = words(locale, ZONE)
    for values in (everything(track, locale), nothing(locale)):
        filled = fill(Choice(track, ""), known(values, told))

        assert len(doubts(filled)) >= 3
        for step in filled.steps:
            assert step.say, step.id
            assert step.say[-1].endswith(("?", "？")), step.say[-1]
            for line in (*step.say, *step.ask):
                length, chinese = breath(line)
                assert length <= (BREATH_ZH if chinese else BREATH), line
                assert "{" not in line, line


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("name", TRACK_IDS)
def test_no_line_boasts(name: str, locale: str) -> None:
    track = shipped(name, locale)

    boasts = [
        (step.id, tall_words(text))
        for step in track.steps
        for text in (*step.say, *step.ask, *step.show, *step.texts("answers"))
        if tall_words(text)
    ]

    assert boasts == []


@pytest.mark.parametrize("name", TRACK_IDS)
def test_chinese_lines_use_the_polite_address_and_full_width_punctuation(name: str) -> None:
    for step in shipped(name, "zh_CN").steps:
        for line in step.say:
            bare = "".join(part.split("}")[-1] for part in line.split("{"))

            assert not set(",?!;:()") & set(bare), line
            assert "你" not in line.replace("你们", ""), line
