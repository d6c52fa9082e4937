"""A laptop that was revoked destroys what it holds, also when the wipe itself is broken off."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from data import keyfile, keys, outbox
from data.store import Store
from data.sync import wipe
from data.sync.clock import wall
from data.sync.enrol import STORE, enrol
from data.sync.home import open_home
from data.sync.service import sync_now
from data.sync.state import Link, link
from data.sync.transport import Unauthorised, Unreachable, Wiped
from hub import devices
from tests.builders import proxy as faults
from tests.builders.laptops import Site, laptop, move, note, site, synced
from tests.builders.proxy import proxy

PHRASE = "four words are enough"
LEFT = {wipe.NOTE, "sync.lock", "rapport.lock"}


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with site(tmp_path_factory.mktemp("hub")) as hub:
        yield hub


def revoked(served: Site, store: Store) -> Link:
    """The laptop of this store is reported lost."""
    tie = link(store.read())
    assert tie is not None
    devices.revoke(served.db, served.team.admin, tie.device, wall())
    return tie


def names(home: Path) -> set[str]:
    return {file.name for file in home.iterdir()}


def state_of(served: Site, device: str) -> str:
    ((state,),) = served.rows("SELECT state FROM device WHERE id = :id", id=device)
    return str(state)


def test_a_revoked_laptop_is_wiped_and_the_hub_hears_of_it(served: Site, tmp_path: Path) -> None:
    store = laptop(served, served.team.rep_a, tmp_path)
    sync_now(store, tmp_path)
    note(store, "c-000001", "not sent before the laptop was lost")
    tie = revoked(served, store)

    with pytest.raises(Wiped):
        sync_now(store, tmp_path)

    assert names(tmp_path) <= LEFT
    assert state_of(served, tie.device) == "wiped"
    found = wipe.found(tmp_path)
    assert found is not None
    assert (found.destroyed, found.confirmed, found.token) == (True, True, "")


def test_what_was_written_on_it_goes_into_quarantine_not_to_the_team(served: Site, tmp_path: Path) -> None:
    store = laptop(served, served.team.rep_a, tmp_path)
    sync_now(store, tmp_path)
    note(store, "c-000001", "written by whom?")
    revoked(served, store)

    with pytest.raises(Wiped):
        sync_now(store, tmp_path)

    kept = served.rows("SELECT outcome FROM mutation WHERE body LIKE '%written by whom?%'")
    assert kept == [("quarantined",)]
    assert served.rows("SELECT count(*) FROM activities WHERE text = 'written by whom?'") == [(0,)]


def test_the_key_goes_before_the_files(served: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    code = served.code(served.team.rep_a)
    enrol(tmp_path, served.url, code, name="X1", now=wall(), passphrase=PHRASE)
    store = open_home(tmp_path, lambda path: keys.unlock(path, PHRASE)).store
    tie = revoked(served, store)
    wipe.order(tmp_path, tie, wall())
    store.close()

    def killed(path: Path) -> None:
        raise KeyboardInterrupt(path.name)

    monkeypatch.setattr(wipe, "shred", killed)
    with pytest.raises(KeyboardInterrupt):
        wipe.carry_out(tmp_path)

    assert keyfile.read(tmp_path / STORE) is None
    assert (tmp_path / STORE).exists()


def test_a_wipe_that_was_killed_goes_on_at_the_next_start(served: Site, tmp_path: Path) -> None:
    store = laptop(served, served.team.rep_a, tmp_path)
    sync_now(store, tmp_path)
    tie = revoked(served, store)
    wipe.order(tmp_path, tie, wall())  # and here the process died
    store.close()

    found = open_home(tmp_path)

    assert found.wiping is not None
    assert found.wiping.destroyed
    assert found.store.read().execute("SELECT count(*) FROM customers").fetchone()[0] == 0
    assert link(found.store.read()) is None
    assert state_of(served, tie.device) == "wiped"
    found.store.close()


def test_a_hub_that_cannot_be_told_is_told_at_a_later_start(served: Site, tmp_path: Path) -> None:
    with proxy(served.url) as way:
        store = laptop(served, served.team.rep_a, tmp_path, way.url)
        synced(store)
        tie = revoked(served, store)
        way.faults.extend((faults.whole, faults.lose_request))
        with pytest.raises(Wiped):
            sync_now(store, tmp_path)
        before = state_of(served, tie.device)
        wipe.seen(tmp_path)

    found = wipe.found(tmp_path)
    assert before == "revoked"
    assert found is None
    assert state_of(served, tie.device) == "wiped"


def test_an_order_that_cannot_be_read_is_an_order_all_the_same(tmp_path: Path) -> None:
    (tmp_path / wipe.NOTE).write_text("{", encoding="utf-8")
    (tmp_path / "rapport-before-2.db").write_bytes(b"customers")

    found = open_home(tmp_path)

    assert found.wiping is not None
    assert not (tmp_path / "rapport-before-2.db").exists()
    assert json.loads((tmp_path / wipe.NOTE).read_text(encoding="utf-8"))["destroyed"]
    found.store.close()


def test_a_laptop_that_the_hub_forgot_keeps_all_that_it_has(served: Site, tmp_path: Path) -> None:
    store = laptop(served, served.team.rep_a, tmp_path)
    sync_now(store, tmp_path)
    note(store, "c-000001", "still here")
    tie = link(store.read())
    assert tie is not None
    served.db.write(lambda tx: tx.run("DELETE FROM device WHERE id = :id", id=tie.device))

    with pytest.raises(Unauthorised):
        sync_now(store, tmp_path)

    assert outbox.waiting(store.read()) == 1
    assert store.read().execute("SELECT count(*) FROM customers").fetchone()[0] == 6
    store.close()


def test_where_nobody_answers_nothing_is_wiped(served: Site, tmp_path: Path) -> None:
    store = laptop(served, served.team.rep_a, tmp_path)
    sync_now(store, tmp_path)
    revoked(served, store)
    move(store, "http://127.0.0.1:1")

    with pytest.raises(Unreachable):
        sync_now(store, tmp_path)

    assert wipe.found(tmp_path) is None
    store.close()
