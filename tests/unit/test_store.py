"""The store: opened, migrated and written whole or not at all."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from data.engine import sqlite3
from data.migrations import VERSION
from data.settings import save, settings
from data.store import Changes, Store, connect, open_store
from sales.errors import RuleBroken, StoreDamaged, StoreTooNew, StoreUnwritable


def test_a_write_that_fails_in_the_middle_leaves_nothing(store: Store) -> None:
    with pytest.raises(ZeroDivisionError), store.write(Changes.of("customers")) as db:
        db.execute("INSERT INTO customers (id, name) VALUES ('c', 'Zhou Wei')")
        _ = 1 / 0

    assert store.read().execute("SELECT count(*) FROM customers").fetchone()[0] == 0


def test_listeners_hear_the_kinds_of_a_write_once_it_is_saved(store: Store) -> None:
    heard: list[Changes] = []
    stop = store.listen(heard.append)

    with store.write(Changes.of("customers", "orders")):
        assert not heard
    stop()
    with store.write(Changes.of("settings")):
        pass

    assert heard == [Changes.of("customers", "orders")]


def test_a_read_cannot_write(store: Store) -> None:
    with pytest.raises(sqlite3.OperationalError, match="readonly"):
        store.read().execute("DELETE FROM customers")


def test_opening_twice_keeps_what_was_saved(store: Store) -> None:
    save(store, "company", "Lanting Home")

    again = open_store(store.path)

    assert settings(again.read())["company"] == "Lanting Home"
    again.close()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows keeps a person's folders to themselves")
def test_a_home_that_is_made_is_its_owners_alone(store: Store) -> None:
    assert store.path.parent.stat().st_mode & 0o077 == 0


def test_a_database_of_a_newer_release_is_refused_in_a_sentence(store: Store) -> None:
    db = connect(store.path)
    db.execute(f"PRAGMA user_version = {VERSION + 1}")
    db.close()

    with pytest.raises(StoreTooNew, match="newer Rapport"):
        open_store(store.path)


def test_a_database_of_another_program_is_refused_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "rapport.db"
    db = sqlite3.connect(path)
    db.execute("CREATE TABLE theirs (x)")
    db.close()
    before = path.read_bytes()

    with pytest.raises(StoreDamaged, match="not a Rapport database"):
        open_store(path)

    assert path.read_bytes() == before


def test_a_damaged_file_is_refused_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "rapport.db"
    path.write_bytes(b"not a database at all" * 300)

    with pytest.raises(StoreDamaged, match="restore"):
        open_store(path)

    assert path.read_bytes() == b"not a database at all" * 300


def test_a_home_that_cannot_be_made_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")

    with pytest.raises(StoreUnwritable, match="--home"):
        open_store(tmp_path / "file" / "rapport.db")


def test_a_full_disk_is_said_and_nothing_is_half_written(store: Store) -> None:
    save(store, "company", "Lanting Home")

    with pytest.raises(StoreUnwritable, match="disk is full"), store.write(Changes.of("customers")) as db:
        pages = db.execute("PRAGMA page_count").fetchone()[0]
        db.execute(f"PRAGMA max_page_count = {pages}")
        db.executemany(
            "INSERT INTO customers (id, name, note) VALUES (?, 'Zhou Wei', ?)",
            ((str(n), "x" * 1000) for n in range(100_000)),
        )

    assert store.read().execute("SELECT count(*) FROM customers").fetchone()[0] == 0
    assert settings(store.read())["company"] == "Lanting Home"


def test_a_migration_killed_before_its_end_starts_from_nothing_again(tmp_path: Path) -> None:
    path = tmp_path / "rapport.db"
    sqlite3.connect(path).close()

    opened = open_store(path)

    assert opened.read().execute("PRAGMA user_version").fetchone()[0] == VERSION
    opened.close()


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("theme", "pink", "Choose one of system, light, dark"),
        ("zone", "Moon/Crater", "There is no time zone"),
        ("reduced_motion", "yes", "either true or false"),
    ],
)
def test_a_setting_that_cannot_be_is_refused(store: Store, name: str, value: str, sentence: str) -> None:
    with pytest.raises(RuleBroken, match=sentence):
        save(store, name, value)


def test_the_currency_is_that_of_the_orders_until_somebody_chooses(store: Store) -> None:
    with store.write(Changes.of("orders")) as db:
        db.execute("INSERT INTO orders (id, placed_at, currency) VALUES ('o', 1, 'GBP')")
    found = settings(store.read())["currency"]

    save(store, "currency", "EUR")

    assert found == "GBP"
    assert settings(store.read())["currency"] == "EUR"
