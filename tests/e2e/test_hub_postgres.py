"""What only a server's database does to a hub: many at once, collisions, lost connections, restored dumps."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, BrokenBarrierError

import pytest

from hub.db import Db
from hub.rows import Work, write
from hub.upkeep import recount
from tests.builders.hub import NORTH, NOW, SOUTH, a_team, customers, put

MEET_S = 0.3  # how long one waits for the other; who has been locked out cannot come


@pytest.fixture
def hub(postgres_url: str) -> Iterator[Db]:
    db = Db(postgres_url)
    yield db
    db.close()


def test_two_who_insert_the_same_row_at_once_leave_one(hub: Db):
    team = a_team(hub)
    meet = Barrier(2)

    def insert(name: str) -> Callable[[Work], bool]:
        def job(work: Work) -> bool:
            work.load("customers", ["c-1"])
            together(meet)
            return work.put("customers", "c-1", {"name": name, "territory": NORTH})

        return job

    at_once(hub, team.id, insert("Lin"), insert("Zhao"))

    with hub.reading() as tx:
        row = tx.row("SELECT name, seq FROM customers WHERE team = :team", team=team.id)
        past = tx.rows("SELECT old, new FROM history WHERE field = 'name' AND tbl = 'customers'")
        newest = tx.value("SELECT seq FROM team")
    assert [list(map(str, one)) for one in past] in ([['"Lin"', '"Zhao"']], [['"Zhao"', '"Lin"']])
    assert row.seq == newest
    assert recount(hub, team.id) == []


def test_two_who_lock_each_other_out_both_get_their_turn(hub: Db):
    team = a_team(hub)
    put(hub, team.id, "customers", customers(2, NORTH))
    meet = Barrier(2)

    def move(first: str, second: str) -> Callable[[Work], bool]:
        def job(work: Work) -> bool:
            work.load("customers", [first])
            together(meet)
            return work.put("customers", second, {"note": f"after {first}", "territory": SOUTH})

        return job

    at_once(hub, team.id, move("c-000000", "c-000001"), move("c-000001", "c-000000"))

    with hub.reading() as tx:
        notes = {row[0] for row in tx.rows("SELECT note FROM customers")}
    assert notes == {"after c-000000", "after c-000001"}
    assert recount(hub, team.id) == []


def together(meet: Barrier) -> None:
    """Wait for the other the first time; a second try finds the barrier broken and goes on."""
    try:
        meet.wait(MEET_S)
    except BrokenBarrierError:
        return
    meet.abort()


def at_once(hub: Db, team: str, *jobs: Callable[[Work], bool]) -> None:
    with ThreadPoolExecutor(len(jobs)) as pool:
        done = [pool.submit(write, hub, team, job, actor="test", what="test", now=NOW) for job in jobs]
        for one in done:
            one.result(30)
