"""What is known of a piece that is about to be published, put together for `sales.effects`."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

from data.authoring import WRITTEN, Piece, current
from data.contact_rates import tallies
from data.content.document import Source
from data.content.faults import Faults
from data.content.objections import OBJECTIONS
from data.engine import sqlite3
from data.publishing import version_after
from data.ratings import opinions
from data.sync.state import linked
from data.team import signed_in, team
from sales.effects import Effect, Publishing, effects
from sales.words import LOCALES, Words


def effects_of(
    db: sqlite3.Connection, piece: Piece, texts: Mapping[str, str], words: Words, now: int
) -> tuple[Effect, ...]:
    """What publishing these texts by language would change."""
    me = signed_in(db)
    values = [value for locale, text in texts.items() for value in _values(piece, locale, text)]
    ids = {value.id for value in values}
    every = next((days for one in values if (days := getattr(one, "verify_every_days", None))), None)
    said = opinions(db, piece.kind)
    counted = tallies(db)
    before = max((current(db, piece, locale).version for locale in LOCALES), default=0)
    return effects(
        Publishing(
            version=version_after(db, piece),
            before=before,
            languages=tuple(texts),
            left_behind=tuple(locale for locale in LOCALES if locale not in texts),
            reps=sum(one.id != (me.id if me else "") for one in team(db)),
            with_hub=linked(db),
            check_again_on=words.moment(now).date() + timedelta(days=every) if every else None,
            used=sum(counted.of(one).used for one in ids) if piece.kind == OBJECTIONS.folder else 0,
            against=sum(
                not one.helpful and (one.version or before) >= before
                for name in ids
                for one in said.get(name, ())
            ),
            wordings=sum(_new_wordings(db, piece, locale, text) for locale, text in texts.items()),
        ),
        words,
    )


def _new_wordings(db: sqlite3.Connection, piece: Piece, locale: str, text: str) -> int:
    """How many ways to say it the text has that the one that counts has not."""
    before = _wordings(piece, locale, current(db, piece, locale).text)
    return len(_wordings(piece, locale, text) - before)


def _wordings(piece: Piece, locale: str, text: str) -> set[str]:
    found = [getattr(one, "wordings", getattr(one, "questions", ())) for one in _values(piece, locale, text)]
    return {said for one in found for said in one}


def _values(piece: Piece, locale: str, text: str) -> list[Any]:
    if not text:
        return []
    source = Source(Path(locale, piece.kind, piece.file), text)
    return [entry.value for entry in WRITTEN[piece.kind].read(source, Faults(source.path))]
