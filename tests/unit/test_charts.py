"""Charts: the same builders for the screen and for paper."""

from __future__ import annotations

from dataclasses import replace

import pytest
from matplotlib.colors import to_hex

from reports import charts
from reports.charts import Ahead, Bar, Chart, Drawing, Look, Ranked, Stage
from reports.document import Document
from reports.tokens import PAPER
from tests.builders.paper import runs
from tests.unit.test_tables import frame


def plain(value: float) -> str:
    return f"{value:g}"


DRAWINGS = {
    "bars": charts.bars(
        [Bar("Oct", 120, 9, False, "2025"), Bar("Nov", 140, 4, True, "2025")],
        [Ahead("Dec", 130, 100, 160, 125, "2025")],
        plain,
    ),
    "trend": charts.trend(
        ["8月", "9月", "10月"], [3.5, 4.25, 4.5], plain, peers=[4, 4, 4.1], band=[(3, 5)] * 3
    ),
    "ranking": charts.ranking([Ranked("陈予", 125, 100, own=True), Ranked("Zhao Min", -20)], plain),
    "funnel": charts.funnel([Stage("Browse", 48_210), Stage("Cart", 11_570, "24%", "25%", leak=True)], plain),
}
WORDS = {
    "bars": {"Oct\n2025", "Nov", "Dec"},
    "trend": {"8月", "9月", "10月", "4.5"},
    "ranking": {"陈予", "Zhao Min", "125", "-20"},
    "funnel": {"Browse", "Cart", "48210", "11570", "24%", "25%"},
}


@pytest.mark.parametrize("name", DRAWINGS)
def test_a_chart_on_paper_has_its_words_as_text_within_its_box(name: str) -> None:
    document = Document(frame("zh_CN"))
    top = document.y

    document.add(Chart(120, DRAWINGS[name]))

    inked = [run for run in runs(document) if run.y1 < top + 1 and run.y0 > 60]
    said = {part for words in WORDS[name] for part in words.split("\n")}
    assert said <= {run.text for run in inked}
    assert all(top - 120 <= run.y0 and run.y1 <= top + 1 for run in inked)


@pytest.mark.parametrize("name", DRAWINGS)
def test_a_chart_on_screen_has_the_same_words_in_the_screen_s_colours(name: str) -> None:
    dark = replace(PAPER, ink="#EDEEF1", accent="#8C9DFF", line="#25272E")

    figure = DRAWINGS[name].figure(Look(dark, 11), 480, 240)

    axes = figure.axes[0]
    shown = {t.get_text() for t in (*axes.texts, *axes.get_xticklabels(), *axes.get_yticklabels())}
    assert WORDS[name] <= shown
    assert all(t.get_fontproperties().get_name() == "Rapport Print" for t in axes.texts)
    painted = [to_hex(patch.get_facecolor()) for patch in axes.patches] + [
        to_hex(line.get_color()) for line in axes.lines
    ]
    assert dark.accent.lower() in painted


def test_marks_can_be_told_apart_for_a_click() -> None:
    figure = DRAWINGS["bars"].figure(Look(), 480, 200)

    assert [patch.get_gid() for patch in figure.axes[0].patches[:2]] == ["mark-0", "mark-1"]


def test_margins_are_kept_in_points_when_the_figure_is_resized() -> None:
    drawing = DRAWINGS["bars"]
    figure = drawing.figure(Look(), 480, 200)

    figure.set_size_inches(960 / 72, 100 / 72)
    drawing.fit(figure, Look())

    place = figure.axes[0].get_position()
    assert place.x0 * 960 == pytest.approx(drawing.margins[0])
    assert place.y0 * 100 == pytest.approx(drawing.margins[1])


def test_margins_grow_with_the_labels() -> None:
    drawing = DRAWINGS["funnel"]

    figure = drawing.figure(Look(size=14), 480, 200)

    assert figure.axes[0].get_position().x0 * 480 == pytest.approx(2 * drawing.margins[0])


def test_a_line_fills_its_height() -> None:
    axes = DRAWINGS["trend"].figure(Look(), 480, 200).axes[0]

    low, high = axes.get_ylim()
    assert 2.5 < low < 3
    assert 5 < high < 5.5


def test_bars_start_at_zero() -> None:
    axes = charts.bars([Bar("Oct", 90), Bar("Nov", 100)], [], plain).figure(Look(), 480, 200).axes[0]

    assert axes.get_ylim()[0] == 0


@pytest.mark.parametrize(
    "drawing",
    [
        charts.bars([], [], plain),
        charts.bars([Bar("Oct", 0)], [], plain),
        charts.bars([Bar("Oct", -5)], [], plain),
        charts.trend(["Oct"], [0.0], plain),
        charts.ranking([], plain),
        charts.funnel([], plain),
        charts.funnel([Stage("Browse", 0)], plain),
    ],
)
def test_a_chart_of_next_to_nothing_is_drawn_without_complaint(drawing: Drawing) -> None:
    document = Document(frame())

    document.add(Chart(90, drawing))

    assert runs(document)


def test_many_months_are_labelled_as_room_allows() -> None:
    many = [Bar(str(i % 12 + 1), i, 0, False, str(2000 + i // 12)) for i in range(60)]

    axes = charts.bars(many, [], plain).figure(Look(), 480, 200).axes[0]

    assert len(axes.get_xticklabels()) <= 18
