"""The tour shows every page and what lies over them."""

from __future__ import annotations

from pathlib import Path

from desktop.page import entries
from desktop.tour import shoot


def test_every_page_and_what_lies_over_them_is_pictured(qapp: object, home: Path, tmp_path: Path) -> None:
    made = [path.stem for path in shoot(home / "rapport.db", tmp_path / "out", "light", "en", (1024, 700))]

    wanted = [entry.name for entry in entries()] + ["palette", "palette-found", "keys", "where-the-data-is"]
    wanted += ["connect"]
    assert {f"{name}-light-en-1024" for name in wanted} <= set(made)
    assert all((tmp_path / "out" / f"{name}.png").stat().st_size > 1000 for name in made)


def test_an_empty_folder_is_pictured_as_its_first_run(qapp: object, tmp_path: Path) -> None:
    made = list(shoot(tmp_path / "new" / "rapport.db", tmp_path / "out", "dark", "zh_CN", (1440, 900)))

    assert [path.name for path in made] == ["first-run-dark-zh_CN-1440.png"]
