"""Reports made in the background: which there are, one as PDF with pictures of its pages, its tables as CSV.

A report is printed in the heavy lane, a process of its own, and comes back as bytes: what is looked at is
what is saved.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from desktop.work import Task
from sales.brief import Brief
from sales.errors import FileUnwritable
from sales.performance import Performance
from sales.periods import Period, month_of, name, quarter_of
from sales.words import Words

if TYPE_CHECKING:
    from data.store import Store

PICTURE_PX = 640  # the width of a page's picture
MOST_PICTURES = 6
OFFERED = {"month": 13, "quarter": 5}
TEAM = ""  # everyone, where a rep is asked for


@dataclass(frozen=True, slots=True)
class Kind:
    """A report of the gallery: `subject` is rep or customer, `spans` the kind of its period if it has one."""

    id: str
    title: str  # English, the key of its words
    note: str
    subject: str
    spans: str = ""  # month, quarter

    def periods(self, today: date) -> list[Period]:
        """What it can be made for, the running period first; none where it has no period."""
        if not self.spans:
            return []
        found = [month_of(today) if self.spans == "month" else quarter_of(today)]
        while len(found) < OFFERED[self.spans]:
            found.append(found[-1].before())
        return found


KINDS = (
    Kind("rep-month", "Rep performance, month", "figures, funnel, findings", "rep", "month"),
    Kind("rep-quarter", "Rep performance, quarter", "figures, funnel, findings", "rep", "quarter"),
    Kind("brief", "Customer call brief", "one page to take along", "customer"),
)


@dataclass(frozen=True, slots=True)
class Wanted:
    """A report as it was asked for."""

    kind: Kind
    subject: str  # the id of a rep or customer; TEAM
    period: Period | None
    locale: str
    paper: str


@dataclass(frozen=True, slots=True)
class Picture:
    """A page as pixels: 3 bytes each, blue first."""

    width: int
    height: int
    stride: int
    pixels: bytes


@dataclass(frozen=True, slots=True)
class Printed:
    """A report as it will be saved, and how its first pages look."""

    title: str
    detail: str
    pdf: bytes
    pages: int
    pictures: tuple[Picture, ...]
    headline: tuple[str, str] | None = None  # the first figure, as the screen shows it


def print_report(path: Path, key: bytes | None, wanted: Wanted, now: int, task: Task) -> Printed:
    """Make a report from the store at a path, encrypted under `key`. Raises NotFound."""
    from data.settings import company, settings

    with _opened(path, key) as store, tempfile.TemporaryDirectory() as folder:
        paper, words = Path(folder) / "report.pdf", _words(store, wanted)
        by = company(settings(store.read()), words)
        headline = None
        if wanted.kind.subject == "rep":
            from reports.rep import rep_report

            told = _performance(store, wanted, words, now)
            pages = rep_report(told, words, paper, wanted.paper, by)
            title, detail = told.rep_name, name(Period(told.starts_on, told.ends_on), words)
            revenue = words.money(told.measures[0].value, told.currency, whole=True)
            headline = (told.measures[0].name, revenue)
        else:
            from reports.brief import call_brief

            brief = _brief(store, wanted, words, now)
            pages = call_brief(brief, words, paper, wanted.paper, by)
            title, detail = brief.customer.name, words.day(brief.prepared_at, year=True)
        pdf = paper.read_bytes()
    return Printed(title, detail, pdf, pages, _pictures(pdf), headline)


def save_pdf(printed: Printed, path: Path, task: Task) -> Path:
    """Write a report that was printed to a file. Raises FileUnwritable."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(printed.pdf)
    except OSError as error:
        raise _unwritable(path, error) from error
    return path


def save_csv(store_path: Path, key: bytes | None, wanted: Wanted, now: int, path: Path, task: Task) -> Path:
    """Write a report's tables to a file. Raises NotFound or FileUnwritable."""
    from reports.sheets import brief_sheets, performance_sheets, write_csv

    with _opened(store_path, key) as store:
        words = _words(store, wanted)
        if wanted.kind.subject == "rep":
            sheets = performance_sheets(_performance(store, wanted, words, now), words)
        else:
            sheets = brief_sheets(_brief(store, wanted, words, now), words)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise _unwritable(path, error) from error
    write_csv(sheets, path)
    return path


@contextmanager
def _opened(path: Path, key: bytes | None) -> Iterator[Store]:
    from data.store import Store

    store = Store(path, key)  # which is open here already, maybe in another process
    try:
        yield store
    finally:
        store.close()


def _words(store: Store, wanted: Wanted) -> Words:
    from data.language import words
    from data.settings import zone

    return words(wanted.locale, zone(store.read()))


def _performance(store: Store, wanted: Wanted, words: Words, now: int) -> Performance:
    from data.performance import performance

    assert wanted.period is not None
    return performance(
        store.read(), wanted.subject or None, wanted.period.first, wanted.period.last, words, now
    )


def _brief(store: Store, wanted: Wanted, words: Words, now: int) -> Brief:
    from data.briefs import brief

    return brief(store.read(), wanted.subject, words, now)


def _pictures(pdf: bytes) -> tuple[Picture, ...]:
    """The first pages as pixels."""
    from pypdfium2 import PdfDocument

    document = PdfDocument(pdf)
    found = []
    for at in range(min(len(document), MOST_PICTURES)):
        page = document[at]
        bitmap = page.render(scale=PICTURE_PX / page.get_width())
        found.append(Picture(bitmap.width, bitmap.height, bitmap.stride, bytes(bitmap.buffer)))
    document.close()
    return tuple(found)


def _unwritable(path: Path, error: OSError) -> FileUnwritable:
    return FileUnwritable(
        "{file} could not be written: {fault}.",
        "Close it if it is open elsewhere, or choose another folder.",
        file=path.name,
        fault=error.strerror or error,
    )
