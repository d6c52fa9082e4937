"""The sample team's hub beside another program: made in a folder, served from it (demo and tour).

`served` runs it in a thread of the program; `Apart` in a process of its own, so that a window stays smooth.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path

from data.sample.company import ME, NAME, SETTINGS
from data.sample.generator import CUSTOMERS
from hub import enrolment, people, sample, start
from hub.db import Db
from hub.serve import CannotServe, embedded

FILE = "hub.db"
END_S = 10
CHECK_S = 0.1


@dataclass(frozen=True, slots=True)
class Invited:
    """What a computer needs to connect."""

    address: str
    code: str


def make(
    folder: Path,
    now: int,
    *,
    customers: int = CUSTOMERS,
    note: Callable[[int], None] = lambda count: None,
) -> str:
    """Make a hub with the sample team in `folder`. Returns the code for the computer of its rep."""
    folder.mkdir(parents=True, exist_ok=True)
    with closing(Db(start.url(folder / FILE))) as db:
        team = start.begin(db, NAME, SETTINGS, now)
        sample.fill(db, team, now, customers=customers, note=note)
        with db.reading() as tx:
            rep = people.find(tx, team.id, ME)
        return enrolment.invite(db, people.office(team.id), rep.id, now)


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """Serve the hub in `folder` from a thread, to this computer only. Gives its address."""
    with closing(Db(start.url(folder / FILE))) as db, embedded(db) as address:
        yield address


class Apart:
    """The sample team's hub in a process of its own, which ends with this one."""

    def __init__(self, folder: Path, customers: int = CUSTOMERS) -> None:
        context = get_context("spawn")
        self._line, theirs = context.Pipe()
        self._process = context.Process(target=_run, args=(folder, customers, theirs), daemon=True)
        self._process.start()
        theirs.close()

    def invited(self, check: Callable[[], None] = lambda: None) -> Invited:
        """Wait until the hub is made and serves; what `check` raises meanwhile ends the waiting.

        Raises CannotServe when the hub ended instead.
        """
        try:
            while not self._line.poll(CHECK_S):
                check()
            address, code = self._line.recv()
        except EOFError as error:
            raise CannotServe("The hub did not start.", "Its log says why.") from error
        return Invited(address, code)

    @property
    def ended(self) -> bool:
        return not self._process.is_alive()

    def end(self) -> None:
        """Let it go."""
        self._line.close()
        self._process.join(END_S)
        if self._process.is_alive():
            self._process.kill()
            self._process.join()


def _run(folder: Path, customers: int, line: Connection) -> None:
    """The process: make the hub, serve it, and end when the line is closed at the other end."""
    code = make(folder, time.time_ns() // 1_000_000, customers=customers)
    with served(folder) as address:
        line.send((address, code))
        line.poll(None)
