"""Rapport: opens the window, or runs the command it is given."""

from __future__ import annotations

import argparse
import importlib
import logging
import os
import sys
from pathlib import Path


def main(argv: list[str] | None = None) -> int:
    """Exit code: 0 done, 1 could not (a sentence says what to do), 2 wrong usage."""
    if getattr(sys, "frozen", False):
        from multiprocessing import freeze_support

        freeze_support()
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s")
    given = argparse.Namespace(home=_home(), lang=None, json=False)
    if _options().parse_known_args(argv, given)[1]:
        return _command(argv, given)
    from desktop.app import open_window  # and nothing of the commands: see bench/startup.py

    return open_window(given.home, locale=given.lang)


def _command(argv: list[str] | None, given: argparse.Namespace) -> int:
    from commands import COMMANDS, READING
    from commands.context import Context
    from sales.errors import SalesError

    arguments = _parser(argv).parse_args(argv, given)
    context = Context(arguments.home, arguments.lang, arguments.json, arguments.command in READING)
    try:
        module = importlib.import_module(f"commands.{COMMANDS[arguments.command]}")
        return int(module.run(context, arguments))
    except SalesError as error:
        print(" ".join(filter(None, error.said(context.words_at_hand))), file=sys.stderr)
        return 1
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except KeyboardInterrupt:
        return 130


def _options() -> argparse.ArgumentParser:
    options = argparse.ArgumentParser(prog="main.py", add_help=False, argument_default=argparse.SUPPRESS)
    options.add_argument("--home", type=Path, help="the data folder (or RAPPORT_HOME)")
    options.add_argument("--lang", choices=("en", "zh_CN"))
    options.add_argument("--json", action="store_true", help="one JSON document on stdout")
    return options


def _parser(argv: list[str] | None) -> argparse.ArgumentParser:
    from commands import COMMANDS

    options = _options()
    parser = argparse.ArgumentParser(prog="main.py", description=__doc__, parents=[options])
    parsers = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)
    typed = COMMANDS.keys() & set(sys.argv[1:] if argv is None else argv)
    for name, stem in COMMANDS.items():
        if not typed or name in typed:  # only a module that may be asked for is imported
            module = importlib.import_module(f"commands.{stem}")
            module.arguments(parsers.add_parser(name, help=module.SUMMARY, parents=[options]))
    return parser


def _home() -> Path:
    from platformdirs import user_data_path

    return Path(os.environ.get("RAPPORT_HOME") or user_data_path("Rapport", appauthor=False))


if __name__ == "__main__":
    sys.exit(main())
