"""Backups: whole copies, put back whole, and the checks that tell a sound store from another."""

from __future__ import annotations

from pathlib import Path

import pytest

from data.backup import back_up, restore, verify
from data.engine import sqlite3
from data.settings import save, settings
from data.store import Changes, Store, open_store
from sales.errors import NotFound, StoreDamaged, StoreUnwritable


def test_a_backup_made_while_the_store_is_in_use_holds_what_was_saved(store: Store, tmp_path: Path) -> None:
    save(store, "company", "Lanting Home")

    copy = open_store(back_up(store.path, tmp_path / "copies" / "monday.db"))

    assert settings(copy.read())["company"] == "Lanting Home"
    copy.close()


def test_a_restore_keeps_what_it_replaces(store: Store, tmp_path: Path) -> None:
    save(store, "company", "Before")
    copy = back_up(store.path, tmp_path / "monday.db")
    save(store, "company", "After")
    store.close()

    kept = restore(store.path, copy)

    assert kept is not None
    replaced, current = open_store(kept), open_store(store.path)
    assert settings(replaced.read())["company"] == "After"
    assert settings(current.read())["company"] == "Before"
    replaced.close()
    current.close()


def test_a_broken_backup_is_refused_and_nothing_is_changed(store: Store, tmp_path: Path) -> None:
    save(store, "company", "Lanting Home")
    broken = tmp_path / "broken.db"
    broken.write_bytes(store.path.read_bytes()[:5000])

    with pytest.raises(StoreDamaged, match="not a sound backup"):
        restore(store.path, broken)

    assert settings(store.read())["company"] == "Lanting Home"


def test_a_backup_that_is_not_there_is_said(store: Store, tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="no backup"):
        restore(store.path, tmp_path / "nothing.db")


def test_a_backup_into_a_place_that_cannot_be_written_leaves_no_half_file(
    store: Store, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("in the way")

    with pytest.raises(StoreUnwritable):
        back_up(store.path, tmp_path / "file" / "monday.db")

    assert sorted(path.name for path in tmp_path.iterdir()) == ["file", "home"]


def test_a_sound_store_verifies(store: Store) -> None:
    assert verify(store.path) == []


@pytest.mark.parametrize(
    ("fault", "sentence"),
    [
        (
            "INSERT INTO tickets (id, customer_id, opened_at) VALUES ('t', 'nobody', 1)",
            "tickets name customers",
        ),
        ("INSERT INTO orders (id, placed_at, net_cents) VALUES ('o', 1, 500)", "do not add up"),
        ("INSERT INTO customers (id, name) VALUES ('c', 'Zhou Wei')", "summaries do not agree"),
        ("INSERT INTO products (id, name) VALUES ('p', 'Breva 600')", "search index"),
    ],
)
def test_what_does_not_fit_together_is_named(store: Store, fault: str, sentence: str) -> None:
    with store.write(Changes.of("customers")) as db:
        db.execute(fault)

    assert any(sentence in found for found in verify(store.path))


def test_a_file_with_a_torn_page_is_named(store: Store) -> None:
    with store.write(Changes.of("customers")) as db:
        db.executemany(
            "INSERT INTO events (id, customer_id, kind, at) VALUES (?, 'c', 'view', 1)",
            ((f"{n:040}",) for n in range(2000)),
        )
    store.close()
    sqlite3.connect(store.path).execute("PRAGMA wal_checkpoint(TRUNCATE)").connection.close()
    pages = bytearray(store.path.read_bytes())
    pages[len(pages) // 2 : len(pages) // 2 + 4096] = b"\xff" * 4096
    store.path.write_bytes(pages)

    assert verify(store.path) != []
