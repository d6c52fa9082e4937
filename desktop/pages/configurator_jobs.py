"""What the configurator does in the background: read, keep, add to the quote, write the sheet."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QWidget

from data.configuring import Workbench, put_on_quote, workbench
from data.settings import company
from data.store import Store
from desktop.desk import Desk, Notice
from desktop.documents import document_path, open_file
from desktop.work import Task
from sales.configurator import Design
from sales.errors import FileUnwritable
from sales.words import Words


def read(store: Store, version_id: str, number: str, now: int, words: Words, task: Task) -> Workbench:
    return workbench(store.read(), version_id, number, now, words)


def put(
    store: Store,
    bench: Workbench,
    design: Design,
    design_id: str,
    line_id: str,
    now: int,
    words: Words,
    task: Task,
) -> Workbench:
    """Put a design on its quote; gives the bench it was made at."""
    put_on_quote(store, bench, design, design_id or None, line_id, now, words)
    return bench


def write_sheet(owner: QWidget, desk: Desk, bench: Workbench, design: Design) -> None:
    """Write the configuration sheet, then say where it is and offer to open it."""

    def say(path: Path) -> None:
        words = desk.words
        desk.banner(
            Notice(
                words("The configuration sheet is saved: {file}", file=path.name),
                words("In {folder}", folder=str(path.parent)),
                "good",
                words("Open the file"),
                lambda: open_file(path),
            )
        )

    words = desk.words
    name = words("Configuration {product} {customer}", product=bench.options.id, customer=bench.customer_name)
    path = document_path(name.strip(), ".pdf")
    sender = company(desk.settings, words)
    job = partial(_sheet, bench, design, words, path, desk.settings["paper"], sender, desk.now())
    desk.work.start(owner, job, say, lane="heavy")


def _sheet(
    bench: Workbench, design: Design, words: Words, path: Path, paper: str, sender: str, now: int, task: Task
) -> Path:
    from reports.configuration import Sheet, configuration_sheet

    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise FileUnwritable(
            "{file} could not be written: {fault}.",
            "Close it if it is open elsewhere, or choose another folder.",
            file=path.name,
            fault=error.strerror or error,
        ) from error
    found = bench.priced(design, words)
    sheet = Sheet(
        bench.options, design, bench.customer_name, found.steps, found.total, now, bench.promised_on
    )
    configuration_sheet(sheet, words, path, paper, sender)
    return path
