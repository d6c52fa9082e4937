"""The pieces of the playbook as their authors have them: what counts now, the draft, what is wrong with it.

A piece is one file of a kind, known by its kind's folder and its name; in each language it has a text. What
ships with the program is its first version. Drafts lie on this computer only and are kept as they are typed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from data.content.document import Source, read_lines
from data.content.faults import Fault, Faults
from data.content.library import Entry, Kind, Loaded, load
from data.content.messages import MESSAGES
from data.content.objections import OBJECTIONS
from data.content.published import published
from data.content.questions import POLICIES, QUESTIONS
from data.content.specs import spec_keys, unknown_specs
from data.content.stories import STORIES
from data.content.tracks import TRACKS
from data.content.translator import TRANSLATOR
from data.engine import sqlite3
from data.resources import resource
from data.rows import columns, value
from data.store import Changes, Store
from sales.authoring import LONGEST, free_name, is_name, slug, unwritten, version_of
from sales.errors import NotFound
from sales.playbook import Publication
from sales.words import LOCALES

WRITTEN: Mapping[str, Kind[Any]] = {
    kind.folder: kind for kind in (OBJECTIONS, TRACKS, STORIES, MESSAGES, QUESTIONS, POLICIES, TRANSLATOR)
}
NEWEST = f"""
SELECT {columns(Publication)} FROM publications
WHERE kind = ? AND name = ? AND locale = ? AND state = 'published' ORDER BY version DESC, at DESC LIMIT 1"""
DRAFT = "SELECT * FROM drafts WHERE kind = ? AND name = ? AND locale = ?"
KEEP = """
INSERT INTO drafts (locale, kind, name, text, based_on, remark, at)
VALUES (:locale, :kind, :name, :text, :based_on, :remark, :at)
ON CONFLICT (locale, kind, name)
DO UPDATE SET text = excluded.text, based_on = excluded.based_on, remark = excluded.remark, at = excluded.at
"""


@dataclass(frozen=True, slots=True, order=True)
class Piece:
    """A file of the playbook in all languages: the folder of its kind, and its name."""

    kind: str
    name: str

    @property
    def file(self) -> str:
        return f"{self.name}{WRITTEN[self.kind].ending}"


@dataclass(frozen=True, slots=True)
class Current:
    """The text that counts, "" for a piece that is not there, or was withdrawn; where it came from."""

    text: str
    version: int = 0
    origin: str = ""  # "shipped", "team", or the name of a pack
    at: int = 0
    withdrawn: bool = False


@dataclass(frozen=True, slots=True)
class Draft:
    """What is being written and not published; `based_on` is the version it was begun from, 0 for none."""

    piece: Piece
    locale: str
    text: str
    based_on: int
    at: int
    remark: str = ""


@dataclass(frozen=True, slots=True)
class Checked:
    """A text as the loaders read it: what is in it, and what is wrong, the first line first."""

    values: tuple[Any, ...]
    faults: tuple[Fault, ...]
    keys: tuple[str, ...] = field(default=(), repr=False)  # of all products' specifications

    @property
    def broken(self) -> tuple[Fault, ...]:
        return tuple(fault for fault in self.faults if fault.breaks)

    @property
    def advice(self) -> tuple[Fault, ...]:
        return tuple(fault for fault in self.faults if not fault.breaks)


def kept(db: sqlite3.Connection, kind: str, locale: str) -> Loaded[Any]:
    """The pieces of a kind that hold, each with the file it stands in."""
    return load(WRITTEN[kind], locale, [resource("content")], published(db, WRITTEN[kind], locale))


def find(db: sqlite3.Connection, kind: str, ref: str) -> Piece:
    """The file of a piece, by its id, its product's number or the file's name. Raises NotFound."""
    for locale in LOCALES if kind in WRITTEN else ():
        for entry in kept(db, kind, locale).entries:
            if ref in (entry.value.id, getattr(entry.value, "product", None)):
                return Piece(kind, entry.path.stem)
    piece = Piece(kind, ref)
    if kind in WRITTEN and is_name(ref) and any(known_to(db, piece, locale) for locale in LOCALES):
        return piece
    raise NotFound("There is no {name} in the playbook.", "Choose a piece in the list.", name=ref)


def known_to(db: sqlite3.Connection, piece: Piece, locale: str) -> bool:
    """Whether there is a text of it, or a draft."""
    return bool(current(db, piece, locale).text) or draft(db, piece, locale) is not None


def current(db: sqlite3.Connection, piece: Piece, locale: str) -> Current:
    """The text of a piece that counts in a language."""
    ships, team = shipped(piece, locale), newest(db, piece, locale)
    if team is None or (team.text and version_of(ships) > team.version):
        return Current(ships, version_of(ships), "shipped") if ships else Current("")
    return Current(team.text, team.version, team.pack or "team", team.at, withdrawn=not team.text)


def shipped(piece: Piece, locale: str) -> str:
    """The text that came with the program; "" where none did."""
    path = _path(piece, locale)
    return "\n".join(read_lines(Source(path), Faults(path))) if path.is_file() else ""


def newest(db: sqlite3.Connection, piece: Piece, locale: str) -> Publication | None:
    """The publication that counts, if the team published the piece."""
    row = db.execute(NEWEST, (piece.kind, piece.name, locale)).fetchone()
    return value(Publication, row) if row else None


def draft(db: sqlite3.Connection, piece: Piece, locale: str) -> Draft | None:
    row = db.execute(DRAFT, (piece.kind, piece.name, locale)).fetchone()
    return _draft(row) if row else None


def drafts(db: sqlite3.Connection) -> tuple[Draft, ...]:
    """All that is being written, the newest first."""
    return tuple(_draft(row) for row in db.execute("SELECT * FROM drafts ORDER BY at DESC, name, locale"))


def keep_draft(store: Store, written: Draft) -> None:
    """Keep what was typed so far."""
    keep_drafts(store, (written,))


def keep_drafts(store: Store, written: Iterable[Draft]) -> None:
    """Keep several in one transaction."""
    with store.write(Changes.of("drafts")) as db:
        for one in written:
            put_draft(db, one)


def put_draft(db: sqlite3.Connection, written: Draft) -> None:
    """`keep_draft` inside a transaction that is open."""
    piece = written.piece
    db.execute(
        KEEP,
        {
            "locale": written.locale, "kind": piece.kind, "name": piece.name, "text": written.text,
            "based_on": written.based_on, "remark": written.remark, "at": written.at,
        },
    )  # fmt: skip


def discard(store: Store, piece: Piece, locale: str) -> Draft | None:
    """Let a draft go. Returns it, by which `keep_draft` brings it back."""
    with store.write(Changes.of("drafts")) as db:
        return drop_draft(db, piece, locale)


def drop_draft(db: sqlite3.Connection, piece: Piece, locale: str) -> Draft | None:
    """`discard` inside a transaction that is open."""
    gone = draft(db, piece, locale)
    db.execute(
        "DELETE FROM drafts WHERE kind = ? AND name = ? AND locale = ?", (piece.kind, piece.name, locale)
    )
    return gone


def check(db: sqlite3.Connection, piece: Piece, locale: str, text: str) -> Checked:
    """Read a text as the program would, and say everything that keeps it from being published."""
    kind, keys = WRITTEN[piece.kind], spec_keys(db)
    source = Source(Path(locale, piece.kind, piece.file), text)
    faults = Faults(source.path)
    entries = kind.read(source, faults)
    for line, what in unwritten(text):
        faults.add(line, "Still to be written: {what}.", what=what)
    if len(text) > LONGEST:
        faults.add(1, "A file of the playbook has at most {n} characters.", n=f"{LONGEST:,}")
    _check_ids(db, piece, locale, entries, faults)
    faults.found += unknown_specs([source], keys)
    return Checked(tuple(entry.value for entry in entries), faults.sorted(), keys)


def begin(db: sqlite3.Connection, kind: str, title: str, today: date, now: int) -> tuple[Draft, ...]:
    """Drafts of a new piece from the template of its kind, one for each language; they are not kept yet."""
    wanted = slug(title)
    taken = {entry.path.stem for locale in LOCALES for entry in kept(db, kind, locale).entries}
    taken |= {one.piece.name for one in drafts(db) if one.piece.kind == kind}
    piece = Piece(kind, free_name(wanted, kind, sorted(taken)))
    return tuple(Draft(piece, locale, template(piece, locale, title, today), 0, now) for locale in LOCALES)


def template(piece: Piece, locale: str, title: str, today: date) -> str:
    """The text that a new piece of a kind begins with."""
    path = resource("templates", locale, f"{piece.kind}{WRITTEN[piece.kind].ending}")
    known = {"id": piece.name, "title": title.replace('"', "”"), "today": today.isoformat()}
    text = path.read_text(encoding="utf-8")
    for name, said in known.items():
        text = text.replace(f"‹{name}›", said) if said else text
    return text


def _check_ids(
    db: sqlite3.Connection, piece: Piece, locale: str, entries: Iterable[Entry[Any]], faults: Faults
) -> None:
    """Prose bears the name of its file for good; what stands in a list, an id that no other list has."""
    if WRITTEN[piece.kind].ending == ".md":
        for entry in entries:
            if entry.value.id and entry.value.id != piece.name:
                sentence = "The id stays {nearest}: calls, ratings and other pieces know it by that."
                faults.add(entry.line, sentence, name=entry.value.id, nearest=piece.name)
        return
    others = {
        e.value.id: e.path.name for e in kept(db, piece.kind, locale).entries if e.path.name != piece.file
    }
    for entry in entries:
        if entry.value.id in others:
            sentence = "The id {id} stands in {file} already."
            faults.add(entry.line, sentence, id=entry.value.id, file=others[entry.value.id])


def _path(piece: Piece, locale: str) -> Path:
    return resource("content", locale, piece.kind, piece.file)


def _draft(row: sqlite3.Row) -> Draft:
    piece = Piece(row["kind"], row["name"])
    return Draft(piece, row["locale"], row["text"], row["based_on"], row["at"], row["remark"])
