"""Text tables: CSV and its kin in any encoding and with any delimiter, plain or gzipped, read as a stream.

No line is held that is longer than a table has any use for, so that a file without line ends is refused
before it fills the memory.
"""

from __future__ import annotations

import csv
import gzip
import io
import zlib
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from itertools import islice
from pathlib import Path
from typing import BinaryIO, cast

from data.imports.encoding import Encoding, encoding_of
from data.imports.records import AT_ONCE, Batch, batch
from sales.errors import ImportRefused

GZIP = b"\x1f\x8b"
DELIMITERS = (",", ";", "\t", "|")
CHUNK = 1 << 20  # bytes
LONGEST = 1_000_000  # characters of a line
SNIFFED = 200  # records that decide the delimiter
HEAD = 262_144  # characters that are looked at before reading


@contextmanager
def bytes_of(path: Path) -> Iterator[tuple[BinaryIO, BinaryIO]]:
    """The file's bytes, unpacked if it is gzipped, and the raw file, whose position tells how far one is."""
    with path.open("rb") as raw:
        packed = raw.read(2) == GZIP
        raw.seek(0)
        if not packed:
            yield raw, raw
            return
        try:
            with gzip.GzipFile(fileobj=raw) as unpacked:
                yield io.BufferedReader(unpacked, CHUNK), raw
        except (EOFError, gzip.BadGzipFile, zlib.error) as error:
            raise ImportRefused(
                "{file} is cut off: its packed data ends too early.",
                "Copy or download the file again.",
                file=path.name,
            ) from error


def sniff(path: Path) -> Encoding:
    """The encoding of a file. Raises ImportRefused for what is no text, or has lines beyond all measure."""
    with bytes_of(path) as (stream, _):
        found = encoding_of(_chunks(stream, path))
    if found is None:
        raise ImportRefused(
            "{file} is not a table: it holds binary data.",
            "Save it as CSV, Excel or Parquet and import that.",
            file=path.name,
        )
    return found


def delimiter_of(path: Path, encoding: str) -> str:
    """The delimiter that cuts the first records into the same number of cells, more than one if possible."""
    try:
        with bytes_of(path) as (stream, _), _decoded(stream, encoding) as file:
            text = file.read(HEAD)
    except UnicodeDecodeError as error:
        raise _undecodable(path, encoding, 1) from error
    first = text.split("\n", 1)[0].strip().strip('"')
    if first.lower().startswith("sep=") and len(first) == 5:  # Excel's own remark
        return first[4]
    return max(DELIMITERS, key=lambda delimiter: _evenness(text, delimiter))


def records(path: Path, encoding: str, delimiter: str) -> Iterator[Batch]:
    """Every record that is not blank, some hundreds at a time.

    Raises ImportRefused, with the line, for what cannot be decoded, is never closed or is too long.
    """
    size = max(path.stat().st_size, 1)
    with bytes_of(path) as (stream, raw), _decoded(stream, encoding) as text:
        reader = csv.reader(_lines(text, path), delimiter=delimiter)
        first = 1
        try:
            while rows := list(islice(reader, AT_ONCE)):
                if first == 1 and rows[0] == [
                    "sep=",
                    "",
                ]:  # Excel's own remark, cut by the delimiter it names
                    rows[0] = []
                yield batch(first, cast("list[Sequence[object]]", rows), raw.tell() / size)
                first += len(rows)
        except UnicodeDecodeError as error:
            raise _undecodable(path, encoding, reader.line_num + 1) from error
        except csv.Error as error:
            raise ImportRefused(
                "Near line {line}, {file} has a cell of more than {limit} characters: a quotation mark that"
                " is never closed.",
                "Close the quotation mark in that row, or double it.",
                line=f"{reader.line_num:,}",
                file=path.name,
                limit=f"{csv.field_size_limit():,}",
            ) from error


def _chunks(stream: BinaryIO, path: Path) -> Iterator[bytes]:
    """The file in pieces, as long as it has line ends."""
    since = lines = 0
    while chunk := stream.read(CHUNK):
        end = max(chunk.rfind(b"\n"), chunk.rfind(b"\r"))
        since = since + len(chunk) if end < 0 else len(chunk) - end
        lines += chunk.count(b"\n")
        yield chunk
        if since > 4 * LONGEST:  # no character has more than four bytes
            raise _endless(path, lines + 1)


def _decoded(stream: BinaryIO, encoding: str) -> io.TextIOWrapper:
    return io.TextIOWrapper(stream, encoding, newline="")


def _lines(text: io.TextIOWrapper, path: Path) -> Iterator[str]:
    read = text.readline
    number = 0
    while line := read(LONGEST):
        number += 1
        if len(line) == LONGEST and line[-1] not in "\r\n":
            raise _endless(path, number)
        yield line


def _endless(path: Path, line: int) -> ImportRefused:
    return ImportRefused(
        "Line {line} of {file} has more than {limit} characters, so it is not a table.",
        "Check that the file has line ends, or export it again.",
        line=f"{line:,}",
        file=path.name,
        limit=f"{LONGEST:,}",
    )


def _undecodable(path: Path, encoding: str, line: int) -> ImportRefused:
    return ImportRefused(
        "Near line {line}, {file} cannot be read as {encoding}.",
        "Choose another encoding, or save the file as UTF-8.",
        line=f"{line:,}",
        file=path.name,
        encoding=Encoding(encoding).spoken,
    )


def _evenness(text: str, delimiter: str) -> tuple[bool, float, int]:
    """How well a delimiter fits.

    Whether the head has as many cells as most rows, the share of rows that have, and the number of cells.
    """
    counts: list[int] = []
    with suppress(csv.Error):  # a quotation mark that is never closed: what came before it counts
        for cells in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter):
            if any(cells):
                counts.append(len(cells))
            if len(counts) == SNIFFED:
                break
        else:
            counts = counts[:-1] or counts  # the last record may be cut
    if not counts:
        return False, 0.0, 0
    usual, times = Counter(counts).most_common(1)[0]
    return usual > 1 and counts[0] == usual, times / len(counts) if usual > 1 else 0.0, usual
