"""The quotes of the sample team: what was offered, what became of it, and what is open now.

Whether one is won follows from what is known when it is issued: what the rep gave (each further per cent
helps less), whether they bought before, a bundle, the amount. Days to pay change nothing. All of it has a
random stream of its own.
"""

from __future__ import annotations

import json
import math
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from random import Random
from typing import Any

from data.quote_contents import columns
from data.sample.company import ME, Company, new_id
from data.sample.days import DAY, HOUR, MINUTE, work_clock
from data.sample.lives import Life
from data.sample.quote_lines import Writing, Written, given, usually_given
from sales.facts import Rep
from sales.guardrails import MANAGER
from sales.quote_checks import FREE, needed
from sales.quote_life import measured, snapshot_json
from sales.quote_pricing import price
from sales.quote_rows import (
    ACCEPTED,
    APPROVED,
    ASKED,
    DECLINED,
    ISSUED,
    REVISED,
    SUPERSEDED,
    QuoteAct,
    QuoteDecision,
    QuoteRow,
)  # fmt: skip
from sales.quote_states import QuoteNumber

SHARE = 0.07  # quotes for each customer that are drawn; some of those are not registered yet then
PERIOD, VALID = 420, 20  # days that they go back, and that one holds
FOR_BUSINESS = 7  # times as likely as for a household
SECOND = 0.22  # of the quotes were revised once
STILL_OPEN = 0.75  # of those that may still be accepted
WRITING, WAITING = 0.2, 0.3  # of those of the last week: being written, waiting for a decision
WANTED = (
    "They take it if the price holds for the whole order.",
    "A first order; they compare with one more offer.",
    "They asked for the price of last year.",
)
GRANTED = ("First order of a group; no repeat at this price.", "The rest of the quote carries it.")
LOST = (
    "Too dear for this year.",
    "They bought elsewhere.",
    "The project was put off.",
    "No answer any more.",
)
Row = QuoteRow | QuoteAct | QuoteDecision


class Quotes:
    """The quotes of a company, the oldest first."""

    def __init__(self, company: Company, seed: int) -> None:
        self._company, self._rng = company, Random(f"quotes {seed}")
        self._writing = Writing(company)
        self._serials: Counter[tuple[str, int]] = Counter()

    def rows(self, found: Sequence[Life]) -> Iterator[Row]:
        """What is kept of them, in the order in which it came about."""
        weights = [FOR_BUSINESS if one.business else 1 for one in found]
        count = round(len(found) * SHARE)
        chosen = self._rng.choices(found, weights, k=count)
        agos = sorted((1 + int(self._rng.random() ** 1.4 * PERIOD) for _ in chosen), reverse=True)
        for one, ago in zip(chosen, agos, strict=True):
            if one.registered > ago:
                yield from self._quote(one, self._company.calendar.workday(ago))

    def _quote(self, one: Life, ago: int) -> Iterator[Row]:
        rng, calendar = self._rng, self._company.calendar
        at = min(calendar.at(ago, work_clock(rng)), calendar.now - HOUR)
        rep = self._company.people.on_duty(one.owner, at)
        series = rep.external_id or ME
        self._serials[series, calendar.day(at).year] += 1
        serial = self._serials[series, calendar.day(at).year]
        number = QuoteNumber(calendar.day(at).year, series, serial)
        written = self._writing.quote(one, ago, usually_given(rng, series), rng)
        course = _Course(self._company, one, rep, rng, number, new_id(rng, at))
        if ago < VALID and rng.random() < STILL_OPEN:
            yield from course.open(written, at, ago)
        elif ago >= 2 and rng.random() < SECOND:
            yield from course.revised(written, at)
        else:
            yield from course.answered(written, at)


class _Course:
    """The course of one quote."""

    def __init__(
        self, company: Company, one: Life, rep: Rep, rng: Random, number: QuoteNumber, quote_id: str
    ) -> None:
        self._company, self._one, self._rep, self._rng = company, one, rep, rng
        self._number, self._quote_id = number, quote_id
        self._customer = one.customer.id

    def open(self, written: Written, at: int, ago: int) -> Iterator[Row]:
        """One that is with the customer, waits for a decision, or is being written."""
        drawn = self._rng.random() if ago < 7 else 1.0
        if drawn < WRITING:
            yield self._row(written, at, issued_at=None)
        elif drawn < WRITING + WAITING:
            dearer = replace(written, quote=given(written.quote, 900), given_bp=900)
            row = self._row(dearer, at, issued_at=None)
            yield row
            yield self._act(row, ASKED, at + MINUTE, dearer, reason=self._one_of(WANTED))
        else:
            yield from self._issued(written, at)[1]

    def answered(self, written: Written, at: int) -> Iterator[Row]:
        """One that was issued, and accepted, declined, or never answered."""
        row, made = self._issued(written, at)
        yield from made
        yield from self._answer(row, written)

    def revised(self, written: Written, at: int) -> Iterator[Row]:
        """One of which a second version was issued, with a little more given."""
        row, made = self._issued(written, at)
        yield from made
        later = min(row.issued_at + self._days(1, 5), self._company.calendar.now - 2 * MINUTE)
        second = given(written.quote, min(written.given_bp + 150, 1_500))
        self._number = replace(self._number, version=2)
        better = replace(written, quote=second, given_bp=min(written.given_bp + 150, 1_500))
        yield self._act(row, REVISED, later, written)
        now, made = self._issued(better, later)
        yield from made
        yield self._act(row, SUPERSEDED, now.issued_at or later, written)
        yield from self._answer(now, better)

    def _issued(self, written: Written, at: int) -> tuple[Any, list[Row]]:
        """A version that was issued, approved before where that was needed; one denied is given less for."""
        asked = needed(measured(price(written.quote)).found, written.quote.guardrails.role)[0] != FREE
        issued_at = min(at + (self._days(0, 1) if asked else 10 * MINUTE), self._company.calendar.now)
        row = self._row(written, at, issued_at)
        made: list[Row] = [row]
        if asked:
            request = self._act(row, ASKED, at + MINUTE, written, reason=self._one_of(WANTED))
            made += [request, self._decision(row, written, request, issued_at - 1_000, APPROVED, GRANTED)]
        made.append(self._act(row, ISSUED, issued_at, written))
        return row, made

    def _answer(self, row: QuoteRow, written: Written) -> Iterator[Row]:
        """What the customer said, if anything; none if that lies ahead."""
        won = self._rng.random() < self._chance(written, float(row.total))
        silent = not won and self._rng.random() < 0.3
        at = (row.issued_at or row.at) + self._days(1, 12)
        if silent or at > self._company.calendar.now:
            return
        if won:
            who = self._one.customer.contact_name or self._one.customer.name
            yield replace(self._act(row, ACCEPTED, at, written), by_name=who)
        else:
            yield self._act(row, DECLINED, at, written, reason=self._one_of(LOST))

    def _chance(self, written: Written, total: float) -> float:
        share = written.given_bp / 10_000
        strength = -1.3 + 2.2 * (1 - math.exp(-share / 0.025)) * 0.6
        strength += 0.7 * bool(self._one.buys) + 0.5 * written.bundled - 0.22 * math.log(total / 8_000)
        return 1 / (1 + math.exp(-strength))

    def _row(self, written: Written, at: int, issued_at: int | None) -> Any:
        return QuoteRow(
            id=new_id(self._rng, at),
            customer_id=self._customer,
            quote_id=self._quote_id,
            number=str(self._number),
            at=at,
            saved_at=at,
            valid_until_on=self._company.calendar.day(issued_at or at) + timedelta(VALID),
            rep_id=self._rep.id,
            issued_at=issued_at,
            **columns(written.quote, written.particulars),
        )

    def _act(self, row: QuoteRow, act: str, at: int, written: Written, reason: str | None = None) -> QuoteAct:
        tested = act in (ASKED, ISSUED)
        snapshot = _snapshot(written, margins=True) if tested else None
        return QuoteAct(
            new_id(self._rng, at), self._customer, row.id, act, at, self._rep.id, reason, row.total, snapshot
        )

    def _decision(
        self, row: QuoteRow, written: Written, asked: QuoteAct, at: int, decision: str, why: Sequence[str]
    ) -> QuoteDecision:
        manager = self._rep.manager_id or self._rep.id
        return QuoteDecision(
            new_id(self._rng, at), self._customer, row.id, decision, at, manager, MANAGER, self._one_of(why),
            asked.id, _snapshot(written, margins=False), _snapshot(written, margins=True),
        )  # fmt: skip

    def _days(self, low: int, high: int) -> int:
        return int((low + self._rng.random() * (high - low)) * DAY)

    def _one_of(self, texts: Sequence[str]) -> str:
        return texts[int(self._rng.random() * len(texts))]


def _snapshot(written: Written, *, margins: bool) -> str:
    tested = measured(price(written.quote)).snapshot()
    return json.dumps(snapshot_json(tested, written.quote, margins=margins))
