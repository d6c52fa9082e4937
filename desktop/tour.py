"""The tour: the real window driven through every page and what lies over them, each kept as a picture."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from PySide6.QtCore import QDeadlineTimer, QEventLoop
from PySide6.QtWidgets import QApplication

from desktop.dialogs.palette import Palette
from desktop.opening import application, open_session
from desktop.page import entries
from desktop.session import Session
from desktop.widgets.chart import Chart
from desktop.widgets.turns import Turns

PATIENCE_MS = 60_000
SETTLED = 3  # turns of the event loop without anything to do
FOUND_BY = {"en": "breva", "zh_CN": "微风"}  # what the palette is shown with


def shoot(store: Path, out: Path, theme: str, locale: str, size: tuple[int, int]) -> Iterator[Path]:
    """Pictures of the window on a store, one after the other, named by what they show.

    Raises TimeoutError when a page does not come to rest.
    """
    app = application()
    out.mkdir(parents=True, exist_ok=True)
    session = open_session(store.parent, locale=locale, look=theme)
    session.shell.resize(*size)

    def picture(name: str) -> Path:
        _settle(app, session)
        path = out / f"{name}-{theme}-{locale}-{size[0]}.png"
        session.shell.grab().save(str(path))
        return path

    try:
        _wait(app, lambda: session.shell.stage is not None or session.welcoming)
        if session.welcoming:
            yield picture("first-run")
        else:
            yield from _pages(session, picture)
            yield from _over(session, picture)
            yield from _apart(session, picture)
    finally:
        session.shell.close()
        session.shell.deleteLater()
        app.processEvents()


def _pages(session: Session, picture: Callable[[str], Path]) -> Iterator[Path]:
    for entry in entries():
        session.shell.go(entry.name)
        yield picture(entry.name)
        page = session.shell.stage.page if session.shell.stage else None
        for name in page.sights() if page else ():
            yield picture(f"{entry.name}-{name}")


def _over(session: Session, picture: Callable[[str], Path]) -> Iterator[Path]:
    shell = session.shell
    shell.go(entries()[0].name)
    shell.find_or_do()
    yield picture("palette")
    if shell.desk and shell.overlay and isinstance(shell.overlay.dialog, Palette):
        shell.overlay.dialog.field.setText(FOUND_BY[shell.desk.words.locale])
        yield picture("palette-found")
    shell.back()
    shell.keys()
    yield picture("keys")
    shell.back()
    shell.explain_pill()
    yield picture("where-the-data-is")
    shell.back()


def _apart(session: Session, picture: Callable[[str], Path]) -> Iterator[Path]:
    """What fills the window by itself."""
    session.join()
    yield picture("connect")


def _settle(app: QApplication, session: Session) -> None:
    """Wait until nothing is being read and every chart is drawn."""
    quiet = 0
    while quiet < SETTLED:
        _wait(app, lambda: session.work.idle and _drawn(session))
        app.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 50)
        quiet = quiet + 1 if session.work.idle and _drawn(session) else 0


def _drawn(session: Session) -> bool:
    charts, building = session.shell.findChildren(Chart), session.shell.findChildren(Turns)
    return all(chart.drawn for chart in charts if chart.isVisible()) and not any(
        one.running for one in building
    )


def _wait(app: QApplication, done: Callable[[], bool]) -> None:
    patience = QDeadlineTimer(PATIENCE_MS)
    while not done():
        if patience.hasExpired():
            raise TimeoutError("a page of the tour did not come to rest")
        app.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents, 50)
