"""The power fails: whatever of the store's log reached the disk, the laptop goes on from a whole state."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from random import Random

import pytest

from data.engine import opened
from data.store import Changes, Store
from data.sync.cursors import cursors, recount
from data.sync.digest import Digest
from data.sync.enrol import STORE
from data.sync.home import open_home
from tests.builders.laptops import Site, laptop, note, notes, site, synced

CUTS = 60
WAL = f"{STORE}-wal"


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with site(tmp_path_factory.mktemp("hub"), n=60) as hub:
        yield hub


def digests(store: Store) -> dict[str, Digest]:
    """Of the scopes that are whole here; one that is read anew is counted at its end."""
    return {scope: one.digest for scope, one in cursors(store.read()).items() if not one.rebuild}


def test_a_write_ahead_log_that_is_cut_at_any_byte_leaves_a_whole_state(served: Site, tmp_path: Path) -> None:
    home, after = tmp_path / "home", tmp_path / "after"
    store = laptop(served, served.team.rep_a, home)
    with closing(opened(home / STORE, isolation_level=None)) as db:
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    texts = [f"power {number}" for number in range(8)]
    synced(store, max_rows=7)
    for number, text in enumerate(texts):
        note(store, f"c-{number:06}", text)
        if number % 3:
            synced(store, max_rows=7)
    written = (home / WAL).read_bytes()
    rng = Random(3)
    cuts = sorted(rng.randrange(len(written)) for _ in range(CUTS))

    for n, cut in enumerate(cuts):
        shutil.copytree(home, after, ignore=shutil.ignore_patterns("*-shm", "reserve.bin"))
        (after / WAL).write_bytes(written[:cut])
        found = open_home(after)

        assert found.salvaged is None
        assert found.store.read().execute("PRAGMA integrity_check").fetchone()[0] == "ok"
        kept = digests(found.store)
        with found.store.write(Changes.of("sync")) as db:
            recount(db)
        assert digests(found.store) == kept
        if n % 6 == 0:
            assert synced(found.store).heals == 0
            assert notes(found.store.read(), "power") == texts
        found.store.close()
        shutil.rmtree(after)
    store.close()
    assert served.rows("SELECT text FROM activities WHERE text LIKE 'power%' ORDER BY text") == [
        (text,) for text in texts
    ]
