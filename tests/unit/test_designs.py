"""Designs that are kept for a customer: saved, renamed, removed, each undone as it was done."""

from __future__ import annotations

import pytest

from data import designs, outbox
from data.facts import put
from data.store import Changes, Store
from sales.configurator import Design
from sales.errors import NotFound, RuleBroken
from sales.facts import Customer, Product

NOW = 1_795_000_000_000
OAK = Design({"wood": "oak", "inside": ("tea", "honey"), "pieces": 24}, {"text": "湖畔"})


@pytest.fixture
def kept(store: Store) -> str:
    with store.write(Changes.of("customers")) as db:
        put(db, [Customer("c1", "Lakeside Hotel", "C-1"), Product("p1", "Welcome box", "GF-WEL")])
    return designs.save(store, "c1", "p1", "  Oak,  linen ", OAK, NOW)[0]


def test_a_design_is_kept_as_it_was_chosen(store: Store, kept: str) -> None:
    (saved,) = designs.designs(store.read(), "c1", "p1")

    assert (saved.id, saved.name) == (kept, "Oak, linen")
    assert saved.said == {"wood": "oak", "inside": ["tea", "honey"], "pieces": 24, "text": "湖畔"}


def test_a_new_name_and_a_removal_are_undone(store: Store, kept: str) -> None:
    renamed = designs.rename(store, kept, "For the lobby", NOW + 1)
    removed = designs.remove(store, kept, NOW + 2)
    gone = designs.designs(store.read(), "c1", "p1")

    outbox.take_back(store, removed, NOW + 3)
    outbox.take_back(store, renamed, NOW + 3)

    assert gone == ()
    assert [one.name for one in designs.designs(store.read(), "c1", "p1")] == ["Oak, linen"]


def test_keeping_a_design_is_undone(store: Store, kept: str) -> None:
    _, mid = designs.save(store, "c1", "p1", "Walnut", OAK, NOW + 1)

    outbox.take_back(store, mid, NOW + 2)

    assert [one.id for one in designs.designs(store.read(), "c1", "p1")] == [kept]


@pytest.mark.parametrize("name", ["", "   ", "x" * 61])
def test_a_name_that_cannot_be_is_refused_and_the_old_one_stays(store: Store, kept: str, name: str) -> None:
    with pytest.raises(RuleBroken):
        designs.rename(store, kept, name, NOW + 1)

    assert designs.designs(store.read(), "c1", "p1")[0].name == "Oak, linen"


def test_a_design_that_is_not_there_is_said_to_be_unknown(store: Store, kept: str) -> None:
    with pytest.raises(NotFound):
        designs.remove(store, f"{kept}x", NOW)
