"""An import that is killed leaves the store as it was before, or whole; and it can simply be run again."""

from __future__ import annotations

import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from random import Random

import pytest

from data.backup import verify
from data.engine import sqlite3
from data.store import open_store
from tests.builders.files import ORDERS, imported, written

ROOT = Path(__file__).resolve().parents[2]
HEAD = "Order no,Order date,Customer ID,Customer name,SKU,Product name,Quantity,Unit price\n"
ORDER_COUNT, LINES = 2_500, 4


def order_lines() -> str:
    """Orders of some hundred customers, a few of which come back."""
    rng = Random(11)
    lines = []
    for order in range(ORDER_COUNT):
        who, back = rng.randrange(300), rng.random() < 0.05
        for _ in range(LINES):
            product = rng.randrange(200)
            lines.append(
                f"{5000 + order},2026-{order % 10 + 1:02d}-{order % 28 + 1:02d} 10:{order % 60:02d},QH-{who},"
                f"客户 {who},P-{product},Product {product},{-1 if back else rng.randrange(1, 9)},"
                f"{rng.randrange(100, 99999) / 100:.2f}\n"
            )
    return HEAD + "".join(lines)


def start(home: Path, file: Path) -> subprocess.Popen[bytes]:
    """The import as people run it: a process."""
    return subprocess.Popen(
        [sys.executable, "main.py", "--home", home, "import", file, "--as", "orders"],
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def state(home: Path) -> list[str]:
    """The rows of a home's store, less their ids and what belongs to the moment of the import."""
    db = sqlite3.connect(home / "rapport.db")
    found = db.execute(
        "SELECT o.external_id, l.line_no, p.external_id, c.external_id, l.quantity, l.net_cents, o.net_cents"
        " FROM order_lines l JOIN orders o ON o.id = l.order_id JOIN products p ON p.id = l.product_id"
        " JOIN customers c ON c.id = o.customer_id ORDER BY 1, 2"
    ).fetchall()
    found += db.execute("SELECT external_id, quantity, amount_cents FROM returns ORDER BY 1").fetchall()
    db.close()
    return [str(row) for row in found]


def killed(tmp_path: Path, times: int) -> None:
    file = written(tmp_path / "orders.csv", order_lines())
    before = tmp_path / "before"
    store = open_store(before / "rapport.db")
    imported(store, written(tmp_path / "few.csv", ORDERS), "orders")
    store.close()
    whole = Path(shutil.copytree(before, tmp_path / "whole"))
    began = time.monotonic()
    assert start(whole, file).wait() == 0
    lasts = time.monotonic() - began
    nothing, everything = state(before), state(whole)
    moments = Random(times)
    ends = {"nothing": 0, "everything": 0}
    home = Path(shutil.copytree(before, tmp_path / "home"))
    for _ in range(times):
        process = start(home, file)
        time.sleep(moments.uniform(0.15, 1.0) * lasts)
        process.send_signal(signal.SIGKILL)
        process.wait()

        assert verify(home / "rapport.db") == []
        ended = "everything" if len(state(home)) > len(nothing) else "nothing"
        assert state(home) == (everything if ended == "everything" else nothing)
        ends[ended] += 1
        if ended == "everything":  # the next one starts from before again
            shutil.rmtree(home)
            shutil.copytree(before, home)

    assert ends["nothing"] > times / 4
    assert start(home, file).wait() == 0
    assert state(home) == everything
    assert verify(home / "rapport.db") == []


@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL")
def test_an_import_that_is_killed_six_times_can_be_run_again(tmp_path: Path) -> None:
    killed(tmp_path, 6)


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL")
def test_an_import_that_is_killed_fifty_times_can_be_run_again(tmp_path: Path) -> None:
    killed(tmp_path, 50)
