"""A program that is killed in the middle of a call: what was pressed and kept is there again."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from data import calls, facts
from data.store import Changes, open_store
from sales.facts import Customer
from tests.builders.calls import key, pressed

KILLED = """
import os, signal, sys
from pathlib import Path
from data import calls
from data.store import open_store
from tests.builders.calls import key, pressed
store = open_store(Path(sys.argv[1]))
calls.keep(store, pressed(key("answer", 1)))
calls.keep(store, pressed(key("answer", 1), key("note", text="Two rooms"), key("draft", text="He dec")))
os.kill(os.getpid(), signal.SIGKILL)
"""


def test_a_call_is_taken_up_after_the_program_was_killed(tmp_path: Path) -> None:
    path = tmp_path / "rapport.db"
    store = open_store(path)
    with store.write(Changes.of("customers")) as db:
        facts.put(db, [Customer("c-1", "Studio Maple", "C-1")])
    store.close()

    ended = subprocess.run([sys.executable, "-c", KILLED, str(path)], timeout=60, check=False)

    again = open_store(path)
    call = calls.resume(again.read(), "c-1")
    again.close()
    assert ended.returncode < 0
    assert call == pressed(key("answer", 1), key("note", text="Two rooms"), key("draft", text="He dec"))
