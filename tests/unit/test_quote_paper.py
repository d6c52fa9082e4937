"""The paper of a quote: what it must say, what it must never say, and how its pages hold together."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from data.language import words
from reports.quote import compose, quote_bytes, quote_pdf
from sales.quote_document import Coupon, Part, Quote, QuoteLine, Reduction, Shipping
from sales.quote_paper import Acceptance, QuotePaper
from sales.quote_particulars import LineParticulars, Particulars
from sales.quote_states import ACCEPTED, AWAITING, DECLINED, DRAFT, EXPIRED, ISSUED, SUPERSEDED
from sales.rounding import Rounding
from tests.builders.paper import faults, fonts, runs, squeezed, text
from tests.builders.quote_paper import example, long_quote, paper_of

ENGLISH, CHINESE = words("en"), words("zh_CN")
LONG = "Air purifier Air 500 with engraved name plate and protective cover " * 6


def printed(paper: QuotePaper, path: Path, locale: str = "en") -> str:
    """The text of the PDF of a quote, without white space."""
    quote_pdf(paper, words(locale), path / "quote.pdf")
    return squeezed(text(path / "quote.pdf"))


def test_a_quote_shows_the_figures_of_the_engine(tmp_path: Path) -> None:
    shown = printed(example(), tmp_path)

    for figure in ("55,114.92", "2,296.4551", "\u221221.34%", "ofit3,087.92", "Subtotal76,748.22"):
        assert figure in shown
    assert "VAT13%on74,064.729,628.41" in shown
    assert "VAT6%on2,183.50131.01" in shown
    assert "Total¥86,007.64" in shown
    assert "Gold\u22128%·20+pieces\u221210%·thisorder\u22125%" in shown


def test_the_amount_of_a_line_is_whole_beside_the_longer_words_of_a_bundles_part(tmp_path: Path) -> None:
    part = Part("part", Decimal("0.0001"), Decimal(2))
    lines = (
        QuoteLine(Decimal("0.0001"), Decimal(50), "SET", parts=(part,), id="1"),
        QuoteLine(Decimal("0.8734"), Decimal(1145), "P", id="2"),
    )

    assert "1,000.04Subtotal" in printed(paper_of(Quote("EUR", lines)), tmp_path)


def test_a_chinese_quote_is_chinese_throughout(tmp_path: Path) -> None:
    shown = printed(example(), tmp_path, "zh_CN")

    for phrase in ("报价单", "含税总价", "增值税13%（计税额74,064.72）", "合计¥86,007.64", "签字（盖章）"):
        assert phrase in shown


def test_nothing_on_a_quote_tells_what_goods_cost_us(tmp_path: Path) -> None:
    lines = (
        QuoteLine(Decimal(100), Decimal(3), "A", Decimal("61.37"), 1900, id="1"),
        QuoteLine(Decimal(80), Decimal(1), "B", Decimal("47.77"), 1900, id="2"),
    )
    paper = paper_of(Quote("EUR", lines))

    shown = printed(paper, tmp_path)

    assert paper.priced.margin is not None
    told = [*(f"{line.line.cost:f}" for line in paper.priced.lines), f"{paper.priced.cost:f}"]
    told += ["231.88", "38.63", "40.29", "Margin", "margin", "Cost", "cost"]
    assert [one for one in told if one in shown] == []


def test_the_same_quote_is_the_same_file() -> None:
    assert quote_bytes(example(), ENGLISH) == quote_bytes(example(), ENGLISH)


def test_every_page_bears_number_version_and_its_place(tmp_path: Path) -> None:
    paper = paper_of(long_quote(60))
    pages = quote_pdf(paper, ENGLISH, tmp_path / "long.pdf")

    inked = runs(compose(paper, ENGLISH))

    assert pages == 3
    for page in range(1, pages + 1):
        said = squeezed("".join(run.text for run in inked if run.page == page))
        assert said.count("Q26-R07-0042-v1") >= 2
        assert f"Page{page}of3" in said
        assert "YourpriceAmount" in re.sub("¥|VAT", "", said)


def test_what_is_carried_over_is_what_was_shown(tmp_path: Path) -> None:
    paper = paper_of(long_quote(120))

    shown = printed(paper, tmp_path)

    carried = re.findall("Carriedforward([\\d,.]+)(?=Q26)", shown)
    brought = re.findall("Broughtforward([\\d,]+\\.\\d\\d)", shown)
    assert brought
    sums, amounts = [], [line.fall.amount for line in paper.priced.lines]
    for at in range(len(amounts)):
        sums.append(f"{sum(amounts[: at + 1]):,.2f}")
    assert set(brought) <= set(sums)
    assert len(brought) == shown.count("Carriedforward")
    assert not carried or set(carried) <= set(brought)


@pytest.mark.parametrize("count", [1, 12, *range(13, 36), 500])
def test_the_total_stands_with_two_rows_and_the_signature(count: int) -> None:
    document = compose(paper_of(long_quote(count)), ENGLISH)

    last = [run.text for run in runs(document) if run.page == len(document.pages)]
    shown = squeezed("".join(last))

    places = {str(count), str(max(1, count - 1))}
    assert places <= set(last)
    assert "Total" in last
    assert "Signatureandstamp" in shown


@pytest.mark.parametrize("sheet", ["a4", "letter"])
@pytest.mark.parametrize("locale", ["en", "zh_CN"])
def test_no_words_run_into_others(sheet: str, locale: str) -> None:
    about = {str(n): LineParticulars("P-1", LONG, "名称" * 90, note="note " * 90) for n in range(1, 31)}
    many = long_quote(30)
    rates = replace(many, lines=tuple(replace(one, tax_bp=100 * n) for n, one in enumerate(many.lines)))
    full = paper_of(
        replace(rates, coupon=Coupon("AUTUMN", Reduction(bp=500)), shipping=Shipping(Decimal(12), 1900)),
        Particulars(about, note="Please call before delivery. " * 20),
        designs={"3": "Wood: oak. " * 60, "29": "Wood: oak. " * 60, "30": "Wood: oak. " * 60},
    )

    for paper in (example(), paper_of(many), full):
        assert faults(compose(paper, words(locale), sheet)) == []


def test_every_face_is_embedded(tmp_path: Path) -> None:
    quote_pdf(replace(example(), state=AWAITING), CHINESE, tmp_path / "zh.pdf")

    assert all(embedded for _, embedded in fonts(tmp_path / "zh.pdf"))


def test_characters_that_no_face_has_are_named(tmp_path: Path) -> None:
    about = Particulars({"1": LineParticulars("P-1", "Vase \U00020bb7 \U0001f3fa")})

    shown = printed(
        paper_of(Quote("EUR", (QuoteLine(Decimal(9), Decimal(1), "V", id="1"),)), about), tmp_path
    )

    assert "U+20BB7,U+1F3FA" in shown


@pytest.mark.parametrize(
    ("state", "mark"),
    [
        (AWAITING, "Subject to approval"),
        (EXPIRED, "Expired"),
        (SUPERSEDED, "Superseded"),
        (DECLINED, "Declined"),
    ],
)
def test_what_cannot_be_accepted_says_so_across_the_page(state: str, mark: str, tmp_path: Path) -> None:
    shown = printed(replace(example(), state=state, needs_approval=state == AWAITING), tmp_path)

    assert squeezed(mark) in shown
    assert "Weacceptquote" not in shown


def test_a_draft_that_breaks_a_rule_is_subject_to_approval() -> None:
    draft = replace(example(), state=DRAFT)

    assert draft.mark == "Draft"
    assert replace(draft, needs_approval=True).mark == "Subject to approval"
    assert replace(draft, state=ISSUED).mark == ""


def test_a_quote_without_lines_can_be_looked_at() -> None:
    empty = paper_of(Quote("EUR", ()), state=DRAFT)

    assert faults(compose(empty, ENGLISH)) == []


def test_an_accepted_quote_names_who_took_it(tmp_path: Path) -> None:
    taken = replace(example(), state=ACCEPTED, accepted=Acceptance("Ms Shen", date(2026, 11, 30)))

    shown = printed(taken, tmp_path)

    assert "MsShenacceptedquoteQ26-R07-0042-v1atatotalof¥86,007.64on30Nov2026." in shown


def test_prices_with_tax_add_up_with_it_and_name_what_they_contain(tmp_path: Path) -> None:
    quote = Quote(
        "EUR", (QuoteLine(Decimal("9.99"), Decimal(7), "A", tax_bp=1900, id="1"),), tax_inclusive=True
    )

    shown = printed(paper_of(quote), tmp_path)

    assert "Subtotal69.93Total€69.93Net,withouttax58.76VAT19%on58.7611.17" in shown


@pytest.mark.parametrize(
    ("currency", "decimals", "cash", "listed", "said"),
    [
        ("JPY", 0, None, "1127", "VAT10%on1,127113Total¥1,240"),
        ("KWD", 3, None, "12.345", "VAT10%on12.3451.235TotalKWD13.580"),
        ("CHF", 2, Decimal("0.05"), "1122.30", "Cashrounding0.02TotalCHF1,234.55"),
    ],
)
def test_every_currency_has_its_decimals_and_coins(
    currency: str, decimals: int, cash: Decimal | None, listed: str, said: str, tmp_path: Path
) -> None:
    line = QuoteLine(Decimal(listed), Decimal(1), "A", tax_bp=1000, id="1")

    shown = printed(paper_of(Quote(currency, (line,), Rounding("half_up", decimals, cash))), tmp_path)

    assert said in shown


def test_no_figure_is_cut_however_long(tmp_path: Path) -> None:
    line = QuoteLine(Decimal("9999999999.9999"), Decimal(1_000_000), "A", tax_bp=1300, id="1")
    paper = paper_of(Quote("KWD", (line,), Rounding("half_up", 3)))

    shown = printed(paper, tmp_path)

    assert shown.count("9,999,999,999,999,900.000") == 3  # the line, the subtotal, what is taxed
    assert "TotalKWD11,299,999,999,999,887.000" in shown
    assert faults(compose(paper, ENGLISH)) == []


def test_the_code_carries_number_last_day_and_total() -> None:
    assert example().code == "Q26-R07-0042-v1 valid until 2026-12-12 total 86007.64 CNY"
