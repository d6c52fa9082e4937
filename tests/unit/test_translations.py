"""Every sentence that the code says has its Chinese, with the same fields, in one file only."""

from __future__ import annotations

import ast
import string
import tomllib
from collections.abc import Iterator
from pathlib import Path

from data.resources import resource
from data.settings import SECTIONS, SETTINGS

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("sales", "insight", "data", "hub", "reports", "desktop", "commands")
CATALOGUES = sorted(resource("i18n", "zh_CN").glob("*.toml"))
# How many arguments stand before the sentence of an error; of any other that is one of ours, none.
BEFORE = {"Refused": 2, "_dead": 2, "Later": 1}
SAME = {"A4", "Letter", "English", "简体中文", "PDF", "CSV", "NPS", "CSAT", "CES"}


def catalogue() -> dict[str, str]:
    merged: dict[str, str] = {}
    for path in CATALOGUES:
        merged |= tomllib.loads(path.read_text(encoding="utf-8"))
    return merged


def trees() -> Iterator[tuple[str, ast.Module]]:
    """The code, file by file."""
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            yield str(path.relative_to(ROOT)), ast.parse(path.read_text(encoding="utf-8"))


def errors() -> set[str]:
    """The names of all errors that a person can act on, wherever they are declared."""
    kinds = {
        node.name: {base.id for base in node.bases if isinstance(base, ast.Name)}
        for _, tree in trees()
        for node in ast.walk(tree)
        if isinstance(node, ast.ClassDef)
    }
    found = {"SalesError"}
    while more := {name for name, bases in kinds.items() if bases & found} - found:
        found |= more
    return found | BEFORE.keys()


ERRORS = errors()


def said() -> Iterator[tuple[str, str]]:
    """Every literal sentence that goes through Words, and where."""
    for path, tree in trees():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call):
                for text in _sentences(node):
                    yield text, f"{path}:{node.lineno}"


def _sentences(call: ast.Call) -> Iterator[str]:
    target, first = call.func, 0
    if isinstance(target, ast.Attribute) and target.attr == "count":
        target, first = target.value, 1  # the plural's translation serves both
    name = target.attr if isinstance(target, ast.Attribute) else getattr(target, "id", "")
    spoken = (
        call.args[first : first + 1]
        if name.lstrip("_") == "words"
        else call.args[BEFORE.get(name, 0) :][:2]
        if name in ERRORS
        else []
    )
    parts = [
        part
        for text in spoken
        for part in ((text.body, text.orelse) if isinstance(text, ast.IfExp) else (text,))
    ]
    for part in parts:
        if isinstance(part, ast.Constant) and isinstance(part.value, str):
            yield part.value


def fields(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def test_every_sentence_in_the_code_has_its_chinese() -> None:
    known = catalogue()

    missing = sorted({f"{where}: {text}" for text, where in said() if text not in known and text not in SAME})

    assert not missing, "\n".join(missing)


def test_every_setting_has_its_chinese() -> None:
    known = catalogue()
    texts = {*SECTIONS, *(s.title for s in SETTINGS), *(s.detail for s in SETTINGS)}
    texts |= {words for s in SETTINGS if s.name not in ("currency",) for _, words in s.choices}

    assert sorted(texts - known.keys() - SAME) == []


def test_a_translation_has_the_fields_of_its_sentence() -> None:
    wrong = [english for english, chinese in catalogue().items() if fields(english) != fields(chinese)]

    assert wrong == []


def test_a_sentence_is_translated_in_one_file_only() -> None:
    seen: dict[str, str] = {}
    doubled = []
    for path in CATALOGUES:
        for english in tomllib.loads(path.read_text(encoding="utf-8")):
            if english in seen:
                doubled.append(f"{english}: {seen[english]} and {path.name}")
            seen[english] = path.name

    assert doubled == []
