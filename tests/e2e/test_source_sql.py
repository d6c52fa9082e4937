"""A SQL database feeds the hub by a query for each kind: all of it, what changed since, or page by page."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from hub import sources
from hub.sources import SourceRefused, SourceUnreachable
from tests.builders.postgres import Server
from tests.builders.sources import NOW, Fed, fed

WHOLE = """
name = "erp"
type = "sql"
url = "sqlite:///{db}"
zone = "UTC"

[[kind]]
kind = "customers"
query = "SELECT id, no, name, mail, kind FROM client ORDER BY no"
key = "id"
[kind.columns]
customer = "no"
name = "name"
email = "mail"
kind = "kind"
[kind.values.kind]
F = "organisation"
P = "person"
"""
SINCE = WHOLE.replace(
    "SELECT id, no, name, mail, kind FROM client ORDER BY no",
    "SELECT * FROM client WHERE changed_at >= :since AND id > :after ORDER BY id LIMIT :page",
).replace('key = "id"', 'key = "id"\nids = "SELECT id FROM client"\npage = 2\noverlap_s = 60')


@pytest.fixture
def erp(tmp_path: Path) -> Iterator[Fed]:
    made = fed(tmp_path)
    with closing(sqlite3.connect(tmp_path / "erp.db")) as db, db:
        db.execute(
            "CREATE TABLE client (id INTEGER PRIMARY KEY, no TEXT, name TEXT, mail TEXT, kind TEXT,"
            " changed_at TEXT)"
        )
    for n in range(1, 6):
        change(
            made,
            "INSERT INTO client VALUES (?, ?, ?, ?, 'P', ?)",
            n,
            f"K{n}",
            f"Customer {n}",
            f"k{n}@x.example",
        )
    yield made
    made.db.close()


def change(erp: Fed, sql: str, *values: object) -> None:
    """Change the source, with the time of the change as the last value."""
    at = datetime.fromtimestamp(erp.now / 1000, UTC).strftime("%Y-%m-%d %H:%M:%S.%f")
    with closing(sqlite3.connect(erp.folder / "erp.db")) as db, db:
        db.execute(sql, (*values, at) if "?" in sql else values)


def source(erp: Fed, text: str) -> None:
    erp.add(text.replace("{db}", str(erp.folder / "erp.db")))


def test_all_that_a_query_gives_is_taken_and_what_is_gone_goes(erp: Fed) -> None:
    source(erp, WHOLE.replace('key = "id"\n', ""))
    first = erp.run("erp")
    erp.later()
    change(erp, "DELETE FROM client WHERE no = 'K2'")
    change(erp, "UPDATE client SET kind = 'F' WHERE no = 'K3'")
    second = erp.run("erp")

    assert first.kinds["customers"].create == 5
    assert (second.kinds["customers"].update, second.kinds["customers"].delete) == (1, 1)
    assert second.kinds["customers"].unchanged == 3
    assert ("K3", "organisation") in erp.rows("customers", "external_id", "kind")
    assert "K2" not in erp.customers()


def test_what_has_changed_is_asked_for_page_by_page_and_what_is_gone_by_ids(erp: Fed) -> None:
    source(erp, SINCE)
    erp.run("erp")
    erp.later()
    change(erp, "UPDATE client SET name = 'Customer three', changed_at = ?2 WHERE no = ?1", "K3")
    change(erp, "DELETE FROM client WHERE no = 'K5'")
    second = erp.run("erp").kinds["customers"]
    seq = erp.seq
    third = erp.run("erp").kinds["customers"]

    assert (second.create, second.update, second.delete) == (0, 1, 1)
    assert erp.customers()["K3"] == "Customer three"
    assert (third.update, third.delete) == (0, 0)
    assert erp.seq == seq


def test_a_run_that_is_cut_off_between_pages_goes_on_with_the_next_one(erp: Fed) -> None:
    source(erp, SINCE)

    class CutOff(Exception):
        pass

    def cut_off(_: str) -> None:
        raise CutOff

    with pytest.raises(CutOff):
        sources.run(erp.db, erp.team, "erp", now=erp.now, note=cut_off)
    some = len(erp.customers())
    rest = erp.run("erp").kinds["customers"]

    assert some == 2
    assert (rest.create, rest.unchanged, rest.delete) == (3, 0, 0)
    assert len(erp.customers()) == 5
    with erp.db.reading() as tx:
        told = [row[0] for row in tx.rows("SELECT detail FROM audit WHERE action = 'source.run' ORDER BY id")]
    assert any("It was cut off." in one for one in told)


def test_a_number_that_the_source_changes_leaves_the_customer_the_same(erp: Fed) -> None:
    source(erp, SINCE)
    erp.run("erp")
    before = dict(erp.rows("customers", "external_id", "id"))
    erp.later()
    change(erp, "UPDATE client SET no = 'K-0004', changed_at = ?2 WHERE id = ?1", 4)
    erp.run("erp")

    after = dict(erp.rows("customers", "external_id", "id"))
    assert after["K-0004"] == before["K4"]
    assert "K4" not in after


def test_a_column_may_say_what_is_deleted(erp: Fed) -> None:
    text = WHOLE.replace("SELECT id, no, name, mail, kind", "SELECT *, no = 'K1' AS dead")
    source(erp, text.replace('key = "id"', 'key = "id"\ndelete = "dead"'))
    erp.run("erp")

    assert sorted(erp.customers()) == ["K2", "K3", "K4", "K5"]


def test_a_query_that_is_wrong_or_a_database_that_is_away_is_said(erp: Fed) -> None:
    source(erp, WHOLE.replace("FROM client", "FROM clients"))
    with pytest.raises(SourceUnreachable, match="no such table"):
        erp.run("erp")
    source(erp, WHOLE.replace('customer = "no"', 'customer = "number"'))
    with pytest.raises(SourceRefused, match="no column number"):
        erp.run("erp")

    assert erp.customers() == {}
    with erp.db.reading() as tx:
        details = [row[0] for row in tx.rows("SELECT detail FROM audit WHERE action = 'source.run'")]
    assert any("no such table" in detail for detail in details)


def test_the_secret_of_a_source_is_not_in_the_hub(erp: Fed, monkeypatch: pytest.MonkeyPatch) -> None:
    text = WHOLE.replace('url = "sqlite:///{db}"', 'url_env = "ERP_URL"')
    monkeypatch.setenv("ERP_URL", f"sqlite:///{erp.folder / 'erp.db'}")
    source(erp, text)
    erp.run("erp")
    monkeypatch.delenv("ERP_URL")

    with pytest.raises(SourceRefused, match="ERP_URL is not set"):
        erp.run("erp")
    assert len(erp.customers()) == 5
    assert "erp.db" not in erp.rows("source", "definition")[0][0]


def test_customers_are_where_their_owner_is(erp: Fed) -> None:
    from hub import people

    people.add(erp.db, people.office(erp.team), "Lin Yue", "rep", erp.now, territories=("North",))
    source(erp, WHOLE.replace('kind = "kind"', 'kind = "kind"\nowner = "rep"').replace(
        "SELECT id, no, name, mail, kind FROM", "SELECT *, CASE id WHEN 1 THEN 'Lin Yue' END AS rep FROM"
    ))  # fmt: skip
    erp.run("erp")

    assert ("K1", "territory:North") in erp.rows("customers", "external_id", "scope")
    assert ("K2", "office") in erp.rows("customers", "external_id", "scope")


@pytest.mark.xdist_group("postgres")
def test_a_postgresql_feeds_the_hub_alike(
    postgres: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = postgres.create()
    with postgres.connect(name) as db:
        db.execute("CREATE TABLE client (id bigint, no text, name text, changed_at timestamp)")
        db.execute(
            "INSERT INTO client SELECT n, 'K' || n, 'Customer ' || n, %s FROM generate_series(1, 7) n",
            [datetime.fromtimestamp(NOW / 1000, UTC).replace(tzinfo=None)],
        )
    monkeypatch.setenv("ERP_URL", postgres.url(name))
    hub = fed(tmp_path)
    text = SINCE.replace('url = "sqlite:///{db}"', 'url_env = "ERP_URL"')
    hub.add(text.replace('email = "mail"\nkind = "kind"\n', ""))
    hub.run("erp")
    hub.later()
    with postgres.connect(name) as db:
        later = datetime.fromtimestamp(hub.now / 1000, UTC).replace(tzinfo=None)
        db.execute("UPDATE client SET name = 'Seven', changed_at = %s WHERE id = 7", [later])
        db.execute("DELETE FROM client WHERE id = 3")
    report = hub.run("erp")

    assert (report.kinds["customers"].update, report.kinds["customers"].delete) == (1, 1)
    assert hub.customers()["K7"] == "Seven"
    assert "K3" not in hub.customers()
    hub.db.close()
    postgres.drop(name)
