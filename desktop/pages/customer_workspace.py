"""The workspace of one customer: who it is, what can be done, and the tabs with the rest."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QStackedWidget, QTabBar, QToolButton, QWidget

from data.customers import Listed
from desktop import theme
from desktop.desk import Desk
from desktop.pages.customer_brief import BriefTab
from desktop.pages.customer_history import HistoryTab
from desktop.pages.customer_notes import NotesTab
from desktop.pages.customer_quotes import QuotesTab
from desktop.segments import segment_chip, tier_name
from desktop.text import Elided, label
from desktop.widgets.buttons import button, link, tool
from desktop.widgets.layouts import Item, add, box, clear, col, row, rule
from desktop.widgets.marks import avatar
from desktop.widgets.states import empty, failed, loading
from sales.brief import Brief
from sales.errors import SalesError

PATIENCE_MS = 200
TABS = ("brief", "history", "quotes", "notes")


class Workspace(QWidget):
    """Shows one customer; what the rep wants done is said by signals."""

    back_wanted = Signal()
    turned = Signal(str)  # the tab that is shown now
    track_wanted = Signal()
    paper_wanted = Signal()
    message_wanted = Signal()
    quote_wanted = Signal()
    contact_wanted = Signal(str)  # the kind of contact to log
    call_wanted = Signal()
    retry_wanted = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk, words = desk, desk.words
        self._id: str | None = None
        self._brief: Brief | None = None
        self.brief_tab, self.history_tab = BriefTab(desk), HistoryTab(desk)
        self.quotes_tab, self.notes_tab = QuotesTab(desk), NotesTab(desk)
        self.brief_tab.history_wanted.connect(lambda: self.show_tab("history"))
        self._who = col(gap=3)
        self._face = row(gap=0)
        self._disputes = row(gap=6)
        self._back = self._tool("arrow-left", words("Back to the list"), "Esc", self.back_wanted)
        self._track = self._tool("panel-right", words("Talk track"), "T", self.track_wanted)
        self._tabs = self._make_tabs()
        self._age = label("", "caption", "3")
        self._contents = QStackedWidget()
        self._said = col(gap=0)
        for shown in (self.brief_tab, self.history_tab, self.quotes_tab, self.notes_tab, box(self._said)):
            self._contents.addWidget(shown)
        self._head = self._make_head()
        self.setLayout(col(self._head, (self._contents, 1), gap=0))
        self._patience = QTimer(self)
        self._patience.setSingleShot(True)
        self._patience.setInterval(PATIENCE_MS)
        self._patience.timeout.connect(self._show_skeleton)
        self.show_none()

    @property
    def brief(self) -> Brief | None:
        return self._brief

    @property
    def tab(self) -> str:
        return TABS[self._tabs.currentIndex()]

    def show_none(self) -> None:
        """Nobody is open."""
        self._id = self._brief = None
        self._patience.stop()
        self._head.hide()
        words = self._desk.words
        self._say(empty("users", words("Nobody is open"), words("Pick a customer in the list.")))

    def show_opening(self, customer_id: str, listed: Listed | None) -> None:
        """Show at once what the list knows; the rest follows."""
        if customer_id == self._id:
            return
        self._id, self._brief = customer_id, None
        self._patience.start()
        self._head.show()
        if listed:
            self._show_who(
                listed.name, listed.segment, self._desk.words(listed.city or listed.region or ""), listed.tier
            )
        else:
            self._show_who("…", "", "", "")
        self._age.setText("")
        if self._contents.currentIndex() == len(TABS):
            self._contents.setCurrentIndex(self._tabs.currentIndex())
        self._fill_tab()

    def show_brief(self, brief: Brief) -> None:
        self._patience.stop()
        words, who = self._desk.words, brief.customer
        self._id, self._brief = who.id, brief
        place = [who.contact_name or "", words(who.city or who.region or ""), tier_name(words, brief.tier)]
        segment = brief.segments[0].segment if brief.segments else "regular"
        self._show_who(who.name, segment, *[part for part in place if part])
        age = max(0, (self._desk.now() - brief.as_of_at) // 1000)
        old = words("data {age} old", age=words.duration(age))
        self._age.setText(old if brief.as_of_at else words("no data yet"))
        self._head.show()
        if self._contents.currentIndex() == len(TABS):
            self._contents.setCurrentIndex(self._tabs.currentIndex())
        self.brief_tab.show_brief(brief)
        self._fill_tab()

    def show_disputes(self, chips: Sequence[QWidget]) -> None:
        """What is disputed about the customer, each as a chip that asks."""
        clear(self._disputes)
        add(self._disputes, *chips)

    def show_error(self, error: SalesError) -> None:
        self._patience.stop()
        message, hint = error.said(self._desk.words)
        again = link(self._desk.words("Try again"))
        again.clicked.connect(self.retry_wanted)
        self._say(failed(message, hint, again))

    def show_tab(self, name: str) -> None:
        self._tabs.setCurrentIndex(TABS.index(name))

    def reload_tab(self) -> None:
        """Read again what the tab that is shown reads by itself."""
        self._fill_tab()

    def fit(self, *, alone: bool, drawer: bool) -> None:
        """`alone`: there is no list beside it. `drawer`: the talk track is not beside it."""
        self._back.setVisible(alone)
        self._track.setVisible(drawer)
        self.brief_tab.pair(alone)

    def _make_head(self) -> QWidget:
        words = self._desk.words
        note = self._tool("sticky-note", words("Add a note"), "N", None)
        note.setProperty("variant", "")
        note.clicked.connect(lambda: self.contact_wanted.emit("note"))
        quote = self._tool("file-plus", words("New quote"), "Q", self.quote_wanted)
        quote.setProperty("variant", "")
        message = self._tool("send", words("Write a message"), "M", self.message_wanted)
        message.setProperty("variant", "")
        paper = self._tool("file-down", words("Brief, PDF"), "Ctrl+P", self.paper_wanted)
        paper.setProperty("variant", "")
        self._track.setProperty("variant", "")
        call = button(words("Call now"), "phone-call", "primary")
        call.setToolTip(f"{words('Begin the call')}  Ctrl+Enter")
        call.clicked.connect(self.call_wanted)
        top = row(
            self._back, self._face, (self._who, 1), note, message, quote, paper, call, self._track,
            gap=10, margins=(24, 18, 24, 0),
        )  # fmt: skip
        tabs = row(self._tabs, None, self._disputes, self._age, margins=(24, 0, 24, 0))
        return box(col(top, 12, tabs, rule(), gap=0))

    def _tool(self, icon: str, name: str, keys: str, wanted: object) -> QToolButton:
        made = tool(icon, name, shortcut=keys)
        if isinstance(wanted, type(self.back_wanted)):
            made.clicked.connect(wanted)
        return made

    def _make_tabs(self) -> QTabBar:
        words, tabs = self._desk.words, QTabBar()
        tabs.setFont(theme.font("strong"))
        tabs.setDrawBase(False)
        tabs.setExpanding(False)
        tabs.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        tabs.setAccessibleName(words("Views of this customer"))
        for name in (words("Brief"), words("History"), words("Quotes"), words("Notes")):
            tabs.addTab(name)
        tabs.currentChanged.connect(self._turn)
        return tabs

    def _turn(self, at: int) -> None:
        if self._id is not None:
            self._contents.setCurrentIndex(at)
            self._fill_tab()
            self.turned.emit(self.tab)

    def _fill_tab(self) -> None:
        if self._id is None:
            return
        if self.tab == "history":
            self.history_tab.show_customer(self._id)
        elif self.tab == "quotes":
            self.quotes_tab.show_customer(self._id)
        elif self.tab == "notes":
            self.notes_tab.show_customer(self._id)

    def _show_who(self, name: str, segment: str, *place: str) -> None:
        clear(self._face)
        clear(self._who)
        add(self._face, avatar(name, 46))
        chips: list[Item] = [segment_chip(self._desk.words, segment)] if segment else []
        add(
            self._who,
            row(Elided(name, "title"), *chips, None, gap=8),
            Elided(" · ".join(part for part in place if part), "body", "2"),
        )

    def _show_skeleton(self) -> None:
        self._say(loading(self._desk.words("Reading the brief"), rows=5, row_height=72))

    def _say(self, state: QWidget) -> None:
        clear(self._said)
        self._said.addWidget(state)
        self._contents.setCurrentIndex(len(TABS))
