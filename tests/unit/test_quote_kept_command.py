"""Quotes that are kept, by command: begun, printed, issued, handed over, accepted, revised."""

from __future__ import annotations

import json
from collections.abc import Callable
from email import message_from_bytes
from pathlib import Path

import pytest

from data.facts import put
from data.store import Changes, open_store
from main import main
from sales.facts import Customer
from tests.builders.paper import squeezed, text
from tests.builders.quotes import EXAMPLE
from tests.builders.ubl import amount, valid

Ran = tuple[int, str, str]
Runs = Callable[..., Ran]


@pytest.fixture
def quote(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Runs:
    """Runs `quote ...` on a home with one customer; gives the exit code, what it printed and remarked."""
    home = tmp_path / "home"
    store = open_store(home / "rapport.db")
    with store.write(Changes.of("customers")) as db:
        put(
            db,
            [
                Customer(
                    "c-1", "Yunqi Design Studio", "C-1", contact_name="Ms Shen", email="shen@yunqi.example"
                )
            ],
        )
    store.close()
    document = {**EXAMPLE, "guardrails": {"rules": []}}
    (tmp_path / "quote.json").write_text(json.dumps(document), encoding="utf-8")

    def run(*given: str | Path) -> Ran:
        code = main(["--home", str(home), "quote", *map(str, given)])
        return code, *capsys.readouterr()

    return run


def begun(quote: Runs, folder: Path) -> str:
    code, printed, remarked = quote("new", "C-1", folder / "quote.json", "--json")
    assert code == 0, remarked
    return str(json.loads(printed)["number"])


def test_a_quote_is_begun_issued_accepted_and_revised(quote: Runs, tmp_path: Path) -> None:
    number = begun(quote, tmp_path)

    assert quote("issue", number)[0] == 0
    assert quote("accept", number, "--by", "Ms Shen")[0] == 0
    shown = json.loads(quote("show", number, "--json")[1])
    listed = json.loads(quote("list", "yunqi", "--json")[1])["quotes"]
    revised = json.loads(quote("revise", number, "--json")[1])

    assert (shown["state"], shown["total"], shown["lines"][0]["net"]) == ("accepted", "1506.31", "915.60")
    assert [one["act"] for one in shown["trail"]][-2:] == ["issued", "accepted"]
    assert [(one["number"], one["total"]) for one in listed] == [(number, "1506.31")]
    assert revised["number"] == number.removesuffix("1") + "2"


def test_the_paper_of_a_draft_says_draft_and_no_other_system_gets_it(quote: Runs, tmp_path: Path) -> None:
    number = begun(quote, tmp_path)

    code, _, _ = quote("pdf", number, "--out", tmp_path / "draft.pdf")
    refused, _, sentence = quote("export", number, "--out", tmp_path / "draft.xml")

    shown = squeezed(text(tmp_path / "draft.pdf"))
    assert code == 0
    assert "Draft" in shown
    assert "Total€1,506.31" in shown
    assert refused == 1
    assert "has not been issued" in sentence


def test_an_issued_quote_goes_out_as_xml_and_as_a_mail_with_its_pdf(quote: Runs, tmp_path: Path) -> None:
    number = begun(quote, tmp_path)
    quote("issue", number)

    quote("export", number, "--out", tmp_path / "q.xml")
    quote("mail", number, "--out", tmp_path / "q.eml")
    quote("pdf", number, "--out", tmp_path / "q.pdf")

    payable = "cac:QuotedMonetaryTotal/cbc:PayableAmount"
    assert f"{amount(valid((tmp_path / 'q.xml').read_bytes()), payable)}" == "1506.31"
    mail = message_from_bytes((tmp_path / "q.eml").read_bytes())
    pdf = next(part for part in mail.walk() if part.get_content_type() == "application/pdf")
    assert mail["X-Unsent"] == "1"
    assert mail["To"] == "Ms Shen <shen@yunqi.example>"
    assert pdf.get_filename() == f"{number}.pdf"
    assert pdf.get_payload(decode=True) == (tmp_path / "q.pdf").read_bytes()


def test_a_number_that_nobody_gave_is_said_in_a_sentence(quote: Runs, tmp_path: Path) -> None:
    code, _, sentence = quote("pdf", "Q26-R99-0001-v1", "--out", tmp_path / "q.pdf")

    assert code == 1
    assert sentence.startswith("There is no quote Q26-R99-0001-v1.")
