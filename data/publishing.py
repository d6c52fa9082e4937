"""Publishing: a piece as the whole team will have it, in one transaction, and every way back from it.

A publication is a row in each language that is published; the newest of them counts. Nothing is ever written
over: what is brought back is published anew, what is withdrawn is an empty text above what there was.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields, replace
from datetime import date

from data import outbox
from data.authoring import (
    Draft,
    Piece,
    check,
    current,
    drop_draft,
    put_draft,
    shipped,
)
from data.engine import sqlite3
from data.ids import uuid7
from data.rows import columns, value
from data.store import Changes, Store
from data.sync.state import link
from sales.authoring import next_version, stamped, version_of
from sales.errors import ContentBroken, NotFound, RuleBroken
from sales.playbook import Publication
from sales.words import LOCALES, Words

CHANGES = Changes.of("publications", "drafts", "outbox")
MANAGERS = ("manager", "admin")
REVIEW, PUBLISHED, DECLINED = "review", "published", "declined"
NAMES = tuple(one.name for one in fields(Publication))
ROWS = f"SELECT {columns(Publication)} FROM publications WHERE kind = ? AND name = ?"
IN_REVIEW = f"SELECT {columns(Publication)} FROM publications WHERE state = 'review' ORDER BY at DESC, locale"


@dataclass(frozen=True, slots=True)
class Published:
    """What was just published or sent, by which it is undone; `drafts` are those that it was made of."""

    piece: Piece
    version: int
    mids: tuple[str, ...]
    drafts: tuple[Draft, ...] = ()


@dataclass(frozen=True, slots=True)
class Version:
    """A version of a piece: its texts by language. `at` 0 and no author: it came with the program."""

    version: int
    texts: Mapping[str, str]
    at: int = 0
    state: str = PUBLISHED
    rep_id: str | None = None
    remark: str = ""
    pack: str = ""

    @property
    def withdrawn(self) -> bool:
        return not any(self.texts.values())


def may_publish(db: sqlite3.Connection) -> bool:
    """Whether whoever works on this computer may: with a hub, managers do; without one, everybody."""
    tie = link(db)
    return tie is None or tie.role in MANAGERS


def publish(
    store: Store,
    piece: Piece,
    texts: Mapping[str, str],
    now: int,
    words: Words,
    *,
    by: str | None,
    remark: str = "",
) -> Published:
    """Publish the texts of a piece by language, checked as of today; drafts of these languages end.

    A text may be the one that counts: then it is confirmed. Raises ContentBroken with the first fault,
    RuleBroken when there is nothing to publish or a manager is needed.
    """
    return _write(store, piece, texts, PUBLISHED, now, words, by, remark)


def send_for_review(
    store: Store,
    piece: Piece,
    texts: Mapping[str, str],
    now: int,
    words: Words,
    *,
    by: str | None,
    remark: str = "",
) -> Published:
    """Show the texts to the other managers, who publish or decline them. Raises as `publish` does."""
    return _write(store, piece, texts, REVIEW, now, words, by, remark)


def withdraw(store: Store, piece: Piece, now: int, words: Words, *, by: str | None) -> Published:
    """Take a piece away from everybody; its versions stay. Raises NotFound if it is not there."""
    db = store.read()
    there = {locale: "" for locale in LOCALES if current(db, piece, locale).text}
    if not there:
        raise NotFound("There is no {name} in the playbook.", "Choose a piece in the list.", name=piece.name)
    return _write(store, piece, there, PUBLISHED, now, words, by, "")


def bring_back(
    store: Store, piece: Piece, version: int, now: int, words: Words, *, by: str | None
) -> Published:
    """Publish the texts of an old version as the newest one. Raises NotFound, or as `publish` does."""
    old = next((one for one in versions(store.read(), piece) if one.version == version), None)
    if old is None or old.withdrawn:
        raise NotFound("{name} has no version {version}.", name=piece.name, version=version)
    remark = words("Version {version} again", version=version)
    return _write(store, piece, old.texts, PUBLISHED, now, words, by, remark)


def decide(
    store: Store, piece: Piece, version: int, state: str, now: int, *, by: str | None
) -> tuple[str, ...]:
    """Publish or decline a version that is in review. Returns the ids of the messages, to undo it.

    Raises NotFound, or RuleBroken when another version was published meanwhile.
    """
    db = store.read()
    check_right(db)
    rows = [row for row in _rows(db, piece) if row.version == version and row.state == REVIEW]
    if not rows:
        raise NotFound("{name} has no version {version} in review.", name=piece.name, version=version)
    newest = max((current(db, piece, row.locale).version for row in rows), default=0)
    if state == PUBLISHED and newest >= version:
        raise RuleBroken(
            "Version {newest} was published meanwhile.",
            "Open this one as a draft: it keeps what both of you wrote.",
            newest=newest,
        )
    said = {"state": state, "decided_by": by, "decided_at": now}
    with store.write(CHANGES) as db:
        return tuple(_patch(db, row, said, now) for row in rows)


def undo(store: Store, done: Published, now: int) -> None:
    """Take back what was published or sent, and have the drafts again. Raises NotFound or RuleBroken."""
    with store.write(CHANGES) as db:
        outbox.turn_back(db, done.mids, now)
        for one in done.drafts:
            put_draft(db, one)


def versions(db: sqlite3.Connection, piece: Piece) -> tuple[Version, ...]:
    """All versions there were, the newest first, with the one that came with the program."""
    found: dict[tuple[int, str], Version] = {}
    for row in _rows(db, piece):
        key = row.version, row.state
        before = found.get(key) or Version(
            row.version, {}, row.at, row.state, row.rep_id, row.remark or "", row.pack or ""
        )
        found[key] = replace(before, texts={**before.texts, row.locale: row.text})
    for locale in LOCALES:
        if text := shipped(piece, locale):
            key = version_of(text), PUBLISHED
            before = found.get(key) or Version(version_of(text), {})
            if not before.at:
                found[key] = replace(before, texts={**before.texts, locale: text})
    return tuple(sorted(found.values(), key=lambda one: (-one.version, -one.at)))


def in_review(db: sqlite3.Connection) -> tuple[tuple[Piece, Version], ...]:
    """What waits for a decision, the newest first."""
    found: dict[tuple[Piece, int], Version] = {}
    for row in (value(Publication, row) for row in db.execute(IN_REVIEW)):
        piece = Piece(row.kind, row.name)
        key = piece, row.version
        before = found.get(key) or Version(row.version, {}, row.at, REVIEW, row.rep_id, row.remark or "")
        found[key] = replace(before, texts={**before.texts, row.locale: row.text})
    return tuple((piece, version) for (piece, _), version in found.items())


def put_publications(db: sqlite3.Connection, rows: Sequence[Publication], now: int) -> tuple[str, ...]:
    """Write publications and queue them for the hub, inside a transaction. Returns the messages' ids."""
    marks = ", ".join(f":{name}" for name in NAMES)
    db.executemany(f"INSERT INTO publications ({columns(Publication)}) VALUES ({marks})", map(asdict, rows))
    return tuple(outbox.append(db, "publications", row.id, _said(row), now) for row in rows)


def version_after(db: sqlite3.Connection, piece: Piece) -> int:
    """The version that a piece would have if it were published now."""
    return next_version(
        [
            *(row.version for row in _rows(db, piece)),
            *(version_of(shipped(piece, locale)) for locale in LOCALES),
        ]
    )


def _write(
    store: Store,
    piece: Piece,
    texts: Mapping[str, str],
    state: str,
    now: int,
    words: Words,
    by: str | None,
    remark: str,
) -> Published:
    db, today = store.read(), words.moment(now).date()
    check_right(db)
    changed = {
        locale: text for locale, text in texts.items() if not _as_it_is(db, piece, locale, text, today)
    }
    if not changed:
        raise RuleBroken("Nothing was changed.", "It is published as it stands.")
    _check_sound(db, piece, changed, words)
    with store.write(CHANGES) as db:
        version = version_after(db, piece)
        rows = [
            _row(piece, locale, text, version, state, today, now, by, remark)
            for locale, text in changed.items()
        ]
        mids = put_publications(db, rows, now)
        ended = [drop_draft(db, piece, locale) for locale in texts]
    return Published(piece, version, mids, tuple(one for one in ended if one))


def _row(
    piece: Piece,
    locale: str,
    text: str,
    version: int,
    state: str,
    today: date,
    now: int,
    by: str | None,
    remark: str,
) -> Publication:
    return Publication(
        id=uuid7(now),
        locale=locale,
        kind=piece.kind,
        name=piece.name,
        version=version,
        text=stamped(text, version, today),
        at=now,
        state=state,
        rep_id=by,
        remark=" ".join(remark.split()) or None,
    )


def _as_it_is(db: sqlite3.Connection, piece: Piece, locale: str, text: str, today: date) -> bool:
    """Whether this text counts already, checked today; one that was checked before may be confirmed."""
    now = current(db, piece, locale)
    return stamped(text, now.version, today) == now.text


def check_right(db: sqlite3.Connection) -> None:
    if not may_publish(db):
        raise RuleBroken("Only a manager publishes.", "Tell a manager what should change.")


def _check_sound(db: sqlite3.Connection, piece: Piece, texts: Mapping[str, str], words: Words) -> None:
    for locale, text in texts.items():
        if text and (broken := check(db, piece, locale, text).broken):
            first = broken[0]
            raise ContentBroken(
                "{file} has a fault in line {line}: {fault}",
                "Put it right and publish again.",
                file=f"{locale}/{piece.file}",
                line=first.line,
                fault=first.sentence(words),
            )


def _rows(db: sqlite3.Connection, piece: Piece) -> list[Publication]:
    return [value(Publication, row) for row in db.execute(ROWS, (piece.kind, piece.name))]


def _patch(db: sqlite3.Connection, row: Publication, said: Mapping[str, object], now: int) -> str:
    sets = ", ".join(f"{name} = :{name}" for name in said)
    db.execute(f"UPDATE publications SET {sets} WHERE id = :id", {**said, "id": row.id})
    base = {name: getattr(row, name) for name in said}
    return outbox.append(db, "publications", row.id, said, now, base=base)


def _said(row: Publication) -> dict[str, object]:
    return {name: told for name, told in asdict(row).items() if told is not None and name != "id"}
