"""A program that is killed while somebody writes has lost at most the last keystrokes."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from data.authoring import Piece, draft
from data.store import open_store

ROOT = Path(__file__).resolve().parents[2]
WRITER = """
import sys
from pathlib import Path
from data.authoring import Draft, Piece, keep_draft
from data.store import open_store
store = open_store(Path(sys.argv[1]))
for n in range(1, 100_000):
    keep_draft(store, Draft(Piece("objections", "too-dear"), "en", "x" * n, 1, n))
    print(n, flush=True)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="there is no such kill")
def test_killed_between_keystrokes_the_draft_is_the_last_one_that_was_kept(tmp_path: Path) -> None:
    path = tmp_path / "rapport.db"
    writer = subprocess.Popen(
        [sys.executable, "-c", WRITER, str(path)], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    assert writer.stdout
    told = [int(next(writer.stdout)) for _ in range(40)][-1]

    writer.send_signal(signal.SIGKILL)
    told = max([told, *(int(line) for line in writer.stdout if line.endswith("\n"))])
    writer.wait()
    writer.stdout.close()

    store = open_store(path)
    kept = draft(store.read(), Piece("objections", "too-dear"), "en")
    store.close()
    assert kept is not None
    assert kept.text == "x" * kept.at
    assert told <= kept.at <= told + 1
