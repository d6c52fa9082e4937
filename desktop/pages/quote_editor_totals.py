"""What a quote comes to, live, and the terms that go with it: each is typed where it stands."""

from __future__ import annotations

from decimal import Decimal

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QLabel, QLineEdit

from desktop.paint import RIGHT
from desktop.quote_looks import amount, rate
from desktop.text import label
from desktop.widgets.fields import line_edit, mark_invalid
from desktop.widgets.layouts import add, clear, col, row, rule
from sales.priced_quote import PricedQuote
from sales.quote_editing import Draft
from sales.words import MINUS, Words

WIDTH, FIELD = 300, 112
HEADER, COUPON, PAYMENT, VALID, DELIVERY = "header_discount", "coupon", "payment_days", "valid", "delivery"


class Totals(QFrame):
    """`typed` carries a field's name and what was typed; `refuse` says what is wrong of it."""

    typed = Signal(str, str)

    def __init__(self, words: Words) -> None:
        super().__init__()
        self._words = words
        self.setProperty("kind", "card")
        self.setFixedWidth(WIDTH)
        self.setAccessibleName(words("Totals"))
        self._lines = label("", "body", "2")
        self._subtotal, self._total = label("", "body"), label("", "display")
        self._taxes = col(gap=7)
        self._fault = label("", "caption", "bad", wrap=True)
        self._fault.hide()
        self.fields: dict[str, QLineEdit] = {}
        header = self._field(HEADER, words("Header discount"), words("200 or 3%"))
        coupon = self._field(COUPON, words("Coupon"), words("Code"))
        payment = self._field(PAYMENT, words("Days to pay"), "30")
        valid = self._field(VALID, words("Valid to"), "2026-12-31")
        delivery = self._field(DELIVERY, words("Delivery"), words("How or where"))
        self.setLayout(
            col(
                label(words("Totals"), "heading"), row(self._lines, None, self._subtotal), header, coupon,
                rule(), self._taxes, rule(), row(label(words("Total"), "strong"), None, self._total), None,
                rule(), payment, delivery, valid, self._fault, gap=7, margins=(16, 14, 16, 14),
            )
        )  # fmt: skip

    def show_quote(self, priced: PricedQuote, draft: Draft) -> None:
        words, money = self._words, priced.quote.currency
        self._lines.setText(words.count("Subtotal, {n} line", "Subtotal, {n} lines", len(priced.lines)))
        self._subtotal.setText(amount(words, priced.subtotal, money))
        self._total.setText(amount(words, priced.total, money))
        clear(self._taxes)
        off = priced.header + priced.coupon
        if off:
            self._line(words("Taken off the whole"), f"{MINUS}{amount(words, off, money)}")
        if priced.quote.shipping:
            self._line(words("Shipping"), amount(words, priced.quote.shipping.amount, money))
        for one in priced.taxes:
            base = amount(words, one.base, money)
            self._line(
                words("VAT {rate} on {base}", rate=rate(words, one.tax_bp), base=base),
                amount(words, one.tax, money),
            )
        if priced.cash:
            self._line(words("Rounded to coins"), amount(words, priced.cash, money))
        self._show_terms(draft)

    def lock(self, locked: bool) -> None:
        for one in self.fields.values():
            one.setReadOnly(locked)

    def refuse(self, field: str, sentence: str) -> None:
        """Say what is wrong of a field; what was typed stays."""
        mark_invalid(self.fields[field], True)
        self._fault.setText(sentence)
        self._fault.show()

    def _show_terms(self, draft: Draft) -> None:
        quote = draft.quote
        said = {
            HEADER: _off(quote.header_discount.amount, quote.header_discount.bp, self._words)
            if quote.header_discount
            else "",
            COUPON: quote.coupon.code if quote.coupon else "",
            PAYMENT: "" if quote.payment_days is None else str(quote.payment_days),
            VALID: draft.valid_until.isoformat(),
            DELIVERY: draft.particulars.delivery,
        }
        self._fault.hide()
        for name, text in said.items():
            edit = self.fields[name]
            edit.setProperty("kept", text)
            if edit.text() != text:
                edit.setText(text)
            if edit.property("invalid"):
                mark_invalid(edit, False)

    def _line(self, name: str, figure: str) -> None:
        add(self._taxes, row((label(name, "body", "2", wrap=True), 1), label(figure, "body"), gap=8))

    def _field(self, name: str, title: str, hint: str) -> QFrame:
        edit = line_edit(title, hint=hint)
        edit.setFixedWidth(FIELD)
        edit.setAlignment(RIGHT)
        edit.editingFinished.connect(lambda: self._say(name, edit))
        self.fields[name] = edit
        holder = QFrame()
        said: QLabel = label(title, "body", "2")
        holder.setLayout(row(said, None, edit))
        return holder

    def _say(self, name: str, edit: QLineEdit) -> None:
        if edit.text().strip() != (edit.property("kept") or ""):
            self.typed.emit(name, edit.text().strip())


def _off(value: Decimal | None, bp: int | None, words: Words) -> str:
    return f"{value:f}" if value is not None else rate(words, bp or 0)
