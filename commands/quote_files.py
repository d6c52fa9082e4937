"""`main.py quote pdf|mail|export QUOTE --out FILE`: a stored quote as paper, as a mail draft, as XML."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from commands.context import Context

if TYPE_CHECKING:
    from sales.quote_paper import QuotePaper

PDF = "Write a quote as PDF: its lines, what they come to, and where it is signed."
MAIL = "Write a mail draft (.eml) with the quote as PDF, for any mail program to open and send."
EXPORT = "Write an issued quote as XML for other systems: UBL 2.1 Quotation."


def add(jobs: argparse._SubParsersAction[argparse.ArgumentParser], common: argparse.ArgumentParser) -> None:
    """Put the commands among those of `quote`."""
    for name, summary, job in (("pdf", PDF, _pdf), ("mail", MAIL, _mail), ("export", EXPORT, _export)):
        parser = jobs.add_parser(name, help=summary, description=summary, parents=[common], add_help=False)
        parser.add_argument("quote", metavar="QUOTE", help="its number, such as Q26-R01-0042-v1, or its id")
        parser.add_argument("--out", type=Path, required=True, metavar="FILE")
        parser.add_argument("--paper", choices=("a4", "letter"))
        parser.set_defaults(job=job)


def _pdf(desk: Context, args: argparse.Namespace) -> int:
    from reports.quote import quote_pdf

    paper = _paper(desk, args.quote)
    pages = quote_pdf(paper, desk.words, args.out, args.paper or desk.settings["paper"])
    return _written(desk, paper, args.out, pages=pages)


def _mail(desk: Context, args: argparse.Namespace) -> int:
    from data.quote_papers import mail_address
    from reports.files import write_file
    from reports.quote_mail import mail_draft

    paper = _paper(desk, args.quote)
    name, address = mail_address(desk.store.read(), paper.id)
    draft = mail_draft(paper, name, address, desk.words, args.paper or desk.settings["paper"])
    write_file(args.out, draft)
    return _written(desk, paper, args.out, to=address or None)


def _export(desk: Context, args: argparse.Namespace) -> int:
    from reports.files import write_file
    from sales.quote_export import quotation

    paper = _paper(desk, args.quote)
    write_file(args.out, quotation(paper, desk.words))
    return _written(desk, paper, args.out, format="UBL 2.1 Quotation")


def _paper(desk: Context, quote: str) -> QuotePaper:
    from data.quote_papers import quote_paper
    from data.quotes import by_number
    from data.sync.lease import check_reading

    db = desk.store.read()
    check_reading(db)
    return quote_paper(db, by_number(db, quote), desk.now, desk.words)


def _written(desk: Context, paper: QuotePaper, file: Path, **more: object) -> int:
    if desk.json:
        said = {"file": str(file), "number": str(paper.number), "total": f"{paper.priced.total:f}"}
        desk.give({**said, "currency": paper.priced.quote.currency, "state": paper.state, **more})
    else:
        print(desk.words("Quote {number}: {file}", number=paper.number, file=file))
    return 0
