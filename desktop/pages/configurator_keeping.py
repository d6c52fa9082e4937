"""Keeping designs: save, rename and remove, each written in the background and with its undo in the toast."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtWidgets import QInputDialog, QWidget

from data import designs, outbox
from data.configuring import Workbench
from data.store import Store
from desktop.desk import Desk, Notice
from desktop.work import Task
from sales.configurator import Design
from sales.configurator_figures import design_name
from sales.errors import SalesError


def save(owner: QWidget, desk: Desk, bench: Workbench, design: Design, saved: Callable[[str], None]) -> None:
    """Keep a design of the customer's and hand on its id; without a customer that is said."""
    words = desk.words
    if not bench.customer_id:
        told = words("A design is kept for a customer: open it from their quote.")
        desk.banner(Notice(told, icon="info"))
        return
    name = design_name(bench.options, design, words)[: designs.LONGEST_NAME]
    job = partial(_save, desk.store, bench, name, design, desk.now())

    def done(kept: tuple[str, str]) -> None:
        saved(kept[0])
        _tell(owner, desk, words("Design saved"), kept[1])

    desk.work.start(owner, job, done, partial(_refuse, desk), lane="write")


def rename(owner: QWidget, desk: Desk, bench: Workbench, design_id: str) -> None:
    """Ask what a design is to be called, and call it so."""
    words = desk.words
    now = next((one.name for one in bench.saved if one.id == design_id), "")
    name, sure = QInputDialog.getText(owner, words("Rename"), words("Name of the design"), text=now)
    if sure:
        job = partial(_rename, desk.store, design_id, name, desk.now())
        told = partial(_tell, owner, desk, words("Renamed"))
        desk.work.start(owner, job, told, partial(_refuse, desk), lane="write")


def remove(owner: QWidget, desk: Desk, design_id: str) -> None:
    job = partial(_remove, desk.store, design_id, desk.now())
    told = partial(_tell, owner, desk, desk.words("Design removed"))
    desk.work.start(owner, job, told, partial(_refuse, desk), lane="write")


def _save(store: Store, bench: Workbench, name: str, design: Design, now: int, task: Task) -> tuple[str, str]:
    return designs.save(store, bench.customer_id, bench.product_id, name, design, now)


def _rename(store: Store, design_id: str, name: str, now: int, task: Task) -> str:
    return designs.rename(store, design_id, name, now)


def _remove(store: Store, design_id: str, now: int, task: Task) -> str:
    return designs.remove(store, design_id, now)


def _tell(owner: QWidget, desk: Desk, said: str, mid: str) -> None:
    def undo() -> None:
        back = partial(_take_back, desk.store, mid, desk.now())
        desk.work.start(owner, back, lambda _: None, partial(_refuse, desk), lane="write")

    desk.toast(said, undo)


def _take_back(store: Store, mid: str, now: int, task: Task) -> None:
    outbox.take_back(store, mid, now)


def _refuse(desk: Desk, error: SalesError) -> None:
    desk.banner(Notice(*error.said(desk.words)))
