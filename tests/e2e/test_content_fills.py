"""Every text of the playbook can be said to every customer of the sample: no variable left, no part empty."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, time
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from data.content.kinds import pieces
from data.content.messages import MESSAGES
from data.content.objections import OBJECTIONS
from data.content.questions import POLICIES, QUESTIONS
from data.content.tracks import TRACKS
from data.language import words as words_of
from data.objections import Caller, caller, concerns
from data.sample import load_sample
from data.store import Store, open_store
from sales.handbook import fill_card
from sales.track_choice import Choice
from sales.track_filling import fill, fillable, filled_text
from sales.words import LOCALES, Words
from tests.e2e.conftest import TODAY

ZONE = ZoneInfo("Asia/Shanghai")
NOW = int(datetime.combine(TODAY, time(18), ZONE).astimezone(UTC).timestamp() * 1000)
FEW = 100  # customers that are looked at in every run
SPOKEN = ("acknowledge", "clarify", "answers", "confirm", "proof", "avoid", "behind")


def callers(store: Store, words: Words, most: int = -1) -> Iterator[Caller]:
    """One customer of each kind: what is known of them, their segment, and what a call is about."""
    seen = set()
    for (customer_id,) in store.read().execute("SELECT id FROM customers ORDER BY id LIMIT ?", (most,)):
        whom = caller(store.read(), customer_id, None, words, NOW)
        kind = (frozenset(whom.filling), whom.segment, whom.product and whom.product.id)
        if kind not in seen:
            seen.add(kind)
            yield whom


def unsaid(store: Store, whom: Caller, words: Words) -> Iterator[str]:
    """What of the playbook cannot be said to this customer."""
    db, filling = store.read(), whom.filling
    for card in pieces(db, OBJECTIONS, words.locale):
        if concerns(card, whom.product):
            filled = fill_card(card, filling, whom.segment, TODAY)
            yield from (f"{card.id}: {part}" for part in SPOKEN if not getattr(filled, part))
            yield from (f"{card.id}: respond.{one.id}" for one in filled.responses if not one.say)
            yield from left(card.id, [line for one in filled.responses for line in one.say])
    for track in pieces(db, TRACKS, words.locale):
        for step in fill(Choice(track, ""), filling).steps:
            if not (step.say or step.ask):
                yield f"{track.id}: {step.id}"
            yield from left(track.id, [step.title, *step.say, *step.ask, *step.show, *step.listen])
    yield from short_texts(store, filling, words)


def short_texts(store: Store, filling: Mapping[str, str], words: Words) -> Iterator[str]:
    db = store.read()
    for template in pieces(db, MESSAGES, words.locale):
        if not fillable(template.text, filling):
            yield f"{template.id}: not fillable"
        yield from left(template.id, [filled_text(template.text, filling)])
    for question in pieces(db, QUESTIONS, words.locale):
        if not fillable(question.answer, filling):
            yield f"{question.id}: not fillable"
    for policy in pieces(db, POLICIES, words.locale):
        for section in policy.sections:
            if not any(fillable(sentence, filling) for sentence in section.sentences):
                yield f"{policy.id}: {section.title}"


def left(name: str, lines: list[str]) -> Iterator[str]:
    return (
        f"{name}: {line}" for line in lines if "{" in line or "}" in line or "**" in line.replace("**", "", 2)
    )


@pytest.mark.parametrize("locale", LOCALES)
def test_everything_can_be_said_to_customers_of_every_kind(sample_home: Path, locale: str) -> None:
    words = words_of(locale, ZONE)
    store = open_store(sample_home / "rapport.db")

    wrong = {line for whom in callers(store, words, FEW) for line in unsaid(store, whom, words)}

    store.close()
    assert not wrong, "\n".join(sorted(wrong)[:40])


@pytest.mark.slow
@pytest.mark.parametrize("locale", LOCALES)
def test_everything_can_be_said_to_every_customer_of_the_sample(tmp_path: Path, locale: str) -> None:
    words = words_of(locale, ZONE)
    store = open_store(tmp_path / "rapport.db")
    load_sample(store, TODAY)

    wrong = {line for whom in callers(store, words) for line in unsaid(store, whom, words)}

    store.close()
    assert not wrong, "\n".join(sorted(wrong)[:40])
