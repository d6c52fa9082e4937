"""A quote as a document that other systems read: UBL 2.1 Quotation.

Peppol's ordering profiles know orders, responses and catalogues, but no quotation; UBL has a document of its
own for it, made of the same parts as the order that may follow. Its amounts add up as EN 16931 asks: lines
less allowances plus charges are what is taxed, with tax, and with the rounding of cash, what is to be paid.

Everything is net. A bundle is written as its parts, each with its own tax rate; what is taken off the whole
as one allowance for each rate, and where prices contain tax, as what that leaves of the net.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from xml.etree.ElementTree import Element, SubElement, indent, register_namespace, tostring

from sales.allocation import allocate
from sales.errors import RuleBroken
from sales.priced_quote import PricedLine
from sales.quote_paper import Party, QuotePaper
from sales.quote_states import EDITABLE
from sales.quote_tax import without_tax
from sales.words import Words

SPACE = "urn:oasis:names:specification:ubl:schema:xsd:{}-2"
ROOT = SPACE.format("Quotation")
CAC = SPACE.format("CommonAggregateComponents")
CBC = SPACE.format("CommonBasicComponents")
UNIT = "C62"  # UN/ECE recommendation 20: one
STANDARD, ZERO = "S", "Z"  # UN/CEFACT 5305: at the standard rate, zero rated
DISCOUNT, COUPON, FREIGHT = "95", "64", "FC"  # UN/CEFACT 5189 and 7161
NOTHING = Decimal(0)
FORBIDDEN = re.compile("[^\t\n\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # in XML 1.0


@dataclass(frozen=True, slots=True)
class NetLine:
    """What is written as one line: a line of the quote, or a part of a bundle."""

    id: str
    name: str
    number: str
    description: str
    qty: Decimal
    net: Decimal
    tax_bp: int
    unit: Decimal | None  # the price of one; None where it times the quantity does not round to the net
    listed: Decimal | None = None  # what it is less than


@dataclass(frozen=True, slots=True)
class NetRate:
    """What is taken off and added at one tax rate, without tax."""

    tax_bp: int
    header: Decimal
    coupon: Decimal
    shipping: Decimal


def quotation(paper: QuotePaper, words: Words) -> bytes:
    """The quote as UBL 2.1 Quotation. Raises RuleBroken until it is issued."""
    if paper.state in EDITABLE:
        raise RuleBroken(
            "{number} has not been issued, so no other system may take it for a quote.",
            "Issue it first; until then its PDF says what it is.",
            number=paper.number,
        )
    for prefix, space in (("", ROOT), ("cac", CAC), ("cbc", CBC)):
        register_namespace(prefix, space)
    root = Element(f"{{{ROOT}}}Quotation")
    _head(root, paper, words)
    rates = net_rates(paper)
    _off_and_on(root, paper, rates, words)
    _taxes(root, paper)
    _totals(root, paper, rates)
    for line in net_lines(paper, words):
        _line(root, paper, line)
    indent(root)
    made: bytes = tostring(root, encoding="UTF-8", xml_declaration=True)
    return made + b"\n"


def net_lines(paper: QuotePaper, words: Words) -> Iterator[NetLine]:
    """The lines without tax; their nets add up to the quote's subtotal."""
    rounding = paper.priced.quote.rounding
    for place, line in enumerate(paper.priced.lines, 1):
        name, about = paper.named(line, words), paper.about(line)
        number = about.number or line.line.product
        said = "\n".join(filter(None, (paper.designs.get(line.line.id, ""), about.note)))
        if not line.line.parts:
            unit = _fitting(rounding.price(line.unit_net), line.line.qty, line.net, paper)
            yield NetLine(
                str(place), name, number, said, line.line.qty, line.net, line.line.tax_bp, unit,
                _listed(line, unit, paper),
            )  # fmt: skip
            continue
        for at, (part, priced) in enumerate(zip(line.line.parts, line.parts, strict=True), 1):
            qty = part.qty * line.line.qty
            unit = _fitting(rounding.price(priced.net / qty), qty, priced.net, paper)
            part_name = paper.names.get(part.product) or part.product or name
            yield NetLine(
                f"{place}.{at}", part_name, part.product or number, name, qty, priced.net, priced.tax_bp, unit
            )


def net_rates(paper: QuotePaper) -> tuple[NetRate, ...]:
    """What is taken off the whole and added for shipping, at each rate and without tax."""
    return tuple(_net_rate(paper, rate.tax_bp, rate.base) for rate in paper.priced.taxes)


def _net_rate(paper: QuotePaper, tax_bp: int, base: Decimal) -> NetRate:
    quote, rounding = paper.priced.quote, paper.priced.quote.rounding
    parts = [part for line in paper.priced.lines for part in line.parts if part.tax_bp == tax_bp]
    header, coupon = sum((p.header for p in parts), NOTHING), sum((p.coupon for p in parts), NOTHING)
    ships = quote.shipping is not None and quote.shipping.tax_bp == tax_bp
    shipping = (paper.shipping or NOTHING) if ships else NOTHING
    if not paper.inclusive:
        return NetRate(tax_bp, header, coupon, shipping)
    nets = sum((part.net for part in parts), NOTHING)
    shipping = rounding.amount(without_tax(shipping, tax_bp)) if ships else NOTHING
    off = nets + shipping - base if header or coupon else NOTHING
    if off <= 0:
        return NetRate(tax_bp, NOTHING, NOTHING, base - nets)
    of_header, of_coupon = allocate(off, [header, coupon], rounding.unit)
    return NetRate(tax_bp, of_header, of_coupon, shipping)


def _fitting(unit: Decimal, qty: Decimal, net: Decimal, paper: QuotePaper) -> Decimal | None:
    return unit if paper.priced.quote.rounding.amount(unit * qty) == net else None


def _listed(line: PricedLine, unit: Decimal | None, paper: QuotePaper) -> Decimal | None:
    listed = line.line.list_price
    return listed if unit is not None and not paper.inclusive and listed > unit else None


def _head(root: Element, paper: QuotePaper, words: Words) -> None:
    quote = paper.priced.quote
    _text(root, "UBLVersionID", "2.1")
    _text(root, "ID", str(paper.number))
    _text(root, "UUID", paper.id)
    _text(root, "IssueDate", paper.dated.isoformat())
    for note in (paper.particulars.note, paper.terms):
        _text(root, "Note", note)
    _text(root, "PricingCurrencyCode", quote.currency)
    _text(root, "LineCountNumeric", str(sum(len(line.parts) for line in paper.priced.lines)))
    validity = SubElement(root, f"{{{CAC}}}ValidityPeriod")
    _text(validity, "EndDate", paper.valid_until.isoformat())
    _party(SubElement(root, f"{{{CAC}}}SellerSupplierParty"), paper.seller)
    _party(SubElement(root, f"{{{CAC}}}BuyerCustomerParty"), paper.buyer)
    if day := paper.particulars.delivery_on:
        delivery = SubElement(root, f"{{{CAC}}}Delivery")
        period = SubElement(delivery, f"{{{CAC}}}RequestedDeliveryPeriod")
        _text(period, "EndDate", day.isoformat())
    if how := paper.particulars.delivery or paper.delivery:
        _text(SubElement(root, f"{{{CAC}}}DeliveryTerms"), "SpecialTerms", how)
    conditions = SubElement(root, f"{{{CAC}}}TransactionConditions")
    days = words.count("Payment within {n} day.", "Payment within {n} days.", paper.payment_days)
    _text(conditions, "Description", days)


def _party(parent: Element, party: Party) -> None:
    """In the order that the schema asks for: name, address, tax, legal name, contact."""
    made = SubElement(parent, f"{{{CAC}}}Party")
    _text(SubElement(made, f"{{{CAC}}}PartyName"), "Name", party.name or "-")
    if party.address:
        address = SubElement(made, f"{{{CAC}}}PostalAddress")
        for part in party.address.splitlines():
            if part.strip():
                _text(SubElement(address, f"{{{CAC}}}AddressLine"), "Line", part)
    if party.tax_number:
        tax = SubElement(made, f"{{{CAC}}}PartyTaxScheme")
        _text(tax, "CompanyID", party.tax_number)
        _text(SubElement(tax, f"{{{CAC}}}TaxScheme"), "ID", "VAT")
    _text(SubElement(made, f"{{{CAC}}}PartyLegalEntity"), "RegistrationName", party.name or "-")
    if party.person or party.phone or party.mail:
        contact = SubElement(made, f"{{{CAC}}}Contact")
        _text(contact, "Name", party.person)
        _text(contact, "Telephone", party.phone)
        _text(contact, "ElectronicMail", party.mail)


def _off_and_on(root: Element, paper: QuotePaper, rates: tuple[NetRate, ...], words: Words) -> None:
    coupon = paper.priced.quote.coupon
    code = words("Coupon {code}", code=coupon.code) if coupon else ""
    for rate in rates:
        for charge, figure, reason_code, reason in (
            ("false", rate.header, DISCOUNT, words("Discount on the order")),
            ("false", rate.coupon, COUPON, code),
            ("true", rate.shipping, FREIGHT, words("Shipping")),
        ):
            if not figure:
                continue
            made = SubElement(root, f"{{{CAC}}}AllowanceCharge")
            _text(made, "ChargeIndicator", charge)
            _text(made, "AllowanceChargeReasonCode", reason_code)
            _text(made, "AllowanceChargeReason", reason)
            _amount(made, "Amount", figure, paper)
            _category(made, "TaxCategory", rate.tax_bp)


def _taxes(root: Element, paper: QuotePaper) -> None:
    total = SubElement(root, f"{{{CAC}}}TaxTotal")
    _amount(total, "TaxAmount", paper.priced.tax, paper)
    for rate in paper.priced.taxes:
        made = SubElement(total, f"{{{CAC}}}TaxSubtotal")
        _amount(made, "TaxableAmount", rate.base, paper)
        _amount(made, "TaxAmount", rate.tax, paper)
        _category(made, "TaxCategory", rate.tax_bp)


def _totals(root: Element, paper: QuotePaper, rates: tuple[NetRate, ...]) -> None:
    priced = paper.priced
    made = SubElement(root, f"{{{CAC}}}QuotedMonetaryTotal")
    off = sum((rate.header + rate.coupon for rate in rates), NOTHING)
    on = sum((rate.shipping for rate in rates), NOTHING)
    _amount(made, "LineExtensionAmount", priced.subtotal, paper)
    _amount(made, "TaxExclusiveAmount", paper.net, paper)
    _amount(made, "TaxInclusiveAmount", paper.net + priced.tax, paper)
    if off:
        _amount(made, "AllowanceTotalAmount", off, paper)
    if on:
        _amount(made, "ChargeTotalAmount", on, paper)
    if priced.cash:
        _amount(made, "PayableRoundingAmount", priced.cash, paper)
    _amount(made, "PayableAmount", priced.total, paper)


def _line(root: Element, paper: QuotePaper, line: NetLine) -> None:
    outer = SubElement(root, f"{{{CAC}}}QuotationLine")
    _text(outer, "ID", line.id)
    made = SubElement(outer, f"{{{CAC}}}LineItem")
    _text(made, "ID", line.id)
    _text(made, "Quantity", f"{line.qty:f}", unitCode=UNIT)
    _amount(made, "LineExtensionAmount", line.net, paper)
    price = SubElement(made, f"{{{CAC}}}Price")
    _amount(price, "PriceAmount", line.net if line.unit is None else line.unit, paper)
    base = line.qty if line.unit is None else Decimal(1)
    _text(price, "BaseQuantity", f"{base:f}", unitCode=UNIT)
    if line.unit is not None and line.listed is not None:
        off = SubElement(price, f"{{{CAC}}}AllowanceCharge")
        _text(off, "ChargeIndicator", "false")
        _amount(off, "Amount", line.listed - line.unit, paper)
        _amount(off, "BaseAmount", line.listed, paper)
    item = SubElement(made, f"{{{CAC}}}Item")
    _text(item, "Description", line.description)
    _text(item, "Name", line.name or line.number or line.id)
    if line.number:
        _text(SubElement(item, f"{{{CAC}}}SellersItemIdentification"), "ID", line.number)
    _category(item, "ClassifiedTaxCategory", line.tax_bp)


def _category(parent: Element, name: str, tax_bp: int) -> None:
    made = SubElement(parent, f"{{{CAC}}}{name}")
    _text(made, "ID", STANDARD if tax_bp else ZERO)
    _text(made, "Percent", f"{Decimal(tax_bp).scaleb(-2):f}")
    _text(SubElement(made, f"{{{CAC}}}TaxScheme"), "ID", "VAT")


def _amount(parent: Element, name: str, figure: Decimal, paper: QuotePaper) -> None:
    _text(parent, name, f"{figure:f}", currencyID=paper.priced.quote.currency)


def _text(parent: Element, name: str, text: str, **attributes: str) -> None:
    """A field, unless nothing is said; without characters that XML cannot hold."""
    if kept := FORBIDDEN.sub("", text).strip():
        SubElement(parent, f"{{{CBC}}}{name}", attributes).text = kept
