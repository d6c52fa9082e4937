"""Whatever a source becomes, the hub is the same after the next run, and one more run changes nothing."""

from __future__ import annotations

import sqlite3
import tempfile
from contextlib import closing
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.builders.sources import Fed, fed

SOURCE = """
name = "erp"
type = "sql"
url = "sqlite:///{db}"

[[kind]]
kind = "products"
query = "SELECT * FROM thing"
key = "id"
[kind.columns]
product = "sku"
name = "name"
category = "shelf"
price = "price"
"""
# What a thing is called, where it stands (or nowhere), and its price in cents; by id.
THINGS = st.dictionaries(
    st.integers(1, 6),
    st.tuples(
        st.sampled_from(["Lamp", "Vase", "Bowl"]),
        st.sampled_from([None, "Front", "Back"]),
        st.integers(0, 9_999),
    ),
    max_size=6,
)


@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(THINGS, min_size=2, max_size=4))
def test_the_hub_is_what_the_source_is(histories: list[dict[int, tuple[str, str | None, int]]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        hub = fed(Path(folder))
        hub.add(SOURCE.replace("{db}", f"{folder}/erp.db"))
        for things in histories:
            become(hub, things)
            hub.run("erp")
            hub.later()

            assert hub.rows("products", "external_id", "name", "category", "price_e4") == sorted(
                (f"P{n}", name, shelf, cents * 100) for n, (name, shelf, cents) in things.items()
            )
        seq = hub.seq
        assert not hub.run("erp").changed
        assert hub.seq == seq
        hub.db.close()


def become(hub: Fed, things: dict[int, tuple[str, str | None, int]]) -> None:
    """Make the source what it is now."""
    with closing(sqlite3.connect(hub.folder / "erp.db")) as db, db:
        db.execute(
            "CREATE TABLE IF NOT EXISTS thing (id INTEGER, sku TEXT, name TEXT, shelf TEXT, price TEXT)"
        )
        db.execute("DELETE FROM thing")
        db.executemany(
            "INSERT INTO thing VALUES (?, ?, ?, ?, ?)",
            [(n, f"P{n}", name, shelf, f"{cents / 100:.2f}") for n, (name, shelf, cents) in things.items()],
        )
