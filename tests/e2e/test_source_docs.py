"""The guide to sources says what is so: its example is run, its files are read, its tables compared."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from hub.sources import definition
from hub.sources.definition import EVERY_FEED, TYPES
from tests.builders.sources import Fed, fed

ROOT = Path(__file__).resolve().parents[2]
GUIDE = (ROOT / "docs" / "sources.md").read_text(encoding="utf-8")
BLOCK = re.compile(r"^```(\w+) ?([^\n]*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def said(hub: Fed, folder: Path, command: str) -> str:
    words = command.removeprefix("$ main.py ").split()
    done = subprocess.run(
        [sys.executable, str(ROOT / "main.py"), *words, "--lang", "en", "--db", hub.db.url],
        cwd=folder,
        capture_output=True,
        encoding="utf-8",
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stderr + done.stdout


@pytest.mark.timeout(600)
def test_the_guides_first_source_does_what_it_says(tmp_path: Path) -> None:
    hub = fed(tmp_path)
    for kind, about, content in BLOCK.findall(GUIDE):
        if kind in ("csv", "toml"):
            path = tmp_path / about
            path.write_text(content.replace("/srv/exports", str(tmp_path)), encoding="utf-8")
            os.utime(path, (path.stat().st_atime, path.stat().st_mtime - 60))
            continue
        for part in content.split("$ main.py ")[1:]:
            command, *lines = part.splitlines()
            printed = said(hub, tmp_path, command)
            for line in lines:
                assert line in printed

    assert hub.customers() == {"K-1001": "Anna Berg", "K-1002": "Ben Ode"}
    assert hub.lines() == [("B-1", "P-1", 2, 2000), ("B-1", "P-2", 1, 2550), ("B-2", "P-1", 1, 900)]
    hub.db.close()


def test_the_guides_files_are_sources() -> None:
    files = {about: content for kind, about, content in BLOCK.findall(GUIDE) if kind == "toml"}

    types = [definition.parsed(content, name).type for name, content in files.items()]

    assert sorted(types) == sorted(TYPES)


def test_the_guide_names_every_key_and_no_other() -> None:
    named = {
        key
        for row in re.findall(r"^\| (`.*?) \|", GUIDE, re.MULTILINE)
        for key in re.findall(r"`([a-z_]+)", row)
    }
    known = {key.rstrip("!") for of_type in TYPES.values() for keys in of_type for key in keys}
    known |= {"name", "type", "currency", "zone", "always", "delete", "most_gone"}

    assert named == known
    assert set(EVERY_FEED) <= known | {"kind", "values", "columns", "format", "skip", "rules"}
