"""What a connector gives: records some at a time, with how far they go."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from data.imports.values import Reading
from hub.sources.definition import Definition, Feed
from hub.sources.records import Raw
from sales.errors import SalesError

AT_ONCE = 2_000  # records


@dataclass(frozen=True, slots=True)
class Chunk:
    """Some records of a feed. `cursor` is what changes in where to go on, once they are written.

    `complete` says that all records of `file` (or of the feed, where it is no file's) have been given by now,
    so what was not among them is gone. `present` are the keys of all records that there are, where the source
    can say so without giving them. `all_lines`: the lines given are all that their orders have. `readings`
    hold for the file. `waits` says why a file is left for later.
    """

    records: Sequence[Raw] = ()
    cursor: Mapping[str, Any] | None = None
    file: str = ""
    complete: bool = False
    present: frozenset[str] | None = None
    all_lines: bool = False
    readings: Mapping[str, Reading] = field(default_factory=dict)
    waits: SalesError | None = None


class Connector(Protocol):
    """A way to read one type of source."""

    def pull(self, feed: Feed, cursor: Mapping[str, Any]) -> Iterator[Chunk]:
        """What there is of a feed since `cursor`, which is empty at first.

        Raises SourceUnreachable when the source cannot be had, or answers what cannot be read.
        """

    def close(self) -> None: ...


class Opens(Protocol):
    """What makes a connector; `now` is UTC milliseconds."""

    def __call__(self, definition: Definition, now: int, /) -> Connector: ...


@dataclass(frozen=True, slots=True)
class Pass:
    """One reading of a feed: of everything (`since` None), or of what changed since an instant.

    The next one begins at `until`. A pass that was cut off goes on `after` the last record it gave. Instants
    are UTC milliseconds by the source's clock.
    """

    since: int | None
    until: int
    whole_at: int  # when everything was read last
    after: Any = None

    @property
    def whole(self) -> bool:
        """Whether this pass gives everything there is."""
        return self.since is None and self.after is None

    def reached(self, after: Any) -> dict[str, Any]:
        """The cursor in the middle of the pass."""
        return {"since": self.since, "until": self.until, "whole_at": self.whole_at, "after": after}

    def done(self) -> dict[str, Any]:
        """The cursor at its end."""
        whole_at = self.until if self.whole else self.whole_at
        return {"since": None, "after": None, "until": self.until, "whole_at": whole_at}


def next_pass(feed: Feed, cursor: Mapping[str, Any], now: int, *, since: bool, ids: bool) -> Pass:
    """The pass that is due: `since`: the source can say what has changed; `ids`: and what there is at all.

    Where it can say the one but not the other, everything is read every `whole_every_h` hours, so that what
    was deleted is found. Passes overlap by `overlap_s` seconds, for writes that took long to be seen.
    """
    place = feed.place
    until, whole_at = now - int(place.get("overlap_s", 300)) * 1000, int(cursor.get("whole_at", 0))
    if cursor.get("after") is not None:
        return Pass(cursor.get("since"), cursor["until"], whole_at, cursor["after"])
    finds_gone = ids or feed.delete != "missing"
    due = not finds_gone and now - whole_at >= int(place.get("whole_every_h", 24)) * 3_600_000
    if not since or "until" not in cursor or due:
        return Pass(None, until, whole_at)
    return Pass(cursor["until"], until, whole_at)
