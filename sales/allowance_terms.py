"""The terms of an allowance as somebody types them: read, checked against the rules, a fault at its field.

A limit is typed in the unit of its rule: per cent of a margin or a discount, days, an amount. It has to leave
more room than the rule does, and not more than a rule that nobody may break.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from sales.currencies import decimals_of
from sales.guardrails import LINE_MEASURES, TERMS, Rule
from sales.quote_faults import QuoteRefused
from sales.quote_fields import COUNT, DAYS, PRICE, Fields, Limits

PER_CENT = Limits(Decimal(100), 2)
LONGEST = timedelta(days=366)


@dataclass(frozen=True, slots=True)
class AllowanceTerms:
    """What a rep may do in advance. `limit` is in the unit that the rule measures in, basis points for a
    share. `uses`: in how many quotes; `category`: on lines of it only. None: any.
    """

    rep_id: str
    rule: str
    limit: Decimal
    from_on: date
    until_on: date
    category: str | None = None
    most_total: Decimal | None = None
    uses: int | None = None


def terms(typed: Mapping[str, str], rules: Sequence[Rule], today: date, currency: str) -> AllowanceTerms:
    """The terms that were typed, by field; an empty field is left out. Raises QuoteRefused."""
    given = Fields({name: text.strip() for name, text in typed.items() if text.strip()}, "", [])
    rule = next((one for one in rules if one.id == given.text("rule")), None)
    for name in ("rep_id", "rule", "limit", "from_on", "until_on"):
        if not given.has(name):
            given.fault(name, "This is missing.")
    limit = _limit(given, rule, rules, currency)
    first, last = given.day("from_on"), given.day("until_on")
    _check_days(given, first, last, today)
    most = given.number("most_total", Limits(PRICE.most, decimals_of(currency), above=True))
    uses = given.whole("uses", COUNT)
    if given.faults or limit is None or first is None or last is None:
        raise QuoteRefused(given.faults)
    return AllowanceTerms(
        given.text("rep_id"),
        given.text("rule"),
        limit,
        first,
        last,
        given.text("category") or None,
        most,
        uses,
    )


def may_be_allowed(rules: Sequence[Rule]) -> tuple[Rule, ...]:
    """The rules that somebody may let pass, and of which an allowance can be given."""
    return tuple(rule for rule in rules if rule.role is not None)


def _limit(given: Fields, rule: Rule | None, rules: Sequence[Rule], currency: str) -> Decimal | None:
    """The limit in the unit of its rule; None with a fault, or where there is no rule to hold it against."""
    if rule is None:
        return None
    share = rule.measure in LINE_MEASURES
    amounts = Limits(PRICE.most, decimals_of(currency))
    typed = given.number("limit", PER_CENT if share else DAYS if rule.measure == TERMS else amounts)
    if typed is None:
        return None
    limit = typed * 100 if share else typed
    if not rule.worse(limit, rule.limit):
        given.fault("limit", "The rule leaves as much room already: {limit}.", limit=_shown(rule))
    for other in rules:
        same = (other.scope, other.measure) == (rule.scope, rule.measure)
        if same and other.role is None and other.worse(limit, other.limit):
            given.fault(
                "limit", "Nobody may go beyond {limit}, by rule {rule}.", limit=_shown(other), rule=other.id
            )
    return limit


def _check_days(given: Fields, first: date | None, last: date | None, today: date) -> None:
    if first is None or last is None:
        return
    if last < first:
        given.fault("until_on", "The last day is before the first.")
    elif last < today:
        given.fault("until_on", "The last day is over.")
    elif last - first > LONGEST:
        given.fault("until_on", "A year is the longest; grant it anew then.")


def _shown(rule: Rule) -> str:
    """A limit as it is typed."""
    if rule.measure in LINE_MEASURES:
        return f"{(rule.limit / 100).normalize():f}%"
    return f"{rule.limit.normalize():f}"
