"""Laws of paper, whatever the values are."""

from __future__ import annotations

from dataclasses import fields, replace

from hypothesis import given, settings
from hypothesis import strategies as st

from reports import faces
from reports.brief import compose as brief_page
from reports.lines import CLOSING, OPENING, broken, length, overhang
from reports.rep import compose as rep_pages
from reports.tokens import CELL
from sales.brief import Brief
from sales.performance import Performance
from tests.builders.brief import extreme_brief, words
from tests.builders.paper import faults
from tests.builders.performance import extreme_report

PIECES = st.sampled_from(
    [
        *("Breva 400", "21 dB", "overall", "n = 212", "¥1,240.00", "https://example.com/a/very/long/path"),
        *(
            "微风 600",
            "滤芯",
            "好的~~",
            "，",
            "。",
            "（",
            "）",
            "“",
            "”",
            "%",
            "**",
            " ",
            "\n",
            "a",
            "Ж",
            "🙂",
        ),
    ]
)
TEXTS = st.lists(PIECES, max_size=60).map("".join)
LOCALES = st.sampled_from(["en", "zh_CN"])
PAPERS = st.sampled_from(["a4", "letter"])


@st.composite
def briefs(draw: st.DrawFn) -> Brief:
    """Briefs whose lists have any length and whose texts come from several mills."""
    whole = extreme_brief(draw(TEXTS), 12)
    for field in fields(Brief):
        value = getattr(whole, field.name)
        if isinstance(value, tuple):
            other = getattr(extreme_brief(draw(TEXTS), 12), field.name)
            whole = replace(whole, **{field.name: other[: draw(st.integers(0, 12))]})
    return replace(
        whole,
        track=draw(st.sampled_from([whole.track, None])),
        call=draw(st.sampled_from([whole.call, None])),
    )


@st.composite
def performances(draw: st.DrawFn) -> Performance:
    whole = extreme_report(draw(TEXTS), 14)
    for field in fields(Performance):
        value = getattr(whole, field.name)
        if isinstance(value, tuple):
            whole = replace(whole, **{field.name: value[: draw(st.integers(0, 14))]})  # type: ignore[arg-type]
    return whole


@settings(max_examples=60, deadline=None)
@given(briefs(), LOCALES, PAPERS)
def test_a_brief_is_one_page_and_nothing_on_it_overlaps(brief: Brief, locale: str, paper: str) -> None:
    page = brief_page(brief, words(locale), paper)

    assert len(page.pages) == 1
    assert faults(page) == []


@settings(max_examples=25, deadline=None)
@given(performances(), LOCALES, PAPERS)
def test_nothing_overlaps_on_a_report(performance: Performance, locale: str, paper: str) -> None:
    assert faults(rep_pages(performance, words(locale), paper)) == []


@settings(deadline=None)
@given(TEXTS, LOCALES, st.floats(20, 400), st.none() | st.integers(1, 4))
def test_every_line_fits_its_measure(text: str, lang: str, width: float, most: int | None) -> None:
    faces.register(lang)

    lines = broken(text, CELL, lang, width, most)

    assert all(length(line) - overhang(line) <= width + 0.02 for line in lines if len(line) > 1)
    assert most is None or len(lines) <= most


@settings(deadline=None)
@given(TEXTS, LOCALES, st.floats(60, 400))
def test_breaking_loses_nothing_but_spaces(text: str, lang: str, width: float) -> None:
    faces.register(lang)

    said = "".join(atom.text for line in broken(text, CELL, lang, width) for atom in line)

    assert "".join(said.split()) == "".join(faces.clean(text).split())


@settings(deadline=None)
@given(st.lists(st.sampled_from("滤芯今天寄出，。（）：“”"), max_size=80).map("".join), st.floats(120, 400))
def test_no_chinese_line_begins_with_a_closing_mark(text: str, width: float) -> None:
    faces.register("zh_CN")
    lines = broken(text, CELL, "zh_CN", width)

    for line in lines[1:]:
        glued_run = 0
        for atom in line:
            if not (set(atom.text) & (CLOSING | OPENING)):
                break
            glued_run += 1
        starts_wrong = bool(line) and line[0].text in CLOSING
        assert not starts_wrong or glued_run * CELL.size > 0.4 * width
