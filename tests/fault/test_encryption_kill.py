"""An encryption that is killed, at whichever step, leaves a store that opens and holds all that it held."""

from __future__ import annotations

import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from random import Random

import pytest

from data.encryption import encrypt
from data.engine import plain
from data.store import Changes, open_store
from data.summaries import rebuild

ROOT = Path(__file__).resolve().parents[2]
KEY = bytes(range(32))
CUSTOMERS = 4_000

# Dies by its own hand at the n-th thing it does to a file once the encryption began.
STEPS = """
import os, signal, sys
from pathlib import Path
from data import encryption

DEED = {"open", "os.link", "os.rename", "os.remove", "os.truncate"}
left = int(sys.argv[2])

def count(event, arguments):
    global left
    if event in DEED and str(arguments[0]).startswith(str(path.parent)):
        left -= 1
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)

path = Path(sys.argv[1])
sys.addaudithook(count)
encryption.encrypt(path, bytes(range(32)))
"""
AT_ONCE = """
import sys
from pathlib import Path
from data.encryption import encrypt
print("began", flush=True)
encrypt(Path(sys.argv[1]), bytes(range(32)))
"""

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL")


@pytest.fixture
def full(tmp_path: Path) -> Path:
    """The folder of a plain store that was not closed: its newest rows are in the log alone."""
    home = tmp_path / "open" / "rapport.db"
    store = open_store(home)
    with store.write(Changes.of("customers")) as db:
        db.executemany(
            "INSERT INTO customers (id, name, note) VALUES (?, 'Zhou Wei', ?)",
            ((f"c{n}", "met at the fair " * 40) for n in range(CUSTOMERS)),
        )
        rebuild(db)
    folder = Path(shutil.copytree(home.parent, tmp_path / "full"))
    store.close()
    assert (folder / "rapport.db-wal").stat().st_size > 0
    return folder


def whole(path: Path) -> None:
    """Go on as the next start does, and look at everything."""
    encrypt(path, KEY)

    store = open_store(path, KEY)
    count = store.read().execute("SELECT count(*) FROM customers WHERE name = 'Zhou Wei'").fetchone()[0]
    store.close()
    assert count == CUSTOMERS
    assert not plain(path)
    assert {file.name for file in path.parent.iterdir()} <= {"rapport.db", "rapport.key", "rapport.lock"}
    assert not any(b"Zhou Wei" in file.read_bytes() for file in path.parent.iterdir())


def test_a_kill_at_every_step_leaves_the_store_whole(full: Path, tmp_path: Path) -> None:
    step, ended = 0, False
    while not ended:
        step += 1
        home = Path(shutil.copytree(full, tmp_path / "home"))
        path = home / "rapport.db"
        done = subprocess.run([sys.executable, "-c", STEPS, path, str(step)], cwd=ROOT, check=False)
        ended = done.returncode == 0

        assert done.returncode in (0, -signal.SIGKILL)
        assert path.exists()
        whole(path)
        shutil.rmtree(home)

    assert step > 8


def test_a_kill_at_any_moment_leaves_the_store_whole(full: Path, tmp_path: Path) -> None:
    moments = Random(7)
    for _ in range(6):
        home = Path(shutil.copytree(full, tmp_path / "home"))
        path = home / "rapport.db"
        process = subprocess.Popen([sys.executable, "-c", AT_ONCE, path], cwd=ROOT, stdout=subprocess.PIPE)
        assert process.stdout is not None
        process.stdout.readline()
        time.sleep(moments.uniform(0.05, 0.6))
        process.kill()
        process.wait()
        process.stdout.close()

        whole(path)
        shutil.rmtree(home)


def test_a_kill_between_the_second_name_and_the_new_file_costs_nothing(full: Path) -> None:
    path = full / "rapport.db"
    (full / "rapport.db.plain").hardlink_to(path)
    (full / "rapport.db.encrypted").write_bytes(b"half")

    whole(path)
