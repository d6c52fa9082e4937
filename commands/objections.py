"""`main.py objections TEXT`: the cards about what a customer says, in whatever words, and what to answer."""

from __future__ import annotations

import argparse

from commands.context import Context
from sales.handbook import FilledCard, RankedCard
from sales.track_filling import plain

SUMMARY = "Find the objection that is meant by what a customer says, and what to answer."


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("text")
    parser.add_argument("--customer", help="whom to answer; left out: nobody in particular")
    parser.add_argument("--product", help="what it is about; left out: what they bought or looked at")
    parser.add_argument("--limit", type=int, default=8)


def run(desk: Context, args: argparse.Namespace) -> int:
    from data.objections import objection_search

    found = objection_search(
        desk.store.read(), args.text, desk.words, desk.now, args.customer, args.product, args.limit
    )
    if desk.json:
        desk.give({"cards": [_document(one) for one in found]})
        return 0
    if not found:
        desk.note(desk.words("No card is about {text}.", text=args.text))
    desk.table(("id", "title", "answer"), ((one.card.id, one.card.title, _answer(one.card)) for one in found))
    return 0


def _document(one: RankedCard) -> dict[str, object]:
    return {
        "id": one.card.id,
        "theme": one.card.theme,
        "title": one.card.title,
        "score": round(one.score, 4),
        "answer": _answer(one.card),
        "because": one.because,
    }


def _answer(card: FilledCard) -> str:
    """What to say: acknowledge, then respond."""
    return " ".join(plain(line) for line in (*card.acknowledge, *card.responses[0].say))
