"""Next best actions: which fact makes which contact worth making, until when, and what it is worth.

An *occasion* is a fact about one customer (a cart left, a review, a birthday). Its *trigger* says from when,
until when and how soon it calls for an action, and how often such an action wins what is at stake. Actions
are ranked by expected value (probability x stake) times urgency; what is at stake comes from the occasion, or
else is the customer's own average order. Consent, contact hours and the cap on contacts are respected, and
said.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import timedelta

from sales.action_rules import KINDS, ActionRules, Trigger
from sales.brief import NextAction
from sales.occasions import Occasion, Reach
from sales.reasons import Case, because, title
from sales.words import Words

HOUR_MS = 3_600_000
DAY_MS = 24 * HOUR_MS
ONCE = ("cart", "look", "refill", "replacement", "season")  # of these one a customer is enough: the best
INSTEAD = {
    "write": "no calls wanted, so write",
    "sms": "no calls wanted, so send a message",
    "mail": "no calls wanted, so send an e-mail",
}


@dataclass(frozen=True, slots=True)
class Ranked:
    """An action with the occasion it comes from and what it was ranked by."""

    occasion: Occasion
    action: NextAction
    rank: int = field(compare=False)


def next_actions(
    reach: Reach, occasions: Iterable[Occasion], rules: ActionRules, words: Words, now: int
) -> tuple[Ranked, ...]:
    """What is worth doing for one customer now, best first."""
    cases = (Case(occasion, reach, rules, words, now) for occasion in occasions)
    kept: list[Ranked] = []
    once: set[str] = set()
    for row in sorted((found for case in cases if (found := _action(case))), key=order):
        if row.occasion.kind not in once:
            kept.append(row)
        if row.occasion.kind in ONCE:
            once.add(row.occasion.kind)
    return tuple(kept)


def order(row: Ranked) -> tuple[int, int, int, str]:
    """Sorts the most valuable first; ties by what is due first, then by the triggers' order."""
    return (-row.rank, row.action.due_at or 0, KINDS.index(row.occasion.kind), row.occasion.ref)


def offered(occasion: Occasion, trigger: Trigger, last_contact_at: int | None, now: int) -> bool:
    """Whether the occasion calls for an action now: in its window, and not settled by a contact since."""
    begins = occasion.at + trigger.after_h * HOUR_MS
    if not begins <= now < occasion.at + trigger.window_h * HOUR_MS:
        return False
    return not (trigger.closed_by_contact and last_contact_at is not None and last_contact_at >= begins)


def way(reach: Reach, trigger: Trigger) -> str | None:
    """How the customer may be contacted: call, write, sms or mail; None where they have refused them all.

    An answer the customer is owed may always be written. What they have not refused is taken as allowed.
    """
    if trigger.way == "call" and reach.consent_call is not False:
        return "call"
    if trigger.service:
        return "write"
    if reach.consent_sms is not False:
        return "sms"
    return None if reach.consent_mail is False else "mail"


def in_hours(due_at: int, rules: ActionRules, words: Words, now: int) -> int:
    """A due instant moved into contact hours: earlier if there is still time, else to the next opening."""
    local = words.moment(due_at)
    opening = local.replace(hour=rules.first_hour, minute=0, second=0, microsecond=0)
    closing = local.replace(hour=rules.last_hour, minute=0, second=0, microsecond=0)
    if due_at < now or opening <= local <= closing:
        return due_at
    if local < opening:
        closing -= timedelta(days=1)
    else:
        opening += timedelta(days=1)
    earlier, later = (int(instant.timestamp()) * 1000 for instant in (closing, opening))
    return earlier if earlier >= now else later


def quiet_until(rules: ActionRules, words: Words, now: int) -> int | None:
    """When contact hours begin again; None while they last."""
    local = words.moment(now)
    if rules.first_hour <= local.hour < rules.last_hour:
        return None
    opening = local.replace(hour=rules.first_hour, minute=0, second=0, microsecond=0)
    if local.hour >= rules.last_hour:
        opening += timedelta(days=1)
    return int(opening.timestamp()) * 1000


def held_until(recent: tuple[int, ...], rules: ActionRules, now: int) -> int | None:
    """When the cap on contacts lets the next one through; None if it does now. `recent` is oldest first."""
    counted = [at for at in recent if now - rules.cap_days * DAY_MS < at <= now]
    if len(counted) < rules.cap_contacts:
        return None
    return counted[-rules.cap_contacts] + rules.cap_days * DAY_MS


def expected_cents(probability_bp: int, stake_cents: int) -> int:
    """Probability times stake, half up to the minor unit."""
    return (probability_bp * stake_cents + 5_000) // 10_000


def urgency(due_at: int, rules: ActionRules, now: int) -> int:
    """By how much nearness raises an action in the ranking, in per cent."""
    for within_h, percent in rules.urgency:
        if due_at - now <= within_h * HOUR_MS:
            return percent
    return 100


def _action(case: Case) -> Ranked | None:
    occasion, reach, rules, words, now = case
    trigger = rules.triggers[occasion.kind]
    contact = way(reach, trigger)
    if contact is None or not offered(occasion, trigger, reach.last_contact_at, now):
        return None
    held_at = None if trigger.service else held_until(reach.recent, rules, now)
    due_at = _due_at(case, trigger, contact, held_at)
    stake = reach.average_cents if occasion.stake_cents is None else occasion.stake_cents
    expected = None if stake is None else expected_cents(trigger.probability_bp, stake)
    action = NextAction(
        kind=occasion.kind,
        title=title(case),
        because=("；" if words.chinese else "; ").join(
            (because(case), *_remarks(case, trigger, contact, held_at))
        ),
        due_at=due_at,
        expected_cents=expected,
        probability_bp=None if stake is None else trigger.probability_bp,
        stake_cents=stake,
    )
    worth = rules.goodwill_cents if expected is None else expected
    return Ranked(occasion, action, worth * urgency(due_at, rules, now))


def _due_at(case: Case, trigger: Trigger, contact: str, held_at: int | None) -> int:
    due_at = max(case.occasion.at + trigger.within_h * HOUR_MS, held_at or 0)
    if contact == "write":  # read when they like
        return due_at
    return in_hours(due_at, case.rules, case.words, case.now)


def _remarks(case: Case, trigger: Trigger, contact: str, held_at: int | None) -> list[str]:
    """Where contact is limited: by which consent, and until when by the cap."""
    words, remarks = case.words, []
    if trigger.way == "call" != contact:
        remarks.append(words(INSTEAD[contact]))
    if held_at is not None:
        remarks.append(
            words.count(
                "contacted {n} time in {days} days, so not before {day}",
                "contacted {n} times in {days} days, so not before {day}",
                case.rules.cap_contacts,
                days=case.rules.cap_days,
                day=words.weekday(held_at),
            )
        )
    return remarks
