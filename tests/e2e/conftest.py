"""Commands are run as people run them: as processes, on a home folder that holds a small sample team."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from data.sample import load_sample
from data.store import open_store

ROOT = Path(__file__).resolve().parents[2]
TODAY = date.today()  # noqa: DTZ011 - commands read the real clock, so the sample is of the real day


class Ran(subprocess.CompletedProcess[str]):
    """What a command printed and how it ended."""

    @property
    def document(self) -> Any:
        return json.loads(self.stdout)


@pytest.fixture(scope="session")
def sample_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("sample")
    store = open_store(home / "rapport.db")
    load_sample(store, TODAY, customers=300)
    store.close()
    return home


@pytest.fixture
def home(sample_home: Path, tmp_path: Path) -> Path:
    """A home of its own with the sample team in it."""
    return Path(shutil.copytree(sample_home, tmp_path / "home"))


@pytest.fixture
def rapport(home: Path) -> Callable[..., Ran]:
    """Runs `main.py` with the given words on that home."""

    def run(*words: str | Path) -> Ran:
        done = subprocess.run(
            [sys.executable, "-W", "error", "main.py", "--home", home, *words],
            cwd=ROOT,
            capture_output=True,
            encoding="utf-8",
            env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
            check=False,
        )
        return Ran(done.args, done.returncode, done.stdout, done.stderr)

    return run
