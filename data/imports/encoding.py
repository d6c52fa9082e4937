"""Which encoding a text file is in, decided from its bytes alone, the same way every time.

A byte order mark decides; else bytes that are valid UTF-8 throughout are UTF-8. What is left is told apart by
how its bytes lie: UTF-16 has zeros, Chinese in GB18030 has its high bytes in pairs of the common characters,
Western text in Windows-1252 has them one by one between plain letters. What fits none of these is guessed by
frequency, and said to be a guess.
"""

from __future__ import annotations

import codecs
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
OTHERS = ("big5", "cp932", "cp949", "cp1251", "cp1250", "cp1253", "cp1254", "gb18030", "cp1252")
OUT_OF_PLACE = re.compile(r"[¤¥¦©¬®¯±²³´¶¸¹¼½¾£¨]+[^\W\d_]")  # a sign where Western text has a letter
SAMPLE = 65_536  # bytes of lines that are not plain ASCII, kept for the decision
NO_TEXT = ("Cc", "Cn", "Co", "Cs")  # control, unassigned, private and half characters
SPOKEN = {
    "utf-8": "UTF-8",
    "utf-8-sig": "UTF-8",
    "gb18030": "GB18030",
    "cp1252": "Windows-1252",
    "utf-16": "UTF-16",
    "utf-16-le": "UTF-16",
    "utf-16-be": "UTF-16",
    "utf-32": "UTF-32",
}


@dataclass(frozen=True, slots=True)
class Encoding:
    """A codec's name, and whether it is only a guess."""

    name: str
    doubtful: bool = False

    @property
    def spoken(self) -> str:
        """The name as people know it."""
        return SPOKEN.get(self.name, self.name)


def encoding_of(chunks: Iterable[bytes]) -> Encoding | None:
    """The encoding of a file given piece by piece; None when it is no text at all."""
    utf8: codecs.IncrementalDecoder | None = codecs.getincrementaldecoder("utf-8")()
    sample = bytearray()
    first = True
    for chunk in chunks:
        if first:
            if marked := next((name for mark, name in MARKS if chunk.startswith(mark)), None):
                return Encoding(marked)
            if b"\0" in chunk:
                return _wide(chunk)
            first = False
        if utf8 is not None:
            try:
                utf8.decode(chunk)
            except UnicodeDecodeError:
                utf8 = None
        if utf8 is None and len(sample) < SAMPLE:
            sample += b"\n".join(line for line in chunk.splitlines() if not line.isascii())
    if utf8 is not None:
        try:
            utf8.decode(b"", final=True)
            return Encoding("utf-8")
        except UnicodeDecodeError:  # the file ends within a character
            return Encoding("utf-8", doubtful=True)
    return _narrow(bytes(sample[:SAMPLE]))


def _wide(head: bytes) -> Encoding | None:
    """UTF-16 without its mark, by which of the two byte orders gives text."""
    head = head[: min(len(head), SAMPLE) // 2 * 2]
    for name in ("utf-16-le", "utf-16-be"):
        text = head.decode(name, errors="replace").rstrip("\ufffd")
        if all(c in "\t\r\n" or unicodedata.category(c) not in NO_TEXT for c in set(text)):
            return Encoding(name)
    return None


def _narrow(sample: bytes) -> Encoding:
    """A legacy encoding of one or two bytes a character, from lines that have some."""
    if _chinese_share(sample) > 0.8:
        return Encoding("gb18030")
    if _is_western(sample):
        return Encoding("cp1252")
    from charset_normalizer import from_bytes

    best = from_bytes(sample, cp_isolation=list(OTHERS)).best()
    return Encoding(best.encoding if best else "cp1252", doubtful=True)


def _chinese_share(sample: bytes) -> float:
    """The share of two-byte characters that are common ones (GB2312) when read as GB18030."""
    text = sample.decode("gb18030", errors="replace")
    high = [c for c in text if c > "\x7f"]
    common = sum(len(c.encode("gb2312", errors="ignore")) == 2 for c in high)
    return common / len(high) if high else 0.0


def _is_western(sample: bytes) -> bool:
    """Whether each high byte is a letter or sign of Windows-1252, in its place, and mostly stands alone."""
    try:
        text = sample.decode("cp1252")
    except UnicodeDecodeError:
        return False
    if OUT_OF_PLACE.search(text):
        return False
    high = [at for at, byte in enumerate(sample) if byte > 0x7F]
    beside = sum(after - before == 1 for before, after in pairwise(high))
    return beside <= len(high) * 0.25
