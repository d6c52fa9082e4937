"""What waits for an author: what reps find unhelpful first, then what is past its check, drafts, reviews."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from data.authoring import WRITTEN, Piece, draft, drafts, kept
from data.content.tracks import TRACKS
from data.engine import sqlite3
from data.handbook import overdue
from data.publishing import Version, in_review, versions
from data.ratings import Opinion, opinions
from sales.words import LOCALES, Words

SOON_DAYS = 7
TITLED = ("title", "questions", "says", "id")  # what a piece is called by, the first that it has


PUBLISHED_ONCE = "SELECT DISTINCT kind, name FROM publications WHERE state = 'published' ORDER BY 1, 2"


@dataclass(frozen=True, slots=True)
class Waiting:
    """A piece in the list. `late_days` is by how much its check is late (below 0: so soon it is due; None:
    not soon); `against` are the reps who do not find this version helpful, a remark first; `sent` a version
    that is in review. `drafted` are the languages in which it is being written.
    """

    piece: Piece
    title: str
    more: int = 0  # pieces in the same file beside the one that gives the title
    version: int = 0
    theme: str = ""  # of a card
    segments: tuple[str, ...] = ()
    checked_on: date | None = None
    late_days: int | None = None
    against: tuple[Opinion, ...] = ()
    drafted: tuple[str, ...] = ()
    drafted_at: int = 0
    sent: int = 0
    sent_by: str | None = None
    withdrawn: bool = False


@dataclass(frozen=True, slots=True)
class Queue:
    """Everything that is written, and of it what is to be checked, what is being written or in review."""

    every: tuple[Waiting, ...]

    @property
    def to_check(self) -> tuple[Waiting, ...]:
        """What does not help before what is late, the most first, before what is soon due."""
        waiting = [one for one in self.every if one.against or one.late_days is not None]
        return tuple(sorted(waiting, key=lambda one: (-len(one.against), -(one.late_days or 0), one.title)))

    @property
    def being_written(self) -> tuple[Waiting, ...]:
        """What waits for a decision before drafts, the newest first."""
        waiting = [one for one in self.every if one.sent or one.drafted]
        return tuple(sorted(waiting, key=lambda one: (not one.sent, -one.drafted_at, one.title)))


def queue(db: sqlite3.Connection, words: Words, now: int) -> Queue:
    """The pieces of every kind as they are called in the reader's language."""
    writing: dict[Piece, list[str]] = {}
    touched: dict[Piece, int] = {}
    for one in drafts(db):
        writing.setdefault(one.piece, []).append(one.locale)
        touched[one.piece] = max(touched.get(one.piece, 0), one.at)
    sent = dict(reversed(in_review(db)))  # of two versions of a piece the newest
    today = words.moment(now).date()
    found = {one.piece: one for kind in WRITTEN for one in _of_kind(db, kind, words, today)}
    for piece in (*writing, *sent):
        found.setdefault(piece, Waiting(piece, _name(db, piece, words)))
    for row in db.execute(PUBLISHED_ONCE):
        piece = Piece(row["kind"], row["name"])
        if piece not in found and piece.kind in WRITTEN:  # nothing of it holds any more
            found[piece] = Waiting(piece, _last_title(db, piece), withdrawn=True)
    return Queue(
        tuple(
            _with(one, writing.get(piece, []), touched.get(piece, 0), sent.get(piece))
            for piece, one in found.items()
        )
    )


def _of_kind(db: sqlite3.Connection, kind: str, words: Words, today: date) -> Iterator[Waiting]:
    said = opinions(db, kind)
    files: dict[str, list[Any]] = {}
    for locale in (words.locale, *(one for one in LOCALES if one != words.locale)):
        own: dict[str, list[Any]] = {}
        for entry in kept(db, kind, locale).entries:
            own.setdefault(entry.path.stem, []).append(entry.value)
        files = {**own, **files}
    for name, values in files.items():
        against = [
            one
            for value in values
            for one in said.get(value.id, ())
            if not one.helpful and (one.version or value.version) >= value.version
        ]
        yield Waiting(
            Piece(kind, name),
            title(values[0]),
            more=len(values) - 1,
            version=max(value.version for value in values),
            theme=getattr(values[0], "theme", ""),
            segments=getattr(values[0], "segments", ()) if kind == TRACKS.folder else (),
            checked_on=getattr(values[0], "verified_on", None),
            late_days=max(
                (d for d in (_late(value, today) for value in values) if d is not None), default=None
            ),
            against=tuple(sorted(against, key=lambda one: (not one.remark, -one.at))),
        )


def title(value: Any) -> str:
    """What a piece is called in a list."""
    for name in TITLED:
        if told := getattr(value, name, ""):
            return str(told[0] if isinstance(told, tuple) else told)
    return ""


def _late(value: Any, today: date) -> int | None:
    """By how many days the check is late, below 0 if it is soon due; None when neither."""
    checked_on, every = getattr(value, "verified_on", None), getattr(value, "verify_every_days", None)
    if checked_on is None or every is None:
        return overdue(checked_on, every, today) if hasattr(value, "verified_on") else None
    late = (today - checked_on).days - every
    return int(late) if late >= -SOON_DAYS else None


def _name(db: sqlite3.Connection, piece: Piece, words: Words) -> str:
    """What a piece is called that nobody has yet: as its draft says, else as its file."""
    locales = (words.locale, *LOCALES)
    texts = [one.text for locale in locales if (one := draft(db, piece, locale))]
    return next((called for text in texts if (called := _called(text))), piece.name)


def _last_title(db: sqlite3.Connection, piece: Piece) -> str:
    """What a piece that was withdrawn was called."""
    texts = [text for one in versions(db, piece) for text in one.texts.values()]
    return next((called for text in texts if (called := _called(text))), piece.name)


def _called(text: str) -> str:
    """The title that stands in a text; "" where none does."""
    lines = text.split("\n")
    return next((line[2:].strip() for line in lines if line.startswith("# ")), "")


def _with(one: Waiting, drafted: list[str], at: int, sent: Version | None) -> Waiting:
    return replace(
        one,
        drafted=tuple(locale for locale in LOCALES if locale in drafted),
        drafted_at=at,
        sent=sent.version if sent else 0,
        sent_by=sent.rep_id if sent else None,
    )
