"""`quote price` without a team: what it prints for programs and for people, and how it says what is wrong."""

from __future__ import annotations

import io
import json
import sys
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from main import main
from sales.quote_reading import quote_of
from tests.builders.quotes import EXAMPLE


@pytest.fixture
def price(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Any:
    """Runs the command on a document; gives its exit code, what it printed and what it remarked."""

    def run(document: object, *options: str) -> tuple[int, str, str]:
        file = tmp_path / "quote.json"
        file.write_text(json.dumps(document), encoding="utf-8")
        code = main(["--home", str(tmp_path / "home"), *options, "quote", "price", str(file)])
        return code, *capsys.readouterr()

    return run


def test_the_reply_has_every_figure_and_the_way_to_it(price: Any) -> None:
    code, printed, _ = price(EXAMPLE, "--json")

    reply = json.loads(printed)
    first = reply["lines"][0]
    assert code == 0
    assert (first["unit_net"], first["net"], first["margin_bp"]) == ("38.1501", "915.60", 2189)
    assert reply["subtotal"] == "1325.50"
    assert reply["header_allocation"] == ["34.54", "11.69", "3.77"]
    assert reply["tax_by_rate"] == [
        {"tax_bp": 1900, "base": "1179.37", "tax": "224.08"},
        {"tax_bp": 700, "base": "96.13", "tax": "6.73"},
    ]
    assert (reply["rounding"], reply["total"]) == ("0.00", "1506.31")
    assert reply["verdict"] == {"state": "needs approval", "role": "manager"}
    floor = next(check for check in reply["checks"] if (check["rule"], check["line"]) == ("M-2", 0))
    assert (floor["passed"], floor["lowest_price"]) == (False, "38.21")


def test_every_step_names_its_rule_and_leads_to_the_next(price: Any) -> None:
    trace = json.loads(price(EXAMPLE, "--json")[1])["trace"]

    first = [step for step in trace if step["line"] == 0]
    assert [step["step"] for step in first] == ["list", "tier", "volume", "rep", "line_amount"]
    assert [step["output"] for step in first] == ["1164.00", "1070.88", "963.792", "915.6024", "915.60"]
    assert [step["unit"] for step in first[:4]] == ["48.50", "44.62", "40.158", "38.1501"]
    assert all(after["inputs"]["amount"] == step["output"] for step, after in pairwise(first))
    assert all(step["rule"] and "version" in step for step in trace)
    assert (trace[-1]["step"], trace[-1]["output"]) == ("total", "1506.31")


def test_people_get_a_table_the_totals_and_what_to_mind(price: Any) -> None:
    code, printed, remarked = price(EXAMPLE)

    assert code == 0
    assert printed.splitlines()[:2] == [
        "line\tproduct\tqty\tunit_net\tnet\tmargin_bp",
        "1\tA\t24\t38.1501\t915.60\t2189",
    ]
    assert "Total 1506.31 EUR" in printed
    assert "Line 1: the margin of 21.89% is under the floor of 22.00%" in remarked


def test_in_chinese_too(price: Any) -> None:
    _, printed, remarked = price(EXAMPLE, "--lang", "zh_CN")

    assert "税率 19%，计税金额 1179.37，税额 224.08" in printed
    assert "第 1 行：毛利率 21.89%，低于下限 22.00%（规则 M-2 v1）。" in remarked


def test_what_is_wrong_is_one_sentence_a_field_and_nothing_is_priced(price: Any) -> None:
    wrong = {**EXAMPLE, "currency": "EUX", "header_discount": "-1"}

    code, printed, remarked = price(wrong, "--json")

    assert code == 1
    assert [fault["field"] for fault in json.loads(printed)["faults"]] == ["currency", "header_discount"]
    assert remarked.splitlines() == [
        "currency: EUX is not a currency; write its three letters, such as EUR.",
        "header_discount: -1 is below zero.",
    ]


def test_a_price_that_is_missing_is_said_at_its_field(price: Any) -> None:
    code, _, remarked = price({"currency": "CNY", "lines": [{"product": "AP-600", "qty": 1}]})

    assert (code, remarked) == (1, "lines[0].list: This is missing.\n")


def test_a_document_may_come_by_standard_input(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    typed = io.TextIOWrapper(io.BytesIO(b"\xef\xbb\xbf" + json.dumps(EXAMPLE).encode()))
    monkeypatch.setattr(sys, "stdin", typed)

    code = main(["--home", str(tmp_path), "quote", "price", "-", "--json"])

    assert code == 0
    assert json.loads(capsys.readouterr().out)["total"] == "1506.31"


@pytest.mark.parametrize("content", [None, b"\xff\xfe\x00"])
def test_a_file_that_cannot_be_read_is_named(
    content: bytes | None, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "quote.json"
    if content is not None:
        file.write_bytes(content)

    code = main(["--home", str(tmp_path), "quote", "price", str(file)])

    assert code == 1
    assert f"The quote could not be read from {file}" in capsys.readouterr().err


def test_no_store_is_made_for_pricing(price: Any, tmp_path: Path) -> None:
    price(EXAMPLE)

    assert not (tmp_path / "home").exists()


def test_a_bundle_names_what_its_parts_come_to(price: Any) -> None:
    parts = [
        {"product": name, "list": at, "tax_bp": 1900}
        for name, at in (("x", "400"), ("y", "150"), ("z", "70"))
    ]
    bundle = {"product": "SET", "qty": 1, "parts": parts, "discounts": [{"kind": "bundle", "price": "500"}]}

    reply = json.loads(price({"currency": "EUR", "lines": [bundle]}, "--json")[1])

    assert [part["net"] for part in reply["lines"][0]["parts"]] == ["322.58", "120.97", "56.45"]
    assert quote_of(reply) == quote_of({"currency": "EUR", "lines": [bundle]})


def test_the_example_of_the_docs_is_what_comes_out(price: Any) -> None:
    text = (Path(__file__).resolve().parents[2] / "docs" / "quotes.md").read_text(encoding="utf-8")
    asked, told = (json.loads(part.split("```")[0]) for part in text.split("```json\n")[1:3])

    reply = json.loads(price(asked, "--json")[1])

    lines = told.pop("lines")
    assert {name: reply[name] for name in told} == told
    assert [
        {name: line[name] for name in shown} for line, shown in zip(reply["lines"], lines, strict=True)
    ] == lines
