"""What the author page reads away from the window: a piece with its versions, and a text as it would be."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from data.author_effects import effects_of
from data.author_queue import Queue, queue
from data.authoring import Checked, Current, Draft, Piece, check, current, draft, find
from data.content.faults import Fault
from data.customers import CustomerFilter, listing
from data.engine import sqlite3
from data.history import customer
from data.language import words as words_of
from data.misses import gaps
from data.objections import caller
from data.publishing import Version, in_review, may_publish, version_after, versions
from data.store import Store
from data.team import rep_name, team
from desktop.work import Task
from sales.authoring import Fix, Typed, figures_of, fix, spoken_parts, typed_figures
from sales.effects import Effect
from sales.facts import SEGMENTS
from sales.previews import Preview, previews
from sales.track_filling import variables
from sales.words import LOCALES, Words

NATIVE = {"en": "English", "zh_CN": "中文"}  # the languages as they call themselves


@dataclass(frozen=True, slots=True)
class Board:
    """What waits for an author, and the people's names by id."""

    queue: Queue
    names: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Side:
    """A piece in one language: the text that counts, and the draft if there is one."""

    current: Current
    draft: Draft | None

    @property
    def text(self) -> str:
        return self.draft.text if self.draft else self.current.text


@dataclass(frozen=True, slots=True)
class Opened:
    """A piece with all that an author asks of it. `sent` waits for a decision; `next` is its next version."""

    piece: Piece
    sides: Mapping[str, Side]
    versions: tuple[Version, ...]
    sent: Version | None
    next: int
    may: bool

    @property
    def title(self) -> str:
        """What the piece is called until it can be read."""
        lines = [line for side in self.sides.values() for line in side.text.split("\n")]
        return next((line[2:] for line in lines if line.startswith("# ")), self.piece.name)


@dataclass(frozen=True, slots=True)
class Mark:
    """A fault, and what would put it right, if that is known."""

    fault: Fault
    fix: Fix | None


@dataclass(frozen=True, slots=True)
class Look:
    """What a text comes to: its faults, the seconds of its parts, stale figures, how a rep sees it."""

    locale: str
    text: str
    checked: Checked
    marks: tuple[Mark, ...]
    seconds: Mapping[int, int]
    typed: tuple[Typed, ...]
    previews: tuple[Preview, ...]
    stands_in: bool  # the previews are of the text that holds: this one cannot be read yet
    effects: tuple[Effect, ...]
    broken_elsewhere: tuple[str, ...]  # other languages that are to be published and have a fault


@dataclass(frozen=True, slots=True)
class Sample:
    """A customer whom a preview is shown for."""

    id: str
    name: str
    segment: str


def board(store: Store, words: Words, now: int, task: Task) -> Board:
    """All pieces, with what waits."""
    db = store.read()
    return Board(queue(db, words, now), {one.id: rep_name(one, words) for one in team(db)})


def gap_count(store: Store, words: Words, task: Task) -> int:
    """How many questions found nothing three times and more, and have no card yet."""
    return len(gaps(store.read(), words))


def opened(store: Store, kind: str, ref: str, task: Task) -> Opened:
    """A piece by its kind and id. Raises NotFound."""
    db = store.read()
    piece = find(db, kind, ref)
    sent = next((version for one, version in in_review(db) if one == piece), None)
    sides = {locale: Side(current(db, piece, locale), draft(db, piece, locale)) for locale in LOCALES}
    return Opened(piece, sides, versions(db, piece), sent, version_after(db, piece), may_publish(db))


def look(
    store: Store,
    piece: Piece,
    locale: str,
    texts: Mapping[str, str],
    whom: str | None,
    words: Words,
    now: int,
    task: Task,
) -> Look:
    """Check and fill in the text of a language; `texts` are all that would be published, by language."""
    db, text = store.read(), texts[locale]
    checked = check(db, piece, locale, text)
    task.check()
    own = words_of(locale, words.zone)
    filling, segment = _filling(db, checked, text, whom, own, now)
    task.check()
    holds = check(db, piece, locale, current(db, piece, locale).text) if checked.broken else checked
    seen = () if holds.broken else holds.values
    shown = previews(seen, filling, segment, own, own.moment(now).date())
    others = [
        one for one in texts if one != locale and texts[one] and check(db, piece, one, texts[one]).broken
    ]
    task.check()
    return Look(
        locale,
        text,
        checked,
        tuple(Mark(fault, fix(text, fault.line, fault.fields)) for fault in checked.faults),
        spoken_parts(text),
        typed_figures(text, figures_of(filling)),
        shown,
        bool(checked.broken),
        effects_of(db, piece, texts, words, now),
        tuple(others),
    )


def samples(store: Store, whom: str, words: Words, now: int, task: Task) -> Sequence[Sample]:
    """Of each segment the customer who spent most, and `whom` ("" for nobody) if that is another."""
    db = store.read()
    found = [
        Sample(one.id, one.name, segment)
        for segment in SEGMENTS
        for one in listing(db, CustomerFilter(segment=segment)).page(db, limit=1)
    ]
    if whom and whom not in [one.id for one in found]:
        found.append(Sample(whom, customer(db, whom).name, caller(db, whom, None, words, now).segment))
    return found


def _filling(
    db: sqlite3.Connection, checked: Checked, text: str, whom: str | None, words: Words, now: int
) -> tuple[Mapping[str, str], str]:
    """What variables are filled with, and the customer's segment; without a customer the rest stays open."""
    product = next((name for value in checked.values for name in _products(value) if _sold(db, name)), None)
    known = caller(db, whom, product, words, now)
    if whom is not None:
        return known.filling, known.segment
    left = {name for name, other in variables(text) if other is None and name not in known.filling}
    return {**known.filling, **{name: f"{{{name}}}" for name in left}}, ""


def _products(value: object) -> tuple[str, ...]:
    if own := getattr(value, "product", ""):
        return (own,)
    return tuple(getattr(value, "products", ()))


def _sold(db: sqlite3.Connection, name: str) -> bool:
    return db.execute("SELECT 1 FROM products WHERE ? IN (id, external_id)", (name,)).fetchone() is not None
