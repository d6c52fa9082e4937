"""The lines of a quote as rows: what each cell says, made once for a line and kept while the line stays.

A bundle opens into its parts, which are rows of their own that cannot be edited.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from desktop.quote_looks import NONE, rate
from sales.currencies import decimals_of
from sales.guardrails import DISCOUNT, LINE, MARGIN, most_discount_bp
from sales.priced_quote import PricedLine, PricedPart, PricedQuote
from sales.quote_document import KINDS, REP, VOLUME, AmountOff, Part, PercentOff
from sales.quote_editing import Draft
from sales.quote_particulars import LineParticulars
from sales.rounding import quotient
from sales.waterfall import Step
from sales.words import MINUS, Words

# The columns of the table, and those of them that can be typed into.
ARTICLE, QTY, LIST_PRICE, TIERED, VOLUMED, REP_OFF, UNIT, NET = range(8)
EDITABLE = (QTY, REP_OFF, UNIT)
BEFORE_VOLUME = KINDS[: KINDS.index(VOLUME)]


@dataclass(frozen=True, slots=True)
class Row:
    """A line, or with `part` a part of the bundle above it. `warned`: it breaks a rule."""

    line_id: str
    cells: tuple[str, ...]
    sub: str
    warned: bool = False
    part: int | None = None
    opens: str = ""  # "closed" or "open" for a bundle

    @property
    def editable(self) -> bool:
        return self.part is None


@dataclass(frozen=True, slots=True)
class Faces:
    """What rows are made with: the language, the currency, and whether margins may be told."""

    words: Words
    currency: str
    private: bool

    def price(self, value: Decimal) -> str:
        """A unit price with two to four decimals and no sign of the currency."""
        places = decimals_of(self.currency)
        four = value.quantize(Decimal("0.0001"))
        own = -int(four.normalize().as_tuple().exponent)
        return self.words.number(four, max(places, min(own, 4)))

    def amount(self, value: Decimal) -> str:
        return self.words.number(value, decimals_of(self.currency))


class RowBook:
    """Makes rows and remembers them: a line that stays the same keeps its row."""

    def __init__(self, faces: Faces, articles: Mapping[str, str]) -> None:
        self.faces, self._articles = faces, articles
        self._kept: dict[str, tuple[object, ...]] = {}

    def rows(self, priced: PricedQuote, draft: Draft, opened: frozenset[str]) -> list[Row]:
        """All rows in order; those of lines that have not changed are the same objects as before."""
        found: list[Row] = []
        kept: dict[str, tuple[object, ...]] = {}
        floors = _limits(priced)
        for line in priced.lines:
            line_id, said = line.line.id, draft.particulars.of(line.line.id)
            warned = self.faces.private and _warned(line, floors)
            key = (line.line, line.net, said, warned, line_id in opened)
            before = self._kept.get(line_id)
            if before is None or not _same(before, key):
                before = (*key, self._made(line, said, warned, line_id in opened))
            kept[line_id] = before
            found += before[-1]  # type: ignore[arg-type]  # the last is the list of rows
        self._kept = kept
        return found

    def _made(self, line: PricedLine, said: LineParticulars, warned: bool, opened: bool) -> list[Row]:
        faces, words = self.faces, self.faces.words
        steps = line.fall.steps
        cells = (
            called(said, line.line.product, words),
            f"{line.line.qty.normalize():f}",
            faces.price(line.line.list_price),
            _off(words, [step for step in steps if step.kind in BEFORE_VOLUME]),
            _off(words, [step for step in steps if step.kind not in (*BEFORE_VOLUME, "list", REP)]),
            _rep(faces, [step for step in steps if step.kind == REP], line),
            faces.price(line.unit_net),
            faces.amount(line.net),
        )
        parts = line.line.parts
        sub = " · ".join(filter(None, (said.number, self._remark(line, said, warned))))
        whole = Row(line.line.id, cells, sub, warned, None, ("open" if opened else "closed") if parts else "")
        if not opened:
            return [whole]
        return [whole, *(self._part(line, place) for place in range(len(parts)))]

    def _remark(self, line: PricedLine, said: LineParticulars, warned: bool) -> str:
        words = self.faces.words
        if warned:
            return words("outside the rules")
        if line.line.parts:
            return words.count("{n} part", "{n} parts", len(line.line.parts))
        made = words("made to order") if said.design is not None else ""
        tax = words("VAT {rate}", rate=rate(words, line.line.tax_bp))
        return " · ".join(filter(None, (said.colour, made, tax)))

    def _part(self, line: PricedLine, place: int) -> Row:
        part: Part = line.line.parts[place]
        priced: PricedPart = line.parts[place]
        faces = self.faces
        count = part.qty * line.line.qty
        unit = faces.price(quotient(priced.net, count))
        cells = (
            self._articles.get(part.product, part.product),
            f"{count.normalize():f}",
            faces.price(part.list_price),
            *(NONE, NONE, NONE),
            unit,
            faces.amount(priced.net),
        )
        return Row(
            line.line.id, cells, faces.words("VAT {rate}", rate=rate(faces.words, part.tax_bp)), part=place
        )


def called(said: LineParticulars, product: str, words: Words) -> str:
    """What an article is called in the reader's language."""
    return (said.name_zh if words.chinese else "") or said.name or said.name_zh or said.number or product


def _same(before: tuple[object, ...], key: tuple[object, ...]) -> bool:
    return before[0] is key[0] and before[2] is key[2] and before[1] == key[1] and before[3:5] == key[3:]


def _limits(priced: PricedQuote) -> Mapping[str, Decimal]:
    """The margin floor of a line and the discount that the rep may give, as shares."""
    rules = priced.quote.guardrails.rules
    floors = [rule.limit for rule in rules if (rule.scope, rule.measure) == (LINE, MARGIN)]
    most = most_discount_bp(rules, priced.quote.guardrails.role)
    found = {DISCOUNT: Decimal(most).scaleb(-4)}
    return found | ({MARGIN: max(floors).scaleb(-4)} if floors else {})


def _warned(line: PricedLine, limits: Mapping[str, Decimal]) -> bool:
    if MARGIN in limits and (line.cost is None or not line.exact_net):
        return True
    if MARGIN in limits and line.cost is not None:
        kept = line.exact_net - line.cost >= line.exact_net * limits[MARGIN]
        if not kept:
            return True
    given = [step for step in line.fall.steps if step.kind == REP]
    if not given or not given[0].before:
        return False
    return given[0].before - given[-1].after > given[0].before * limits[DISCOUNT]


def _off(words: Words, steps: list[Step]) -> str:
    """What some steps take off together, as a percentage; a sign of plus where they raise the price."""
    standing = [step for step in steps if step.stands]
    if not standing or not standing[0].before or standing[0].before == standing[-1].after:
        return NONE
    share = quotient(standing[0].before - standing[-1].after, standing[0].before)
    bp = (share * 10_000).quantize(Decimal(1))
    return f"{MINUS if bp > 0 else '+'}{rate(words, abs(bp))}" if bp else NONE


def _rep(faces: Faces, steps: list[Step], line: PricedLine) -> str:
    """The rep's discount as it was given: a percentage, or an amount off each."""
    if len(steps) == 1 and steps[0].discount:
        terms = steps[0].discount.terms
        if isinstance(terms, PercentOff):
            return f"{MINUS}{rate(faces.words, terms.bp)}"
        if isinstance(terms, AmountOff) and not terms.per_line:
            return f"{MINUS}{faces.price(terms.amount)}"
    return _off(faces.words, steps)
