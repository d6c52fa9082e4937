"""What goes to the phone as files: the day's agenda (.ics), its contacts (.vcf) and its briefs (PDF)."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from reports.files import write_file
from reports.phone_brief import phone_brief
from sales.agenda import Parcel, calendar, cards
from sales.mail_drafts import Enclosed, draft
from sales.words import Words

TYPES = {".ics": "text/calendar", ".vcf": "text/vcard", ".pdf": "application/pdf"}


@dataclass(frozen=True, slots=True)
class PhoneFiles:
    """Where they were written, and how many pages the briefs have."""

    agenda: Path
    contacts: Path
    briefs: Path
    pages: int

    @property
    def paths(self) -> tuple[Path, ...]:
        return (self.agenda, self.contacts, self.briefs)


def phone_files(parcel: Parcel, words: Words, folder: Path, now: int, company: str = "") -> PhoneFiles:
    """Write all three into a folder, which is made. Raises FileUnwritable."""
    named = parcel.day.isoformat()
    agenda, contacts = folder / f"agenda-{named}.ics", folder / f"contacts-{named}.vcf"
    briefs = folder / f"briefs-{named}.pdf"
    write_file(agenda, calendar(parcel.appointments, now).encode())
    write_file(contacts, cards(parcel.contacts, now).encode())
    return PhoneFiles(agenda, contacts, briefs, phone_brief(parcel, words, briefs, now, company))


def phone_mail(parcel: Parcel, files: PhoneFiles, words: Words) -> Path:
    """Write a mail to oneself, unsent, with the three files in it, beside them. Raises FileUnwritable."""
    subject = words("Calls of {day}", day=words.long_day(parcel.day))
    lines = [f"{words.clock(one.starts_at)}  {one.title}" for one in parcel.appointments]
    body = "\n".join([subject, "", *lines, ""])
    enclosed = [Enclosed(path.name, TYPES[path.suffix], path.read_bytes()) for path in files.paths]
    mail = files.agenda.with_name(f"phone-{parcel.day.isoformat()}.eml")
    write_file(mail, draft(subject, body, enclosed))
    return mail
