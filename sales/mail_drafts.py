"""A mail as a draft: an address that a mail program opens, or a file of the common format (RFC 5322)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import formataddr
from urllib.parse import quote

LONGEST = 1900  # characters of an address that every system hands to the mail program whole


@dataclass(frozen=True, slots=True)
class Enclosed:
    """A file in a mail: its name, its media type and what is in it."""

    name: str
    type: str
    data: bytes


def mailto(address: str, subject: str, body: str) -> str:
    """The address that opens a draft (RFC 6068)."""
    lines = body.replace("\n", "\r\n")
    return f"mailto:{quote(address, safe='@')}?subject={quote(subject, safe='')}&body={quote(lines, safe='')}"


def fits_address(address: str) -> bool:
    """Whether it is short enough to be handed over; a longer draft goes by file."""
    return len(address) <= LONGEST


def eml(name: str, address: str, subject: str, body: str) -> bytes:
    """The draft as a file that mail programs open unsent."""
    return _mail((name, address), subject, body).as_bytes()


def draft(subject: str, body: str, enclosed: Iterable[Enclosed], to: tuple[str, str] = ("", "")) -> bytes:
    """A draft with files in it, `to` a name and an address; to nobody yet without one."""
    mail = _mail(to, subject, body)
    for one in enclosed:
        kind, _, part = one.type.partition("/")
        mail.add_attachment(one.data, maintype=kind, subtype=part, filename=one.name)
    return mail.as_bytes()


def _mail(to: tuple[str, str], subject: str, body: str) -> EmailMessage:
    mail = EmailMessage()
    mail["To"] = formataddr((" ".join(to[0].split()), to[1])) if to[1] else ""
    mail["Subject"] = " ".join(subject.split())
    mail["X-Unsent"] = "1"
    mail.set_content(body, cte="quoted-printable")
    return mail
