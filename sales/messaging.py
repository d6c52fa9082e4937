"""Messages to one customer: which templates fit, whether one may be sent now, and what it still lacks.

A message is *owed* when it answers something that the customer waits for (a delay, a repair, a return): it
needs no consent and no cap holds it. Everything else is advertising: it needs the consent of its channel and
keeps to the cap on contacts. Quiet hours hold whatever rings a telephone. Someone who has refused both text
messages and mail gets no advertising in the app either. A pop-up is only seen by who is looking at the shop.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sales.action_rules import ActionRules
from sales.actions import held_until, quiet_until
from sales.message_limits import length
from sales.message_templates import MESSAGE_CHANNELS, OCCASIONS, Template
from sales.occasions import Reach
from sales.segments import NAMES
from sales.track_filling import filled_text, plain, variables
from sales.variable_names import variable_name
from sales.words import Words

ANSWERS = frozenset({"repair", "return_progress", "payment", "price_protection"})  # owed, with no trigger
RINGING = frozenset({"sms", "app", "mini_program"})
ADVERTISING = frozenset({"sms", "mail", "app", "mini_program"})
NEAR_LIMIT = 2  # characters before the limit from which it is said
CHANNELS = {
    "sms": "Text message",
    "app": "App card",
    "mini_program": "Mini-program",
    "service": "Service pop-up",
    "mail": "Mail",
}
OCCASION_NAMES = {
    "welcome": "Welcome",
    "cart": "Cart left",
    "look": "Long look",
    "birthday": "Birthday",
    "holiday": "Holiday",
    "weekly": "Weekly contact",
    "trial": "Trial invitation",
    "satisfaction": "Is it solved?",
    "review": "Bad review",
    "delay": "Late delivery",
    "refill": "Refill",
    "replacement": "Replacement",
    "season": "Season",
    "winback": "Win back",
    "quote_follow_up": "After a quote",
    "payment": "Payment",
    "thanks": "Thanks",
    "referral": "Referral",
    "invitation": "Invitation",
    "repair": "Repair",
    "return_progress": "Return under way",
    "restock": "Back in stock",
    "price_protection": "Price protection",
}
_LINK = re.compile(r"(?:https?://|www\.)\S+|\b[a-z0-9-]+\.(?:cn|com|net|io|cc)/\S+", re.IGNORECASE)
_BEYOND = re.compile(
    "[\U00010000-\U0010ffff\u2600-\u27bf\ufe0f]"
)  # pictures, which some networks do not carry


@dataclass(frozen=True, slots=True)
class Hold:
    """What keeps a message from being sent: `kind` is consent, cap or quiet; `until` None is for good."""

    kind: str
    why: str
    until: int | None = None


@dataclass(frozen=True, slots=True)
class Fit:
    """A template that suits a customer now. `calling`: an occasion of theirs asks for it."""

    template: Template
    because: str
    calling: bool
    missing: tuple[str, ...]
    holds: tuple[Hold, ...]


@dataclass(frozen=True, slots=True)
class Check:
    """A finished text against what its channel carries. `faults` are sentences; none: it can be sent."""

    length: int
    limit: int
    missing: tuple[str, ...]
    faults: tuple[str, ...]

    @property
    def over(self) -> int:
        """By how many characters it is too long."""
        return max(0, self.length - self.limit)

    @property
    def near(self) -> bool:
        return 0 <= self.limit - self.length <= NEAR_LIMIT


def owed(occasion: str, rules: ActionRules) -> bool:
    """Whether a message on this occasion answers something that the customer waits for."""
    trigger = rules.triggers.get(occasion)
    return trigger.service if trigger else occasion in ANSWERS


def holds(
    occasion: str, channel: str, reach: Reach, rules: ActionRules, words: Words, now: int
) -> tuple[Hold, ...]:
    """What keeps a message from this customer now, the lasting first; empty when it may be sent."""
    found: list[Hold] = []
    if not owed(occasion, rules) and channel in ADVERTISING:
        if why := _refused(channel, reach, words):
            found.append(Hold("consent", why))
        if (until := held_until(reach.recent, rules, now)) is not None:
            found.append(Hold("cap", _capped(rules, words, until), until))
    if channel in RINGING and (until := quiet_until(rules, words, now)) is not None:
        why = words(
            "Quiet hours from {last}:00 to {first}:00: send it from {clock} on.",
            last=rules.last_hour,
            first=rules.first_hour,
            clock=words.clock(until),
        )
        found.append(Hold("quiet", why, until))
    return tuple(found)


def remarks(occasion: str, channel: str, reach: Reach, rules: ActionRules, words: Words) -> tuple[str, ...]:
    """What allows the message, or is not known: for whoever wants to be sure."""
    if owed(occasion, rules):
        return (words("An answer they wait for: it needs no consent, and no cap holds it."),)
    asked = {"sms": reach.consent_sms, "mail": reach.consent_mail}
    if channel == "service":
        return (words("Seen only while they look at the shop: it needs no consent."),)
    if channel in asked and asked[channel] is None:
        return (words("They have not been asked whether they want this. Ask when you next speak."),)
    if asked.get(channel):
        return (words("They agreed to messages this way."),)
    return ()


def fits(
    templates: Iterable[Template],
    segment: str,
    calling: Mapping[str, str],
    filling: Mapping[str, str],
    reach: Reach,
    rules: ActionRules,
    words: Words,
    now: int,
) -> tuple[Fit, ...]:
    """The templates for a customer of this segment, the most fitting first.

    `calling` are the occasions that ask for a contact now, most valuable first, each with its reason. What
    may be sent comes before what is held, then what an occasion asks for, what needs no occasion, what is
    written for the segment, and what can be filled in whole.
    """
    asked = list(calling)
    found: list[tuple[tuple[object, ...], Fit]] = []
    for template in templates:
        if template.segments and segment not in template.segments:
            continue
        held = holds(template.occasion, template.channel, reach, rules, words, now)
        lacking = missing(template, filling)
        called = template.occasion in calling
        waits = template.occasion in rules.triggers and not called
        because = calling[template.occasion] if called else _meant_for(template, segment, waits, words)
        rank = (
            any(one.kind != "quiet" for one in held),
            asked.index(template.occasion) if called else len(asked),
            waits,
            not template.segments,
            bool(lacking),
            OCCASIONS.index(template.occasion),
            MESSAGE_CHANNELS.index(template.channel),
            template.id,
        )
        found.append((rank, Fit(template, because, called, lacking, held)))
    return tuple(fit for _, fit in sorted(found, key=lambda pair: pair[0]))


def missing(template: Template, filling: Mapping[str, str]) -> tuple[str, ...]:
    """The variables of a template that are not known and have no else, each once."""
    told = [*variables(template.subject), *variables(template.text)]
    return tuple(dict.fromkeys(name for name, other in told if other is None and name not in filling))


def draft(text: str, filling: Mapping[str, str]) -> str:
    """The text filled in; a variable that is not known and has no else stays, to be seen and typed over."""
    kept = {name: f"{{{name}}}" for name, other in variables(text) if other is None}
    return plain("\n".join(filled_text(line, kept | dict(filling)) for line in text.split("\n")))


def finished(text: str, link: str) -> str:
    """What is sent: the text, and the short link after it."""
    return f"{text.strip()} {link.strip()}".strip()


def checked(text: str, channel: str, limit: int, words: Words) -> Check:
    """Count a text as the carrier does, and say what it cannot carry. The short link is not counted."""
    lacking = tuple(dict.fromkeys(name for name, _ in variables(text)))
    count = length(text)
    faults: list[str] = []
    if not text.strip():
        faults.append(words("There is nothing to send yet."))
    if lacking:
        comma = "、" if words.chinese else ", "
        names = comma.join(variable_name(name, words) for name in lacking)
        faults.append(words("Not known yet: {names}. Type over it.", names=names))
    if count > limit:
        faults.append(
            words.count(
                "{n} character too many: the carrier would cut it.",
                "{n} characters too many: the carrier would cut it.",
                count - limit,
            )
        )
    if channel == "sms":
        if _LINK.search(text):
            faults.append(words("The link has a place of its own: take it out of the text."))
        if _BEYOND.search(text):
            faults.append(words("A text message carries words only: take the picture out."))
        if "\n" in text.strip():
            faults.append(words("A text message is one piece: take out the line break."))
    return Check(count, limit, lacking, tuple(faults))


def _refused(channel: str, reach: Reach, words: Words) -> str:
    """Why advertising may not go this way; "" where it may. What was not refused is taken as allowed."""
    if channel == "sms" and reach.consent_sms is False:
        return words("{name} has refused text messages.", name=reach.name)
    if channel == "mail" and reach.consent_mail is False:
        return words("{name} has refused e-mail.", name=reach.name)
    if channel in ("app", "mini_program") and reach.consent_sms is False and reach.consent_mail is False:
        return words("{name} has refused every kind of advertising.", name=reach.name)
    return ""


def _capped(rules: ActionRules, words: Words, until: int) -> str:
    return words.count(
        "Contacted {n} time in {days} days: not before {day}.",
        "Contacted {n} times in {days} days: not before {day}.",
        rules.cap_contacts,
        days=rules.cap_days,
        day=words.weekday(until),
    )


def _meant_for(template: Template, segment: str, waits: bool, words: Words) -> str:
    """Whom a template is for that nothing asks for; `waits`: its occasion may still come."""
    if waits:
        return words("Nothing calls for it now")
    if template.segments:
        return words("Written for: {segment}", segment=words(NAMES.get(segment, segment)))
    return words("Written for everyone")
