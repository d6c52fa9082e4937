"""The configuration sheet: what is to be made, in one picture and three lists, for the customer to approve.

It shows prices and never a cost. One page, unless a product has very many options.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

from reports import faces, phrases
from reports.blocks import Block, Gap, Hair, Paint, Row, Stack, Text, section
from reports.document import Document, Frame
from reports.pen import Pen, colour
from reports.tables import Column, Table
from reports.tokens import BODY, CELL, CELL_SECOND, DISPLAY, FIGURE, LABEL, PAPER, SECOND, SMALL
from sales.configurator import MANY, NUMBER, PIECES, TEXT, Design, ProductOptions, asked
from sales.configurator_figures import list_price, price_parts, specification
from sales.configurator_picture import picture
from sales.configurator_shapes import Lettering, Oval, Picture, Polygon, Rounded, Shape, Stroke
from sales.currencies import decimals_of
from sales.words import Words

HIGH, LOW = 218.0, 168.0  # points that the picture is high
ROOM = 10  # rows of prices beneath the higher one
FIGURES = 78.0
SIGNED = 46.0


@dataclass(frozen=True, slots=True)
class Sheet:
    """What a configuration sheet says. `steps` are the customer's unit prices after the list price, by name;
    `total` is for all pieces, before a discount of the rep.
    """

    options: ProductOptions
    design: Design
    customer: str
    steps: tuple[tuple[str, Decimal], ...]
    total: Decimal
    prepared_at: int
    promised_on: date | None = None


def configuration_sheet(sheet: Sheet, words: Words, path: Path, paper: str = "a4", company: str = "") -> int:
    """Write the sheet as a PDF and return its number of pages. Raises FileUnwritable."""
    return compose(sheet, words, paper, company).save(path)


def compose(sheet: Sheet, words: Words, paper: str = "a4", company: str = "") -> Document:
    """The pages before they are drawn."""
    document = Document(_frame(sheet, words, paper, company))
    document.add(Text(sheet.options.title, DISPLAY), 2)
    document.add(Text(_subtitle(sheet, words), SECOND), 10)
    document.add(_picture(sheet, words), 12)
    document.add(Row([_choices(sheet, words), _figures(sheet, words)], [6, 6], gutter=24), 14)
    document.add(_prices(sheet, words), 14)
    document.add(_approval(sheet, words))
    return document


def _frame(sheet: Sheet, words: Words, paper: str, company: str) -> Frame:
    return Frame(
        words,
        title=words("Configuration sheet: {name}", name=sheet.options.title),
        kind=words("Configuration sheet"),
        subject=sheet.options.id,
        provenance=words(
            "Prepared {at}; options of {product}, version {n}. No order: it is made when you approve it.",
            at=phrases.instant(words, sheet.prepared_at),
            product=sheet.options.id,
            n=sheet.options.version,
        ),
        prepared_at=sheet.prepared_at,
        company=company,
        paper=paper,
    )


def _subtitle(sheet: Sheet, words: Words) -> str:
    made = (
        words("made to order for {name}", name=sheet.customer) if sheet.customer else words("made to order")
    )
    pieces = words.count("{n} piece", "{n} pieces", max(1, sheet.design.number(PIECES)))
    return phrases.joined([sheet.options.id, made, pieces])


def _picture(sheet: Sheet, words: Words) -> Block:
    shown = picture(sheet.options, sheet.design)

    def paint(pen: Pen, x: float, bottom: float, width: float, height: float) -> None:
        pen.rect(x, bottom, width, height, "#F5F5F7", 8)
        draw(pen, shown, x + 12, bottom + 10, width - 24, height - 20)

    scale = words("drawn to scale, {mm} mm wide", mm=f"{shown.across:.0f}")
    rows = len(price_parts(sheet.options, sheet.design, words)) + len(sheet.steps) + 2
    return Stack([Paint(HIGH if rows <= ROOM else LOW, paint), Gap(3), Text(scale, SMALL, "c")])


def _choices(sheet: Sheet, words: Words) -> Block:
    design, rows = sheet.design, []
    for option in sheet.options.options:
        if option.kind == TEXT:
            said = f"“{design.text(option.id).strip()}”" if asked(option, design) else ""
        elif option.kind == NUMBER:
            said = "" if option.id == PIECES else f"{design.number(option.id)} {option.unit}".strip()
        else:
            named = [one.name for one in option.values if design.has((option.id, one.id))]
            said = "\n".join(named) if option.kind == MANY else words(", ").join(named)
        if said:
            rows.append((option.name, said))
    return section(words("What was chosen"), _pairs(rows))


def _figures(sheet: Sheet, words: Words) -> Block:
    today = words.moment(sheet.prepared_at).date()
    rows = [(one.name, one.said) for one in specification(sheet.options, sheet.design, today, words)]
    if sheet.promised_on:
        rows.append((words("Delivery"), words.day(sheet.promised_on, year=True)))
    return section(words("Specification"), _pairs(rows))


def _pairs(rows: Sequence[tuple[str, str]]) -> Block:
    lines: list[Block] = []
    for at, (name, said) in enumerate(rows):
        parts = Stack([Text(one, CELL) for one in said.split("\n")])
        lines += [*([Hair(after=2)] if at else []), Row([Text(name, CELL_SECOND), parts], [4, 8]), Gap(2)]
    return Stack(lines)


def _prices(sheet: Sheet, words: Words) -> Block:
    currency = sheet.options.currency
    rows: list[list[str]] = [
        [part.name, words.number(part.amount, 2)] for part in price_parts(sheet.options, sheet.design, words)
    ]
    listed = len(rows)
    rows.append([words("List price"), words.number(list_price(sheet.options, sheet.design), 2)])
    rows += [[name, words.number(unit, 4)] for name, unit in sheet.steps]
    pieces = max(1, sheet.design.number(PIECES))
    rows.append([words.count("{n} piece", "{n} pieces", pieces), _money(sheet.total, currency, words)])
    columns = (
        Column(words("Price of one"), 0),
        Column(words("Amount, {currency}", currency=currency), FIGURES, "r"),
    )
    table = Table(columns, rows, strong=frozenset({listed, len(rows) - 1}))
    return section(words("Price"), table)


def _approval(sheet: Sheet, words: Words) -> Block:
    def lines(pen: Pen, x: float, bottom: float, width: float, height: float) -> None:
        part = (width - 24) / 3
        for at, name in enumerate((words("Name"), words("Date"), words("Signature"))):
            left = x + at * (part + 12)
            pen.line(left, bottom + 14, left + part, bottom + 14, PAPER.ink_3)
            Text(name, LABEL).draw(pen, left, bottom + 12, part)

    told = words("I approve this configuration as it is shown here: choices, words, measures and price.")
    return section(words("Approval"), Text(told, BODY), Paint(SIGNED, lines))


def _money(value: Decimal, currency: str, words: Words) -> str:
    return words.money(int(value.scaleb(decimals_of(currency))), currency)


class _Scaled:
    """Millimetres of a picture as points of the page."""

    def __init__(
        self, pen: Pen, shown: Picture, x: float, bottom: float, width: float, height: float
    ) -> None:
        self.pen, self.canvas = pen, pen.canvas
        self.k = min(width / shown.width, height / shown.height)
        self._left = x + (width - shown.width * self.k) / 2 - shown.left * self.k
        self._top = bottom + height - (height - shown.height * self.k) / 2 + shown.top * self.k

    def at(self, x: float, y: float) -> tuple[float, float]:
        return self._left + x * self.k, self._top - y * self.k


def draw(pen: Pen, shown: Picture, x: float, bottom: float, width: float, height: float) -> None:
    """Draw a picture in the middle of a box, as large as fits; vectors and type, no pixels."""
    scaled = _Scaled(pen, shown, x, bottom, width, height)
    for shape in shown.shapes:
        _DRAWN[type(shape)](scaled, shape)


def _polygon(to: _Scaled, shape: Shape) -> None:
    assert isinstance(shape, Polygon)
    path = to.canvas.beginPath()
    first, *rest = (to.at(*point) for point in shape.points)
    path.moveTo(*first)
    for point in rest:
        path.lineTo(*point)
    path.close()
    to.canvas.setFillColor(colour(shape.fill), alpha=shape.alpha)
    to.canvas.drawPath(path, fill=1, stroke=0)


def _rounded(to: _Scaled, shape: Shape) -> None:
    assert isinstance(shape, Rounded)
    left, low = to.at(shape.x, shape.y + shape.height)
    to.canvas.setFillColor(colour(shape.fill), alpha=1)
    radius = min(shape.radius, shape.width / 2, shape.height / 2) * to.k
    to.canvas.roundRect(left, low, shape.width * to.k, shape.height * to.k, radius, fill=1, stroke=0)


def _oval(to: _Scaled, shape: Shape) -> None:
    assert isinstance(shape, Oval)
    left, low = to.at(shape.x - shape.across, shape.y + shape.down)
    right, high = to.at(shape.x + shape.across, shape.y - shape.down)
    to.canvas.setFillColor(colour(shape.fill), alpha=shape.alpha)
    to.canvas.ellipse(left, low, right, high, fill=1, stroke=0)


def _stroke(to: _Scaled, shape: Shape) -> None:
    assert isinstance(shape, Stroke)
    to.canvas.setStrokeColor(colour(shape.ink), alpha=shape.alpha)
    to.canvas.setLineWidth(shape.width * to.k if shape.width else 0.5)
    to.canvas.line(*to.at(*shape.start), *to.at(*shape.end))
    to.canvas.setStrokeColor(colour(shape.ink), alpha=1)


def _lettering(to: _Scaled, shape: Shape) -> None:
    assert isinstance(shape, Lettering)
    kind = FIGURE
    wide = faces.width(shape.words, to.pen.lang, kind.weight, 1) or 1
    size = min(shape.size, shape.room / wide) * to.k
    to.canvas.saveState()
    to.canvas.translate(*to.at(shape.x, shape.y))
    if not shape.upright:
        to.canvas.rotate(90)
    to.canvas.setFillColor(colour(shape.ink), alpha=1)
    across = -wide * size / 2
    for name, part in faces.runs(shape.words, to.pen.lang, kind.weight):
        to.canvas.setFont(name, size)
        to.canvas.drawString(across, -0.36 * size, part)
        across += to.canvas.stringWidth(part, name, size)
    to.canvas.restoreState()


_DRAWN: Mapping[type, Callable[[_Scaled, Shape], None]] = {
    Polygon: _polygon,
    Rounded: _rounded,
    Oval: _oval,
    Stroke: _stroke,
    Lettering: _lettering,
}
