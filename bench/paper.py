"""The call brief and the rep report as PDF, warm, beside reportlab's own layout of the same words.

The peer sets the words of the same page as platypus paragraphs in the same face, without tables, charts or a
page that must not overflow. Best of several runs, in one process.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

from reportlab.lib.styles import ParagraphStyle
from reportlab.platypus import Paragraph, SimpleDocTemplate

from reports import faces
from reports.brief import call_brief
from reports.brief import compose as brief_page
from reports.document import Document
from reports.rep import compose as rep_pages
from reports.rep import rep_report
from tests.builders.brief import full_brief, words
from tests.builders.paper import runs
from tests.builders.performance import month_report

RUNS = 12
MOST = 4.0  # times the peer


def main() -> int:
    broken = 0
    with tempfile.TemporaryDirectory(prefix="rapport-bench-paper-") as folder:
        path = Path(folder) / "out.pdf"
        for locale in ("en", "zh_CN"):
            said, performance = full_brief(locale), month_report(locale)
            spoken = words(locale)
            broken += _compare(
                f"brief {locale}",
                lambda said=said, spoken=spoken: call_brief(said, spoken, path),
                brief_page(said, spoken),
            )
            broken += _compare(
                f"rep report {locale}",
                lambda of=performance, spoken=spoken: rep_report(of, spoken, path),
                rep_pages(performance, spoken),
            )
    return broken


def _compare(name: str, ours: Callable[[], object], document: Document) -> int:
    texts = [run.text for run in runs(document)]
    lang = document.frame.lang
    mine, peer = _best(ours), _best(lambda: _platypus(texts, lang))
    print(f"{name}: {mine:.0f} ms, platypus {peer:.0f} ms, ratio {mine / peer:.2f} (at most {MOST})")
    return int(mine / peer > MOST)


def _best(job: Callable[[], object]) -> float:
    found = []
    for _ in range(RUNS):
        start = time.perf_counter()
        job()
        found.append((time.perf_counter() - start) * 1000)
    return min(found)


def _platypus(texts: list[str], lang: str) -> None:
    wrap = "CJK" if lang == "zh_CN" else None
    style = ParagraphStyle("cell", fontName=faces.face(lang, 400), fontSize=8.2, leading=11.6, wordWrap=wrap)
    escaped = [text.replace("&", "&amp;").replace("<", "&lt;") for text in texts]
    SimpleDocTemplate(BytesIO(), invariant=1).build([Paragraph(text, style) for text in escaped])


if __name__ == "__main__":
    raise SystemExit(main())
