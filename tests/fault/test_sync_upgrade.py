"""A store of the first release, with work that nobody had sent yet, becomes a hub's laptop."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlite_utils import Database
from sqlite_utils.migrations import Migrations

from data import outbox
from data.backup import verify
from data.engine import opened
from data.ids import uuid7
from data.migrations.m0001_start import start
from data.store import APPLICATION_ID, open_store
from data.sync import attention
from data.sync.clock import wall
from data.sync.enrol import STORE, enrol
from data.sync.home import open_home
from data.sync.service import sync_now
from tests.builders.laptops import Site, notes, site


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with site(tmp_path_factory.mktemp("hub")) as hub:
        yield hub


def of_the_first_release(path: Path) -> None:
    """A store as version 1 wrote it: two customers, a note about each and a changed profile, all unsent."""
    path.parent.mkdir()
    first = Migrations("rapport")
    first(name="0001_start")(start)
    with closing(opened(path, isolation_level=None)) as db:
        first.apply(Database(db))
        db.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        db.execute("PRAGMA user_version = 1")
        for customer, number in (("old-1", "C000001"), ("old-2", "X-GONE")):
            db.execute(
                "INSERT INTO customers (id, external_id, name, phone) VALUES (?, ?, ?, '1')",
                (customer, number, f"Customer of {number}"),
            )
            contact = uuid7(wall())
            said = {"customer_id": customer, "kind": "note", "state": "done", "at": 5, "text": f"v1 {number}"}
            db.execute(
                "INSERT INTO activities (id, customer_id, kind, at, text) VALUES (?, ?, 'note', 5, ?)",
                (contact, customer, said["text"]),
            )
            queue(db, "activities", contact, {"op": "insert", "set": said})
        db.execute("UPDATE customers SET city = 'Suzhou' WHERE id = 'old-1'")
        queue(db, "customers", "old-1", {"op": "patch", "set": {"city": "Suzhou"}, "base": {"city": None}})


def queue(db: object, table: str, row_id: str, body: dict[str, object]) -> None:
    db.execute(  # type: ignore[attr-defined]
        "INSERT INTO outbox (mid, tbl, row_id, body, at) VALUES (?, ?, ?, ?, 5)",
        (uuid7(wall()), table, row_id, json.dumps(body)),
    )


def test_what_the_first_release_had_not_sent_reaches_the_hub_or_a_person(
    served: Site, tmp_path: Path
) -> None:
    home = tmp_path / "home"
    of_the_first_release(home / STORE)

    enrol(home, served.url, served.code(served.team.rep_a), name="X1", now=wall())
    store = open_home(home).store
    done = sync_now(store, home)

    assert (done.rejected, done.heals) == (0, 0)
    assert notes(store.read(), "v1") == ["v1 C000001"]
    assert served.rows("SELECT text FROM activities WHERE text LIKE 'v1%'") == [("v1 C000001",)]
    assert served.rows("SELECT city FROM customers WHERE id = 'c-000001'") == [("Suzhou",)]
    assert [one.message.text for one in attention.refused(store.read())] == ["v1 X-GONE"]
    assert outbox.waiting(store.read()) == 0
    assert verify(home / STORE) == []
    store.close()


def test_the_store_of_before_stays_beside_as_it_was(served: Site, tmp_path: Path) -> None:
    home = tmp_path / "home"
    of_the_first_release(home / STORE)

    enrol(home, served.url, served.code(served.team.rep_a), name="X1", now=wall())

    with closing(open_store(home / "rapport-before-hub.db")) as before:
        assert notes(before.read()) == ["v1 C000001", "v1 X-GONE"]
        assert outbox.waiting(before.read()) == 3
