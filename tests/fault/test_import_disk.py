"""A full disk, or a store that may not be written, ends an import in a sentence; nothing is half-written."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from data.backup import verify
from data.imports import apply
from data.store import Store
from sales.errors import StoreUnwritable
from tests.builders.files import CUSTOMERS, NOW, dump, imported, planned, written

ROOT = Path(__file__).resolve().parents[2]
MANY = "Customer ID,Name,Note\n" + "".join(f"C-{n},Customer {n},{'note ' * 40}\n" for n in range(4_000))


def test_a_store_that_may_not_grow_is_left_as_it_was(store: Store, tmp_path: Path) -> None:
    imported(store, written(tmp_path / "few.csv", CUSTOMERS), "customers")
    before = dump(store, leave=())
    with planned(store, written(tmp_path / "many.csv", MANY), "customers") as plan:
        pages = plan.stage.db.execute("PRAGMA main.page_count").fetchone()[0]
        plan.stage.db.execute(f"PRAGMA main.max_page_count = {pages + 20}")

        with pytest.raises(StoreUnwritable, match="The disk is full"):
            apply(store, plan, NOW)

        assert dump(store, leave=()) == before
        assert verify(store.path) == []
        plan.stage.db.execute("PRAGMA main.max_page_count = 1000000")
        assert apply(store, plan, NOW).counts.create == 4_000


@pytest.mark.skipif(sys.platform == "win32", reason="there are no limits of this kind")
@pytest.mark.parametrize("megabytes", [1, 2])
def test_a_disk_that_fills_up_in_the_middle_is_said(tmp_path: Path, megabytes: int) -> None:
    home = tmp_path / "home"
    file = written(tmp_path / "many.csv", MANY)
    words = [
        sys.executable,
        "main.py",
        "--home",
        str(home),
        "--json",
        "import",
        str(file),
        "--as",
        "customers",
    ]
    subprocess.run([*words, "--dry-run"], cwd=ROOT, check=True, capture_output=True)
    limited = (
        "import os, resource, sys; resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[1]),) * 2);"
        "os.execv(sys.argv[2], sys.argv[2:])"
    )

    done = subprocess.run(
        [sys.executable, "-c", limited, str(megabytes << 20), *words],
        cwd=ROOT,
        capture_output=True,
        encoding="utf-8",
        env={**os.environ, "SQLITE_TMPDIR": str(tmp_path), "PYTHONDONTWRITEBYTECODE": "1"},
        check=False,
    )

    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert verify(home / "rapport.db") == []
    again = subprocess.run(words, cwd=ROOT, check=True, capture_output=True, encoding="utf-8")
    assert json.loads(again.stdout)["created"] == 4_000
