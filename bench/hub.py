"""What one hub carries, on SQLite and on PostgreSQL: the figures that docs/scale.md is written from.

Laptops ask a hub's process over loopback, first one and then many at once: pushes of a note each, pulls of a
few rows, pulls of whole pages. What the team's counter costs is the same transactions against one team and
against many. One limit: one team alone must come to a fifth of what as many writers of many teams do.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import partial
from itertools import count
from pathlib import Path
from threading import Barrier
from typing import Any

from bench.fleet import Hub, customers, served
from data.ids import uuid7
from data.sync import wire
from data.sync.clock import wall
from data.sync.http import HubConnection
from data.sync.wire import Mutation, PullRequest, PushRequest
from hub import devices, start
from hub.db import Db
from hub.rows import Work, write

CLIENTS, SECONDS = (1, 8, 50), 4.0
ROWS, TEAMS, WRITERS = 40_000, 16, 16
COUNTER = 0.2  # one team writes at least so much of what as many writers of as many teams do

Ask = Callable[[HubConnection], int]  # gives what it counted


def main() -> int:
    """Print the figures; 1 when the counter costs too much."""
    broken = 0
    with tempfile.TemporaryDirectory(prefix="rapport-bench-") as folder:
        for name, url in _databases(Path(folder)):
            print(f"-- {name}", flush=True)
            with served(url("hub")) as hub:
                _carried(hub)
            broken += _counter(url("counter"), name)
    return int(broken > 0)


def _databases(folder: Path) -> Iterator[tuple[str, Callable[[str], str]]]:
    """Each engine, with what makes the address of a new database."""
    yield "SQLite", lambda name: start.url(folder / f"{name}.db")
    from tests.builders.postgres import DURABLE, NoServer, running

    with suppress(NoServer), running(DURABLE) as server:
        yield "PostgreSQL, each commit flushed", lambda _: server.url(server.create())


def _carried(hub: Hub) -> None:
    some = customers(ROWS, "North", hub.rep("North").user)
    began = time.perf_counter()
    hub.put("customers", some)
    print(f"import: {ROWS / (time.perf_counter() - began):,.0f} rows/s")
    about = list(some)
    numbers = count(1)
    filled = _newest(hub)
    asks: dict[str, Callable[[], Ask]] = {
        "pulls of 2,000 rows": lambda: partial(_pull, filled - 1),
        "pushes of a note": lambda: partial(_push, about, numbers),
        "pulls with nothing new": lambda: partial(_pull, _newest(hub)),
    }
    for name, made in asks.items():
        for clients in CLIENTS:
            asked, counted, slow, busy = _asked(hub, made(), clients)
            rows = f", {counted:,.0f} rows/s" if "rows" in name else ""
            print(
                f"{name}, {clients} at once: {asked:,.0f}/s{rows}, 95 of 100 within {slow * 1000:.0f} ms,"
                f" {busy * 1000 / asked:.1f} ms of the hub's processor each",
                flush=True,
            )


def _newest(hub: Hub) -> int:
    with hub.db.reading() as tx:
        return int(tx.value("SELECT seq FROM team"))


def _asked(hub: Hub, ask: Ask, clients: int) -> tuple[float, float, float, float]:
    """Requests a second, what they counted a second, how long 95 of 100 took, the hub's load."""
    tokens = [_token(hub) for _ in range(clients)]
    meet = Barrier(clients)
    before, began = hub.seconds(), time.perf_counter()
    with ThreadPoolExecutor(clients) as pool:
        each = pool.map(lambda token: _often(hub, ask, token, meet), tokens)
        found = [one for some in each for one in some]
    passed, busy = time.perf_counter() - began, hub.seconds() - before
    took = sorted(seconds for seconds, _ in found)
    return len(found) / passed, sum(n for _, n in found) / passed, took[len(took) * 95 // 100], busy / passed


def _often(hub: Hub, ask: Ask, token: str, meet: Barrier) -> list[tuple[float, int]]:
    """One laptop for some seconds: how long each request took, and what it counted."""
    found = []
    with HubConnection(hub.url, token) as connection:
        meet.wait()
        until = time.perf_counter() + SECONDS
        while (began := time.perf_counter()) < until:
            found.append((0.0, ask(connection)))
            found[-1] = (time.perf_counter() - began, found[-1][1])
            time.sleep(0.011)  # a laptop may ask a hundred times a second
    return found


def _token(hub: Hub) -> str:
    who, now = hub.rep("North"), wall()
    return hub.db.write(lambda tx: devices.connect(tx, who, "laptop", 1, now))[1]


def _push(about: list[str], numbers: Iterator[int], hub: HubConnection) -> int:
    n, now = next(numbers), wall()
    values = {"customer_id": about[n % len(about)], "kind": "note", "at": now, "text": f"Note {n}"}
    body = Mutation(uuid7(now), n, "insert", "activities", uuid7(now), values, at=now)
    hub.push(PushRequest((0, ""), [wire.raw(body)], now=now))
    return 1


def _pull(cursor: int, hub: HubConnection) -> int:
    page: Any = hub.pull(PullRequest((0, ""), {"territory:North": cursor, "shared": cursor}))
    return len(page.rows)


# -- what the counter costs


def _counter(url: str, name: str) -> bool:
    """Many writers against one team, and against a team each, without HTTP. Whether the limit is broken."""
    db = Db(url)
    start.begin(db, "Bench", {}, wall())
    teams = [start.team(db).id, *(_team(db, n) for n in range(1, TEAMS))]
    alone = _written(db, teams[:1], 1)
    one, many = _written(db, teams[:1], WRITERS), _written(db, teams, WRITERS)
    db.close()
    limit = f", limit {COUNTER}" if name != "SQLite" else " (SQLite has one writer at a time anyway)"
    print(
        f"transactions of 5 rows: {alone:,.0f}/s by one writer, {one:,.0f}/s by {WRITERS} of one team,"
        f" {many:,.0f}/s by {WRITERS} of a team each: {one / many:.2f} x{limit}",
        flush=True,
    )
    return name != "SQLite" and one / many < COUNTER


def _team(db: Db, n: int) -> str:
    db.write(
        lambda tx: tx.run(
            "INSERT INTO team (id, name, settings, seq, floor, created_at) VALUES (:id, :id, '{}', 0, 0, 0)",
            id=f"team-{n}",
        )
    )
    return f"team-{n}"


def _written(db: Db, teams: list[str], writers: int) -> float:
    """Transactions a second."""
    until = time.perf_counter() + SECONDS

    def often(writer: int) -> int:
        team, done = teams[writer % len(teams)], 0
        while time.perf_counter() < until:
            rows = {uuid7(wall()): {"name": f"Customer {i}", "territory": f"T{writer}"} for i in range(5)}
            job = partial(_put, rows)
            write(db, team, job, actor="bench", what="bench", now=wall())
            done += 1
        return done

    with ThreadPoolExecutor(writers) as pool:
        return sum(pool.map(often, range(writers))) / SECONDS


def _put(rows: dict[str, dict[str, Any]], work: Work) -> int:
    return work.put_all("customers", rows)


if __name__ == "__main__":
    sys.exit(main())
