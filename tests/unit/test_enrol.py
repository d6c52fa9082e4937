"""A laptop is connected to its hub: whose it is then, and what becomes of what was there before."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest

from data import outbox
from data.customers import edit
from data.engine import plain
from data.sample import load_sample
from data.store import Store, open_store
from data.sync import attention, http, wipe
from data.sync.clock import wall
from data.sync.enrol import NONCE, STORE, enrol
from data.sync.home import open_home
from data.sync.http import EnrolRefused
from data.sync.outbox_log import log_file
from data.sync.service import sync_now
from data.sync.state import link
from data.sync.transport import Unreachable
from data.sync.wire import EnrolRequest
from data.team import signed_in
from hub.who import Who
from sales.errors import NotFound, RuleBroken
from tests.builders import proxy as faults
from tests.builders.files import imported, written
from tests.builders.laptops import Site, laptop, note, notes, site, synced
from tests.builders.proxy import proxy

TODAY = date(2026, 11, 24)
OWN = "Customer ID,Name,Phone\nC000001,Customer 1,13800000001\nX9,Only here,13800000009\n"


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with site(tmp_path_factory.mktemp("hub")) as hub:
        yield hub


def connected(served: Site, home: Path, who: Who | None = None, **more: str) -> Store:
    enrol(home, served.url, served.code(who or served.team.rep_a), name="X1", now=wall(), **more)
    return open_home(home).store


def test_a_new_laptop_is_its_reps_after_the_first_round(served: Site, tmp_path: Path) -> None:
    store = connected(served, tmp_path)
    sync_now(store, tmp_path)

    tie, me = link(store.read()), signed_in(store.read())
    assert tie is not None
    assert (tie.user_name, tie.team_name, tie.role) == ("Lin Yue", "Lanting Home", "rep")
    assert me is not None
    assert me.name == "Lin Yue"
    assert tie.last_success_at > 0
    assert not (tmp_path / NONCE).exists()
    store.close()


def test_the_code_works_once_and_says_who_can_help(served: Site, tmp_path: Path) -> None:
    code = served.code(served.team.rep_a)
    enrol(tmp_path / "one", served.url, code, name="X1", now=wall())

    with pytest.raises(EnrolRefused, match="Wei Lan"):
        enrol(tmp_path / "two", served.url, code, name="X2", now=wall())


def test_an_answer_that_was_lost_is_asked_for_again_with_the_same_code(served: Site, tmp_path: Path) -> None:
    code = served.code(served.team.rep_a)
    with proxy(served.url) as way:
        way.faults.extend((faults.whole, faults.lose_reply))
        with pytest.raises(Unreachable):
            enrol(tmp_path, way.url, code, name="X1", now=wall())

    tie = enrol(tmp_path, served.url, code, name="X1", now=wall())

    assert tie.user == served.team.rep_a.user
    assert served.rows("SELECT count(*) FROM device WHERE id = :id", id=tie.device) == [(1,)]


def test_what_waited_before_the_hub_follows_after_the_first_round(served: Site, tmp_path: Path) -> None:
    store = open_store(tmp_path / STORE)
    imported(store, written(tmp_path / "own.csv", OWN), "customers")
    note(store, "C000001", "before the hub")
    note(store, "X9", "about somebody the hub does not know")
    edit(store, "C000001", "note", "likes tea", wall(), TODAY)
    store.close()

    store = connected(served, tmp_path)
    sync_now(store, tmp_path)

    db = store.read()
    assert notes(db, "before") == ["before the hub"]
    assert served.rows("SELECT customer_id FROM activities WHERE text = 'before the hub'") == [("c-000001",)]
    assert served.rows("SELECT note FROM customers WHERE id = 'c-000001'") == [("likes tea",)]
    (kept,) = attention.refused(db)
    assert kept.message.text == "about somebody the hub does not know"
    assert outbox.waiting(db) == 0
    with closing(open_store(tmp_path / "rapport-before-hub.db")) as before:
        assert notes(before.read()) == ["about somebody the hub does not know", "before the hub"]
    store.close()


def test_the_sample_team_is_not_mixed_with_the_real_one(served: Site, tmp_path: Path) -> None:
    store = open_store(tmp_path / STORE)
    load_sample(store, TODAY, customers=60)
    note(store, store.read().execute("SELECT id FROM customers").fetchone()[0], "to try it out")
    store.close()

    store = connected(served, tmp_path)
    sync_now(store, tmp_path)

    assert store.read().execute("SELECT count(*) FROM customers").fetchone()[0] == 6
    assert notes(store.read(), "to try") == []
    assert attention.count(store.read()) == 0
    store.close()


def test_a_laptop_that_is_connected_again_keeps_what_waits(served: Site, tmp_path: Path) -> None:
    store = laptop(served, served.team.rep_a, tmp_path)
    synced(store)
    note(store, "c-000002", "waits meanwhile")
    store.close()

    store = connected(served, tmp_path)

    assert outbox.waiting(store.read()) == 1
    assert sync_now(store, tmp_path).sent == 1
    assert served.rows("SELECT count(*) FROM activities WHERE text = 'waits meanwhile'") == [(1,)]
    store.close()


def test_a_laptop_goes_to_somebody_else_only_when_all_is_sent(served: Site, tmp_path: Path) -> None:
    store = laptop(served, served.team.rep_a, tmp_path)
    synced(store)
    note(store, "c-000002", "not sent yet")
    store.close()

    with pytest.raises(RuleBroken, match="Lin Yue"):
        connected(served, tmp_path, served.team.rep_b)
    store = open_home(tmp_path).store
    synced(store)
    store.close()
    store = connected(served, tmp_path, served.team.rep_b)
    sync_now(store, tmp_path)

    names = {row[0] for row in store.read().execute("SELECT territory FROM customers")}
    assert names == {"South"}
    store.close()


def test_what_somebody_else_had_written_here_is_not_sent_in_anothers_name(
    served: Site, tmp_path: Path
) -> None:
    store = laptop(served, served.team.rep_a, tmp_path)
    synced(store)
    note(store, "c-000002", "by the one before")
    log = log_file(store.path).read_bytes()
    synced(store)
    store.close()
    connected(served, tmp_path, served.team.rep_b).close()
    log_file(tmp_path / STORE).write_bytes(log)

    store = open_home(tmp_path).store
    sync_now(store, tmp_path)

    assert notes(store.read(), "by the one") == []
    assert attention.count(store.read()) == 0
    store.close()


def test_a_wipe_that_was_not_finished_is_finished_before_a_laptop_is_connected_again(
    served: Site, tmp_path: Path
) -> None:
    store = laptop(served, served.team.rep_a, tmp_path)
    tie = link(store.read())
    assert tie is not None
    wipe.order(tmp_path, tie, wall())
    store.close()

    store = connected(served, tmp_path)
    sync_now(store, tmp_path)
    store.close()

    found = open_home(tmp_path)
    assert found.wiping is None
    assert found.store.read().execute("SELECT count(*) FROM customers").fetchone()[0] == 6
    found.store.close()


def test_with_a_passphrase_the_store_and_the_outbox_log_are_encrypted(served: Site, tmp_path: Path) -> None:
    phrase = "four words are enough"
    enrol(
        tmp_path, served.url, served.code(served.team.rep_a), name="X1", now=wall(),
        passphrase=phrase, passphrase_env="THE_PHRASE",
    )  # fmt: skip
    from data.keys import unlock

    store = open_home(tmp_path, lambda path: unlock(path, phrase)).store
    synced(store)
    note(store, "c-000003", "沈先生 is not to be read")

    assert not plain(tmp_path / STORE)
    for file in tmp_path.iterdir():
        assert "沈先生".encode() not in file.read_bytes()
        assert b"Customer 1" not in file.read_bytes()
    assert json.loads((tmp_path / "rapport.key").read_text())["variable"] == "THE_PHRASE"
    store.close()


def test_a_hub_is_found_by_what_people_type(served: Site) -> None:
    found = http.find(served.url.removeprefix("http://"))

    assert (found.url, found.name, found.secure) == (served.url, "Lanting Home", False)


def test_where_nobody_answers_is_said_in_a_sentence() -> None:
    with pytest.raises(Unreachable, match="No answer"):
        http.find("127.0.0.1:1")


def test_a_store_without_a_hub_says_how_to_connect(tmp_path: Path) -> None:
    store = open_home(tmp_path).store

    with pytest.raises(NotFound, match="enrol"):
        sync_now(store, tmp_path)
    store.close()


def test_nothing_but_a_code_is_asked_of_a_hub_twice(served: Site) -> None:
    with pytest.raises(EnrolRefused) as refused:
        http.enrol(served.url, EnrolRequest("K7QF-2M9D", "X1", "n"))

    assert refused.value.error == "code"
