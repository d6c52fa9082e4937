"""Values as the text of a cell: what the preview shows and an edit begins with."""

from __future__ import annotations

import json
from datetime import datetime, tzinfo
from typing import Any

from data.imports.fields import Field
from sales.words import Words


def shown(field: Field, value: Any, words: Words, zone: tzinfo) -> str:
    """A staged value as text; "" when there is none."""
    if value is None:
        return ""
    match field.kind:
        case "instant":
            at = datetime.fromtimestamp(value / 1000, zone)
            text = f"{at:%Y-%m-%d}" if at.hour == at.minute == 0 else f"{at:%Y-%m-%d %H:%M}"
        case "amount":
            text = _plain(value, 4, 2)
        case "rate":
            text = f"{_plain(value, 2, 0)}%"
        case "flag":
            text = words("yes") if value else words("no")
        case "list":
            text = ", ".join(json.loads(value))
        case _:
            text = str(value)
    return text


def _plain(value: int, places: int, least: int) -> str:
    """A scaled whole number with its decimals, at least some of them, and no more than it has."""
    whole, rest = divmod(abs(value), 10**places)
    decimals = f"{rest:0{places}d}".rstrip("0").ljust(least, "0")
    return f"{'-' if value < 0 else ''}{whole:,}{'.' if decimals else ''}{decimals}"
