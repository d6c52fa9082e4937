"""The recommended quote: the rep discount and the terms at which chance to win x margin is highest.

The engine prices every candidate, and none breaks a rule that the quote would keep without a discount: a line
whose floor is near gets less. How a discount is spread over the lines does not matter otherwise, since
both the margin and the chance know only what was given away in all. Longer terms must raise what is expected
by more than waiting costs, and surely so. Larger quantities and sets are told, never put into the quote: what
a customer wants more of is theirs to say.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import partial

import numpy as np

from insight.win_learners import Array
from insight.winning import Example, Fit, Fitted, opened
from sales.guardrails import LINE, may_pass
from sales.priced_quote import PricedLine, PricedQuote
from sales.quote_building import next_break, with_quantity
from sales.quote_checks import Check, checks, rep_discount
from sales.quote_document import REP, Discount, PercentOff, Quote, QuoteLine
from sales.quote_faults import QuoteRefused
from sales.quote_pricing import price
from sales.recommendation import (
    ApprovalReason,
    BreakReason,
    DiscountReason,
    Draft,
    OfferReason,
    Reason,
    Recommendation,
    Stand,
    Tally,
    TermsReason,
)
from sales.rounding import EXACT, in_bp
from sales.win_features import WinFeatures, features
from sales.winning import WinModel

STEP_BP, COARSE_BP, MANY_LINES = 50, 100, 100
SHOWN_BP = 1_000  # the curve goes that far, or to what is given now
BAND = (10, 90)  # percentiles of the draws
NEAR_BP = 100
FEWEST_LED = 20  # quotes led by a category, for it to be told by itself
COMMON = 8  # quotes with a term, for it to be recommended
WAITING = 0.06  # what waiting for money costs in a year
SURE = 0.95
WORTH_IT = Decimal("1.002")  # a quote that is expected to earn less than that much more is no better
WITHIN = Decimal("1.25")  # a break is near when that much of the quantity reaches it
MOST_OFFERS = 2
Broken = frozenset[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A quote that might be recommended, priced; `chances` by every draw."""

    priced: PricedQuote
    stand: Stand
    chances: Array
    broken: Broken

    @property
    def margin(self) -> Decimal:
        return self.stand.margin or Decimal()


def recommend(model: WinModel, draft: Draft) -> Recommendation:
    """The recommended quote. Without a model, or a cost, only what the quote is now."""
    fitted, priced = opened(model), price(draft.quote)
    rounding = draft.quote.rounding
    bare = partial(Recommendation, model.state, draft.quote.currency, rounding.decimals)
    if fitted.fit is None:
        base = model.state.base
        return bare(Stand(_given(priced), base, base, base, _margin(priced)))
    judge = _Judge(draft, fitted, fitted.fit)
    now = judge.candidate(draft.quote)
    if now.stand.margin is None:
        return bare(now.stand)
    best, curve = _best(judge, now)
    best = _with_terms(judge, best)
    same = best.priced.quote == draft.quote
    return bare(
        now.stand,
        best.stand,
        None if same else best.priced.quote,
        curve,
        tuple(_reasons(judge, now, best)),
        1.0 if same else _sure(best, now),
    )


class _Judge:
    """Prices candidates of one draft and asks the model for their chances."""

    def __init__(self, draft: Draft, fitted: Fitted, fit: Fit) -> None:
        self.draft, self.fit, self.examples = draft, fit, fitted.examples
        self._known = fitted.past.known(draft.customer_id, draft.rep_id, draft.orders, draft.at)

    def candidate(self, quote: Quote) -> Candidate:
        priced = price(quote)
        row = self.row(priced)
        chances = self.fit.drawn([row])[:, 0]
        low, high = np.percentile(chances, BAND)
        chance = float(self.fit.chance([row])[0])
        stand = Stand(
            _given(priced), chance, min(float(low), chance), max(float(high), chance), _margin(priced)
        )
        return Candidate(priced, stand, chances, _broken(checks(priced), quote.guardrails.role))

    def row(self, priced: PricedQuote) -> WinFeatures:
        draft = self.draft
        return features(priced, self._known, draft.at, draft.version, draft.days_valid, draft.categories)


def _best(judge: _Judge, now: Candidate) -> tuple[Candidate, tuple[Stand, ...]]:
    """The best discount inside the rules, and the curve of the same discount on every line."""
    quote = judge.draft.quote
    step = COARSE_BP if len(quote.lines) > MANY_LINES else STEP_BP
    alike = {
        bp: judge.candidate(_at(quote, dict.fromkeys(_levers(quote), bp)))
        for bp in range(0, max(SHOWN_BP, -(-now.stand.given_bp // step) * step) + 1, step)
    }
    bare = alike[0]
    most = {key: _most(key, alike, bare.broken) for key in _levers(quote)}
    inside = [bare]
    for bp, on_all in alike.items():
        held = {key: min(bp, most[key]) for key in most}
        one = on_all if set(held.values()) == {bp} else judge.candidate(_at(quote, held))
        if one.broken <= bare.broken:
            inside.append(one)
    best = max(inside, key=lambda one: (one.stand.expected(), -one.stand.given_bp))
    if now.broken <= bare.broken and now.stand.expected() * WORTH_IT >= best.stand.expected():
        best = now
    return best, tuple(replace(one.stand, given_bp=bp) for bp, one in alike.items())


def _with_terms(judge: _Judge, best: Candidate) -> Candidate:
    """The same with longer days to pay where that surely pays for waiting; with shorter where a rule asks."""
    quote = best.priced.quote
    if quote.payment_days is None:
        return best
    for days in _terms(judge.examples):
        other = judge.candidate(replace(quote, payment_days=days))
        if not other.broken <= best.broken or days == quote.payment_days:
            continue
        if other.broken < best.broken and days < quote.payment_days:
            return other
        waiting = float(other.priced.goods) * WAITING * (days - quote.payment_days) / 365
        gain = other.chances * float(other.margin) - best.chances * float(best.margin)
        if days > quote.payment_days and float(np.mean(gain - other.chances * waiting > 0)) >= SURE:
            return other
    return best


def _terms(examples: Iterable[Example]) -> list[int]:
    """The days to pay that enough quotes had, the longest first."""
    days = [int(one.row.payment_days) for one in examples]
    return sorted((some for some in set(days) if some and days.count(some) >= COMMON), reverse=True)


def _reasons(judge: _Judge, now: Candidate, best: Candidate) -> Iterator[Reason]:
    """What speaks for the best, the most weighty first."""
    yield _discount(judge, now, best)
    if now.broken and not best.broken:
        yield _approved(now, best)
    yield from _breaks(judge, best)
    yield from _offers(judge, best)
    if best.priced.quote.payment_days is not None:
        yield _term(judge, best)


def _discount(judge: _Judge, now: Candidate, best: Candidate) -> DiscountReason:
    given = {key: in_bp(rep_discount(line)) for key, line in _keyed(best.priced) if key in _levers_of(judge)}
    kept = best.priced.quote.lines == now.priced.quote.lines
    bp = now.stand.given_bp if kept else max(given.values(), default=0)
    led = [one for one in judge.examples if one.row.lead == judge.row(now.priced).lead]
    category = led[0].row.lead if len(led) >= FEWEST_LED else ""
    like = led if category else judge.examples

    def near(of: Candidate) -> Tally:
        middle = judge.row(of.priced).given_bp
        return _tally(one for one in like if abs(one.row.given_bp - middle) <= NEAR_BP)

    return DiscountReason(
        bp=bp,
        now_bp=now.stand.given_bp,
        every=len(given) == len(best.priced.lines) > 1,
        held=() if kept else tuple((key, less) for key, less in given.items() if less < bp),
        chance=best.stand.chance,
        chance_now=now.stand.chance,
        near=near(best),
        near_now=near(now),
        category=category,
    )


def _approved(now: Candidate, best: Candidate) -> ApprovalReason:
    """No approval is needed any more; the line whose floor was broken is named, if one was."""
    lines = dict(_keyed(best.priced))
    for check in checks(now.priced):
        if not check.passed and check.lowest is not None and check.key in lines:
            return ApprovalReason(check.key, lines[check.key].margin)
    return ApprovalReason()


def _breaks(judge: _Judge, best: Candidate) -> Iterator[BreakReason]:
    """The line with a break within reach that raises the margin most."""
    found: list[BreakReason] = []
    quote = best.priced.quote
    for place, line in enumerate(quote.lines):
        step = next_break(line)
        if step is None or step.qty > max(line.qty * WITHIN, line.qty + 1):
            continue
        more = with_quantity(line, step.qty)
        gain = _gain(replace(quote, lines=(*quote.lines[:place], more, *quote.lines[place + 1 :])), best)
        reached = partial(_has, line.product, float(step.qty))
        if gain:
            found.append(BreakReason(line.id, step.qty, gain, _tally(filter(reached, judge.examples))))
    yield from sorted(found, key=lambda one: one.gain)[-1:]


def _has(product: str, qty: float, one: Example) -> bool:
    return any(name == product and some >= qty for name, some in one.lines)


def _offers(judge: _Judge, best: Candidate) -> Iterator[OfferReason]:
    """Sets that raise the margin, at the prices of the quote as it is now."""
    with_sets = _tally(one for one in judge.examples if one.row.bundled > 0)
    now = judge.draft.quote
    given = {key: in_bp(rep_discount(line)) for key, line in _keyed(best.priced) if key in _levers(now)}
    for offer in judge.draft.offers[:MOST_OFFERS]:
        if gain := _gain(_at(offer.quote, given), best):
            yield OfferReason(offer.name, gain, with_sets)


def _gain(quote: Quote, best: Candidate) -> Decimal | None:
    """What another quote earns more; None where it does not, or breaks a rule."""
    try:
        priced = price(quote)
    except QuoteRefused:
        return None
    margin = _margin(priced)
    if margin is None or margin <= best.margin:
        return None
    return margin - best.margin if _broken(checks(priced), quote.guardrails.role) <= best.broken else None


def _term(judge: _Judge, best: Candidate) -> TermsReason:
    days = best.priced.quote.payment_days or 0
    longer = min((some for some in _terms(judge.examples) if some > days), default=None)
    above = [one for one in judge.examples if longer is not None and one.row.payment_days >= longer]
    below = [one for one in judge.examples if one.row.payment_days <= days]
    return TermsReason(days, judge.draft.quote.payment_days or 0, longer, _tally(above), _tally(below))


def _tally(examples: Iterable[Example]) -> Tally:
    won = [one.won for one in examples]
    return Tally(len(won), sum(won))


def _sure(best: Candidate, now: Candidate) -> float:
    gain = best.chances * float(best.margin) - now.chances * float(now.margin)
    return float(np.mean(gain >= 0))


def _most(key: str, alike: Mapping[int, Candidate], bare: Broken) -> int:
    """The largest discount at which a line keeps all the rules that it keeps without one."""
    kept = 0
    for bp, one in alike.items():
        own = {check.rule.id for check in checks(one.priced) if check.key == key and check.rule.scope == LINE}
        if any((rule, key) in one.broken - bare for rule in own):
            break
        kept = bp
    return kept


def _levers_of(judge: _Judge) -> frozenset[str]:
    return _levers(judge.draft.quote)


def _levers(quote: Quote) -> frozenset[str]:
    """The lines whose discount is moved, by their keys: those that have one; all where none has."""
    keyed = {_key(line, place): line for place, line in enumerate(quote.lines)}
    given = {key for key, line in keyed.items() if any(one.kind == REP for one in line.discounts)}
    return frozenset(given or keyed)


def _at(quote: Quote, given: Mapping[str, int]) -> Quote:
    """The quote with these rep discounts, by the keys of lines; other lines stay as they are."""
    lines = tuple(_line_at(line, given.get(_key(line, place))) for place, line in enumerate(quote.lines))
    return replace(quote, lines=lines)


def _line_at(line: QuoteLine, bp: int | None) -> QuoteLine:
    if bp is None:
        return line
    others = tuple(one for one in line.discounts if one.kind != REP)
    return replace(line, discounts=(*others, Discount(REP, PercentOff(bp))) if bp else others)


def _key(line: QuoteLine, place: int) -> str:
    return line.id or f"{line.product}#{place + 1}"


def _keyed(priced: PricedQuote) -> Iterator[tuple[str, PricedLine]]:
    return ((_key(line.line, place), line) for place, line in enumerate(priced.lines))


def _given(priced: PricedQuote) -> int:
    """The rep discount on the lines that have one, as one rate."""
    steps = [step for line in priced.lines for step in line.fall.steps if step.kind == REP]
    before = sum((step.before for step in steps), Decimal())
    after = sum((step.after for step in steps), Decimal())
    return in_bp(1 - after / before) if before else 0


def _margin(priced: PricedQuote) -> Decimal | None:
    """What a quote earns in the currency, without tax and shipping."""
    return None if priced.cost is None else EXACT.subtract(priced.goods, priced.cost)


def _broken(found: Iterable[Check], role: str) -> Broken:
    """The rules that are not kept and that somebody else would have to let pass, with their lines."""
    return frozenset(
        (check.rule.id, check.key)
        for check in found
        if not check.passed and not may_pass(role, check.rule.role)
    )
