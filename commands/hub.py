"""`main.py hub ...`: the team server, set up, looked after and served from the command line."""

from __future__ import annotations

import argparse
import importlib
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from commands.context import Context
from sales.errors import SalesError

if TYPE_CHECKING:
    from hub.db import Db
    from hub.start import Team
    from hub.who import Who

SUMMARY = "The team server: set it up, serve it, look after people, territories, sources and backups."
VARIABLE = "RAPPORT_HUB_DB"
FILE = "hub.db"
PARTS = ("sqlalchemy", "alembic", "starlette", "uvicorn")
AREAS = ("hub_team", "hub_people", "hub_customers", "hub_files", "hub_sources", "hub_care")

Run = Callable[[Context, argparse.Namespace], int]


class HubMissing(SalesError):
    """The packages that the hub stands on are not installed."""


@dataclass(frozen=True, slots=True)
class Commands:
    """Where a module adds its commands. Each takes what all take (`common`): --db, --json, --home, --lang."""

    parsers: Any
    common: argparse.ArgumentParser

    def add(self, name: str, summary: str, run: Run) -> argparse.ArgumentParser:
        """A command that `run` carries out."""
        made: argparse.ArgumentParser = self.parsers.add_parser(
            name, help=summary, description=summary, parents=[self.common], add_help=False
        )
        made.set_defaults(run=run)
        return made

    def below(self, name: str, summary: str) -> Commands:
        """A word with commands of its own: user add, user list, ..."""
        parser = self.parsers.add_parser(name, help=summary, description=summary)
        return Commands(parser.add_subparsers(metavar="COMMAND", required=True), self.common)


@dataclass(frozen=True, slots=True)
class Hub:
    """An open hub, its team, and the office, which gives the commands."""

    db: Db
    team: Team
    office: Who


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--db",
        metavar="URL",
        default=argparse.SUPPRESS,
        help=f"sqlite:///FILE or postgresql://USER@HOST/NAME (or {VARIABLE}; else {FILE} in the data folder)",
    )
    common = argparse.ArgumentParser(add_help=False, parents=[parser])
    commands = Commands(parser.add_subparsers(metavar="COMMAND", required=True), common)
    for name in AREAS:
        importlib.import_module(f"commands.{name}").add(commands)


def run(desk: Context, args: argparse.Namespace) -> int:
    if any(find_spec(name) is None for name in PARTS):
        raise HubMissing(
            "What the hub needs is not installed here.", "Install it with: pip install 'rapport[hub]'."
        )
    return int(args.run(desk, args))


@contextmanager
def database(desk: Context, args: argparse.Namespace) -> Iterator[Db]:
    """The hub's database: --db, RAPPORT_HUB_DB, or a file in the data folder."""
    from hub.db import Db

    db = Db(address(desk, args))
    try:
        yield db
    finally:
        db.close()


@contextmanager
def opened(desk: Context, args: argparse.Namespace) -> Iterator[Hub]:
    """The hub, brought up to date. Raises NoTeam where there is none."""
    from hub.people import office
    from hub.start import team

    with database(desk, args) as db:
        ours = team(db)
        yield Hub(db, ours, office(ours.id))


def address(desk: Context, args: argparse.Namespace) -> str:
    """Where the hub's database is, as a URL."""
    from hub.start import url

    said = getattr(args, "db", None) or os.environ.get(VARIABLE)
    return str(said) if said else url(desk.home.absolute() / FILE)
