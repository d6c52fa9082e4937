"""The rep performance report as PDF."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from pypdf import PdfReader

from reports.rep import compose, rep_report
from sales.performance import Measure, Performance, StageRow
from tests.builders.brief import words
from tests.builders.paper import faults, fonts, squeezed, text
from tests.builders.performance import empty_report, extreme_report, month_report, quarter_report


def written(performance: Performance, locale: str, folder: Path, paper: str = "a4") -> str:
    rep_report(performance, words(locale), folder / "report.pdf", paper, "Lanting Home")
    return text(folder / "report.pdf")


@pytest.mark.parametrize("paper", ["a4", "letter"])
@pytest.mark.parametrize("locale", ["en", "zh_CN"])
def test_nothing_overlaps_on_a_report_as_it_usually_is(paper: str, locale: str) -> None:
    for performance in (month_report(locale), quarter_report(locale), empty_report()):
        assert faults(compose(performance, words(locale), paper)) == []


@pytest.mark.parametrize("paper", ["a4", "letter"])
@pytest.mark.parametrize(
    "said", ["A long line of words about Breva 400. " * 9, "很长的中文，21 分贝。" * 30, "x" * 300, ""]
)
@pytest.mark.parametrize("n", [1, 3, 40])
def test_a_report_holds_whatever_the_values_are(paper: str, said: str, n: int) -> None:
    locale = "zh_CN" if "中" in said else "en"

    assert faults(compose(extreme_report(said, n), words(locale), paper)) == []


def test_the_english_month_reads_in_order(tmp_path: Path) -> None:
    said = squeezed(written(month_report("en"), "en", tmp_path))

    order = [
        "ChenYu",
        "October2026·R07,Hangzhou·managerWeiLan",
        "Sales¥125,000",
        "▲10.9%onSeptember",
        "Amonth28%",
        "Salesbymonth",
        "Fromcontacttorepurchase",
        "Lookedatanoffer612",
        "63.2%60–66",
        "Segmentmix",
        "Highvalue8331",
        "Total96893",
        "Products",
        "Breva600",
        "Customerswon",
        "CaféLantern",
        "Boughtlessthanbefore",
        "−8,800",
        "Theteam",
        "12QianXin喆",
        "Whatstandsout",
        "ChenYu:wordsandgoals",
        "Howthefiguresarecomputed",
        "Page3of3",
    ]
    places = [said.find(one) for one in order]
    assert -1 not in places
    assert places == sorted(places)


def test_the_chinese_quarter_names_its_period_and_the_one_before(tmp_path: Path) -> None:
    said = squeezed(written(quarter_report("zh_CN"), "zh_CN", tmp_path))

    for phrase in (
        "2026年第3季度",
        "▲较第2季度10.9%",
        "客群构成",
        "高价值客户83位中29位下单",
        "万¥",
        "钱昕喆",
        "第1页，共3页",
    ):
        assert phrase in said


def test_a_rep_without_data_has_one_page_that_says_so(tmp_path: Path) -> None:
    said = written(empty_report(), "en", tmp_path)

    assert "No order was credited to Zhao Wei in October 2026." in said
    assert "no figure for September" in said
    assert "Page 1 of 1" in said
    assert "Products" not in said


def test_a_change_within_its_margin_is_called_chance_and_bears_no_judgement(tmp_path: Path) -> None:
    def told(change_margin: int | None) -> str:
        measure = Measure("Conversion rate", "bp", 961, 840, 880, change_margin=change_margin)
        return written(replace(empty_report(), measures=(measure,)), "en", tmp_path)

    assert "▲ 1.2 points, may be chance" in told(260)
    assert "▲ 1.2 points on September" in told(100)


def test_the_verdict_on_the_funnel_comes_from_the_intervals(tmp_path: Path) -> None:
    def told(team_bp: int) -> str:
        funnel = (StageRow("Contacted", 100, None, None), StageRow("Ordered", 20, None, team_bp))
        return written(replace(month_report("en"), funnel=funnel), "en", tmp_path)

    assert "Clearly below the team: Contacted to Ordered." in told(4000)
    assert "Clearly above the team: Contacted to Ordered." in told(500)
    assert "No step differs from the team by more than chance can explain." in told(2200)


def test_a_rep_who_keeps_everybody_is_not_below_a_team_that_does(tmp_path: Path) -> None:
    funnel = (StageRow("Ordered", 58, None, None), StageRow("Paid", 58, None, 10_000))

    said = written(replace(month_report("en"), funnel=funnel), "en", tmp_path)

    assert "No step differs from the team" in said


def test_a_stage_larger_than_the_one_before_has_no_rate(tmp_path: Path) -> None:
    funnel = (StageRow("Quoted", 0, None, None), StageRow("Ordered", 5, None, 4000))

    assert "Ordered 5" in written(replace(month_report("en"), funnel=funnel), "en", tmp_path).replace(
        "\r\n", " "
    )


@pytest.mark.parametrize(
    ("starts", "ends", "said"),
    [
        (date(2026, 1, 1), date(2026, 1, 31), "on December"),
        (date(2026, 1, 1), date(2026, 3, 31), "on Q4"),
        (date(2026, 1, 1), date(2026, 12, 31), "compared with as many days before"),
        (date(2026, 1, 5), date(2026, 1, 9), "5 Jan – 9 Jan 2026"),
    ],
)
def test_a_period_is_compared_with_the_one_before(
    starts: date, ends: date, said: str, tmp_path: Path
) -> None:
    assert said in written(replace(month_report("en"), starts_on=starts, ends_on=ends), "en", tmp_path)


@pytest.mark.parametrize("locale", ["en", "zh_CN"])
def test_fonts_are_embedded_as_subsets_and_charts_share_them(locale: str, tmp_path: Path) -> None:
    written(month_report(locale), locale, tmp_path)

    path = tmp_path / "report.pdf"
    assert all("+RapportPrint-" in name and embedded for name, embedded in fonts(path))
    assert path.stat().st_size < 300_000
    assert "/XObject" not in PdfReader(path).pages[0]["/Resources"]  # type: ignore[operator]


def test_the_reader_s_list_of_contents_leads_to_the_sections(tmp_path: Path) -> None:
    written(month_report("en"), "en", tmp_path)

    outline = PdfReader(tmp_path / "report.pdf").outline
    assert [getattr(entry, "title", "") for entry in outline][:3] == [
        "Sales by month",
        "From contact to repurchase",
        "Segment mix",
    ]


@pytest.mark.parametrize("locale", ["en", "zh_CN"])
def test_the_same_values_give_the_same_bytes(locale: str, tmp_path: Path) -> None:
    one, other = tmp_path / "one.pdf", tmp_path / "other.pdf"

    rep_report(month_report(locale), words(locale), one)
    rep_report(month_report(locale), words(locale), other)

    assert one.read_bytes() == other.read_bytes()
