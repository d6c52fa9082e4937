"""The hub from the command line, as whoever looks after it uses it: processes on a database of their own."""

from __future__ import annotations

import csv
import json
import os
import re
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest

from hub import start
from tests.builders.postgres import Server
from tests.e2e.conftest import ROOT, Ran

CODE = re.compile(r"[2-9A-Z]{4}-[2-9A-Z]{4}")
CUSTOMERS = """Customer ID;Name;Territory;Phone
C1;Ada Lovelace;North;+33 1 44 55 66 77
C2;Bo Ling;South;13800000000
C3;;North;+33 1 44 55 66 78
"""
ORDERS = """Order,Ordered,Customer ID,Product,Product name,Quantity,Unit price
O1,2026-11-20,C1,P1,Lamp,2,12.50
O1,2026-11-20,C1,P2,Vase,1,7.00
"""

Runs = Callable[..., Ran]


@pytest.fixture
def database(tmp_path: Path) -> str:
    return start.url(tmp_path / "hub.db")


def run(home: Path, db: str, *words: str | Path) -> Ran:
    """`main.py hub` with the given words, on a database."""
    done = subprocess.run(
        [sys.executable, "-W", "error", "main.py", "--home", home, "hub", *words],
        cwd=ROOT,
        capture_output=True,
        encoding="utf-8",
        env={**os.environ, "RAPPORT_HUB_DB": db},
        check=False,
    )
    return Ran(done.args, done.returncode, done.stdout, done.stderr)


@pytest.fixture
def hub(tmp_path: Path, database: str) -> Runs:
    """Runs `main.py hub` with the given words, where there is no hub yet."""

    def on(*words: str | Path, db: str = database) -> Ran:
        return run(tmp_path / "home", db, *words)

    return on


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a hub of two customers in two territories, and a rep for one of them."""
    folder = tmp_path_factory.mktemp("team")
    (folder / "customers.csv").write_text(CUSTOMERS, encoding="utf-8")
    (folder / "orders.csv").write_text(ORDERS, encoding="utf-8")
    for words in (
        ("init", "--name", "Lanting", "--currency", "EUR", "--zone", "Europe/Paris"),
        ("user", "add", "Lin Yue", "--role", "rep", "--territory", "North"),
        ("import", folder / "customers.csv", "--as", "customers"),
        ("import", folder / "orders.csv", "--as", "orders"),
    ):
        done = run(folder / "home", start.url(folder / "hub.db"), *words)
        assert done.returncode == 0, done.stderr
    return folder


@pytest.fixture
def team(hub: Runs, prepared: Path, tmp_path: Path) -> Runs:
    """Runs `main.py hub` on a hub of the test's own, as `prepared` has it."""
    for path in prepared.iterdir():
        if path.is_file():
            shutil.copy(path, tmp_path)
    return hub


@contextmanager
def serving(database: str, *more: str) -> Iterator[str]:
    """A hub that serves, and its address from its first line."""
    process = subprocess.Popen(
        [sys.executable, "main.py", "hub", "serve", "--port", "0", "--db", database, *more],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        encoding="utf-8",
    )
    try:
        assert process.stdout is not None
        yield process.stdout.readline().split()[-1]
    finally:
        process.terminate()
        assert process.wait(30) == 0
        if process.stdout:
            process.stdout.close()


def laptop(home: Path, *words: str) -> Any:
    """A command of a laptop with its home, and its document."""
    done = subprocess.run(
        [sys.executable, "main.py", "--home", home, "--json", *words],
        cwd=ROOT, capture_output=True, encoding="utf-8", check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def rows(path: Path, sql: str) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(path)) as file:
        return file.execute(sql).fetchall()


def test_a_hub_is_made_served_and_a_laptop_gets_its_territory(
    team: Runs, database: str, tmp_path: Path
) -> None:
    code = team("user", "code", "Lin Yue", "--json").document["code"]
    home = tmp_path / "laptop"

    with serving(database) as address:
        first = laptop(home, "enrol", address, code)
        seen = laptop(home, "search", "Lovelace")["hits"]
        others = [hit for hit in laptop(home, "search", "Ling")["hits"] if hit["kind"] == "customer"]

    assert CODE.fullmatch(code)
    assert (first["team"], first["name"], first["role"]) == ("Lanting", "Lin Yue", "rep")
    assert ([hit["title"] for hit in seen], others) == (["Ada Lovelace"], [])


def test_the_address_is_on_the_first_line(team: Runs, database: str) -> None:
    with serving(database) as address:
        assert re.fullmatch(r"http://127\.0\.0\.1:\d+", address)


def test_a_hub_with_the_sample_team_has_its_people_and_territories(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from data.sample.company import SETTINGS
    from hub import sample
    from hub.db import Db
    from hub.inspection import inspect
    from hub.people import everyone

    with closing(Db(start.url(tmp_path / "hub.db"))) as db:
        team = start.begin(db, "Lanting Home", SETTINGS, 1_795_514_400_000)
        filled = sample.fill(db, team, 1_795_514_400_000, customers=60)

        assert inspect(db, team.id) == ()
        with db.reading() as tx:
            people = everyone(tx, team.id)
            counted = sum(tx.value(f"SELECT count(*) FROM {table}") for table in ("customers", "orders"))
            marks = tx.value("SELECT count(*) FROM contact_marks")
    assert filled.people == len(people) == 15
    assert counted > 60
    assert marks > 20
    assert {one.name: one.territories for one in people}["Lin Yue"] == ("Hangzhou",)


def test_there_is_no_second_team_and_no_hub_where_none_was_made(hub: Runs, tmp_path: Path) -> None:
    none = hub("user", "list")
    assert (none.returncode, none.stderr) == (
        1, "There is no hub here yet. Make one with: main.py hub init --name NAME.\n",
    )  # fmt: skip
    assert hub("init").returncode == 0

    again = hub("init")

    assert again.returncode == 1
    assert "There is a team in this hub already." in again.stderr


def test_wrong_words_are_wrong_usage(hub: Runs) -> None:
    assert hub("user", "add", "Lin Yue").returncode == 2
    assert hub("init", "--currency", "XXX").returncode == 1


def test_people_are_listed_changed_and_revoked(team: Runs) -> None:
    team("user", "add", "Gu Ping", "--role", "manager")

    changed = team("user", "change", "Lin Yue", "--territory", "South", "--manager", "Gu Ping", "--json")
    gone = team("user", "revoke", "Lin Yue", "--json").document
    listed = {one["name"]: one for one in team("user", "list", "--json").document["people"]}

    assert changed.document["territories"] == ["South"]
    assert gone["devices"] == 0
    assert (listed["Lin Yue"]["active"], listed["Gu Ping"]["role"]) == (False, "manager")
    assert listed["Lin Yue"]["manager"] == listed["Gu Ping"]["id"]


def test_a_customer_moves_with_all_that_is_known_of_them(team: Runs, tmp_path: Path) -> None:
    moved = team("territory", "move", "C1", "South", "--json").document

    assert (moved["name"], moved["from"], moved["to"]) == ("Ada Lovelace", "North", "South")
    scopes = rows(
        tmp_path / "hub.db", "SELECT DISTINCT scope FROM orders UNION SELECT scope FROM order_lines"
    )
    assert scopes == [("territory:South",)]
    listed = {one["name"]: one for one in team("territory", "list", "--json").document["territories"]}
    assert (listed["North"]["holders"], listed["North"]["customers"], listed["South"]["customers"]) == (
        ["Lin Yue"], 0, 2,
    )  # fmt: skip
    assert "Nobody holds South" in team("territory", "move", "C1", "South").stderr


def test_an_import_says_per_row_what_becomes_of_it_and_twice_changes_nothing(
    team: Runs, tmp_path: Path
) -> None:
    again = team("import", tmp_path / "customers.csv", "--as", "customers", "--json").document

    assert (again["created"], again["unchanged"], again["rejected"]) == (0, 2, 1)
    assert "The cell is empty." in (tmp_path / "customers-errors.csv").read_text(encoding="utf-8-sig")
    rehearsed = team("import", tmp_path / "orders.csv", "--as", "orders", "--dry-run", "--json").document
    assert (rehearsed["unchanged"], rehearsed["dry_run"]) == (2, True)


def test_a_copy_is_put_back_whole_and_what_was_there_is_kept(team: Runs, tmp_path: Path) -> None:
    assert team("backup", tmp_path / "copy.db").returncode == 0
    team("forget", "C1")

    back = team("restore", tmp_path / "copy.db", "--json").document

    assert rows(tmp_path / "hub.db", "SELECT name FROM customers WHERE external_id = 'C1'") == [
        ("Ada Lovelace",)
    ]
    assert rows(Path(back["replaced"]), "SELECT count(*) FROM customers WHERE name = 'Ada Lovelace'") == [
        (0,)
    ]


def test_what_is_no_copy_of_a_hub_is_refused(team: Runs, tmp_path: Path) -> None:
    (tmp_path / "copy.db").write_text("not a copy", encoding="utf-8")

    refused = team("restore", tmp_path / "copy.db")

    assert (refused.returncode, refused.stderr) == (
        1, "copy.db is not a sound backup of a hub. Nothing was changed.\n",
    )  # fmt: skip
    assert team("check").returncode == 0


def test_a_damaged_hub_is_replaced_by_its_copy(team: Runs, tmp_path: Path) -> None:
    team("backup", tmp_path / "copy.db")
    for side in ("-wal", "-shm"):
        (tmp_path / f"hub.db{side}").unlink(missing_ok=True)
    (tmp_path / "hub.db").write_bytes(b"\xff" * 8192)
    assert "damaged" in team("user", "list").stderr

    assert team("restore", tmp_path / "copy.db").returncode == 0

    assert "Lin Yue" in team("user", "list").stdout


def test_what_was_written_past_the_hub_is_found_and_put_right(team: Runs, tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "hub.db", isolation_level=None)) as file:
        file.execute("DELETE FROM order_lines WHERE line_no = 2")
        file.execute("UPDATE customers SET territory = 'South' WHERE external_id = 'C1'")

    found = team("check", "--json")
    mended = team("check", "--repair")
    left = team("check", "--json").document

    assert (found.returncode, {one["what"] for one in found.document["faults"]}) == (
        1, {"vanished", "misplaced", "digest", "sum"},
    )  # fmt: skip
    assert mended.returncode == 1  # what an order comes to is not the hub's to guess
    assert [one["what"] for one in left["left"]] == ["sum"]
    assert rows(tmp_path / "hub.db", "SELECT DISTINCT scope FROM orders") == [("territory:South",)]


def test_a_forgotten_person_is_in_no_byte_of_the_hub(team: Runs, tmp_path: Path) -> None:
    gone = team("forget", "C1", "--json").document

    assert gone["orders"] == 1
    raw = b"".join(path.read_bytes() for path in tmp_path.glob("hub.db*"))
    assert b"Lovelace" not in raw
    assert b"44 55 66 77" not in raw
    assert b"Bo Ling" in raw
    assert team("check").returncode == 0


def test_a_change_request_is_granted_or_refused_once(team: Runs, database: str, tmp_path: Path) -> None:
    asked = ask_for(database, "C1", "territory", "East")

    [listed] = team("requests", "list", "--json").document["requests"]
    granted = team("requests", "grant", asked)
    again = team("requests", "refuse", asked)

    assert (listed["id"], listed["field"], listed["now"], listed["wanted"]) == (
        asked, "territory", "North", "East",
    )  # fmt: skip
    assert granted.returncode == 0
    assert rows(tmp_path / "hub.db", "SELECT scope FROM customers WHERE external_id = 'C1'") == [
        ("territory:East",)
    ]
    assert (again.returncode, "was decided before" in again.stderr) == (1, True)
    assert team("requests", "list", "--json").document["requests"] == []


def ask_for(database: str, customer: str, field: str, wanted: str) -> str:
    """A laptop of the team's rep asks the office to change a field."""
    import msgspec

    from data.sync.wire import Mutation, PushReply, PushRequest, encoded
    from hub.db import Db
    from hub.people import find
    from hub.push import push
    from hub.who import Who

    with closing(Db(database)) as db:
        team = start.team(db)
        with db.reading() as tx:
            rep = find(tx, team.id, "Lin Yue")
            row_id = tx.value("SELECT id FROM customers WHERE external_id = :id", id=customer)
        sent = Mutation("m-1", 1, "patch", "customers", row_id, set={field: wanted}, base={field: "North"})
        told = push(
            db, Who(team.id, rep.id, "rep", "a laptop"),
            PushRequest((0, ""), [msgspec.Raw(encoded(sent))]), 1_795_514_400_000,
        )  # fmt: skip
    assert isinstance(told, PushReply)
    return f"m-1:{field}"


def test_the_audit_tells_who_did_what(team: Runs, tmp_path: Path) -> None:
    team("territory", "move", "C1", "South")

    out = tmp_path / "audit.csv"
    assert team("audit", "export", "--csv", out).returncode == 0

    with out.open(encoding="utf-8-sig", newline="") as file:
        lines = list(csv.DictReader(file))
    actions = [line["action"] for line in lines]
    assert {"person.added", "code.made", "file.imported", "customer.moved"} <= set(actions)
    moved = next(line for line in lines if line["field"] == "territory")
    assert (moved["actor"], moved["old"], moved["new"]) == ("office", '"North"', '"South"')
    assert team("audit", "export", "--since", "2100-01-01", "--json").document["lines"] == []


def test_old_deletions_are_forgotten(team: Runs, tmp_path: Path) -> None:
    team("territory", "move", "C1", "South")

    assert team("compact", "--json").document["dropped"] == 0
    assert team("compact", "--days", "-1", "--json").document["dropped"] > 0
    assert rows(tmp_path / "hub.db", "SELECT floor > 0 FROM team") == [(1,)]


@pytest.mark.xdist_group("postgres")
def test_a_hub_on_postgresql_is_copied_and_put_back_by_its_own_programs(
    hub: Runs, postgres: Server, postgres_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "customers.csv").write_text(CUSTOMERS, encoding="utf-8")
    monkeypatch.setenv("PATH", f"{postgres.programs}{os.pathsep}{os.environ['PATH']}")
    assert hub("init", "--name", "Lanting", db=postgres_url).returncode == 0
    hub("import", tmp_path / "customers.csv", "--as", "customers", db=postgres_url)
    assert hub("backup", tmp_path / "copy.dump", db=postgres_url).returncode == 0
    hub("forget", "C1", db=postgres_url)

    back = hub("restore", tmp_path / "copy.dump", db=postgres_url)

    assert back.returncode == 0, back.stderr
    moved = hub("territory", "move", "C1", "South", "--json", db=postgres_url).document
    assert moved["name"] == "Ada Lovelace"


def test_without_postgresqls_programs_the_command_to_run_is_told(
    hub: Runs, postgres_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    hub("init", db=postgres_url)

    told = hub("backup", tmp_path / "copy.dump", db=postgres_url)

    assert told.returncode == 1
    assert "pg_dump is not on this computer." in told.stderr
