"""A program that is killed while a quote is being saved: the last save that was made is there."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from data import quotes
from data.backup import verify
from data.store import open_store
from tests.builders.kept_quotes import EN, NOW, desk, drafted

KILLED = """
import os, signal, sys
from pathlib import Path
from data import outbox
from data.store import open_store
from tests.builders.kept_quotes import NOW, change
store = open_store(Path(sys.argv[1]))
change(store, sys.argv[2], 200, NOW + 2)
outbox.amend = lambda *given: os.kill(os.getpid(), signal.SIGKILL)
change(store, sys.argv[2], 300, NOW + 3)
"""


def test_the_last_save_is_kept_when_the_program_is_killed_in_the_next(tmp_path: Path) -> None:
    path = tmp_path / "rapport.db"
    store = desk(path)
    version = drafted(store, 100)
    store.close()

    ended = subprocess.run([sys.executable, "-c", KILLED, str(path), version], timeout=60, check=False)

    again = open_store(path)
    kept = quotes.kept(again.read(), version, NOW + 4, EN)
    (waiting,) = again.read().execute("SELECT body FROM outbox WHERE tbl = 'quotes'").fetchall()
    again.close()
    assert ended.returncode < 0
    assert [one.terms.bp for one in kept.version.quote.lines[0].discounts] == [200]  # type: ignore[union-attr]
    assert '\\"bp\\":200' in waiting[0]
    assert verify(path) == []
