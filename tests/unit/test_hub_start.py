"""A hub makes its tables and brings them up to date by itself, and leaves alone what is not its own."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from shutil import copytree

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from hub import start
from hub.db import Db, HubUnreachable
from hub.migrations import HEAD
from hub.schema import METADATA
from sales.errors import RuleBroken
from tests.builders.hub import NOW


@pytest.fixture
def hub_file(tmp_path: Path) -> Path:
    return tmp_path / "hub.db"


def test_the_changes_lead_to_the_tables_that_the_code_knows(hub_db: Db) -> None:
    with hub_db.engine.connect() as connection:
        differences = compare_metadata(MigrationContext.configure(connection), METADATA)

    assert differences == []


def test_the_newest_change_is_the_one_that_the_code_expects() -> None:
    assert ScriptDirectory(str(start.FOLDER)).get_current_head() == HEAD


def test_a_team_is_made_once(tmp_path: Path) -> None:
    db = Db(start.url(tmp_path / "hub.db"))
    made = start.begin(db, "Lanting Home", {"currency": "CNY"}, NOW)

    with pytest.raises(RuleBroken, match="There is a team in this hub already"):
        start.begin(db, "Another", {}, NOW)

    assert start.team(db) == made


def test_where_there_is_no_hub_that_is_said_and_no_file_is_left(tmp_path: Path) -> None:
    db = Db(start.url(tmp_path / "hub.db"))

    with pytest.raises(start.NoTeam, match="There is no hub here yet"):
        start.team(db)

    assert list(tmp_path.iterdir()) == []


def test_an_older_hub_is_upgraded_after_a_copy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, hub_file: Path
) -> None:
    made = start.begin(Db(start.url(hub_file)), "Lanting Home", {}, NOW)
    following_release(tmp_path / "migrations", monkeypatch)

    team = start.team(Db(start.url(hub_file)))

    assert team == made
    assert columns(hub_file, "team") - columns(hub_file.with_name("hub-before-next.db"), "team") == {"motto"}


def following_release(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """From now on the code is of a release with one change more."""
    copytree(start.FOLDER, folder)
    (folder / "versions" / "m9_motto.py").write_text(
        f'''from alembic import op
revision = "next"
down_revision = "{HEAD}"
def upgrade():
    op.execute("ALTER TABLE team ADD COLUMN motto TEXT")
''',
        encoding="utf-8",
    )
    monkeypatch.setattr(start, "FOLDER", folder)
    monkeypatch.setattr(start, "HEAD", "next")


def columns(path: Path, table: str) -> set[str]:
    with closing(sqlite3.connect(path)) as file:
        return {row[1] for row in file.execute(f"PRAGMA table_info({table})")}


def test_a_newer_hub_is_refused_in_a_sentence_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "hub.db"
    start.begin(Db(start.url(path)), "Lanting Home", {}, NOW)
    with sqlite3.connect(path) as file:
        file.execute("UPDATE alembic_version SET version_num = '9999'")
    before = path.read_bytes()

    with pytest.raises(start.HubTooNew, match="written by a newer Rapport \\(schema 9999"):
        start.prepare(Db(start.url(path)))

    assert path.read_bytes() == before


def test_another_programs_database_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "shop.db"
    with sqlite3.connect(path) as file:
        file.execute("CREATE TABLE basket (id)")

    with pytest.raises(RuleBroken, match="holds other tables"):
        start.begin(Db(start.url(path)), "Lanting Home", {}, NOW)


def test_what_is_no_database_is_said_to_be_none(tmp_path: Path) -> None:
    path = tmp_path / "hub.db"
    path.write_bytes(b"not a database at all, but long enough to look at" * 40)

    with pytest.raises(HubUnreachable, match="not a hub database, or it is damaged"):
        start.team(Db(start.url(path)))


def test_a_password_in_an_address_is_never_shown() -> None:
    db = Db("postgresql://hub:very-secret@127.0.0.1:1/hub")

    with pytest.raises(HubUnreachable) as refused:
        start.team(db)

    assert "very-secret" not in str(refused.value)
