"""`main.py demo`: the window on the sample team, served by a hub beside it, in a home that is thrown away."""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

from commands.context import Context

SUMMARY = "Open the window on a sample team that an embedded hub serves, in a throw-away home."


def arguments(parser: argparse.ArgumentParser) -> None:
    del parser  # nothing to choose


def run(desk: Context, args: argparse.Namespace) -> int:
    del args
    from desktop.app import open_window

    with tempfile.TemporaryDirectory(prefix="rapport-demo-", ignore_cleanup_errors=True) as folder:
        return open_window(Path(folder), locale=desk.locale, way="demo")
