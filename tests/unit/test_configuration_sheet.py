"""The configuration sheet: what is made, in words and figures, and never what it costs us."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pypdfium2
import pytest

from data.content.library import load
from data.content.options import OPTIONS
from data.resources import resource
from reports.configuration import Sheet, configuration_sheet
from sales.configurator import PIECES, ProductOptions, default_design
from sales.configurator_words import OptionWords, in_words
from sales.words import Words

NOW = int(datetime(2026, 11, 25, 4, tzinfo=UTC).timestamp() * 1000)
CONTENT = resource("content")


def options_in(locale: str, number: str) -> ProductOptions:
    found = next(one for one in load(OPTIONS, "en", [CONTENT]).values if one.id == number)
    assert isinstance(found, ProductOptions)
    named = next((one for one in load(OPTIONS, locale, [CONTENT]).values if one.id == number), None)
    return in_words(found, named.words) if isinstance(named, OptionWords) else found


def text_of(path: Path) -> str:
    pages = pypdfium2.PdfDocument(path)
    return "\n".join(page.get_textpage().get_text_range() for page in pages)


@pytest.mark.parametrize("number", ["GF-WEL", "GF-FRAME", "GF-WED"])
def test_a_sheet_is_one_page_with_everything_that_was_chosen(
    tmp_path: Path, english: Words, number: str
) -> None:
    options = options_in("en", number)
    design = default_design(options).with_choice(PIECES, 24).with_text("text", "Lakeside Hotel")
    path = tmp_path / "sheet.pdf"
    sheet = Sheet(
        options,
        design,
        "Lakeside Hotel",
        (("Gold tier", Decimal("220.5")),),
        Decimal(5292),
        NOW,
        date(2026, 12, 3),
    )

    pages = configuration_sheet(sheet, english, path, company="Lanting Home")

    said = text_of(path)
    assert pages == 1
    for wanted in (
        options.title,
        "Lakeside Hotel",
        "24 pieces",
        "220.5000",
        "¥5,292.00",
        "3 Dec 2026",
        "Signature",
    ):
        assert wanted in said, wanted
    for value in (
        one for option in options.options for one in option.values if design.has((option.id, one.id))
    ):
        assert value.name in said
    assert "cost" not in said.lower()


def test_a_sheet_reads_chinese_throughout(tmp_path: Path, chinese: Words) -> None:
    options = options_in("zh_CN", "GF-WEL")
    design = default_design(options).with_text("text", "湖畔精品酒店")
    path = tmp_path / "sheet.pdf"

    configuration_sheet(Sheet(options, design, "湖畔精品酒店", (), Decimal(1190), NOW), chinese, path)

    said = text_of(path)
    for wanted in ("刻字迎宾礼盒", "湖畔精品酒店", "橡木", "茉莉花茶，40 克罐装", "规格", "签字"):
        assert wanted in said, wanted
