"""Libraries of content: all files of a kind and a locale, of what ships with the program and of packs.

A folder of content holds `<locale>/<kind>/*`. Within one folder an id stands once; of several folders
the higher version wins, then the later folder. What the team published (`data.content.published`) comes last:
its file stands in place of the one of its name, unless that is newer, and an empty one takes it away. A file
with a fault is left out and the others are used. What has not changed since it was read is not read again.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import permutations
from pathlib import Path
from typing import Any, Generic, Protocol, TypeVar

from data.content.document import Source
from data.content.faults import Fault, Faults


class Content(Protocol):
    """What every kind of content has."""

    @property
    def id(self) -> str: ...
    @property
    def version(self) -> int: ...


T = TypeVar("T", bound=Content)


@dataclass(frozen=True, slots=True)
class Entry(Generic[T]):
    """One piece of content, and where its id stands."""

    value: T
    path: Path
    line: int


@dataclass(frozen=True, slots=True)
class Kind(Generic[T]):
    """A kind of content: its folder, the ending of its files, and how one is read.

    `read` reports what is wrong to the faults it is given; what it gives counts only if none breaks the file.
    """

    folder: str
    ending: str
    read: Callable[[Source, Faults], Sequence[Entry[T]]]


@dataclass(frozen=True, slots=True)
class Loaded(Generic[T]):
    """The content that can be used, by id, with where each piece stands; and all faults, by file and line."""

    entries: tuple[Entry[T], ...]
    faults: tuple[Fault, ...]

    @property
    def values(self) -> tuple[T, ...]:
        return tuple(entry.value for entry in self.entries)


@dataclass(frozen=True, slots=True)
class Check:
    """The outcome of a check: the files that were read, and their faults."""

    files: tuple[Path, ...]
    faults: tuple[Fault, ...]


@dataclass(frozen=True, slots=True)
class _File:
    path: Path
    stamp: tuple[int, int]
    entries: tuple[Entry[Any], ...]
    faults: tuple[Fault, ...]

    @property
    def sound(self) -> bool:
        return not any(fault.breaks for fault in self.faults)

    @property
    def version(self) -> int:
        return max((entry.value.version for entry in self.entries), default=0)


_files: dict[Path, _File] = {}


def load(kind: Kind[T], locale: str, folders: Iterable[Path], published: Sequence[Source] = ()) -> Loaded[T]:
    """Everything of a kind in one locale."""
    withdrawn = {source.path.stem for source in published if source.text == ""}
    team = [_file(kind, source) for source in published if source.text != ""]
    newest = {file.path.stem: file.version for file in team if file.sound}
    groups = [_read(kind, folder / locale / kind.folder) for folder in folders]
    groups = [[file for file in files if not _replaced(file, newest, withdrawn)] for files in groups] + [team]
    found: dict[str, Entry[T]] = {}
    faults: list[Fault] = []
    for files in groups:
        faults += _faults(files)
        own: dict[str, Entry[T]] = {}
        for entry in (entry for file in files if file.sound for entry in file.entries):
            own.setdefault(entry.value.id, entry)
        for name, entry in own.items():
            if name not in found or entry.value.version >= found[name].value.version:
                found[name] = entry
    return Loaded(tuple(found[name] for name in sorted(found)), tuple(faults))


def check(kinds: Iterable[Kind[Any]], folder: Path) -> Check:
    """Read everything in a folder of content, of one locale or of one kind, and compare the locales."""
    paths: list[Path] = []
    faults: list[Fault] = []
    for kind in kinds:
        by_locale: dict[str, dict[str, Entry[Any]]] = {}
        for locale, place in sorted(_places(kind, folder).items()):
            files = _read(kind, place)
            paths += (file.path for file in files)
            faults += _faults(files)
            by_locale[locale] = {entry.value.id: entry for file in files for entry in file.entries}
        faults += _compared(by_locale)
    return Check(tuple(paths), tuple(sorted(faults, key=lambda fault: (fault.path, fault.line))))


def _replaced(file: _File, newest: Mapping[str, int], withdrawn: Collection[str]) -> bool:
    """Whether the team published the file of this name in its place, or took it away."""
    name = file.path.stem
    return name in withdrawn or (name in newest and file.sound and newest[name] >= file.version)


def _places(kind: Kind[Any], folder: Path) -> dict[str, Path]:
    """The folders of a kind below `folder`, by locale."""
    if folder.name == kind.folder:
        return {folder.parent.name: folder}
    if (folder / kind.folder).is_dir():
        return {folder.name: folder / kind.folder}
    return {place.parent.name: place for place in folder.glob(f"*/{kind.folder}") if place.is_dir()}


def _compared(by_locale: Mapping[str, Mapping[str, Entry[Any]]]) -> Iterator[Fault]:
    """What one locale has and another has not, or has in an older version."""
    for (locale, entries), (other, others) in permutations(by_locale.items(), 2):
        for name, entry in entries.items():
            fields = {"id": name, "locale": locale, "other": other}
            if name and name not in others:
                sentence = "{id} is missing in {other}: write it there under the same id."
                yield Fault(entry.path, entry.line, sentence, fields)
            elif name and 0 < others[name].value.version < entry.value.version:
                sentence = "{id} is older in {other} than in {locale}: bring it up to date there."
                yield Fault(entry.path, entry.line, sentence, fields, breaks=False)


def _faults(files: Iterable[_File]) -> Iterator[Fault]:
    """The faults of the files of one folder, ids that stand twice among them."""
    first: dict[str, Entry[Any]] = {}
    for file in files:
        yield from file.faults
        for entry in file.entries:
            earlier = first.setdefault(entry.value.id, entry)
            if entry.value.id and earlier is not entry:
                fields = {"id": entry.value.id, "file": earlier.path.name}
                yield Fault(file.path, entry.line, "The id {id} stands in {file} already.", fields)


def _read(kind: Kind[Any], place: Path) -> list[_File]:
    paths = sorted(path for path in place.glob(f"*{kind.ending}") if not path.name.startswith("."))
    return [_file(kind, Source(path)) for path in paths]


def _file(kind: Kind[Any], source: Source) -> _File:
    stamp = _stamp(source)
    if source.path not in _files or _files[source.path].stamp != stamp:
        faults = Faults(source.path)
        entries = tuple(kind.read(source, faults))
        _files[source.path] = _File(source.path, stamp, entries, faults.sorted())
    return _files[source.path]


def _stamp(source: Source) -> tuple[int, int]:
    """What changes when the file does; zeros for one that is gone, which then says so when it is read."""
    if source.text is not None:
        return hash(source.text), len(source.text)
    try:
        stat = source.path.stat()
    except OSError:
        return 0, 0
    return stat.st_mtime_ns, stat.st_size
