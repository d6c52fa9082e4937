"""The key file of a store: where its key is, never the key itself.

It lies beside the database, readable by its owner only: `rapport.key` beside `rapport.db`. A backup has one
of its own, so that the two can be carried to another computer together.
"""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path

from data.copying import shred, whole
from sales.errors import StoreDamaged


@dataclass(frozen=True, slots=True)
class InKeyring:
    """The key is in the system's keyring, under the name `entry`."""

    entry: str


@dataclass(frozen=True, slots=True)
class Wrapped:
    """The key is here, sealed with AES-GCM under what Argon2id makes of a passphrase.

    Bytes are hex. `variable` names the environment variable in which commands find the passphrase.
    """

    salt: str
    nonce: str
    sealed: str
    passes: int
    memory_kib: int
    lanes: int
    variable: str


@dataclass(frozen=True, slots=True)
class Nowhere:
    """There is no key, because no keyring was found when one was last looked for, UTC milliseconds."""

    sought_at: int


Place = InKeyring | Wrapped | Nowhere
PLACES = {"keyring": InKeyring, "passphrase": Wrapped, "nowhere": Nowhere}
NAMES = {place: name for name, place in PLACES.items()}


def key_file(path: Path) -> Path:
    """Where the key file of the database at `path` lies."""
    return path.with_suffix(".key") if path.suffix == ".db" else path.with_name(path.name + ".key")


def read(path: Path) -> Place | None:
    """Where the key of the database at `path` is; None when there is no key file.

    Raises StoreDamaged when the key file cannot be understood, OSError when it cannot be read.
    """
    file = key_file(path)
    try:
        said = json.loads(file.read_bytes())
        place: Place = PLACES[said.pop("where")](**said)
    except FileNotFoundError:
        return None
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise StoreDamaged(
            "{file}, which says where the key of your data is, is damaged.",
            "Put the key file of a backup in its place.",
            file=file.name,
        ) from error
    return place


def write(path: Path, place: Place) -> None:
    """Say where the key of the database at `path` is; flushed, whole or not at all. Raises OSError."""
    with whole(key_file(path)) as part:
        text = json.dumps({"where": NAMES[type(place)], **asdict(place)}, indent=1)
        handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)


def copy(path: Path, target: Path) -> None:
    """Give `target`, a copy of the database at `path`, the same key file. Raises StoreDamaged or OSError."""
    place = read(path)
    if isinstance(place, InKeyring | Wrapped):
        write(target, place)
    else:
        remove(target)


def remove(path: Path) -> None:
    """Write over the key file of the database at `path` and remove it."""
    shred(key_file(path))
