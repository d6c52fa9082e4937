"""Encrypted stores: nothing readable in the files, plain ones turned, backups that open where they should."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlite_utils import Database
from sqlite_utils.migrations import Migrations

from data import keys, search, summaries
from data.backup import back_up, back_up_plain, restore, verify
from data.encryption import encrypt, export, sealed
from data.engine import opened, plain
from data.forgetting import forget
from data.keyfile import Nowhere, key_file, read, write
from data.keys import Locked, PassphraseWanted
from data.migrations import m0001_start
from data.settings import save, settings
from data.store import APPLICATION_ID, Changes, Store, connect, open_store
from sales.errors import StoreDamaged, StoreUnwritable
from tests.builders.files import ORDERS, imported, written

PHRASE = "harbour kettle violin snow"
OTHER = "four other quiet words"
NAME = "Zhou Wei of Lanting Home"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home" / "rapport.db"


@pytest.fixture
def sold(store: Store) -> Store:
    """A plain store with a customer in it."""
    with store.write(Changes.of("customers")) as db:
        db.execute("INSERT INTO customers (id, name) VALUES ('c', ?)", (NAME,))
        summaries.refresh(db, ["c"])
        search.refresh(db, "customer", ["c"])
    return store


@pytest.fixture
def locked(sold: Store) -> Iterator[Store]:
    """The same under a passphrase."""
    key = keys.create(sold.path, PHRASE)
    assert key is not None
    sold.encrypt(key)
    yield sold
    sold.close()


def names(store: Store) -> list[str]:
    return [row[0] for row in store.read().execute("SELECT name FROM customers")]


def readable(folder: Path) -> list[str]:
    """The files below a folder in which the name of a customer can be read."""
    return sorted(
        path.name for path in folder.rglob("*") if path.is_file() and b"Zhou Wei" in path.read_bytes()
    )


@pytest.mark.usefixtures("keyring_found")
def test_a_new_store_is_encrypted_where_there_is_a_keyring(home: Path) -> None:
    store = open_store(home)
    with store.write(Changes.of("customers")) as db:
        db.execute("INSERT INTO customers (id, name) VALUES ('c', ?)", (NAME,))

    in_use = readable(home.parent)
    store.close()
    again = open_store(home)

    assert in_use == readable(home.parent) == []
    assert names(again) == [NAME]
    again.close()


def test_a_new_store_is_plain_where_there_is_none_and_the_keyring_is_not_asked_again(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_store(home).close()
    monkeypatch.setattr("keyring.get_keyring", lambda: pytest.fail("asked again"))

    again = open_store(home)

    assert again.key is None
    assert plain(home)
    again.close()


def test_a_plain_store_is_encrypted_when_a_keyring_turns_up(
    sold: Store, request: pytest.FixtureRequest
) -> None:
    sold.close()
    write(sold.path, Nowhere(0))
    request.getfixturevalue("keyring_found")

    again = open_store(sold.path)

    assert names(again) == [NAME]
    assert not plain(sold.path)
    assert readable(sold.path.parent) == []
    assert verify(sold.path) == []
    again.close()


def test_a_store_is_encrypted_while_it_is_open(locked: Store) -> None:
    save(locked, "company", "Lanting Home")

    assert names(locked) == [NAME]
    assert readable(locked.path.parent) == []


def test_a_store_under_a_passphrase_opens_by_it_alone(locked: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    locked.close()
    with pytest.raises(PassphraseWanted):
        open_store(locked.path)
    monkeypatch.setenv("RAPPORT_PASSPHRASE", PHRASE)

    again = open_store(locked.path)

    assert names(again) == [NAME]
    again.close()


def test_copies_of_a_plain_store_are_encrypted_with_it(sold: Store) -> None:
    copies = [
        back_up(sold.path, sold.path.with_name("rapport-before-2.db")),
        back_up(sold.path, sold.path.parent / "backups" / "rapport-2026-11-24.db"),
    ]
    key = keys.create(sold.path, PHRASE)
    assert key is not None

    sold.encrypt(key)

    assert readable(sold.path.parent) == []
    assert [keys.unlock(copy, PHRASE) for copy in copies] == [key, key]
    assert [verify(copy, key) for copy in copies] == [[], []]


def test_a_copy_that_cannot_be_encrypted_keeps_nothing_from_opening(sold: Store) -> None:
    copy = back_up(sold.path, sold.path.with_name("rapport-before-2.db"))
    content = bytearray(copy.read_bytes())
    content[4096:] = b"\xff" * (len(content) - 4096)
    copy.write_bytes(content)
    key = keys.create(sold.path, PHRASE)
    sold.close()

    again = open_store(sold.path, key)

    assert names(again) == [NAME]
    assert copy.read_bytes() == content
    again.close()


def test_a_store_that_another_program_has_open_stays_as_it_is(
    sold: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("data.encryption.BUSY_S", 0.1)
    sold.read().execute("SELECT 1 FROM customers")

    with pytest.raises(StoreUnwritable, match="in use"):
        encrypt(sold.path, bytes(32))

    assert names(sold) == [NAME]
    assert plain(sold.path)


def test_a_store_in_use_is_opened_plain_beside_and_encrypted_another_time(
    sold: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("data.encryption.BUSY_S", 0.1)
    key = keys.create(sold.path, PHRASE)
    sold.read().execute("SELECT 1 FROM customers")

    beside = open_store(sold.path, key)
    names_beside = names(beside)
    beside.close()
    sold.close()
    later = open_store(sold.path, key)

    assert names_beside == names(later) == [NAME]
    assert not plain(sold.path)
    later.close()


def test_a_store_without_room_for_a_second_copy_opens_plain(
    sold: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    sold.close()
    monkeypatch.setattr("data.encryption.ROOM", 10**9)
    with pytest.raises(StoreUnwritable, match="disk is full"):
        encrypt(sold.path, bytes(32))

    again = open_store(sold.path, bytes(32))

    assert names(again) == [NAME]
    assert plain(sold.path)
    again.close()


def test_the_wrong_key_is_refused_and_the_file_left_alone(locked: Store) -> None:
    locked.close()
    before = locked.path.read_bytes()

    with pytest.raises(StoreDamaged, match="not its key file"):
        open_store(locked.path, bytes(32))

    assert locked.path.read_bytes() == before


def test_an_encrypted_store_without_its_key_file_is_left_alone(locked: Store) -> None:
    locked.close()
    key_file(locked.path).unlink()
    before = locked.path.read_bytes()

    with pytest.raises(StoreDamaged, match=r"rapport\.key"):
        open_store(locked.path)

    assert locked.path.read_bytes() == before
    assert not key_file(locked.path).exists()


def test_a_destroyed_key_leaves_nothing_that_opens(locked: Store) -> None:
    locked.close()

    keys.destroy(locked.path)

    with pytest.raises(StoreDamaged):
        open_store(locked.path)


def test_search_and_imports_work_on_an_encrypted_store(locked: Store, tmp_path: Path) -> None:
    imported(locked, written(tmp_path / "orders.csv", ORDERS), "orders")

    assert [hit.ref for hit in search.find(locked.read(), "hou we", kind="customer")][:1] == ["c"]
    assert verify(locked.path, locked.key) == []
    assert locked.read().execute("SELECT count(*) FROM orders").fetchone()[0] > 0


def test_compacting_keeps_a_store_encrypted(locked: Store) -> None:
    locked.compact()

    assert not plain(locked.path)
    assert names(locked) == [NAME]


def test_nothing_of_a_forgotten_person_can_be_read_any_more(sold: Store) -> None:
    assert readable(sold.path.parent)

    forget(sold, "c")
    sold.close()

    assert readable(sold.path.parent) == []
    assert not any(b"lanting" in file.read_bytes().lower() for file in sold.path.parent.iterdir())


def test_an_upgrade_keeps_what_was_before_encrypted_as_well(home: Path) -> None:
    key = keys.create(home, PHRASE)
    first = Migrations("rapport")
    first(name="0001_start")(m0001_start.start)
    with closing(connect(home, key)) as db:
        first.apply(Database(db))
        db.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        db.execute("PRAGMA user_version = 1")
        db.execute("INSERT INTO customers (id, name) VALUES ('c', ?)", (NAME,))

    store = open_store(home, key)

    before = next(home.parent.glob("rapport-before-*.db"))
    assert names(store) == [NAME]
    assert readable(home.parent) == []
    with closing(connect(before, keys.unlock(before, PHRASE))) as db:
        assert db.execute("PRAGMA user_version").fetchone()[0] == 1
    store.close()


# -- backups


def test_a_backup_is_encrypted_and_opens_by_the_same_passphrase(locked: Store, tmp_path: Path) -> None:
    copy = back_up(locked.path, tmp_path / "copies" / "monday.db", locked.key)

    assert readable(copy.parent) == []
    assert open_store(copy, keys.unlock(copy, PHRASE)).read().execute("SELECT name FROM customers").fetchone()


@pytest.mark.usefixtures("keyring_found")
def test_a_backup_under_a_passphrase_opens_on_another_computer(home: Path, tmp_path: Path) -> None:
    store = open_store(home)
    save(store, "company", "Lanting Home")
    copy = back_up(home, tmp_path / "stick" / "monday.db", store.key, OTHER)
    store.close()
    keys.destroy(home)

    there = tmp_path / "there" / "rapport.db"
    restore(there, copy, backup_key=keys.unlock(copy, OTHER))

    again = open_store(there)
    assert settings(again.read())["company"] == "Lanting Home"
    assert again.key is not None
    again.close()


def test_a_backup_without_a_key_here_lends_its_own(locked: Store, tmp_path: Path) -> None:
    copy = back_up(locked.path, tmp_path / "stick" / "monday.db", locked.key)
    there = tmp_path / "there" / "rapport.db"

    restore(there, copy, backup_key=keys.unlock(copy, PHRASE))

    again = open_store(there, keys.unlock(there, PHRASE))
    assert names(again) == [NAME]
    assert not plain(there)
    again.close()


def test_a_plain_backup_can_be_read_by_anyone_and_is_encrypted_when_restored(
    locked: Store, tmp_path: Path
) -> None:
    copy = back_up_plain(locked.path, tmp_path / "copies" / "monday.db", locked.key)
    locked.close()

    kept = restore(locked.path, copy, locked.key)

    assert readable(tmp_path) == ["monday.db"]
    assert kept is not None
    for path in (locked.path, kept):
        found = open_store(path, keys.unlock(path, PHRASE))
        assert names(found) == [NAME]
        found.close()


def test_a_backup_under_another_key_asks_for_its_passphrase(
    locked: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    elsewhere = tmp_path / "elsewhere" / "rapport.db"
    other = open_store(elsewhere, keys.create(elsewhere, OTHER))
    save(other, "company", "Reed")
    copy = back_up(elsewhere, tmp_path / "stick" / "other.db", other.key)
    other.close()
    locked.close()
    with pytest.raises(PassphraseWanted, match=r"other\.db"):
        restore(locked.path, copy, locked.key)
    monkeypatch.setenv("RAPPORT_PASSPHRASE", OTHER)

    restore(locked.path, copy, locked.key)

    again = open_store(locked.path, locked.key)
    assert settings(again.read())["company"] == "Reed"
    again.close()


def test_an_encrypted_backup_that_lost_its_key_file_is_said(locked: Store, tmp_path: Path) -> None:
    copy = back_up(locked.path, tmp_path / "stick" / "monday.db", locked.key)
    key_file(copy).unlink()
    there = tmp_path / "there" / "rapport.db"
    other = open_store(there, keys.create(there, OTHER))
    other.close()

    with pytest.raises(Locked, match=r"monday\.key"):
        restore(there, copy, other.key)


def test_a_backup_of_a_home_under_its_own_key_needs_no_key_file(locked: Store, tmp_path: Path) -> None:
    copy = back_up(locked.path, tmp_path / "stick" / "monday.db", locked.key)
    key_file(copy).unlink()
    locked.close()

    restore(locked.path, copy, locked.key)

    again = open_store(locked.path, locked.key)
    assert names(again) == [NAME]
    again.close()


def test_a_copy_under_another_key_holds_the_same(locked: Store, tmp_path: Path) -> None:
    target = tmp_path / "copy.db"

    export(locked.path, locked.key, target, bytes(range(32)))

    with closing(opened(target, bytes(range(32)))) as copy:
        found = {
            mark: copy.execute(f"PRAGMA {mark}").fetchone()[0] for mark in ("application_id", "user_version")
        }
    ours = locked.read()
    assert found == {mark: ours.execute(f"PRAGMA {mark}").fetchone()[0] for mark in found}
    assert verify(target, bytes(range(32))) == verify(locked.path, locked.key)


# -- what lies beside the store


def test_what_is_sealed_opens_under_the_same_key_alone() -> None:
    sealer = sealed(bytes(32))
    line = sealer.seal(NAME.encode())

    assert sealer.open(line) == NAME.encode()
    assert NAME.encode() not in line
    assert sealer.seal(NAME.encode()) != line
    for broken in (line[:-1], line[:5], b"", bytes([line[0] ^ 1]) + line[1:]):
        with pytest.raises(ValueError, match="sealed"):
            sealer.open(broken)
    with pytest.raises(ValueError, match="sealed"):
        sealed(bytes(range(32))).open(line)


def test_the_key_file_of_a_copy_says_what_that_of_the_store_says(locked: Store, tmp_path: Path) -> None:
    copy = back_up(locked.path, tmp_path / "monday.db", locked.key)

    assert read(copy) == read(locked.path)
