"""Customers: the list, one customer's workspace, the talk track beside it.

Above 1150 px the list stands beside the workspace, below it is one or the other; the talk track stands beside
the Brief where there is room, else it is a drawer.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from typing import ClassVar

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QFrame, QHBoxLayout, QStackedWidget, QWidget

from data.briefs import brief
from data.customers import CustomerFilter, Listing
from data.store import Store
from desktop import theme
from desktop.actions import action, note_key
from desktop.desk import Desk, Step, Trace
from desktop.page import Page, page
from desktop.pages.customer_disputes import CustomerDisputes
from desktop.pages.customer_list import CustomerList
from desktop.pages.customer_paper import save_paper
from desktop.pages.customer_track import DIGITS, TrackPanel
from desktop.pages.customer_workspace import TABS, Workspace
from desktop.pages.customer_writes import CustomerWrites
from desktop.pages.quotes_new import QuoteStart
from desktop.segments import segment_name
from desktop.widgets.buttons import button
from desktop.widgets.layouts import box, frame, row, vrule
from desktop.widgets.states import empty
from desktop.work import Task
from sales.brief import Brief
from sales.errors import SalesError
from sales.words import Words

SEGMENT = "segment:"  # a ref that begins so names the list of a segment's customers
TRACK_BESIDE = theme.LIST + theme.SIDE + 510  # from this width of the page all three stand side by side


@page("customers", "Customers", "users", 2)
class Customers(Page):
    """`ref` is a customer's id, with the tab behind a slash: "0193.../history"."""

    kinds: ClassVar[frozenset[str]] = frozenset(
        {
            "customers",
            "orders",
            "returns",
            "events",
            "tickets",
            "surveys",
            "reviews",
            "activities",
            "service_acts",
            "standings",
            "conflicts",
            "quotes",
            "quote_acts",
            "quote_decisions",
        }
    )

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._id: str | None = None
        self._task: Task | None = None
        self._tried_team = False
        self._asked = False  # something was asked for by its id
        self._narrow = self._beside = False
        self._track_shown = True  # whether the talk track stands beside, where there is room
        self._list, self._workspace, self._track = CustomerList(desk), Workspace(desk), TrackPanel(desk)
        self._writes = CustomerWrites(desk, self)
        self._disputes = CustomerDisputes(desk, self, self._workspace)
        self._start = QuoteStart(desk, self)
        self._edge, self._track_edge = vrule(), vrule()
        self._drawer_room: QHBoxLayout = row(self._track, gap=0)
        self._drawer: QFrame = frame("drawer", self._drawer_room)
        self._places = QStackedWidget()
        self._panel: QHBoxLayout = row(self._list, self._edge, (self._workspace, 1), self._track_edge, gap=0)
        self._places.addWidget(box(self._panel))
        self._places.addWidget(self._nobody())
        self.setLayout(row((self._places, 1), gap=0))
        self._drawer.setParent(self)
        self._drawer.hide()
        self._refit = QTimer(self)  # the tab first, what stands beside it in the next turn
        self._refit.setSingleShot(True)
        self._refit.timeout.connect(self._fit)
        self._connect()
        self._bind_digits()

    @property
    def list(self) -> CustomerList:
        return self._list

    @property
    def workspace(self) -> Workspace:
        return self._workspace

    @property
    def track(self) -> TrackPanel:
        return self._track

    # -- what the shell asks

    @property
    def ref(self) -> str | None:
        if self._id is None:
            return None
        return self._id if self._workspace.tab == TABS[0] else f"{self._id}/{self._workspace.tab}"

    def show_ref(self, ref: str | None) -> None:
        if ref is None:
            return
        if ref.startswith(SEGMENT):
            self._list.show_filter(CustomerFilter(segment=ref.removeprefix(SEGMENT)))
            self._show_part(workspace=False)
            return
        customer_id, _, tab = ref.partition("/")
        self._asked = True
        self.open(customer_id)
        self._workspace.show_tab(tab if tab in TABS else TABS[0])
        self._show_part(workspace=True)

    def reload(self) -> None:
        self._list.reload()
        if self._id:
            self._read(self._id)
            self._workspace.reload_tab()

    def first_focus(self) -> QWidget:
        return self._list.view if self._list.isVisible() else self._workspace.brief_tab

    def back(self) -> bool:
        if self._start.dismiss():
            return True
        if self._writes.busy:
            self._writes.dismiss()
        elif self._drawer.isVisible():
            self._drawer.hide()
        elif self._narrow and self._workspace.isVisible():
            self._show_part(workspace=False)
            self._list.view.setFocus()
        elif self._list.clear_search():
            self._list.view.setFocus()
        else:
            return False
        return True

    def sights(self) -> Iterator[str]:
        if self._id is None and self._list.first_id is None:
            return
        self.show_ref(self._id or self._list.first_id)
        if self._narrow:
            yield "brief"
        self._workspace.brief_tab.show_end()
        yield "below"
        for tab in TABS[1:]:
            self._workspace.show_tab(tab)
            yield tab
        self._workspace.show_tab(TABS[0])
        self.log()
        yield "contact"
        self.back()

    def why(self) -> Trace | None:
        """Why the customer is in which segment, and what decides which one leads."""
        shown, words = self._workspace.brief, self.desk.words
        if shown is None or not shown.segments:
            return None
        first, *others = shown.segments
        steps = [Step(segment_name(words, first.segment), words("leads"), first.why)]
        steps += [Step(segment_name(words, one.segment), words("also"), one.why) for one in others]
        return Trace(
            words("Why {segment}", segment=segment_name(words, first.segment)),
            shown.customer.name,
            words("Every rule that holds today; the most urgent leads."),
            tuple(steps),
            words("Facts up to {day}.", day=words.day(shown.as_of_at, year=True)) if shown.as_of_at else "",
        )

    # -- actions

    @action("customers.search", "Search customers", "search", "/", page="customers")
    def search(self) -> None:
        if not self._writes.busy:
            self._show_part(workspace=False)
            self._list.focus_search()

    @action("customers.track", "Talk track", "panel-right", "T", page="customers")
    def toggle_track(self) -> None:
        if self._writes.busy or self._id is None:
            return
        if self._beside:
            self._track_shown = not self._track_shown
            self._fit()
        else:
            self._drawer.setVisible(not self._drawer.isVisible())
            self._place_drawer()

    @action("customers.note", "Add a note", "sticky-note", "N", page="customers")
    def note(self) -> None:
        self._writes.log("note")

    @action("customers.call", "Begin the call", "phone-call", "Ctrl+Enter", page="customers")
    def call(self) -> None:
        if self._id and not self._writes.busy:
            self.desk.go("call", self._id)

    @action("customers.log", "Log a contact", "phone", "L", page="customers")
    def log(self) -> None:
        self._writes.log("call")

    @action("customers.message", "Write a message", "send", "M", page="customers")
    def message(self) -> None:
        self._read_for("messages")

    @action("customers.quote", "Quote from the last order or a bundle", "file-plus", "Q", page="customers")
    def quote(self) -> None:
        if self._id and not self._writes.busy:
            self._start.begin_for(self._id)

    @action("customers.objections", "Likely objections", "shield-question", "O", page="customers")
    def objections(self) -> None:
        self._read_for("objections")

    @action("customers.products", "Compare products at their price", "scale", "C", page="customers")
    def products(self) -> None:
        self._read_for("products")

    @action("customers.present", "Show them a product", "monitor", "F11", page="customers")
    def present(self) -> None:
        if self._id and not self._writes.busy:
            self.desk.go("presentation", f"{self._id}/")

    @action("customers.service", "Service desk", "life-buoy", "V", page="customers")
    def open_service(self) -> None:
        self.desk.go("service", f"@{self._id}" if self._id else None)

    @action("customers.paper", "Save the brief as PDF", "file-down", "Ctrl+P", page="customers")
    def paper(self) -> None:
        if (shown := self._workspace.brief) and not self._writes.busy:
            save_paper(self.desk, self, shown)

    # -- Qt's own

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    # -- inside

    def open(self, customer_id: str) -> None:
        """Show a customer: at once what the list knows, then the brief."""
        if customer_id == self._id:
            return
        self._id, self._writes.brief = customer_id, None
        self._list.mark(customer_id)
        self._workspace.show_opening(customer_id, self._list.held(customer_id))
        self._read(customer_id)

    def _read_for(self, section: str) -> None:
        """Open a section of the playbook for the customer who is open."""
        if self._id and not self._writes.busy:
            self.desk.go("playbook", f"{section}@{self._id}")

    def _connect(self) -> None:
        self._list.chosen.connect(self.open)
        self._list.opened.connect(self._enter)
        self._list.listed.connect(self._take_listing)
        workspace = self._workspace
        workspace.back_wanted.connect(self.back)
        workspace.turned.connect(lambda _: self._refit.start(0))
        workspace.track_wanted.connect(self.toggle_track)
        workspace.paper_wanted.connect(self.paper)
        workspace.message_wanted.connect(self.message)
        workspace.quote_wanted.connect(self.quote)
        workspace.quotes_tab.new_wanted.connect(self.quote)
        workspace.quotes_tab.opened.connect(lambda version_id: self.desk.go("quote", version_id))
        workspace.contact_wanted.connect(self._writes.log)
        workspace.call_wanted.connect(self.call)
        workspace.retry_wanted.connect(self.reload)
        workspace.brief_tab.filled.connect(self._show_track)
        self._track.filled.connect(self.ready)
        workspace.brief_tab.profile_wanted.connect(self._writes.edit)
        workspace.brief_tab.kept.connect(self._writes.keep)
        workspace.history_tab.call_wanted.connect(lambda _: self.call())
        workspace.history_tab.coupon_wanted.connect(self._writes.offer_coupon)
        workspace.notes_tab.written.connect(self._writes.note)
        self._track.closed.connect(self.toggle_track)
        self._track.paper_wanted.connect(self.paper)

    def _bind_digits(self) -> None:
        for digit in range(1, DIGITS + 1):
            key = QShortcut(QKeySequence(str(digit)), self)
            key.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            key.activated.connect(partial(self._answer, digit))

    def _answer(self, digit: int) -> None:
        if not self._writes.busy and self._track.isVisible():
            self._track.answer(digit)

    def _enter(self, customer_id: str) -> None:
        self.open(customer_id)
        self._show_part(workspace=True)

    def _take_listing(self, found: Listing) -> None:
        chosen = found.filter
        if not found.everyone and not chosen.text and not self._tried_team:
            self._tried_team = True
            if chosen.owner_id:  # nobody is mine: then everybody's are worth seeing
                self._list.show_filter(replace(chosen, owner_id=None))
                return
        empty_store = not found.everyone and chosen == replace(chosen, owner_id=None, segment=None, text="")
        self._places.setCurrentIndex(1 if empty_store else 0)
        if not found.total:
            self.ready.emit()
        elif self._id is None and not self._narrow and self._list.first_id:
            self.open(self._list.first_id)
        elif self._narrow and not self._workspace.isVisible():
            self.ready.emit()

    def _read(self, customer_id: str) -> None:
        if self._task:
            self._task.cancel()
        desk = self.desk
        job = partial(_brief, desk.store, customer_id, desk.words, desk.now())
        self._task = desk.work.start(self, job, self._show_brief, self._refuse)
        self._disputes.read(customer_id)

    def _show_brief(self, shown: Brief) -> None:
        self._id = shown.customer.id
        self._writes.brief = shown
        self._workspace.show_brief(shown)

    def _show_track(self) -> None:
        """After the brief, which is looked at first."""
        if shown := self._workspace.brief:
            self._track.show_brief(shown)

    def _refuse(self, error: SalesError) -> None:
        self._workspace.show_error(error)
        self.ready.emit()

    def _nobody(self) -> QWidget:
        words = self.desk.words
        come = button(words("Import spreadsheets"), "file-spreadsheet", "primary")
        come.clicked.connect(lambda: self.desk.go("import"))
        said = words("Bring them from your shop, ERP or CRM: any CSV, Excel or Parquet file will do.")
        return empty("users", words("No customers yet"), said, come)

    # -- layout

    def _fit(self) -> None:
        """Choose what stands beside what, for the room there is."""
        narrow = self.window().width() < theme.RAIL_BELOW
        beside = not narrow and self.width() >= TRACK_BESIDE and self._workspace.tab == TABS[0]
        if beside != self._beside:
            room = self._panel if beside else self._drawer_room
            room.addWidget(self._track)
            self._drawer.hide()
        self._track.setVisible(not beside or self._track_shown)
        self._track_edge.setVisible(beside and self._track_shown)
        changed = narrow != self._narrow
        self._narrow, self._beside = narrow, beside
        self._workspace.fit(alone=narrow, drawer=not beside or not self._track_shown)
        if changed or not narrow:
            self._show_part(workspace=self._asked or self._id is not None)
        self._place_drawer()

    def _show_part(self, *, workspace: bool) -> None:
        """Where there is room for one only: the list or the workspace."""
        self._list.setVisible(not self._narrow or not workspace)
        self._workspace.setVisible(not self._narrow or workspace)
        self._edge.setVisible(not self._narrow)
        self._list.setMaximumWidth(16_777_215 if self._narrow else theme.LIST)
        self._list.setMinimumWidth(theme.LIST)
        if not workspace and self._narrow:
            self._drawer.hide()

    def _place_drawer(self) -> None:
        self._drawer.setGeometry(self.width() - theme.SIDE - 6, 6, theme.SIDE, self.height() - 12)
        self._drawer.raise_()


note_key("customers.rows", "Next or previous customer", "Up Down", "customers")
note_key("customers.open", "Open the customer", "Enter", "customers")
note_key("customers.answers", "Follow the customer's answer", "1 2 3", "customers")


def _brief(store: Store, customer_id: str, words: Words, now: int, task: Task) -> Brief:
    return brief(store.read(), customer_id, words, now)
