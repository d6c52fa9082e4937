"""A laptop at work, in a process to be killed: it writes, counts and syncs without pause.

It says `open`, then each text that was saved, and `synced` whenever a round has ended well.
"""

from __future__ import annotations

from itertools import count
from pathlib import Path
from random import Random

from data import outbox
from data.store import Changes, Store
from data.sync.clock import wall
from data.sync.home import open_home
from data.sync.service import sync_now
from sales.errors import SalesError
from tests.builders.laptops import PRODUCT, note


def work(home: Path, name: str) -> None:
    store = open_home(home).store
    say("open")
    rng = Random()
    last = store.read().execute("SELECT count(*) FROM activities").fetchone()[0]
    for number in count(last):
        text = f"{name} {number:05} {rng.getrandbits(32):08x}"
        note(store, "c-000001", text)
        say(text)
        sell_one(store)
        try:
            sync_now(store, home, wait_s=5)
            say("synced")
        except SalesError:
            pass


def sell_one(store: Store) -> None:
    """One more in stock, as a counter that only ever travels as an increment."""
    with store.write(Changes.of("products", "outbox")) as db:
        if db.execute("UPDATE products SET stock = stock + 1 WHERE id = ?", (PRODUCT,)).rowcount:
            outbox.append_counts(db, "products", PRODUCT, {"stock": 1}, wall())


def say(text: str) -> None:
    print(text, flush=True)
