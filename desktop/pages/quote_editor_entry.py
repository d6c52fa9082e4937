"""The line that adds articles: a number or words, a quantity, Enter. "3 x AP-500" and "AP-500 3" both do."""

from __future__ import annotations

from PySide6.QtCore import QStringListModel, Qt
from PySide6.QtWidgets import QCompleter, QLineEdit

from desktop import theme
from desktop.icons import icon
from desktop.widgets.fields import line_edit
from sales.quote_building import Article, PriceBook
from sales.quote_editing import Entry, entries
from sales.words import Words

MOST = 12


class EntryField(QLineEdit):
    """A field with completions by number and by words."""

    def __init__(self, words: Words) -> None:
        super().__init__()
        self._words = words
        self.setFont(theme.font())
        self.setPlaceholderText(words("Article number or words, quantity, Enter"))
        self.setAccessibleName(words("Add a line"))
        self.addAction(icon("plus", "text_3"), QLineEdit.ActionPosition.LeadingPosition)
        self._offered = QStringListModel()
        offered = QCompleter(self._offered, self)
        offered.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        offered.setFilterMode(Qt.MatchFlag.MatchContains)
        offered.setMaxVisibleItems(MOST)
        self.setCompleter(offered)

    def offer(self, book: PriceBook) -> None:
        goods = [f"{one.number}  {_name(one, self._words)}" for one in book.articles.values()]
        bundles = [f"{one.id}  {_offer_name(one.name, one.name_zh, self._words)}" for one in book.offers]
        self._offered.setStringList([*bundles, *goods])


def meant(text: str, book: PriceBook, words: Words) -> tuple[str, str] | None:
    """The id of the product or bundle that was typed, and the quantity as written; None: nothing fits."""
    readings = list(entries(text.replace("  ", " ")))
    for found in (_exact, _begun):
        for one in readings:
            if product := found(one, book, words):
                return product, one.qty
    return None


def _exact(entry: Entry, book: PriceBook, words: Words) -> str | None:
    wanted = entry.words.casefold()
    for offer in book.offers:
        names = {
            offer.id,
            offer.name,
            offer.name_zh,
            f"{offer.id} {offer.name}",
            f"{offer.id} {offer.name_zh}",
        }
        if wanted in {name.casefold() for name in names if name}:
            return offer.id
    for one in book.articles.values():
        names = {one.number, one.name, one.name_zh, f"{one.number} {_name(one, words)}"}
        if wanted in {name.casefold() for name in names if name}:
            return one.id
    return None


def _begun(entry: Entry, book: PriceBook, words: Words) -> str | None:
    """The one article that all the words are in; the shortest name where several are."""
    parts = entry.words.casefold().split()
    found = [
        one
        for one in book.articles.values()
        if all(part in f"{one.number} {one.name} {one.name_zh}".casefold() for part in parts)
    ]
    return min(found, key=lambda one: (len(one.name), one.number)).id if found else None


def _name(one: Article, words: Words) -> str:
    return (one.name_zh if words.chinese else "") or one.name


def _offer_name(name: str, name_zh: str, words: Words) -> str:
    return (name_zh if words.chinese else "") or name


def reason_field(name: str) -> QLineEdit:
    """Where a reason or a name is typed before something is done with the quote."""
    return line_edit(name, hint=name)
