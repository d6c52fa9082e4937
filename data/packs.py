"""Packs: pieces of the playbook as one signed file, to be handed to another team or to another computer.

A pack is a zip archive: `content/<locale>/<kind>/<file>` as on the disk, `manifest.json` with the SHA-256 of
each, and the Ed25519 signature of the manifest. The team's signing key is made with its first pack and kept
in the store; whose packs are taken is kept beside it. A pack is read whole and distrusted until all of it
holds: nothing is written before, and then everything in one transaction.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from data import outbox
from data.authoring import WRITTEN, Piece, check, current, kept
from data.engine import sqlite3
from data.ids import uuid7
from data.pack_files import Pack, PackFile, fingerprint, write_pack
from data.publishing import CHANGES, check_right, put_publications, version_after
from data.settings import company, settings
from data.store import Changes, Store
from sales.authoring import says_the_same, stamped
from sales.errors import ContentBroken, NotFound, SalesError
from sales.playbook import Publication
from sales.words import LOCALES, Words

KEY, SIGNERS = "pack_key", "pack_signers"  # rows beside the settings, which no page shows
KEEP = (
    "INSERT INTO settings (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value"
)
TEAM = "SELECT DISTINCT kind, name, locale FROM publications WHERE state = 'published' ORDER BY 1, 2, 3"


class Untrusted(SalesError):
    """The pack is whole, and nobody here has said that its signer is to be trusted."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What importing a pack would do. `newer_here` are left alone, for theirs is the older version."""

    pack: Pack
    trusted: bool
    new: tuple[PackFile, ...] = ()
    changed: tuple[PackFile, ...] = ()
    withdrawn: tuple[PackFile, ...] = ()
    newer_here: tuple[PackFile, ...] = ()
    same: int = 0

    @property
    def taken(self) -> tuple[PackFile, ...]:
        return (*self.new, *self.changed, *self.withdrawn)


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import wrote: how many texts, and the messages by which it is undone."""

    texts: int
    mids: tuple[str, ...]


def team_files(db: sqlite3.Connection) -> tuple[PackFile, ...]:
    """What the team published, as it counts now; what it withdrew is an empty text."""
    places = [(Piece(row["kind"], row["name"]), row["locale"]) for row in db.execute(TEAM)]
    return tuple(_file(db, piece, locale) for piece, locale in places if piece.kind in WRITTEN)


def all_files(db: sqlite3.Connection) -> tuple[PackFile, ...]:
    """The whole playbook, what shipped with the program included."""
    places = {
        (Piece(kind, entry.path.stem), locale)
        for kind in WRITTEN
        for locale in LOCALES
        for entry in kept(db, kind, locale).entries
    }
    return tuple(_file(db, piece, locale) for piece, locale in sorted(places))


def export_pack(store: Store, path: Path, files: Iterable[PackFile], now: int, words: Words) -> Pack:
    """Write the files as a signed pack. Raises NotFound when there are none, FileUnwritable."""
    held = tuple(files)
    if not held:
        raise NotFound(
            "The team has published nothing yet.", "Publish a piece, or export the whole playbook."
        )
    sender = company(settings(store.read()), words) or "Rapport"
    return write_pack(path, held, sender, signing_key(store), now)


def signing_key(store: Store) -> bytes:
    """The key with which this team signs; made when it is asked for first."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    with store.write(Changes.of("settings")) as db:
        if kept_key := _kept(db, KEY):
            return bytes.fromhex(str(kept_key))
        made = Ed25519PrivateKey.generate().private_bytes_raw()
        db.execute(KEEP, (KEY, json.dumps(made.hex())))
    return made


def signers(db: sqlite3.Connection) -> Mapping[str, str]:
    """Whose packs are taken: their names by their fingerprints; our own is among them."""
    known = _kept(db, SIGNERS)
    found: dict[str, str] = dict(known) if isinstance(known, dict) else {}
    if own := _kept(db, KEY):
        found[fingerprint(_public(bytes.fromhex(str(own))))] = ""
    return found


def plan(db: sqlite3.Connection, pack: Pack, words: Words) -> Plan:
    """Compare a pack with what is here. Raises ContentBroken if a text in it has a fault."""
    found: dict[str, list[PackFile]] = {"new": [], "changed": [], "withdrawn": [], "newer_here": []}
    same = 0
    for file in pack.files:
        here = current(db, file.piece, file.locale)
        if says_the_same(file.text, here.text):
            same += 1
            continue
        _check(db, file, words)
        if here.version > file.version:
            found["newer_here"].append(file)
        elif not file.text:
            found["withdrawn"].append(file)
        else:
            found["changed" if here.text else "new"].append(file)
    taken = {name: tuple(files) for name, files in found.items()}
    return Plan(pack, pack.signer in signers(db), same=same, **taken)


def import_pack(store: Store, planned: Plan, now: int, *, by: str | None, trust: str = "") -> Imported:
    """Publish what the plan takes, in one transaction; `trust` is the fingerprint of a signer to be known.

    Raises Untrusted for a signer that is neither known nor the one to trust, RuleBroken without the right.
    """
    check_right(store.read())
    if not planned.trusted and fold(trust) != fold(planned.pack.signer):
        raise Untrusted(
            "Nobody here knows who signed this pack: {fingerprint}.",
            "Ask the sender to read you this number. If it is the same, trust it and import again.",
            fingerprint=planned.pack.signer,
        )
    with store.write(CHANGES) as db:
        if not planned.trusted:
            known = {**signers(db), planned.pack.signer: planned.pack.sender}
            db.execute(KEEP, (SIGNERS, json.dumps(known, ensure_ascii=False)))
        versions = {
            piece: max(version_after(db, piece), *(f.version for f in planned.taken if f.piece == piece))
            for piece in {file.piece for file in planned.taken}
        }
        rows = [_row(file, versions[file.piece], planned.pack, now, by) for file in planned.taken]
        return Imported(len(rows), put_publications(db, rows, now))


def undo_import(store: Store, done: Imported, now: int) -> None:
    """Take an import back; its signer stays known. Raises NotFound or RuleBroken."""
    with store.write(CHANGES) as db:
        outbox.turn_back(db, done.mids, now)


def fold(text: str) -> str:
    """A fingerprint as it may be typed: without gaps, in small letters."""
    return "".join(text.split()).lower()


def _file(db: sqlite3.Connection, piece: Piece, locale: str) -> PackFile:
    here = current(db, piece, locale)
    return PackFile(piece, locale, here.version, here.text)


def _row(file: PackFile, version: int, pack: Pack, now: int, by: str | None) -> Publication:
    return Publication(
        id=uuid7(now),
        locale=file.locale,
        kind=file.piece.kind,
        name=file.piece.name,
        version=version,
        text=stamped(file.text, version),
        at=now,
        rep_id=by,
        pack=pack.sender,
    )


def _check(db: sqlite3.Connection, file: PackFile, words: Words) -> None:
    if file.text and (broken := check(db, file.piece, file.locale, file.text).broken):
        raise ContentBroken(
            "{file} has a fault in line {line}: {fault}",
            "Put it right and publish again.",
            file=file.path,
            line=broken[0].line,
            fault=broken[0].sentence(words),
        )


def _kept(db: sqlite3.Connection, name: str) -> object:
    row = db.execute("SELECT value FROM settings WHERE name = ?", (name,)).fetchone()
    return json.loads(row[0]) if row else None


def _public(private: bytes) -> bytes:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    return Ed25519PrivateKey.from_private_bytes(private).public_key().public_bytes_raw()
