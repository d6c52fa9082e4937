"""A home folder that may not be written, a store that is not ours: one sentence, and nothing is touched."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


# Everything is imported before the rights are given up: a test's Python may lie where only its owner reads.
AS_NOBODY = """
import os, sys, main
main.main(["--home", sys.argv[1], "search", "x"])
os.setuid(65534)
sys.exit(main.main(["--home", sys.argv[2], "search", "x"]))
"""


def run(home: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return _python("main.py", "--home", home, *words)


def _python(*words: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *words], cwd=ROOT, capture_output=True, encoding="utf-8", check=False
    )


@pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root can become somebody else"
)
def test_a_home_that_may_not_be_written_is_said(tmp_path: Path) -> None:
    locked = tmp_path / "locked"
    locked.mkdir(mode=0o755)

    done = _python("-c", AS_NOBODY, tmp_path / "mine", locked / "home")

    assert done.returncode == 1
    assert "Nothing can be written in" in done.stderr
    assert "Traceback" not in done.stderr
    assert list(locked.iterdir()) == []


def test_a_home_in_whose_place_a_file_lies_is_said(tmp_path: Path) -> None:
    (tmp_path / "home").write_text("a file")

    done = run(tmp_path / "home", "search", "x")

    assert done.returncode == 1
    assert "Nothing can be written in" in done.stderr
    assert (tmp_path / "home").read_text() == "a file"


def test_a_damaged_store_is_said_and_kept(tmp_path: Path) -> None:
    store = tmp_path / "rapport.db"
    store.write_bytes(b"SQLite format 3\0" + b"\xff" * 9000)

    done = run(tmp_path, "search", "x")

    assert done.returncode == 1
    assert "damaged" in done.stderr
    assert "restore" in done.stderr
    assert store.read_bytes().endswith(b"\xff" * 9000)
