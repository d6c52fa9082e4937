"""What encryption costs: the same work on a plain and an encrypted store, in turn, in the same run.

Opening by the raw key, a bulk insert, reads through an index, and writes of one row each as a rep makes them.
Printed beside them, without a limit: what writing over deleted rows costs (`secure_delete`).
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from random import Random

from data.engine import sqlite3
from data.store import connect, open_store

KEY = bytes(range(32))
RUNS, ROWS, READS, COMMITS = 7, 20_000, 20_000, 100
LIMITS = {"bulk insert": 1.8, "indexed reads": 1.8, "writes of one row": 2.5, "opening": 4.0}

Work = Callable[[Path, bytes | None], float]


def main() -> int:
    """Print the ratios; 1 when one is over its limit."""
    with tempfile.TemporaryDirectory(prefix="rapport-bench-") as folder:
        stores = {key: Path(folder) / f"{name}.db" for key, name in ((None, "plain"), (KEY, "encrypted"))}
        for key, path in stores.items():
            open_store(path, key).close()
        works: dict[str, Work] = {
            "bulk insert": _insert,
            "indexed reads": _read,
            "writes of one row": _commit,
            "opening": _open,
        }
        broken = [name for name, work in works.items() if _compare(name, work, stores) > LIMITS[name]]
        _compare_deleting(stores[None])
    return int(bool(broken))


def _compare(name: str, work: Work, stores: dict[bytes | None, Path]) -> float:
    """How many times as long the work takes on the encrypted store: medians of runs in turn."""
    runs = [[work(path, key) for key, path in stores.items()] for _ in range(RUNS)]
    plain, encrypted = (statistics.median(times) for times in zip(*runs, strict=True))
    ratio = encrypted / plain
    print(
        f"{name}: plain {plain * 1000:.2f} ms, encrypted {encrypted * 1000:.2f} ms:"
        f" {ratio:.2f} x, limit {LIMITS[name]} x"
    )
    return ratio


def _open(path: Path, key: bytes | None) -> float:
    began = time.perf_counter()
    with closing(connect(path, key)) as db:
        db.execute("SELECT count(*) FROM sqlite_schema").fetchone()
    return time.perf_counter() - began


def _insert(path: Path, key: bytes | None) -> float:
    with closing(connect(path, key)) as db:
        _empty(db)
        began = time.perf_counter()
        _fill(db)
        return time.perf_counter() - began


def _read(path: Path, key: bytes | None) -> float:
    wanted = Random(3)
    with closing(connect(path, key)) as db:
        began = time.perf_counter()
        for _ in range(READS):
            db.execute(
                "SELECT name, note FROM customers WHERE id = ?", (f"c{wanted.randrange(ROWS)}",)
            ).fetchone()
        return time.perf_counter() - began


def _commit(path: Path, key: bytes | None) -> float:
    with closing(connect(path, key)) as db:
        began = time.perf_counter()
        for number in range(COMMITS):
            db.execute("UPDATE customers SET note = ? WHERE id = ?", (f"met {began}", f"c{number}"))
        return time.perf_counter() - began


def _compare_deleting(path: Path) -> None:
    runs: dict[str, list[float]] = {"OFF": [], "ON": []}
    for _ in range(RUNS):
        for mode, times in runs.items():
            with closing(connect(path)) as db:
                _empty(db)
                _fill(db)
                db.execute(f"PRAGMA secure_delete = {mode}")
                began = time.perf_counter()
                db.execute("DELETE FROM customers WHERE rowid % 2")
                times.append(time.perf_counter() - began)
    off, on = (statistics.median(times) for times in runs.values())
    print(
        f"deleting {ROWS // 2:,} rows: {off * 1000:.0f} ms, written over {on * 1000:.0f} ms: {on / off:.2f} x"
    )


def _empty(db: sqlite3.Connection) -> None:
    db.execute("DELETE FROM customers")
    db.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _fill(db: sqlite3.Connection) -> None:
    db.execute("BEGIN")
    db.executemany(
        "INSERT INTO customers (id, name, note) VALUES (?, ?, 'met at the fair, wants the small one')",
        ((f"c{number}", f"Customer {number}") for number in range(ROWS)),
    )
    db.execute("COMMIT")


if __name__ == "__main__":
    sys.exit(main())
