"""A quote's paper made in the background, in a process of its own, and its pages as pictures.

What is looked at is what is saved and mailed: the same bytes.
"""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from desktop.pages.report_jobs import Picture
from desktop.work import Task

PICTURE_PX = 1240  # the width of a page's picture: 150 dots an inch


@dataclass(frozen=True, slots=True)
class PrintedQuote:
    """A quote's PDF, and the mail draft and the other systems' XML of the same; no XML until it is issued."""

    number: str
    state: str
    buyer: str
    address: str
    pdf: bytes
    pages: int
    mail: bytes
    xml: bytes | None
    first: Picture


def print_quote(
    path: Path, key: bytes | None, version_id: str, locale: str, now: int, task: Task
) -> PrintedQuote:
    """Make the paper of a version from the store at a path, encrypted under `key`. Raises NotFound."""
    from data.language import words
    from data.quote_papers import mail_address, quote_paper
    from data.settings import settings, zone
    from data.store import Store
    from reports.quote import quote_bytes
    from reports.quote_mail import mail_draft
    from sales.quote_export import quotation
    from sales.quote_states import EDITABLE

    with closing(Store(path, key)) as store:
        db = store.read()
        said, sheet = words(locale, zone(db)), settings(db)["paper"]
        paper = quote_paper(db, version_id, now, said)
        name, address = mail_address(db, version_id)
    pdf = quote_bytes(paper, said, sheet)
    return PrintedQuote(
        number=str(paper.number),
        state=paper.state,
        buyer=paper.buyer.name,
        address=address,
        pdf=pdf,
        pages=_pages(pdf),
        mail=mail_draft(paper, name, address, said, sheet),
        xml=None if paper.state in EDITABLE else quotation(paper, said),
        first=picture(pdf, 0, task),
    )


def picture(pdf: bytes, at: int, task: Task) -> Picture:
    """A page as pixels, the first is 0."""
    from pypdfium2 import PdfDocument

    with closing(PdfDocument(pdf)) as document:
        page = document[at]
        bitmap = page.render(scale=PICTURE_PX / page.get_width())
        return Picture(bitmap.width, bitmap.height, bitmap.stride, bytes(bitmap.buffer))


def save_bytes(content: bytes, path: Path, task: Task) -> Path:
    """Write a file that was made. Raises FileUnwritable."""
    from reports.files import write_file

    write_file(path, content)
    return path


def _pages(pdf: bytes) -> int:
    from pypdfium2 import PdfDocument

    with closing(PdfDocument(pdf)) as document:
        return len(document)
