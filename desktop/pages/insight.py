"""Insight: how the team does in a month, a quarter or a year; reports to take away; what customers say."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QStackedLayout, QStackedWidget, QTabBar, QWidget

from data.overview import Overview, overview
from data.store import Store
from desktop import theme
from desktop.actions import action
from desktop.desk import Desk, Step, Trace
from desktop.page import Page, page
from desktop.pages.insight_overview import OverviewTab
from desktop.pages.insight_voice import VoiceTab
from desktop.pages.report_gallery import GalleryTab
from desktop.text import Elided, label
from desktop.widgets.buttons import Segmented, button, tool
from desktop.widgets.fields import search_field
from desktop.widgets.layouts import box, col, row, rule
from desktop.widgets.states import failed, loading
from desktop.work import Task
from reports import measured
from sales.departments import CLASSES
from sales.errors import SalesError
from sales.periods import Period, key, month_of, name, period, quarter_of, year_of
from sales.words import Words

TABS = ("overview", "reports", "voice")
SPANS = (month_of, quarter_of, year_of)
KINDS = ("activities", "customers", "events", "orders", "products", "returns", "reviews", "segments",
         "service_acts", "standings", "surveys", "tickets")  # fmt: skip
SORT_AS = {
    "product": "Sort the text as product",
    "service": "Sort the text as service",
    "logistics": "Sort the text as logistics",
    "price_promotion": "Sort the text as price and promotion",
    "usability": "Sort the text as app and website",
    "other": "Sort the text as other",
}


@page("insight", "Insight", "chart-no-axes-column", 6)
class InsightPage(Page):
    """`ref` is "overview", "overview/2026-10", "reports", "reports/rep-month", "reports/rep-month/R07" or
    "voice".
    """

    kinds = frozenset(KINDS)

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._today = desk.words.moment(desk.now()).date()
        self._period = month_of(self._today)
        self._shown: Overview | None = None
        self._task: Task | None = None
        self._report, self._stale, self._unheard = "", True, True
        self._overview, self._gallery = OverviewTab(desk), GalleryTab(desk)
        self._states = QStackedWidget()
        self._states.addWidget(loading(desk.words("Counting the team's figures")))
        self._states.addWidget(self._overview)
        self._content = QStackedWidget()
        self._content.addWidget(self._states)
        self._content.addWidget(self._gallery)
        self._voice = VoiceTab(desk)
        self._content.addWidget(self._voice)
        self._tabs = self._make_tabs()
        self._age = label("", "body", "2")
        self._right = QStackedLayout()
        self._right.addWidget(self._make_period())
        self._right.addWidget(self._make_search())
        self._right.addWidget(QWidget())
        head = row(Elided(desk.words("Insight"), "title"), self._age, None, box(self._right), gap=10)
        top = col(head, self._tabs, gap=8, margins=(24, 16, 24, 0))
        self.setLayout(col(top, row(rule(), margins=(24, 0, 24, 0)), (self._content, 1), gap=0))
        self._connect()
        self.reload()

    @property
    def ref(self) -> str | None:
        tab = TABS[self._tabs.currentIndex()]
        if tab == "reports":
            return f"reports/{self._report}" if self._report else "reports"
        if tab == "voice":
            return tab
        return f"overview/{key(self._period)}"

    def show_ref(self, ref: str | None) -> None:
        if ref is None:
            return
        tab, _, rest = ref.partition("/")
        self._tabs.setCurrentIndex(TABS.index(tab) if tab in TABS else 0)
        if tab == "reports" and rest:
            kind, _, subject = rest.partition("/")
            self._gallery.open_report(kind, subject)
        elif tab == "overview" and rest and rest != key(self._period):
            self._choose(period(rest))

    def reload(self) -> None:
        self._read()
        self._stale = self._unheard = True
        self._fill_tab()

    def first_focus(self) -> QWidget:
        return self._tabs

    def back(self) -> bool:
        return self._tabs.currentIndex() == 1 and self._gallery.close_panel()

    def sights(self) -> Iterator[str]:
        self.show_ref("reports")
        yield "reports"
        self.show_ref("reports/rep-month")
        yield "report"
        self._gallery.close_panel()
        self.show_ref("voice")
        yield "voice"
        self.show_ref("overview")

    def why(self) -> Trace | None:
        """How the head line's figures are computed."""
        shown, words = self._shown, self.desk.words
        if shown is None:
            return None
        values = {
            one.name: measured.value(one, one.value, shown.report.currency, words) for one in shown.figures
        }
        steps = [Step(what, values.get(what, ""), said) for what, said in shown.report.definitions]
        title = words("How the figures are computed")
        return Trace(
            title,
            name(shown.period, words),
            words("The same on screen, on paper and in the tables."),
            tuple(steps),
        )

    # -- actions

    @action("insight.before", "Period before", "chevron-left", "[", "insight")
    def period_before(self) -> None:
        self._choose(self._period.before())

    @action("insight.after", "Next period", "chevron-right", "]", "insight")
    def period_after(self) -> None:
        following = self._span()(self._period.last + self._period.last.resolution)
        if following.first <= self._today:
            self._choose(following)

    @action("insight.save", "Save the report as PDF", "file-down", "Ctrl+S", "insight")
    def save_report(self) -> None:
        self._gallery.save()

    @action("insight.tables", "Save the report's tables", "download", "", "insight")
    def save_tables(self) -> None:
        self._gallery.save_tables()

    @action("insight.print", "Open the report for printing", "printer", "Ctrl+P", "insight")
    def print_report(self) -> None:
        self._gallery.print_out()

    def sort_as(self, name: str) -> None:
        """Say which class the chosen text of the voice is of."""
        if TABS[self._tabs.currentIndex()] == "voice":
            self._voice.sort_as(name)

    # -- inside

    def _make_tabs(self) -> QTabBar:
        words, tabs = self.desk.words, QTabBar()
        tabs.setFont(theme.font("strong"))
        tabs.setDrawBase(False)
        tabs.setExpanding(False)
        tabs.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        tabs.setAccessibleName(words("Parts of Insight"))
        for one in (words("Overview"), words("Reports"), words("Voice of the customer")):
            tabs.addTab(one)
        return tabs

    def _make_period(self) -> QWidget:
        words = self.desk.words
        self._earlier = tool("chevron-left", words("Period before"), shortcut="[")
        self._later = tool("chevron-right", words("Next period"), shortcut="]")
        self._named = label("", "strong")
        self._named.setMinimumWidth(110)
        self._named.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._spans = Segmented([words("Month"), words("Quarter"), words("Year")], 0, words("Period"))
        self._earlier.clicked.connect(self.period_before)
        self._later.clicked.connect(self.period_after)
        self._spans.chosen.connect(lambda at: self._choose(SPANS[at](min(self._period.last, self._today))))
        return box(row(None, self._earlier, self._named, self._later, 8, self._spans, gap=2))

    def _make_search(self) -> QWidget:
        field = search_field(self.desk.words("Search reports"))
        field.setFixedWidth(200)
        field.textChanged.connect(self._gallery.search)
        return box(row(None, field))

    def _connect(self) -> None:
        self._tabs.currentChanged.connect(self._turn)
        self._overview.month_picked.connect(lambda first: self._choose(month_of(first)))
        self._overview.rep_picked.connect(lambda rep: self.desk.go("insight", f"reports/rep-month/{rep}"))
        self._overview.segment_picked.connect(lambda one: self.desk.go("customers", f"segment:{one}"))
        self._gallery.chosen.connect(self._keep_report)
        self._voice.opened.connect(lambda customer_id: self.desk.go("customers", customer_id))

    def _turn(self, at: int) -> None:
        self._content.setCurrentIndex(at)
        self._right.setCurrentIndex(at)
        self._age.setVisible(TABS[at] != "voice")
        self._tabs.setFocus()  # a stack moves it to whatever comes first
        self._fill_tab()

    def _fill_tab(self) -> None:
        """Reports are made, and texts sorted, only once somebody looks at them."""
        tab = TABS[self._tabs.currentIndex()]
        if self._stale and tab == "reports":
            self._stale = False
            self._gallery.reload()
        if self._unheard and tab == "voice":
            self._unheard = False
            self._voice.reload()

    def _keep_report(self, kind: str) -> None:
        self._report = kind

    def _span(self) -> partial[Period]:
        return partial(SPANS[self._spans.current()])

    def _choose(self, chosen: Period) -> None:
        self._period = chosen
        self._spans.choose(next(at for at, span in enumerate(SPANS) if span(chosen.first) == chosen))
        self._read()

    def _read(self) -> None:
        if self._task:
            self._task.cancel()
        desk, chosen = self.desk, self._period
        self._named.setText(name(chosen, desk.words))
        self._later.setEnabled(chosen.last < self._today)
        job = partial(_count, desk.store, chosen, desk.words, desk.now())
        self._task = desk.work.start(self, job, self._show, self._fail)

    def _show(self, found: Overview) -> None:
        self._shown = found
        self._age.setText(self._said(found))
        self._overview.show_overview(found)
        self._states.setCurrentIndex(1)
        self.ready.emit()

    def _said(self, found: Overview) -> str:
        """How old the data is; and, while the period is running, which days it is compared with."""
        words, data_at, said = self.desk.words, found.report.as_of_at, list[str]()
        if data_at:
            said.append(words("data to {when}", when=f"{words.day(data_at)} {words.clock(data_at)}"))
        if found.report.ends_on < found.period.last:
            before = found.period.before_so_far(found.report.ends_on)
            said.append(
                words(
                    "compared with {first} – {last}",
                    first=words.day(before.first),
                    last=words.day(before.last),
                )
            )
        return " · ".join(said)

    def _fail(self, error: SalesError) -> None:
        words = self.desk.words
        again = button(words("Try again"), "rotate-ccw", "primary")
        again.clicked.connect(self.reload)
        if broken := self._states.widget(2):
            self._states.removeWidget(broken)
            broken.deleteLater()
        self._states.addWidget(failed(*error.said(words), again))
        self._states.setCurrentIndex(2)
        self.ready.emit()


def _sorting(name: str) -> Callable[[InsightPage], None]:
    return lambda page: page.sort_as(name)


for place, each in enumerate(CLASSES, 1):
    action(f"insight.sort.{each}", SORT_AS[each], "tag", str(place), "insight")(_sorting(each))


def _count(store: Store, chosen: Period, words: Words, now: int, task: Task) -> Overview:
    """The overview, and the charts' code with it: neither belongs on the GUI thread."""
    import reports.charts  # noqa: F401

    return overview(store.read(), chosen, words, now)
