"""`main.py tour --out DIR`: the main job without a screen: sample team, hub, sync, every page, every report.

The sample team's hub is made and served here, a rep's computer is connected to it, and what that shows is
kept: every page as a picture (light, dark and Chinese, or the one look that was asked for) and every report
as PDF.
"""

from __future__ import annotations

import argparse
import os
import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from commands.context import STORE, Context
from sales.errors import RuleBroken
from sales.facts import SEGMENTS

SUMMARY = "Show every page and report of the sample team as pictures and PDFs, without a screen."
LOOKS = (("en", "light"), ("en", "dark"), ("zh_CN", "light"))
SIZE = (1440, 900)


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--theme", choices=("light", "dark"))
    parser.add_argument("--size", help="of the window, as 1440x900")


def run(desk: Context, args: argparse.Namespace) -> int:
    size = _size(args.size)
    looks: tuple[tuple[str, str], ...] = LOOKS
    if desk.locale or args.theme:
        looks = ((desk.locale or "en", args.theme or "light"),)
    made: list[Path] = []
    with tempfile.TemporaryDirectory(prefix="rapport-tour-") as folder, _connected(Path(folder)) as home:
        for locale, theme in looks:
            for path in _pictures(home, args.out, theme, locale, size):
                made.append(path)
                desk.note(str(path))
        for locale in dict.fromkeys(locale for locale, _ in looks):
            for path in _reports(tour := Context(home, locale), args.out):
                made.append(path)
                desk.note(str(path))
            tour.store.close()
    if desk.json:
        desk.give({"made": [str(path) for path in made]})
    else:
        print("\n".join(map(str, made)))
    return 0


@contextmanager
def _connected(folder: Path) -> Iterator[Path]:
    """A home that is connected to the sample team's hub and has synced; the hub answers until the end."""
    from data.sync.enrol import enrol
    from data.sync.service import sync_now
    from hub import embedded

    desk = Context(folder / "home")
    code = embedded.make(folder / "hub", desk.now)
    with embedded.served(folder / "hub") as address:
        enrol(desk.home, address, code, name="tour", now=desk.now)
        sync_now(desk.store, desk.home)
        desk.store.close()
        yield desk.home


def _pictures(home: Path, out: Path, theme: str, locale: str, size: tuple[int, int]) -> Iterator[Path]:
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from desktop.tour import shoot

    yield from shoot(home / STORE, out, theme, locale, size)


def _reports(tour: Context, out: Path) -> Iterator[Path]:
    """A call brief per segment, and the month and the quarter of the rep who is signed in and of the team."""
    from data.briefs import brief
    from data.customers import CustomerFilter, listing
    from data.performance import performance
    from data.settings import company
    from data.team import signed_in
    from reports.brief import call_brief
    from reports.rep import rep_report
    from sales.periods import key, month_of, quarter_of

    db, words, by = tour.store.read(), tour.words, company(tour.settings, tour.words)
    me = signed_in(db)
    out.mkdir(parents=True, exist_ok=True)
    for segment in SEGMENTS:
        for who in listing(db, CustomerFilter(segment=segment)).page(db, limit=1):  # who spent most
            path = out / f"brief-{segment}-{words.locale}.pdf"
            call_brief(brief(db, who.id, words, tour.now), words, path, company=by)
            yield path
    last_month = month_of(tour.today).before()
    for period in (last_month, quarter_of(last_month.first)):
        for name, rep_id in (("rep", me.id if me else None), ("team", None)):
            path = out / f"{name}-{key(period)}-{words.locale}.pdf"
            told = performance(db, rep_id, period.first, period.last, words, tour.now)
            rep_report(told, words, path, company=by)
            yield path


def _size(text: str | None) -> tuple[int, int]:
    if text is None:
        return SIZE
    if not (found := re.fullmatch(r"(\d{3,4})x(\d{3,4})", text)):
        raise RuleBroken("{size} is not a window size.", "Write it as 1440x900.", size=text)
    return int(found[1]), int(found[2])
