"""What a rep may write into a customer's profile, and in which form it is kept.

Owner, territory, tier and segment are not here: they are the hub's to decide.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from datetime import date

from sales.errors import RuleBroken

Kept = str | int | None

LINE = 200  # characters of a field of one line
NOTE = 4000
PHONE = re.compile(r"\+?[\d ()\-./]+(?:[ ,;]*(?:x|ext\.?|转)\s*\d{1,6})?", re.IGNORECASE)
EMAIL = re.compile(r"[^@\s]+@[^@\s.]+(?:\.[^@\s.]+)+")
DAY = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?")
OLDEST = date(1900, 1, 1)
YES = ("yes", "y", "true", "1", "是", "可以", "同意")
NO = ("no", "n", "false", "0", "否", "不可以", "不同意")


def checked(field: str, value: str, today: date) -> Kept:
    """A typed value in the form in which the profile keeps it; nothing typed is None.

    Full-width letters and digits become plain ones. Raises RuleBroken for a field that is not the rep's to
    write, or a value that the field cannot hold.
    """
    check = EDITABLE.get(field)
    if check is None:
        raise RuleBroken(
            "{field} cannot be edited here.", "Fields: {fields}.", field=field, fields=", ".join(EDITABLE)
        )
    text = unicodedata.normalize("NFKC", value).strip()
    if not text:
        if field == "name":
            raise RuleBroken("A customer needs a name.")
        return None
    return check(text, today)


def _line(text: str, _today: date) -> str:
    text = " ".join(text.split())
    if len(text) > LINE:
        raise RuleBroken(
            "That is {n} characters long.", "Keep it to {most}, or write a note.", n=len(text), most=LINE
        )
    return text


def _note(text: str, _today: date) -> str:
    if len(text) > NOTE:
        raise RuleBroken("That is {n} characters long.", "Keep a note to {most}.", n=len(text), most=NOTE)
    return text


def _phone(text: str, today: date) -> str:
    text = _line(text, today)
    digits = sum(letter.isdigit() for letter in text)
    if not PHONE.fullmatch(text) or not 5 <= digits <= 20:
        raise RuleBroken(
            "{value} is not a telephone number.", "Write digits, such as 138 0012 4471.", value=text
        )
    return text


def _email(text: str, today: date) -> str:
    text = _line(text, today)
    if not EMAIL.fullmatch(text):
        raise RuleBroken(
            "{value} is not an e-mail address.", "Write one such as name@example.com.", value=text
        )
    return text


def _birthday(text: str, today: date) -> str:
    found = DAY.fullmatch(text)
    try:
        day = date(*map(int, found.groups())) if found else None
    except ValueError:
        day = None
    if day is None:
        raise RuleBroken("{value} is not a day.", "Write year, month and day: 1990-05-12.", value=text)
    if not OLDEST <= day <= today:
        raise RuleBroken("{value} cannot be a birthday.", "Check the year.", value=day.isoformat())
    return day.isoformat()


def _consent(text: str, _today: date) -> int:
    if text.lower() in YES:
        return 1
    if text.lower() in NO:
        return 0
    raise RuleBroken("{value} is neither yes nor no.", "Leave it empty if it is not known.", value=text)


EDITABLE: dict[str, Callable[[str, date], Kept]] = {
    "name": _line,
    "contact_name": _line,
    "phone": _phone,
    "email": _email,
    "birthday": _birthday,
    "gender": _line,
    "region": _line,
    "city": _line,
    "occupation": _line,
    "income_band": _line,
    "household": _line,
    "channel": _line,
    "consent_call": _consent,
    "consent_sms": _consent,
    "consent_mail": _consent,
    "note": _note,
}
