"""A team for the benchmarks of sync: its hub served by a process of its own, and laptops that sync with it.

What is compared is processor time, of the laptop and of the hub's process together where both have a part:
they take turns, so on an idle machine it is the time that passes, and a busy one does not change it.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from data.store import Changes, Store, open_store
from data.sync import round as exchange
from data.sync import state
from data.sync.clock import wall
from data.sync.derived import Touched, catch_up, follow
from data.sync.http import HubConnection
from data.sync.rounds import Round
from data.sync.tables import TABLES
from hub import devices, people, start
from hub.db import Db
from hub.rows import AT_ONCE, write
from hub.who import Who

SERVE = (
    "import logging, sys; from hub.serve import serve; logging.disable();"
    "serve(sys.argv[1], port=0, say=lambda line: print(line, flush=True))"
)
TICK = os.sysconf("SC_CLK_TCK")
DAY_MS = 86_400_000
# The columns of a customer that a company's system knows, 12 with the id.
SAID = (
    "external_id", "name", "kind", "phone", "email", "city", "occupation", "owner_id", "territory",
    "registered_on", "note",
)  # fmt: skip

Rows = Mapping[str, Mapping[str, Any]]


@dataclass(slots=True)
class Hub:
    """A hub that is served at `url` by the process `pid`, over its database."""

    db: Db
    team: str
    url: str
    pid: int
    people: dict[str, Who] = field(default_factory=dict)

    def rep(self, territory: str) -> Who:
        """Who sells in a territory, hired when first asked for."""
        if territory not in self.people:
            by = people.office(self.team)
            person = people.add(self.db, by, f"Rep of {territory}", "rep", wall(), territories=(territory,))
            self.people[territory] = Who(self.team, person.id, "rep")
        return self.people[territory]

    def put(self, table: str, rows: Rows) -> None:
        """Rows as an import writes them, in cuts."""
        items = list(rows.items())
        for first in range(0, len(items), AT_ONCE):
            some = dict(items[first : first + AT_ONCE])
            write(
                self.db, self.team, lambda work, some=some: work.put_all(table, some), actor="office",
                what="bench", now=wall(),
            )  # fmt: skip

    def seconds(self) -> float:
        """Processor time of the hub's process so far."""
        said = Path(f"/proc/{self.pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
        return (int(said[11]) + int(said[12])) / TICK

    def laptop(self, home: Path, territory: str) -> Store:
        """A laptop that was taken in and has not synced yet."""
        store = open_store(home / "rapport.db")
        self.take_in(store, territory)
        return store

    def take_in(self, store: Store, territory: str) -> None:
        who, now = self.rep(territory), wall()
        device, token = self.db.write(lambda tx: devices.connect(tx, who, "laptop", 1, now))
        with store.write(Changes.of("sync")) as db:
            state.put(db, hub=self.url, device=device, token=token, user=who.user)


@contextmanager
def served(url: str) -> Iterator[Hub]:
    """A new hub in the database at `url`, served while the block runs."""
    db = Db(url)
    team = start.begin(db, "Bench", {}, wall()).id
    process = subprocess.Popen([sys.executable, "-c", SERVE, url], stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout
        yield Hub(db, team, process.stdout.readline().split()[-1], process.pid)
    finally:
        process.terminate()
        process.communicate()
        db.close()


def synced(store: Store, *, derived: bool = True) -> Round:
    """One round; without what is kept ready over the facts, only these."""
    tie = state.link(store.read())
    assert tie
    with HubConnection(tie.hub, tie.token) as hub:
        done = exchange.run(store, hub, wall, follow=follow if derived else facts_only)
    if derived:
        catch_up(store, wall())
    return done


def facts_only(_: object, __: Touched) -> None:
    """Nothing is kept ready."""


@contextmanager
def timed(hub: Hub | None = None) -> Iterator[list[float]]:
    """Processor seconds of the block, the hub's with it, and the seconds that passed: [processor, passed]."""
    found: list[float] = []
    theirs, mine, began = hub.seconds() if hub else 0.0, time.process_time(), time.perf_counter()
    yield found
    passed, own = time.perf_counter() - began, time.process_time() - mine
    found += [own + (hub.seconds() - theirs if hub else 0.0), passed]


def row_id(n: int) -> str:
    """Ids as they are made: ascending, with a random end."""
    return f"01930{n:07x}-7c3a-7aaa-8bbb-{n * 2654435761 % (1 << 48):012x}"


def customers(n: int, territory: str, owner: str, first: int = 0) -> dict[str, dict[str, Any]]:
    """Customers with what a company's system knows of each."""
    return {
        row_id(i): {
            "external_id": f"C{i:07}", "name": f"Customer {i} Hughes", "kind": "person",
            "phone": f"138{i:08}", "email": f"customer{i}@example.com", "city": "Hangzhou",
            "occupation": "Household", "owner_id": owner, "territory": territory,
            "registered_on": "2024-05-12", "note": "Wants one recipe for both bars.",
        }
        for i in range(first, first + n)
    }  # fmt: skip


def dealings(some: Rows, orders: int, events: int, contacts: int, rep: str) -> dict[str, Rows]:
    """What customers did: orders of two lines, events, contacts; so many each on the whole, evenly spread."""
    ids, now = list(some), wall()
    who = [ids[i % len(ids)] for i in range(max(orders, events, contacts))]
    found: dict[str, dict[str, dict[str, Any]]] = {
        "orders": {},
        "order_lines": {},
        "events": {},
        "activities": {},
    }
    for i in range(orders):
        at, order = now - (i * 7919 % 700) * DAY_MS, row_id(100_000_000 + i)
        found["orders"][order] = {
            "external_id": f"O{i:07}", "customer_id": who[i], "placed_at": at, "net_cents": 59_800,
            "status": "delivered", "rep_id": rep, "paid_at": at,
        }  # fmt: skip
        for line in (1, 2):
            found["order_lines"][f"{order}/{line}"] = {
                "order_id": order, "line_no": line, "product_id": "p-1", "quantity": 1,
                "price_e4": 2_990_000, "net_cents": 29_900,
            }  # fmt: skip
    for i in range(events):
        found["events"][row_id(200_000_000 + i)] = {
            "customer_id": who[i], "kind": "view", "product_id": "p-1", "at": now - (i * 31 % 400) * DAY_MS,
        }  # fmt: skip
    for i in range(contacts):
        found["activities"][row_id(250_000_000 + i)] = {
            "customer_id": who[i], "rep_id": rep, "kind": "call", "at": now - (i * 17 % 300) * DAY_MS,
            "text": "Asked for the drawing of the second bar.",
        }  # fmt: skip
    return dict(found)


def columns() -> tuple[str, ...]:
    """All columns of a customer, as they travel."""
    return ("id", *TABLES["customers"].names)
