"""A folder of files: CSV in any form, spreadsheets, Parquet, as `main.py import` reads them.

    type = "folder"
    path = "/srv/exports"
    settle_s = 5                # a file that was written to more recently waits

    [[kind]]
    kind = "customers"
    glob = "customers*.csv"     # each file has records of its own; what leaves a file is gone
    latest = false              # or: the last by name has all records there are, and counts alone

A file is read again when its size or time of change differ, and what is in it as well. Where several have a
record, the file that was changed last counts.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from data.imports.fields import plain
from data.imports.notation import readings
from data.imports.source import Source, inspect
from data.imports.values import Reading
from hub.sources.chunks import AT_ONCE, Chunk
from hub.sources.definition import Definition, Feed, SourceUnreachable
from hub.sources.records import Raw
from sales.errors import ImportRefused

UNFINISHED = (".tmp", ".part", ".partial", ".crdownload", ".swp")
ASIDE = (".", "~$")

Stamp = list[Any]  # size, time of change in ns, hash; "" for a hash: seen, but not read yet


@dataclass(frozen=True, slots=True)
class Folder:
    """Reads a folder. `now` is UTC milliseconds."""

    path: Path
    settle_ms: int
    now: int

    @classmethod
    def opened(cls, said: Definition, now: int) -> Folder:
        return cls(Path(said.place["path"]), int(float(said.place.get("settle_s", 5)) * 1000), now)

    def pull(self, feed: Feed, cursor: Mapping[str, Any]) -> Iterator[Chunk]:
        """The files that are new or changed, oldest first, and those that are gone."""
        latest = bool(feed.place.get("latest"))
        found = self._files(feed)
        for name in sorted(cursor.keys() - {self._name(path) for path in found}):
            yield Chunk(cursor={name: None}, file=name, complete=not latest)
        for path in found:
            yield from self._file(path, feed, cursor.get(self._name(path), [0, 0, ""]))

    def _file(self, path: Path, feed: Feed, known: Stamp) -> Iterator[Chunk]:
        """A file's records, if it is finished and not what was read before."""
        name = self._name(path)
        try:
            stamp = self._stamp(path, known)
        except OSError as error:
            waits = SourceUnreachable(
                "{file} cannot be read: {reason}.", "The next run tries again.",
                file=name, reason=error.strerror or error,
            )  # fmt: skip
            yield Chunk(file=name, waits=waits)
            return
        if stamp == known and known[2]:
            return
        if not stamp[2]:
            waits = SourceUnreachable("The file is still being written.", "The next run reads it.")
            yield Chunk(cursor={name: stamp}, file=name, waits=waits)
        elif stamp[2] == known[2]:
            yield Chunk(cursor={name: stamp}, file=name)
        else:
            yield from self._read(path, feed, "" if feed.place.get("latest") else name, {name: stamp})

    def _stamp(self, path: Path, known: Stamp) -> Stamp:
        """What a file is now; without a hash while it may still be written to."""
        status = path.stat()
        size, changed = status.st_size, status.st_mtime_ns
        same = [size, changed] == known[:2]
        if same and known[2]:
            return known
        settled = same or changed // 1_000_000 <= self.now - self.settle_ms
        return [size, changed, _hash(path) if settled else ""]

    def close(self) -> None:
        """Nothing is open between two files."""

    def _files(self, feed: Feed) -> list[Path]:
        """The files of a feed: the order in which they were changed, or of their names if the last counts."""
        if not self.path.is_dir():
            raise SourceUnreachable(
                "There is no folder {path}.", "Check that the share is there, and run again.", path=self.path
            )
        paths = [
            path
            for path in self.path.glob(str(feed.place["glob"]))
            if path.is_file() and not path.name.startswith(ASIDE) and path.suffix not in UNFINISHED
        ]
        if feed.place.get("latest"):
            return sorted(paths, key=lambda path: path.name)[-1:]
        return sorted(paths, key=lambda path: (_changed(path), path.name))

    def _name(self, path: Path) -> str:
        return path.relative_to(self.path).as_posix()

    def _read(self, path: Path, feed: Feed, file: str, done: Mapping[str, Any]) -> Iterator[Chunk]:
        """The records of a file. What cannot be read as a whole waits for the next run."""
        try:
            source = inspect(path, feed.mapping.layout)
            at = _placed(source, feed)
            ways = _readings(source, feed, at)
            held: list[Raw] = []
            for batch in source.batches():
                for number, cells in zip(batch.numbers, batch.rows, strict=True):
                    held.append(_raw(source, at, number, cells))
                if len(held) >= AT_ONCE:
                    yield Chunk(held[:AT_ONCE], file=file, readings=ways)
                    held = held[AT_ONCE:]
            yield Chunk(held, done, file, complete=True, readings=ways)
        except ImportRefused as error:
            yield Chunk(file=self._name(path), waits=error)


def _changed(path: Path) -> int:
    """When a file was changed, in ns; 0 if it has gone since it was listed."""
    try:
        return path.stat().st_mtime_ns
    except OSError:
        return 0


def _hash(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "blake2b").hexdigest()[:32]


def _placed(source: Source, feed: Feed) -> dict[str, tuple[int, ...]]:
    """By field, where its columns stand. Raises ImportRefused for one that the file does not have."""
    exact = {name: at for at, name in reversed(list(enumerate(source.header)))}
    loose = {plain(name): at for name, at in exact.items()}
    placed = {}
    for name, columns in feed.columns.items():
        found = [exact.get(column, loose.get(plain(column))) for column in columns]
        placed[name] = tuple(at for at in found if at is not None)
        if not placed[name]:
            raise ImportRefused(
                "{file} has no column {column}.",
                "It has: {columns}.",
                file=source.path.name,
                column=columns[0],
                columns=", ".join(source.header),
            )
    return placed


def _readings(source: Source, feed: Feed, placed: Mapping[str, tuple[int, ...]]) -> dict[str, Reading]:
    """How the numbers and days of each field are written in this file."""
    columns = {at[0]: feed.kind.by_name[name] for name, at in placed.items() if name}
    ways = readings(source, columns, feed.mapping.decimal, feed.mapping.date)
    return {name: ways[at[0]] for name, at in placed.items() if name}


def _raw(source: Source, placed: Mapping[str, tuple[int, ...]], number: int, cells: Any) -> Raw:
    width = len(source.header)
    where = f"{source.path.name}:{number}"
    beyond = any(str(cell).strip() for cell in cells[width:])
    if source.form == "text" and (len(cells) < width or beyond):
        wrong = ImportRefused(
            "The row has {n} cells, the head has {width}: a cell that holds the delimiter needs quotation"
            " marks.",
            n=len(cells),
            width=width,
        )
        return Raw(where, wrong=wrong)
    return Raw(where, {name: _first(cells, at) for name, at in placed.items()})


def _first(cells: Any, at: tuple[int, ...]) -> object:
    """The first of some cells that says anything."""
    found = (cells[place] for place in at if place < len(cells))
    return next((cell for cell in found if str(cell).strip()), "")
