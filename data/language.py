"""The catalogues of `resources/i18n`.

English sentence -> the reader's, one TOML table per area and locale.
"""

from __future__ import annotations

import tomllib
from datetime import UTC, tzinfo
from functools import cache

from data.resources import resource
from sales.words import LOCALES, Words


def words(locale: str, zone: tzinfo = UTC) -> Words:
    """The words of a locale of `sales.words.LOCALES`, with days in `zone`."""
    return Words(locale, _catalogue(locale), zone)


def nearest(name: str) -> str:
    """The locale we speak that serves a system's locale name such as "zh_HK" or "de-DE" best."""
    return "zh_CN" if name.lower().startswith("zh") else LOCALES[0]


@cache
def _catalogue(locale: str) -> dict[str, str]:
    merged: dict[str, str] = {}
    for path in sorted(resource("i18n", locale).glob("*.toml")):
        merged |= tomllib.loads(path.read_text(encoding="utf-8"))
    return merged
