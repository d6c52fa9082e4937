"""`quote price` on a team's catalogue, as a process: lines that name an article take its price from there."""

from __future__ import annotations

import json
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

from data.engine import sqlite3


def test_a_line_that_names_an_article_takes_its_price_cost_and_tax(
    rapport: Callable[..., Any], home: Path, tmp_path: Path
) -> None:
    db = sqlite3.connect(home / "rapport.db")
    number, price_e4, cost_e4, tax_bp = db.execute(
        "SELECT external_id, price_e4, cost_e4, tax_bp FROM products WHERE cost_e4 > 0 LIMIT 1"
    ).fetchone()
    db.close()
    file = tmp_path / "quote.json"
    lines = [{"product": number, "qty": 3}, {"product": number, "qty": 3, "list": "10"}]
    file.write_text(json.dumps({"currency": "CNY", "lines": lines}), encoding="utf-8")

    done = rapport("quote", "price", file, "--json")

    first, second = done.document["lines"]
    assert done.returncode == 0, done.stderr
    assert Decimal(first["list"]) == Decimal(price_e4).scaleb(-4)
    assert Decimal(first["cost"]) == Decimal(cost_e4).scaleb(-4)
    assert first["tax_bp"] == tax_bp
    assert (second["list"], second["net"], "cost" in second) == ("10", "30.00", False)
