"""Rapport: opens the window, or runs the command it is given."""

from __future__ import annotations

import argparse
import importlib
import logging
import multiprocessing
import os
import sys
from pathlib import Path

from commands import COMMANDS
from commands.context import Context
from sales.errors import SalesError


def main(argv: list[str] | None = None) -> int:
    """Exit code: 0 done, 1 could not (a sentence says what to do), 2 wrong usage."""
    multiprocessing.freeze_support()
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    given = argparse.Namespace(home=_home(), lang=None, json=False)
    arguments = _parser(argv).parse_args(argv, given)
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s")
    context = Context(arguments.home, arguments.lang, arguments.json)
    try:
        if arguments.command is None:
            from desktop.app import open_window

            return open_window(context.home, locale=arguments.lang)
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


def _parser(argv: list[str] | None) -> argparse.ArgumentParser:
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument(
        "--home", type=Path, default=argparse.SUPPRESS, help="the data folder (or RAPPORT_HOME)"
    )
    common.add_argument("--lang", choices=("en", "zh_CN"), default=argparse.SUPPRESS)
    common.add_argument(
        "--json", action="store_true", default=argparse.SUPPRESS, help="one JSON document on stdout"
    )
    parser = argparse.ArgumentParser(prog="main.py", description=__doc__, parents=[common])
    commands = parser.add_subparsers(dest="command", metavar="COMMAND")
    typed = next((word for word in (sys.argv[1:] if argv is None else argv) if word in COMMANDS), None)
    for name, stem in COMMANDS.items():
        if typed in (None, name):  # only the module that is asked for is imported
            module = importlib.import_module(f"commands.{stem}")
            module.arguments(commands.add_parser(name, help=module.SUMMARY, parents=[common]))
    return parser


def _home() -> Path:
    if chosen := os.environ.get("RAPPORT_HOME"):
        return Path(chosen)
    from platformdirs import user_data_path

    return user_data_path("Rapport", appauthor=False)


if __name__ == "__main__":
    sys.exit(main())
