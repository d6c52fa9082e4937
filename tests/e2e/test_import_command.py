"""`main.py import` as people and scripts run it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.builders.files import CUSTOMERS, ORDERS, written

ROOT = Path(__file__).resolve().parents[2]


def run(home: Path, *words: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-W", "error", "main.py", "--home", home, *words],
        cwd=ROOT,
        capture_output=True,
        encoding="utf-8",
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
        check=False,
    )


def document(home: Path, *words: str | Path) -> Any:
    done = run(home, "--json", *words)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_an_import_is_one_document_for_programs(tmp_path: Path) -> None:
    bad = written(tmp_path / "customers.csv", CUSTOMERS + "QH-4,Li,12,,,\n")

    first = document(tmp_path / "home", "import", bad, "--as", "customers")
    again = document(tmp_path / "home", "import", bad, "--as", "customers")

    counts = ("created", "updated", "unchanged", "rejected", "skipped", "batch")
    assert [first[name] for name in counts] == [3, 0, 0, 1, 0, 1]
    assert [again[name] for name in counts] == [0, 0, 3, 1, 0, None]
    assert first["errors_file"] == str(tmp_path / "customers-errors.csv")
    assert Path(first["errors_file"]).exists()


def test_a_dry_run_writes_nothing(tmp_path: Path) -> None:
    path = written(tmp_path / "orders.csv", ORDERS)

    dry = document(
        tmp_path / "home", "import", path, "--as", "orders", "--dry-run", "--rows", tmp_path / "r.csv"
    )
    wet = document(tmp_path / "home", "import", path, "--as", "orders")

    assert (dry["created"], dry["batch"], dry["errors_file"]) == (4, None, None)
    assert dry["born"] == {"orders": 3, "products": 3, "customers": 2}
    assert (wet["created"], wet["batch"]) == (4, 1)
    assert (tmp_path / "r.csv").read_text(encoding="utf-8-sig").splitlines()[1] == "2,create,"


def test_undo_and_the_list_of_imports(tmp_path: Path) -> None:
    path = written(tmp_path / "orders.csv", ORDERS)
    document(tmp_path / "home", "import", path)

    undone = document(tmp_path / "home", "import", "--undo", "1")
    listed = document(tmp_path / "home", "import", "--list")

    assert undone == {"batch": 1, "kind": "orders", "file": "orders.csv", "undone": True}
    assert [(b["id"], b["created"], b["undone_at"] is None) for b in listed["batches"]] == [(1, 4, False)]
    assert run(tmp_path / "home", "import", "--undo", "1").stderr == "Import 1 was undone before.\n"


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("no.csv",), "There is no file no.csv. Check the path.\n"),
        (("--undo", "7"), "There is no import 7. The list of earlier imports has the numbers.\n"),
        (("orders.csv", "--as", "orders", "--map", "no.toml"),
         "There is no mapping at no.toml. Check the path after --map.\n"),
        (("orders.csv", "--map", "no.toml"), "A mapping is of one kind. Say which with --as.\n"),
    ],
)  # fmt: skip
def test_what_cannot_be_done_is_said_in_a_sentence(
    tmp_path: Path, words: tuple[str, ...], sentence: str
) -> None:
    done = run(tmp_path / "home", "import", *words)

    assert (done.returncode, done.stderr, done.stdout) == (1, sentence, "")


def test_wrong_usage_ends_with_2(tmp_path: Path) -> None:
    assert run(tmp_path / "home", "import").returncode == 2
    assert run(tmp_path / "home", "import", "f.csv", "--as", "unicorns").returncode == 2


def test_a_person_is_told_in_chinese(tmp_path: Path) -> None:
    path = written(tmp_path / "客户.csv", CUSTOMERS + "QH-4,Li,1380013800,,31/02/1992,\n")

    done = run(tmp_path / "home", "--lang", "zh_CN", "import", path)

    assert done.returncode == 0
    assert "第 5 行，Phone：1380013800 有 10 位，国内手机号应为 11 位。" in done.stderr
    assert "第 5 行，Birthday：没有 1992年2月31日 这一天。" in done.stderr
    assert f"1 行有错误：{tmp_path / '客户-errors.csv'}" in done.stderr
    assert "新增\t3" in done.stdout
