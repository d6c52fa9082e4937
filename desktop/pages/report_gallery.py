"""The report gallery: each report with its real first page, the panel of the chosen one, what was made
before.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QWidget

from data.reports_made import Made, note, reports_made
from data.subjects import called_customers, names, reps
from desktop import theme
from desktop.desk import Desk, Notice
from desktop.documents import document_path, open_file, passing_path
from desktop.pages.report_jobs import KINDS, TEAM, Kind, Printed, Wanted, print_report, save_csv, save_pdf
from desktop.pages.report_panel import LANGUAGES, ReportPanel, Subject
from desktop.pages.report_tile import Tile
from desktop.text import label
from desktop.widgets.layouts import add, box, card, clear, col, frame, row, scroll, vrule
from desktop.widgets.table import QUIET_FIGURE, Column, TableModel, cell_name, whole_table
from desktop.work import Task
from sales.errors import SalesError
from sales.periods import Period
from sales.words import LOCALES

PICTURE, TILE = 156, 214  # the width of a page in a tile, the least of a tile
GAP, EDGE = 12, 24
DOCKED_FROM = 1080  # from this width on the panel stands beside the tiles
KEPT = 16  # printed reports that are remembered


@dataclass(frozen=True, slots=True)
class Offered:
    """What can be asked for: whom reports can be about, and what was made before."""

    reps: tuple[Subject, ...]
    customers: tuple[Subject, ...]
    made: tuple[Made, ...]
    makers: dict[str, str]  # names of those who made them, by id


class GalleryTab(QWidget):
    """`chosen` tells the kind that is open, "" when the panel is closed."""

    chosen = Signal(str)
    filled = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk, self._words = desk, desk.words
        self._offered: Offered | None = None
        self._printed: dict[Wanted, Printed] = {}
        self._making: set[Wanted] = set()
        self._kind: Kind | None = None
        self._asked: tuple[str, Period | None] = ("", None)
        self._search = ""
        self._columns = 0
        self._docked = True
        self._tiles = {kind.id: Tile(self._words, kind, PICTURE) for kind in KINDS}
        self._panel = ReportPanel(self._words, desk.words.locale, desk.settings["paper"])
        self._connect()
        self._lay_out()

    # -- what is shown

    def reload(self) -> None:
        """Read whom reports can be about, and forget what was printed from older data."""
        desk, words, now = self._desk, self._words, self._desk.now()
        rep = desk.rep.id if desk.rep and desk.rep.role == "rep" else None
        self._printed.clear()

        def job(task: Task) -> Offered:
            db = desk.store.read()
            people = tuple(Subject(*one) for one in reps(db, words))
            customers = tuple(Subject(*one) for one in called_customers(db, rep, now))
            return Offered(people, customers, reports_made(db), names(db, words))

        desk.work.start(self, job, self._show)

    def open_report(self, kind_id: str, subject: str = "", period: Period | None = None) -> None:
        """Choose a report, for somebody and a period if these are given."""
        kind = next((one for one in KINDS if one.id == kind_id), None)
        if kind is None:
            self.close_panel()
            return
        self._kind, self._asked = kind, (subject, period)
        for one in self._tiles.values():
            one.set_chosen(one.kind == kind)
        if self._offered:
            self._fill_panel()
        self.chosen.emit(kind.id)

    def close_panel(self) -> bool:
        """Leave the chosen report; False when none was."""
        if self._kind is None:
            return False
        self._kind = None
        for one in self._tiles.values():
            one.set_chosen(False)
        self._fit()
        self.chosen.emit("")
        return True

    def search(self, text: str) -> None:
        """Show only the reports whose name has these words."""
        self._search = text.strip().casefold()
        self._columns = 0
        self._fit()

    @property
    def settled(self) -> bool:
        """Nothing is being printed."""
        return not self._making

    # -- what is done

    def save(self) -> None:
        """Save the chosen report among the person's documents, and remember that it was made."""
        found = self._chosen()
        if found is None:
            return
        wanted, printed = found
        path = document_path(self._file_name(wanted, printed), ".pdf")
        desk, made = self._desk, self._made(wanted, printed, path)

        def job(task: Task) -> Path:
            save_pdf(printed, path, task)
            note(desk.store, made)
            return path

        desk.work.start(self, job, self._saved, lane="write")

    def save_tables(self) -> None:
        """Save the tables of the chosen report for a spreadsheet."""
        if found := self._chosen():
            wanted, printed = found
            path = document_path(self._file_name(wanted, printed), ".csv")
            store = self._desk.store
            job = partial(save_csv, store.path, store.key, wanted, self._desk.now(), path)
            self._desk.work.start(self, job, self._say_saved)

    def print_out(self) -> None:
        """Open the chosen report with the program that shows PDFs, from where it is printed."""
        if found := self._chosen():
            path = passing_path(self._file_name(*found), ".pdf")
            self._desk.work.start(self, partial(save_pdf, found[1], path), open_file)

    # -- inside

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._fit()

    def _connect(self) -> None:
        for kind in KINDS:
            self._tiles[kind.id].pressed.connect(partial(self.open_report, kind.id))
        self._panel.changed.connect(self._ask)
        self._panel.closed.connect(self.close_panel)
        self._panel.save_wanted.connect(self.save)
        self._panel.csv_wanted.connect(self.save_tables)
        self._panel.print_wanted.connect(self.print_out)

    def _lay_out(self) -> None:
        self._grid = QGridLayout()
        self._grid.setSpacing(GAP)
        self._made_before = col(gap=0)
        self._none = label(self._words("No report has that name."), "body", "2")
        self._none.hide()
        body = box(
            col(self._none, self._grid, self._made_before, None, gap=GAP, margins=(EDGE, 14, EDGE, 20))
        )
        self._edge, self._drawer = vrule(), frame("drawer", col(gap=0, margins=(1, 1, 1, 1)))
        self._place = row((scroll(body), 1), self._edge, self._panel, gap=0)
        self.setLayout(self._place)
        self._drawer.setParent(self)
        self._drawer.hide()
        self._fit()

    def _fit(self) -> None:
        """Tiles in as many columns as there is room for; the panel beside them or over them."""
        docked = self.width() >= DOCKED_FROM
        if docked != self._docked:
            self._docked = docked
            home = self._place if docked else self._drawer.layout()
            assert home is not None
            home.addWidget(self._panel)
        shown = self._kind is not None
        self._panel.setVisible(shown)
        self._edge.setVisible(shown and docked)
        self._drawer.setVisible(shown and not docked)
        self._drawer.setGeometry(self.width() - theme.SIDE - 2, 0, theme.SIDE + 2, self.height())
        self._drawer.raise_()
        room = self.width() - 2 * EDGE - (theme.SIDE if shown and docked else 0)
        columns = max(1, (room + GAP) // (TILE + GAP))
        if columns != self._columns:
            self._columns = columns
            self._fill_grid(columns)

    def _fill_grid(self, columns: int) -> None:
        found = [
            one for one in self._tiles.values() if self._search in self._words(one.kind.title).casefold()
        ]
        for tile in self._tiles.values():
            self._grid.removeWidget(tile)
            tile.setVisible(tile in found)
        for at, tile in enumerate(found):
            self._grid.addWidget(tile, at // columns, at % columns)
        for column in range(max(self._grid.columnCount(), columns)):
            self._grid.setColumnStretch(column, 1 if column < columns else 0)
        self._none.setVisible(not found)

    def _show(self, offered: Offered) -> None:
        first, self._offered = self._offered is None, offered
        self._show_made(offered)
        for kind in KINDS:
            if (wanted := self._usual(kind)) is not None:
                self._make(wanted)
        if self._kind:
            self._fill_panel()
        elif first and self._docked:
            self.open_report(KINDS[0].id)
        self.filled.emit()

    def _subjects(self, kind: Kind) -> tuple[Subject, ...]:
        if self._offered is None:
            return ()
        if kind.subject == "rep":
            return (*self._offered.reps, Subject(TEAM, self._words("The team")))
        return self._offered.customers

    def _mine(self, kind: Kind) -> str:
        """Whom a report is about until somebody else is chosen: me, or who is called next."""
        subjects, rep = self._subjects(kind), self._desk.rep
        if kind.subject == "rep":
            me = (rep.external_id or rep.id) if rep else TEAM
            return me if any(one.id == me for one in subjects) else TEAM
        return subjects[0].id if subjects else ""

    def _usual(self, kind: Kind) -> Wanted | None:
        """What the tile shows: the last period that is over."""
        subjects = self._subjects(kind)
        if not subjects:
            return None
        periods = kind.periods(self._words.moment(self._desk.now()).date())
        period = periods[min(1, len(periods) - 1)] if periods else None
        return Wanted(kind, self._mine(kind), period, self._words.locale, self._desk.settings["paper"])

    def _fill_panel(self) -> None:
        kind = self._kind
        assert kind is not None
        subject, period = self._asked
        usual = self._usual(kind)
        self._panel.show_kind(
            kind,
            self._subjects(kind),
            subject or self._mine(kind),
            self._words.moment(self._desk.now()).date(),
            period or (usual.period if usual else None),
        )
        self._columns = 0
        self._fit()
        self._ask()

    def _ask(self) -> None:
        wanted = self._panel.wanted()
        if wanted is not None:
            self._panel.show_printed(self._printed.get(wanted))
            self._make(wanted)

    def _make(self, wanted: Wanted) -> None:
        """Print a report unless it is there, or being printed."""
        if wanted in self._printed or wanted in self._making:
            return
        self._making.add(wanted)
        store = self._desk.store
        job = partial(print_report, store.path, store.key, wanted, self._desk.now())
        done, failed = partial(self._take, wanted), partial(self._refused, wanted)
        self._desk.work.start(self, job, done, failed, "heavy")

    def _take(self, wanted: Wanted, printed: Printed) -> None:
        self._making.discard(wanted)
        while len(self._printed) >= KEPT:
            self._printed.pop(next(iter(self._printed)))
        self._printed[wanted] = printed
        if wanted == self._usual(wanted.kind):
            self._tiles[wanted.kind.id].page.show_picture(printed.pictures[0])
        if self._kind and wanted == self._panel.wanted():
            self._panel.show_printed(printed)

    def _refused(self, wanted: Wanted, error: SalesError) -> None:
        self._making.discard(wanted)
        head, body = error.said(self._words)
        self._desk.banner(Notice(head, body, "bad"))

    def _chosen(self) -> tuple[Wanted, Printed] | None:
        """The chosen report, once it is printed."""
        wanted = self._panel.wanted() if self._kind else None
        printed = self._printed.get(wanted) if wanted else None
        return (wanted, printed) if wanted and printed else None

    def _file_name(self, wanted: Wanted, printed: Printed) -> str:
        return f"{self._words(wanted.kind.title)} {printed.title} {printed.detail}"

    def _made(self, wanted: Wanted, printed: Printed, path: Path) -> Made:
        words = self._words
        language = LANGUAGES[LOCALES.index(wanted.locale)]
        detail = words("{who}, {when}, {language}", who=printed.title, when=printed.detail, language=language)
        rep = self._desk.rep
        return Made(
            wanted.kind.id,
            words(wanted.kind.title),
            detail,
            rep.id if rep else None,
            str(path),
            printed.pages,
            self._desk.now(),
        )

    def _saved(self, path: Path) -> None:
        self._say_saved(path)
        store = self._desk.store
        self._desk.work.start(self, lambda task: reports_made(store.read()), self._show_newly_made)

    def _show_newly_made(self, made: tuple[Made, ...]) -> None:
        if self._offered:
            self._offered = replace(self._offered, made=made)
            self._show_made(self._offered)

    def _say_saved(self, path: Path) -> None:
        words = self._words
        said, where = words("Saved: {file}", file=path.name), words("In {folder}", folder=str(path.parent))
        notice = Notice(said, where, "good", words("Open the file"), lambda: open_file(path))
        self._desk.banner(notice)

    def _show_made(self, offered: Offered) -> None:
        words = self._words
        clear(self._made_before)
        if not offered.made:
            return
        columns: list[Column[Made]] = [
            Column(words("Made before"), lambda one: one.title, 214),
            Column("", lambda one: one.detail),
            Column(
                words("By"),
                lambda one: offered.makers.get(one.rep_id or "", words("unknown")),
                150,
                cell_name,
            ),
            Column(words("Date"), lambda one: words.day(one.at), 96, QUIET_FIGURE, True),
            Column(words("Pages"), lambda one: words.number(one.pages), 78, QUIET_FIGURE, True),
        ]
        table = whole_table(TableModel(columns, offered.made), words("Made before"))
        table.activated.connect(lambda index: self._open_made(offered.made[index.row()]))
        table.clicked.connect(lambda index: self._open_made(offered.made[index.row()]))
        add(self._made_before, card(table, margins=(1, 4, 1, 4)))

    def _open_made(self, made: Made) -> None:
        if made.there:
            open_file(Path(made.path))
        else:
            self._desk.toast(self._words("The file was moved or deleted; make it again."))
