"""Finished files on their way to the disk."""

from __future__ import annotations

from pathlib import Path

from sales.errors import FileUnwritable


def write_file(path: Path, content: bytes) -> None:
    """Write a file, and its folder if there is none. Raises FileUnwritable."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    except OSError as error:
        raise FileUnwritable(
            "{file} could not be written: {fault}.",
            "Close it if it is open elsewhere, or choose another folder.",
            file=path.name,
            fault=error.strerror or error,
        ) from error
