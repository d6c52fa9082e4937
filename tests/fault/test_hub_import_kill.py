"""An import into the hub that is killed: what was written stands, and the same import goes on from there."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest

from hub import start
from hub.db import Db
from hub.inspection import inspect
from tests.builders.guide import ROOT
from tests.builders.hub import NOW

ROWS = 12_000


@pytest.fixture
def hub(tmp_path: Path) -> Path:
    path = tmp_path / "hub.db"
    start.begin(Db(start.url(path)), "Lanting Home", {}, NOW)
    return path


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "customers.csv"
    lines = (f"C{n},Customer {n},North\n" for n in range(ROWS))
    path.write_text(f"Customer ID,Name,Territory\n{''.join(lines)}", encoding="utf-8")
    return path


def importing(hub: Path, file: Path) -> subprocess.Popen[str]:
    words = ("hub", "import", str(file), "--as", "customers", "--db", start.url(hub))
    return subprocess.Popen([sys.executable, "main.py", *words], cwd=ROOT, stdout=subprocess.DEVNULL)


def count(hub: Path) -> int:
    with closing(sqlite3.connect(hub)) as db:
        n: int = db.execute("SELECT count(*) FROM customers").fetchone()[0]
    return n


def test_a_killed_import_goes_on_and_makes_nothing_twice(hub: Path, file: Path) -> None:
    killed = importing(hub, file)
    deadline = time.monotonic() + 60
    while count(hub) == 0 and killed.poll() is None:
        assert time.monotonic() < deadline
        time.sleep(0.005)
    killed.kill()
    killed.wait()
    stands = count(hub)

    assert importing(hub, file).wait(60) == 0

    assert 0 < stands <= ROWS
    assert stands % 2_000 == 0  # whole transactions
    with closing(sqlite3.connect(hub)) as db:
        assert db.execute("SELECT count(*), count(DISTINCT external_id) FROM customers").fetchone() == (
            ROWS,
            ROWS,
        )
    opened = Db(start.url(hub))
    assert inspect(opened, start.team(opened).id) == ()
