"""Every kind of records follows its source: made, corrected and gone, also where records bear no number."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.builders.sources import Fed, fed, written

BASE = """
name = "desk"
type = "folder"
path = "{path}"

[[kind]]
kind = "customers"
glob = "customers.csv"
[kind.columns]
customer = "no"
name = "name"

[[kind]]
kind = "products"
glob = "products.csv"
[kind.columns]
product = "sku"
name = "name"
"""
FEED = """
[[kind]]
kind = "{kind}"
glob = "{kind}.csv"
[kind.columns]
"""
# Of each kind: the columns by field, two records, the first as it is corrected, and the column that shows it.
KINDS = {
    "events": (
        ("customer", "kind", "at", "product", "channel"),
        ("C1,view,2026-11-02 09:00,P1,app", "C1,search,2026-11-02 09:05,,app"),
        "C1,view,2026-11-02 09:00,P1,store",
        "channel",
    ),
    "tickets": (
        ("customer", "opened_at", "text", "status"),
        ("C1,2026-11-02 10:00,It wobbles,open", "C2,2026-11-03 10:00,Where is it?,open"),
        "C1,2026-11-02 10:00,It wobbles,resolved",
        "status",
    ),
    "surveys": (
        ("customer", "kind", "score", "answered_at"),
        ("C1,nps,9,2026-11-04", "C2,csat,4,2026-11-05"),
        "C1,nps,7,2026-11-04",
        "score",
    ),
    "reviews": (
        ("review", "customer", "product", "stars", "written_at"),
        ("R1,C1,P1,5,2026-11-06", "R2,C2,P1,2,2026-11-07"),
        "R1,C1,P1,4,2026-11-06",
        "stars",
    ),
    "activities": (
        ("activity", "customer", "kind", "at", "text"),
        ("A1,C1,call,2026-11-08 11:00,Likes brass", "A2,C2,visit,2026-11-09 11:00,Not in"),
        "A1,C1,call,2026-11-08 11:00,Likes copper",
        "text",
    ),
    "returns": (
        ("return", "customer", "amount", "requested_at", "reason"),
        ("T1,C1,10.00,2026-11-10,Broken", "T2,C2,5.00,2026-11-11,Too large"),
        "T1,C1,10.00,2026-11-10,Too small",
        "reason",
    ),
    "prices": (
        ("list", "product", "price"),
        ("Partners,P1,8.00", "Partners,P2,9.00"),
        "Partners,P1,7.50",
        "price_e4",
    ),
}


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Fed]:
    made = fed(tmp_path)
    written(tmp_path / "files" / "customers.csv", "no,name\nC1,Anna Berg\nC2,Ben Ode\n")
    written(tmp_path / "files" / "products.csv", "sku,name\nP1,Lamp\nP2,Vase\n")
    yield made
    made.db.close()


@pytest.mark.parametrize("kind", KINDS)
def test_records_of_a_kind_are_made_corrected_and_go(desk: Fed, kind: str) -> None:
    fields, records, corrected, shown = KINDS[kind]
    files = desk.folder / "files"
    columns = "".join(f'{field} = "{field}"\n' for field in fields)
    desk.add(BASE.replace("{path}", str(files)) + FEED.replace("{kind}", kind) + columns)

    def become(*lines: str) -> None:
        written(files / f"{kind}.csv", "\n".join((",".join(fields), *lines, "")), now=desk.now)
        report = desk.run("desk")
        assert not report.problems
        desk.later()

    become(*records)
    ids, seq = desk.rows(kind, "id"), desk.seq
    become(*records)
    assert (desk.rows(kind, "id"), desk.seq) == (ids, seq)
    assert len(ids) == 2
    before = desk.rows(kind, shown)
    become(corrected, records[1])
    after = desk.rows(kind, shown)
    assert desk.rows(kind, "id") == ids
    become(corrected)

    assert before != after
    assert len(desk.rows(kind, "id")) == 1


def test_a_line_of_less_than_nothing_is_a_return_and_goes_with_it(desk: Fed) -> None:
    files = desk.folder / "files"
    fields = ("order", "placed_at", "customer", "product", "quantity", "price")
    columns = "".join(f'{field} = "{field}"\n' for field in fields)
    desk.add(BASE.replace("{path}", str(files)) + FEED.replace("{kind}", "orders") + columns)
    sold, back = "O1,2026-11-02,C1,P1,3,10.00", "O1,2026-11-09,C1,P1,-1,10.00"

    written(files / "orders.csv", f"{','.join(fields)}\n{sold}\n{back}\n")
    first = desk.run("desk")
    returned = desk.rows("returns", "external_id", "amount_cents")
    desk.later()
    written(files / "orders.csv", f"{','.join(fields)}\n{sold}\n", now=desk.now)
    desk.run("desk")

    assert not first.problems
    assert [cents for _, cents in returned] == [1000]
    assert desk.rows("returns", "external_id") == []
    assert desk.lines() == [("O1", "P1", 3, 3000)]
