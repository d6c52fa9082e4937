"""Sync in words: what a message says, what a field holds, who wrote it and when, what a round did."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from data.sync.rounds import counts
from data.team import rep_name
from sales.words import Words

if TYPE_CHECKING:
    from data.sync.conflicts import Evidence, OpenConflict, Side
    from data.sync.messages import Message
    from data.sync.rounds import Round

# What is done in a message: its words and its icon.
TITLES = {
    "call": ("Call note", "phone"),
    "visit": ("Visit note", "map-pin"),
    "message": ("Message", "message-square-text"),
    "note": ("Note", "sticky-note"),
    "contact": ("Contact", "pencil"),
    "promise": ("Promise kept", "handshake"),
    "profile": ("Profile", "user"),
    "customer": ("New customer", "user-plus"),
    "decision": ("Decision", "git-merge"),
    "request": ("Change request", "git-merge"),
    "recommendation": ("Recommendation", "sparkles"),
    "referral": ("Referral", "users"),
    "quote": ("Quote", "file-text"),
    "approval": ("Decision on a quote", "badge-check"),
    "design": ("Saved design", "sparkles"),
    "change": ("Change", "pencil"),
}
# How one asks which of two values of a field is right.
QUESTIONS = {
    "name": "Which name is right?",
    "contact_name": "Which contact is right?",
    "phone": "Which phone number is right?",
    "email": "Which e-mail address is right?",
    "birthday": "Which birthday is right?",
    "city": "Which city is right?",
    "note": "Which note is right?",
    "text": "Which text is right?",
    "document": "Which lines of the quote are right?",
    "valid_until_on": "Which last day of the quote is right?",
}
# Why the hub refused something, by its word for it.
REASONS = {
    "gone": "The record does not exist at the hub any more.",
    "moved": "The customer is not in your territory any more.",
    "forbidden": "That is not yours to change.",
    "malformed": "The hub could not read it.",
    "taken": "The record exists already, with other values.",
    "newer": "The hub must be updated first.",
    "sealed": "The quote was issued before, on another computer, and stays as it is.",
}
WEEK = 7  # days for which a weekday says enough


def title(words: Words, message: Message) -> str:
    return words(TITLES.get(message.kind, TITLES["change"])[0])


def icon(message: Message) -> str:
    return TITLES.get(message.kind, TITLES["change"])[1]


def about(words: Words, message: Message) -> str:
    """ "Wang: “will be told about the coupon”", or the fields that were written."""
    name = message.subject.name or words("A customer who is not here any more")
    fields = listed(words, [field_name(words, message.table, one) for one in message.fields])
    if message.kind == "decision":
        return words("{name}: which value is right", name=name)
    if message.kind == "request":
        return words("{field} of {name}: the hub decides", field=fields, name=name)
    if message.kind == "profile":
        name = words("{field} of {name}", field=fields, name=name)
    if message.text and message.text != name:
        return words("{name}: “{text}”", name=name, text=message.text)
    return name


def reason(words: Words, why: str) -> str:
    """Why the hub refused something, in a sentence."""
    return words(REASONS.get(why, why))


def listed(words: Words, parts: list[str]) -> str:
    return ("、" if words.chinese else ", ").join(parts)


def field_name(words: Words, table: str, column: str) -> str:
    from data.sync.messages import field_of

    field = field_of(table, column)
    return words(field.title) if field else column.replace("_", " ")


def field_value(words: Words, table: str, column: str, value: Any) -> str:
    """A field's value as it is shown; nothing is said to be nothing."""
    from data.sync.messages import field_of

    field = field_of(table, column)
    kind = field.kind if field else "text"
    if value is None or value == "":
        return words("nothing")
    if table == "quotes" and column == "document":
        return _quote(words, str(value))
    if kind == "flag":
        return words("yes") if value else words("no")
    if kind == "day":
        return words.day(date.fromisoformat(str(value)), year=True)
    if kind == "instant":
        return f"{words.day(int(value))} {words.clock(int(value))}"
    return str(value)


def _quote(words: Words, document: str) -> str:
    """A quote that was written twice, in few words: "12 lines, 1,506.31 EUR with tax"."""
    from sales.quote_pricing import price
    from sales.quote_reading import draft_of, json_document

    priced = price(draft_of(json_document(document)))
    total = words.number(priced.total, priced.quote.rounding.decimals)
    lines = words.count("{n} line", "{n} lines", len(priced.lines))
    return words("{lines}, {total} with tax", lines=lines, total=f"{total} {priced.quote.currency}")


def question(words: Words, conflict: OpenConflict) -> str:
    if asked := QUESTIONS.get(conflict.field):
        return words(asked)
    return words("What is right for “{field}”?", field=field_name(words, conflict.table, conflict.field))


def subject(words: Words, conflict: OpenConflict) -> str:
    """ "Phone of Wang"."""
    field = field_name(words, conflict.table, conflict.field)
    name = conflict.subject.name
    return words("{field} of {name}", field=field, name=name) if name else field


def parties(words: Words, conflict: OpenConflict) -> str:
    """Who wrote what stands against what: "You and Wu Hao both changed it."."""
    names = [rep_name(side.by, words) for side in conflict.sides[1:] if side.by and not side.ours]
    if conflict.mine and names:
        return words("You and {name} both changed it.", name=names[0])
    if len(names) == 2:
        return words("{name} and {other} both changed it.", name=names[0], other=names[1])
    return words("Two people changed it.")


def whose(words: Words, conflict: OpenConflict, side: Side) -> str:
    """The head of one of three answers: "Before", "Yours", "Theirs", or a name for who wrote neither."""
    if side.choice == "base":
        return words("Before")
    if side.ours:
        return words("Yours")
    if conflict.mine or side.by is None:
        return words("Theirs") if side.choice == "theirs" else words("The one")
    return rep_name(side.by, words)


def since(words: Words, side: Side, now: int) -> str:
    """Beneath a value: who wrote it and when."""
    if side.choice == "base":
        return words("before either change")
    said = when(words, side.at, now) if side.at is not None else ""
    if side.ours:
        return words("typed {when}", when=said) if said else words("typed by you")
    name = rep_name(side.by, words) if side.by else words("somebody in the office")
    return words("{name}, {when}", name=name, when=said) if said else name


def use(words: Words, side: Side) -> str:
    """The button that chooses a side."""
    if side.choice == "base":
        return words("Use the one before")
    if side.ours:
        return words("Use yours")
    return words("Use {name}’s", name=rep_name(side.by, words)) if side.by else words("Use theirs")


def chosen(words: Words, conflict: OpenConflict, side: Side) -> str:
    """The toast once a side was chosen."""
    field = field_name(words, conflict.table, conflict.field)
    value = field_value(words, conflict.table, conflict.field, side.value)
    if side.choice == "base":
        return words(
            "{field} is {value} again, as before. Both changes are in the history.", field=field, value=value
        )
    if side.ours:
        return words("{field} is now {value}, yours. The other is in the history.", field=field, value=value)
    if side.by is None:
        return words("{field} is now {value}. The other is in the history.", field=field, value=value)
    name = rep_name(side.by, words)
    return words(
        "{field} is now {value}, {name}’s. The other is in the history.", field=field, value=value, name=name
    )


def evidence(words: Words, one: Evidence, now: int) -> str:
    """ "Wu Hao, today 08:52: “reached him on ...”"."""
    said = when(words, one.at, now)
    if one.ours:
        return words("You, {when}: “{text}”", when=said, text=one.text)
    name = rep_name(one.by, words) if one.by else words("Somebody")
    return words("{name}, {when}: “{text}”", name=name, when=said, text=one.text)


def when(words: Words, at: int, now: int) -> str:
    """ "today 08:50", "yesterday 21:14", "Tue 18:20", "12 Nov 18:20"."""
    day, today = words.moment(at).date(), words.moment(now).date()
    clock = words.clock(at)
    if day == today:
        return words("today {clock}", clock=clock)
    if day == today - timedelta(days=1):
        return words("yesterday {clock}", clock=clock)
    if today - timedelta(days=WEEK) < day < today:
        return words("{weekday} {clock}", weekday=words(_WEEKDAYS[day.weekday()]), clock=clock)
    return f"{words.day(day, year=day.year != today.year)} {clock}"


def result(words: Words, one: Round) -> str:
    """What a round did: "17 sent, 212 received, 1 conflict"; or that it found no hub, and nothing is lost."""
    if one.failure is not None:
        if one.tries > 1:
            return words("No answer, tried {n} times. Nothing lost", n=one.tries)
        return words("No answer. Nothing lost")
    said = [text for name, text in counts(one, words).items() if getattr(one, name)]
    return ("，" if words.chinese else ", ").join(said) or words("Nothing new")


_WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
