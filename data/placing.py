"""Everything for placing one article on a photo, for a quote or for nobody yet; and onto that quote."""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass, replace
from decimal import Decimal

from data import placements, quotes
from data.engine import sqlite3
from data.filling import found
from data.placements import Placement
from data.price_book import price_book
from data.store import Store
from sales.facts import Product
from sales.placing_measures import Measures, measures
from sales.product_colours import Colour, colours
from sales.quote_document import Quote
from sales.quote_particulars import Particulars, numbered
from sales.quote_pricing import price
from sales.quote_states import EDITABLE
from sales.words import Words

DATA = "data:image/"


@dataclass(frozen=True, slots=True)
class OnQuote:
    """The quote a product is placed for: the line of it ("": none yet), how many, what these come to."""

    version_id: str
    number: str
    version: int
    editable: bool
    line_id: str = ""
    qty: Decimal = Decimal(0)
    net: Decimal | None = None
    currency: str = ""


@dataclass(frozen=True, slots=True)
class PlacingBench:
    """What is placed, for whom, in which colours, and what was placed before. `image`: the product's own."""

    product: Product
    name: str
    known: Measures
    colours: tuple[Colour, ...]
    image: bytes = b""
    customer_id: str = ""
    customer_name: str = ""
    on_quote: OnQuote | None = None
    before: Placement | None = None
    photo: bytes = b""

    @property
    def version_id(self) -> str:
        return self.on_quote.version_id if self.on_quote else ""


def placing_bench(
    db: sqlite3.Connection, version_id: str, number: str, now: int, words: Words
) -> PlacingBench:
    """What there is to place of an article (either id); `version_id` "" is for no quote.

    Raises NotFound, and RuleBroken where its measures are not known.
    """
    bench = _bench(db, number, words)
    product = bench.product
    if not version_id:
        return _with_photo(db, replace(bench, before=placements.latest(db, "", product.id)))
    kept = quotes.kept(db, version_id, now, words)
    on_quote = _on_quote(kept, product.id)
    bench = replace(bench, customer_id=kept.customer_id, customer_name=kept.customer_name, on_quote=on_quote)
    return _with_photo(db, replace(bench, before=_before(db, kept, on_quote, product.id)))


def placed_bench(db: sqlite3.Connection, placement_id: str, words: Words) -> PlacingBench:
    """What was placed, with nothing of whom it was for: to be shown to a customer. Raises NotFound."""
    placed = replace(placements.placement(db, placement_id), customer_id="", version_id=None)
    return _with_photo(db, replace(_bench(db, placed.product_id, words), before=placed))


def put_on_quote(store: Store, bench: PlacingBench, placement_id: str, now: int, words: Words) -> None:
    """Put what is placed on its line of the quote, with its colour; a line is added where there is none.

    Raises RuleBroken once the version has been issued.
    """
    db = store.read()
    placed, kept = placements.placement(db, placement_id), quotes.kept(db, bench.version_id, now, words)
    quote, said = kept.version.quote, kept.particulars
    line_id = _line_of(quote, bench.product.id, said)
    if not line_id:
        quote, said, line_id = _with_line(db, kept, bench.product.id, now, words)
    line = replace(said.of(line_id), placement_id=placed.id, colour=placed.colour)
    quotes.save(store, bench.version_id, quote, replace(said, lines={**said.lines, line_id: line}), now)


def _bench(db: sqlite3.Connection, number: str, words: Words) -> PlacingBench:
    product = found(db, number)
    name = (words.chinese and product.name_zh) or product.name
    known = measures(product.spec, name)
    return PlacingBench(product, name, known, colours(product.spec), _image(db, product.id))


def _with_line(
    db: sqlite3.Connection, kept: quotes.KeptQuote, product_id: str, now: int, words: Words
) -> tuple[Quote, Particulars, str]:
    """The quote with one of the product at its end, at the customer's price."""
    quote, said = kept.version.quote, kept.particulars
    book = price_book(db, kept.customer_id, words.moment(now).date(), words)
    made, named = book.line(product_id, 1)
    lines, said = numbered((*quote.lines, replace(made, id="")), said)
    line_id = lines[-1].id
    return replace(quote, lines=lines), replace(said, lines={**said.lines, line_id: named}), line_id


def _on_quote(kept: quotes.KeptQuote, product_id: str) -> OnQuote:
    version = kept.version
    line_id = _line_of(version.quote, product_id, kept.particulars)
    found_quote = OnQuote(
        version.id, str(version.number), version.number.version, version.state in EDITABLE, line_id
    )
    if not line_id:
        return found_quote
    line = next(one for one in price(version.quote).lines if one.line.id == line_id)
    return replace(found_quote, qty=line.line.qty, net=line.fall.amount, currency=version.quote.currency)


def _line_of(quote: Quote, product_id: str, said: Particulars) -> str:
    """The line of a product: the one that is placed already, else its first; "" for none."""
    own = [line.id for line in quote.lines if line.product == product_id]
    return next((one for one in own if said.of(one).placement_id), own[0] if own else "")


def _before(
    db: sqlite3.Connection, kept: quotes.KeptQuote, on_quote: OnQuote, product_id: str
) -> Placement | None:
    """What was placed for this version, else what its line brought along from the version before."""
    own = placements.latest(db, on_quote.version_id, product_id)
    carried = kept.particulars.of(on_quote.line_id).placement_id if on_quote.line_id else None
    if own is not None or carried is None:
        return own
    return next((one for one in placements.placements(db, product_id=product_id) if one.id == carried), None)


def _with_photo(db: sqlite3.Connection, bench: PlacingBench) -> PlacingBench:
    return replace(bench, photo=placements.photo(db, bench.before.id)) if bench.before else bench


def _image(db: sqlite3.Connection, product_id: str) -> bytes:
    """The product's own picture where it is kept in its row; an address is not followed."""
    row = db.execute("SELECT image FROM products WHERE id = ?", (product_id,)).fetchone()
    said = str(row["image"] or "") if row else ""
    head, comma, body = said.partition(",")
    if not (head.startswith(DATA) and head.endswith(";base64") and comma):
        return b""
    try:
        return base64.b64decode(body, validate=True)
    except binascii.Error:
        return b""
