"""Undo brings back exactly the rows of before, or says which row stands in its way."""

from __future__ import annotations

from pathlib import Path

import pytest

from data.activities import log
from data.backup import verify
from data.imports import batches, undo
from data.store import Store
from sales.errors import NotFound, RuleBroken
from sales.facts import Activity
from tests.builders.files import CUSTOMERS, NOW, ORDERS, dump, imported, rows, written

LATER = NOW + 60_000


def refusal(store: Store, batch: int) -> str:
    with pytest.raises(RuleBroken) as refused:
        undo(store, batch, LATER)
    return str(refused.value)


def test_undo_of_a_first_import_leaves_nothing(store: Store, tmp_path: Path) -> None:
    before = dump(store)
    imported(store, written(tmp_path / "f.csv", ORDERS), "orders")

    undone = undo(store, 1, LATER)

    assert dump(store) == before
    assert (undone.file_name, undone.created) == ("f.csv", 4)
    assert [(batch.id, batch.undone_at) for batch in batches(store.read())] == [(1, LATER)]
    assert verify(store.path) == []


@pytest.fixture
def lived_in(store: Store, tmp_path: Path) -> Store:
    imported(store, written(tmp_path / "customers.csv", CUSTOMERS), "customers")
    imported(store, written(tmp_path / "orders.csv", ORDERS), "orders")
    return store


CHANGES = {
    "customers": "Customer ID,Name,Phone,City\nQH-1,王建国,13800124472,杭州\nQH-9,New,,Leeds\n",
    "orders": ORDERS.replace("1,2699.00", "2,2699.00")
    + "4711,2026-11-02 10:15,QH-1,王建国,MUG,Mug,3,12.00\n"
    + "4713,2026-11-04 18:30,QH-1,王建国,FILTER-4,Filter for Breva 400,-1,128.50\n"
    + "4720,2026-11-05 09:00,QH-7,Helen Marsh,MUG,Mug,1,12.00\n",
    "products": "SKU,Product name,List price\nBREVA-400,Breva 400 new,2099.00\nLUMO-12,Lumo 12,4599.00\n",
    "tickets": "Ticket no,Customer ID,Opened,Problem\nT-1,QH-1,2026-11-06 09:00,Filter does not fit\n",
    "prices": "Price list,SKU,Net price\nGOLD,BREVA-400,1899\n",
}


@pytest.mark.parametrize("kind", CHANGES)
def test_undo_puts_every_row_back(lived_in: Store, tmp_path: Path, kind: str) -> None:
    before = dump(lived_in)
    outcome = imported(lived_in, written(tmp_path / "f.csv", CHANGES[kind]), kind)
    assert outcome.batch is not None
    assert dump(lived_in) != before

    undo(lived_in, outcome.batch, LATER)

    assert dump(lived_in) == before
    assert rows(lived_in, "SELECT * FROM batch_before") == []
    assert verify(lived_in.path) == []


def test_imports_are_undone_one_after_the_other(lived_in: Store, tmp_path: Path) -> None:
    imported(lived_in, written(tmp_path / "f.csv", CHANGES["orders"]), "orders")

    undo(lived_in, 3, LATER)
    undo(lived_in, 2, LATER)
    undo(lived_in, 1, LATER)

    assert rows(lived_in, "SELECT count(*) FROM customers") == [(0,)]
    assert verify(lived_in.path) == []


def test_undo_is_refused_where_a_later_import_changed_a_row(lived_in: Store, tmp_path: Path) -> None:
    imported(lived_in, written(tmp_path / "f.csv", CHANGES["customers"]), "customers")
    before = dump(lived_in, leave=())

    assert refusal(lived_in, 1) == (
        "Import 1 cannot be undone: QH-1 was changed or used since. Undo the later change first."
    )
    assert dump(lived_in, leave=()) == before


def test_undo_is_refused_where_a_later_import_changed_the_same_row_again(
    lived_in: Store, tmp_path: Path
) -> None:
    imported(lived_in, written(tmp_path / "f.csv", CHANGES["products"]), "products")
    imported(lived_in, written(tmp_path / "f.csv", CHANGES["products"].replace("2099", "2199")), "products")

    assert refusal(lived_in, 3).startswith("Import 3 cannot be undone: BREVA-400 was changed")


def test_undo_is_refused_where_something_was_attached_to_a_row(lived_in: Store, tmp_path: Path) -> None:
    imported(lived_in, written(tmp_path / "f.csv", CHANGES["tickets"]), "tickets")

    assert refusal(lived_in, 1).startswith("Import 1 cannot be undone: QH-1 was changed or used")


def test_undo_is_refused_where_a_rep_wrote_to_a_row(lived_in: Store) -> None:
    who = rows(lived_in, "SELECT id FROM customers WHERE external_id = 'QH-3'")[0][0]
    note = Activity("", who, "note", LATER, text="likes calls in the evening")
    undo(lived_in, 2, LATER)
    log(lived_in, note, LATER)

    assert refusal(lived_in, 1).startswith("Import 1 cannot be undone: QH-3 was changed or used")


def test_undo_of_what_is_undone_or_unknown(lived_in: Store) -> None:
    undo(lived_in, 2, LATER)

    assert refusal(lived_in, 2) == "Import 2 was undone before."
    with pytest.raises(NotFound, match="There is no import 99"):
        undo(lived_in, 99, LATER)
