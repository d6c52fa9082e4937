"""Import of 500,000 order lines from a CSV file, beside `sqlite3.executemany` of the rows it makes.

The import reads, plans and writes customers, products, orders, lines and returns, with summaries, segments
and search. The peer is given the finished rows for the same tables. Both run in processes of their own, in
turn; the best of each counts.
"""

from __future__ import annotations

import csv
import resource
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

LINES, LINES_AN_ORDER, PRODUCTS, CUSTOMERS = 500_000, 20, 4_000, 4_500
HEADER = ("Invoice", "StockCode", "Description", "Quantity", "InvoiceDate", "Price", "Customer ID", "Country")
START = datetime(2025, 1, 1, tzinfo=UTC)
TABLES = ("customers", "products", "orders", "order_lines", "returns")
RUNS = 3
MOST = 6.0  # times the peer
MOST_MB = 150  # over what the process has before


def main() -> int:
    with tempfile.TemporaryDirectory(prefix="rapport-bench-imports-") as folder:
        path = Path(folder)
        write_file(path / "orders.csv")
        ours, peers, memory = [], [], 0.0
        for run in range(RUNS):
            seconds, megabytes = _child("ours", path, run)
            ours.append(seconds)
            memory = max(memory, megabytes)
            peers.append(_child("peer", path, run)[0])
    ratio = min(ours) / min(peers)
    print(f"import of {LINES:,} order lines: {min(ours):.2f} s, executemany {min(peers):.2f} s")
    print(f"ratio {ratio:.2f} (at most {MOST}); memory {memory:.0f} MB over base (at most {MOST_MB})")
    return int(ratio > MOST) + int(memory > MOST_MB)


def write_file(path: Path) -> None:
    """Order lines as a shop exports them, the same ones each time; one order in fifty comes back."""
    rng = Random(7)
    names = [f"PRODUCT NUMBER {code} IN A BOX" for code in range(PRODUCTS)]
    prices = [f"{rng.randrange(45, 1995) / 100:.2f}" for _ in range(PRODUCTS)]
    with path.open("w", newline="", encoding="utf-8") as file:
        out = csv.writer(file)
        out.writerow(HEADER)
        for order in range(LINES // LINES_AN_ORDER):
            back = rng.random() < 0.02
            number = f"{'C' if back else ''}{489434 + order}"
            at = f"{START + timedelta(minutes=20 * order):%d/%m/%Y %H:%M}"
            customer = rng.randrange(CUSTOMERS) + 12346
            country = ("United Kingdom", "France", "Germany")[order % 3]
            for _ in range(LINES_AN_ORDER):
                code = int(rng.paretovariate(0.4)) % PRODUCTS
                quantity = rng.randrange(1, 25) * (-1 if back else 1)
                out.writerow(
                    (number, 20000 + code, names[code], quantity, at, prices[code], customer, country)
                )


def ours(folder: Path, run: int) -> None:
    """The import, as the command does it."""
    from data.imports import KINDS, apply, guessed_map, inspect, preview
    from data.store import open_store

    store = open_store(folder / f"ours-{run}" / "rapport.db")
    base = _peak_mb()
    start = time.perf_counter()
    source = inspect(folder / "orders.csv")
    with preview(store, source, KINDS["orders"], guessed_map(source, KINDS["orders"])) as plan:
        outcome = apply(store, plan, 1)
    assert outcome.counts.create == LINES
    print(time.perf_counter() - start, _peak_mb() - base)


def peer(folder: Path, run: int) -> None:
    """The rows of the finished import, into the same tables of an empty store."""
    from data.store import Changes, open_store

    done = open_store(folder / f"ours-{run}" / "rapport.db").read()
    done.row_factory = None
    rows = {table: done.execute(f"SELECT * FROM {table}").fetchall() for table in TABLES}
    store = open_store(folder / f"peer-{run}" / "rapport.db")
    start = time.perf_counter()
    with store.write(Changes.of()) as db:
        for table, values in rows.items():
            db.executemany(f"INSERT INTO {table} VALUES ({', '.join('?' * len(values[0]))})", values)
    print(time.perf_counter() - start, 0)


def _child(what: str, folder: Path, run: int) -> tuple[float, float]:
    asked = [sys.executable, "-m", "bench.imports", what, str(folder), str(run)]
    done = subprocess.run(asked, stdout=subprocess.PIPE, text=True, check=True)
    seconds, megabytes = done.stdout.split()
    return float(seconds), float(megabytes)


def _peak_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    {"ours": ours, "peer": peer}[sys.argv[1]](Path(sys.argv[2]), int(sys.argv[3]))
