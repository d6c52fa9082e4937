"""What syncing costs, beside writing the same rows without it.

1.00 is what the standard library's `sqlite3.executemany` takes for 500,000 customers of 12 columns in one
transaction, into the table as a store has it, indexes included; beside it the same into a bare table. Then:
pages put into a real store; the whole first sync over loopback from a hub's process; the same rows copied by
`db-to-sqlite`; a rep's share; a round in which nothing is new; what the laptop's memory grows; a change of
1,000 rows among few and among many; fifty laptops that drain at once.
"""

from __future__ import annotations

import gc
import json
import multiprocessing
import shutil
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from threading import Barrier
from typing import Any

from bench.fleet import (
    SAID,
    Hub,
    Rows,
    columns,
    customers,
    dealings,
    facts_only,
    row_id,
    served,
    synced,
    timed,
)
from data.activities import log
from data.store import Store, open_store
from data.sync import round as exchange
from data.sync import wire
from data.sync.clock import wall
from data.sync.wire import Page, PullRequest
from hub import people, start
from hub.pull import Pulled, pull
from sales.facts import Activity

MANY, FEW, CHANGED = 500_000, 10_000, 1_000
APPLY, BOOTSTRAP, PEER = 0.5, 0.12, 1.3  # at least so many times the speed
REP_S, ROUND_MS, GROWTH_MB, DELTA, DRAIN_S = 2.0, 30.0, 50.0, 1.5, 5.0  # at most
LAPTOPS, NOTES, PROCESSES, ROUNDS, RUNS = 50, 20, 5, 50, 3
BOOT = "import sys; from bench.sync import boot; boot(sys.argv[1])"
BARE = "CREATE TABLE customers (id TEXT PRIMARY KEY, {}) STRICT"


class Limits:
    """What was found, printed as it comes, and how much of it is over a limit."""

    def __init__(self) -> None:
        self.broken = 0

    def most(self, name: str, value: float, limit: float, unit: str) -> None:
        self._told(f"{name}: {value:.2f} {unit}, limit {limit:g} {unit}", value <= limit)

    def least(self, name: str, value: float, limit: float, more: str = "") -> None:
        self._told(f"{name}: {value:.2f} x, limit {limit:g} x{more}", value >= limit)

    def _told(self, line: str, kept: bool) -> None:
        self.broken += not kept
        print(line if kept else f"{line}  BROKEN", flush=True)


def main() -> int:
    """Print the ratios; 1 when a limit is broken."""
    limits = Limits()
    with tempfile.TemporaryDirectory(prefix="rapport-bench-") as name:
        folder = Path(name)
        with served(start.url(folder / "hub.db")) as hub:
            everyone = customers(MANY, "North", hub.rep("North").user)
            with timed() as took:
                hub.put("customers", everyone)
            print(f"import into the hub: {rate(MANY, took[0])}", flush=True)
            raw = _raw_and_apply(limits, hub, folder, everyone)
            _bootstrap(limits, hub, folder, raw)
            _rep(limits, hub, folder)
            _drain(limits, hub, folder)
            _delta(limits, hub, folder)
    return int(limits.broken > 0)


def rate(rows: int, seconds: float) -> str:
    return f"{rows / seconds:,.0f} rows/s"


def median(run: Callable[[], float], runs: int = RUNS) -> float:
    return statistics.median(run() for _ in range(runs))


# -- the same rows, raw and as pages


def _raw_and_apply(limits: Limits, hub: Hub, folder: Path, everyone: Rows) -> float:
    """Seconds of the raw insert, which the rest is measured by; and the pages against it, in turn."""
    flat = [(one, *(values[name] for name in SAID)) for one, values in everyone.items()]
    pages = list(_pages(hub))
    gc.freeze()  # a laptop does not hold what is held here, which would be looked through again and again
    runs = [(_raw(folder, flat), _raw(folder, flat, bare=True), _applied(folder, pages)) for _ in range(RUNS)]
    raw, bare, applied = (statistics.median(times) for times in zip(*runs, strict=True))
    print(f"raw executemany: {rate(MANY, raw)} = 1.00; into a bare table: {rate(MANY, bare)}")
    more = f" ({rate(MANY, applied)}; {bare / applied:.2f} x of the bare table)"
    limits.least("pages put into a store", raw / applied, APPLY, more)
    return raw


def _raw(folder: Path, flat: Sequence[tuple[Any, ...]], *, bare: bool = False) -> float:
    path = folder / "raw.db"
    if not bare:
        open_store(path).close()
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        db.execute("PRAGMA journal_mode = WAL")
        db.execute("PRAGMA synchronous = FULL")
        db.execute("PRAGMA cache_size = -65536")
        if bare:
            db.execute(BARE.format(", ".join(f"{name} TEXT" for name in SAID)))
        with timed() as took:
            db.execute("BEGIN")
            db.executemany(
                f"INSERT INTO customers (id, {', '.join(SAID)}) VALUES ({', '.join('?' * 12)})", flat
            )
            db.execute("COMMIT")
    _remove(path)
    return took[0]


def _pages(hub: Hub) -> Iterator[bytes]:
    """The pages of a first sync, as the hub makes them."""
    cursors: dict[str, int] = {}
    more = True
    while more:
        made = pull(hub.db, hub.rep("North"), PullRequest((0, ""), cursors), wall())
        assert isinstance(made, Pulled)
        yield made.body()
        cursors, more = {**cursors, **made.foot.cursors}, made.foot.more


class _Recorded:
    """A hub that says what it was recorded to say."""

    def __init__(self, pages: Sequence[bytes]) -> None:
        self._pages = iter(pages)

    def pull(self, _: PullRequest) -> Page:
        return wire.read_page(next(self._pages))

    def push(self, _: object) -> Any:
        raise AssertionError("nothing waits")

    check = push


def _applied(folder: Path, pages: Sequence[bytes]) -> float:
    path = folder / "applied.db"
    with closing(open_store(path)) as store, timed() as took:
        done = exchange.run(store, _Recorded(pages), wall, follow=facts_only)
    assert done.received > MANY
    assert not done.heals
    _remove(path)
    return took[0]


def _remove(path: Path) -> None:
    for suffix in ("", "-wal", "-shm"):
        Path(f"{path}{suffix}").unlink(missing_ok=True)


# -- the whole way


def _bootstrap(limits: Limits, hub: Hub, folder: Path, raw: float) -> None:
    """A laptop in a process of its own reads everything; the peer copies the same from the hub's database."""
    home = folder / "north"
    hub.laptop(home, "North").close()
    theirs = hub.seconds()
    done = subprocess.run([sys.executable, "-c", BOOT, str(home)], capture_output=True, text=True, check=True)
    booted = json.loads(done.stdout)
    took = booted["seconds"] + hub.seconds() - theirs
    assert booted["received"] > MANY
    peer = _peer(folder / "hub.db", folder / "peer.db")
    passed = f"; {booted['passed']:.1f} s passed"
    limits.least("first sync over loopback", raw / took, BOOTSTRAP, f" ({rate(MANY, took)}{passed})")
    limits.least("first sync against db-to-sqlite", peer / took, PEER, f" (it: {rate(MANY, peer)})")
    limits.most("memory grows", booted["grew_mb"], GROWTH_MB, "MB")


def boot(home: str) -> None:
    """The laptop's part, run in its own process: prints what it took."""
    with closing(open_store(Path(home) / "rapport.db")) as store:
        before = _memory_mb("VmRSS")
        with timed() as took:
            done = synced(store, derived=False)
        grew = _memory_mb("VmHWM") - before
    print(json.dumps({"received": done.received, "seconds": took[0], "passed": took[1], "grew_mb": grew}))


def _memory_mb(name: str) -> float:
    """What the process holds in memory now (VmRSS), or held at most (VmHWM)."""
    said = Path("/proc/self/status").read_text(encoding="ascii")
    return int(said.partition(f"{name}:")[2].split()[0]) * 1024 / 1e6


def _peer(source: Path, target: Path) -> float:
    """`db-to-sqlite` in this process, without its start: the same columns of the same rows."""
    from db_to_sqlite.cli import cli

    asked = f"SELECT {', '.join(columns())} FROM customers"
    with timed() as took:
        cli.main(
            [start.url(source), str(target), "--sql", asked, "--output", "customers", "--pk", "id"],
            standalone_mode=False,
        )
    return took[0]


def _rep(limits: Limits, hub: Hub, folder: Path) -> None:
    """A rep with 3,000 customers and 40,000 rows, to the point where all is kept ready; then quiet rounds."""
    rep = hub.rep("East").user
    some = customers(3_000, "East", rep, first=MANY)
    hub.put("products", {"p-1": {"name": "Breva 600 filter", "price_e4": 2_990_000}})
    hub.put("customers", some)
    for table, rows in dealings(some, orders=8_000, events=9_000, contacts=4_000, rep=rep).items():
        hub.put(table, rows)

    def first() -> float:
        with tempfile.TemporaryDirectory(dir=folder) as home:
            with closing(hub.laptop(Path(home), "East")) as store, timed(hub) as took:
                done = synced(store)
            assert done.received > 40_000
        return took[0]

    limits.most("a rep's first sync, 40,000 rows, all kept ready", median(first), REP_S, "s")
    with closing(hub.laptop(folder / "east", "East")) as store:
        synced(store)
        with timed(hub) as took:
            passed = [_passed(store) for _ in range(ROUNDS)]
    limits.most("a round with nothing new", took[0] / ROUNDS * 1000, ROUND_MS, "ms")
    print(f"  of which the median passed in {statistics.median(passed) * 1000:.1f} ms")


def _passed(store: Store) -> float:
    with timed() as took:
        done = synced(store)
    assert not done.received
    return took[1]


# -- fifty at once


def _drain(limits: Limits, hub: Hub, folder: Path) -> None:
    some = customers(200, "West", hub.rep("West").user, first=MANY + 10_000)
    hub.put("customers", some)
    first = folder / "west"
    with closing(hub.laptop(first, "West")) as store:
        synced(store)
    homes = [folder / f"west-{n}" for n in range(LAPTOPS)]
    for n, home in enumerate(homes):
        shutil.copytree(first, home)
        with closing(open_store(home / "rapport.db")) as store:
            hub.take_in(store, "West")
            for i in range(NOTES):
                about = Activity(
                    "", list(some)[(n + i) % len(some)], "note", wall(), text=f"{i} of laptop {n}"
                )
                log(store, about, wall())
    shares = [homes[at::PROCESSES] for at in range(PROCESSES)]
    context = multiprocessing.get_context("spawn")
    with context.Manager() as shared:
        ready = shared.Barrier(PROCESSES)
        with ProcessPoolExecutor(PROCESSES, context) as pool:
            told = list(pool.map(drained, shares, [ready] * PROCESSES))
    sent, began, ended = zip(*told, strict=True)
    assert sum(sent) == LAPTOPS * NOTES
    name = f"{LAPTOPS} laptops send {NOTES} notes each at once"
    limits.most(name, max(ended) - min(began), DRAIN_S, "s")


def drained(homes: Sequence[Path], ready: Barrier) -> tuple[int, float, float]:
    """Sync the laptops of one process at once, when the others are ready: what they sent, from when to when.

    Laptops are machines of their own; threads of a single process would wait for each other more than for
    the hub.
    """
    stores = [open_store(home / "rapport.db") for home in homes]
    with ThreadPoolExecutor(len(stores)) as pool:
        ready.wait()
        began = time.time()
        sent = sum(done.sent for done in pool.map(synced, stores))
        ended = time.time()
    for store in stores:
        store.close()
    return sent, began, ended


# -- few and many


def _delta(limits: Limits, hub: Hub, folder: Path) -> None:
    """What 1,000 changed rows cost a laptop that has few rows, and one that has a million."""
    north = hub.rep("North").user
    hub.put("customers", customers(MANY, "South", north, first=2 * MANY))
    people.set_territories(hub.db, people.office(hub.team), north, ("North", "South"), wall())
    with (
        served(start.url(folder / "few.db")) as small,
        closing(open_store(folder / "north" / "rapport.db")) as many,
        closing(small.laptop(folder / "few", "North")) as few,
    ):
        few_customers = customers(FEW, "North", small.rep("North").user)
        small.put("customers", few_customers)
        for one in (hub, small):
            one.put("orders", dealings(few_customers, 10, 0, 0, one.rep("North").user)["orders"])
        synced(few)
        with timed() as took:
            synced(many)
        print(f"another {MANY:,} rows, and all kept ready over {2 * MANY:,}: {took[0]:.0f} s", flush=True)
        runs = [(_change(small, few, turn), _change(hub, many, turn)) for turn in range(2 * RUNS)]
    less, more = (statistics.median(times) * 1000 for times in zip(*runs, strict=True))
    name = f"{CHANGED:,} changed rows among {2 * MANY:,} ({more:.0f} ms) against {FEW:,} ({less:.0f} ms)"
    limits.most(name, more / less, DELTA, "x")


def _change(hub: Hub, store: Store, turn: int) -> float:
    note = {"note": f"Called back, turn {turn}.", "city": "Ningbo"}
    hub.put("customers", {row_id(i): note for i in range(turn * CHANGED, (turn + 1) * CHANGED)})
    with timed(hub) as took:
        done = synced(store)
    assert done.received == CHANGED
    return took[0]


if __name__ == "__main__":
    sys.exit(main())
