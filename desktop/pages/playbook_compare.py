"""The comparison of a product as a rep reads it: figures side by side, where others lead, what to answer."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QFontMetrics, QPainter
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from desktop import theme
from desktop.icons import icon_label
from desktop.paint import MIDDLE, RIGHT, fill_round, paint_icon, paint_text, text_width
from desktop.text import label, prose
from desktop.theme import color
from desktop.widgets.layouts import add, box, card, col, row, section
from desktop.widgets.marks import Painted
from reports.phrases import MEMBERS
from sales.comparison import MONEY, OURS, Comparison, Contender, Row, figure, with_unit
from sales.product_sheet import ProductSheet, ToldLead
from sales.words import Words

NAMES, HEAD, STEP = 108, 36, 38  # px: the column of names, the height of the head and of a row
NAME_EDGE, STAR, UNIT = 4, 16, 15  # px beside a name, of the star before it, of the unit under it
DASH = "–"


def fill_comparison(into: QVBoxLayout, sheet: ProductSheet, words: Words) -> None:
    """The side panel: prices at the customer's tier when read for one, every figure with its source."""
    compared = sheet.comparison
    if not compared.rows:
        return
    if sheet.customer:
        into.addLayout(section(words("For {name}", name=sheet.customer)))
        tier = words(MEMBERS.get(sheet.tier, sheet.tier))
        into.addWidget(label(words("{tier}, prices of today", tier=tier), "label", "2", wrap=True))
    else:
        into.addLayout(section(words("Compared")))
        into.addWidget(label(words("at list prices"), "label", "2"))
    add(into, 10, comparison_table(compared, sheet.product.currency, words), 8)
    if any(one.asked is not None for one in compared.rows):
        told = label(words("asked about most"), "caption", "3")
        add(into, row(icon_label("star", "accent", 12), told, None, gap=6), 6)
    for one in compared.contenders[1:]:
        add(into, _source(one, words), 4)
    for lead in sheet.leads:
        add(into, 6, _lead(lead, words))


def comparison_table(compared: Comparison, currency: str, words: Words) -> Painted:
    """Ours first and on soft; the best figure of each row stands out, whoever holds it."""
    who = len(compared.contenders)
    cells = [[_texts(row, one, currency, words) for one in row.figures] for row in compared.rows]
    heights = [_height(row, words) for row in compared.rows]

    def draw(p: QPainter, width: float, height: float) -> None:
        wide, top = (width - NAMES) / who, float(HEAD)
        fill_round(p, QRectF(NAMES, 0, wide, height), "accent_soft", 7)
        for at, one in enumerate(compared.contenders):
            name = words("Ours") if at == OURS and _cut(one.name, wide - 6) else one.name
            _head(p, QRectF(NAMES + at * wide, 0, wide - 6, HEAD), name, ours=at == OURS)
        for held, texts, tall in zip(compared.rows, cells, heights, strict=True):
            p.fillRect(QRectF(0, top, width, 1), color("line"))
            _dimension(p, QRectF(0, top, NAMES, tall), held, words)
            for at, fitting in enumerate(texts):
                _cell(p, QRectF(NAMES + at * wide, top, wide - 5, tall), fitting, best=at in held.best)
            top += tall

    return Painted(draw, _spoken(compared, currency, words), height=HEAD + sum(heights))


def _cell(p: QPainter, box: QRectF, fitting: tuple[str, ...], *, best: bool) -> None:
    """The first of the texts that there is room for."""
    role = "strong" if best else "label"
    text = next((one for one in fitting if text_width(one, role) <= box.width()), fitting[-1])
    paint_text(p, box, text, role, "text" if best else "text_2", RIGHT)


def _texts(held: Row, value: float | None, currency: str, words: Words) -> tuple[str, ...]:
    """A figure as it is, and, for where there is little room, an amount without its cents."""
    exact = figure(held.dimension, value, currency, words) or DASH
    if value is None or held.dimension.key not in MONEY:
        return (exact,)
    return exact, words.money(round(value / 100), currency, whole=True)


def _cut(name: str, room: float) -> bool:
    """Whether there is no room for a name on two lines."""
    brand, _, model = name.partition(" ")
    return max(text_width(brand, "caption"), text_width(model, "caption")) > room


def _head(p: QPainter, box: QRectF, name: str, *, ours: bool) -> None:
    """A product's name on two lines: the brand, and what is behind it."""
    brand, _, model = name.partition(" ")
    token = "accent" if ours else "text_2"
    paint_text(p, box.adjusted(0, 3, 0, -16), brand, "caption", token, RIGHT)
    paint_text(p, box.adjusted(0, 18, 0, -2), model, "caption", token, RIGHT)


def _height(held: Row, words: Words) -> int:
    """How high a row is, so that the whole name of its dimension has room."""
    room = QRect(0, 0, NAMES - NAME_EDGE - (STAR if held.asked is not None else 0), 1_000)
    metrics = QFontMetrics(theme.font("label"))
    name = metrics.boundingRect(room, Qt.TextFlag.TextWordWrap, words(held.dimension.name)).height()
    return max(STEP, name + (UNIT if held.dimension.unit else 0) + 8)


def _dimension(p: QPainter, box: QRectF, held: Row, words: Words) -> None:
    """What is compared and in which unit, marked where customers ask about it most."""
    left = 0
    if held.asked is not None:
        paint_icon(p, 0, box.top() + 13, "star", "accent", 12)
        left = STAR
    unit = words(held.dimension.unit) if held.dimension.unit else ""
    name_box = box.adjusted(left, 4, -NAME_EDGE, -UNIT - 4 if unit else -4)
    p.setFont(theme.font("label"))
    p.setPen(color("text_2"))
    p.drawText(name_box, int(MIDDLE | Qt.TextFlag.TextWordWrap), words(held.dimension.name))
    if unit:
        under = QRectF(name_box.left(), name_box.bottom(), name_box.width(), UNIT)
        paint_text(p, under, unit, "caption", "text_3")


def _source(one: Contender, words: Words) -> QWidget:
    """Where a rival's figures are from and since when; old ones say that they want looking up again."""
    day = words.day(one.as_of, year=True) if one.as_of else ""
    said = words("{rival}: {source}, {day}", rival=one.name, source=one.source, day=day)
    if not one.stale:
        return label(said, "caption", "3", wrap=True)
    late = words("{source}. Old: look it up again before you quote it.", source=said)
    mark = col(1, icon_label("triangle-alert", "warn", 13), None)
    return box(row((mark, 0), (label(late, "caption", "warn", wrap=True), 1), gap=6))


def _lead(lead: ToldLead, words: Words) -> QFrame:
    """Where a rival is better, and what to say then."""
    head = words("{rival} leads: {what}", rival=lead.rival, what=lead.what) if lead.what else lead.rival
    return card(
        row(icon_label("scale", "text_3", 14), (label(head, "label", "2", wrap=True), 1), gap=7),
        prose(lead.how, "body", "2"),
        prose(lead.answer, "strong"),
        gap=3,
        margins=(14, 10, 14, 11),
        kind="well",
    )


def _spoken(compared: Comparison, currency: str, words: Words) -> str:
    """The table as a screen reader says it, row by row."""
    rows = []
    for held in compared.rows:
        said = ", ".join(_figures(held, compared.contenders, currency, words))
        rows.append(f"{words(held.dimension.name)}: {said}")
    return ". ".join(rows)


def _figures(held: Row, contenders: Sequence[Contender], currency: str, words: Words) -> list[str]:
    return [
        f"{who.name} {with_unit(figure(held.dimension, one, currency, words), held.dimension.unit, words)}"
        for who, one in zip(contenders, held.figures, strict=True)
        if one is not None
    ]
