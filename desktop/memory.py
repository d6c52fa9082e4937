"""What the window knows before the store is open: language, theme, where it stood and what it showed.

Kept as JSON beside the store. Losing it loses nothing of anybody's work.
"""

from __future__ import annotations

import json
import logging
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path

NAME = "window.json"

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Memory:
    """`locale` None: as the system. `frame` is left, top, width and height in px."""

    locale: str | None = None
    theme: str = "system"
    frame: tuple[int, int, int, int] | None = None
    maximized: bool = False
    page: str = ""
    ref: str | None = None


def recall(home: Path) -> Memory:
    """What was kept in `home`; the defaults where nothing readable was."""
    try:
        kept = json.loads((home / NAME).read_text(encoding="utf-8"))
        known = {field.name for field in fields(Memory)}
        memory = Memory(**{name: value for name, value in kept.items() if name in known})
        frame = memory.frame
        return replace(memory, frame=(frame[0], frame[1], frame[2], frame[3]) if frame else None)
    except (OSError, ValueError, TypeError, AttributeError, IndexError):
        return Memory()


def keep(home: Path, memory: Memory) -> None:
    """Write it whole or not at all; where that is not possible the window simply opens as new next time."""
    part = home / f"{NAME}.part"
    try:
        part.write_text(json.dumps(asdict(memory)), encoding="utf-8")
        part.replace(home / NAME)
    except OSError as error:
        log.info("the window's place was not kept: %s", error)
