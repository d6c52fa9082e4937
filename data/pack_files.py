"""A pack as a file: written whole and signed, read with distrust.

Whatever is not exactly as we write it is refused: another path, a file that the manifest does not name, a
sum or a signature that does not agree, more than there may be.
"""

from __future__ import annotations

import hashlib
import os
import re
import zipfile
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec

from data.authoring import WRITTEN, Piece
from sales.authoring import LONGEST, is_name
from sales.errors import FileUnwritable, SalesError
from sales.words import LOCALES

FORMAT = 1
MANIFEST, SIGNATURE = "manifest.json", "signature"
AGAIN = "Nothing was changed here. Ask the sender for the pack again."
SIGNED = b"rapport pack 1\n"  # before what is signed, so that no signature serves two purposes
MOST_FILES, LARGEST_PACK, LARGEST_MANIFEST = 5_000, 32 << 20, 4 << 20
LARGEST_FILE = 4 * LONGEST
SIGNATURE_BYTES = 64
WHEN = (2026, 1, 1, 0, 0, 0)  # the same pack is the same bytes
_PATH = re.compile(r"content/([a-z]{2}(?:_[A-Z]{2})?)/([a-z]+)/([^/.]+)(\.[a-z]+)")


class PackRefused(SalesError):
    """The file is no pack, or not one to be trusted: nothing was written."""


@dataclass(frozen=True, slots=True)
class PackFile:
    """One text of a pack; "" takes the piece away."""

    piece: Piece
    locale: str
    version: int
    text: str

    @property
    def path(self) -> str:
        return f"content/{self.locale}/{self.piece.kind}/{self.piece.file}"


@dataclass(frozen=True, slots=True)
class Pack:
    """A pack whose signature holds: who says to have sent it, the signer's fingerprint, what is in it."""

    sender: str
    signer: str
    made_at: int
    files: tuple[PackFile, ...]


class _Listed(msgspec.Struct, forbid_unknown_fields=True):
    sha256: str
    version: int


class _Manifest(msgspec.Struct, forbid_unknown_fields=True):
    format: int
    sender: str
    made_at: int
    key: str
    files: dict[str, _Listed]


def fingerprint(public_key: bytes) -> str:
    """What two people compare by voice: eight groups of four."""
    told = hashlib.sha256(public_key).hexdigest()[:32]
    return " ".join(told[at : at + 4] for at in range(0, 32, 4))


def write_pack(path: Path, files: Sequence[PackFile], sender: str, key: bytes, now: int) -> Pack:
    """Write a pack, signed with an Ed25519 private key, in place of what is there. Raises FileUnwritable."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    signing = Ed25519PrivateKey.from_private_bytes(key)
    public = signing.public_key().public_bytes_raw()
    bodies = {file.path: file.text.encode() for file in files}
    listed = {file.path: _Listed(_sum(bodies[file.path]), file.version) for file in files}
    manifest = msgspec.json.encode(_Manifest(FORMAT, sender, now, public.hex(), listed))
    unfinished = path.with_name(f".{path.name}.part")
    try:
        with zipfile.ZipFile(unfinished, "w", zipfile.ZIP_DEFLATED) as archive:
            signature = signing.sign(SIGNED + manifest)
            for name, body in {MANIFEST: manifest, SIGNATURE: signature, **bodies}.items():
                archive.writestr(zipfile.ZipInfo(name, WHEN), body, zipfile.ZIP_DEFLATED)
        os.replace(unfinished, path)
    except OSError as error:
        unfinished.unlink(missing_ok=True)
        raise FileUnwritable(
            "{file} could not be written: {reason}.",
            "Choose another folder.",
            file=path,
            reason=error.strerror or str(error),
        ) from error
    return Pack(sender, fingerprint(public), now, tuple(files))


def read_pack(path: Path) -> Pack:
    """Read a pack whose signature and sums all hold. Raises PackRefused."""
    try:
        if path.stat().st_size > LARGEST_PACK:
            raise PackRefused("It is larger than a pack may be.", AGAIN)
        with zipfile.ZipFile(path) as archive:
            return _read(archive)
    except OSError as error:
        raise PackRefused(
            "{file} cannot be read: {reason}.",
            "Check the path.",
            file=path,
            reason=error.strerror or str(error),
        ) from error
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, ValueError) as error:
        raise PackRefused(
            "This is not a whole pack.", "Ask for it again; nothing was changed here."
        ) from error


def _read(archive: zipfile.ZipFile) -> Pack:
    held = {info.filename: info for info in archive.infolist()}
    if len(held) != len(archive.infolist()) or len(held) > MOST_FILES:
        raise PackRefused("It holds more files than it names.", AGAIN)
    if not {MANIFEST, SIGNATURE} <= held.keys():
        raise PackRefused("It is not signed.", AGAIN)
    told = _bytes(archive, held[MANIFEST], LARGEST_MANIFEST)
    manifest = _manifest(told)
    _check_signature(manifest.key, _bytes(archive, held[SIGNATURE], SIGNATURE_BYTES), told)
    if manifest.format != FORMAT:
        raise PackRefused("A newer Rapport wrote it.", AGAIN)
    if held.keys() - {MANIFEST, SIGNATURE} != manifest.files.keys():
        raise PackRefused("It does not hold what it names.", AGAIN)
    files, room = [], LARGEST_PACK
    for name, listed in manifest.files.items():
        body = _bytes(archive, held[name], min(LARGEST_FILE, room))
        room -= len(body)
        if _sum(body) != listed.sha256:
            raise PackRefused("{file} was changed after it was signed.", AGAIN, file=name)
        files.append(_file(name, listed, body))
    return Pack(manifest.sender, fingerprint(bytes.fromhex(manifest.key)), manifest.made_at, tuple(files))


def _file(name: str, listed: _Listed, body: bytes) -> PackFile:
    match = _PATH.fullmatch(name)
    locale, kind, stem, ending = match.groups() if match else ("", "", "", "")
    if locale not in LOCALES or kind not in WRITTEN or not is_name(stem) or ending != WRITTEN[kind].ending:
        raise PackRefused("{file} has no place in a playbook.", AGAIN, file=name)
    if listed.version < 1:
        raise PackRefused("{file} has no version.", AGAIN, file=name)
    try:
        return PackFile(Piece(kind, stem), locale, listed.version, body.decode("utf-8"))
    except UnicodeDecodeError as error:
        raise PackRefused("{file} is not UTF-8.", AGAIN, file=name) from error


def _bytes(archive: zipfile.ZipFile, info: zipfile.ZipInfo, most: int) -> bytes:
    """A file of the archive, never more than `most` bytes of it, whatever the archive says of its size."""
    if info.flag_bits & 1:
        raise PackRefused("It is encrypted; a pack is not.", AGAIN)
    if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise PackRefused("It is not packed as a pack is.", AGAIN)
    with archive.open(info) as file:
        body = file.read(most + 1)
    if len(body) > most:
        raise PackRefused("It is larger than a pack may be.", AGAIN)
    return body


def _manifest(told: bytes) -> _Manifest:
    try:
        return msgspec.json.decode(told, type=_Manifest)
    except msgspec.DecodeError as error:
        raise PackRefused("Its manifest is not one of ours.", AGAIN) from error


def _check_signature(key: str, signature: bytes, told: bytes) -> None:
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    try:
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(key)).verify(signature, SIGNED + told)
    except (InvalidSignature, ValueError) as error:
        raise PackRefused(
            "Its signature does not hold: it was changed after it was signed.", AGAIN
        ) from error


def _sum(body: bytes) -> str:
    return hashlib.sha256(body).hexdigest()
