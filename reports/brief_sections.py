"""The sections of the call brief. Each takes how much it may show, and says how much it left out."""

from __future__ import annotations

from dataclasses import dataclass, replace

from reports import phrases, tables
from reports.blocks import Block, Card, Chips, Fitted, Gap, Hanging, Paint, Row, Stack, Text, nothing, section
from reports.lines import quiet, strong
from reports.pen import Pen
from reports.tables import Column, Table
from reports.tokens import (
    CELL,
    CELL_SECOND,
    CELL_STRONG,
    DISPLAY,
    FINE,
    FINE_STRONG,
    GUTTER,
    LABEL,
    PAPER,
    SEGMENT_TONES,
    SMALL,
    STRONG,
    TITLE,
    span,
)
from sales.brief import Brief, Issue, NextAction
from sales.facts import CHANNEL_NAMES, Activity
from sales.words import Words

SIDE = replace(SMALL, lead=11.6)
SINCE = replace(SMALL, weight=500, ink=PAPER.ink)
VALUE = replace(STRONG, size=9.5)
LATE = replace(CELL_STRONG, ink=PAPER.bad)


@dataclass(frozen=True, slots=True)
class Extent:
    """How much a section shows: numbers of items, and lines (`*_lines`) of one item.

    Each reads its own fields.
    """

    why_lines: int = 3
    since: int = 3
    bought: int = 3
    bought_lines: int = 1
    contacts: int = 1
    contact_lines: int = 2
    issues: int = 1
    issue_lines: int = 1
    actions: int = 1
    action_lines: int = 1
    say_lines: int = 4
    asks: int = 2
    avoids: int = 0
    ask_lines: int = 1
    steps: int = 0
    step_lines: int = 1
    doubts: int = 1
    doubt_lines: int = 1
    offers: int = 1
    offer_lines: int = 1
    fact_lines: int = 2


def person(brief: Brief, words: Words, extent: Extent) -> Row:
    """Who is called, what is known of them, and when by whom and what for."""
    name = Fitted(brief.customer.name, (DISPLAY, TITLE))
    who = Stack([name, Text(_about(brief, words), CELL_SECOND, most=extent.fact_lines)])
    return Row([who, _appointment(brief.call, brief.rep_name, words)], [8, 4])


def segments(brief: Brief, words: Words, extent: Extent) -> Card:
    """The segments, why the customer is in them, and since when."""
    chips: list[tuple[str, str]] = []
    for i, m in enumerate(brief.segments):
        name = _segment(words, m.segment)
        tone = SEGMENT_TONES.get(m.segment, "neutral")
        chips.append((words("also: {segment}", segment=name), "neutral") if i else (name, tone))
    if brief.customer.consent_call is False:
        chips.insert(1, (words("No calls wanted"), "bad"))
    for names, slug in ((phrases.RFM2, brief.rfm2_class), (phrases.BANDS, brief.value_band)):
        if slug:
            chips.append((phrases.named(words, names, slug), "neutral"))
    whys = " ".join(phrases.sentence(m.why, words) for m in brief.segments if m.why)
    why = f"{strong(words('Why:'))} {whys}" if whys else quiet(words("No segment has been worked out yet."))
    left: list[Block] = [Chips(chips), Gap(2)] if chips else []
    return Card(
        Row([Stack([*left, Text(why, CELL, most=extent.why_lines)]), _since(brief, words, extent)], [8, 4])
    )


def figures(brief: Brief, words: Words, extent: Extent) -> Row | None:
    """What is predicted, each figure with its band and how far it can be trusted."""
    if not brief.figures:
        return None
    shown = brief.figures if len(brief.figures) <= 4 else brief.figures[:3]
    cells: list[Block] = []
    for figure in shown:
        unknown = figure.value is None
        value = quiet(figure.band or words("too little history")) if unknown else figure.value or ""
        beside = figure.reliability if unknown else phrases.joined([figure.band, figure.reliability])
        cells.append(
            Stack(
                [
                    Text(words(figure.name), LABEL, most=1),
                    Text(value, VALUE, most=1),
                    Text(beside, FINE, most=1),
                ]
            )
        )
    if left_out := phrases.more(words, len(brief.figures) - len(shown)):
        cells.append(Text(left_out, LABEL))
    return Row(cells, [1] * len(cells), rules=True)


def bought(brief: Brief, words: Words, extent: Extent) -> Stack:
    """The last orders."""
    shown = brief.bought[: extent.bought]
    if not shown:
        return section(words("Bought"), nothing(words("No orders yet.")))
    sums = [phrases.amount(words, b.net_cents, brief.currency) for b in shown]
    days = [words.day(b.day) for b in shown]
    columns = [
        Column(words("Day"), tables.fitting(days, CELL, words.locale, 30, 60), most=1),
        Column(words("What"), 0, most=extent.bought_lines),
        Column(phrases.symbol(brief.currency), tables.fitting(sums, CELL, words.locale, 30, 70), "r", most=1),
        Column(
            "", tables.fitting([b.note for b in shown], CELL, words.locale, 10, 62), kind=CELL_SECOND, most=1
        ),
    ]
    rows = [[day, b.what, net, b.note] for day, b, net in zip(days, shown, sums, strict=True)]
    spent = words.money(brief.spend_cents, brief.currency)
    total = max(brief.order_count, len(brief.bought))
    note = words(
        "{n} of {total} orders · {spent} in all", n=len(shown), total=words.number(total), spent=spent
    )
    return section(words("Bought"), Table(columns, rows, 1.5, 6), note=note)


def issues(brief: Brief, words: Words, extent: Extent) -> Stack:
    """What the customer waits for."""
    shown = brief.issues[: extent.issues]
    if not shown:
        return section(words("Open issues"), nothing(words("Nothing is open.")))
    wide = tables.fitting([i.state for i in shown], CELL_STRONG, words.locale, 46, 72)
    rows = [_issue(issue, words, extent.issue_lines) for issue in shown]
    note = phrases.more(words, len(brief.issues) - len(shown))
    return section(words("Open issues"), Table([Column("", wide), Column("", 0)], rows, 1.5, 6), note=note)


def contacts(brief: Brief, words: Words, extent: Extent) -> Stack:
    """The last contacts and what was promised in them."""
    shown = brief.contacts[: extent.contacts]
    title = words("Last contacts and promises")
    if not shown:
        return section(title, nothing(words("No contact is on record.")))
    rows = [Text(_contact(a, words), CELL, most=extent.contact_lines) for a in shown]
    return section(title, Stack(rows, 2.5), note=phrases.more(words, len(brief.contacts) - len(shown)))


def actions(brief: Brief, words: Words, extent: Extent) -> Stack:
    """The next best actions with their reasons and what they are worth."""
    shown = brief.actions[: extent.actions]
    title = words("Next best actions")
    if not shown:
        return section(title, nothing(words("Nothing calls for an action today.")))
    rows = [
        Hanging(words.number(i), _action(action, brief.currency, words, extent.action_lines), CELL_STRONG)
        for i, action in enumerate(shown, 1)
    ]
    return section(title, Stack(rows, 3), note=phrases.more(words, len(brief.actions) - len(shown)))


def notes(words: Words, tall: float) -> Stack:
    """Lines to write on, the first three with what is wanted."""
    asked = (words("Outcome"), words("Promised, by when"), words("Next step"))
    count = max(len(asked), int(tall // 23))

    def write(pen: Pen, x: float, y: float, width: float, height: float) -> None:
        for i in range(count):
            at = y + height - (i + 1) * height / count
            start = x
            if i < len(asked):
                start += span(2) + GUTTER
                lead = FINE_STRONG.lead_in(pen.lang)
                Text(asked[i], FINE_STRONG, most=1).draw(pen, x, at + lead, span(2))
            pen.line(start, at, x + width, at, PAPER.line, 0.5)

    return section(words("Notes"), Paint(tall, write), gap=0)


def _segment(words: Words, slug: str) -> str:
    return phrases.named(words, phrases.SEGMENTS, slug)


def _about(brief: Brief, words: Words) -> str:
    """The person in a line: what the profile holds, then the facts that it does not."""
    c = brief.customer
    profile = phrases.joined(
        [
            phrases.named(words, phrases.MEMBERS, brief.tier),
            phrases.joined([words(part or "") for part in (c.region, c.city)], words(", ")),
            words(c.occupation or ""),
            words(c.household or ""),
            words("registered {day}", day=words.day(c.registered_on, year=True)) if c.registered_on else "",
            words("prefers {channel}", channel=words(CHANNEL_NAMES.get(c.channel, c.channel)))
            if c.channel
            else "",
        ]
    )
    facts = [f"{label} {value}" for label, value in brief.facts if value not in profile]
    return phrases.joined([profile, *facts])


def _appointment(call: Activity | None, rep: str, words: Words) -> Stack:
    if call is None:
        return Stack([Text(words("No call planned"), TITLE), Text(rep, SIDE, most=1)])
    length = words.duration(call.duration_s) if call.duration_s else ""
    how = phrases.joined([phrases.named(words, phrases.CONTACTS, call.kind), length, rep])
    goal = strong(words("goal: {goal}", goal=call.objective)) if call.objective else ""
    when = f"{words.weekday(call.at)}{'' if words.chinese else ','} {words.clock(call.at)}"
    return Stack([Text(when, TITLE, most=1), Text(phrases.joined([how, goal]), SIDE, most=3)])


def _since(brief: Brief, words: Words, extent: Extent) -> Stack:
    dated = [m for m in brief.segments if m.since_on]
    shown = dated if len(dated) <= extent.since else dated[: extent.since - 1]
    rows: list[Block] = [
        Text(
            words(
                "{segment} since {day}",
                segment=_segment(words, m.segment),
                day=words.day(m.since_on, year=True),
            ),
            SINCE if i == 0 else SMALL,
            most=1,
        )
        for i, m in enumerate(shown)
        if m.since_on
    ]
    if left_out := phrases.more(words, len(dated) - len(shown)):
        rows.append(Text(left_out, SMALL))
    return Stack(rows)


def _issue(issue: Issue, words: Words, most: int) -> list[Block]:
    state = Text(issue.state, LATE if issue.overdue else CELL_STRONG, most=2)
    title = strong(phrases.sentence(issue.title, words)) if issue.detail else strong(issue.title)
    return [state, Text(f"{title} {issue.detail}", CELL, most=most)]


def _contact(activity: Activity, words: Words) -> str:
    kind = phrases.named(words, phrases.CONTACTS, activity.kind)
    head = words("{day}, {kind}:", day=words.day(activity.at), kind=kind)
    said = " ".join(phrases.sentence(t, words) for t in (activity.outcome, activity.text) if t)
    promise = ""
    if activity.promise:
        by = words("by {day}", day=words.day(activity.promised_on)) if activity.promised_on else ""
        kept = words("kept") if activity.kept_at is not None else ""
        ends = phrases.joined([by, kept], words(", "))
        promise = words("Promised: {what}", what=activity.promise) + (
            words(" ({more})", more=ends) if ends else ""
        )
    return phrases.joined([strong(head), said, quiet(promise)], " ")


def _action(action: NextAction, currency: str, words: Words, most: int) -> Stack:
    worth = ""
    if (
        action.expected_cents is not None
        and action.probability_bp is not None
        and action.stake_cents is not None
    ):
        worth = words(
            "{share} of {stake} = {worth}",
            share=words.percent(action.probability_bp / 10000),
            stake=words.money(action.stake_cents, currency, whole=True),
            worth=words.money(action.expected_cents, currency, whole=True),
        )
    due = words("by {day}", day=words.weekday(action.due_at)) if action.due_at is not None else ""
    why = phrases.joined([action.because, due, worth])
    return Stack([Text(action.title, CELL_STRONG, most=2), Text(why, CELL_SECOND, most=most)])
