"""A program that speaks JSON over HTTP feeds the hub, however awkward it is."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from hub.sources import SourceUnreachable
from tests.builders import crm as crms
from tests.builders.crm import Crm, broken, busy
from tests.builders.sources import NOW, Fed, fed

SOURCE = """
name = "crm"
type = "rest"
url = "{url}/api"
token_env = "CRM_TOKEN"
header = "X-Api-Key"
scheme = "Token"

[[kind]]
kind = "customers"
path = "/accounts"
key = "id"
items = "data.accounts"
page = {number = "page", first = 1, size = "per_page", of = 3}
[kind.columns]
customer = "number"
name = "name"
phone = "phones.value"
owner = "owner.name"
consent_call = "may_call"

[[kind]]
kind = "products"
path = "/goods"
key = "id"
next = "Link"
[kind.columns]
product = "sku"
name = "title"
price = "price"

[[kind]]
kind = "orders"
path = "/deals"
key = "id"
items = "items"
each = "positions"
cursor = {send = "after", from = "paging.next"}
since = "updated_after"
[kind.columns]
order = "number"
placed_at = "placed_at"
customer = "account.number"
product = "positions.sku"
quantity = "positions.count"
price = "positions.price"
"""


@pytest.fixture
def crm() -> Iterator[Crm]:
    made = Crm(
        [account(n) for n in range(1, 9)],
        [{"id": n, "sku": f"S{n}", "title": f"Thing {n}", "price": f"{n}.50"} for n in range(1, 5)],
        [deal(n, [("S1", 2), ("S2", 1)]) for n in range(1, 6)],
    )
    with crms.running(made):
        yield made


@pytest.fixture
def hub(crm: Crm, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Fed]:
    monkeypatch.setenv("CRM_TOKEN", crms.TOKEN)
    made = fed(tmp_path)
    made.add(SOURCE.replace("{url}", crm.url))
    yield made
    made.db.close()


def account(n: int) -> dict[str, Any]:
    phones = [{"kind": "fax", "value": ""}, {"kind": "work", "value": f"+49 30 90{n:04}"}]
    owner = {"name": "Lin Yue"} if n == 1 else None
    return {"id": 100 + n, "number": f"A{n}", "name": f"Account {n}", "phones": phones, "owner": owner,
            "may_call": n % 2 == 0}  # fmt: skip


def deal(n: int, positions: list[tuple[str, int]], at: int = NOW - 86_400_000) -> dict[str, Any]:
    return {
        "id": f"d-{n}", "number": f"D{n}", "placed_at": "2026-11-02T09:30:00Z",
        "updated_at": f"{datetime.fromtimestamp(at / 1000, UTC):%Y-%m-%dT%H:%M:%SZ}",
        "account": {"number": f"A{n}"},
        "positions": [{"sku": sku, "count": count, "price": 10} for sku, count in positions],
    }  # fmt: skip


def test_every_resource_is_read_to_its_end_in_its_own_way_and_a_second_run_changes_nothing(
    crm: Crm, hub: Fed
) -> None:
    report = hub.run("crm")
    seq = hub.seq
    hub.later()
    again = hub.run("crm")

    assert not report.problems
    assert len(hub.customers()) == 8
    assert ("A2", "+49 30 900002", 1) in hub.rows("customers", "external_id", "phone", "consent_call")
    assert ("A1", 0) in hub.rows("customers", "external_id", "consent_call")
    assert ("S4", 45_000) in hub.rows("products", "external_id", "price_e4")
    assert len(hub.lines()) == 10
    assert not again.changed
    assert hub.seq == seq


def test_it_is_asked_again_when_it_is_busy_or_broken(crm: Crm, hub: Fed) -> None:
    crm.trouble = [busy(), broken(), busy(1), broken()]

    hub.run("crm")

    assert len(hub.customers()) == 8
    assert crm.trouble == []


def test_one_that_stays_broken_ends_the_run_and_the_next_goes_on(crm: Crm, hub: Fed) -> None:
    hub.run("crm")
    crm.deals.append(deal(6, [("S3", 1)], hub.now))
    crm.trouble = [busy() for _ in range(12)]
    with pytest.raises(SourceUnreachable, match="run again later"):
        hub.run("crm")
    crm.trouble = []
    hub.later()
    hub.run("crm")

    assert ("D6", "S3", 1, 1000) in hub.lines()
    assert len(hub.customers()) == 8


def test_pages_that_shift_while_they_are_read_lose_nobody(crm: Crm, hub: Fed) -> None:
    hub.run("crm")
    hub.later()

    def shift(page: int) -> None:
        if page == 1:  # whoever was first goes to the end, so that the second page begins one too late
            crm.accounts.append(crm.accounts.pop(0))
            crm.between_pages = None

    crm.between_pages = shift
    report = hub.run("crm")

    assert report.kinds["customers"].delete == 0
    assert len(hub.customers()) == 8


def test_only_deals_that_changed_are_asked_for_and_their_positions_are_all_they_have(
    crm: Crm, hub: Fed
) -> None:
    hub.run("crm")
    hub.later()
    crm.deals[1] = deal(2, [("S2", 5)], hub.now)
    crm.asked.clear()
    report = hub.run("crm")

    assert [line for line in hub.lines() if line[0] == "D2"] == [("D2", "S2", 5, 5000)]
    assert any("updated_after=" in one for one in crm.asked)
    assert report.kinds["orders"].unchanged < 8


def test_what_is_deleted_there_goes_here_at_the_next_whole_reading(crm: Crm, hub: Fed) -> None:
    hub.run("crm")
    del crm.deals[4], crm.goods[3], crm.accounts[6]
    hub.later(25 * 3_600)
    report = hub.run("crm")

    assert "D5" not in {line[0] for line in hub.lines()}
    assert "A7" not in hub.customers()
    assert ("S4",) not in hub.rows("products", "external_id")
    assert {label: tally.delete for label, tally in report.kinds.items()} == {
        "customers": 1, "products": 1, "orders": 2,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (lambda text: text.replace('scheme = "Token"', 'scheme = "Bearer"'), "refuses what it is shown"),
        (lambda text: text.replace("/api", "/portal"), "something else than JSON"),
        (lambda text: text.replace('path = "/accounts"', 'path = "/clients"'), "HTTP 404"),
        (lambda text: text.replace('"data.accounts"', '"data.items"'), "without a list at data.items"),
    ],
    ids=["token", "sign-in page", "path", "items"],
)
def test_what_is_wrong_is_said_in_a_sentence(crm: Crm, hub: Fed, change: Any, sentence: str) -> None:
    hub.add(change(SOURCE.replace("{url}", crm.url)))

    with pytest.raises(SourceUnreachable, match=sentence):
        hub.run("crm")
    assert hub.seq == 0


def test_the_token_is_never_sent_to_another_host(crm: Crm, hub: Fed) -> None:
    crm.elsewhere = True

    with pytest.raises(SourceUnreachable, match=r"elsewhere\.example"):
        hub.run("crm")


def test_a_record_that_cannot_be_taken_stops_no_other_and_is_told_of(crm: Crm, hub: Fed) -> None:
    crm.accounts[2]["name"] = ""
    report = hub.run("crm")

    assert (report.problems[0].kind, report.problems[0].at) == ("customers", "/accounts 103")
    assert len(hub.customers()) == 7
    crm.accounts[2]["name"] = "Account 3"
    hub.later()
    assert not hub.run("crm").problems
    assert "D3" in {line[0] for line in hub.lines()}
