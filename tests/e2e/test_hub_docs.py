"""The guide to the hub says what is so: its commands are run, and print what stands there."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from hub.db import Db
from hub.start import shown
from tests.builders.guide import ROOT, Guide
from tests.builders.postgres import Server

GUIDE = ROOT / "docs" / "hub.md"
POSTGRES = "postgresql://rapport@db.example.com/rapport"


@pytest.fixture
def guide(tmp_path: Path) -> Iterator[Guide]:
    followed = Guide(GUIDE.read_text(encoding="utf-8"), tmp_path)
    yield followed
    followed.end()


def test_a_team_of_five_is_set_up_and_looked_after_as_the_guide_says(guide: Guide) -> None:
    followed = 0
    for written, printed in guide.blocks("", "serve"):
        assert printed == written
        followed += 1

    assert followed > 5


@pytest.mark.xdist_group("postgres")
def test_production_on_postgresql_is_as_the_guide_says(
    guide: Guide, postgres: Server, postgres_url: str
) -> None:
    guide.stands_for[POSTGRES] = shown(Db(postgres_url))
    guide.environment["PATH"] = f"{postgres.programs}{os.pathsep}{os.environ['PATH']}"

    [(written, printed)] = guide.blocks("postgres")

    assert printed == written
