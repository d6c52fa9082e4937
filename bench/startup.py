"""From the start of the process to a window that is painted and answers, against a bare QMainWindow.

Both run as processes of their own, in turn, on the same platform; medians of several runs are compared.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from desktop.memory import Memory, keep
from desktop.sidebar import NavItem, Shown

ROOT = Path(__file__).resolve().parents[1]
RUNS, LIMIT = 15, 1.5
SIDEBAR = Shown(
    (
        NavItem("today", "Today", "layout-dashboard", 1),
        NavItem("customers", "Customers", "users", 2),
        NavItem("insight", "Insight", "chart-column", 6),
    ),
    "Settings",
)

# Each says how long after `sys.argv[1]`, a monotonic instant, its window was painted and the loop came round.
BARE = """
import os, sys, time
from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QApplication, QMainWindow

class Watch(QObject):
    def eventFilter(self, watched, event):
        if event.type() == QEvent.Type.Paint:
            watched.removeEventFilter(self)
            QTimer.singleShot(0, tell)
        return False

def tell():
    print(time.monotonic() - float(sys.argv[1]), flush=True)
    os._exit(0)

app, watch = QApplication([]), Watch()
window = QMainWindow()
window.resize(1440, 900)
window.installEventFilter(watch)
window.show()
app.exec()
"""
OURS = """
import logging, os, sys, time
import main

class Tell(logging.Handler):
    def emit(self, record):
        print(time.monotonic() - float(sys.argv[1]), flush=True)
        os._exit(0)

opening = logging.getLogger("desktop.opening")
opening.addHandler(Tell())
opening.setLevel(logging.DEBUG)
main.main(["--home", sys.argv[2]])
"""


def main() -> int:
    """Print the ratio; 1 when it is over the limit."""
    with tempfile.TemporaryDirectory(prefix="rapport-bench-") as folder:
        keep(Path(folder), Memory("en", "system", "light", sidebar=SIDEBAR))
        _took(BARE, folder), _took(OURS, folder)  # byte code and disk cache, once
        runs = [(_took(BARE, folder), _took(OURS, folder)) for _ in range(RUNS)]
    bare, ours = (statistics.median(times) for times in zip(*runs, strict=True))
    ratio = ours / bare
    print(
        f"bare QMainWindow {bare * 1000:.0f} ms, Rapport {ours * 1000:.0f} ms: {ratio:.2f} x, limit {LIMIT} x"
    )
    return int(ratio > LIMIT)


def _took(code: str, home: str) -> float:
    environment = {"QT_QPA_PLATFORM": "offscreen", **os.environ, "PYTHONPYCACHEPREFIX": f"{home}/byte-code"}
    environment.pop(
        "PYTHONDONTWRITEBYTECODE", None
    )  # byte code is kept, as it is for everybody who starts it
    command = [sys.executable, "-c", code, str(time.monotonic()), home]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=True)
    return float(done.stdout)


if __name__ == "__main__":
    sys.exit(main())
