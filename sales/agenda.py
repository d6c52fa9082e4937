"""What goes to the phone, as text: appointments as iCalendar (RFC 5545), contacts as vCard 3.0 (RFC 2426,
which every phone imports).

Lines end in CRLF and are folded at 75 octets, never within a character; commas, semicolons, backslashes and
line breaks of values are escaped.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime

from sales.brief import Brief

OCTETS = 75
MINUTES = 30  # what an appointment takes where nobody said
ALARM_MINUTES = 10
COMPOUND = ("欧阳", "司马", "上官", "诸葛", "东方", "皇甫", "尉迟", "公孙", "慕容", "令狐", "司徒", "夏侯")


@dataclass(frozen=True, slots=True)
class Appointment:
    """A planned contact. `uid` stays the same when it is moved, so that a phone moves it too."""

    uid: str
    starts_at: int
    minutes: int
    title: str
    place: str = ""
    notes: str = ""


@dataclass(frozen=True, slots=True)
class Contact:
    """Whom to call. `person` is who answers where the customer is an organisation."""

    uid: str
    name: str
    organisation: bool = False
    person: str = ""
    phone: str = ""
    mail: str = ""
    city: str = ""
    birthday: date | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Parcel:
    """All that goes to the phone for one day."""

    day: date
    appointments: tuple[Appointment, ...]
    contacts: tuple[Contact, ...]
    briefs: tuple[Brief, ...]


def calendar(appointments: Iterable[Appointment], stamped_at: int) -> str:
    """The appointments as one .ics text; instants are UTC, an alarm rings ten minutes before."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Rapport//Rapport//EN",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
    ]
    for one in appointments:
        lines += _event(one, stamped_at)
    return _text([*lines, "END:VCALENDAR"])


def cards(contacts: Iterable[Contact], revised_at: int) -> str:
    """The contacts as one .vcf text."""
    return _text(line for one in contacts for line in _card(one, revised_at))


def card(contact: Contact) -> str:
    """One contact alone with as little as makes one, for a QR code: the fewer its modules, the surer it is
    read.
    """
    return _text(_card(replace(contact, uid="", note=""), None))


def _event(one: Appointment, stamped_at: int) -> Iterator[str]:
    yield "BEGIN:VEVENT"
    yield f"UID:{_escaped(one.uid)}"
    yield f"DTSTAMP:{_instant(stamped_at)}"
    yield f"DTSTART:{_instant(one.starts_at)}"
    yield f"DTEND:{_instant(one.starts_at + one.minutes * 60_000)}"
    yield f"SUMMARY:{_escaped(one.title)}"
    if one.place:
        yield f"LOCATION:{_escaped(one.place)}"
    if one.notes:
        yield f"DESCRIPTION:{_escaped(one.notes)}"
    yield "BEGIN:VALARM"
    yield "ACTION:DISPLAY"
    yield f"DESCRIPTION:{_escaped(one.title)}"
    yield f"TRIGGER:-PT{ALARM_MINUTES}M"
    yield "END:VALARM"
    yield "END:VEVENT"


def _card(one: Contact, revised_at: int | None) -> Iterator[str]:
    family, given = ("", "") if one.organisation and not one.person else _parts(one.person or one.name)
    yield "BEGIN:VCARD"
    yield "VERSION:3.0"
    if one.uid:
        yield f"UID:{_escaped(one.uid)}"
    yield f"N:{_escaped(family)};{_escaped(given)};;;"
    yield f"FN:{_escaped(one.person or one.name)}"
    if one.organisation:
        yield f"ORG:{_escaped(one.name)}"
    if one.phone:
        yield f"TEL;TYPE=CELL:{_escaped(one.phone)}"
    if one.mail:
        yield f"EMAIL;TYPE=INTERNET:{_escaped(one.mail)}"
    if one.city:
        yield f"ADR;TYPE=WORK:;;;{_escaped(one.city)};;;"
    if one.birthday:
        yield f"BDAY:{one.birthday.isoformat()}"
    if one.note:
        yield f"NOTE:{_escaped(one.note)}"
    if revised_at is not None:
        yield f"REV:{_instant(revised_at)}"
    yield "END:VCARD"


def _parts(name: str) -> tuple[str, str]:
    """Family and given name: Chinese names begin with the family's, of one character or a known pair."""
    name = " ".join(name.split())
    if "\u3400" <= name[:1] <= "\u9fff" and " " not in name:
        cut = 2 if name[:2] in COMPOUND and len(name) > 2 else 1
        return name[:cut], name[cut:]
    given, _, family = name.rpartition(" ")
    return family, given


def _instant(at: int) -> str:
    return f"{datetime.fromtimestamp(at // 1000, UTC):%Y%m%dT%H%M%SZ}"


def _escaped(text: str) -> str:
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    text = "".join(char for char in text if char == "\n" or (char >= " " and char != "\x7f"))
    for char in "\\;,":
        text = text.replace(char, f"\\{char}")
    return text.replace("\n", "\\n")


def _text(lines: Iterable[str]) -> str:
    return "".join(f"{folded}\r\n" for line in lines for folded in _folded(line))


def _folded(line: str) -> Iterator[str]:
    """The line in pieces of at most 75 octets; those after the first begin with a space."""
    piece, octets = "", 0
    for char in line:
        size = len(char.encode())
        if octets + size > OCTETS:
            yield piece
            piece, octets = " ", 1
        piece, octets = piece + char, octets + size
    yield piece
