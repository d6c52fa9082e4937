"""Tables over pages."""

from __future__ import annotations

from pathlib import Path

import pytest

from reports.blocks import Gap, Stack, Text, section
from reports.document import Document, Frame
from reports.tables import Column, Table
from reports.tokens import BODY, WIDTH
from tests.builders.brief import words
from tests.builders.paper import faults, runs, squeezed, text


def frame(locale: str = "en", paper: str = "a4") -> Frame:
    return Frame(
        words(locale), "Title", "Quote", "Q-1", "Prepared today", 1_764_000_000_000, "Lanting Home", paper
    )


def table(n: int, **more: object) -> Table:
    rows = [[f"Article {i}", f"{i}.00"] for i in range(n)]
    return Table([Column("Article", 0), Column("Amount", 60, "r")], rows, **more)  # type: ignore[arg-type]


def test_the_header_stands_on_every_page() -> None:
    document = Document(frame())

    document.add(table(120))

    inked = runs(document)
    assert len(document.pages) == 3
    assert [run.page for run in inked if run.text == "Article"] == [1, 2, 3]
    assert [run.text for run in inked if run.text.startswith("Article ")] == [
        f"Article {i}" for i in range(120)
    ]
    assert faults(document) == []


def test_a_split_carries_the_amount_forward() -> None:
    def carried(upto: int, opens: bool) -> tuple[str, str]:
        return ("Brought forward" if opens else "Carried forward"), f"{sum(range(upto))}.00"

    document = Document(frame())

    document.add(table(70, carried=carried))

    said = [run.text for run in runs(document)]
    out, back = said.index("Carried forward"), said.index("Brought forward")
    assert out < back
    assert said[out + 1] == said[back + 1]
    assert faults(document) == []


@pytest.mark.parametrize("n", range(36, 60))
def test_the_last_two_rows_stay_with_the_total(n: int) -> None:
    document = Document(frame())

    document.add(table(n, foot=Text("Total 9.00", BODY, "r")))

    where = {run.text: run.page for run in runs(document)}
    assert where["Total 9.00"] == where[f"Article {n - 1}"] == where[f"Article {n - 2}"]
    assert faults(document) == []


def test_a_note_below_a_table_never_stands_alone_on_a_page() -> None:
    document = Document(frame())
    document.add(Gap(document.room - 400))

    document.add(section("Lines", table(28), Text("A note\nof three\nlines")))

    where = {run.text: run.page for run in runs(document)}
    assert where["A note"] == where["of three"] == where["Article 27"]
    assert faults(document) == []


def test_a_low_block_is_moved_whole() -> None:
    document = Document(frame())
    document.add(Gap(document.room - 60))

    document.add(section("Lines", table(6)))

    assert [run.page for run in runs(document) if run.text in ("Lines", "Article 0", "Article 5")] == [
        2,
        2,
        2,
    ]


def test_columns_without_a_width_share_what_is_left() -> None:
    widths = Table([Column("", 0), Column("", 60), Column("", 0)], []).widths(WIDTH)

    assert widths == [214.0, 60, 214.0]
    assert sum(widths) + 2 * 8 == WIDTH


def test_a_block_that_fits_no_page_is_a_fault_of_ours() -> None:
    with pytest.raises(ValueError, match="does not fit a page"):
        Document(frame()).add(Stack([Gap(2000)]))


@pytest.mark.parametrize("paper", ["a4", "letter"])
def test_every_page_says_which_it_is_of_how_many(paper: str, tmp_path: Path) -> None:
    document = Document(frame("zh_CN", paper))
    for _ in range(2):
        document.add(Text("一"))
        document.turn()
    document.add(Text("二"))

    document.save(tmp_path / "pages.pdf")

    said = squeezed(text(tmp_path / "pages.pdf"))
    assert [f"第{n}页，共3页" in said for n in (1, 2, 3)] == [True] * 3
    assert said.count("LantingHome") == 3
