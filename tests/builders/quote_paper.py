"""Quotes on paper for tests: the design's example, long ones, and any quote with words around it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from sales.quote_document import (
    REP,
    TIER,
    VOLUME,
    Discount,
    NewPrice,
    Part,
    PercentOff,
    Quote,
    QuoteLine,
    Reduction,
)
from sales.quote_paper import Party, QuotePaper
from sales.quote_particulars import LineParticulars, Particulars
from sales.quote_pricing import price
from sales.quote_states import ISSUED, QuoteNumber

SELLER = Party(
    "Lanting Home Ltd.",
    "Chen Yu",
    "account manager",
    "12 Wenhui Road, Hangzhou 310014",
    "+86 571 5550 0142",
    "chen.yu@lanting.example",
    "91330100MA2CLNT00X",
    "Bank of Hangzhou 3301 0402 5550",
)
BUYER = Party("Yunqi Design Studio Co.", "Ms Shen Jiayi", "purchasing", "288 Jianghan Road, Hangzhou 310051")
NAMES = {
    "TIER-G": "Gold",
    "V-20": "20+ pieces",
    "CM-B2": "Coffee machine Brio 2",
    "CG-G2": "Bean grinder G2",
    "SV-TR": "Barista training, half a day",
}
GOLD = Discount(TIER, PercentOff(800), "TIER-G", "4")
PIECES = Discount(VOLUME, PercentOff(1000), "V-20", "1")
ORDER = Discount(REP, PercentOff(500))


def example() -> QuotePaper:
    """The quote of the design: a bundle of two tax rates, three steps of discount, an amount off."""
    parts = tuple(
        Part(product, Decimal(listed), tax_bp=tax)
        for product, listed, tax in (("CM-B2", 3499, 1300), ("CG-G2", 900, 1300), ("SV-TR", 1040, 600))
    )
    as_set = Discount("bundle", NewPrice(Decimal(4800)))
    lines = (
        _line("2919.47", 24, "AP-500", 1300, GOLD, PIECES, ORDER),
        _line("176.1062", 48, "FL-H13-500", 1300, GOLD, PIECES),
        QuoteLine(Decimal(5439), Decimal(1), "SET-COFFEE", discounts=(as_set,), parts=parts, id="3"),
        _line("158.41", 60, "GF-ENG", 1300, PIECES),
        _line("1280", 1, "SV-INST", 600),
    )
    names = (
        "Air purifier Air 500",
        "Filter set H13 for Air 500",
        "Office coffee set",
        "Gift box, engraved, 80 g tea",
        "Installation and air measurement on site",
    )
    quote = Quote(
        "CNY",
        tuple(_with_id(line, at) for at, line in enumerate(lines, 1)),
        header_discount=Reduction(Decimal(500)),
        price_list="CN-2026-11",
        payment_days=30,
    )
    about = {
        line.id: LineParticulars("" if line.parts else line.product, name)
        for line, name in zip(quote.lines, names, strict=True)
    }
    return paper_of(quote, Particulars(about), delivery="5 working days")


def long_quote(count: int) -> Quote:
    """Lines of every kind of name, tax and discount."""
    lines = tuple(
        QuoteLine(
            Decimal(15841 + 7 * n).scaleb(-2),
            Decimal(n % 12 + 1),
            f"P-{n}",
            Decimal("29.80"),
            (1300, 600)[n % 2],
            (GOLD, PIECES, ORDER)[: n % 4],
            id=str(n),
        )
        for n in range(1, count + 1)
    )
    return Quote("CNY", lines, header_discount=Reduction(Decimal(20)), price_list="CN-2026-11")


def paper_of(quote: Quote, particulars: Particulars | None = None, **other: Any) -> QuotePaper:
    """The paper of a quote, issued unless `state` says otherwise."""
    shown: dict[str, Any] = {
        "id": "0198c0de-0000-7000-8000-000000000001",
        "number": QuoteNumber(2026, "R07", 42),
        "state": ISSUED,
        "needs_approval": False,
        "priced": price(quote),
        "particulars": particulars or Particulars(),
        "seller": SELLER,
        "buyer": BUYER,
        "dated": date(2026, 11, 22),
        "valid_until": date(2026, 12, 12),
        "prepared_at": 1_795_600_000_000,
        "payment_days": 30,
        "zone": "Asia/Shanghai",
        "names": NAMES,
    }
    return QuotePaper(**{**shown, **other})


def _line(listed: str, qty: int, product: str, tax: int, *discounts: Discount) -> QuoteLine:
    return QuoteLine(Decimal(listed), Decimal(qty), product, tax_bp=tax, discounts=discounts)


def _with_id(line: QuoteLine, at: int) -> QuoteLine:
    return replace(line, id=str(at))
