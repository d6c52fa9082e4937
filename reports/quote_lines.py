"""The lines of a quote on paper: what each is, how its price came down, and what it costs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from reports import phrases
from reports.blocks import Block, Gap, Row, Stack, Text
from reports.quote_words import bare, discounts_said, percent
from reports.tables import Cell, Column, Table, figures, fitting
from reports.tokens import CELL, CELL_FAINT, CELL_SECOND, CELL_STRONG, LABEL, SMALL, Type
from sales.priced_quote import PricedLine
from sales.quote_paper import QuotePaper, amount, off_list, part_price, unit_price
from sales.words import Words

UNDER = replace(SMALL, lead=10.2)
FIGURES = 128.0  # the most that a column of figures takes: all of the largest amount there is
MOST_NAME, MOST_UNDER, MOST_NOTE, MOST_DESIGN = 3, 3, 3, 6  # so that two rows and the foot fit a page
TITLES = ("", "Item", "Qty", "List {sign}", "Discount", "Your price {sign}", "VAT", "Amount {sign}")


def lines_table(paper: QuotePaper, words: Words, foot: Block) -> Table:
    """All lines, a bundle's parts below it; `foot` stays with the last two."""
    rows = _Rows(paper, words)
    sign = phrases.symbol(paper.priced.quote.currency)
    titles = [words(title, sign=sign) if title else "" for title in TITLES]

    def carried(upto: int, opens: bool) -> tuple[str, str]:
        said = words("Brought forward") if opens else words("Carried forward")
        return said, bare(sum(rows.amounts[:upto], Decimal(0)), paper, words)

    return Table(
        _columns(titles, rows.cells, words),
        rows.cells,
        pad=3.2,
        gap=7.0,
        foot=foot,
        carried=carried,
        joined=frozenset(rows.joined),
    )


class _Rows:
    """The cells of all rows. `amounts` are what each adds to what is carried over."""

    def __init__(self, paper: QuotePaper, words: Words) -> None:
        self._paper, self._words = paper, words
        self.cells: list[list[Cell]] = []
        self.amounts: list[Decimal] = []
        self.joined: list[int] = []
        lines = paper.priced.lines
        rounding = paper.priced.quote.rounding
        listed, priced = [], []
        for line in lines:
            parts = line.line.parts
            listed += [line.line.list_price, *(part.list_price for part in parts)]
            priced += [unit_price(line), *(part_price(line, at) for at in range(len(parts)))]
        self._listed = iter(self._aligned([rounding.price(one) for one in listed]))
        self._priced = iter(self._aligned([rounding.price(one) for one in priced]))
        for place, line in enumerate(lines):
            self._add(place, line)

    def _add(self, place: int, line: PricedLine) -> None:
        words, paper = self._words, self._paper
        off = off_list(line)
        steps = [step for step in line.fall.steps if step.discount and step.stands]
        self.cells.append(
            [
                str(place + 1),
                self._item(line),
                _quantity(line.line.qty, words),
                next(self._listed),
                words.percent(-off, 2) if off and steps else "",
                next(self._priced),
                "" if line.line.parts else percent(Decimal(line.line.tax_bp).scaleb(-4), words),
                bare(amount(line), paper, words),
            ]
        )
        self.amounts.append(amount(line))
        for at in range(len(line.line.parts)):
            self.joined.append(len(self.cells) - 1)
            self._part(line, at)

    def _item(self, line: PricedLine) -> Block:
        paper, words = self._paper, self._words
        about = paper.about(line)
        name = paper.named(line, words)
        number = about.number if about.number != name else ""
        said = phrases.joined([number, *discounts_said(line, paper, words)])
        if line.line.parts:
            set_of = words.count("Set of {n} part", "Set of {n} parts", len(line.line.parts))
            said = phrases.joined([set_of, said])
        more = [(said, MOST_UNDER), (paper.designs.get(line.line.id, ""), MOST_DESIGN)]
        more += [(about.colour, 1), (about.note.strip(), MOST_NOTE)]
        below = [Text(text, UNDER, most=most) for text, most in more if text]
        return Stack([Text(name, CELL_STRONG, most=MOST_NAME), *below])

    def _part(self, line: PricedLine, at: int) -> None:
        words, paper = self._words, self._paper
        part, priced = line.line.parts[at], line.parts[at]
        qty = part.qty * line.line.qty
        quiet = [
            _quantity(qty, words),
            next(self._listed),
            "",
            next(self._priced),
            percent(Decimal(part.tax_bp).scaleb(-4), words),
        ]
        of_it = words("of it {amount}", amount=bare(priced.amount, paper, words))
        name = Text(paper.names.get(part.product, part.product), CELL_SECOND, most=MOST_NAME)
        cells: list[Cell] = ["", Row([Gap(1), name], [1, 20], 0)]
        cells += [Text(text, CELL_SECOND, "r", 1) for text in quiet]
        self.cells.append([*cells, Text(of_it, UNDER, "r", 2)])
        self.amounts.append(Decimal(0))

    def _aligned(self, prices: Sequence[Decimal]) -> list[str]:
        return phrases.aligned([bare(price, self._paper, self._words) for price in prices])


def _columns(titles: Sequence[str], rows: Sequence[Sequence[Cell]], words: Words) -> list[Column]:
    """As wide as their figures need; the name of the item has the rest."""
    lang = words.locale
    columns = []
    for at, title in enumerate(titles):
        if at == 1:
            columns.append(Column(title, 0.0))
            continue
        kind = CELL_FAINT if at == 0 else CELL_STRONG if at == 7 else CELL
        least = fitting([title], LABEL, lang, 13.0, FIGURES) + 0.5
        longest = _longest([row[at] for row in rows], kind)
        for own, text in longest.items():
            least = fitting([text], own, lang, least, FIGURES)
        one = figures(title, [longest.get(kind, "")], lang, least, kind, FIGURES)
        columns.append(replace(one, align="l") if at == 0 else one)
    return columns


def _longest(cells: Sequence[Cell], kind: Type) -> dict[Type, str]:
    """The longest text of a column in each type that it is set in; figures are of one width."""
    found: dict[Type, str] = {}
    for cell in cells:
        text, own = (cell.text, cell.kind) if isinstance(cell, Text) else (cell, kind)
        if isinstance(text, str) and len(text) > len(found.get(own, "")):
            found[own] = text
    return found


def _quantity(qty: Decimal, words: Words) -> str:
    places = max(0, -int(qty.normalize().as_tuple().exponent))
    return words.number(qty, places)
