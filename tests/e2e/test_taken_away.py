"""I6: after the next round not a byte of what was taken from a laptop is in its files."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from random import Random

import pytest

from data.customers import edit
from data.search import find
from data.store import Changes, Store, open_store
from data.sync import derived
from data.sync.round import run
from data.sync.state import put
from data.sync.tables import territory_scope
from hub.rows import Work
from hub.who import Who
from tests.builders.model import TEAM, HubModel, Wire

SECRETS = (
    "Zebulon",
    "13800138000",
    "WELCOMEZEB",
    "leaking since Tuesday",
    "Quarterly quince",
    "Kumquat Road",
)
HERE, THERE = "North", "South"
TODAY = date(2026, 11, 24)


@pytest.fixture
def hub() -> Iterator[HubModel]:
    made = HubModel(Random(5))
    made.person("ann")
    made.grant("ann", territory_scope(HERE), on=True)
    made.office(_two_customers)
    yield made
    made.close()


@pytest.fixture
def laptop(tmp_path: Path, hub: HubModel) -> Iterator[Store]:
    store = open_store(tmp_path / "home" / "rapport.db")
    with store.write(Changes.of("sync")) as db:
        put(db, device="ann-1", hub="model", token="", user="ann")
    _sync(store, hub)
    yield store
    store.close()


def test_a_customer_who_moves_to_another_territory_leaves_nothing_behind(
    laptop: Store, hub: HubModel
) -> None:
    assert _found(laptop) == list(SECRETS)

    hub.office(lambda work: work.put("customers", "c-leaves", {"territory": THERE}))
    _sync(laptop, hub)

    assert _found(laptop) == []
    assert find(laptop.read(), "Zebulon") == []
    assert [hit.ref for hit in find(laptop.read(), "Stays")] == ["c-stays"]


def test_a_territory_that_is_taken_away_leaves_nothing_behind(laptop: Store, hub: HubModel) -> None:
    hub.grant("ann", territory_scope(HERE), on=False)

    _sync(laptop, hub)

    assert _found(laptop) == []
    assert laptop.read().execute("SELECT count(*) FROM customers").fetchone()[0] == 0
    assert laptop.read().execute("SELECT count(*) FROM summaries").fetchone()[0] == 0


def test_what_i_wrote_about_them_keeps_only_my_own_words(laptop: Store, hub: HubModel) -> None:
    edit(laptop, "c-leaves", "phone", "139 0000 1111", hub.now, TODAY)
    _sync(laptop, hub)
    edit(laptop, "c-leaves", "email", "z@example.com", hub.now, TODAY)

    hub.office(lambda work: work.put("customers", "c-leaves", {"territory": THERE}))
    _sync(laptop, hub)

    assert _found(laptop) == []
    waiting = laptop.read().execute("SELECT why, body FROM attention").fetchall()
    assert [row["why"] for row in waiting] == ["moved"]
    assert "z@example.com" in waiting[0]["body"]


def test_a_deleted_customer_leaves_nothing_behind(laptop: Store, hub: HubModel) -> None:
    hub.office(lambda work: work.drop("customers", "c-leaves"))

    _sync(laptop, hub)

    assert _found(laptop) == []


def _two_customers(work: Work) -> None:
    work.put("customers", "c-stays", {"name": "Stays Here", "territory": HERE})
    work.put(
        "customers",
        "c-leaves",
        {"name": "Zebulon Quill", "phone": "13800138000", "territory": HERE, "occupation": "Kumquat Road"},
    )
    work.put(
        "orders", "o", {"customer_id": "c-leaves", "placed_at": 1, "net_cents": 100, "coupon": "WELCOMEZEB"}
    )
    work.put("tickets", "t", {"customer_id": "c-leaves", "opened_at": 1, "text": "leaking since Tuesday"})
    work.put(
        "activities", "a", {"customer_id": "c-leaves", "kind": "note", "at": 1, "text": "Quarterly quince"}
    )


def _sync(store: Store, hub: HubModel) -> None:
    hub.now += 1_000
    run(store, Wire(hub, Who(TEAM, "ann", "rep", "ann-1"), "", 0, []), lambda: hub.now)
    derived.catch_up(store, hub.now)


def _found(store: Store) -> list[str]:
    """Which of the secrets can be read in any file of the home, as it lies on the disk."""
    whole = b"".join(file.read_bytes() for file in sorted(store.path.parent.iterdir())).lower()
    return [secret for secret in SECRETS if secret.lower().encode() in whole]
