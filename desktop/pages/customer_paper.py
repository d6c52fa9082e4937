"""The one-page brief as a PDF in the person's documents."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QWidget

from data.settings import company
from desktop.desk import Desk, Notice
from desktop.documents import document_path, open_file
from desktop.work import Task
from sales.brief import Brief
from sales.errors import FileUnwritable
from sales.words import Words


def save_paper(desk: Desk, owner: QWidget, shown: Brief) -> None:
    """Write the brief in the background, then say where it is and offer to open it."""

    def say(path: Path) -> None:
        desk.banner(
            Notice(
                desk.words("The brief is saved: {file}", file=path.name),
                desk.words("In {folder}", folder=str(path.parent)),
                "good",
                desk.words("Open the file"),
                lambda: open_file(path),
            )
        )

    path = paper_path(shown, desk.words)
    job = partial(_print, shown, desk.words, path, desk.settings["paper"], company(desk.settings, desk.words))
    desk.work.start(owner, job, say, lane="heavy")


def paper_path(shown: Brief, words: Words) -> Path:
    """Where a brief is saved: among the person's documents, under who it is for and the day."""
    day = words.moment(shown.prepared_at).date().isoformat()
    return document_path(words("Brief {name} {day}", name=shown.customer.name, day=day), ".pdf")


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
