"""Which encoding and delimiter a file has."""

from __future__ import annotations

from pathlib import Path

import pytest

from data.imports import inspect
from data.imports.encoding import encoding_of
from tests.builders.files import written

CHINESE = "客户编号,姓名,城市\n1,王建国,杭州\n2,李静怡,上海\n"
GERMAN = "Nr;Name;Straße\n1;Jürgen Müller;Höhenweg 3\n2;Zoë;Größe\n"
RUSSIAN = "имя,город\nИван,Москва\nОльга,Казань\n"


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (CHINESE, "utf-8"),
        (CHINESE, "utf-8-sig"),
        (CHINESE, "utf-16"),
        (CHINESE, "utf-16-le"),
        (CHINESE, "utf-16-be"),
        (CHINESE, "utf-32"),
        (CHINESE, "gb18030"),
        (GERMAN, "utf-8"),
        (GERMAN, "cp1252"),
        (GERMAN, "utf-16-le"),
    ],
)
def test_the_encoding_is_told_from_the_bytes(text: str, encoding: str) -> None:
    found = encoding_of([text.encode(encoding)])

    assert found is not None
    assert (found.name, found.doubtful) == (encoding, False)


def test_a_single_accent_far_down_the_file_decides() -> None:
    chunks = [b"name\n" + b"plain\n" * 100_000, "Müller\n".encode("cp1252")]

    found = encoding_of(chunks)

    assert found is not None
    assert found.name == "cp1252"


def test_a_character_cut_by_a_chunk_is_no_fault() -> None:
    whole = CHINESE.encode()

    found = encoding_of([whole[:13], whole[13:]])

    assert found is not None
    assert found.name == "utf-8"


@pytest.mark.parametrize(
    ("text", "encoding"), [(RUSSIAN, "cp1251"), ("imię,miasto\nŁukasz,Łódź\n", "cp1250")]
)
def test_what_is_only_a_guess_is_doubtful(text: str, encoding: str) -> None:
    found = encoding_of([text.encode(encoding)])

    assert found is not None
    assert found.doubtful


@pytest.mark.parametrize("content", [b"\0" * 1000, bytes(range(256)) * 10, b"id,name\n1,a\n" + b"\0" * 5000])
def test_binary_data_is_no_text(content: bytes) -> None:
    assert encoding_of([content]) is None


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_told_from_several_lines(tmp_path: Path, delimiter: str) -> None:
    lines = [["id", "name", "amount"], ["1", '"Smith, John; sen."', "5"], ["2", '"two\nlines"', "1"]]
    path = written(tmp_path / "f.csv", "\n".join(delimiter.join(cells) for cells in lines))

    source = inspect(path)

    assert source.delimiter == delimiter
    assert source.header == ("id", "name", "amount")
    assert [len(cells) for cells in source.samples] == [3, 3]


def test_decimal_commas_do_not_pass_for_delimiters(tmp_path: Path) -> None:
    path = written(tmp_path / "f.csv", "a;b\n1,5;2,5\n3,5;4,5\n")

    assert inspect(path).delimiter == ";"


def test_the_remark_that_excel_puts_first_is_followed(tmp_path: Path) -> None:
    path = written(tmp_path / "f.csv", "sep=|\nid|name\n1|a,b\n")

    source = inspect(path)

    assert (source.delimiter, source.header, source.samples) == ("|", ("id", "name"), (("1", "a,b"),))
    assert [list(batch.numbers) for batch in source.batches()] == [[3]]


def test_a_title_above_the_columns_is_not_their_names(tmp_path: Path) -> None:
    path = written(tmp_path / "f.csv", "Customers of 2026\n\nid,name\n1,Li\n2,Wang\n")

    source = inspect(path)

    assert (source.header, source.head_row, source.samples[0]) == (("id", "name"), 3, ("1", "Li"))
    assert [list(batch.numbers) for batch in source.batches()] == [[4, 5]]


def test_a_file_of_one_column_has_one(tmp_path: Path) -> None:
    path = written(tmp_path / "f.csv", "name\nLi\nWang, Ltd\n")

    source = inspect(path)

    assert (source.header, source.head_row) == (("name",), 1)
