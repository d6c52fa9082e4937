"""The sample team's hub inside another program: made in a folder, served from it (demo and tour)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from data.sample.company import ME, NAME
from data.sample.generator import CUSTOMERS
from hub import enrolment, people, sample, start
from hub.db import Db
from hub.serve import embedded

FILE = "hub.db"


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
        team = start.begin(db, NAME, sample.SETTINGS, now)
        sample.fill(db, team, now, customers=customers, note=note)
        with db.reading() as tx:
            rep = people.find(tx, team.id, ME)
        return enrolment.invite(db, people.office(team.id), rep.id, now)


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """Serve the hub in `folder` from a thread, to this computer only. Gives its address."""
    with closing(Db(start.url(folder / FILE))) as db, embedded(db) as address:
        yield address
