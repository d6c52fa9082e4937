"""`main.py quote suggest CUSTOMER [--quote QUOTE]`: the recommended quote, its curve, and what it was learned
from.
"""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from decimal import Decimal
from typing import TYPE_CHECKING

from commands.context import Context

if TYPE_CHECKING:
    from sales.quote_document import Quote
    from sales.recommendation import Recommendation, Stand
    from sales.winning import Tested, WinState
    from sales.words import Words

SUMMARY = "The recommended quote for a customer: expected margin by discount, from the team's own quotes."
HEADER = ("rep_discount_bp", "chance", "low", "high", "margin", "expected_margin")
HIDDEN = ("expected_low", "expected_high")  # from the table, which has the chances' bounds


def add(jobs: argparse._SubParsersAction[argparse.ArgumentParser], common: argparse.ArgumentParser) -> None:
    """Put the command among those of `quote`."""
    parser = jobs.add_parser("suggest", help=SUMMARY, description=SUMMARY, parents=[common], add_help=False)
    parser.add_argument("customer", metavar="CUSTOMER")
    parser.add_argument(
        "--quote",
        metavar="QUOTE",
        help="one of theirs by number or id, else their draft, else the last order",
    )
    parser.add_argument("--as-of", metavar="DATE", help="as if it were the end of that day")
    parser.set_defaults(job=_suggest)


def _suggest(desk: Context, args: argparse.Namespace) -> int:
    from data.history import customer
    from data.quote_history import draft, history, last_order_again
    from data.quotes import kept
    from data.sync.lease import check_reading
    from insight.recommended_quote import recommend
    from insight.winning import learn

    db, now = desk.store.read(), desk.moment(args.as_of)
    check_reading(db)
    who = customer(db, args.customer)
    version_id = _version(desk, who.id, args.quote, now)
    of = kept(db, version_id, now, desk.words) if version_id else None
    quote = of.version.quote if of else last_order_again(db, who.id, now, desk.words)
    judged = draft(db, who.id, quote, now, desk.words, of.version if of else None)
    found = recommend(learn(history(db, now)), judged)
    names = {key: line.name for key, line in of.particulars.lines.items()} if of else {}
    if desk.json:
        desk.give(_document(found, quote, names, desk.words))
    else:
        _print(desk, found, names)
    return 0


def _version(desk: Context, customer_id: str, quote: str | None, now: int) -> str | None:
    """The version that is meant: the one that is named, else the customer's newest draft that has lines."""
    from data.quote_list import of_customer
    from data.quotes import by_number, kept
    from sales.errors import RuleBroken
    from sales.quote_states import EDITABLE

    db = desk.store.read()
    if quote is not None:
        version_id = by_number(db, quote)
        if kept(db, version_id, now, desk.words).customer_id != customer_id:
            raise RuleBroken("{quote} is not a quote of this customer.", "Name one of theirs.", quote=quote)
        return version_id
    for one in of_customer(db, customer_id, now):
        if one.state in EDITABLE and kept(db, one.version_id, now, desk.words).version.quote.lines:
            return one.version_id
    return None


def _document(
    found: Recommendation, quote: Quote, names: Mapping[str, str], words: Words
) -> dict[str, object]:
    from sales.quote_pricing import price
    from sales.quote_reply import reply
    from sales.recommendation import told

    reasons = [told(one, names, found.currency, words) for one in found.reasons]
    best = found.quote or quote if found.best else None
    return {
        "model": _state(found.state, words),
        "now": _stand(found.now, found.decimals),
        "best": _stand(found.best, found.decimals) if found.best else None,
        "changes": found.quote is not None,
        "sure": round(found.sure, 3),
        "reasons": [{"title": one.title, "evidence": one.evidence} for one in reasons],
        "curve": [_stand(one, found.decimals) for one in found.curve],
        "quote": reply(price(best), words) if best else None,
    }


def _stand(stand: Stand, decimals: int) -> dict[str, object]:
    known = stand.margin is not None
    return {
        "rep_discount_bp": stand.given_bp,
        "chance": round(stand.chance, 4),
        "chance_low": round(stand.low, 4),
        "chance_high": round(stand.high, 4),
        "margin": _amount(stand.margin, decimals) if stand.margin is not None else None,
        "expected_margin": _amount(stand.expected(), decimals) if known else None,
        "expected_low": _amount(stand.expected(stand.low), decimals) if known else None,
        "expected_high": _amount(stand.expected(stand.high), decimals) if known else None,
    }


def _amount(amount: Decimal, decimals: int) -> str:
    from sales.rounding import Rounding

    return f"{Rounding(decimals=decimals).amount(amount):f}"


def _state(state: WinState, words: Words) -> dict[str, object]:
    from sales.recommendation import stated

    return {
        "state": state.kind,
        "sentence": stated(state, words),
        "quotes": state.n,
        "won": state.won,
        "base_rate": round(state.base, 4),
        "first": words.moment(state.first_at).date().isoformat() if state.n else None,
        "last": words.moment(state.last_at).date().isoformat() if state.n else None,
        "tested": _tested(state.tested) if state.tested else None,
    }


def _tested(tested: Tested) -> dict[str, object]:
    return {
        "kind": tested.kind,
        "quotes": tested.n,
        "won": tested.won,
        "auc": round(tested.auc, 4),
        "z": round(tested.z, 2),
        "brier": round(tested.brier, 4),
        "brier_of_base_rate": round(tested.base_brier, 4),
        "calibration": [
            {"foretold": round(one.foretold, 4), "came": round(one.came, 4), "quotes": one.n}
            for one in tested.bins
        ],
    }


def _print(desk: Context, found: Recommendation, names: Mapping[str, str]) -> None:
    from sales.recommendation import told

    state = _state(found.state, desk.words)
    desk.note(str(state["sentence"]))
    shown = found.curve or (found.now,)
    desk.table(
        HEADER,
        (
            tuple(value for key, value in _stand(one, found.decimals).items() if key not in HIDDEN)
            for one in shown
        ),
    )
    for one in found.reasons:
        reason = told(one, names, found.currency, desk.words)
        print(f"{reason.title}: {reason.evidence}")
