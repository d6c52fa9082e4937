"""What a rep types into a quote: each edit gives the draft after it, or refuses with a sentence at its field.

Lines that an edit does not touch stay the same objects, so that pricing has only the changed one to do. A
draft is a value: undo is the one before.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from sales.quote_building import with_quantity
from sales.quote_document import REP, Coupon, Discount, PercentOff, Quote, QuoteLine, Reduction
from sales.quote_faults import Fault, QuoteRefused
from sales.quote_fields import COUNT, DAYS, MEASURED, PRICE, Fields, Limits
from sales.quote_particulars import LineParticulars, Particulars, numbered
from sales.rounding import Rounding, quotient
from sales.waterfall import bargain, waterfall

WHOLE_BP, PERCENT = 10_000, Limits(Decimal(100), 2)
TIMES = re.compile(
    r"^(?P<qty>[-+−]?[\d.,]\S*?)\s*[x×*]\s+(?P<words>\S.*)$|^(?P<first>\S.*?)\s+[x×*]\s*(?P<last>\S+)$", re.I
)
TRAILING = re.compile(r"^(?P<words>\S.*?)\s+(?P<qty>[-+−]?[\d.,]\S*)$")
SIGNS = str.maketrans({"−": "-", "，": ",", "．": "."})


@dataclass(frozen=True, slots=True)
class Draft:
    """All of a version that may be edited."""

    quote: Quote
    particulars: Particulars
    valid_until: date


@dataclass(frozen=True, slots=True)
class Entry:
    """What was typed into the line that adds articles: words to look for, and a quantity as written."""

    words: str
    qty: str = "1"


def entries(text: str) -> Iterator[Entry]:
    """The ways to read "3 x AP-500", "AP-500 3" or "Breva 600", the likeliest first."""
    text = " ".join(text.split())
    if found := TIMES.match(text):
        if found["words"]:
            yield Entry(found["words"], found["qty"])
        else:
            yield Entry(found["first"], found["last"])
    if text:
        yield Entry(text)
    if found := TRAILING.match(text):
        yield Entry(found["words"], found["qty"])


def quantity(text: str, *, divisible: bool = False) -> Decimal:
    """A quantity as it was typed. Raises QuoteRefused with what is wrong of it."""
    return _number("qty", text, MEASURED if divisible else COUNT)


def added(draft: Draft, line: QuoteLine, said: LineParticulars) -> Draft:
    """The draft with one more line, which gets the next id."""
    last = draft.particulars.last_line
    ids = [int(one.id) for one in draft.quote.lines if one.id.isascii() and one.id.isdigit()]
    new_id = str(max([last, *ids]) + 1)
    lines = (*draft.quote.lines, replace(line, id=new_id))
    particulars = replace(
        draft.particulars, lines={**draft.particulars.lines, new_id: said}, last_line=int(new_id)
    )
    return replace(draft, quote=replace(draft.quote, lines=lines), particulars=particulars)


def removed(draft: Draft, line_id: str) -> Draft:
    lines = tuple(line for line in draft.quote.lines if line.id != line_id)
    kept, particulars = numbered(lines, draft.particulars)
    return replace(draft, quote=replace(draft.quote, lines=kept), particulars=particulars)


def moved(draft: Draft, line_id: str, by: int) -> Draft:
    """The draft with a line so many places further down; it stays inside the quote."""
    lines = list(draft.quote.lines)
    at = next(place for place, line in enumerate(lines) if line.id == line_id)
    to = min(max(at + by, 0), len(lines) - 1)
    lines.insert(to, lines.pop(at))
    return draft if at == to else replace(draft, quote=replace(draft.quote, lines=tuple(lines)))


def with_line(draft: Draft, line: QuoteLine) -> Draft:
    """The draft with a line in place of the one that has its id."""
    lines = tuple(line if one.id == line.id else one for one in draft.quote.lines)
    return replace(draft, quote=replace(draft.quote, lines=lines))


def counted(line: QuoteLine, text: str) -> QuoteLine:
    """The line at a quantity that was typed."""
    return with_quantity(line, quantity(text, divisible=line.divisible))


def given_off(line: QuoteLine, text: str) -> QuoteLine:
    """The line with a rep discount typed as a percentage; nothing or 0 takes it away."""
    bp = _percent("rep", text)
    others = tuple(one for one in line.discounts if one.kind != REP)
    return replace(line, discounts=(*others, Discount(REP, PercentOff(bp))) if bp else others)


def sold_at(line: QuoteLine, text: str) -> QuoteLine:
    """The line at a unit price that was typed: what lacks to the price so far is the rep's, as an amount."""
    wanted = _number("price", text, PRICE)
    others = tuple(one for one in line.discounts if one.kind != REP)
    plain = replace(line, discounts=others)
    before = quotient(waterfall(plain, Rounding()).exact, line.qty)
    if wanted > before:
        most = f"{Rounding().price(before):f}"
        raise QuoteRefused((Fault("price", "This is above the price before it, {most}.", {"most": most}),))
    if wanted == before:
        return plain
    return replace(line, discounts=(*others, bargain(line, wanted)))


def reduced(quote: Quote, text: str) -> Quote:
    """The quote with a header discount typed as "200" or "3%"; nothing or 0 takes it away."""
    written = text.strip()
    if written.endswith(("%", "％")):
        bp = _percent("header_discount", written)
        return replace(quote, header_discount=Reduction(bp=bp) if bp else None)
    amount = _number("header_discount", written or "0", Limits(PRICE.most, quote.rounding.decimals))
    return replace(quote, header_discount=Reduction(amount=amount) if amount else None)


def paid_within(quote: Quote, text: str) -> Quote:
    """The quote with days to pay; nothing leaves them open."""
    days = None if not text.strip() else int(_number("payment_days", text, DAYS))
    return replace(quote, payment_days=days)


def with_coupon(quote: Quote, coupon: Coupon | None) -> Quote:
    return replace(quote, coupon=coupon)


def noted(draft: Draft, line_id: str, **said: object) -> Draft:
    """The draft with other particulars on a line."""
    one = replace(draft.particulars.of(line_id), **said)  # type: ignore[arg-type]  # by the caller's names
    lines: Mapping[str, LineParticulars] = {**draft.particulars.lines, line_id: one}
    return replace(draft, particulars=replace(draft.particulars, lines=lines))


def rep_words(line: QuoteLine) -> str:
    """A rep discount as it is typed again: "5" for 5 %, "" for none or one that is no percentage."""
    for one in line.discounts:
        if one.kind == REP and isinstance(one.terms, PercentOff):
            return f"{Decimal(one.terms.bp).scaleb(-2).normalize():f}"
    return ""


def _percent(field: str, text: str) -> int:
    written = text.strip().rstrip("%％").strip().lstrip("−-") if _is_percent(text) else text
    return int(_number(field, written or "0", PERCENT).scaleb(2))


def _is_percent(text: str) -> bool:
    """A discount is shown with a minus, so one may be typed: "-5%" is 5 % off, while "--5" is nothing."""
    return re.fullmatch(r"\s*[−-]?\s*[\d.]*\s*[%％]?\s*", text) is not None


def _number(field: str, text: str, limits: Limits) -> Decimal:
    written = text.strip().translate(SIGNS)
    fields = Fields({field: written}, "", [])
    found = fields.number(field, limits)
    if fields.faults or found is None:
        raise QuoteRefused(fields.faults or (Fault(field, "This is missing."),))
    return found
