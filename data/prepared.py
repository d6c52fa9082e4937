"""Content made ready to be searched: once, and again when it changes. Kept in memory, by locale.

Preparing takes a moment (seconds for thousands of cards), so it is done on the thread that asks, never on the
window's. What the team published is looked at when something was written to the store; the files that ship,
every few seconds.
"""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from threading import Lock
from typing import Any, Generic, TypeVar

from data.content.kinds import pieces
from data.content.lexicon import LEXICON
from data.content.library import Kind
from data.content.objections import OBJECTIONS
from data.engine import sqlite3
from data.resources import resource
from data.sounds import sound
from sales.lexicon import Concept, lexicon
from sales.likeness import Entry, Likenesses
from sales.objections import Objection

LOOKED_AT_S = 3.0
PUBLISHED = """
SELECT count(*), coalesce(sum(version), 0), coalesce(max(at), 0), coalesce(max(decided_at), 0),
    coalesce(sum(state = 'published'), 0)
FROM publications WHERE kind = ? AND locale = ?"""
TITLE, BEHIND, ANSWERS, RESPONSES, HEARD = (
    2.0,
    0.5,
    0.4,
    0.15,
    0.7,
)  # what counts how much beside the wordings
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Ready(Generic[T]):
    """Pieces by id, and their likeness to what is typed."""

    pieces: dict[str, T]
    like: Likenesses


@dataclass(frozen=True, slots=True)
class _Stamp:
    """What tells whether content is as it was: counts of what is published, and when files were written."""

    published: tuple[tuple[int, ...], ...]
    files: tuple[tuple[int, int], ...]


@dataclass(slots=True)
class _Kept:
    """What was made, of what, and its stamp. `commits`: how many the reader's connection had seen by then;
    `looked_at`: when the files were looked at last.
    """

    made: Any
    of: tuple[tuple[Any, ...], ...]
    stamp: _Stamp
    commits: dict[tuple[str, int], int]
    looked_at: float


_kept: dict[tuple[str, str], _Kept] = {}
_one_at_a_time = Lock()


def cards(db: sqlite3.Connection, locale: str) -> Ready[Objection]:
    """The objection cards, ready to be searched by what a customer says."""
    return prepared("cards", db, locale, (OBJECTIONS, LEXICON), made_of_cards)


def prepared(
    name: str,
    db: sqlite3.Connection,
    locale: str,
    kinds: tuple[Kind[Any], ...],
    make: Callable[..., T],
) -> T:
    """What `make` makes of the pieces of some kinds; made anew only when one of them changed."""
    reader = (str(db.execute("PRAGMA database_list").fetchone()[2]), id(db))
    seen = commits(db)
    kept = _kept.get((name, locale))
    if kept and kept.commits.get(reader) == seen and time.monotonic() < kept.looked_at + LOOKED_AT_S:
        made: T = kept.made
        return made
    with _one_at_a_time:
        kept = _kept.get((name, locale))
        stamp = _stamp(db, kinds, locale)
        if kept is None or kept.stamp != stamp:
            of = tuple(pieces(db, kind, locale) for kind in kinds)
            made = kept.made if kept and kept.of == of else make(*of)
            kept = _kept[name, locale] = _Kept(made, of, stamp, {}, 0.0)
        kept.commits[reader], kept.looked_at = seen, time.monotonic()
        found: T = kept.made
    return found


def commits(db: sqlite3.Connection) -> int:
    """A number that changes when somebody else has written to the store of a connection that only reads."""
    return int(db.execute("PRAGMA data_version").fetchone()[0])


def _stamp(db: sqlite3.Connection, kinds: tuple[Kind[Any], ...], locale: str) -> _Stamp:
    published = tuple(tuple(db.execute(PUBLISHED, (kind.folder, locale)).fetchone()) for kind in kinds)
    files = tuple(_written(kind, locale) for kind in kinds)
    return _Stamp(published, files)


def _written(kind: Kind[Any], locale: str) -> tuple[int, int]:
    """How many files of a kind ship, and when the newest was written."""
    times = [
        path.stat().st_mtime_ns for path in resource("content", locale, kind.folder).glob(f"*{kind.ending}")
    ]
    return len(times), max(times, default=0)


def made_of_cards(objections: tuple[Objection, ...], concepts: tuple[Concept, ...]) -> Ready[Objection]:
    """Cards and the lexicon, ready to be searched."""
    heard: defaultdict[str, list[str]] = defaultdict(list)
    for concept in concepts:
        for card in concept.cards:
            heard[card] += concept.says
    entries = (_entry(one, heard[one.id]) for one in objections)
    meaning = lexicon((concept for concept in concepts if not concept.specs), sound)
    return Ready({one.id: one for one in objections}, Likenesses(entries, meaning, sound))


def _entry(card: Objection, heard: list[str]) -> Entry:
    return Entry(card.id, (*card.wordings, *heard), tuple(_texts(card, heard)))


def _texts(card: Objection, heard: list[str]) -> Iterator[tuple[str, float]]:
    yield card.title, TITLE
    yield " ".join(card.behind), BEHIND
    yield " ".join(answer.words for answer in card.answers), ANSWERS
    yield " ".join(line for response in card.responses for line in response.say), RESPONSES
    yield from ((phrase, HEARD) for phrase in heard)
