"""A run of a source is killed again and again: the next one goes on, and nothing is lost or there twice."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.builders.sources import Fed, fed, written

ROOT = Path(__file__).resolve().parents[2]
SOURCE = """
name = "shop"
type = "folder"
path = "{path}"
settle_s = 0

[[kind]]
kind = "customers"
glob = "customers.csv"
[kind.columns]
customer = "no"
name = "name"

[[kind]]
kind = "orders"
glob = "orders.csv"
[kind.columns]
order = "order"
placed_at = "placed"
customer = "no"
product = "sku"
product_name = "title"
quantity = "qty"
price = "price"
"""
CUSTOMERS, ORDERS = 4_000, 2_000
AFTER_S = (0.0, 0.02, 0.0, 0.05, 0.0)  # how long after a run has written something it is killed
LOOK_EVERY_S = 0.005


@pytest.mark.timeout(600)
def test_a_run_that_is_killed_goes_on_and_nothing_is_there_twice(tmp_path: Path) -> None:
    hub = fed(tmp_path)
    files = tmp_path / "files"
    customers = "".join(f"C{n},Customer {n}\n" for n in range(CUSTOMERS))
    orders = "".join(
        f"O{n},2026-10-{n % 28 + 1:02},C{n},S{n % 40 + line},Thing {n % 40 + line},{line + 1},2.50\n"
        for n in range(ORDERS)
        for line in range(2)
    )
    written(files / "customers.csv", f"no,name\n{customers}")
    written(files / "orders.csv", f"order,placed,no,sku,title,qty,price\n{orders}")
    hub.add(SOURCE.replace("{path}", str(files)))

    killed = sum(run_and_kill(hub, after) for after in AFTER_S)
    done = run(hub)

    assert killed >= 3
    assert done["failure"] == ""
    assert done["problems"] == []
    assert len(hub.rows("customers", "external_id")) == CUSTOMERS
    assert len(set(hub.rows("customers", "external_id"))) == CUSTOMERS
    assert len(set(hub.rows("products", "external_id"))) == len(hub.rows("products", "external_id")) == 41
    lines = hub.lines()
    assert len(lines) == len(set(lines)) == 2 * ORDERS
    assert {cents for _, cents in hub.rows("orders", "external_id", "net_cents")} == {750}
    seq = hub.seq
    run(hub)
    assert hub.seq == seq
    hub.db.close()


def run(hub: Fed) -> dict[str, object]:
    """A run to its end; its report."""
    done = subprocess.run(command(hub), capture_output=True, text=True, check=True, cwd=ROOT, timeout=300)
    document: dict[str, object] = json.loads(done.stdout)["runs"][0]
    return document


def run_and_kill(hub: Fed, after_s: float) -> bool:
    """Kill a run some time after it has written the first of its cuts. False if it was done by then."""
    seq = hub.seq
    process = subprocess.Popen(
        command(hub), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=ROOT
    )
    while hub.seq == seq and process.poll() is None:
        time.sleep(LOOK_EVERY_S)
    time.sleep(after_s)  # where in its work it is hit is left to chance on purpose
    process.kill()
    process.communicate()
    return process.returncode != 0


def command(hub: Fed) -> list[str]:
    return [
        sys.executable, "main.py", "--json", "hub", "source", "run", "shop", "--db", hub.db.url,
    ]  # fmt: skip
