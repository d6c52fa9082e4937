"""All content on screen: no text of a card, track, story, message or answer is cut where people read it.

Each day a few pieces are opened, other ones the next day; `slow` opens all of them.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import TypeVar

import pytest
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from data.call_plans import Opening, opening
from data.content.kinds import pieces
from data.content.messages import MESSAGES
from data.content.objections import OBJECTIONS
from data.content.questions import POLICIES, QUESTIONS
from data.content.stories import STORIES
from data.content.tracks import TRACKS
from data.filling import filling
from data.language import words as words_of
from data.objections import likely
from data.sample import load_sample
from data.settings import settings
from data.store import Store, open_store
from desktop import theme
from desktop.desk import Desk
from desktop.pages.call_screen import OUTCOME, CallScreen
from desktop.pages.presentation import Presentation
from desktop.session import Session
from desktop.work import Work
from sales.calls import Call, Stop, begin
from sales.track_choice import Choice
from sales.track_filling import fill
from sales.words import Words
from tests.builders.fits import cut_off, visible
from tests.builders.screen import turn
from tests.conftest import ZONE

TODAY = date(2026, 11, 25)
NOON = int(datetime.combine(TODAY, time(12), ZONE).astimezone(UTC).timestamp() * 1000)
SIZES = ((1440, 900), (1024, 700))
FEW = 2  # pieces of a kind that are opened each day
READABLE = 16  # px from which words are read at two metres
T = TypeVar("T")
Opens = Callable[..., Session]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("fits")
    store = open_store(folder / "rapport.db")
    load_sample(store, TODAY, customers=120)
    store.close()
    return folder


@pytest.fixture
def sample(home: Path, tmp_path: Path) -> Iterator[Store]:
    shutil.copytree(home, tmp_path / "team")
    store = open_store(tmp_path / "team" / "rapport.db")
    yield store
    store.close()


@pytest.fixture(params=["en", "zh_CN"])
def words(request: pytest.FixtureRequest) -> Words:
    return words_of(request.param, ZONE)


@pytest.fixture(params=[pytest.param(FEW, id="few"), pytest.param(0, id="all", marks=pytest.mark.slow)])
def most(request: pytest.FixtureRequest) -> int:
    return int(request.param)


def some(found: Sequence[T], most: int) -> Sequence[T]:
    """So many of them, other ones each day; all for 0."""
    step = max(1, len(found) // most) if most else 1
    return found[datetime.now(UTC).toordinal() % step :: step]


def refs(store: Store, locale: str, most: int) -> Iterator[str]:
    """What the playbook reads, as its `ref`."""
    db = store.read()
    yield from (f"tracks/{one.id}" for one in some(pieces(db, TRACKS, locale), most))
    yield from (f"objections/{one.id}" for one in some(pieces(db, OBJECTIONS, locale), most))
    yield from (f"products/{one.product}" for one in some(pieces(db, STORIES, locale), most))
    yield from (f"messages/{one.id}" for one in some(pieces(db, MESSAGES, locale), most))
    yield from (f"ask/{one.id}" for one in some(pieces(db, QUESTIONS, locale), most))
    yield from (f"ask/{one.id}/0" for one in some(pieces(db, POLICIES, locale), most))


def settle(qtbot: QtBot, work: Work) -> None:
    qtbot.waitUntil(lambda: work.idle, timeout=20_000)
    turn()


@pytest.mark.parametrize("size", SIZES, ids=lambda size: str(size[0]))
def test_what_the_playbook_reads_is_not_cut(
    qtbot: QtBot, open_session: Opens, sample: Store, words: Words, size: tuple[int, int], most: int
) -> None:
    session = open_session(sample.path.parent, locale=words.locale, look="light")
    session.shell.resize(*size)

    cut = {}
    for ref in refs(sample, words.locale, most):
        session.shell.go("playbook", ref)
        settle(qtbot, session.work)
        cut[ref] = cut_off(session.shell)

    assert {ref: what for ref, what in cut.items() if what} == {}


@pytest.mark.parametrize("size", SIZES, ids=lambda size: str(size[0]))
def test_what_an_author_previews_is_not_cut(
    qtbot: QtBot, open_session: Opens, sample: Store, words: Words, size: tuple[int, int], most: int
) -> None:
    session = open_session(sample.path.parent, locale=words.locale, look="light")
    session.shell.resize(*size)
    wanted = [ref for ref in refs(sample, words.locale, most and 1) if not ref.startswith("ask/")]

    cut = {}
    for ref in wanted:
        session.shell.go("author", ref)
        settle(qtbot, session.work)
        cut[ref] = cut_off(session.shell)

    assert {ref: what for ref, what in cut.items() if what} == {}


@pytest.mark.parametrize("size", SIZES, ids=lambda size: str(size[0]))
def test_what_a_customer_is_shown_is_not_cut(
    qtbot: QtBot, qapp: object, sample: Store, work: Work, words: Words, size: tuple[int, int], most: int
) -> None:
    page = shown(qtbot, Presentation(desk_on(sample, work, words)), size, words)
    numbers = [one.product for one in pieces(sample.read(), STORIES, words.locale)]

    cut = {}
    for number in some(numbers, most):
        page.show_ref(f"/{number}")
        settle(qtbot, work)
        assert page.shown
        for at, _ in enumerate(page.shown.showing.scenes):
            cut[number, at] = cut_off(page)
            page.next_scene()
            turn()

    assert {ref: what for ref, what in cut.items() if what} == {}


@pytest.mark.parametrize("size", SIZES, ids=lambda size: str(size[0]))
def test_a_call_is_read_at_two_metres_and_nothing_of_it_is_cut(
    qtbot: QtBot, qapp: object, sample: Store, work: Work, words: Words, size: tuple[int, int], most: int
) -> None:
    screen = shown(qtbot, CallScreen(desk_on(sample, work, words)), size, words)
    begun = opened(sample, words)
    screen.fit()
    screen.show_opening(begun)

    wrong = {}
    for call in some(calls(sample, begun, words), most and 2 * most):
        screen.show_call(call, None, NOON)
        turn()
        wrong[call.plan.track and call.plan.track.id, call.way[-1].step] = unreadable(screen)

    assert {where: what for where, what in wrong.items() if what} == {}


@pytest.mark.parametrize("size", SIZES, ids=lambda size: str(size[0]))
def test_what_is_looked_up_in_a_call_is_read_at_two_metres_and_not_cut(
    qtbot: QtBot, qapp: object, sample: Store, work: Work, words: Words, size: tuple[int, int], most: int
) -> None:
    screen = shown(qtbot, CallScreen(desk_on(sample, work, words)), size, words)
    begun = opened(sample, words)
    screen.fit()
    screen.show_opening(begun)
    screen.cover("lookup", None)
    screen.lookup.open(begun, None)
    settle(qtbot, work)
    customer = begun.plan.customer_id
    found = likely(sample.read(), customer, begun.plan.product_id, words, NOON, limit=1_000)
    screen.lookup.rows.show(found)

    wrong = {}
    for ranked in some(found, most and 2 * most):
        screen.lookup.view.setCurrentIndex(screen.lookup.rows.index(found.index(ranked), 0))
        for response in ranked.card.responses:
            turn()
            wrong[ranked.card.id, response.id] = unreadable(screen)
            screen.lookup.vary()

    assert {where: what for where, what in wrong.items() if what} == {}


@pytest.mark.parametrize("size", SIZES, ids=lambda size: str(size[0]))
def test_the_outcome_of_a_call_is_read_at_two_metres_and_not_cut(
    qtbot: QtBot, qapp: object, sample: Store, work: Work, words: Words, size: tuple[int, int]
) -> None:
    screen = shown(qtbot, CallScreen(desk_on(sample, work, words)), size, words)
    begun = opened(sample, words)
    expected = likely(sample.read(), begun.plan.customer_id, begun.plan.product_id, words, NOON)
    screen.fit()
    screen.show_opening(begun)
    call = replace(begin(begun.plan), ended_at=NOON)

    screen.cover(OUTCOME, call)
    screen.outcome.open(call, begun, expected)
    screen.show_call(call, None, NOON)
    turn()

    assert unreadable(screen) == []


def desk_on(store: Store, work: Work, words: Words) -> Desk:
    return Desk(store, work, words, theme.LIGHT, settings(store.read()), None, lambda: NOON)


Shown = TypeVar("Shown", bound=QWidget)


def shown(qtbot: QtBot, page: Shown, size: tuple[int, int], words: Words) -> Shown:
    qtbot.addWidget(page)
    page.resize(*size)
    page.show()
    turn()
    return page


def opened(store: Store, words: Words) -> Opening:
    """A call with whoever is called first on the day."""
    row = store.read().execute(
        "SELECT customer_id FROM activities WHERE state = 'planned' AND at > ? ORDER BY at LIMIT 1",
        (NOON - 43_200_000,),
    )
    return opening(store.read(), row.fetchone()["customer_id"], words, NOON)


def calls(store: Store, begun: Opening, words: Words) -> list[Call]:
    """At every step of every track, with the customer's own words filled in."""
    told = filling(store.read(), begun.plan.customer_id, words, NOON)
    made = []
    for track in pieces(store.read(), TRACKS, words.locale):
        filled = fill(Choice(track, begun.plan.track.why if begun.plan.track else ""), told)
        plan = replace(begun.plan, track=filled)
        made += [replace(begin(plan), way=(Stop(step.id, NOON),)) for step in filled.steps]
    return made


def unreadable(screen: QWidget) -> list[str]:
    """What is cut, and what is too small."""
    small = [
        f"{one.text()!r} is {one.font().pixelSize()} px"
        for one in visible(screen)
        if isinstance(one, QLabel) and one.text() and one.font().pixelSize() < READABLE
    ]
    return small + cut_off(screen)
