"""Files that laptops read from the hub, named by the SHA-256 of their bytes, so that one is never stale.

Each belongs to a scope like a row: who may not read the scope cannot tell that the file exists.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256

from hub.db import Db, Tx
from hub.refusals import Refused
from hub.scopes import granted
from hub.who import Who

PIECE = 256 << 10
_RANGE = re.compile(r"bytes=(\d{0,18})-(\d{0,18})")


@dataclass(frozen=True, slots=True)
class File:
    """A file of a team; `kind` is its media type."""

    sha256: str
    kind: str
    size: int


@dataclass(frozen=True, slots=True)
class Part:
    """The bytes from `first` up to, without, `end`; `whole` if that is all of them."""

    first: int
    end: int
    whole: bool


def keep(tx: Tx, team: str, body: bytes, kind: str, scope: str, now: int) -> str:
    """Store a file. Returns its name, which is the same for the same bytes."""
    name = sha256(body).hexdigest()
    tx.run(
        "INSERT INTO file (team, sha256, scope, kind, body, added_at)"
        " VALUES (:team, :name, :scope, :kind, :body, :now) ON CONFLICT (team, sha256) DO NOTHING",
        team=team, name=name, scope=scope, kind=kind, body=body, now=now,
    )  # fmt: skip
    return name


def find(tx: Tx, who: Who, name: str) -> File:
    """A file that somebody may read. Raises Refused."""
    row = tx.row(
        "SELECT sha256, kind, length(body) AS size, scope FROM file WHERE team = :team AND sha256 = :name",
        team=who.team, name=name,
    )  # fmt: skip
    if row is None or row.scope not in granted(tx, who):
        raise Refused(404, "missing", "There is no such file.")
    return File(row.sha256, row.kind, row.size)


def part(file: File, asked: str | None) -> Part:
    """What a Range header asks for; the whole file where there is none, or one we do not serve.

    Raises Refused (416) for one that begins behind the end. Source: RFC 9110, section 14.
    """
    found = _RANGE.fullmatch(asked.strip()) if asked else None
    if found is None or found.groups() == ("", ""):
        return Part(0, file.size, True)
    first, last = found.groups()
    start = int(first) if first else max(0, file.size - int(last))
    end = min(file.size, int(last) + 1) if first and last else file.size
    if start >= file.size or end <= start:
        raise Refused(416, "range", "The file has no such range.")
    return Part(start, end, False)


def pieces(db: Db, team: str, file: File, asked: Part) -> Iterator[bytes]:
    """The bytes, a piece at a time, so that a large file is never in memory as a whole."""
    for first in range(asked.first, asked.end, PIECE):
        with db.reading() as tx:
            yield bytes(
                tx.value(
                    "SELECT substr(body, :first, :n) FROM file WHERE team = :team AND sha256 = :name",
                    first=first + 1, n=min(PIECE, asked.end - first), team=team, name=file.sha256,
                )
            )  # fmt: skip
