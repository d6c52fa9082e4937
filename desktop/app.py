"""Where the desktop begins: little stands between the start of the process and the first paint.

What the first paint does not show is not imported for it; see bench/startup.py.
"""

from __future__ import annotations

import gc
from pathlib import Path


def open_window(home: Path, *, locale: str | None = None, way: str | None = None) -> int:
    """Run the window on a home folder until it is closed; the exit code.

    `way` ("sample", "demo") is taken into an empty store without asking.
    """
    gc.disable()  # importing makes much and frees nothing; turned on again after the first paint
    from desktop.opening import run

    return run(home, locale, way)
