"""The key of a store: 256 random bits in the system's keyring, or sealed under a passphrase in the key file.

Where there is neither, as on a server without a screen, the store stays plain; `data.keyfile` says which of
the three it is.
"""

from __future__ import annotations

import logging
import os
import time
from collections import Counter
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from data import keyfile
from data.keyfile import InKeyring, Nowhere, Place, Wrapped
from data.refusals import unreadable, unwritable
from sales.errors import SalesError

if TYPE_CHECKING:
    from filelock import BaseFileLock
    from keyring.backend import KeyringBackend

log = logging.getLogger(__name__)

SERVICE = "Rapport"
VARIABLE = "RAPPORT_PASSPHRASE"
KEY_BYTES, SALT_BYTES, NONCE_BYTES = 32, 16, 12
PASSES, MEMORY_KIB, LANES = 4, 128 * 1024, 4  # of Argon2id: twice RFC 9106's second choice, 0.27 s here
NOT_KEPT = (
    "keyring.backends.fail",
    "keyring.backends.null",
    "keyrings.alt",
)  # they lose it, or write it plain
LOOK_AGAIN_MS = 7 * 86_400_000  # a keyring that was not there is looked for once a week
FREE_GUESSES = 3
BACKUPS = "backups"  # the folder beside the store into which the window makes its own


class Locked(SalesError):
    """The store is encrypted and its key is not at hand."""


class PassphraseWanted(Locked):
    """The key is under a passphrase, which was not given or is not the right one."""


def unlock(path: Path, passphrase: str | None = None) -> bytes | None:
    """The key of the database at `path`; None when it is plain.

    Without `passphrase` it is taken from the environment: the variable that the key file names, or VARIABLE.
    Raises PassphraseWanted, Locked when the key cannot be had, StoreDamaged for a broken key file.
    """
    place = _place(path)
    match place:
        case InKeyring():
            return _from_keyring(path, place)
        case Wrapped():
            return _unwrapped(path, place, _from_environment(place) if passphrase is None else passphrase)
        case _:
            return None


def create(
    path: Path, passphrase: str | None = None, env: str | None = None, key: bytes | None = None
) -> bytes | None:
    """Keep a key for the database at `path`: under `passphrase`, or in the keyring when there is none.

    A store that has a key keeps it, in its new place; `key` is that key where the caller has it at hand.
    `env` names the environment variable in which commands find the passphrase. Returns the key, or None when
    there is neither passphrase nor keyring: the store is to stay plain. Raises Locked, StoreUnwritable.
    """
    try:
        with exclusive(path):
            before = _place(path)
            key = key or unlock(path) or os.urandom(KEY_BYTES)
            if isinstance(before, InKeyring) and not passphrase:
                return key
            place = _wrapped(key, passphrase, env or VARIABLE) if passphrase else _in_keyring(key)
            if isinstance(before, Wrapped) and isinstance(place, Nowhere):
                return key
            keyfile.write(path, place)
    except OSError as error:
        raise unwritable(error, path) from error
    if isinstance(before, InKeyring):
        _delete(before)
    return None if isinstance(place, Nowhere) else key


def wrap(path: Path, key: bytes, passphrase: str, env: str | None = None) -> None:
    """Write the key file of a copy at `path`, which opens under `passphrase`. Raises OSError."""
    keyfile.write(path, _wrapped(key, passphrase, env or VARIABLE))


def at_opening(path: Path) -> bytes | None:
    """The key a store is opened with: its own, or a new one where a keyring has turned up. None: it is plain.

    Raises Locked, StoreDamaged, StoreUnwritable.
    """
    place = _place(path)
    sought = isinstance(place, Nowhere) and _now() - place.sought_at < LOOK_AGAIN_MS
    if sought or isinstance(place, InKeyring | Wrapped) or unreadable(path):
        return unlock(path)
    return create(path)


def destroy(path: Path) -> None:
    """Destroy the key of the store at `path` and of its copies beside it: nobody can read them any more.

    Plain databases are as readable as before. Raises StoreUnwritable when a key file cannot be removed.
    """
    for file in (*path.parent.glob(f"{path.stem}*.key"), *path.parent.glob(f"{BACKUPS}/*.key")):
        database = file.with_suffix(".db")
        with suppress(SalesError):  # a broken key file is destroyed as well
            place = _place(database)
            if isinstance(place, InKeyring):
                _delete(place)
        try:
            keyfile.remove(database)
        except OSError as error:
            raise unwritable(error, path) from error


def exclusive(path: Path) -> BaseFileLock:
    """While it is held no other process makes a key for the store at `path`, or encrypts it."""
    from filelock import FileLock

    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    return FileLock(path.with_suffix(".lock"), is_singleton=True)


# -- the keyring


def _keyring() -> KeyringBackend | None:
    """The system's keyring; None where there is none that keeps a secret."""
    import keyring

    found = keyring.get_keyring()
    for backend in getattr(found, "backends", None) or (found,):
        if not type(backend).__module__.startswith(NOT_KEPT):
            kept: KeyringBackend = backend
            return kept
    return None


def _in_keyring(key: bytes) -> Place:
    from keyring.errors import KeyringError

    place = InKeyring(os.urandom(8).hex())
    try:
        backend = _keyring()
        if backend is not None:
            backend.set_password(SERVICE, place.entry, key.hex())
            if backend.get_password(SERVICE, place.entry) == key.hex():
                return place
    except (KeyringError, RuntimeError, OSError):
        log.warning("The system's keyring refused a key; the store stays as it is.")
    return Nowhere(_now())


def _from_keyring(path: Path, place: InKeyring) -> bytes:
    from keyring.errors import KeyringError

    try:
        backend = _keyring()
        kept = backend.get_password(SERVICE, place.entry) if backend else None
    except (KeyringError, RuntimeError, OSError) as error:
        raise _no_keyring(path) from error
    if backend is None:
        raise _no_keyring(path)
    if not kept:
        raise Locked(
            "The key of {file} is not in this computer's keyring any more.",
            "Restore a backup into another folder with: main.py --home FOLDER restore FILE.",
            file=path.name,
        )
    return bytes.fromhex(kept)


def _no_keyring(path: Path) -> Locked:
    return Locked(
        "The key of {file} is in this computer's keyring, which does not open here.",
        "Sign in to this computer's desktop and try again there.",
        file=path.name,
    )


def _delete(place: InKeyring) -> None:
    from keyring.errors import KeyringError

    try:
        if backend := _keyring():
            backend.delete_password(SERVICE, place.entry)
    except (KeyringError, RuntimeError, OSError):
        log.warning("The system's keyring did not delete a key.")


# -- the passphrase


def _from_environment(place: Wrapped) -> str | None:
    return os.environ.get(place.variable) or os.environ.get(VARIABLE)


def _wrapped(key: bytes, passphrase: str, variable: str) -> Wrapped:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    salt, nonce = os.urandom(SALT_BYTES), os.urandom(NONCE_BYTES)
    bare = Wrapped(salt.hex(), nonce.hex(), "", PASSES, MEMORY_KIB, LANES, variable)
    sealed = AESGCM(_derived(passphrase, bare)).encrypt(nonce, key, None)
    return Wrapped(salt.hex(), nonce.hex(), sealed.hex(), PASSES, MEMORY_KIB, LANES, variable)


def _unwrapped(path: Path, place: Wrapped, passphrase: str | None) -> bytes:
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    if not passphrase:
        raise PassphraseWanted(
            "{file} is encrypted with a passphrase.",
            "Type it when asked, or give it in the environment variable {variable}.",
            file=path.name,
            variable=place.variable,
        )
    _guesses.admit(path)
    try:
        sealed, nonce = bytes.fromhex(place.sealed), bytes.fromhex(place.nonce)
        key = AESGCM(_derived(passphrase, place)).decrypt(nonce, sealed, None)
    except InvalidTag as error:
        _guesses.wrong(path)
        raise PassphraseWanted(
            "That is not the passphrase of {file}.",
            "Check capitals and layout, and try again.",
            file=path.name,
        ) from error
    _guesses.right(path)
    return key


def _derived(passphrase: str, place: Wrapped) -> bytes:
    from unicodedata import normalize

    from argon2.low_level import Type, hash_secret_raw

    return hash_secret_raw(
        normalize("NFC", passphrase).encode(),  # the same passphrase typed on another system
        bytes.fromhex(place.salt),
        time_cost=place.passes,
        memory_cost=place.memory_kib,
        parallelism=place.lanes,
        hash_len=KEY_BYTES,
        type=Type.ID,
    )


class _Guesses:
    """How often a wrong passphrase was given in this process; after three, each costs twice the wait."""

    def __init__(self) -> None:
        self._wrong: Counter[Path] = Counter()
        self._until: dict[Path, float] = {}

    def admit(self, path: Path) -> None:
        """Raises Locked while one has to wait."""
        if (left := self._until.get(path, 0) - time.monotonic()) > 0:
            raise Locked(
                "Too many wrong passphrases for {file}.",
                "Wait {seconds} seconds and try again.",
                file=path.name,
                seconds=int(left) + 1,
            )

    def wrong(self, path: Path) -> None:
        self._wrong[path] += 1
        if (beyond := self._wrong[path] - FREE_GUESSES) >= 0:
            self._until[path] = time.monotonic() + min(2.0**beyond, 60)

    def right(self, path: Path) -> None:
        self._wrong.pop(path, None)
        self._until.pop(path, None)


_guesses = _Guesses()


def _place(path: Path) -> Place | None:
    try:
        return keyfile.read(path)
    except OSError as error:
        raise unwritable(error, path) from error


def _now() -> int:
    return time.time_ns() // 1_000_000
