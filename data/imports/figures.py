"""Numbers as files write them: "1,234.56", "1.234,56", "¥ 12 480.00", "(12.50)", "1'000", "１２".

Which of comma and point is the decimal mark is decided per column, since "1,234" alone may be either:
`mark_of` says what a cell tells of it, `figure` reads a cell once it is known.
"""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal
from typing import Literal

# What a cell tells of its column's decimal mark: the mark; "?" when it may be either; "" when nothing.
Mark = Literal[".", ",", "?", ""]

CODES = "CNY|RMB|USD|EUR|GBP|JPY|HKD|TWD|KRW|SGD|CHF|SEK|NOK|DKK|CAD|AUD|NZD|INR|US|HK|CN"
SIGNS = re.compile(rf"^(?:{CODES})(?![A-Z])|[¥$€£₩₹元]|(?<![A-Z])(?:{CODES})$", re.IGNORECASE)
BLANKS = re.compile(r"(?<=\d)[\s'’](?=\d{3}(?!\d))")
MINUS = str.maketrans({"\u2212": "-", "\u2013": "-", "\uff0d": "-"})
EITHER = re.compile(r"[1-9]\d{0,2}[.,]\d{3}")
GROUPED = {
    ".": re.compile(r"[1-9]\d{0,2}(?:,\d{2,3})*,\d{3}(?:\.\d*)?"),
    ",": re.compile(r"[1-9]\d{0,2}(?:\.\d{3})+(?:,\d*)?"),
}
SIMPLE = {".": re.compile(r"\d+\.?\d*|\.\d+"), ",": re.compile(r"\d+,?\d*|,\d+")}
POWER = re.compile(r"(\d+(?:[.,]\d+)?)e([+-]?\d{1,2})", re.IGNORECASE)


def mark_of(cell: object) -> Mark:
    """What a cell tells of the decimal mark of its column."""
    if not isinstance(cell, str):
        return ""
    text, _ = _bare(cell)
    if "." not in text and "," not in text:
        return ""
    if EITHER.fullmatch(text):
        return "?"
    fits = [mark for mark in (".", ",") if _matches(text, mark)]
    return "." if fits == ["."] else "," if fits == [","] else ""


def figure(cell: object, mark: str = ".") -> Decimal | None:
    """The number in a cell whose column has this decimal mark; None when it is no number so written."""
    if isinstance(cell, int | Decimal):
        return Decimal(cell)
    if isinstance(cell, float):
        return Decimal(repr(cell)) if abs(cell) < 1e18 else None
    text, negative = _bare(str(cell))
    if power := POWER.fullmatch(text):
        number = Decimal(power[1].replace(",", ".")).scaleb(int(power[2]))
    elif _matches(text, mark):
        number = Decimal(text.replace("." if mark == "," else ",", "").replace(",", "."))
    else:
        return None
    return -number if negative else number


def _matches(text: str, mark: str) -> bool:
    return bool(SIMPLE[mark].fullmatch(text) or GROUPED[mark].fullmatch(text))


def _bare(cell: str) -> tuple[str, bool]:
    """The digits and marks of a cell, without currency, blanks and sign; and whether it is negative."""
    text = unicodedata.normalize("NFKC", cell).translate(MINUS).strip()
    negative = False
    if text.startswith("(") and text.endswith(")"):
        text, negative = text[1:-1], True
    text = SIGNS.sub("", text.strip()).strip().lstrip("+")
    if text[:1] == "-" or text[-1:] == "-":
        text, negative = text.strip("-"), not negative
    return BLANKS.sub("", SIGNS.sub("", text.strip()).strip()), negative
