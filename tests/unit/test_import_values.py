"""Cells become values: numbers and dates in every form that files have."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from data.imports.dates import form_of, order_of
from data.imports.fields import Field
from data.imports.figures import figure, mark_of
from data.imports.values import Column, Fault, Reading, Skip
from sales.words import Words

SHANGHAI = ZoneInfo("Asia/Shanghai")


def read(kind: Any, cell: object, mark: str = ".", order: str = "dmy", **more: Any) -> Any:
    pattern = more.pop("pattern", None)
    field = Field("f", "F", kind, **more)
    value = Column(field, Reading(mark, order, pattern), Words(), SHANGHAI).read([cell])[0]
    return value.sentence if isinstance(value, Fault) else value


@pytest.mark.parametrize(
    ("text", "mark", "number"),
    [
        ("1,234.56", ".", "1234.56"),
        ("1.234,56", ",", "1234.56"),
        ("¥ 12 480.00", ".", "12480.00"),
        ("￥3,299.00元", ".", "3299.00"),
        ("(12.50)", ".", "-12.50"),
        ("-$5.20", ".", "-5.20"),
        ("5-", ".", "-5"),
        ("−3", ".", "-3"),
        ("1'000", ".", "1000"),
        ("1 234 567,89", ",", "1234567.89"),
        ("１２", ".", "12"),
        ("12 USD", ".", "12"),
        ("1.2E+05", ".", "1.2E+5"),
    ],
)
def test_a_number_is_read_by_its_columns_mark(text: str, mark: str, number: str) -> None:
    assert str(figure(text, mark)) == number


@pytest.mark.parametrize("text", ["abc", "12abc", "1..2", "1,2,3", "=1+1", "12 EURO", "1 5", "", "1.234,56"])
def test_text_is_no_number(text: str) -> None:
    assert figure(text, ".") is None


@pytest.mark.parametrize(
    ("text", "mark"),
    [
        ("1.234,56", ","),
        ("6.95", "."),
        ("0,123", ","),
        ("1.234", "?"),
        ("1,234", "?"),
        ("12", ""),
        ("1,234,567", "."),
    ],
)
def test_a_cell_tells_of_the_mark_what_it_can(text: str, mark: str) -> None:
    assert mark_of(text) == mark


def test_a_figure_that_may_be_two_is_said_to_be_unclear() -> None:
    assert read("amount", "1.234", mark="") == "1.234 may mean 1.234 or 1234: say which mark is decimal."
    assert read("whole", "1.234", mark="") == 1234


def test_a_cell_that_goes_against_its_column_is_wrong() -> None:
    against = "1.234,56 has its decimals after a comma, the column has them after a point."

    assert read("amount", "1.234,56", mark=".") == against


@pytest.mark.parametrize(
    ("kind", "cell", "value"),
    [
        ("amount", "6.95", 69_500),
        ("amount", 6.949999999999999, 69_500),
        ("whole", "12.0", 12),
        ("whole", 12.0, 12),
        ("whole", "1.5", "1.5 is not a whole number."),
        ("rate", "19%", 1900),
        ("rate", "0.19", 1900),
        ("rate", "19", 1900),
        ("flag", "是", 1),
        ("flag", "No", 0),
        ("flag", "perhaps", "perhaps is neither yes nor no."),
        ("list", "quiet; fast、small", '["quiet", "fast", "small"]'),
        ("code", 4711.0, "4711"),
        ("code", "  A-1 ", "A-1"),
        ("text", "=cmd|'/c calc'!A1", "=cmd|'/c calc'!A1"),
        ("text", "NULL", None),
        ("mail", "a@b", "a@b is no e-mail address."),
        ("phone", "+49 (0)30 123-456", "+49 (0)30 123-456"),
        ("phone", "1380 013 800", "1380 013 800 has 10 digits, a mobile number in China has 11."),
        ("phone", "call me", "call me is no phone number."),
        ("whole", "1e20", "1e20 is too large."),
    ],
)
def test_a_cell_becomes_a_value_or_a_sentence(kind: str, cell: object, value: object) -> None:
    assert read(kind, cell) == value


def test_a_value_lies_within_its_fields_bounds() -> None:
    assert read("whole", "6", low=1, high=5) == "6 is not between 1 and 5."
    assert read("amount", "-2", low=0) == "-2 is negative."
    assert read("whole", "0", low=1) == "0 is less than 1."
    assert read("text", " ", required=True) == "The cell is empty."


def test_values_of_a_choice_have_many_names() -> None:
    assert read("choice", "Page View", choices="event_kind") == "view"
    assert read("choice", "加入购物车", choices="event_kind") == "add_to_cart"
    assert read("choice", "juggle", choices="survey_kind") == "juggle is none of csat, nps, ces."


@pytest.mark.parametrize(
    ("cell", "day"),
    [
        ("2026-11-24", "2026-11-24"),
        ("1984/3/2", "1984-03-02"),
        ("24.11.2026", "2026-11-24"),
        ("24/11/26", "2026-11-24"),
        ("20261124", "2026-11-24"),
        ("2026年11月24日", "2026-11-24"),
        ("24 Nov 2026", "2026-11-24"),
        ("24-Nov-26", "2026-11-24"),
        ("November 24, 2026", "2026-11-24"),
        ("Wed, 25 Nov 2026", "2026-11-25"),
        ("46350", "2026-11-24"),
        (46350.0, "2026-11-24"),
        (date(2026, 11, 24), "2026-11-24"),
        (datetime(2026, 11, 24, 20, tzinfo=UTC), "2026-11-25"),
        ("2026-11-24T20:00:00Z", "2026-11-25"),
        ("31/02/1992", "There is no 31 February 1992."),
        ("2026-02-29", "There is no 29 February 2026."),
        ("13/13/2026", "There is no month 13."),
        ("3026-01-01", "There is no 1 January 3026."),
        ("soon", "soon is not a date."),
        ("25/12/2026 25:00", "25/12/2026 25:00 is not a date."),
    ],
)
def test_a_day_is_read_in_many_forms(cell: object, day: str) -> None:
    assert read("day", cell) == day


def test_an_instant_without_zone_is_the_companys() -> None:
    nine = datetime(2026, 11, 24, 9, tzinfo=SHANGHAI).timestamp() * 1000

    assert read("instant", "2026-11-24 09:00") == nine
    assert read("instant", "2026-11-24T01:00:00Z") == nine
    assert read("instant", "24/11/2026 9:00 am") == nine
    assert read("instant", "2026年11月24日 上午9:00") == nine
    assert read("instant", str(int(nine // 1000))) == nine
    assert read("instant", str(int(nine))) == nine
    assert read("instant", 46350.375) == nine


def test_the_order_of_day_and_month_is_the_columns() -> None:
    assert read("day", "03/04/2026", order="dmy") == "2026-04-03"
    assert read("day", "03/04/2026", order="mdy") == "2026-03-04"
    unclear = "03/04/2026 may be day/month or month/day: say which comes first."
    assert read("day", "03/04/2026", order="") == unclear
    assert [order_of(cell) for cell in ("25/12/2026", "12/25/2026", "03/04/2026", "2026-01-02")] == [
        "dmy",
        "mdy",
        "?",
        "",
    ]


def test_a_pattern_may_be_written_as_spreadsheets_do() -> None:
    for pattern in ("%d/%m/%Y", "dd/mm/yyyy", "dd/mm/yyyy hh:mm", "%d/%m/%Y %H:%M"):
        assert read("day", "01/12/2009 07:45", pattern=pattern) == "2009-12-01"
        assert read("day", "31/02/2009", pattern=pattern) == "There is no 31 February 2009."
    assert read("day", "2009-12-01", pattern="dd/mm/yyyy") == "2009-12-01 is not a date like dd/mm/yyyy."
    with pytest.raises(ValueError, match="week"):
        form_of("week")


def test_rows_with_a_value_that_is_left_out_are_skipped() -> None:
    column = Column(
        Field("product", "Product", "code"), Reading(), Words(), UTC, ("POST", "adjust*"), "{name} goes"
    )

    assert column.read(["post", "ADJUST2", "POSTCARD"]) == [
        Skip("post goes"),
        Skip("ADJUST2 goes"),
        "POSTCARD",
    ]
