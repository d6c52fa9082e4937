"""The recommended quote: what was found, and its reasons as values and as sentences.

A `Stand` is a quote with what is expected of it: the chance that it is won times the margin it would earn.
Every reason holds the evidence that its sentence tells, so that a sentence can be checked against the quotes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from sales.currencies import decimals_of
from sales.quote_document import Quote
from sales.win_features import PastOrder
from sales.winning import LEARNED, WinState
from sales.words import Words

HARDLY = 0.03  # chances nearer than this are told as hardly different
FEWEST_TOLD = 5  # quotes of which it is told how many were won


@dataclass(frozen=True, slots=True)
class Offer:
    """Something that may be offered besides: the quote as it would be with it."""

    name: str
    quote: Quote


@dataclass(frozen=True, slots=True)
class Draft:
    """A quote that is not issued yet, and what a model is told of it. Costs are in the quote."""

    quote: Quote
    customer_id: str
    rep_id: str
    at: int
    version: int = 1
    days_valid: int = 20
    orders: tuple[PastOrder, ...] = ()
    categories: Mapping[str, str] = field(default_factory=dict)
    offers: tuple[Offer, ...] = ()


@dataclass(frozen=True, slots=True)
class Stand:
    """`given_bp`: the rep discount on the lines that have one. `margin` None: a cost is not known.

    `low` and `high` hold the middle 80 % of what the chance may be.
    """

    given_bp: int
    chance: float
    low: float
    high: float
    margin: Decimal | None

    def expected(self, chance: float | None = None) -> Decimal:
        """The margin times the chance, or times another."""
        share = Decimal(str(round(self.chance if chance is None else chance, 6)))
        return share * (self.margin or Decimal())


@dataclass(frozen=True, slots=True)
class Tally:
    """How many quotes there were, and how many of them were won."""

    n: int
    won: int


@dataclass(frozen=True, slots=True)
class DiscountReason:
    """The discount on every line that may have one, and lower ones, by line, where a rule holds them down.

    The tallies are of quotes within a percent of either discount, those led by `category` where it is named.
    """

    bp: int
    now_bp: int
    every: bool
    held: tuple[tuple[str, int], ...]
    chance: float
    chance_now: float
    near: Tally
    near_now: Tally
    category: str = ""


@dataclass(frozen=True, slots=True)
class ApprovalReason:
    """No approval is needed any more; `line` names the one whose margin is then `margin`."""

    line: str = ""
    margin: Decimal | None = None


@dataclass(frozen=True, slots=True)
class BreakReason:
    """A few more of a line reach the next break, and the margin rises by `gain`."""

    line: str
    qty: Decimal
    gain: Decimal
    tally: Tally


@dataclass(frozen=True, slots=True)
class OfferReason:
    """A set that raises the margin by `gain`; the tally is of quotes with a set in them."""

    name: str
    gain: Decimal
    tally: Tally


@dataclass(frozen=True, slots=True)
class TermsReason:
    """The days to pay that are recommended, and how quotes with `longer` days and more did."""

    days: int
    now_days: int
    longer: int | None
    tally: Tally
    shorter: Tally


Reason = DiscountReason | ApprovalReason | BreakReason | OfferReason | TermsReason


@dataclass(frozen=True, slots=True)
class Recommendation:
    """`best` is None where nothing can be recommended: there is no model, or a cost is not known.

    `quote` is the recommended one; None where that is the quote as it is. `curve`: the quote at one discount
    after the other. `sure`: in which share of the draws it is at least as good as what is there now.
    """

    state: WinState
    currency: str
    decimals: int
    now: Stand
    best: Stand | None = None
    quote: Quote | None = None
    curve: tuple[Stand, ...] = ()
    reasons: tuple[Reason, ...] = ()
    sure: float = 0.0


@dataclass(frozen=True, slots=True)
class Told:
    """A reason in words: what to do, and the evidence."""

    title: str
    evidence: str


def told(reason: Reason, names: Mapping[str, str], currency: str, words: Words) -> Told:
    """A reason in the reader's language; `names` of the lines by their ids."""
    match reason:
        case DiscountReason():
            return _discount(reason, names, words)
        case ApprovalReason():
            return _approval(reason, names, words)
        case BreakReason():
            title = words("Offer {n} × {line}", n=f"{reason.qty:f}", line=names.get(reason.line, reason.line))
            return Told(title, _gains(reason.gain, reason.tally, currency, words))
        case OfferReason():
            return Told(
                words("Offer {name}", name=reason.name), _gains(reason.gain, reason.tally, currency, words)
            )
        case TermsReason():
            return _terms(reason, words)


def stated(state: WinState, words: Words) -> str:
    """Where a recommendation comes from, or why there is none, in a sentence."""
    if state.kind == LEARNED:
        return words.count("from {n} of our own quotes", "from {n} of our own quotes", state.n)
    if state.kind == "thin":
        return words.count(
            "{n} quote has run its course so far: too few to learn from.",
            "{n} quotes have run their course so far: too few to learn from.",
            state.n,
        )
    return words.count(
        "{n} quotes do not tell won ones from lost ones: no signal, so nothing is recommended.",
        "{n} quotes do not tell won ones from lost ones: no signal, so nothing is recommended.",
        state.n,
    )


def bp_percent(bp: int, words: Words) -> str:
    """Basis points to a tenth of a percent: 3%, 4.1%."""
    return words.percent(Decimal(bp).scaleb(-4), 1 if bp % 100 else 0)


def _discount(reason: DiscountReason, names: Mapping[str, str], words: Words) -> Told:
    share = bp_percent(reason.bp, words)
    if reason.bp == reason.now_bp and not reason.held:
        title = words("Keep the discount as it is")
    elif not reason.bp:
        title = words("No rep discount")
    elif reason.every:
        title = words("{share} on every line", share=share)
    else:
        title = words("{share} on every discounted line", share=share)
    for line, bp in reason.held[:1]:
        held = {"line": names.get(line, line), "less": bp_percent(bp, words)}
        title = words("{title}, {less} on {line}", title=title, **held)
    return Told(title, _chances(reason, words))


def _chances(reason: DiscountReason, words: Words) -> str:
    there, now = words.percent(reason.chance), words.percent(reason.chance_now)
    at, at_now = bp_percent(reason.bp, words), bp_percent(reason.now_bp, words)
    if reason.bp == reason.now_bp:
        return words("The chance to win is {there}", there=there)
    fields = {"there": there, "now": now, "at": at, "at_now": at_now}
    if abs(reason.chance - reason.chance_now) < HARDLY:
        return words("The chance is {there} at {at}, {now} at {at_now}: hardly another", **fields)
    return words("The chance is {there} at {at}, {now} at {at_now}", **fields)


def _approval(reason: ApprovalReason, names: Mapping[str, str], words: Words) -> Told:
    title = words("Then no approval is needed")
    if reason.margin is None:
        return Told(title, words("All rules are kept"))
    margin = words.percent(reason.margin, 2)
    line = names.get(reason.line, reason.line)
    return Told(title, words("{line} at {margin} margin, over the floor", line=line, margin=margin))


def _gains(gain: Decimal, tally: Tally, currency: str, words: Words) -> str:
    more = words.money(int(gain.scaleb(decimals_of(currency))), currency)
    if tally.n < FEWEST_TOLD:
        return words("The margin rises by {more}", more=more)
    return words(
        "The margin rises by {more}; {won} of {n} such quotes were won", more=more, won=tally.won, n=tally.n
    )


def _terms(reason: TermsReason, words: Words) -> Told:
    if reason.days != reason.now_days:
        title = words("Give {n} days to pay", n=reason.days)
        evidence = words("The chance rises by more than waiting costs")
        return Told(title, evidence)
    title = words("Keep {n} days to pay", n=reason.days)
    if reason.longer is None or min(reason.tally.n, reason.shorter.n) < FEWEST_TOLD:
        return Told(title, words("There are too few quotes with longer terms to tell"))
    fields = {
        "days": reason.longer,
        "won": reason.tally.won,
        "n": reason.tally.n,
        "won_short": reason.shorter.won,
        "n_short": reason.shorter.n,
    }
    if reason.tally.won * reason.shorter.n <= reason.shorter.won * reason.tally.n:
        return Told(title, words("{days} days did not raise wins: {won} of {n} quotes", **fields))
    return Told(title, words("{days} days won {won} of {n}, too little to pay for waiting", **fields))
