"""`main.py ask TEXT`: the answer to a question, in the words of its sources, or none."""

from __future__ import annotations

import argparse
from dataclasses import asdict

from commands.context import Context

SUMMARY = "Answer a question from product data, policies, common questions and cards, quoting the source."


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("text")
    parser.add_argument("--customer", help="whose prices and benefits count; left out: nobody in particular")


def run(desk: Context, args: argparse.Namespace) -> int:
    from data.ask import ask

    answer = ask(desk.store.read(), args.text, desk.words, desk.now, args.customer)
    if desk.json:
        if answer is None:
            desk.give({"answer": None})
        else:
            sources = [asdict(source) for source in answer.sources]
            desk.give({"answer": answer.text, "sources": sources, "confidence": answer.confidence})
        return 0
    if answer is None:
        desk.note(desk.words("Nothing answers that."))
        return 0
    print(answer.text)
    for source in answer.sources:
        print(f"  {source.title}" + (f": {source.section}" if source.section else ""))
    return 0
