"""A laptop that was revoked destroys what it holds: the key first, then the files, then it tells the hub.

What is to be done is written down before it is begun, so that a wipe that is killed goes on at the next
start. Nothing of this reaches a computer that is kept offline: see `data.sync.lease`.
"""

from __future__ import annotations

import json
import os
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from data import keys
from data.copying import flush_folder, shred, whole
from data.sync.state import Link

NOTE = "rapport.wiped"
STORE = "rapport.db"
# All that Rapport ever puts into a home, except the note.
OURS = (
    "rapport*.db*", "rapport*.key", "rapport.suspect", "rapport.log*", "outbox.log*", "reserve.bin",
    "enrolment.nonce", "window.json*", "files/*",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Wiping:
    """What became of a home: at which hub it was revoked, when, and what has been done about it."""

    hub: str
    token: str
    ca: str
    team_name: str
    at: int
    destroyed: bool = False
    confirmed: bool = False
    seen: bool = False


def found(home: Path) -> Wiping | None:
    """The wipe that was ordered here, finished or not; None when there was none."""
    try:
        return Wiping(**json.loads((home / NOTE).read_text(encoding="utf-8")))
    except FileNotFoundError:
        return None
    except (ValueError, TypeError):  # the note itself was cut short: the order stands all the same
        return Wiping("", "", "", "", 0)


def order(home: Path, tie: Link, now: int) -> Wiping:
    """Write down that this home is to be wiped. From here on it is, whatever happens in between."""
    wiped = Wiping(tie.hub, tie.token, tie.ca, tie.team_name, now)
    _note(home, wiped)
    return wiped


def carry_out(home: Path) -> Wiping | None:
    """Destroy what is to be destroyed and tell the hub, as far as that was not done. No store may be open."""
    wiped = found(home)
    if wiped is None:
        return None
    if not wiped.destroyed:
        _destroy(home)
        wiped = replace(wiped, destroyed=True)
        _note(home, wiped)
    if not wiped.confirmed and (not wiped.hub or _told(wiped)):
        wiped = replace(wiped, token="", confirmed=True)
        _note(home, wiped)
    if wiped.confirmed and wiped.seen:
        (home / NOTE).unlink(missing_ok=True)
    return wiped


def seen(home: Path) -> None:
    """The person has read what happened: this home is like a new one, once the hub has been told."""
    if (wiped := carry_out(home)) is not None:
        _note(home, replace(wiped, seen=True))
        carry_out(home)


def _destroy(home: Path) -> None:
    keys.destroy(home / STORE)
    for pattern in OURS:
        for file in home.glob(pattern):
            if file.is_file():
                shred(file)
    flush_folder(home)


def _told(wiped: Wiping) -> bool:
    from data.sync.http import HubConnection
    from data.sync.transport import Unauthorised, Unreachable

    with suppress(Unreachable), HubConnection(wiped.hub, wiped.token, wiped.ca or None) as hub:
        with suppress(Unauthorised):  # it does not even know us any more: as good as told
            hub.wiped()
        return True
    return False


def _note(home: Path, wiped: Wiping) -> None:
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    with whole(home / NOTE) as part:
        handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(json.dumps(asdict(wiped)))
