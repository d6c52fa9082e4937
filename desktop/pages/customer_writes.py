"""What the rep writes on the Customers page: contacts, notes, promises kept, coupons offered, the profile.

Each is written in the background, said in a toast, and can be taken back while it waits for the next sync.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QFrame, QWidget

from data import activities, customers, outbox
from data.rules import service_rules
from data.store import Store
from desktop.desk import Desk
from desktop.pages.customer_contact import ContactForm
from desktop.pages.customer_order import coupon
from desktop.pages.customer_profile import ProfileForm
from desktop.widgets.overlay import Overlay
from desktop.work import Task
from sales.brief import Brief
from sales.facts import Activity, Order
from sales.orders import COUPON_OFFERED

Write = Callable[[Store, int], list[str]]  # gives the ids of the messages it queued


class CustomerWrites(QObject):
    """Writes about the customer whose `brief` is open; `busy` while one of its dialogs is."""

    def __init__(self, desk: Desk, page: QWidget) -> None:
        super().__init__(page)
        self._desk, self._page = desk, page
        self._overlay: Overlay | None = None
        self.brief: Brief | None = None

    @property
    def busy(self) -> bool:
        return self._overlay is not None

    def dismiss(self) -> None:
        """Close the dialog that is open."""
        if self._overlay:
            self._overlay.dismiss()

    def log(self, kind: str) -> None:
        """Ask for a contact of this kind, and keep it."""
        if self.brief and not self._overlay:
            form = ContactForm(self._desk, self.brief.customer, kind)
            form.over.connect(self.dismiss)
            form.saved.connect(self._save_contact)
            self._lay_over(form, form.text)

    def edit(self) -> None:
        """Ask for changes of the profile, and keep them."""
        if self.brief and not self._overlay:
            form = ProfileForm(self._desk, self.brief.customer)
            form.over.connect(self.dismiss)
            form.saved.connect(self._save_profile)
            self._lay_over(form, form.first)

    def note(self, text: str) -> None:
        if self.brief:
            self._keep_contact(self._contact("note", text), self._desk.words("Note kept"))

    def keep(self, activity_id: str) -> None:
        """A promise was kept."""
        self._write(
            lambda store, now: [activities.keep_promise(store, activity_id, now)],
            self._desk.words("Promise kept"),
        )

    def offer_coupon(self, order: Order) -> None:
        """Offering the coupon is a contact: it is logged, so that nobody offers it twice."""
        words = self._desk.words
        rule, _ = service_rules()
        text = words(
            "Offered {coupon} for the late order {no}.",
            coupon=coupon(rule, order.currency, words),
            no=order.external_id or order.id[-8:],
        )
        if self.brief:
            self._keep_contact(self._contact("message", text, COUPON_OFFERED), words("Coupon offered"))

    def _contact(self, kind: str, text: str, outcome: str | None = None) -> Activity:
        assert self.brief
        rep = self._desk.rep.id if self._desk.rep else None
        now = self._desk.now()
        return Activity("", self.brief.customer.id, kind, now, rep_id=rep, outcome=outcome, text=text)

    def _save_contact(self, contact: Activity) -> None:
        self.dismiss()
        words = self._desk.words
        self._keep_contact(contact, words("Note kept") if contact.kind == "note" else words("Contact logged"))

    def _keep_contact(self, contact: Activity, said: str) -> None:
        self._write(lambda store, now: [activities.log(store, contact, now)], said)

    def _save_profile(self, changes: dict[str, str]) -> None:
        self.dismiss()
        if not changes or self.brief is None:
            return
        customer_id, today = self.brief.customer.id, self._desk.words.moment(self._desk.now()).date()

        def edit(store: Store, now: int) -> list[str]:
            return [
                customers.edit(store, customer_id, name, text, now, today) for name, text in changes.items()
            ]

        self._write(edit, self._desk.words("Profile saved"))

    def _write(self, write: Write, said: str) -> None:
        desk = self._desk

        def job(task: Task) -> list[str]:
            return write(desk.store, desk.now())

        def undo(mids: list[str]) -> None:
            def back(task: Task) -> None:
                for mid in reversed(mids):
                    outbox.take_back(desk.store, mid, desk.now())

            desk.work.start(self._page, back, lambda _: desk.toast(desk.words("Taken back")), lane="write")

        desk.work.start(self._page, job, lambda mids: desk.toast(said, lambda: undo(mids)), lane="write")

    def _lay_over(self, dialog: QFrame, first: QWidget) -> None:
        self._overlay = Overlay(self._page.window(), dialog)
        self._overlay.closed.connect(self._uncover)
        self._overlay.open(first)

    def _uncover(self) -> None:
        self._overlay = None
