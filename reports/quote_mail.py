"""A quote as a mail that is yet to be sent: a few sentences, and the PDF."""

from __future__ import annotations

from reports.quote import quote_bytes
from reports.quote_words import money
from sales.mail_drafts import Enclosed, draft
from sales.quote_paper import QuotePaper
from sales.words import Words


def mail_draft(paper: QuotePaper, name: str, address: str, words: Words, sheet: str = "a4") -> bytes:
    """The draft as a file that mail programs open unsent (RFC 5322); to nobody yet without an address."""
    pdf = Enclosed(f"{paper.number}.pdf", "application/pdf", quote_bytes(paper, words, sheet))
    subject = words("Quote {number} from {company}", number=paper.number, company=paper.seller.name)
    return draft(subject, _body(paper, name, words), (pdf,), (name, address))


def _body(paper: QuotePaper, name: str, words: Words) -> str:
    said = words(
        "please find our quote {number} attached. It comes to {total}, tax included, and is valid until"
        " {day}.",
        number=paper.number,
        total=money(paper.priced.total, paper, words),
        day=words.day(paper.valid_until, year=True),
    )
    paragraphs = [
        words("Dear {name},", name=name or paper.buyer.name),
        said,
        words("It is a draft and still subject to approval.") if paper.needs_approval else "",
        words("To accept it, sign the last page and send it back, or simply reply to this mail."),
        words("Kind regards,"),
        "\n".join(filter(None, (paper.seller.person, paper.seller.name, paper.seller.phone))),
    ]
    return "\n\n".join(filter(None, paragraphs)) + "\n"
