"""The call brief as PDF."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest
from pypdf import PdfReader

from reports.brief import LEVELS, TURNS, call_brief, compose
from sales.brief import Brief
from sales.errors import FileUnwritable
from tests.builders.brief import empty_brief, extreme_brief, full_brief, words
from tests.builders.paper import faults, fonts, squeezed, text

LONG = "A very long line of words that goes on and on and names Breva 400 at 21 dB. " * 5
LONG_ZH = "这是一段很长的中文文字，包含标点符号、数字 21 分贝，以及品名微风 600。" * 8
UNBROKEN = "x" * 400


def written(brief: Brief, locale: str, folder: Path, paper: str = "a4") -> str:
    path = folder / "brief.pdf"
    assert call_brief(brief, words(locale), path, paper) == 1
    return text(path)


@pytest.mark.parametrize("paper", ["a4", "letter"])
@pytest.mark.parametrize("locale", ["en", "zh_CN"])
@pytest.mark.parametrize("said", [LONG, LONG_ZH, UNBROKEN, "🙂𠮷" * 60, ""])
@pytest.mark.parametrize("n", [0, 1, 12])
def test_the_brief_is_one_page_whatever_the_values_are(paper: str, locale: str, said: str, n: int) -> None:
    page = compose(extreme_brief(said, n), words(locale), paper)

    assert len(page.pages) == 1
    assert faults(page) == []


def test_every_section_can_be_lowered_to_its_last_level() -> None:
    turns = Counter(TURNS.split())

    assert all(turns[name] == len(levels) - 1 for name, (_, levels) in LEVELS.items())


def test_objections_that_nobody_has_met_yet_show_no_rate(tmp_path: Path) -> None:
    brief = full_brief("en")
    untried = replace(brief, doubts=tuple(replace(doubt, won=0, n=0) for doubt in brief.doubts))

    assert "Worked" in written(brief, "en", tmp_path)
    assert "Worked" not in written(untried, "en", tmp_path)


@pytest.mark.parametrize("paper", ["a4", "letter"])
@pytest.mark.parametrize("locale", ["en", "zh_CN"])
def test_nothing_overlaps_on_a_brief_as_it_usually_is(paper: str, locale: str) -> None:
    assert faults(compose(full_brief(locale), words(locale), paper)) == []
    assert faults(compose(empty_brief(), words(locale), paper)) == []


def test_the_english_brief_reads_in_order(tmp_path: Path) -> None:
    said = squeezed(written(full_brief("en"), "en", tmp_path))

    order = [
        "LinXiaowen林晓雯",
        "Goldmember",
        "Tue24Nov,19:40",
        "Problem",
        "Why:TicketT-118204",
        "Buysnext",
        "Bought",
        "1,913.60",
        "Openissues",
        "2daysover",
        "Lastcontacts",
        "Nextbestactions",
        "Talktrack:problem×airpurifier",
        "“MsLin,therightfilter",
        "Likelyobjection",
        "71%48",
        "3,035.08",
        "Page1of1",
    ]
    places = [said.find(one) for one in order]
    assert -1 not in places
    assert places == sorted(places)


def test_the_chinese_brief_reads_in_order(tmp_path: Path) -> None:
    said = squeezed(written(full_brief("zh_CN"), "zh_CN", tmp_path))

    order = [
        "林晓雯",
        "黄金会员",
        "11月24日周二19:40",
        "问题客户",
        "原因：工单T-118204",
        "购买记录",
        "1,913.60",
        "未结事项",
        "最近联系与承诺",
        "最佳行动",
        "话术：问题客户×空气净化器",
        "“林女士，正确的滤芯",
        "化解率",
        "3,035.08",
        "第1页，共1页",
    ]
    places = [said.find(one) for one in order]
    assert -1 not in places
    assert places == sorted(places)


@pytest.mark.parametrize("locale", ["en", "zh_CN"])
def test_fonts_are_embedded_as_subsets_and_the_file_is_small(locale: str, tmp_path: Path) -> None:
    written(full_brief(locale), locale, tmp_path)

    path = tmp_path / "brief.pdf"
    assert all(name[1:7].isalpha() and name[7] == "+" and embedded for name, embedded in fonts(path))
    assert path.stat().st_size < 300_000
    assert PdfReader(path).metadata.title.endswith(full_brief(locale).customer.name)  # type: ignore[union-attr]


def test_what_is_left_out_is_counted(tmp_path: Path) -> None:
    said = written(extreme_brief("Reed gift set", 12), "en", tmp_path)

    assert "+9 more" in said
    assert "of 99,999 orders" in said
    assert "step 1 of 12" in said


def test_a_person_known_by_name_only_still_gets_a_page(tmp_path: Path) -> None:
    said = written(empty_brief(), "en", tmp_path)

    for sentence in (
        "No call planned",
        "No orders yet.",
        "Nothing is open.",
        "No talk track fits this customer.",
    ):
        assert sentence in said


def test_a_brief_of_no_dated_facts_says_so_instead_of_an_age(tmp_path: Path) -> None:
    said = written(replace(empty_brief(), as_of_at=0), "en", tmp_path)

    assert "from no dated facts" in said
    assert "old)" not in said


def test_characters_that_cannot_be_printed_are_said(tmp_path: Path) -> None:
    brief = full_brief("en")
    brief = replace(brief, customer=replace(brief.customer, name="Lin 🙂 Жанна"))

    said = written(brief, "en", tmp_path)

    assert "Lin 〓 Жанна" in said
    assert "〓 stands for characters that cannot be printed: U+1F642" in said


def test_a_refused_call_is_seen_at_once(tmp_path: Path) -> None:
    brief = full_brief("en")
    brief = replace(brief, customer=replace(brief.customer, consent_call=False))

    assert "No calls wanted" in written(brief, "en", tmp_path)


@pytest.mark.parametrize("locale", ["en", "zh_CN"])
def test_the_same_values_give_the_same_bytes(locale: str, tmp_path: Path) -> None:
    one, other = tmp_path / "one.pdf", tmp_path / "other.pdf"

    call_brief(full_brief(locale), words(locale), one)
    call_brief(full_brief(locale), words(locale), other)

    assert one.read_bytes() == other.read_bytes()
    assert PdfReader(one).metadata.creation_date.isoformat() == "2026-11-22T10:05:00+00:00"  # type: ignore[union-attr]


def test_a_folder_that_is_not_there_is_said_and_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(FileUnwritable) as refused:
        call_brief(empty_brief(), words("en"), tmp_path / "gone" / "brief.pdf")

    assert "could not be written" in refused.value.message
    assert list(tmp_path.iterdir()) == []


def test_a_brief_that_fails_leaves_the_one_that_was_there(tmp_path: Path) -> None:
    path = tmp_path / "brief.pdf"
    path.mkdir()

    with pytest.raises(FileUnwritable):
        call_brief(empty_brief(), words("en"), path)

    assert [p.name for p in tmp_path.iterdir()] == ["brief.pdf"]
