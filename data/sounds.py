"""How Chinese is read: what is heard alike is written alike."""

from __future__ import annotations

from functools import cache


@cache
def sound(character: str) -> str:
    """A character's syllable, less what many do not tell apart: zh and z, sh and s, ch and c, -ng and -n."""
    from pypinyin import lazy_pinyin

    syllable = str(lazy_pinyin(character)[0])
    if syllable[:2] in ("zh", "ch", "sh"):
        syllable = syllable[0] + syllable[2:]
    return syllable[:-1] if syllable.endswith("ng") else syllable
