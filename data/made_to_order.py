"""What can be chosen of products made to order, in the reader's language."""

from __future__ import annotations

from data.content.kinds import pieces
from data.content.options import OPTIONS
from data.engine import sqlite3
from sales.configurator import ProductOptions
from sales.configurator_words import OptionWords, in_words
from sales.errors import NotFound
from sales.words import LOCALES, Words


def made_to_order(db: sqlite3.Connection) -> frozenset[str]:
    """The numbers of the articles that are configured."""
    return frozenset(one.id for one in pieces(db, OPTIONS, LOCALES[0]))


def product_options(db: sqlite3.Connection, number: str, words: Words) -> ProductOptions:
    """The options of an article. Raises NotFound for one that is not made to order."""
    found = (one for one in pieces(db, OPTIONS, LOCALES[0]) if one.id == number)
    options = next((one for one in found if isinstance(one, ProductOptions)), None)
    if options is None:
        raise NotFound("{number} is not made to order.", "Add it to the quote as it is.", number=number)
    if words.locale == LOCALES[0]:
        return options
    other = (one for one in pieces(db, OPTIONS, words.locale) if one.id == number)
    named = next((one for one in other if isinstance(one, OptionWords)), None)
    return in_words(options, named.words) if named else options
