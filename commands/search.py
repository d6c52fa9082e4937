"""`main.py search TEXT`: what the palette finds, in a script."""

from __future__ import annotations

import argparse

from commands.context import Context

SUMMARY = "Find customers, products, notes and what the playbook says; a typo is forgiven."


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("text")
    parser.add_argument("--limit", type=int, default=20)


def run(desk: Context, args: argparse.Namespace) -> int:
    from data.search import find, keep_content

    keep_content(desk.store, desk.words.locale)
    hits = find(desk.store.read(), args.text, args.limit)
    if desk.json:
        fields = ("kind", "id", "title", "snippet", "score")
        desk.give(
            {
                "hits": [
                    dict(zip(fields, (h.kind, h.ref, h.title, h.snippet, h.score), strict=True)) for h in hits
                ]
            }
        )
        return 0
    if not hits:
        desk.note(desk.words("Nothing is called {text}.", text=args.text))
    elif hits[0].repaired:
        desk.note(desk.words("Nothing is called {text}. Shown: what is like it.", text=args.text))
    desk.table(("kind", "title", "snippet"), ((h.kind, h.title, h.snippet) for h in hits))
    return 0
