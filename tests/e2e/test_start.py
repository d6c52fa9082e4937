"""The start: what is not needed for the first paint is not there yet, and the window fills by itself."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
HEAVY = (
    "pandas", "sqlite_utils", "matplotlib", "reportlab", "sklearn", "scipy", "numpy",
    "keyring", "cryptography", "argon2", "filelock", "httpx", "msgspec", "zstandard",
)  # fmt: skip

# Says what is imported when the window has been painted, and when it shows its first page or the first run.
WATCH = """
import json, logging, sys
from pathlib import Path

class Tell(logging.Handler):
    def emit(self, record):
        qt = "Qt" in vars(sys.modules["PySide6.QtCore"])
        print(json.dumps({"when": "painted", "modules": sorted(sys.modules), "qt": qt}), flush=True)
        from PySide6.QtCore import QTimer
        self.timer = QTimer(interval=20, timeout=self.look)
        self.timer.start()

    def look(self):
        from PySide6.QtWidgets import QApplication
        shell = next(one for one in QApplication.topLevelWidgets() if type(one).__name__ == "Shell")
        if filled(shell):
            self.timer.stop()
            print(json.dumps({"when": "filled", "modules": sorted(sys.modules)}), flush=True)
            shell.close()

def filled(shell):
    from desktop.dialogs.first_run import FirstRun
    return shell.stage is not None or shell.findChild(FirstRun) is not None

opening = logging.getLogger("desktop.opening")
opening.addHandler(Tell())
opening.setLevel(logging.DEBUG)
from desktop.app import open_window
sys.exit(open_window(Path(sys.argv[1])))
"""


Told = dict[str, dict[str, list[str]]]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("home")


@pytest.fixture(scope="module")
def told(home: Path) -> Told:
    """What a start on a new folder told at each moment."""
    return _start(home)


def _start(home: Path) -> Told:
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "LANG": "C.UTF-8"}
    command = [sys.executable, "-c", WATCH, str(home)]
    done = subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=90, check=False
    )
    assert done.returncode == 0, done.stderr
    return {one["when"]: one for one in map(json.loads, done.stdout.splitlines())}


def test_nothing_heavier_than_qt_is_imported_for_the_first_paint(told: Told) -> None:
    assert set(HEAVY).isdisjoint(told["painted"]["modules"])


def test_the_first_paint_needs_neither_the_store_nor_a_page(told: Told) -> None:
    early = set(told["painted"]["modules"])

    assert early.isdisjoint(
        {"sqlite3", "sqlcipher3", "data.store", "desktop.session", "desktop.pages", "multiprocessing"}
    )


def test_a_new_folder_ends_in_the_first_run_and_closes_cleanly(told: Told) -> None:
    assert "filled" in told


def test_the_next_start_is_lighter_still(told: Told, home: Path) -> None:
    assert (home / "window.json").exists()

    again = _start(home)

    assert again["painted"]["qt"] is False  # the Qt namespace alone takes as long as all of ours
    assert set(HEAVY).isdisjoint(again["filled"]["modules"])  # also once the first page is shown
