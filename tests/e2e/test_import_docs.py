"""The guide to importing says what is so: its files are written, its commands run, its tables compared."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

from data.imports import KINDS

ROOT = Path(__file__).resolve().parents[2]
GUIDE = (ROOT / "docs" / "import.md").read_text(encoding="utf-8")
BLOCK = re.compile(r"^```(\w+) ?([^\n]*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def said(folder: Path, home: Path, command: str) -> str:
    """What a command of the guide prints: remarks first, then the result; paths as in the guide."""
    words = command.removeprefix("$ main.py ").split()
    done = subprocess.run(
        [sys.executable, str(ROOT / "main.py"), "--home", str(home), "--lang", "en", *words],
        cwd=folder,
        capture_output=True,
        encoding="utf-8",
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        check=True,
    )
    return done.stderr + done.stdout


def test_the_guides_examples_do_what_it_says(tmp_path: Path) -> None:
    folder, home = tmp_path / "files", tmp_path / "home"
    folder.mkdir()
    for kind, about, content in BLOCK.findall(GUIDE):
        if kind in ("csv", "toml"):
            name, *encoding = about.split()
            (folder / name).write_text(content, encoding=encoding[0] if encoding else "utf-8")
            continue
        printed = ""
        for command in re.findall(r"^\$ main\.py .*$", content, re.MULTILINE):
            printed += f"{command}\n{said(folder, home, command)}"

        assert printed == content


def test_the_guide_lists_every_field_and_which_are_needed() -> None:
    for kind in KINDS.values():
        fields = ", ".join(f"**{field.name}**" if field.required else field.name for field in kind.fields)

        assert f"| {kind.name} | {fields} |" in GUIDE
