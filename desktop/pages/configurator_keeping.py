"""Keeping designs: save, rename and remove, each with its undo in the toast."""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QInputDialog, QWidget

from data import designs, outbox
from data.configuring import Workbench
from desktop.desk import Desk, Notice
from sales.configurator import Design
from sales.configurator_figures import design_name
from sales.errors import SalesError


def save(desk: Desk, bench: Workbench, design: Design) -> str:
    """Keep a design of the customer's. Returns its id; "" without a customer, which is said."""
    words = desk.words
    if not bench.customer_id:
        told = words("A design is kept for a customer: open it from their quote.")
        desk.banner(Notice(told, icon="info"))
        return ""
    name = design_name(bench.options, design, words)[: designs.LONGEST_NAME]
    design_id, mid = designs.save(desk.store, bench.customer_id, bench.product_id, name, design, desk.now())
    desk.toast(words("Design saved"), partial(_take_back, desk, mid))
    return design_id


def rename(owner: QWidget, desk: Desk, bench: Workbench, design_id: str) -> None:
    """Ask what a design is to be called, and call it so."""
    words = desk.words
    now = next((one.name for one in bench.saved if one.id == design_id), "")
    name, sure = QInputDialog.getText(owner, words("Rename"), words("Name of the design"), text=now)
    if not sure:
        return
    try:
        mid = designs.rename(desk.store, design_id, name, desk.now())
    except SalesError as error:
        desk.banner(Notice(*error.said(words)))
        return
    desk.toast(words("Renamed"), partial(_take_back, desk, mid))


def remove(desk: Desk, design_id: str) -> None:
    mid = designs.remove(desk.store, design_id, desk.now())
    desk.toast(desk.words("Design removed"), partial(_take_back, desk, mid))


def _take_back(desk: Desk, mid: str) -> None:
    outbox.take_back(desk.store, mid, desk.now())
