"""A thousand quote PDFs against the same pages drawn by reportlab alone.

The peer is given what ours found out: every run of text with its face, size, colour and place, every rule and
the code as a finished path. It draws them on a bare canvas with the same fonts and compression and decides
nothing: no words, no measuring, no breaking of lines. Both are whole files in memory. They take turns, so
that a busy machine slows both; times are processor time.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from decimal import Decimal
from functools import partial
from io import BytesIO
from typing import Any

from reportlab.pdfgen.canvas import Canvas

from data.language import words
from reports import faces
from reports.quote import compose, quote_bytes
from sales.quote_paper import QuotePaper
from sales.quote_pricing import price
from sales.quote_states import QuoteNumber
from tests.builders.quote_paper import example, long_quote, paper_of

COUNT, MOST = 1000, 1.5
RECORDED = (
    "setFont", "setFillColor", "setStrokeColor", "setLineWidth", "drawString", "line", "rect", "roundRect",
    "circle", "drawPath", "showPage", "saveState", "restoreState", "translate", "rotate", "drawCentredString",
)  # fmt: skip
Calls = list[tuple[str, tuple[Any, ...], dict[str, Any]]]


class Recorder(Canvas):  # type: ignore[misc]
    """A canvas that remembers what it was told."""

    def __init__(self, calls: Calls) -> None:
        super().__init__(BytesIO())
        self._calls, self._deep = calls, 0
        for name in RECORDED:
            setattr(self, name, self._noted(name, getattr(self, name)))

    def _noted(self, name: str, told: Callable[..., object]) -> Callable[..., None]:
        def note(*args: Any, **named: Any) -> None:
            if not self._deep:
                self._calls.append((name, args, named))
            self._deep += 1
            told(*args, **named)
            self._deep -= 1

        return note


def main() -> int:
    """Print the times and their ratio; 1 when it is above the limit."""
    return sum(_compared(locale) > MOST for locale in ("en", "zh_CN"))


def _compared(locale: str) -> float:
    """The ratio of the times in one language."""
    spoken, papers = words(locale), many()
    drawn = [recorded(paper, locale) for paper in papers[:20]]
    quote_bytes(papers[0], spoken)
    ours, bare = 0.0, 0.0
    for at, paper in enumerate(papers):
        ours += timed(partial(quote_bytes, paper, spoken))
        bare += timed(partial(replayed, drawn[at % len(drawn)], locale))
    print(
        f"{COUNT} quotes {locale}: {ours / COUNT * 1000:.1f} ms each, reportlab alone "
        f"{bare / COUNT * 1000:.1f} ms, ratio {ours / bare:.2f} (at most {MOST})"
    )
    return ours / bare


def many() -> Sequence[QuotePaper]:
    """All different: other numbers, and in turn the quote of the design, one of 12 lines and one of 60."""
    kinds = [example(), paper_of(long_quote(12)), paper_of(long_quote(12)), paper_of(long_quote(60))]
    return [_numbered(kinds[at % len(kinds)], at) for at in range(COUNT)]


def recorded(paper: QuotePaper, locale: str) -> Calls:
    """What a canvas is told for a quote."""
    calls: Calls = []
    document = compose(paper, words(locale))
    document.draw(Recorder(calls))
    return calls


def replayed(calls: Calls, locale: str) -> bytes:
    """The same pages by reportlab alone."""
    buffer = BytesIO()
    canvas = Canvas(
        buffer,
        pagesize=(595.28, 841.89),
        pageCompression=1,
        invariant=1,
        initialFontName=faces.face(locale, 400),
    )
    for name, args, named in calls:
        getattr(canvas, name)(*args, **named)
    canvas.save()
    return buffer.getvalue()


def timed(job: Callable[[], object]) -> float:
    """The processor time of a job in seconds."""
    began = time.process_time()
    job()
    return time.process_time() - began


def _numbered(paper: QuotePaper, at: int) -> QuotePaper:
    """Its own number and its own prices, so that nothing of one quote can be used for the next."""
    quote = paper.priced.quote
    lines = [
        replace(line, list_price=line.list_price + Decimal(at * 7 + place).scaleb(-2))
        for place, line in enumerate(quote.lines)
    ]
    number = QuoteNumber(2026, "R01", at + 1)
    return replace(paper, number=number, priced=price(replace(quote, lines=tuple(lines))))


if __name__ == "__main__":
    raise SystemExit(main())
