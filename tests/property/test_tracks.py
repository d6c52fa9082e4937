"""Laws of talk tracks: what is written is read back, the closest one is chosen, no step is without words."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from random import Random

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from data.content.document import Source
from data.content.faults import Faults
from data.content.library import load
from data.content.tracks import TRACKS, read_track
from data.language import words
from data.resources import resource
from sales.facts import SEGMENTS
from sales.track_choice import CHANNELS, Choice, Situation, choose, fits, grounds
from sales.track_filling import ALWAYS, VARIABLES, fill
from sales.track_flaws import flaws
from sales.tracks import STAGES, Answer, Track, TrackStep
from tests.builders.tracks import SMALL, rendered

TEXT = (
    st.text(
        st.characters(categories=("L", "N", "P", "S", "Zs"), exclude_characters="{}\u0085\u2028\u2029"),
        min_size=1,
        max_size=30,
    )
    .map(lambda text: " ".join(text.split()))
    .filter(lambda text: text != "" and "->" not in text and "→" not in text and not text.startswith(">"))
)
SLUGS = st.sampled_from(("air-purifier", "coffee-machine", "phone"))
LOCALES = st.sampled_from(("en", "zh_CN"))


@st.composite
def steps(draw: st.DrawFn) -> tuple[TrackStep, ...]:
    """Steps in a row: each leads to the next, back to itself or to any other, the last one ends the call."""
    parts = draw(st.lists(st.sampled_from(STAGES[1:]), min_size=1, max_size=6))
    ids = ["open", *(f"{stage}.{number}" for number, stage in enumerate(parts))]
    found = []
    for at, name in enumerate(ids):
        onward = [ids[at + 1], *draw(st.lists(st.sampled_from(ids), max_size=2))] if at + 1 < len(ids) else []
        lines = {mark: tuple(draw(st.lists(TEXT, max_size=2))) for mark in ("show", "ask", "listen", "avoid")}
        said = tuple(draw(st.lists(TEXT, min_size=1, max_size=2)))
        found.append(
            TrackStep(
                name,
                draw(TEXT),
                said,
                **lines,
                answers=tuple(Answer(draw(TEXT), target) for target in onward),
            )
        )
    return tuple(found)


@st.composite
def tracks(draw: st.DrawFn) -> Track:
    return Track(
        id=draw(TEXT),
        title=draw(TEXT),
        version=draw(st.integers(1, 99)),
        steps=draw(steps()),
        segments=tuple(draw(st.lists(st.sampled_from(SEGMENTS), max_size=2))),
        categories=tuple(draw(st.lists(SLUGS, max_size=2))),
        products=tuple(draw(st.lists(TEXT, max_size=2))),
        channels=tuple(draw(st.lists(st.sampled_from(CHANNELS), max_size=2))),
        scenarios=tuple(draw(st.lists(TEXT, max_size=2))),
        objective=draw(TEXT),
        owner=draw(TEXT),
        verified_on=draw(st.dates()),
        verify_every_days=draw(st.integers(1, 999)),
    )


@given(tracks())
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_track_that_is_written_out_is_read_back_as_it_was(tmp_path: Path, track: Track) -> None:
    path = tmp_path / "track.md"
    path.write_text(rendered(track), encoding="utf-8")
    faults = Faults(path)

    (entry,) = read_track(Source(path), faults)

    assert entry.value == track
    assert not faults.broken


@given(st.binary(max_size=300) | st.text(max_size=300).map(str.encode))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_a_file_holds_it_is_read_or_told_to_be_wrong(tmp_path: Path, raw: bytes) -> None:
    path = tmp_path / "track.md"
    path.write_bytes(raw)
    faults = Faults(path)

    read_track(Source(path), faults)

    lines = raw.count(b"\n") + 1
    assert faults.broken
    assert all(1 <= fault.line <= lines for fault in faults.found)


def options(values: tuple[str, ...]) -> st.SearchStrategy[tuple[str, ...]]:
    return st.lists(st.sampled_from(values), max_size=2, unique=True).map(tuple)


CANDIDATES = st.builds(
    replace,
    st.just(SMALL),
    id=st.sampled_from("abcdefgh"),
    segments=options(("problem", "new")),
    products=options(("P1", "P2")),
    categories=options(("phone", "gift")),
    channels=options(("phone", "visit")),
    scenarios=options(("launch", "feast")),
    version=st.integers(1, 2),
    verified_on=st.sampled_from((None, date(2026, 1, 1), date(2026, 2, 1))),
)
SITUATIONS = st.builds(
    Situation,
    st.sampled_from(("problem", "new")),
    product=st.sampled_from((None, "P1", "P2")),
    category=st.sampled_from((None, "phone", "gift")),
    channel=st.sampled_from((None, "phone", "visit")),
    scenario=st.sampled_from((None, "launch", "feast")),
)


@given(st.lists(CANDIDATES, max_size=12), SITUATIONS)
def test_the_choice_fits_and_is_never_less_specific_than_another_candidate(
    candidates: list[Track], situation: Situation
) -> None:
    chosen = choose([SMALL, *candidates], situation, words("en")).track

    assert fits(chosen, situation)
    assert not any(
        set(grounds(chosen)) < set(grounds(other)) for other in candidates if fits(other, situation)
    )


@given(
    st.lists(CANDIDATES, max_size=8, unique_by=lambda one: one.id),
    SITUATIONS,
    st.randoms(use_true_random=False),
)
def test_the_choice_does_not_depend_on_the_order_of_the_files(
    candidates: list[Track], situation: Situation, rng: Random
) -> None:
    shuffled = [SMALL, *candidates]
    rng.shuffle(shuffled)

    assert choose(shuffled, situation, words("en")) == choose([SMALL, *candidates], situation, words("en"))


@given(LOCALES, st.data())
def test_whatever_is_known_of_a_customer_no_step_of_the_pack_is_without_words(
    locale: str, data: st.DataObject
) -> None:
    track = data.draw(st.sampled_from(load(TRACKS, locale, [resource("content")]).values))
    filling = data.draw(st.dictionaries(st.sampled_from(VARIABLES), TEXT))
    filling |= dict.fromkeys(ALWAYS, "Zhou Wei")

    filled = fill(Choice(track, ""), filling)

    assert all(step.say for step in filled.steps)
    assert [len(step.answers) for step in filled.steps] == [len(step.answers) for step in track.steps]


@given(steps())
def test_steps_that_all_lead_on_have_no_flaw_that_breaks_them(found: tuple[TrackStep, ...]) -> None:
    assert [flaw for flaw in flaws(replace(SMALL, steps=found)) if flaw.breaks] == []


@given(steps(), st.data())
def test_a_step_that_nothing_leads_to_any_more_is_told(
    found: tuple[TrackStep, ...], data: st.DataObject
) -> None:
    lost = data.draw(st.sampled_from(found[1:])).id
    without = tuple(
        replace(step, answers=tuple(answer for answer in step.answers if answer.leads_to != lost))
        for step in found
    )

    told = {flaw.fields.get("step") for flaw in flaws(replace(SMALL, steps=without)) if flaw.breaks}

    assert lost in told
