"""What only a server does to a hub: collisions, transactions left open, lost connections, dumps."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from threading import Barrier, BrokenBarrierError, Event

import pytest

from data.store import Store
from data.sync.clock import wall
from data.sync.round import run
from data.sync.transport import Unreachable
from data.sync.wire import ForkReply, PushReply, PushRequest
from hub.db import Db
from hub.push import push
from hub.rows import Work, write
from hub.serve import embedded
from hub.upkeep import recount
from tests.builders.hub import NORTH, NOW, SOUTH, Team, a_team, customers, put
from tests.builders.laptops import Site, laptop, line, note, notes, synced
from tests.builders.postgres import Server

CUTS = 12
BUSY = "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE datname = %s AND state <> 'idle'"
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


@pytest.mark.parametrize("elsewhere", [True, False], ids=["another database", "the same database"])
def test_a_transaction_that_somebody_leaves_open_stops_no_delivery(
    hub: Db, postgres: Server, tmp_path: Path, elsewhere: bool
):
    left_open = postgres.create() if elsewhere else str(hub.engine.url.database)
    with (
        staffed(hub) as site,
        two(site, tmp_path) as (rep, boss),
        closing(postgres.connect(left_open)) as other,
    ):
        other.execute("BEGIN ISOLATION LEVEL REPEATABLE READ")
        other.execute("CREATE TABLE unfinished (id INTEGER)")
        note(rep, "c-000000", "Wants a trial week")

        synced(rep)
        synced(boss)

        assert notes(boss.read()) == ["Wants a trial week"]
    if elsewhere:
        postgres.drop(left_open)


def test_a_hub_restored_from_a_dump_is_recognised_and_nobody_loses_what_they_wrote(
    hub: Db, postgres: Server, tmp_path: Path
):
    dump, database = postgres.folder / f"{tmp_path.name}.dump", str(hub.engine.url.database)
    with staffed(hub) as site, two(site, tmp_path) as (rep, boss):
        note(rep, "c-000000", "before the dump")
        early = recorded(rep)
        postgres.program("pg_dump", "-Fc", "-f", str(dump), database)
        note(rep, "c-000000", "after the dump")
        synced(rep)
        note(rep, "c-000000", "and one more")
        late = recorded(rep)
        synced(boss)
        restored(hub, postgres, dump)
        for n in range(9):  # the restored hub works on, past where it had been
            site.put("customers", customers(1, NORTH, first=100 + n))

        replies = [push(hub, site.team.rep_a, request, NOW) for request in (early, late)]
        for one in (rep, boss, rep):
            synced(one)

        assert [type(reply) for reply in replies] == [PushReply, ForkReply]
        for one in (rep, boss):
            assert notes(one.read()) == ["after the dump", "and one more", "before the dump"]
            assert (
                one.read().execute("SELECT count(*) FROM customers WHERE id >= 'c-000100'").fetchone()[0] == 9
            )
        assert site.rows("SELECT count(*) FROM activities") == [(3,)]
        assert recount(hub, site.team.id) == []


def test_a_push_from_before_a_restore_that_arrives_after_it_changes_nothing(
    hub: Db, postgres: Server, tmp_path: Path
):
    dump, database = postgres.folder / f"{tmp_path.name}.dump", str(hub.engine.url.database)
    with staffed(hub) as site, two(site, tmp_path) as (rep, boss):
        postgres.program("pg_dump", "-Fc", "-f", str(dump), database)
        note(rep, "c-000000", "after the dump")
        request = recorded(rep)
        restored(hub, postgres, dump)

        synced(rep)
        late = push(hub, site.team.rep_a, request, NOW)
        synced(boss)

        assert isinstance(late, PushReply)
        assert notes(boss.read()) == notes(rep.read()) == ["after the dump"]
        assert site.rows("SELECT count(*) FROM activities") == [(1,)]


def test_lost_connections_to_the_database_lose_nothing_of_what_is_being_sent(
    hub: Db, postgres: Server, tmp_path: Path
):
    texts: list[str] = []
    with staffed(hub) as site, two(site, tmp_path) as (rep, boss):
        with lost_connections(hub, postgres) as cut:
            while len(cut) < CUTS:
                texts.append(f"note {len(texts):03}")
                note(rep, "c-000000", texts[-1])
                with suppress(Unreachable):
                    synced(rep)

        synced(rep)
        synced(boss)

        assert notes(boss.read()) == notes(rep.read()) == texts
        assert site.rows("SELECT count(*) FROM mutation") == [(len(texts),)]
        assert recount(hub, site.team.id) == []


@contextmanager
def staffed(hub: Db) -> Iterator[Site]:
    """The hub served with its team and a few customers."""
    team: Team = a_team(hub)
    put(hub, team.id, "customers", customers(3, NORTH), wall())
    with embedded(hub) as url:
        yield Site(hub, team, url)


@contextmanager
def two(site: Site, folder: Path) -> Iterator[tuple[Store, Store]]:
    """The laptops of the rep of the north and of the manager, after their first round."""
    with (
        closing(laptop(site, site.team.rep_a, folder / "rep")) as rep,
        closing(laptop(site, site.team.boss, folder / "boss")) as boss,
    ):
        synced(rep)
        synced(boss)
        yield rep, boss


def recorded(store: Store) -> PushRequest:
    """Sync, and give what was pushed."""
    with line(store) as hub:
        sent: list[PushRequest] = []
        straight = hub.push

        def kept(request: PushRequest) -> PushReply | ForkReply:
            sent.append(request)
            return straight(request)

        hub.push = kept  # type: ignore[method-assign]
        run(store, hub, wall)
    (request,) = sent
    return request


def restored(hub: Db, postgres: Server, dump: Path) -> None:
    """Put a dump in the place of the hub's database."""
    database = str(hub.engine.url.database)
    hub.engine.dispose()
    postgres.drop(database)
    with postgres.connect() as db:
        db.execute(f"CREATE DATABASE {database}")
    postgres.program("pg_restore", "-d", database, str(dump))


@contextmanager
def lost_connections(hub: Db, postgres: Server) -> Iterator[list[int]]:
    """Cut the hub's connections while they work, CUTS times; the list tells how many each time."""
    cut: list[int] = []
    over = Event()

    def cutting() -> None:
        with postgres.connect() as db:
            while len(cut) < CUTS and not over.wait(0.002):
                row = db.execute(BUSY, [hub.engine.url.database]).fetchone()
                if row and row[0]:
                    cut.append(row[0])
                    over.wait(0.05)

    with ThreadPoolExecutor(1) as pool:
        done = pool.submit(cutting)
        yield cut
        over.set()
        done.result(10)


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
