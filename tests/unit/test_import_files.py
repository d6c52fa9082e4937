"""Files that cannot be imported: each is refused in a sentence that says what to do."""

from __future__ import annotations

import gzip
import os
import subprocess
import sys
import time
import zipfile
from datetime import date, datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import xlsxwriter

from data.imports import Layout, inspect
from data.store import Store
from sales.errors import ImportRefused
from tests.builders.files import CUSTOMERS, fates, planned, written

ROOT = Path(__file__).resolve().parents[2]
# Says why a file is refused, and the most memory that took, in a process that did nothing else.
REFUSED = """
import sys
from pathlib import Path
from data.imports import inspect
from sales.errors import ImportRefused
try:
    for _ in inspect(Path(sys.argv[1])).batches():
        pass
except ImportRefused as refused:
    print(refused)
status = Path("/proc/self/status").read_text()
print(next(line.split()[1] for line in status.splitlines() if line.startswith("VmHWM")))
"""


def refusal(path: Path, layout: Layout | None = None) -> str:
    with pytest.raises(ImportRefused) as refused:
        for _ in inspect(path, layout).batches():
            pass
    return str(refused.value)


def test_a_file_of_0_bytes(tmp_path: Path) -> None:
    assert refusal(written(tmp_path / "f.csv", "")) == "f.csv is empty (0 bytes). Export it again."


def test_a_file_of_blank_rows(tmp_path: Path) -> None:
    path = written(tmp_path / "f.csv", "\n \n,,\n\n")

    assert refusal(path) == "f.csv holds nothing but blank rows. Export it again."


def test_a_zip_named_csv(tmp_path: Path) -> None:
    path = tmp_path / "f.csv"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("orders.csv", "a,b\n1,2\n")

    assert refusal(path) == "f.csv is a zip archive, not a table. Unpack it and import the file inside."


def test_a_picture_and_a_pdf_named_csv(tmp_path: Path) -> None:
    picture = written(tmp_path / "a.csv", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + bytes(range(256)))
    paper = written(tmp_path / "b.csv", b"%PDF-1.7\n...")

    assert refusal(picture) == (
        "a.csv is not a table: it holds binary data. Save it as CSV, Excel or Parquet and import that."
    )
    assert refusal(paper) == "b.csv is a PDF, not a table. Ask for the figures as CSV or Excel."


@pytest.mark.parametrize("byte", ["a", ";"])
def test_a_line_of_2_gb_is_refused_without_being_read(tmp_path: Path, byte: str) -> None:
    path = tmp_path / "f.csv"
    with path.open("wb") as file:
        file.write(b"Customer ID,Name\n1,Li\n" + byte.encode() * 5_000_000)
        file.truncate(2 << 30)
    began = time.monotonic()

    told = subprocess.run(
        [sys.executable, "-c", REFUSED, path], cwd=ROOT, capture_output=True, text=True, check=True
    )

    sentence, peak = told.stdout.splitlines()
    assert sentence == (
        "Line 3 of f.csv has more than 1,000,000 characters, so it is not a table."
        " Check that the file has line ends, or export it again."
    )
    assert time.monotonic() - began < 5
    assert int(peak) < 1_500_000  # KB; the file is 2 GB


def test_a_sparse_file_of_2_gb_zeros(tmp_path: Path) -> None:
    path = tmp_path / "f.csv"
    with path.open("wb") as file:
        file.truncate(2 << 30)

    assert refusal(path).startswith("f.csv is not a table: it holds binary data.")


def test_a_quotation_mark_that_is_never_closed(tmp_path: Path) -> None:
    path = written(tmp_path / "f.csv", 'id,name\n1,"Li\n' + "2,Wang\n" * 30_000)

    assert refusal(path).endswith(
        "has a cell of more than 131,072 characters: a quotation mark that is never closed."
        " Close the quotation mark in that row, or double it."
    )


def test_bytes_that_the_chosen_encoding_does_not_have(tmp_path: Path) -> None:
    path = written(tmp_path / "f.csv", "id,name\n1,Müller\n", "cp1252")

    assert refusal(path, Layout(encoding="utf-8")) == (
        "Near line 1, f.csv cannot be read as UTF-8. Choose another encoding, or save the file as UTF-8."
    )


def test_a_packed_file_that_is_cut_off(tmp_path: Path) -> None:
    whole = gzip.compress(("id,name\n" + "".join(f"{n},Li {n * 7919}\n" for n in range(20_000))).encode())

    sentence = refusal(written(tmp_path / "f.csv.gz", whole[: len(whole) // 2]))

    assert sentence == (
        "f.csv.gz is cut off: its packed data ends too early. Copy or download the file again."
    )


def test_a_file_that_is_still_being_written(tmp_path: Path) -> None:
    path = written(tmp_path / "f.csv", "id,name\n" + "1,Li\n" * 5_000)
    source = inspect(path)
    batches = source.batches()
    next(batches)

    with path.open("a") as other_program:
        other_program.write("2,Wang\n")

    with pytest.raises(ImportRefused) as refused:
        for _ in batches:
            pass
    assert str(refused.value) == (
        "f.csv was changed while it was read: another program is still writing it."
        " Wait until it is finished and try again."
    )


def test_a_file_that_is_not_there_and_a_folder(tmp_path: Path) -> None:
    assert refusal(tmp_path / "no.csv") == f"There is no file {tmp_path / 'no.csv'}. Check the path."
    assert refusal(tmp_path) == f"{tmp_path} is a folder. Choose a file in it."


@pytest.mark.skipif(os.name == "nt", reason="rights are another matter there")
def test_a_file_without_read_rights(tmp_path: Path) -> None:
    path = written(tmp_path / "f.csv", "id,name\n1,Li\n")
    path.chmod(0)
    for folder in (tmp_path, *tmp_path.parents):
        if folder.stat().st_uid == os.getuid() and not folder.stat().st_mode & 0o001:
            folder.chmod(folder.stat().st_mode | 0o001)
    script = (
        "import os, sys; from pathlib import Path; from data.imports import inspect\n"
        "from sales.errors import ImportRefused\n"
        "if os.getuid() == 0: os.setgid(65534); os.setuid(65534)\n"
        "try: inspect(Path(sys.argv[1]))\n"
        "except ImportRefused as refused: print(refused)\n"
    )

    done = subprocess.run(
        [sys.executable, "-c", script, path], cwd=ROOT, capture_output=True, text=True, check=True
    )

    assert done.stdout.strip() == "f.csv may not be read. Allow reading it, or close it where it is open."


def test_a_damaged_spreadsheet_and_a_damaged_parquet(tmp_path: Path) -> None:
    sheet = written(tmp_path / "f.xlsx", b"\xd0\xcf\x11\xe0" + bytes(2000))
    parquet = written(tmp_path / "f.parquet", b"PAR1" + bytes(2000))

    assert refusal(sheet) == (
        "f.xlsx is damaged and cannot be read as a spreadsheet."
        " Open it in the program that made it and save it again."
    )
    assert refusal(parquet) == "f.parquet is damaged and cannot be read as Parquet. Export it again."


def book(path: Path, rows: list[list[object]], sheet: str = "Kunden") -> Path:
    made = xlsxwriter.Workbook(path, {"default_date_format": "yyyy-mm-dd", "strings_to_formulas": False})
    made.add_worksheet("leer")
    table = made.add_worksheet(sheet)
    for at, row in enumerate(rows):
        table.write_row(at + 2, 1, row)
    made.close()
    return path


def test_a_spreadsheet_knows_numbers_and_dates_and_where_its_rows_stand(store: Store, tmp_path: Path) -> None:
    path = book(
        tmp_path / "customers.xlsx",
        [
            ["Customer ID", "Name", "Birthday", "May be called"],
            [4711, "Li", datetime(1984, 3, 2), True],  # noqa: DTZ001 - a spreadsheet's dates have no zone
            ["", "", "", ""],
            ["QH-2", "=cmd|'/c calc'!A1", "", False],
        ],
    )

    with planned(store, path, "customers") as plan:
        page = plan.page()

    assert [(row.row, row.fate, row.cells) for row in page] == [
        (4, "create", ("4711", "Li", "1984-03-02", "yes")),
        (6, "create", ("QH-2", "=cmd|'/c calc'!A1", "", "no")),
    ]


def test_a_sheet_that_is_not_in_the_book(tmp_path: Path) -> None:
    path = book(tmp_path / "f.xlsx", [["id"], [1]])

    assert refusal(path, Layout(sheet="Orders")) == "f.xlsx has no sheet Orders. It has: Kunden."


def test_parquet_brings_its_types(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "customers.parquet"
    table = pa.table(
        {
            "customer_id": pa.array([4711, 4712]),
            "name": ["Li", "Wang"],
            "birthday": pa.array([date(1984, 3, 2), None], pa.date32()),
            "tags": [["a"], ["b"]],
        }
    )
    pq.write_table(table, path)

    with planned(store, path, "customers") as plan:
        page = plan.page()

    assert inspect(path).header == ("customer_id", "name", "birthday")
    assert [row.cells for row in page] == [("4711", "Li", "1984-03-02"), ("4712", "Wang", "")]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
def test_the_same_customers_come_out_of_every_encoding(store: Store, tmp_path: Path, encoding: str) -> None:
    path = written(tmp_path / "f.csv", CUSTOMERS, encoding)

    with planned(store, path, "customers") as plan:
        assert fates(plan) == ["create", "create", "create"]
        assert [row.cells[1] for row in plan.page()] == ["王建国", "Sarah Coleman", "李静怡"]
        assert plan.notes == []


def test_a_guessed_encoding_is_said_in_the_preview(store: Store, tmp_path: Path) -> None:
    path = written(tmp_path / "f.csv", "customer id,name\n1,Иван\n2,Ольга\n", "cp1251")

    with planned(store, path, "customers") as plan:
        assert plan.notes == [
            "Read as cp1251, which is a guess: if names look wrong, choose another encoding."
        ]
