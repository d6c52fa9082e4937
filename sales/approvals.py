"""Approvals: what was tested when somebody let a quote pass, and whether that still holds.

An approval keeps a snapshot of what the rules measured. An edit that makes any of it worse voids it, one that
improves all keeps it. An allowance is an approval in advance: signed and dated, for what a rep may meet while
nobody can be asked.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sales.guardrails import may_pass
from sales.quote_checks import Check


@dataclass(frozen=True, slots=True)
class Tested:
    """What a rule measured of a line (`key`), or of the quote (""). None: it could not be measured."""

    rule: str
    key: str
    value: Decimal | None


@dataclass(frozen=True, slots=True)
class Approval:
    """Who let a quote pass, in which role, when (UTC milliseconds) and why, and what had been tested."""

    by: str
    role: str
    at: int
    reason: str
    snapshot: tuple[Tested, ...]


@dataclass(frozen=True, slots=True)
class Allowance:
    """Leave in advance to break `rule` as far as `limit`, on the days from `from_on` to `until_on`.

    `most_total`: for quotes of this total at most; None: of any. `by` and `role` are who granted it.
    """

    rule: str
    limit: Decimal
    from_on: date
    until_on: date
    by: str
    role: str
    most_total: Decimal | None = None


def snapshot(found: Iterable[Check]) -> tuple[Tested, ...]:
    """What is kept with an approval."""
    return tuple(Tested(check.rule.id, check.key, check.value) for check in found)


def voided_by(approval: Approval, found: Iterable[Check]) -> tuple[Check, ...]:
    """The checks that an approval does not answer for; where there are none it still holds.

    These are measures that are worse than in its snapshot; rules broken now that were not tested then, on a
    new line or by a new rule; and rules that have since been given to a higher role.
    """
    tested = {(one.rule, one.key): one for one in approval.snapshot}
    return tuple(
        check for check in found if not _answered(check, approval, tested.get((check.rule.id, check.key)))
    )


def _answered(check: Check, approval: Approval, then: Tested | None) -> bool:
    if not check.passed and not may_pass(approval.role, check.rule.role):
        return False
    if then is None:
        return bool(check.passed)
    if check.value is None:
        return then.value is None
    return then.value is None or not check.rule.worse(check.value, then.value)


def not_allowed(
    found: Iterable[Check], allowances: Sequence[Allowance], total: Decimal, on: date
) -> tuple[Check, ...]:
    """The broken rules that no allowance covers on a day, for a quote of this total."""
    holding = [
        one
        for one in allowances
        if one.from_on <= on <= one.until_on and (one.most_total is None or total <= one.most_total)
    ]
    return tuple(
        check for check in found if not check.passed and not any(_covers(one, check) for one in holding)
    )


def _covers(allowance: Allowance, check: Check) -> bool:
    if allowance.rule != check.rule.id or check.value is None:
        return False
    return may_pass(allowance.role, check.rule.role) and not check.rule.worse(check.value, allowance.limit)
