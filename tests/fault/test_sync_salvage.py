"""A damaged store: what was written is saved, the rest comes from the hub again, nothing is deleted."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from random import Random

import pytest

from data import keys, outbox
from data.backup import verify
from data.engine import opened
from data.store import Changes, Store, open_store
from data.sync import state
from data.sync.clock import wall
from data.sync.enrol import STORE, enrol
from data.sync.home import Opened, open_home
from data.sync.outbox_log import log_file, read
from data.sync.service import sync_now
from sales.errors import StoreDamaged
from tests.builders.laptops import Site, laptop, note, notes, site

PAGE = 4096
PHRASE = "four words are enough"


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with site(tmp_path_factory.mktemp("hub"), n=300) as hub:
        yield hub


def head(file: Path) -> None:
    """The first sector is overwritten."""
    with file.open("r+b") as out:
        out.write(b"\xff" * 512)


def pages(file: Path) -> None:
    """A third of the pages are zero."""
    with file.open("r+b") as out:
        for page in range(2, file.stat().st_size // PAGE, 3):
            out.seek(page * PAGE)
            out.write(bytes(PAGE))


def bits(file: Path) -> None:
    """Hundreds of bits have flipped."""
    rng = Random(5)
    content = bytearray(file.read_bytes())
    for _ in range(400):
        content[rng.randrange(PAGE, len(content))] ^= 1 << rng.randrange(8)
    file.write_bytes(content)


def half(file: Path) -> None:
    """The second half of the file is gone."""
    with file.open("r+b") as out:
        out.truncate(file.stat().st_size // 2)


def gone(file: Path) -> None:
    """The file is gone."""
    file.unlink()


def reopened(home: Path, unlock: Callable[[Path], bytes | None] = keys.at_opening) -> Opened:
    """Opened as a person does it: when syncing says that the file is damaged, it is opened once more."""
    found = open_home(home, unlock)
    try:
        sync_now(found.store, home)
    except StoreDamaged:
        found.store.close()
        found = open_home(home, unlock)
        sync_now(found.store, home)
    return found


def long_unchecked(store: Store) -> None:
    with store.write(Changes.of("sync")) as db:
        state.put(db, checked_at=0)


@pytest.mark.parametrize("harm", [head, pages, bits, half, gone])
def test_a_damaged_store_is_made_anew_with_all_that_waited(
    served: Site, tmp_path: Path, harm: Callable[[Path], None]
) -> None:
    store = laptop(served, served.team.rep_a, tmp_path)
    sync_now(store, tmp_path)
    texts = [f"{harm.__name__} {n:02}" for n in range(20)]
    for text in texts:
        note(store, "c-000007", text)
    outbox.take_back(store, note(store, "c-000007", f"{harm.__name__} taken back"), 1_795_000_000_000)
    long_unchecked(store)
    store.close()

    harm(tmp_path / STORE)
    found = reopened(tmp_path)

    assert found.salvaged is not None
    assert found.salvaged.messages == len(texts)
    assert (found.salvaged.kept_as is None) == (harm is gone)
    sync_now(found.store, tmp_path)
    assert notes(found.store.read(), harm.__name__) == texts
    kept = served.rows(f"SELECT text FROM activities WHERE text LIKE '{harm.__name__} %' ORDER BY text")
    assert [row[0] for row in kept] == texts
    assert found.store.read().execute("SELECT count(*) FROM customers").fetchone()[0] == 300
    assert verify(tmp_path / STORE) == []
    found.store.close()


def test_an_encrypted_store_is_salvaged_under_its_key(served: Site, tmp_path: Path) -> None:
    def unlock(path: Path) -> bytes | None:
        return keys.unlock(path, PHRASE)

    code = served.code(served.team.rep_a)
    enrol(tmp_path, served.url, code, name="X1", now=wall(), passphrase=PHRASE)
    store = open_home(tmp_path, unlock).store
    sync_now(store, tmp_path)
    note(store, "c-000008", "sealed and saved")
    store.close()

    head(tmp_path / STORE)
    found = reopened(tmp_path, unlock)

    assert found.salvaged is not None
    assert found.salvaged.messages == 1
    assert notes(found.store.read(), "sealed") == ["sealed and saved"]
    assert b"SQLite format" not in (tmp_path / STORE).read_bytes()[:16]
    found.store.close()


def test_what_was_only_in_a_lost_wal_is_written_again(served: Site, tmp_path: Path) -> None:
    store = laptop(served, served.team.rep_a, tmp_path / "home")
    sync_now(store, tmp_path / "home")
    with closing(opened(tmp_path / "home" / STORE, isolation_level=None)) as db:
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    note(store, "c-000009", "in the wal alone")
    lost = tmp_path / "lost"
    lost.mkdir()
    for name in (STORE, "outbox.log", "rapport.key"):
        if (tmp_path / "home" / name).exists():
            shutil.copy(tmp_path / "home" / name, lost / name)
    store.close()

    found = open_home(lost)

    assert notes(found.store.read(), "in the wal") == ["in the wal alone"]
    assert outbox.waiting(found.store.read()) == 1
    assert sync_now(found.store, lost).sent == 1
    assert served.rows("SELECT count(*) FROM activities WHERE text = 'in the wal alone'") == [(1,)]
    found.store.close()


def test_without_a_hub_a_damaged_store_is_left_as_it_is(tmp_path: Path) -> None:
    store = open_home(tmp_path).store
    store.read().execute("SELECT 1")
    store.close()
    head(tmp_path / STORE)
    before = (tmp_path / STORE).read_bytes()

    with pytest.raises(StoreDamaged):
        open_home(tmp_path)

    assert (tmp_path / STORE).read_bytes() == before


def test_a_recovery_that_was_broken_off_is_ended_at_the_next_start(served: Site, tmp_path: Path) -> None:
    store = laptop(served, served.team.rep_a, tmp_path)
    sync_now(store, tmp_path)
    note(store, "c-000012", "broken off")
    store.close()
    head(tmp_path / STORE)
    (tmp_path / STORE).rename(tmp_path / "rapport-damaged.db")
    open_store(tmp_path / STORE).close()  # and here the process died

    found = open_home(tmp_path)

    assert found.salvaged is not None
    assert found.salvaged.messages == 1
    assert sync_now(found.store, tmp_path).sent == 1
    assert notes(found.store.read(), "broken") == ["broken off"]
    found.store.close()


def test_a_log_without_its_store_and_key_is_kept_and_keeps_nobody_out(tmp_path: Path) -> None:
    log = tmp_path / "outbox.log"
    log.write_bytes(b"00000000 sealed under a key that is gone\n")

    store = open_home(tmp_path).store

    assert store.read().execute("SELECT count(*) FROM customers").fetchone()[0] == 0
    assert (tmp_path / "outbox.log.unread").exists()
    store.close()


def test_the_log_is_emptied_once_the_hub_has_confirmed_all(served: Site, tmp_path: Path) -> None:
    store = laptop(served, served.team.rep_a, tmp_path)
    sync_now(store, tmp_path)
    empty = log_file(store.path).stat().st_size
    for n in range(5):
        note(store, "c-000010", f"to be confirmed {n}")
    waiting = read(store.path, store.key).messages

    sync_now(store, tmp_path)

    assert len(waiting) == 5
    assert read(store.path, store.key).messages == ()
    assert log_file(store.path).stat().st_size <= empty
    store.close()


def test_a_line_of_the_log_that_was_cut_short_spoils_no_other(served: Site, tmp_path: Path) -> None:
    store = laptop(served, served.team.rep_a, tmp_path)
    sync_now(store, tmp_path)
    note(store, "c-000011", "first")
    note(store, "c-000011", "cut short")
    store.close()
    log = log_file(tmp_path / STORE)
    log.write_bytes(log.read_bytes()[:-9])

    store = open_home(tmp_path).store
    note(store, "c-000011", "after it")

    said = [message.body for message in read(store.path, store.key).messages]
    assert len(said) == 3
    store.close()
