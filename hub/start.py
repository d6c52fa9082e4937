"""Where a hub begins: its tables made or brought up to date, and its team.

Every command and the server call `prepare` first, so that nobody has to upgrade by hand. A file is copied
before it is changed; a database of a newer release, or of another program, is left alone.
"""

from __future__ import annotations

import json
import secrets
import sqlite3
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import inspect
from sqlalchemy.exc import DBAPIError

from hub.db import Db, HubUnreachable
from hub.migrations import HEAD
from sales.errors import RuleBroken, SalesError

if TYPE_CHECKING:
    from alembic.config import Config
    from sqlalchemy import Connection

FOLDER = Path(__file__).with_name("migrations")
ID_BYTES = 4  # of a team's id, which stands in every row and every index


class NoTeam(SalesError):
    """There is no hub at that address yet."""


class HubTooNew(SalesError):
    """The database was written by a newer release."""


@dataclass(frozen=True, slots=True)
class Team:
    """The team of a hub. `settings` go to every laptop that is enrolled."""

    id: str
    name: str
    settings: Mapping[str, str]


def begin(db: Db, name: str, settings: Mapping[str, str], now: int) -> Team:
    """Make a hub and its team. Raises RuleBroken where there is one."""
    prepare(db)
    made = Team(secrets.token_hex(ID_BYTES), name, settings)

    def insert(tx: Any) -> None:
        if tx.row("SELECT 1 FROM team"):
            raise RuleBroken(
                "There is a team in this hub already.", "Choose another database with --db to begin anew."
            )
        tx.run(
            "INSERT INTO team (id, name, settings, seq, floor, created_at)"
            " VALUES (:id, :name, :settings, 0, 0, :now)",
            id=made.id, name=name, settings=json.dumps(dict(settings), ensure_ascii=False), now=now,
        )  # fmt: skip

    db.write(insert)
    return made


def team(db: Db) -> Team:
    """The team of a hub, which is brought up to date first. Raises NoTeam where there is none yet."""
    if (path := file_of(db)) and not path.exists():
        raise _nobody()  # and no empty file is left behind
    if version(db) is None:
        raise _nobody()
    prepare(db)
    with db.reading() as tx:
        row = tx.row("SELECT id, name, settings FROM team ORDER BY created_at, id")
    if row is None:
        raise _nobody()
    return Team(row[0], row[1], json.loads(row[2]))


def prepare(db: Db) -> None:
    """Bring the tables up to date, or make them.

    Raises HubTooNew, and RuleBroken for another program's database; nothing is changed then.
    """
    have = version(db)
    if have == HEAD:
        return
    config = _config()
    if have and have not in _known(config):
        raise HubTooNew(
            "The hub's database was written by a newer Rapport (schema {theirs}, this one knows {ours}).",
            "Install the newer Rapport; nothing was changed.",
            theirs=have,
            ours=HEAD,
        )
    if have and (path := file_of(db)):
        copy_file(path, path.with_name(f"{path.stem}-before-{HEAD}{path.suffix}"))
    with db.engine.connect().execution_options(rapport_writes=True) as connection, connection.begin():
        _upgrade(connection, config)


def version(db: Db) -> str | None:
    """The schema that the database has; None for an empty one.

    Raises HubUnreachable, and RuleBroken for another program's database.
    """
    try:
        with db.engine.connect() as connection:
            tables = set(inspect(connection).get_table_names())
            if "alembic_version" in tables and "txlog" in tables:
                found = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()
                return None if found is None else str(found)
    except DBAPIError as error:
        raise unreachable(db, error) from error
    if tables:
        raise RuleBroken(
            "The database {db} holds other tables, so it is not a hub's.",
            "Choose another with --db.",
            db=shown(db),
        )
    return None


def unreachable(db: Db, error: DBAPIError) -> HubUnreachable:
    """The sentence for a database that does not answer, or answers that it is not one."""
    if "not a database" in str(error.orig) or "malformed" in str(error.orig):
        return HubUnreachable(
            "{db} is not a hub database, or it is damaged.",
            "Put a backup in its place with: main.py hub restore FILE.",
            db=shown(db),
        )
    return HubUnreachable(
        "The hub's database {db} cannot be opened.",
        "Check the address after --db, and that the server runs.",
        db=shown(db),
    )


def shown(db: Db) -> str:
    """A database's address as it may be read by anybody: without its password."""
    return db.engine.url.set(drivername=db.dialect).render_as_string(hide_password=True)


def file_of(db: Db) -> Path | None:
    """The file that the hub lies in; None for a server's database, or one in memory."""
    name = db.engine.url.database
    return Path(name) if db.dialect == "sqlite" and name and name != ":memory:" else None


def url(path: Path) -> str:
    """The address of the hub in a file."""
    return f"sqlite:///{path}"


def copy_file(path: Path, target: Path) -> None:
    """Copy a SQLite hub while it is in use, whole and flushed, or not at all."""
    from data.copying import whole

    target.parent.mkdir(parents=True, exist_ok=True)
    with (
        whole(target) as part,
        closing(sqlite3.connect(path)) as ours,
        closing(sqlite3.connect(part)) as copy,
    ):
        ours.backup(copy)


def _nobody() -> NoTeam:
    return NoTeam("There is no hub here yet.", "Make one with: main.py hub init --name NAME.")


def _config() -> Config:
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(FOLDER).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config


def _known(config: Config) -> set[str]:
    from alembic.script import ScriptDirectory

    return {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}


def _upgrade(connection: Connection, config: Config) -> None:
    from alembic import command

    config.attributes["connection"] = connection
    command.upgrade(config, "head")
