"""A call as it runs: where it is in the talk track, what was answered, which cards were used, what was said.

A call begins by a plan and is led by events, one for each key. `press` gives the call after an event; one
that means nothing there (a digit without an answer, a card judged that was not used) leaves the call as it
was. So the events of a call, pressed again in order, give the same call: that is how one that was cut off is
taken up again. `marks` and `contacts` are what it leaves behind once its outcome is logged.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from functools import reduce

from sales.activities import TEXT
from sales.brief import FilledTrack, Step
from sales.contact_marks import ContactMark
from sales.errors import RuleBroken
from sales.facts import Activity

OUTCOMES = ("Won", "Next step", "Thinking", "Not now", "No answer")
WON, NEXT_STEP, THINKING, NOT_NOW, NO_ANSWER = OUTCOMES
MOST_ANSWERS = 9  # as many as there are digits
TYPED = ("draft", "next", "remark")  # kinds of events of which only the last of a run counts
CLOSED = ("close.callback", "close.lost")  # where a track ends without a next step


@dataclass(frozen=True, slots=True)
class Event:
    """One key of a call. What the other fields say depends on `kind`:

    - `answer`: the customer gave answer `n` (from 1); `go`: step `ref` was opened; `back`: a step back
    - `card`: card `ref` of `version` was used, its objection is `text`; `judge`: it worked (`n` 1) or did not
      (0); `unmet`: it was not met after all
    - `note`: `text` was noted; `draft`: it is being typed; `promise`: `text` was promised for `day`
    - `price`: the price of product `ref` was looked up (`text`); `present`: it was shown to the customer
    - `hold`: the clock stops, or goes on; `end`: they hung up; `return`: back into the call
    - `outcome` and `competitor`: chosen, `text`; `next`: the next step is `text`, `next_day`: on `day`;
      `remark`: `text` for the next person
    """

    kind: str
    at: int
    n: int = 0
    ref: str = ""
    text: str = ""
    day: date | None = None
    version: int | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """What a call goes by. `id` is that of the activity it becomes; `planned`: there is one already."""

    id: str
    customer_id: str
    begun_at: int
    track: FilledTrack | None = None
    segment: str | None = None
    product_id: str | None = None
    objective: str | None = None
    kind: str = "call"
    planned: bool = False


@dataclass(frozen=True, slots=True)
class Stop:
    """A step that was reached, and what the customer answered there; the last one is open."""

    step: str
    at: int
    said: str = ""
    leads_to: str = ""
    answered_at: int | None = None


@dataclass(frozen=True, slots=True)
class Met:
    """An objection that came up, by the card that answered it."""

    card: str
    title: str
    version: int | None
    at: int
    step: str
    worked: int | None = None


@dataclass(frozen=True, slots=True)
class Said:
    """Something kept with its time and the step it fell in: a note, a promise, a price, a product shown."""

    at: int
    step: str
    text: str
    ref: str = ""
    day: date | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of it, as far as it is filled in."""

    name: str = ""
    next_step: str = ""
    next_on: date | None = None
    competitor: str = ""
    remark: str = ""


@dataclass(frozen=True, slots=True)
class Call:
    """A call after its events. `held` are the spans in which the clock stood, the last one may be open."""

    plan: Plan
    events: tuple[Event, ...] = ()
    way: tuple[Stop, ...] = ()
    met: tuple[Met, ...] = ()
    notes: tuple[Said, ...] = ()
    promises: tuple[Said, ...] = ()
    prices: tuple[Said, ...] = ()
    shown: tuple[Said, ...] = ()
    held: tuple[tuple[int, int | None], ...] = ()
    draft: str = ""
    outcome: Outcome = field(default_factory=Outcome)
    ended_at: int | None = None

    @property
    def here(self) -> Step | None:
        """The step that is open; None where there is no track."""
        return step_of(self, self.way[-1].step) if self.way else None

    @property
    def on_hold(self) -> bool:
        return bool(self.held) and self.held[-1][1] is None

    @property
    def last_at(self) -> int:
        return self.events[-1].at if self.events else self.plan.begun_at


def begin(plan: Plan) -> Call:
    """A call that was just begun, at the first step of its track."""
    steps = plan.track.steps if plan.track else ()
    return Call(plan, way=(Stop(steps[0].id, plan.begun_at),) if steps else ())


def press(call: Call, event: Event) -> Call:
    """The call after one more event; the same call if the event means nothing there."""
    event = replace(event, at=max(event.at, call.last_at), text=event.text.strip())
    led = _PRESSED[event.kind](call, event) if _heard(call, event) else None
    return call if led is None else replace(led, events=_kept(call.events, event))


def replay(plan: Plan, events: Iterable[Event]) -> Call:
    """The call that these events led to."""
    return reduce(press, events, begin(plan))


def step_of(call: Call, step_id: str) -> Step | None:
    steps = call.plan.track.steps if call.plan.track else ()
    return next((step for step in steps if step.id == step_id), None)


def seconds(call: Call, now: int) -> int:
    """How long it lasts, or lasted, less the time on hold."""
    end = call.ended_at if call.ended_at is not None else max(now, call.last_at)
    held = sum(
        (min(until, end) if until is not None else end) - min(since, end) for since, until in call.held
    )
    return (end - call.plan.begun_at - held) // 1000


def suggested(call: Call) -> Outcome:
    """The outcome as the keys used have it, under what is filled in already."""
    chosen, last = call.outcome, call.way[-1].step if call.way else ""
    promise = call.promises[-1] if call.promises else None
    name = ""
    if promise or last.partition(".")[0] == "follow-up":
        name = NEXT_STEP
    elif last in CLOSED:
        name = NOT_NOW
    return Outcome(
        name=chosen.name or name,
        next_step=chosen.next_step or (promise.text if promise else ""),
        next_on=chosen.next_on or (promise.day if promise else None),
        competitor=chosen.competitor,
        remark=chosen.remark,
    )


def check(call: Call) -> None:
    """Raises RuleBroken for an outcome that was not chosen, or a day without a next step."""
    chosen = suggested(call)
    if not chosen.name:
        raise RuleBroken("It is not said what came of it.", "Press 1 to 5.")
    if chosen.next_on and not chosen.next_step:
        raise RuleBroken("There is a day, but no next step.", "Write what is to be done, or clear the day.")


def contacts(call: Call, rep_id: str | None, now: int, new_id: Callable[[int], str]) -> tuple[Activity, ...]:
    """The contact that the call becomes, with its first promise; each further one as a note of its own."""
    plan, chosen = call.plan, suggested(call)
    said = "\n".join(
        part for part in (chosen.remark, *(note.text for note in call.notes), call.draft) if part
    )
    first = call.promises[0] if call.promises else None
    contact = Activity(
        id=plan.id,
        customer_id=plan.customer_id,
        kind=plan.kind,
        at=plan.begun_at,
        rep_id=rep_id,
        duration_s=seconds(call, now),
        objective=plan.objective or None,
        outcome=chosen.name,
        text=said[:TEXT] or None,
        next_step=chosen.next_step or None,
        next_on=chosen.next_on if chosen.next_step else None,
        promise=first.text if first else None,
        promised_on=first.day if first else None,
    )
    others = (
        Activity(
            new_id(one.at), plan.customer_id, "note", one.at, rep_id, promise=one.text, promised_on=one.day
        )
        for one in call.promises[1:]
    )
    return contact, *others


def marks(call: Call, rep_id: str | None, new_id: Callable[[int], str]) -> tuple[ContactMark, ...]:
    """What happened in it, key by key, in order of time."""
    plan, track = call.plan, call.plan.track

    def mark(kind: str, at: int, step: str, **more: object) -> ContactMark:
        about = {"version": track.version if track else None, "product_id": plan.product_id} | more
        return ContactMark(
            id=new_id(at),
            customer_id=plan.customer_id,
            activity_id=plan.id,
            kind=kind,
            at=at,
            rep_id=rep_id,
            track=track.id if track else None,
            step=step or None,
            segment=plan.segment,
            **about,  # type: ignore[arg-type]  # each by its field's name
        )

    def told() -> Iterator[ContactMark]:
        for stop in call.way:
            step = step_of(call, stop.step)
            yield mark("step", stop.at, stop.step, ref=stop.step, text=step.title if step else None)
            if stop.answered_at is not None:
                yield mark("answer", stop.answered_at, stop.step, ref=stop.leads_to, text=stop.said)
        for met in call.met:
            yield mark(
                "objection", met.at, met.step,
                ref=met.card, version=met.version, text=met.title, worked=met.worked,
            )  # fmt: skip
        for kind, ones in (("note", call.notes), ("commitment", call.promises)):
            for one in ones:
                yield mark(kind, one.at, one.step, text=one.text)
        for kind, ones in (("price", call.prices), ("presented", call.shown)):
            for one in ones:
                yield mark(kind, one.at, one.step, ref=one.ref, text=one.text, product_id=one.ref)
        if call.outcome.competitor:
            yield mark("competitor", call.last_at, _step(call), text=call.outcome.competitor)

    return tuple(sorted(told(), key=lambda one: one.at))


# -- what an event does: the call after it, or None where it means nothing


def _heard(call: Call, event: Event) -> bool:
    """Whether the event is one of this part of the call: before it ended, or after."""
    if event.kind not in _PRESSED:
        return False
    return event.kind in _ANY_TIME or (event.kind in _AFTERWARDS) == (call.ended_at is not None)


def _kept(events: tuple[Event, ...], event: Event) -> tuple[Event, ...]:
    """The events with one more; of what is typed letter by letter the last state counts."""
    if event.kind in TYPED and events and events[-1].kind == event.kind:
        events = events[:-1]
    return (*events, event)


def _step(call: Call) -> str:
    return call.way[-1].step if call.way else ""


def _said(call: Call, event: Event) -> Said:
    return Said(event.at, _step(call), event.text, event.ref, event.day)


def _answer(call: Call, event: Event) -> Call | None:
    here = call.here
    if here is None or not 1 <= event.n <= min(len(here.answers), MOST_ANSWERS):
        return None
    said, leads_to = here.answers[event.n - 1]
    if step_of(call, leads_to) is None:
        return None
    given = replace(call.way[-1], said=said, leads_to=leads_to, answered_at=event.at)
    return replace(call, way=(*call.way[:-1], given, Stop(leads_to, event.at)))


def _go(call: Call, event: Event) -> Call | None:
    if step_of(call, event.ref) is None or event.ref == _step(call):
        return None
    return replace(call, way=(*call.way, Stop(event.ref, event.at)))


def _back(call: Call, event: Event) -> Call | None:
    if len(call.way) < 2:
        return None
    opened = replace(call.way[-2], said="", leads_to="", answered_at=None)
    return replace(call, way=(*call.way[:-2], opened))


def _card(call: Call, event: Event) -> Call | None:
    if not event.ref or any(met.card == event.ref for met in call.met):
        return None
    return replace(call, met=(*call.met, Met(event.ref, event.text, event.version, event.at, _step(call))))


def _judge(call: Call, event: Event) -> Call | None:
    if event.n not in (0, 1) or not any(met.card == event.ref for met in call.met):
        return None
    judged = (replace(met, worked=event.n) if met.card == event.ref else met for met in call.met)
    return replace(call, met=tuple(judged))


def _unmet(call: Call, event: Event) -> Call | None:
    left = tuple(met for met in call.met if met.card != event.ref)
    return replace(call, met=left) if len(left) < len(call.met) else None


def _note(call: Call, event: Event) -> Call | None:
    return replace(call, notes=(*call.notes, _said(call, event)), draft="") if event.text else None


def _draft(call: Call, event: Event) -> Call | None:
    return replace(call, draft=event.text)


def _promise(call: Call, event: Event) -> Call | None:
    return replace(call, promises=(*call.promises, _said(call, event))) if event.text else None


def _price(call: Call, event: Event) -> Call | None:
    return replace(call, prices=(*call.prices, _said(call, event))) if event.ref else None


def _present(call: Call, event: Event) -> Call | None:
    return replace(call, shown=(*call.shown, _said(call, event))) if event.ref else None


def _hold(call: Call, event: Event) -> Call:
    if call.on_hold:
        return replace(call, held=(*call.held[:-1], (call.held[-1][0], event.at)))
    return replace(call, held=(*call.held, (event.at, None)))


def _end(call: Call, event: Event) -> Call | None:
    if call.on_hold:
        call = _hold(call, event)
    return replace(call, ended_at=event.at)


def _return(call: Call, event: Event) -> Call | None:
    """Back into the call: the time since it ended is not part of it."""
    assert call.ended_at is not None
    return replace(call, held=(*call.held, (call.ended_at, event.at)), ended_at=None)


def _outcome(call: Call, event: Event) -> Call | None:
    if event.text not in OUTCOMES:
        return None
    return replace(call, outcome=replace(call.outcome, name=event.text))


def _competitor(call: Call, event: Event) -> Call | None:
    return replace(call, outcome=replace(call.outcome, competitor=event.text))


def _next(call: Call, event: Event) -> Call | None:
    return replace(call, outcome=replace(call.outcome, next_step=event.text))


def _next_day(call: Call, event: Event) -> Call | None:
    return replace(call, outcome=replace(call.outcome, next_on=event.day))


def _remark(call: Call, event: Event) -> Call | None:
    return replace(call, outcome=replace(call.outcome, remark=event.text))


_PRESSED: dict[str, Callable[[Call, Event], Call | None]] = {
    "answer": _answer, "go": _go, "back": _back, "card": _card, "judge": _judge, "unmet": _unmet,
    "note": _note, "draft": _draft, "promise": _promise, "price": _price, "present": _present,
    "hold": _hold, "end": _end, "return": _return, "outcome": _outcome, "competitor": _competitor,
    "next": _next, "next_day": _next_day, "remark": _remark,
}  # fmt: skip
_AFTERWARDS = ("return", "outcome", "competitor", "next", "next_day", "remark")
_ANY_TIME = ("card", "judge", "unmet", "note", "draft", "promise")
KINDS = tuple(_PRESSED)
