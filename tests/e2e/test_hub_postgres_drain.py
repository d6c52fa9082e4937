"""Fifty laptops send at once what they wrote in days without the hub: everything arrives once, in order.

Each answer may be lost, so that the same push comes again. What is checked is as in Elle: tokens that are
appended appear once, and of a value that many write each one is written over the one before.
"""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import partial
from itertools import pairwise
from random import Random

import pytest

from data.sync import wire
from data.sync.wire import Head, Mutation, PullRequest, PushReply, PushRequest
from hub.db import Db
from hub.pull import Pulled, pull
from hub.push import push
from hub.rows import said
from hub.upkeep import recount
from hub.who import Who
from tests.builders.hub import NORTH, NOW, SOUTH, Team, a_team, customers, put

DEVICES, EACH, AT_ONCE, STOCK = 50, 20, 5, 1_000
NOTED = {"rep_a": "c-000000", "rep_b": "c-000001"}  # the customer whose note all laptops of a territory write


@pytest.fixture(params=["read committed", "serializable"])
def hub(postgres_url: str, request: pytest.FixtureRequest) -> Iterator[Db]:
    """PostgreSQL as it comes, and as strict as distributed engines, which have collisions run again."""
    db = Db(postgres_url)
    level = f"ALTER DATABASE {db.engine.url.database} SET default_transaction_isolation = '{request.param}'"
    db.write(lambda tx: tx.run(level))
    db.close()
    db = Db(postgres_url)
    yield db
    db.close()


def test_fifty_laptops_drain_at_once(hub: Db):
    team = a_team(hub)
    put(hub, team.id, "customers", customers(1, NORTH) | customers(1, SOUTH, first=1))
    put(hub, team.id, "products", {"p-1": {"name": "Breva 600", "stock": STOCK, "price_e4": 1}})
    laptops = {f"laptop-{i:02}": "rep_b" if i % 2 else "rep_a" for i in range(DEVICES)}
    written = {device: mutations(device, NOTED[rep]) for device, rep in laptops.items()}

    with ThreadPoolExecutor(16) as pool:
        senders = [
            pool.submit(drain, hub, replace(getattr(team, rep), device=device), written[device])
            for device, rep in laptops.items()
        ]
        outcomes = {mid: outcome for sender in senders for mid, outcome in sender.result(100).items()}

    everything = [one for some in written.values() for one in some]
    assert outcomes.keys() == {one.mid for one in everything}
    assert set(outcomes.values()) <= {"applied", "merged", "conflict"}
    assert sold(hub) == STOCK + sum(one.set["stock"] for one in everything if one.op == "inc")
    assert tokens(hub, team) == sorted(one.set["text"] for one in everything if one.op == "insert")
    assert in_order(hub)
    for row_id in NOTED.values():
        expected = {one.set["note"] for one in everything if one.op == "patch" and one.id == row_id}
        assert chain(hub, row_id) == expected
    assert recount(hub, team.id) == []


def mutations(device: str, customer: str) -> list[Mutation]:
    """What one rep wrote: contacts, the note that others write as well, pieces taken from stock."""
    make = partial(Mutation, at=NOW)
    found = []
    for n in range(1, EACH + 1):
        mid, token = f"{device}-{n}", f"{n} of {device}"
        if n % 4 == 2:
            found.append(make(mid, n, "patch", "customers", customer, {"note": token}, {"note": None}))
        elif n % 4 == 3:
            found.append(make(mid, n, "inc", "products", "p-1", {"stock": -n}))
        else:
            values = {"customer_id": customer, "kind": "note", "at": NOW, "text": token}
            found.append(make(mid, n, "insert", "activities", f"a-{mid}", values))
    return found


def drain(hub: Db, who: Who, queue: list[Mutation]) -> dict[str, str]:
    """Send a laptop's queue; of some pushes the answer is lost. Gives the outcomes by mutation."""
    rng, witnessed = Random(who.device), (0, "")
    outcomes: dict[str, str] = {}
    while queue:
        some, queue = queue[:AT_ONCE], queue[AT_ONCE:]
        request = PushRequest(witnessed, [wire.raw(one) for one in some], now=NOW)
        while rng.random() < 0.3:
            push(hub, who, request, NOW)
        reply = push(hub, who, request, NOW)
        assert isinstance(reply, PushReply)
        witnessed = newer(witnessed, reply.head)
        outcomes |= {result.mid: result.outcome for result in reply.results}
    return outcomes


def newer(one: Head, other: Head) -> Head:
    return max(one, other, key=lambda head: head[0])


def sold(hub: Db) -> int:
    with hub.reading() as tx:
        return int(tx.value("SELECT stock FROM products"))


def tokens(hub: Db, team: Team) -> list[str]:
    """The texts of all contacts, as the manager's laptop gets them page by page."""
    found, cursors, more = list[str](), dict[str, int](), True
    while more:
        answer = pull(hub, team.boss, PullRequest((0, ""), cursors, view="costs", max_rows=100), NOW)
        assert isinstance(answer, Pulled)
        page = wire.read_page(answer.body())
        text = page.head.tables.get("activities", ["text"]).index("text")
        found += [values[text] for table, _, _, values in page.rows if table == "activities" and values]
        cursors, more = {**cursors, **page.foot.cursors}, page.foot.more
    return sorted(found)


def in_order(hub: Db) -> bool:
    """Whether each laptop's mutations were taken in the order in which they were made."""
    with hub.reading() as tx:
        rows = tx.rows("SELECT device, seq FROM mutation ORDER BY device, ord")
    return all(one.seq <= other.seq for one, other in pairwise(rows) if one.device == other.device)


def chain(hub: Db, customer: str) -> set[str]:
    """The notes that were written, each over the one before it."""
    with hub.reading() as tx:
        past = tx.rows(
            "SELECT h.old, h.new FROM history h JOIN mutation m ON m.mid = h.mid"
            " WHERE h.tbl = 'customers' AND h.row_id = :id AND h.field = 'note' ORDER BY h.seq, m.ord",
            id=customer,
        )
        newest = tx.value("SELECT note FROM customers WHERE id = :id", id=customer)
    written = [said(None), *(row.new for row in past)]
    assert [row.old for row in past] == written[:-1]
    assert written[-1] == said(newest)
    return {one.strip('"') for one in written[1:]}
