"""The Qt binding keeps the count of None, True and False: else a window aborts after some hours."""

from __future__ import annotations

import os
import subprocess
import sys

COUNT = """
import sys
from PySide6.QtCore import QCoreApplication, QObject, Signal

app = QCoreApplication([])

class Sender(QObject):
    sent = Signal(object)

sender = Sender()
sender.sent.connect(lambda value: None)
before = [sys.getrefcount(constant) for constant in (None, True, False)]
for _ in range(2000):
    app.processEvents()
    sender.sent.emit(1)
after = [sys.getrefcount(constant) for constant in (None, True, False)]
# On 3.12 and later these constants are immortal and their counts never move.
print(max(abs(now - then) for then, now in zip(before, after)))
"""


def test_two_thousand_turns_of_the_event_loop_leave_the_counts_alone() -> None:
    done = subprocess.run(
        [sys.executable, "-c", COUNT],
        capture_output=True,
        text=True,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
        check=True,
    )

    assert int(done.stdout) < 100
