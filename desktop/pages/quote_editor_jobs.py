"""What the quote editor reads and keeps, in the background."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from data.price_book import price_book
from data.price_moves import moved_since
from data.quotes import KeptQuote, VersionRow, kept, save, versions
from data.settings import zone
from data.store import Store
from desktop.work import Task
from sales.calendar import Calendar
from sales.price_moves import PriceMoves
from sales.quote_building import PriceBook
from sales.quote_document import Quote
from sales.quote_editing import Draft
from sales.quote_states import EDITABLE
from sales.words import Words


@dataclass(frozen=True, slots=True)
class Opened:
    """A version with all that its editor needs. `moves`: what has become of the prices of a draft."""

    kept: KeptQuote
    versions: tuple[VersionRow, ...]
    book: PriceBook
    moves: PriceMoves | None
    names: Mapping[str, str]

    @property
    def draft(self) -> Draft:
        version = self.kept.version
        return Draft(version.quote, self.kept.particulars, version.valid_until)

    @property
    def editable(self) -> bool:
        return self.kept.version.state in EDITABLE


def opened(store: Store, version_id: str, now: int, words: Words, task: Task) -> Opened:
    """A version as it stands. Raises NotFound."""
    db = store.read()
    found = kept(db, version_id, now, words)
    day = date.fromordinal(Calendar(zone(db)).day(now))
    quote = found.version.quote
    book = price_book(db, found.customer_id, day, words, quote.currency)
    moves = None
    if found.version.state in EDITABLE and quote.lines and not found.particulars.keep_prices:
        moves = moved_since(db, found.customer_id, quote, found.particulars, day, words) or None
    names = {one.id: (one.name_zh if words.chinese else "") or one.name for one in book.articles.values()}
    return Opened(found, versions(db, found.version.quote_id, now), book, moves, names)


def repriced(store: Store, version_id: str, draft: Draft, now: int, words: Words, task: Task) -> Quote:
    """A draft as it would be at the prices of today."""
    db = store.read()
    customer_id = kept(db, version_id, now, words).customer_id
    day = date.fromordinal(Calendar(zone(db)).day(now))
    return moved_since(db, customer_id, draft.quote, draft.particulars, day, words).today


def keep(store: Store, version_id: str, draft: Draft, now: int, task: Task) -> int:
    """Save a draft; gives when."""
    save(store, version_id, draft.quote, draft.particulars, now, draft.valid_until)
    return now
