"""Commands on an encrypted home: the passphrase from the environment or a terminal; backups that travel."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from data import keys
from data.engine import plain
from data.settings import save
from data.store import open_store

ROOT = Path(__file__).resolve().parents[2]
PHRASE, OTHER = "harbour kettle violin snow", "four other quiet words"

# Runs a command in a terminal of its own and types what it is asked for.
TERMINAL = """
import os, pty, sys
answers = sys.argv[1].split("|")
pid, terminal = pty.fork()
if pid == 0:
    os.execv(sys.argv[2], sys.argv[2:])
seen = b""
while True:
    try:
        part = os.read(terminal, 4096)
    except OSError:
        break
    if not part:
        break
    seen += part
    if b"Passphrase of rapport.db" in part:
        os.write(terminal, answers.pop(0).encode() + b"\\n")
sys.stdout.buffer.write(seen)
sys.exit(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
"""


@pytest.fixture
def home(tmp_path: Path) -> Path:
    path = tmp_path / "home" / "rapport.db"
    store = open_store(path, keys.create(path, PHRASE))
    save(store, "company", "Lanting Home")
    store.close()
    return path.parent


def command(home: Path, *words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "main.py", "--home", home, *words],
        cwd=ROOT,
        env={**os.environ, **environment},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_command_without_the_passphrase_says_where_to_give_it(home: Path) -> None:
    done = command(home, "verify")

    assert done.returncode == 1
    assert "RAPPORT_PASSPHRASE" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_command_takes_the_passphrase_from_the_environment(home: Path) -> None:
    assert command(home, "verify", RAPPORT_PASSPHRASE=PHRASE).returncode == 0
    assert "not the passphrase" in command(home, "verify", RAPPORT_PASSPHRASE=OTHER).stderr


@pytest.mark.skipif(sys.platform == "win32", reason="there are no such terminals")
def test_a_command_asks_for_the_passphrase_at_a_terminal(home: Path) -> None:
    typed = [
        sys.executable,
        "-c",
        TERMINAL,
        f"{OTHER}|{PHRASE}",
        sys.executable,
        "main.py",
        "--home",
        home,
        "verify",
    ]

    done = subprocess.run(typed, cwd=ROOT, capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stdout
    assert "not the passphrase" in done.stdout
    assert "All sound" in done.stdout
    assert PHRASE not in done.stdout


def test_a_backup_travels_to_another_computer_under_its_own_passphrase(home: Path, tmp_path: Path) -> None:
    copy, there = tmp_path / "stick" / "monday.db", tmp_path / "there"
    given = {"RAPPORT_PASSPHRASE": PHRASE, "STICK": OTHER}
    made = command(home, "--json", "backup", str(copy), "--passphrase-env", "STICK", **given)

    restored = command(there, "restore", str(copy), "--passphrase-env", "STICK", STICK=OTHER)

    assert json.loads(made.stdout)["key"] == str(copy.with_suffix(".key"))
    assert restored.returncode == 0, restored.stderr
    assert not plain(there / "rapport.db")
    assert command(there, "verify", RAPPORT_PASSPHRASE=OTHER).returncode == 0


def test_a_plain_backup_is_asked_for_by_name(home: Path, tmp_path: Path) -> None:
    copy = tmp_path / "monday.db"

    command(home, "backup", str(copy), "--plain", RAPPORT_PASSPHRASE=PHRASE)

    assert plain(copy)
    assert not copy.with_suffix(".key").exists()


def test_a_variable_that_is_not_set_is_said(home: Path, tmp_path: Path) -> None:
    said = command(
        home, "backup", str(tmp_path / "m.db"), "--passphrase-env", "NOT_SET_HERE", RAPPORT_PASSPHRASE=PHRASE
    )

    assert said.returncode == 1
    assert "NOT_SET_HERE is not set" in said.stderr


@pytest.mark.usefixtures("keyring_found")
def test_a_command_opens_a_store_by_the_keyring_without_a_word(tmp_path: Path) -> None:
    home = tmp_path / "home"

    first, second = command(home, "segments"), command(home, "verify")

    assert (first.returncode, second.returncode) == (0, 0), first.stderr + second.stderr
    assert not plain(home / "rapport.db")
