"""Sixteen write at once and one reads on: with the team's counter taken last, no row is ever skipped.

The other way, a number that the database gives each row, is here to show that the test would see a miss: who
commits late has a lower number than who has been read already.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from random import Random
from threading import Event, local
from typing import Any

import pytest
from sqlalchemy import event

from data.sync import wire
from data.sync.wire import PullRequest
from hub.db import Db
from hub.pull import Pulled, pull
from hub.rows import write
from tests.builders.hub import NORTH, NOW, Team, a_team

WRITERS, ROWS = 16, 5
LATE_S = 0.4  # how long the first transaction waits for others to be read, before it commits
# Transactions of each writer, and up to how long each is busy before it commits.
INSTANT, BUSY = (40, 0.0), (8, 0.02)

Job = Callable[[int, int], set[str]]  # writer and number of the transaction; gives the ids that it wrote


@pytest.fixture
def hub(postgres_url: str) -> Iterator[Db]:
    db = Db(postgres_url)
    yield db
    db.close()


@pytest.mark.parametrize("load", [INSTANT, BUSY], ids=["instant", "busy"])
def test_who_reads_by_the_counter_misses_no_row(hub: Db, load: tuple[int, float]):
    team = a_team(hub)

    written, read = race(hub, partial(counted, hub, team), lambda: pages(hub, team), *load)

    assert len(written) == (WRITERS * load[0] + 1) * ROWS
    assert written - read == set()


@pytest.mark.parametrize("load", [INSTANT, BUSY], ids=["instant", "busy"])
def test_who_reads_by_a_number_of_the_database_misses_some(hub: Db, load: tuple[int, float]):
    hub.write(lambda tx: tx.run("CREATE TABLE numbered (no BIGSERIAL PRIMARY KEY, id TEXT NOT NULL)"))

    written, read = race(hub, partial(numbered, hub), lambda: numbers(hub), *load)

    assert len(written) == (WRITERS * load[0] + 1) * ROWS
    assert len(written - read) >= ROWS


def race(
    hub: Db, job: Job, reader: Callable[[], Iterator[set[str]]], transactions: int, busy_s: float
) -> tuple[set[str], set[str]]:
    """All ids that were written, and those that a reader came across meanwhile and in a last look after."""
    read: set[str] = set()
    with delayed(hub, busy_s) as delay, ThreadPoolExecutor(WRITERS + 1) as pool:
        first = pool.submit(_late, delay, job)
        assert delay.held.wait(10)
        rest = [pool.submit(_often, delay, job, writer, transactions) for writer in range(WRITERS)]
        look = reader()
        while not _done([first, *rest]):
            found = next(look)
            read |= found
            if found:
                delay.passed.set()
        read |= next(look)
        written = set().union(first.result(), *(one.result() for one in rest))
    return written, read


@dataclass(slots=True)
class Delay:
    """What happens between a transaction's last statement and its commit."""

    busy_s: float
    held: Event = field(default_factory=Event)
    passed: Event = field(default_factory=Event)
    mine: local = field(default_factory=local)

    def before_commit(self, _: object) -> None:
        if getattr(self.mine, "late", False):
            self.held.set()
            self.passed.wait(LATE_S)
        elif rng := getattr(self.mine, "rng", None):
            time.sleep(rng.uniform(0, self.busy_s))


@contextmanager
def delayed(hub: Db, busy_s: float) -> Iterator[Delay]:
    delay = Delay(busy_s)
    event.listen(hub.engine, "commit", delay.before_commit)
    yield delay
    event.remove(hub.engine, "commit", delay.before_commit)


def counted(hub: Db, team: Team, writer: int, turn: int) -> set[str]:
    rows = {
        f"{writer}-{turn}-{i}": {"name": f"Customer {i} of {writer}", "territory": NORTH} for i in range(ROWS)
    }
    write(hub, team.id, lambda work: work.put_all("customers", rows), actor="test", what="test", now=NOW)
    return set(rows)


def pages(hub: Db, team: Team) -> Iterator[set[str]]:
    """What each look over all scopes brings that is new."""
    cursors: dict[str, int] = {}
    while True:
        found, more = set[str](), True
        while more:
            answer = pull(hub, team.admin, PullRequest((0, ""), cursors, view="costs"), NOW)
            assert isinstance(answer, Pulled)
            page = wire.read_page(answer.body())
            found |= {row_id for table, row_id, _, _ in page.rows if table == "customers"}
            cursors, more = {**cursors, **page.foot.cursors}, page.foot.more
        yield found


def numbered(hub: Db, writer: int, turn: int) -> set[str]:
    ids = [f"{writer}-{turn}-{i}" for i in range(ROWS)]
    hub.write(lambda tx: tx.many("INSERT INTO numbered (id) VALUES (:id)", [{"id": one} for one in ids]))
    return set(ids)


def numbers(hub: Db) -> Iterator[set[str]]:
    """What each look beyond the highest number read so far brings."""
    newest = 0
    while True:
        with hub.reading() as tx:
            rows = tx.rows("SELECT no, id FROM numbered WHERE no > :newest ORDER BY no", newest=newest)
        newest = rows[-1][0] if rows else newest
        yield {row_id for _, row_id in rows}


def _late(delay: Delay, job: Job) -> set[str]:
    delay.mine.late = True
    return job(WRITERS, 0)


def _often(delay: Delay, job: Job, writer: int, transactions: int) -> set[str]:
    delay.mine.rng = Random(writer)
    return set().union(*(job(writer, turn) for turn in range(transactions)))


def _done(jobs: list[Future[Any]]) -> bool:
    return all(job.done() for job in jobs)
