"""The one-page brief as a PDF in the person's documents."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import QStandardPaths, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QWidget

from data.settings import company
from desktop.desk import Desk, Notice
from desktop.work import Task
from sales.brief import Brief
from sales.errors import FileUnwritable
from sales.words import Words

UNSAFE = '<>:"/\\|?*'  # in a file's name, on one system or another


def save_paper(desk: Desk, owner: QWidget, shown: Brief) -> None:
    """Write the brief in the background, then say where it is and offer to open it."""

    def say(path: Path) -> None:
        desk.banner(
            Notice(
                desk.words("The brief is saved: {file}", file=path.name),
                desk.words("In {folder}", folder=str(path.parent)),
                "good",
                desk.words("Open the file"),
                lambda: _open(path),
            )
        )

    path = paper_path(shown, desk.words)
    job = partial(_print, shown, desk.words, path, desk.settings["paper"], company(desk.settings, desk.words))
    desk.work.start(owner, job, say, lane="heavy")


def paper_path(shown: Brief, words: Words) -> Path:
    """Where a brief is saved: among the person's documents, under who it is for and the day."""
    documents = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
    day = words.moment(shown.prepared_at).date().isoformat()
    name = words("Brief {name} {day}", name=shown.customer.name, day=day)
    safe = "".join(" " if letter in UNSAFE or not letter.isprintable() else letter for letter in name)
    return Path(documents) / "Rapport" / f"{' '.join(safe.split())}.pdf"


def _open(path: Path) -> None:
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))


def _print(shown: Brief, words: Words, path: Path, paper: str, company: str, task: Task) -> Path:
    from reports.brief import call_brief

    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise FileUnwritable(
            "{file} could not be written: {fault}.",
            "Close it if it is open elsewhere, or choose another folder.",
            file=path.name,
            fault=error.strerror or error,
        ) from error
    call_brief(shown, words, path, paper, company)
    return path
