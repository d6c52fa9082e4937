"""Laws of importing: what any program wrote is read the same, twice is once, and undo is undo."""

from __future__ import annotations

import csv
import io
import tempfile
from datetime import datetime
from decimal import Decimal
from pathlib import Path

from hypothesis import HealthCheck, assume, example, given, settings
from hypothesis import strategies as st

from data.backup import verify
from data.imports import Layout, inspect, undo
from data.imports.dates import moment
from data.imports.figures import figure, mark_of
from data.store import open_store
from tests.builders.files import NOW, ZONE, dump, imported, rows, written

ANY_TEXT = st.text(st.characters(exclude_categories=("Cs", "Cc"), include_characters="\n\r\t"), max_size=12)
HEAD = (
    "Order no",
    "SKU",
    "Quantity",
    "Unit price",
    "Customer ID",
    "Order date",
    "Customer name",
    "Product name",
)
QUOTING = st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL, csv.QUOTE_NONNUMERIC])
ENCODINGS = st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "gb18030", "cp1252"])
QUICK = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@st.composite
def tables(draw: st.DrawFn) -> list[list[str]]:
    """A head and rows of as many cells, none of them blank."""
    width = draw(st.integers(2, 5))
    head = [f"column {at}" for at in range(width)]
    cells = st.lists(ANY_TEXT, min_size=width, max_size=width).filter(lambda row: any(map(str.strip, row)))
    return [head, *draw(st.lists(cells, min_size=1, max_size=8))]


def file_of(table: list[list[str]], delimiter: str, quoting: int, ending: str, encoding: str) -> bytes:
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=delimiter, quoting=quoting, lineterminator=ending).writerows(table)
    return out.getvalue().encode(encoding, errors="replace")


@given(tables(), st.sampled_from(",;\t|"), QUOTING, st.sampled_from(["\r\n", "\n"]), ENCODINGS)
@example([["column 0", "column 1"], ["", "\r0"]], ",", csv.QUOTE_MINIMAL, "\n", "utf-8")
@QUICK
def test_any_table_comes_back_as_it_was_written(
    table: list[list[str]], delimiter: str, quoting: int, ending: str, encoding: str
) -> None:
    content = file_of(table, delimiter, quoting, ending, encoding)
    expected = list(csv.reader(io.StringIO(content.decode(encoding), newline=""), delimiter=delimiter))
    with tempfile.TemporaryDirectory() as folder:
        path = written(Path(folder) / "f.csv", content)

        source = inspect(path, Layout(encoding, delimiter))
        read = [list(row) for batch in source.batches() for row in batch.rows]

    # A bare carriage return that the writer left unquoted ends a row; the blank one it may leave is no row.
    kept = [row for row in expected[1:] if any(map(str.strip, row))]
    assert [list(source.header), *read] == [[" ".join(name.split()) for name in expected[0]], *kept]


WORDS = st.text(st.sampled_from("abcXYZ 王李张 äöü"), min_size=1, max_size=9)


@given(
    st.lists(st.lists(WORDS, min_size=3, max_size=3), min_size=1, max_size=9),
    st.sampled_from(",;\t|"),
    QUOTING,
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-16-le"]),
)
@QUICK
def test_encoding_and_delimiter_are_found_without_being_told(
    body: list[list[str]], delimiter: str, quoting: int, encoding: str
) -> None:
    assume(all(any(cell.strip() for cell in row) for row in body))
    content = file_of([["number", "name", "city"], *body], delimiter, quoting, "\n", encoding)
    with tempfile.TemporaryDirectory() as folder:
        source = inspect(written(Path(folder) / "f.csv", content))
        read = [list(row) for batch in source.batches() for row in batch.rows]

    assert (source.header, read) == (("number", "name", "city"), body)


@given(st.integers(-(10**12), 10**12), st.integers(0, 4), st.booleans(), st.sampled_from([".", ","]))
def test_a_number_is_read_as_it_was_written(digits: int, places: int, grouped: bool, mark: str) -> None:
    number = Decimal(digits).scaleb(-places)
    text = f"{number:,f}" if grouped else f"{number:f}"
    if mark == ",":
        text = text.translate(str.maketrans(",.", ".,"))

    assert figure(text, mark) == number
    assert mark_of(text) in (mark, "?", "")


FORMS = st.sampled_from(
    [
        ("%d/%m/%Y %H:%M:%S", "dmy"),
        ("%m/%d/%Y %H:%M:%S", "mdy"),
        ("%Y-%m-%d %H:%M:%S", ""),
        ("%Y年%m月%d日 %H:%M:%S", ""),
        ("%d %b %Y %H:%M:%S", ""),
        ("%Y/%m/%d %I:%M:%S %p", ""),
    ]
)


@given(st.integers(0, 4_000_000_000), FORMS)
def test_an_instant_is_read_as_it_was_written(second: int, form: tuple[str, str]) -> None:
    at = datetime.fromtimestamp(second, ZONE)

    read = moment(f"{at:{form[0]}}", form[1], ZONE)

    assert isinstance(read, datetime)
    assert read.replace(fold=0) == at.replace(fold=0)


@st.composite
def order_files(draw: st.DrawFn) -> str:
    """Order lines with everything that files have: doubled lines, returns, charges, gaps, errors."""
    line = st.tuples(
        st.sampled_from(["1", "2", "3", "C4", "5"]),
        st.sampled_from(["A-1", "B-2", "C-3", "POST"]),
        st.sampled_from(["1", "2", "12", "-1", "-3", "x", ""]),
        st.sampled_from(["9.99", "0", "1,234.50", "0.005", "free"]),
        st.sampled_from(["QH-1", "QH-2", ""]),
        st.sampled_from(["2026-11-02 10:15", "2026-11-02 10:16", "31/02/2026"]),
    )
    out = io.StringIO()
    rows = csv.writer(out)
    rows.writerow(HEAD)
    for cells in draw(st.lists(line, min_size=1, max_size=25)):
        rows.writerow([*cells, "Li" if cells[4] else "", f"{cells[1]} name"])
    return out.getvalue()


@given(order_files(), order_files())
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_orders_import_once_undo_whole_and_always_add_up(first: str, second: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        store = open_store(home / "rapport.db")
        imported(store, written(home / "a.csv", first), "orders")
        before = dump(store)
        outcome = imported(store, written(home / "b.csv", second), "orders")
        after = dump(store)

        again = imported(store, home / "b.csv", "orders")

        assert (again.counts.create, again.counts.update) == (0, 0)
        assert dump(store) == after
        assert verify(store.path) == []
        counted = outcome.counts.create + outcome.counts.update + outcome.counts.unchanged
        assert counted + outcome.counts.error + outcome.counts.skipped == len(second.splitlines()) - 1
        if outcome.batch is not None:
            undo(store, outcome.batch, NOW + 1)
        assert dump(store) == before
        assert rows(store, "SELECT count(*) FROM batch_before WHERE batch = 2") == [(0,)]
        store.close()
