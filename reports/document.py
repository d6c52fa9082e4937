"""Pages: composed first, drawn afterwards, so that "Page n of m" needs no second pass.

Every page carries the sender and the kind of document above, and below where its figures come from. The same
values give the same bytes: the only date in the file is the one the document was prepared at.
"""

from __future__ import annotations

import contextlib
import os
import time
from dataclasses import dataclass, field, replace
from io import BytesIO
from pathlib import Path

from reportlab.pdfgen.canvas import Canvas

from reports import faces, lines
from reports.blocks import Block, Splitting, Text
from reports.pen import Pen
from reports.tokens import (
    FINE,
    FINE_STRONG,
    LABEL,
    PAPER,
    SHEETS,
    SMALL,
    WIDTH,
    Sheet,
    span,
)
from sales.errors import FileUnwritable
from sales.words import Words

WHOLE = 260.0  # a block no taller than this is not split but moved


@dataclass(frozen=True, slots=True)
class Frame:
    """What every page of a document carries."""

    words: Words
    title: str  # of the file
    kind: str  # "Customer call brief"
    subject: str  # number or period, beside the kind
    provenance: str  # age of the data, versions, for whom
    prepared_at: int
    company: str = ""
    paper: str = "a4"
    watermark: str = ""  # stands across every page

    @property
    def lang(self) -> str:
        return self.words.locale

    @property
    def sheet(self) -> Sheet:
        return SHEETS[self.paper]


@dataclass(frozen=True, slots=True)
class Placed:
    """A block on a page, by its top edge. `outline` is its entry in the reader's list of contents."""

    y: float
    block: Block
    outline: str = ""


@dataclass
class Document:
    """Blocks are added from the top; one that does not fit goes on, or moves to the next page."""

    frame: Frame
    pages: list[list[Placed]] = field(default_factory=lambda: [[]])
    y: float = 0.0

    def __post_init__(self) -> None:
        faces.register(self.frame.lang)
        self.y = self.frame.sheet.top

    def add(self, block: Block, after: float = 0.0, outline: str = "") -> None:
        """Place a block below what is there, with a gap after it."""
        lang, bottom = self.frame.lang, self.frame.sheet.bottom
        while (tall := block.height(lang, self.frame.sheet.body)) > self.room + 0.5:
            movable = tall <= WHOLE and self.pages[-1]
            parts = (
                block.split(lang, self.frame.sheet.body, self.room)
                if isinstance(block, Splitting) and not movable
                else None
            )
            if parts:
                self.pages[-1].append(Placed(self.y, parts[0], outline))
                block, outline = parts[1], ""
            elif not self.pages[-1]:
                raise ValueError(f"a block of {tall:.0f} pt does not fit a page of {self.y - bottom:.0f} pt")
            self.turn()
        self.pages[-1].append(Placed(self.y, block, outline))
        self.y -= tall + after

    def stand(self, block: Block) -> None:
        """Place a block on the foot of the page: small print."""
        tall = block.height(self.frame.lang, self.frame.sheet.body)
        if tall > self.room:
            self.turn()
        self.y = self.frame.sheet.bottom + tall
        self.pages[-1].append(Placed(self.y, block))

    def turn(self) -> None:
        """Begin a page."""
        self.pages.append([])
        self.y = self.frame.sheet.top

    @property
    def room(self) -> float:
        """What is left of the page, in points."""
        return self.y - self.frame.sheet.bottom

    def save(self, path: Path) -> int:
        """Write the document, whole or not at all, and return its number of pages. Raises FileUnwritable."""
        content = self.content()
        part = path.with_name(f".{path.name}.part")
        try:
            part.write_bytes(content)
            os.replace(part, path)
        except OSError as error:
            with contextlib.suppress(OSError):
                part.unlink()
            raise FileUnwritable(
                "The PDF could not be written to {file}: {fault}.",
                "Close it if it is open elsewhere, or choose another folder.",
                file=path,
                fault=error.strerror or type(error).__name__,
            ) from error
        return len(self.pages)

    def content(self) -> bytes:
        """The document as a file's content."""
        buffer = BytesIO()
        self.draw(self._canvas(buffer))
        return buffer.getvalue()

    def draw(self, canvas: Canvas) -> None:
        """Draw all pages onto a canvas."""
        for number, page in enumerate(self.pages, 1):
            pen, sheet = Pen(canvas, self.frame.lang), self.frame.sheet
            small = sheet.body < WIDTH
            if self.frame.watermark:
                pen.watermark(self.frame.watermark, sheet.width, sheet.height)
            (self._line_above if small else self._header)(pen)
            for i, placed in enumerate(page):
                if placed.outline:
                    key = f"{number}-{i}"
                    canvas.bookmarkHorizontal(key, 0, placed.y + 8)
                    canvas.addOutlineEntry(placed.outline, key)
                placed.block.draw(pen, sheet.margin, placed.y, sheet.body)
            (self._line_below if small else self._footer)(pen, number)
            canvas.showPage()
        canvas.save()

    def _canvas(self, buffer: BytesIO) -> Canvas:
        frame = self.frame
        canvas = Canvas(
            buffer,
            pagesize=(frame.sheet.width, frame.sheet.height),
            pageCompression=1,
            invariant=1,
            initialFontName=faces.face(frame.lang, 400),  # else the file names Helvetica, not embedded
            lang="zh-CN" if frame.words.chinese else "en",
        )
        canvas.setTitle(frame.title)
        canvas.setAuthor(frame.company or "Rapport")
        canvas.setSubject(frame.kind)
        canvas.setCreator("Rapport")
        # An invariant canvas is dated 2000 and has no other way to be dated.
        stamp = canvas._doc._timeStamp
        stamp.t = frame.prepared_at // 1000
        stamp.lt = time.gmtime(stamp.t)
        stamp.YMDhms = tuple(stamp.lt)[:6]
        return canvas

    def _header(self, pen: Pen) -> None:
        frame, sheet = self.frame, self.frame.sheet
        y = sheet.height - 36
        _mark(pen, sheet.margin, y - 3.2, 12)
        brand = replace(LABEL, weight=600, ink=PAPER.ink, size=8.5)
        Text(frame.company or "Rapport", brand, most=1).draw(pen, sheet.margin + 17, y + 8.3, span(7))
        kind = f"{frame.kind}  {lines.strong(frame.subject)}" if frame.subject else frame.kind
        Text(kind, SMALL, "r", 1).draw(pen, sheet.margin + span(7), y + 8, WIDTH - span(7))

    def _line_above(self, pen: Pen) -> None:
        """What a small page carries above: what it is, and of when."""
        frame, sheet = self.frame, self.frame.sheet
        kind = f"{frame.kind}  {lines.strong(frame.subject)}" if frame.subject else frame.kind
        Text(kind, SMALL, most=1).draw(pen, sheet.margin, sheet.height - 12, sheet.body)

    def _line_below(self, pen: Pen, number: int) -> None:
        sheet = self.frame.sheet
        page = f"{number} / {len(self.pages)}"
        Text(self.frame.provenance, FINE, most=1).draw(pen, sheet.margin, 19, sheet.body - 34)
        Text(page, FINE_STRONG, "r").draw(pen, sheet.margin, 19, sheet.body)

    def _footer(self, pen: Pen, number: int) -> None:
        frame, sheet, words = self.frame, self.frame.sheet, self.frame.words
        y = sheet.bottom - 14
        pen.line(sheet.margin, y, sheet.margin + WIDTH, y)
        missing = self._missing(tuple(pen.missing))
        Text(frame.provenance, FINE, most=1 if missing else 2).draw(pen, sheet.margin, y - 4, span(10))
        if missing:
            under = y - 4 - FINE.lead_in(pen.lang)
            Text(missing, FINE_STRONG, most=1).draw(pen, sheet.margin, under, span(10))
        page = words("Page {n} of {total}", n=number, total=len(self.pages))
        Text(page, FINE_STRONG, "r").draw(pen, sheet.margin, y - 4, WIDTH)

    def _missing(self, characters: tuple[str, ...]) -> str:
        if not characters:
            return ""
        codes = ", ".join(f"U+{ord(c):04X}" for c in characters[:8])
        if len(characters) > 8:
            codes += f" +{len(characters) - 8}"
        return self.frame.words(
            "{sign} stands for characters that cannot be printed: {codes}", sign=faces.GETA, codes=codes
        )


def _mark(pen: Pen, x: float, y: float, size: float) -> None:
    """The product's mark: rings in a rounded square."""
    pen.rect(x, y, size, size, PAPER.accent, size * 0.26)
    for share in (0.31, 0.16):
        pen.ring(x + size / 2, y + size / 2, size * share, PAPER.surface, size * 0.075)
