"""A quote of 500 lines, priced and checked anew after each keystroke in one of them, against a frame.

A frame is 16 ms, so that the totals follow the typing. The peer is the same arithmetic alone, in plain
decimals without steps, parts or checks: what anybody would have to compute. Times are processor time,
so that a busy machine changes little.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from itertools import cycle

from sales.priced_quote import PricedQuote
from sales.quote_checks import advice, checks
from sales.quote_document import (
    CONTRACT,
    REP,
    TIER,
    VOLUME,
    Discount,
    NewPrice,
    PercentOff,
    Quote,
    QuoteLine,
    Reduction,
)
from sales.quote_pricing import price
from sales.rounding import Rounding
from sales.volume_breaks import RANGE, Break, Breaks

LINES, RUNS = 500, 101
FRAME_MS = 16.0
CENT = Decimal("0.01")
BREAKS = Breaks(RANGE, tuple(Break(Decimal(at), bp) for at, bp in ((1, 0), (10, 500), (50, 1000))))
STEPS = (
    Discount(CONTRACT, NewPrice(Decimal("46.20")), "C-118", "2"),
    Discount(TIER, PercentOff(800), "TIER-G", "4"),
    Discount(VOLUME, BREAKS, "V-3", "1"),
    Discount(REP, PercentOff(300), "REP", "2"),
)


def main() -> int:
    """Print the times and their ratio; 1 when a frame is missed."""
    quote, typed = long_quote(), cycle(Decimal(n) for n in (12, 1, 19, 240))
    opened = price(quote)
    ours = middle(lambda: keystroke(opened, next(typed)))
    whole = middle(lambda: checked(price(quote)))
    peer = middle(lambda: bare(quote))
    broken = ours > FRAME_MS
    print(
        f"{LINES} lines priced and checked on a keystroke: {ours:.1f} ms (limit: a frame, {FRAME_MS:.0f} ms)"
    )
    print(f"all of them anew: {whole:.1f} ms; the least arithmetic alone: {peer:.1f} ms")
    return int(broken)


def long_quote() -> Quote:
    """Lines of the worked example's kind, all different, with a header discount and three tax rates."""
    lines = tuple(
        QuoteLine(
            Decimal(4850 + n).scaleb(-2),
            Decimal(n % 90 + 1),
            f"P-{n}",
            Decimal("29.80"),
            (1900, 700, 0)[n % 3],
            STEPS,
        )
        for n in range(LINES)
    )
    return Quote("EUR", lines, Rounding(), header_discount=Reduction(Decimal(50)))


def keystroke(opened: PricedQuote, qty: Decimal) -> object:
    """What the editor does when a quantity has been typed."""
    quote, at = opened.quote, LINES // 2
    changed = replace(quote.lines[at], qty=qty)
    return checked(price(replace(quote, lines=(*quote.lines[:at], changed, *quote.lines[at + 1 :])), opened))


def checked(priced: PricedQuote) -> object:
    """All that is shown beside the lines."""
    return priced.total, priced.margin, checks(priced), list(advice(priced))


def bare(quote: Quote) -> Decimal:
    """The total, computed with nothing kept."""
    nets, bases = [], {1900: Decimal(0), 700: Decimal(0), 0: Decimal(0)}
    for line in quote.lines:
        unit = Decimal("46.20") * Decimal("0.92")
        unit *= Decimal("0.90") if line.qty >= 50 else Decimal("0.95") if line.qty >= 10 else Decimal(1)
        nets.append((unit * Decimal("0.97") * line.qty).quantize(CENT))
    whole = sum(nets)
    for line, net in zip(quote.lines, nets, strict=True):
        bases[line.tax_bp] += net - (50 * net / whole).quantize(CENT)
    return sum((base + (base * rate / 10_000).quantize(CENT) for rate, base in bases.items()), Decimal(0))


def middle(job: Callable[[], object]) -> float:
    """The median time of a job in milliseconds."""
    times = []
    for _ in range(RUNS):
        began = time.process_time()
        job()
        times.append(time.process_time() - began)
    return statistics.median(times) * 1000
