"""Engine, command, stored rows, paper and XML say the same of any quote, to the smallest coin."""

from __future__ import annotations

import json
from collections.abc import Iterator
from decimal import Decimal

import pypdfium2
import pytest
from hypothesis import given, settings

from data import quotes
from data.facts import put
from data.language import words
from data.quotes import kept
from data.store import Changes, Store, open_store
from reports.quote import quote_bytes
from reports.quote_words import bare, money
from sales.facts import Customer
from sales.quote_document import Quote
from sales.quote_export import net_lines, quotation
from sales.quote_paper import QuotePaper, amount
from sales.quote_particulars import Particulars
from sales.quote_pricing import price
from sales.quote_reading import quote_of
from sales.quote_reply import reply
from tests.builders.paper import squeezed
from tests.builders.quote_paper import paper_of
from tests.builders.quotes import quotes as random_quotes
from tests.builders.ubl import amount as xml_amount
from tests.builders.ubl import amounts as xml_amounts
from tests.builders.ubl import valid

ENGLISH = words("en")
NOW = 1_795_600_000_000


@pytest.fixture(scope="module")
def kept_draft(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Store, str]]:
    """A store, and a draft in it that is saved anew for each quote."""
    store = open_store(tmp_path_factory.mktemp("quotes") / "rapport.db")
    with store.write(Changes.of("customers")) as db:
        put(db, [Customer("c-1", "Yunqi Design Studio", "C-1")])
    yield store, quotes.begin(store, "c-1", NOW)
    store.close()


@settings(max_examples=40, deadline=None)
@given(random_quotes())
def test_whatever_tells_of_a_quote_tells_the_same(kept_draft: tuple[Store, str], quote: Quote) -> None:
    agree(paper_of(quote), *kept_draft)


@pytest.mark.slow
@settings(max_examples=10_000, deadline=None)
@given(random_quotes())
def test_ten_thousand_quotes_agree_to_the_cent(kept_draft: tuple[Store, str], quote: Quote) -> None:
    agree(paper_of(quote), *kept_draft)


def agree(paper: QuotePaper, store: Store, version_id: str) -> None:
    """The command's reply, the document priced anew, stored rows, the PDF's text, the XML: as the engine."""
    priced = paper.priced
    said = reply(priced, ENGLISH)
    again = price(quote_of(json.loads(json.dumps(said))))

    assert again.total == priced.total
    assert [line.net for line in again.lines] == [line.net for line in priced.lines]
    assert Decimal(str(said["total"])) == priced.total
    _in_store(paper, store, version_id)
    _on_paper(paper)
    _in_xml(paper)


def _in_store(paper: QuotePaper, store: Store, version_id: str) -> None:
    quotes.save(store, version_id, paper.priced.quote, Particulars(), NOW)
    db = store.read()
    total = db.execute("SELECT total FROM quotes WHERE id = ?", (version_id,)).fetchone()[0]
    read = price(kept(db, version_id, NOW, ENGLISH).version.quote)

    assert Decimal(total) == read.total == paper.priced.total
    assert [line.net for line in read.lines] == [line.net for line in paper.priced.lines]
    assert read.taxes == paper.priced.taxes
    assert (read.header, read.coupon, read.cash) == (
        paper.priced.header,
        paper.priced.coupon,
        paper.priced.cash,
    )


def _on_paper(paper: QuotePaper) -> None:
    shown = _text(quote_bytes(paper, ENGLISH))
    priced = paper.priced
    total = money(priced.total, paper, ENGLISH)

    assert squeezed(f"Total{total}") in shown
    assert squeezed(f"at a total of {total}.") in shown
    assert squeezed(f"Subtotal{bare(paper.lines_amount, paper, ENGLISH)}") in shown
    for rate in priced.taxes:
        assert squeezed(f"on{bare(rate.base, paper, ENGLISH)}{bare(rate.tax, paper, ENGLISH)}") in shown
    at = 0
    for line in priced.lines:
        at = shown.index(squeezed(bare(amount(line), paper, ENGLISH)), at) + 1


def _in_xml(paper: QuotePaper) -> None:
    root, priced = valid(quotation(paper, ENGLISH)), paper.priced
    sums = "cac:QuotedMonetaryTotal/cbc:{}"
    lines = xml_amounts(root, "cac:QuotationLine/cac:LineItem/cbc:LineExtensionAmount")
    added = xml_amount(root, sums.format("ChargeTotalAmount"))
    taken = xml_amount(root, sums.format("AllowanceTotalAmount"))
    whole = xml_amount(root, sums.format("LineExtensionAmount"))
    net = xml_amount(root, sums.format("TaxExclusiveAmount"))
    gross = xml_amount(root, sums.format("TaxInclusiveAmount"))
    payable = xml_amount(root, sums.format("PayableAmount"))
    cash = xml_amount(root, sums.format("PayableRoundingAmount"))

    assert lines == [line.net for line in net_lines(paper, ENGLISH)]
    assert sum(lines, Decimal(0)) == whole == priced.subtotal
    assert whole - taken + added == net == paper.net
    assert net + xml_amount(root, "cac:TaxTotal/cbc:TaxAmount") == gross
    assert gross + cash == payable == priced.total
    assert xml_amounts(root, "cac:TaxTotal/cac:TaxSubtotal/cbc:TaxableAmount") == [
        rate.base for rate in priced.taxes
    ]
    allowances = [
        (-1 if found.findtext("{*}ChargeIndicator") == "false" else 1) * Decimal(found.findtext("{*}Amount"))
        for found in root.iterfind("{*}AllowanceCharge")
    ]
    assert sum(allowances, Decimal(0)) == added - taken


def _text(file: bytes) -> str:
    document = pypdfium2.PdfDocument(file)
    try:
        pages = [document[at].get_textpage() for at in range(len(document))]
        return squeezed("\n".join(page.get_text_range() for page in pages))
    finally:
        document.close()
