"""What the window knows before the store is open: language, theme, where it stood and what it showed.

Kept as JSON beside the store. Losing it loses nothing of anybody's work.
"""

from __future__ import annotations

import json
import logging
from pathlib import Path
from typing import Any, NamedTuple

from desktop.sidebar import NavItem, Shown

NAME = "window.json"

log = logging.getLogger(__name__)


class Memory(NamedTuple):
    """`locale` empty: as the system. `look` is the theme that was worn, `theme` the setting that led to it.

    `frame` is left, top, width and height in px. Of the sidebar the pages are kept, not who was in it.
    """

    locale: str = ""
    theme: str = "system"
    look: str = ""
    frame: tuple[int, int, int, int] | None = None
    maximized: bool = False
    page: str = ""
    ref: str | None = None
    sidebar: Shown = Shown()


def recall(home: Path) -> Memory:
    """What was kept in `home`; the defaults where nothing readable was."""
    try:
        kept = json.loads((home / NAME).read_text(encoding="utf-8"))
        return _memory(**{name: kept[name] for name in Memory._fields if name in kept})
    except (OSError, ValueError, TypeError, KeyError, IndexError, AttributeError):
        return Memory()


def keep(home: Path, memory: Memory) -> None:
    """Write it whole or not at all; where that is not possible the window simply opens as new next time."""
    part = home / f"{NAME}.part"
    try:
        part.write_text(json.dumps(memory._asdict()), encoding="utf-8")
        part.replace(home / NAME)
    except OSError as error:
        log.info("the window's place was not kept: %s", error)


def _memory(frame: list[int] | None = None, sidebar: list[Any] | None = None, **rest: Any) -> Memory:
    left, top, width, height = frame or (0, 0, 0, 0)
    shown = Shown()
    if sidebar:
        items, settings, *_ = sidebar
        shown = Shown(tuple(NavItem(*item) for item in items), settings)
    placed = (int(left), int(top), int(width), int(height)) if frame else None
    return Memory(frame=placed, sidebar=shown, **rest)
