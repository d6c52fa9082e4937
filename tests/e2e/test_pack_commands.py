"""`publish` and `pack` as people and scripts run them."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from data.resources import resource

ROOT = Path(__file__).resolve().parents[2]


def run(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "main.py", *map(str, arguments)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, encoding="utf-8", check=False)


def test_a_file_is_published_packed_and_taken_in_by_another_home(tmp_path: Path) -> None:
    path = tmp_path / "en" / "objections" / "too-expensive.md"
    path.parent.mkdir(parents=True)
    text = resource("content", "en", "objections", path.name).read_text(encoding="utf-8")
    path.write_text(text.replace("Either the sum", "Or the sum"), encoding="utf-8")
    ours, theirs, pack = tmp_path / "ours", tmp_path / "theirs", tmp_path / "team.rapport-pack"

    published = run("--home", ours, "--json", "publish", path, "--remark", "shorter")
    signer = json.loads(run("--home", ours, "--json", "pack", "export", pack).stdout)["signer"]
    tried = run("--home", theirs, "pack", "import", pack, "--dry-run")
    refused = run("--home", theirs, "pack", "import", pack)
    taken = json.loads(run("--home", theirs, "--json", "pack", "import", pack, "--trust", signer).stdout)

    assert json.loads(published.stdout)["published"][0]["version"] == 2
    assert (tried.returncode, tried.stderr.splitlines()[-1]) == (0, "Nothing was written.")
    assert (refused.returncode, signer in refused.stderr) == (1, True)
    assert [one["change"] for one in taken["changes"]] == ["changed"]
    assert taken["written"] is True


def test_a_file_that_lies_elsewhere_is_not_published(tmp_path: Path) -> None:
    path = tmp_path / "card.md"
    path.write_text("+++", encoding="utf-8")

    done = run("--home", tmp_path / "home", "publish", path)

    assert done.returncode == 1
    assert "has no place in a playbook" in done.stderr
