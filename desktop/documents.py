"""Files that people keep: where they are saved, under which name, and how they are opened."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QStandardPaths, QUrl
from PySide6.QtGui import QDesktopServices

UNSAFE = '<>:"/\\|?*'  # in a file's name, on one system or another


def document_path(name: str, suffix: str) -> Path:
    """Where a document of this name is saved: in a folder of our own among the person's documents."""
    documents = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
    return Path(documents) / "Rapport" / f"{safe_name(name)}{suffix}"


def passing_path(name: str, suffix: str) -> Path:
    """Where a document lies that is only looked at or printed."""
    folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.TempLocation)
    return Path(folder) / "Rapport" / f"{safe_name(name)}{suffix}"


def safe_name(name: str) -> str:
    """A name that every system takes for a file."""
    kept = "".join(" " if letter in UNSAFE or not letter.isprintable() else letter for letter in name)
    return " ".join(kept.split()).strip(". ")


def open_file(path: Path) -> None:
    """Open a file with the program that the person has for it."""
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))
