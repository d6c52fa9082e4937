"""A disk that fills up: fetching stops in time or is taken back whole, and what a rep writes is kept."""

from __future__ import annotations

import resource
import signal
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from data import outbox
from data.engine import opened
from data.store import Changes
from data.sync import disk
from data.sync.home import open_home
from data.sync.service import sync_now
from data.sync.state import link
from sales.errors import StoreUnwritable
from tests.builders.hub import NORTH, customers
from tests.builders.laptops import Site, content, laptop, note, site, synced

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="limits of POSIX")


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with site(tmp_path_factory.mktemp("hub")) as hub:
        hub.put("customers", customers(1_500, NORTH, first=1_000))
        yield hub


def test_fetching_stops_while_there_is_room_for_the_person(
    served: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = laptop(served, served.team.rep_a, tmp_path)
    synced(store, max_rows=500)
    note(store, "c-000001", "written on a full disk")
    served.put("customers", {"c-000001": {"city": "Hangzhou"}})
    monkeypatch.setattr(disk, "free", lambda folder: 150 << 20)

    with pytest.raises(disk.DiskTight, match="150 MB"):
        sync_now(store, tmp_path)

    tie = link(store.read())
    assert tie is not None
    assert tie.failures == 0
    assert outbox.waiting(store.read()) == 0
    assert served.rows("SELECT count(*) FROM activities WHERE text = 'written on a full disk'") == [(1,)]
    assert store.read().execute("SELECT city FROM customers WHERE id = 'c-000001'").fetchone()[0] is None
    store.close()


def test_a_page_that_does_not_fit_is_not_there_at_all(served: Site, tmp_path: Path) -> None:
    store = laptop(served, served.team.rep_a, tmp_path)
    synced_pages = content(store)
    with store.write(Changes.of("sync")) as db:
        db.execute(f"PRAGMA max_page_count = {db.execute('PRAGMA page_count').fetchone()[0] + 8}")

    with pytest.raises(StoreUnwritable, match="full"):
        synced(store)
    after = content(store)
    with store.write(Changes.of("sync")) as db:
        db.execute("PRAGMA max_page_count = 1073741823")
    done = synced(store)

    assert after == synced_pages
    assert done.heals == 0
    assert store.read().execute("SELECT count(*) FROM customers").fetchone()[0] == 1_506
    with closing(opened(store.path)) as db:
        assert db.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
    store.close()


def test_a_file_that_may_not_grow_loses_nothing(served: Site, tmp_path: Path) -> None:
    store = laptop(served, served.team.rep_a, tmp_path)
    before = content(store)
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    ignored = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    try:
        resource.setrlimit(resource.RLIMIT_FSIZE, (300_000, hard))
        with pytest.raises(StoreUnwritable):
            synced(store)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        signal.signal(signal.SIGXFSZ, ignored)
    after = content(store)

    assert after == before
    assert synced(store).heals == 0
    with closing(opened(store.path)) as db:
        assert db.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
    store.close()


def test_a_save_on_a_full_disk_takes_the_reserve(
    served: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = laptop(served, served.team.rep_a, tmp_path)
    sync_now(store, tmp_path)
    kept = (tmp_path / disk.NAME).stat().st_size

    monkeypatch.setattr(disk, "free", lambda folder: 1 << 20)
    note(store, "c-000001", "the last thing before the disk was full")
    gone = not (tmp_path / disk.NAME).exists()
    monkeypatch.undo()
    sync_now(store, tmp_path)

    assert kept == disk.BALLAST
    assert gone
    assert (tmp_path / disk.NAME).stat().st_size == disk.BALLAST
    store.close()


def test_no_reserve_is_made_where_it_would_fill_the_disk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(disk, "free", lambda folder: 30 << 20)

    assert not disk.keep_reserve(tmp_path)
    assert not (tmp_path / disk.NAME).exists()


def test_a_store_whose_log_cannot_be_written_still_saves(
    served: Site, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    store = laptop(served, served.team.rep_a, tmp_path)
    synced(store)
    store.close()
    (tmp_path / "outbox.log").unlink()
    (tmp_path / "outbox.log").mkdir()

    store = open_home(tmp_path).store
    note(store, "c-000002", "kept in the store alone")

    assert outbox.waiting(store.read()) == 1
    assert "outbox log" in caplog.text
    store.close()
