"""What a page shows, read back: runs of ink from the layout, text and fonts from the file."""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO
from itertools import combinations, pairwise
from pathlib import Path
from typing import Any

import pypdfium2
from pypdf import PdfReader
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfgen.canvas import Canvas

from reports.document import Document
from reports.lines import HALF, OPENING
from reports.tokens import WIDTH

HANG = 6.0  # a full-width mark may stand in the margin by half of its box


@dataclass(frozen=True, slots=True)
class Run:
    """A run of text on a page: the box of its ink from the base line to the height of its capitals."""

    page: int
    text: str
    x0: float
    x1: float
    y0: float
    y1: float

    def meets(self, other: Run) -> bool:
        apart_x = self.x1 <= other.x0 + 0.6 or other.x1 <= self.x0 + 0.6
        apart_y = self.y1 <= other.y0 + 0.3 or other.y1 <= self.y0 + 0.3
        return not (apart_x or apart_y)


class Recorder(Canvas):  # type: ignore[misc]
    """A canvas that remembers where it drew which text."""

    def __init__(self, width: float, height: float) -> None:
        super().__init__(BytesIO(), pagesize=(width, height))
        self.runs: list[Run] = []

    def drawString(self, x: float, y: float, text: str, *args: Any, **more: Any) -> None:
        left, base = self.absolutePosition(x, y)
        wide = pdfmetrics.stringWidth(text, self._fontname, self._fontsize)
        if text.strip():
            half = 0.5 * self._fontsize  # marks in a row share the empty halves of their boxes
            right = left + wide - (half if text[-1] in HALF - OPENING else 0.0)
            left += half if text[0] in HALF & OPENING else 0.0
            self.runs.append(Run(self.getPageNumber(), text, left, right, base, base + 0.7 * self._fontsize))
        super().drawString(x, y, text, *args, **more)


def runs(document: Document) -> list[Run]:
    """All runs of text of a document, in the order they are drawn."""
    sheet = document.frame.sheet
    recorder = Recorder(sheet.width, sheet.height)
    document.draw(recorder)
    return recorder.runs


def faults(document: Document) -> list[str]:
    """What does not fit: text over text, text out of the body, a block that runs into the next."""
    sheet, found = document.frame.sheet, []
    for page in document.pages:
        for above, below in pairwise(page):
            if above.y - above.block.height(document.frame.lang, WIDTH) < below.y - 0.5:
                found.append(f"{type(above.block).__name__} runs into {type(below.block).__name__}")
        last = page[-1]
        if last.y - last.block.height(document.frame.lang, WIDTH) < sheet.bottom - 0.5:
            found.append(f"{type(last.block).__name__} runs into the footer")
    inked = runs(document)
    left, right = sheet.margin - HANG, sheet.margin + WIDTH + HANG
    found += [f"out of the body: {run}" for run in inked if run.x0 < left or run.x1 > right]
    for one, other in combinations(inked, 2):
        if one.page == other.page and one.meets(other):
            found.append(f"{one.text!r} over {other.text!r}")
    return found


def text(path: Path) -> str:
    """The text of a file as another program copies it."""
    document = pypdfium2.PdfDocument(path)
    try:
        return "\n".join(_page_text(document[i]) for i in range(len(document)))
    finally:
        document.close()


def squeezed(text: str) -> str:
    """Without white space: gaps between Chinese and Latin are read as spaces by some programs."""
    return "".join(text.split())


def fonts(path: Path) -> list[tuple[str, bool]]:
    """The fonts a file names, and whether they are embedded."""
    found = {}
    for page in PdfReader(path).pages:
        for reference in page["/Resources"]["/Font"].values():  # type: ignore[index]
            font = reference.get_object()
            found[str(font["/BaseFont"])] = "/FontFile2" in font["/FontDescriptor"]
    return sorted(found.items())


def _page_text(page: Any) -> str:
    textpage = page.get_textpage()
    try:
        return str(textpage.get_text_range())
    finally:
        textpage.close()
        page.close()
