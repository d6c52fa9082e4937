"""Every kind of content there is."""

from __future__ import annotations

from typing import Any

from data.content.library import Kind
from data.content.rules import RULES
from data.content.tracks import TRACKS

KINDS: tuple[Kind[Any], ...] = (TRACKS, RULES)
