"""The engine every store runs on has what our SQL asks of it, encrypted or not."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from data import search
from data.engine import opened, plain, sqlite3
from data.store import Changes, Store, connect, open_store
from tests.builders.team import PRODUCTS

ROOT = Path(__file__).resolve().parents[2]
KEY = bytes(range(32))

# Another process that wants the database for itself.
ALONE = """
import sys
from data.engine import opened
db = opened(sys.argv[1], timeout=0.1, isolation_level=None)
db.execute("PRAGMA locking_mode = EXCLUSIVE")
db.execute("BEGIN EXCLUSIVE")
"""


@pytest.fixture(params=[None, KEY], ids=["plain", "encrypted"])
def either(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    store = open_store(tmp_path / "home" / "rapport.db", request.param)
    yield store
    store.close()


@pytest.mark.parametrize(
    ("feature", "value"),
    [
        ("SELECT sign(-4)", -1),
        ("SELECT iif(1, 'a', 'b')", "a"),
        ("SELECT json_extract('{\"a\": [1, 2]}', '$.a[1]')", 2),
        ("SELECT json_object('a', json_array(1))", '{"a":[1]}'),
        ("SELECT json_insert('[1]', '$[#]', 2)", "[1,2]"),
        ("SELECT sum(value) FILTER (WHERE value > 1) FROM json_each('[1, 2, 3]')", 5),
        ("SELECT json_group_array(value ORDER BY value DESC) FROM json_each('[1, 2]')", "[2,1]"),
        ("SELECT row_number() OVER (PARTITION BY 1 ORDER BY value) FROM json_each('[7]')", 1),
        ("SELECT lead(value) OVER (ORDER BY value) FROM json_each('[1, 2]')", 2),
        ("SELECT format('%04d', 7)", "0007"),
        ("SELECT unixepoch('2026-11-24')", 1795478400),
        ("SELECT date(1795478400, 'unixepoch')", "2026-11-24"),
        ("SELECT 'a' IS NOT DISTINCT FROM 'a'", 1),
        ("SELECT 'Zhou' GLOB 'Z*' AND 'ZHOU' = 'zhou' COLLATE NOCASE", 1),
        (
            "WITH RECURSIVE n(i) AS (VALUES (1) UNION SELECT i + 1 FROM n WHERE i < 9) SELECT max(i) FROM n",
            9,
        ),
    ],
)
def test_what_our_sql_uses_is_there(either: Store, feature: str, value: object) -> None:
    assert either.read().execute(feature).fetchone()[0] == value


def test_rows_are_written_over_returned_and_updated_from_another_table(either: Store) -> None:
    with either.write(Changes.of("settings")) as db:
        db.execute("INSERT INTO settings VALUES ('a', '1'), ('b', '2')")
        said = (
            "INSERT INTO settings VALUES ('a', '3') ON CONFLICT (name) DO UPDATE SET value = excluded.value"
        )
        returned = db.execute(f"{said} RETURNING value").fetchone()[0]
        db.execute(
            "UPDATE settings SET value = o.value FROM settings o WHERE settings.name = 'b' AND o.name = 'a'"
        )

    assert returned == "3"
    assert either.read().execute("SELECT value FROM settings WHERE name = 'b'").fetchone()[0] == "3"


def test_a_column_takes_no_value_of_another_type(either: Store) -> None:
    with pytest.raises(sqlite3.IntegrityError), either.write(Changes.of("orders")) as db:
        db.execute("INSERT INTO orders (id, placed_at) VALUES ('o', 'yesterday')")


@pytest.mark.parametrize("typed", ["reva", "微风", "ilter", "咖啡", "金"])
def test_parts_of_latin_words_and_chinese_pairs_are_found(either: Store, typed: str) -> None:
    with either.write(Changes.of("products")) as db:
        db.executemany(
            "INSERT INTO products (id, name, name_zh) VALUES (?, ?, ?)",
            ((product.id, product.name, product.name_zh) for product in PRODUCTS),
        )
        search.rebuild(db)

    assert search.find(either.read(), typed)


def test_what_is_deleted_is_written_over(either: Store) -> None:
    with either.write(Changes.of("settings")) as db:
        kept = db.execute("PRAGMA secure_delete").fetchone()[0]

    assert kept == 1


def test_tables_of_a_session_go_with_it(either: Store) -> None:
    session = either.session()
    session.execute("CREATE TABLE scratch.staged (x)")
    session.close()

    again = either.session()

    assert again.execute("SELECT count(*) FROM scratch.sqlite_schema").fetchone()[0] == 0
    again.close()


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="open files are listed on Linux only")
def test_what_an_import_lays_out_beside_an_encrypted_store_cannot_be_read(tmp_path: Path) -> None:
    store = open_store(tmp_path / "home" / "rapport.db", KEY)
    session = store.session()
    session.execute("PRAGMA scratch.cache_size = 4")
    session.execute("CREATE TABLE scratch.staged (name)")
    session.executemany("INSERT INTO staged VALUES (?)", (("Zhou Wei " * 500,) for _ in range(2000)))

    spilt = [content for content in map(_content, os.listdir("/proc/self/fd")) if len(content) > 100_000]

    assert spilt
    assert not any(b"Zhou Wei" in content for content in spilt)
    session.close()
    store.close()


def test_a_key_opens_what_it_encrypted_and_no_other_does(tmp_path: Path) -> None:
    path = tmp_path / "rapport.db"
    open_store(path, KEY).close()

    with pytest.raises(sqlite3.DatabaseError, match="not a database"):
        connect(path, bytes(32))

    assert not plain(path)
    assert opened(path, KEY).execute("SELECT count(*) FROM customers").fetchone()[0] == 0


def _content(number: str) -> bytes:
    """What lies in a file of ours that has no name."""
    try:
        named = os.readlink(f"/proc/self/fd/{number}")
        return os.pread(int(number), 1 << 24, 0) if named.endswith("(deleted)") else b""
    except OSError:
        return b""


def test_asking_whether_a_store_in_use_is_plain_leaves_its_locks(tmp_path: Path) -> None:
    store = open_store(tmp_path / "home" / "rapport.db")
    store.read().execute("SELECT 1 FROM settings")
    said = plain(store.path)

    alone = subprocess.run(
        [sys.executable, "-c", ALONE, store.path], cwd=ROOT, capture_output=True, text=True, check=False
    )

    assert said
    assert "locked" in alone.stderr
    store.close()
