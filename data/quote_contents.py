"""What a quote's row holds, as text: the document without costs, the costs beside it, the particulars.

Costs are a column of their own because not everyone may see them. Where they are not here they are taken from
the catalogue, as far as that has them.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from data.engine import sqlite3
from sales.priced_quote import PricedQuote
from sales.quote_document import Quote
from sales.quote_particulars import Particulars
from sales.quote_pricing import price
from sales.quote_reading import draft_of
from sales.quote_reply import document
from sales.quote_rows import QuoteRow
from sales.rounding import in_bp


@dataclass(frozen=True, slots=True)
class Contents:
    """A quote with its particulars, priced."""

    priced: PricedQuote
    particulars: Particulars

    @property
    def quote(self) -> Quote:
        return self.priced.quote


def columns(quote: Quote, particulars: Particulars) -> dict[str, Any]:
    """The columns that say what a quote is and what it comes to. Raises QuoteRefused as pricing does."""
    priced = price(quote)
    said = document(quote)
    costs = _taken_out(said)
    return {
        "document": _text(said),
        "particulars": _text(particulars.to_json()),
        "costs": _text(costs) if costs else None,
        "currency": quote.currency,
        "total": f"{priced.total:f}",
        "margin_bp": None if priced.margin is None else in_bp(priced.margin),
    }


def contents(db: sqlite3.Connection, row: QuoteRow) -> Contents:
    """What a row holds, with costs from the catalogue where it has none of its own."""
    said = json.loads(row.document)
    particulars = Particulars.of_json(json.loads(row.particulars))
    costs = json.loads(row.costs) if row.costs else {}
    made = {line_id for line_id, one in particulars.lines.items() if one.design is not None}
    listed = _catalogue(db, _without_cost(said, costs, made), row.currency)
    for line in said["lines"]:
        own = costs.get(line.get("id", ""))
        parts = line.get("parts")
        if parts:
            _put_back(parts, own if isinstance(own, list) else [None] * len(parts), listed)
        else:
            _put_back([line], [own], {} if line.get("id") in made else listed)
    return Contents(price(draft_of(said)), particulars)


def _taken_out(said: Mapping[str, Any]) -> dict[str, Any]:
    """Take the costs out of a document; they are given by line."""
    costs: dict[str, Any] = {}
    for line in said["lines"]:
        if "parts" in line:
            found: Any = [part.pop("cost", None) for part in line["parts"]]
            known = any(one is not None for one in found)
        else:
            found = line.pop("cost", None)
            known = found is not None
        if known:
            costs[line["id"]] = found
    return costs


def _put_back(places: list[dict[str, Any]], own: list[Any], listed: Mapping[str, str]) -> None:
    for place, cost in zip(places, own, strict=True):
        found = cost if cost is not None else listed.get(place.get("product", ""))
        if found is not None:
            place["cost"] = found


def _without_cost(said: Mapping[str, Any], costs: Mapping[str, Any], made: Iterable[str]) -> Iterator[str]:
    """The products whose costs the row does not have."""
    for line in said["lines"]:
        own = costs.get(line.get("id", ""))
        if line.get("id") in made:
            continue
        for at, place in enumerate(line.get("parts") or [line]):
            known = own[at] if isinstance(own, list) else own
            if known is None and place.get("product"):
                yield place["product"]


def _catalogue(db: sqlite3.Connection, products: Iterable[str], currency: str) -> dict[str, str]:
    found = db.execute(
        "SELECT id, cost_e4 FROM products WHERE currency = ? AND cost_e4 IS NOT NULL"
        " AND id IN (SELECT value FROM json_each(?))",
        (currency, json.dumps(sorted(set(products)))),
    )
    return {row[0]: f"{Decimal(row[1]).scaleb(-4):f}" for row in found}


def _text(said: object) -> str:
    return json.dumps(said, ensure_ascii=False, separators=(",", ":"))
