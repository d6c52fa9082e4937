"""Laptops and the hub are killed at random moments of syncing; then everything meets and nothing is lost.

Real processes on real files. What a laptop said was saved must be at the hub once, and once only.
"""

from __future__ import annotations

import socket
import sys
import threading
import time
from collections.abc import Callable
from contextlib import closing
from functools import partial
from pathlib import Path
from random import Random

import pytest

from data.backup import verify
from data.sync.home import open_home
from data.sync.service import sync_now
from hub.db import Db
from hub.serve import embedded
from hub.upkeep import recount
from tests.builders.forks import Fork, parent
from tests.builders.laptops import PRODUCT, Site, founded, laptop, move, synced

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL")


def free_port() -> int:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


class Killer(threading.Thread):
    """Starts a process over and over and kills it at random moments, so many times or until `stop` is set."""

    def __init__(self, times: int, seed: int) -> None:
        super().__init__()
        self.left, self.rng = times, Random(seed)
        self.stop = threading.Event()

    def run(self) -> None:
        while self.left and not self.stop.is_set():
            self.once()
            self.left -= 1

    def once(self) -> None:
        raise NotImplementedError


class LaptopKiller(Killer):
    def __init__(self, home: Path, fork: Callable[[], Fork], times: int, seed: int) -> None:
        super().__init__(times, seed)
        self.home, self.fork = home, fork
        self.saved: list[str] = []
        self.synced = 0

    def once(self) -> None:
        process = self.fork()
        try:
            process.wait_for(self.rng.choice(("open", self.home.name, "synced")))
            time.sleep(self.rng.uniform(0.0, 0.3))
        finally:
            lines = process.kill()
        self.synced += lines.count("synced")
        self.saved += (line for line in lines if line.startswith(self.home.name))


class HubKiller(Killer):
    def __init__(self, fork: Callable[[], Fork], times: int, seed: int) -> None:
        super().__init__(times, seed)
        self.fork = fork
        self.process = fork()
        self.process.wait_for("Rapport hub on")

    def once(self) -> None:
        time.sleep(self.rng.uniform(0.1, 1.0))
        self.process.kill()
        self.process = self.fork()
        self.process.wait_for("Rapport hub on")


def killed(tmp_path: Path, laptops: int, hub: int) -> None:
    db, team = founded(tmp_path)
    port = free_port()
    homes = [tmp_path / "anna", tmp_path / "ben"]
    with embedded(db) as url:
        site = Site(db, team, url)
        for home in homes:
            store = laptop(site, team.rep_a, home)
            synced(store)
            move(store, f"http://127.0.0.1:{port}")
            store.close()
    db.close()

    with parent(tmp_path / "said") as origin:
        hub_url = f"sqlite:///{tmp_path / 'hub.db'}"
        victim = HubKiller(partial(origin.hub, hub_url, port), hub, seed=1)
        killers = [
            LaptopKiller(home, partial(origin.laptop, home), laptops // len(homes), seed=n)
            for n, home in enumerate(homes)
        ]
        try:
            for thread in (victim, *killers):
                thread.start()
            for thread in (victim, *killers):
                thread.join()
            for home in (*homes, *homes):
                caught_up(home)
        finally:
            for thread in (victim, *killers):
                thread.stop.set()
                thread.join()
            victim.process.kill()
    assert [thread.left for thread in (victim, *killers)] == [0] * (1 + len(homes))
    prove(tmp_path, team.id, homes, killers)


def caught_up(home: Path) -> None:
    """Two rounds without faults: all is sent, and nothing had to be repaired."""
    store = open_home(home).store
    assert [sync_now(store, home).heals for _ in range(2)] == [0, 0]
    assert store.read().execute("SELECT count(*) FROM outbox WHERE state != 'done'").fetchone()[0] == 0
    store.close()


def prove(folder: Path, team: str, homes: list[Path], killers: list[LaptopKiller]) -> None:
    saved = sorted(line for killer in killers for line in killer.saved)
    with closing(Db(f"sqlite:///{folder / 'hub.db'}")) as db, db.reading() as tx:
        kept = [row[0] for row in tx.rows("SELECT text FROM activities ORDER BY text")]
        stock = tx.value("SELECT stock FROM products WHERE id = :id", id=PRODUCT)
        counted = tx.value("SELECT count(*) FROM mutation WHERE tbl = 'products'")
    assert len(saved) > 10
    assert sum(killer.synced for killer in killers) > 5
    assert [text for text in saved if kept.count(text) != 1] == []
    assert len(set(kept)) == len(kept)
    assert stock == counted
    with closing(Db(f"sqlite:///{folder / 'hub.db'}")) as db:
        assert recount(db, team) == []
    for home in homes:
        store = open_home(home).store
        assert [row[0] for row in store.read().execute("SELECT text FROM activities ORDER BY text")] == kept
        assert store.read().execute("SELECT stock FROM products").fetchone()[0] == stock
        assert store.read().execute("SELECT sum(heals) FROM rounds").fetchone()[0] == 0
        store.close()
        assert verify(home / "rapport.db") == []


def test_sixty_kills_of_laptops_and_hub_lose_nothing_and_double_nothing(tmp_path: Path) -> None:
    killed(tmp_path, laptops=32, hub=30)
