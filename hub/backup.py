"""Copies of a hub: made while it serves, put back whole. Laptops notice by themselves that one was put back.

A SQLite hub is copied by SQLite's own backup, a PostgreSQL one by `pg_dump` and `pg_restore`, which must be
of the server's version or newer.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
from contextlib import closing
from functools import partial
from pathlib import Path

from hub import audit
from hub.db import Db
from hub.people import OFFICE_ACTOR
from hub.start import copy_file, file_of, team, url, version
from sales.errors import FileUnwritable, NotFound, SalesError, StoreDamaged

DUMP = ("pg_dump", "--format=custom", "--no-owner", "--no-privileges")
RESTORE = ("pg_restore", "--clean", "--if-exists", "--no-owner", "--no-privileges", "--single-transaction")


class ProgramMissing(SalesError):
    """A program of the database's maker is needed and is not there, or failed."""


def back_up(db: Db, target: Path) -> Path:
    """Write a copy of the hub to `target`, whole or not at all. Raises FileUnwritable, ProgramMissing."""
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        if path := file_of(db):
            copy_file(path, target)
        else:
            _dump(db, target)
    except OSError as error:
        raise FileUnwritable(
            "{file} cannot be written.", "Close it where it is open, or choose another folder.", file=target
        ) from error
    return target


def restore(db: Db, backup: Path, now: int) -> Path | None:
    """Put a backup in the place of the hub, which may go on serving meanwhile.

    Returns where a copy of what was there before lies; None on a server, or when nothing was there. Raises
    NotFound, StoreDamaged for a file that is no sound backup, ProgramMissing.
    """
    if not backup.is_file():
        raise NotFound(
            "There is no backup at {file}.", "Give the path of a file that `backup` wrote.", file=backup
        )
    if path := file_of(db):
        kept = _restore_file(path, backup)
    else:
        db.close()  # what this process has open would be in the way
        _run(db, (*RESTORE, f"--dbname={_address(db)}", str(backup)), backup)
        kept = None
    ours = team(db)
    note = partial(audit.note, actor=OFFICE_ACTOR, action="hub.restored", subject=backup.name)
    db.write(lambda tx: note(tx, ours.id, now))
    return kept


def _restore_file(path: Path, backup: Path) -> Path | None:
    _check(backup)
    kept = None
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.exists() and path.stat().st_size:
        kept = path.with_name(f"{path.stem}-replaced{path.suffix}")
        if not _copied(path, kept):
            for suffix in ("", "-wal", "-shm"):  # damaged: it is put aside as it is
                if Path(f"{path}{suffix}").exists():
                    Path(f"{path}{suffix}").replace(f"{kept}{suffix}")
    with closing(sqlite3.connect(backup)) as source, closing(sqlite3.connect(path)) as ours:
        source.backup(ours)  # into the file itself, so that a server that has it open reads on in the new one
    return kept


def _copied(path: Path, target: Path) -> bool:
    try:
        copy_file(path, target)
    except sqlite3.DatabaseError:
        return False
    return True


def _check(backup: Path) -> None:
    """Raises StoreDamaged unless the file is a hub, and sound."""
    looked = Db(url(backup))
    try:
        sound = version(looked) is not None
        with closing(sqlite3.connect(backup)) as file:
            sound = sound and file.execute("PRAGMA quick_check").fetchone()[0] == "ok"
    except (SalesError, sqlite3.DatabaseError) as error:
        raise _unsound(backup) from error
    finally:
        looked.close()
    if not sound:
        raise _unsound(backup)


def _unsound(backup: Path) -> StoreDamaged:
    return StoreDamaged("{file} is not a sound backup of a hub.", "Nothing was changed.", file=backup.name)


def _dump(db: Db, target: Path) -> None:
    part = target.with_name(f"{target.name}.part")
    try:
        _run(db, (*DUMP, f"--file={part}", f"--dbname={_address(db)}"), target)
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)


def _address(db: Db) -> str:
    """The database for PostgreSQL's programs; without the password, which every process could read."""
    where = db.engine.url.set(drivername="postgresql", password=None)
    return where.render_as_string(hide_password=False)


def _run(db: Db, command: tuple[str, ...], file: Path) -> None:
    program = shutil.which(command[0])
    said = " ".join(command)
    if program is None:
        raise ProgramMissing(
            "{program} is not on this computer.",
            "Install PostgreSQL's client programs, or run where they are: {command}",
            program=command[0],
            command=said,
        )
    password = db.engine.url.password
    done = subprocess.run(
        [program, *command[1:]],
        env={**os.environ, **({"PGPASSWORD": str(password)} if password else {})},
        capture_output=True,
        encoding="utf-8",
        errors="replace",
        check=False,
    )
    if done.returncode:
        raise ProgramMissing(
            "{program} failed on {file}: {reason}",
            "Nothing was changed.",
            program=command[0],
            file=file.name,
            reason=(done.stderr.strip() or "?").splitlines()[0],
        )
