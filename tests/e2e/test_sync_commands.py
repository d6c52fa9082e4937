"""The hub from a script: connect, sync, say how things stand, decide a conflict; and a lease that is over."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from data.store import Changes
from data.sync import state, wipe
from data.sync.clock import wall
from data.sync.home import open_home
from data.sync.state import link
from hub import devices
from tests.builders.laptops import Site, site
from tests.e2e.conftest import ROOT, Ran


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with site(tmp_path_factory.mktemp("hub")) as hub:
        yield hub


class Laptop:
    """A home on which commands are run as people run them."""

    def __init__(self, home: Path, **env: str) -> None:
        self.home, self.env = home, env

    def __call__(self, *words: str) -> Ran:
        done = subprocess.run(
            [sys.executable, "-W", "error", "main.py", "--home", self.home, *words],
            cwd=ROOT,
            capture_output=True,
            encoding="utf-8",
            env={**os.environ, **self.env},
            check=False,
        )
        return Ran(done.args, done.returncode, done.stdout, done.stderr)


@pytest.fixture
def rapport(served: Site, tmp_path: Path) -> Laptop:
    """A laptop of the north, connected and synced."""
    made = Laptop(tmp_path / "laptop")
    done = made("enrol", served.url, served.code(served.team.rep_a), "--name", "ThinkPad", "--json")
    assert done.returncode == 0, done.stderr
    assert done.document["name"] == "Lin Yue"
    return made


def test_a_laptop_is_connected_and_synced_from_a_script(rapport: Laptop) -> None:
    logged = rapport("log", "C000001", "--kind", "call", "--text", "will be told about the coupon")
    before = rapport("status", "--json").document
    synced = rapport("sync", "--json").document
    after = rapport("status", "--json").document

    assert logged.returncode == 0
    assert (before["waiting"], before["team"], before["name"]) == (1, "Lanting Home", "Lin Yue")
    assert synced["sent"] == 1
    assert {"received", "rejected", "conflicts", "heals"} < synced.keys()
    assert (after["waiting"], after["state"], after["lease_days_left"]) == (0, "synced", 14)
    assert after["last_success_at"] >= before["last_success_at"]


def test_what_the_commands_say_is_said_in_chinese_as_well(rapport: Laptop) -> None:
    said = rapport("--lang", "zh_CN", "status").stdout
    synced = rapport("--lang", "zh_CN", "sync").stdout

    assert "上次同步" in said
    assert "剩余 14 天" in said
    assert "已发送" in synced or "发送" in synced


def test_a_conflict_is_shown_with_three_values_and_decided(served: Site, rapport: Laptop) -> None:
    rapport("edit", "C000002", "phone=13800004400")
    served.put("customers", {"c-000002": {"phone": "13957108826"}})
    clashed = rapport("sync", "--json").document
    (open_one,) = rapport("conflicts", "--json").document["conflicts"]
    decided = rapport("conflicts", "--keep", open_one["id"], "theirs")
    left = rapport("conflicts", "--json").document["conflicts"]
    rapport("sync")

    assert clashed["conflicts"] == 1
    assert (open_one["base"], open_one["mine"], open_one["theirs"]) == (None, "13800004400", "13957108826")
    assert decided.returncode == 0
    assert left == []
    assert served.rows("SELECT phone FROM customers WHERE id = 'c-000002'") == [("13957108826",)]


def test_a_choice_that_is_none_is_refused(rapport: Laptop) -> None:
    done = rapport("conflicts", "--keep", "x", "both")

    assert done.returncode == 1
    assert "base, mine or theirs" in done.stderr


def test_past_the_lease_reading_is_locked_but_writing_goes_on(served: Site, rapport: Laptop) -> None:
    with closing(open_home(rapport.home).store) as store, store.write(Changes.of("sync")) as db:
        state.put(db, lease_until=wall() - 1)

    read = [rapport(*words) for words in (("customer", "C000001"), ("search", "Customer"), ("segments",))]
    wrote = rapport("log", "C000001", "--kind", "note", "--text", "written past the lease")
    status = rapport("status", "--json").document
    rapport("sync")
    again = rapport("customer", "C000001")

    assert [done.returncode for done in read] == [1, 1, 1]
    assert all("Customer 1" not in done.stdout + done.stderr for done in read)
    assert "main.py sync" in read[0].stderr
    assert wrote.returncode == 0
    assert (status["locked"], status["waiting"]) == (True, 1)
    assert again.returncode == 0
    assert served.rows("SELECT count(*) FROM activities WHERE text = 'written past the lease'") == [(1,)]


def test_a_wrong_code_and_a_wrong_address_say_what_to_do(served: Site, tmp_path: Path) -> None:
    rapport = Laptop(tmp_path)

    code = rapport("enrol", served.url, "K7QF-2M9D")
    address = rapport("enrol", "127.0.0.1:1", "K7QF-2M9D")
    unconnected = rapport("sync")

    assert [done.returncode for done in (code, address, unconnected)] == [1, 1, 1]
    assert "admin" in code.stderr
    assert "No answer" in address.stderr
    assert "main.py enrol" in unconnected.stderr


def test_with_a_passphrase_every_command_takes_it_from_its_variable(served: Site, tmp_path: Path) -> None:
    rapport = Laptop(tmp_path, THE_PHRASE="four words are enough")
    code = served.code(served.team.rep_a)

    enrolled = rapport("enrol", served.url, code, "--passphrase-env", "THE_PHRASE")
    logged = rapport("log", "C000003", "--kind", "note", "--text", "sealed")
    synced = rapport("sync", "--json")
    locked = Laptop(tmp_path)("status")

    assert [done.returncode for done in (enrolled, logged, synced, locked)] == [0, 0, 0, 1]
    assert synced.document["sent"] == 1
    assert "THE_PHRASE" in locked.stderr
    for file in tmp_path.iterdir():
        assert b"Customer 3" not in file.read_bytes()


def test_a_damaged_store_is_made_anew_by_syncing(served: Site, rapport: Laptop) -> None:
    rapport("log", "C000004", "--kind", "note", "--text", "saved from the damage")
    with (rapport.home / "rapport.db").open("r+b") as file:
        file.write(b"\xff" * 512)

    done = rapport("sync", "--json")

    assert done.returncode == 0
    assert done.document["sent"] == 1
    assert "damaged" in done.stderr
    assert rapport("verify").returncode == 0
    assert served.rows("SELECT count(*) FROM activities WHERE text = 'saved from the damage'") == [(1,)]


def test_a_revoked_laptop_is_empty_after_its_next_sync(served: Site, rapport: Laptop) -> None:
    with closing(open_home(rapport.home).store) as store:
        tie = link(store.read())
    assert tie is not None
    devices.revoke(served.db, served.team.admin, tie.device, wall())

    done = rapport("sync")
    gone = not (rapport.home / "rapport.db").exists()
    status = rapport("status")

    assert done.returncode == 1
    assert gone
    assert "The data of Lanting Home were removed" in status.stdout
    assert json.loads((rapport.home / wipe.NOTE).read_text(encoding="utf-8"))["confirmed"]
