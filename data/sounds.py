"""How Chinese is read: what is heard alike is written alike."""

from __future__ import annotations

from functools import cache


@cache
def sound(character: str) -> str:
    """A character's syllable, without its tone."""
    from pypinyin import lazy_pinyin

    return str(lazy_pinyin(character)[0])
