"""The playbook as it is read at the desk: cards and tracks, how well they do, whether their check is due."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from data.contact_rates import Tally, tallies
from data.content.kinds import pieces
from data.content.objections import OBJECTIONS
from data.content.tracks import TRACKS
from data.engine import sqlite3
from data.objections import caller, filling_for, likely, suits
from data.ratings import Opinion, opinions
from sales.brief import FilledTrack
from sales.errors import NotFound
from sales.handbook import FilledCard, fill_card
from sales.objections import Objection
from sales.rates import wilson
from sales.track_choice import Choice
from sales.track_filling import fill, variables
from sales.tracks import PARTS, Track
from sales.words import Words

LAST_TIMES = 5
USES = """
SELECT m.at, m.customer_id, c.name AS customer, r.name AS rep, r.name_zh AS rep_zh, m.worked, m.text
FROM contact_marks m JOIN customers c ON c.id = m.customer_id JOIN activities a ON a.id = m.activity_id
LEFT JOIN reps r ON r.id = m.rep_id
WHERE m.kind = 'objection' AND m.ref = ? AND a.state = 'done' ORDER BY m.at DESC LIMIT ?"""
CALLS = """
SELECT m.track, count(DISTINCT m.activity_id) AS calls, max(m.at) AS last_at FROM contact_marks m
JOIN activities a ON a.id = m.activity_id AND a.state = 'done' WHERE m.track IS NOT NULL GROUP BY m.track"""
STEPS = """
SELECT coalesce(m.ref, m.step) AS step, count(DISTINCT m.activity_id) AS calls FROM contact_marks m
JOIN activities a ON a.id = m.activity_id AND a.state = 'done'
WHERE m.track = ? AND m.kind = 'step' GROUP BY 1"""


@dataclass(frozen=True, slots=True)
class Share:
    """How often something worked, of the `n` times that it was judged, with the 95 % band; 0 to 1."""

    worked: int
    n: int
    low: float
    high: float

    @property
    def value(self) -> float:
        return self.worked / self.n if self.n else 0.0


@dataclass(frozen=True, slots=True)
class Entry:
    """A card in the list. `overdue_days` is None while its check is not due; `because` is for a customer."""

    card: Objection
    share: Share
    overdue_days: int | None
    unhelpful: int = 0
    because: str = ""


@dataclass(frozen=True, slots=True)
class Use:
    """A card used in a call: with whom, by whom; whether it worked is None until it was judged."""

    at: int
    customer_id: str
    customer: str
    rep: str
    worked: bool | None
    text: str


@dataclass(frozen=True, slots=True)
class Reading:
    """A card as it is read: whole, filled in for each segment that has a variant, with what came of it."""

    card: Objection
    filled: FilledCard
    variants: tuple[tuple[str, FilledCard], ...]
    whole: Share
    by_segment: tuple[tuple[str, Share], ...]
    uses: tuple[Use, ...]
    opinions: tuple[Opinion, ...]
    overdue_days: int | None


@dataclass(frozen=True, slots=True)
class TrackEntry:
    track: Track
    calls: int
    last_at: int | None
    overdue_days: int | None


@dataclass(frozen=True, slots=True)
class TrackReading:
    """A track as it is read; for nobody in particular its variables stay, to be marked."""

    track: Track
    filled: FilledTrack
    calls: int
    by_step: dict[str, int]
    overdue_days: int | None
    opinions: tuple[Opinion, ...]


def overdue(verified_on: date | None, every_days: int | None, today: date) -> int | None:
    """By how many days a piece is past its check; None while it is not. What was never checked is 0 late."""
    if verified_on is None:
        return 0
    if every_days is None:
        return None
    late = (today - verified_on - timedelta(days=every_days)).days
    return late if late > 0 else None


def entries(db: sqlite3.Connection, customer: str | None, words: Words, now: int) -> tuple[Entry, ...]:
    """All cards: for a customer (either id) the likely ones first, else those most often met."""
    counted, said = tallies(db), opinions(db, OBJECTIONS.folder)
    cards = {one.id: one for one in pieces(db, OBJECTIONS, words.locale)}
    today = words.moment(now).date()
    because: dict[str, str] = {}
    if customer is not None:
        whom = caller(db, customer, None, words, now)
        ranked = likely(db, customer, None, words, now, len(cards))
        because = {row.card.id: suits(cards[row.card.id], whom, words) for row in ranked}
    rest = sorted(cards.keys() - because.keys(), key=lambda one: (-counted.of(one).used, one))
    return tuple(
        Entry(
            cards[one],
            _share(counted.of(one)),
            overdue(cards[one].verified_on, cards[one].verify_every_days, today),
            sum(not opinion.helpful for opinion in _about(said.get(one, ()), cards[one].version)),
            because.get(one, ""),
        )
        for one in (*because, *rest)
    )


def reading(db: sqlite3.Connection, card_id: str, customer: str | None, words: Words, now: int) -> Reading:
    """A card in full, for a customer (either id) or for nobody in particular. Raises NotFound."""
    objection = next((one for one in pieces(db, OBJECTIONS, words.locale) if one.id == card_id), None)
    if objection is None:
        raise NotFound("There is no card {id}.", "Search the playbook for what was said.", id=card_id)
    whom, today = caller(db, customer, None, words, now), words.moment(now).date()
    told = dict(filling_for(db, objection, whom, words))
    if customer is None:
        told |= _open(told, _lines(objection))
    counted = tallies(db)
    return Reading(
        card=objection,
        filled=fill_card(objection, told, whom.segment, today),
        variants=tuple(
            (one, fill_card(objection, told, one, today)) for one in ("", *objection.for_segments)
        ),
        whole=_share(counted.of(card_id)),
        by_segment=_by_segment(counted.by_segment, card_id),
        uses=_uses(db, card_id, words),
        opinions=_about(opinions(db, OBJECTIONS.folder).get(card_id, ()), objection.version),
        overdue_days=overdue(objection.verified_on, objection.verify_every_days, today),
    )


def track_entries(db: sqlite3.Connection, words: Words, now: int) -> tuple[TrackEntry, ...]:
    """All talk tracks with how many calls followed each, the most used first."""
    used = {row["track"]: row for row in db.execute(CALLS)}
    today = words.moment(now).date()
    found = [
        TrackEntry(
            track,
            used[track.id]["calls"] if track.id in used else 0,
            used[track.id]["last_at"] if track.id in used else None,
            overdue(track.verified_on, track.verify_every_days, today),
        )
        for track in pieces(db, TRACKS, words.locale)
    ]
    return tuple(sorted(found, key=lambda one: (-one.calls, one.track.title, one.track.id)))


def track_reading(
    db: sqlite3.Connection, track_id: str, customer: str | None, words: Words, now: int
) -> TrackReading:
    """A talk track in full, for a customer (either id) or with its variables left open. Raises NotFound."""
    entry = next((one for one in track_entries(db, words, now) if one.track.id == track_id), None)
    if entry is None:
        raise NotFound("There is no talk track {id}.", "Choose one in the list.", id=track_id)
    track = entry.track
    told = dict(caller(db, customer, None, words, now).filling)
    if customer is None:
        told |= _open(told, (line for step in track.steps for part in PARTS for line in step.texts(part)))
    steps = {row["step"]: row["calls"] for row in db.execute(STEPS, (track_id,))}
    return TrackReading(
        track,
        fill(Choice(track, ""), told),
        entry.calls,
        steps,
        entry.overdue_days,
        _about(opinions(db, TRACKS.folder).get(track_id, ()), track.version),
    )


def _about(said: Iterable[Opinion], version: int) -> tuple[Opinion, ...]:
    """Those opinions that are about this version: what was put right meanwhile is not held against it."""
    return tuple(one for one in said if one.version in (None, version))


def _share(tally: Tally) -> Share:
    return Share(tally.worked, tally.n, *wilson(tally.worked, tally.n))


def _by_segment(by_segment: Mapping[tuple[str, str], Tally], card_id: str) -> tuple[tuple[str, Share], ...]:
    """The shares by segment, the most judged first; together they are the whole."""
    found = [(segment, _share(tally)) for (ref, segment), tally in by_segment.items() if ref == card_id]
    return tuple(sorted((one for one in found if one[1].n), key=lambda one: (-one[1].n, one[0])))


def _uses(db: sqlite3.Connection, card_id: str, words: Words) -> tuple[Use, ...]:
    return tuple(
        Use(
            row["at"],
            row["customer_id"],
            row["customer"],
            (words.chinese and row["rep_zh"]) or row["rep"] or "",
            None if row["worked"] is None else bool(row["worked"]),
            row["text"] or "",
        )
        for row in db.execute(USES, (card_id, LAST_TIMES))
    )


def _lines(card: Objection) -> Iterator[str]:
    yield from (*card.behind, *card.acknowledge, *card.clarify, *card.confirm, *card.proof, *card.avoid)
    yield from (answer.words for answer in card.answers)
    for response in card.responses:
        yield from response.say
    for said in card.for_segments.values():
        yield from said


def _open(told: Mapping[str, str], lines: Iterable[str]) -> dict[str, str]:
    """The variables that have neither value nor else, each standing for itself: `{customer.city}`."""
    lacking = {
        name for line in lines for name, other in variables(line) if other is None and name not in told
    }
    return {name: f"{{{name}}}" for name in lacking}
