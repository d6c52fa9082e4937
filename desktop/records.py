"""What the palette finds and no page shows yet: told at length in the inspector."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from data.products import product
from desktop.desk import Desk, Step, Trace
from desktop.work import Task
from reports.phrases import CATEGORIES, named
from sales.facts import Product
from sales.words import Words


def explain(desk: Desk, owner: QWidget, product_id: str) -> None:
    """Read an article and open the inspector on it, for the widget that asks."""
    store, words = desk.store, desk.words

    def job(task: Task) -> Trace:
        return product_trace(words, product(store.read(), product_id))

    desk.work.start(owner, job, desk.inspect)


def product_trace(words: Words, product: Product) -> Trace:
    """An article with its price and stock."""
    steps = []
    if product.price_e4 is not None:
        steps.append(Step(words("List price"), words.price(product.price_e4, product.currency)))
    if product.external_id:
        steps.append(Step(words("Article number"), product.external_id))
    if product.stock is not None:
        steps.append(Step(words("In stock"), words.number(product.stock)))
    kind = named(words, CATEGORIES, product.category) if product.category else words("Product")
    name = (words.chinese and product.name_zh) or product.name
    return Trace(kind, name, ", ".join(product.features), tuple(steps))
