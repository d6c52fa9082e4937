"""What waits for my customers at the service desk, and what is done about it, written in one transaction.

What a matter is and when it ends is told by `sales.service_desk`; here it is read, one query a kind.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any

from data import activities, facts, outbox
from data.engine import sqlite3
from data.feedback import classes
from data.ids import uuid7
from data.marks import action_key, done
from data.rows import columns, value
from data.rules import promises, routing, service_desk_rules, service_rules
from data.settings import settings
from data.store import Changes, Store
from sales.departments import CATEGORIES, HOUR_MS
from sales.errors import RuleBroken
from sales.facts import Activity, Rep
from sales.issues import ENDED, LOW_STARS
from sales.occasions import birthday_in
from sales.orders import COUPON_OFFERED, UNSHIPPABLE
from sales.service import ServiceAct
from sales.service_desk import (
    AFTER_SALES,
    CONTACTS,
    SCORES,
    DeskRules,
    Matter,
    by_urgency,
    followed,
    permitted,
    reopens,
)
from sales.service_words import title
from sales.words import Words

DAY_MS = 24 * HOUR_MS
WRITTEN = ("activities", "outbox", "service_acts")
BACK_DAYS = 60  # how long a late order, a review or an act concerns anybody
TICKET_DAYS = 120
MOST = 500

# Everyone who is mine (or all, where no rep is asked for), with where they stand.
MINE = """
WITH mine AS (SELECT c.id, c.name, c.birthday, coalesce(s.tier, 'standard') AS tier,
    coalesce(s.primary_segment, 'regular') AS segment FROM customers c
    LEFT JOIN standings s ON s.customer_id = c.id WHERE :rep IS NULL OR c.owner_id = :rep)"""
NAME = "CASE WHEN :zh THEN coalesce(p.name_zh, p.name) ELSE p.name END AS what"
TICKETS = f"""{MINE}
SELECT t.id, t.external_id, t.text, t.category, t.opened_at AS since, t.status, t.resolved_at,
    t.satisfaction, m.id AS customer_id, m.name, m.tier, m.segment
FROM mine m JOIN tickets t ON t.customer_id = m.id
WHERE t.opened_at <= :now AND (t.opened_at >= :since OR t.resolved_at IS NULL)
ORDER BY t.opened_at DESC LIMIT 5000"""
RETURNS = f"""{MINE}
SELECT r.id, r.external_id, r.amount_cents, r.requested_at AS since, r.status, r.reason AS text, {NAME},
    o.id IS NOT NULL AND o.collected_at IS NULL AND o.signed_at IS NULL AS unshipped,
    m.id AS customer_id, m.name, m.tier, m.segment
FROM mine m JOIN returns r ON r.customer_id = m.id LEFT JOIN orders o ON o.id = r.order_id
LEFT JOIN products p ON p.id = r.product_id
WHERE r.status IN ('reviewing', 'refunding') AND r.requested_at BETWEEN :since AND :now"""
DELAYS = f"""{MINE}
SELECT o.id, o.external_id, o.promised_on, m.id AS customer_id, m.name, m.tier, m.segment
FROM mine m JOIN orders o ON o.customer_id = m.id
WHERE o.promised_on BETWEEN :first AND :last AND (o.signed_at IS NULL OR o.signed_at > :now)
    AND o.placed_at <= :now AND o.status NOT IN (SELECT value FROM json_each(:ended))"""
REVIEWS = f"""{MINE}
SELECT r.id, r.stars, r.text, r.written_at AS since, {NAME}, m.id AS customer_id, m.name, m.tier, m.segment
FROM mine m JOIN reviews r ON r.customer_id = m.id LEFT JOIN products p ON p.id = r.product_id
WHERE r.stars <= :stars AND r.answered_at IS NULL AND r.written_at BETWEEN :since AND :now"""
BIRTHDAYS = f"{MINE} SELECT * FROM mine WHERE birthday IS NOT NULL AND tier IN ('silver', 'gold')"
MEMBERS = f"""{MINE}
SELECT b.segment AS member, b.since_on, x.last_contact_at, x.first_order_at, m.id AS customer_id, m.name,
    m.tier, m.segment,
    (SELECT {NAME} FROM orders o JOIN order_lines l ON l.order_id = o.id
        JOIN products p ON p.id = l.product_id WHERE o.customer_id = m.id
        ORDER BY o.placed_at, l.net_cents DESC LIMIT 1) AS what
FROM memberships b JOIN mine m ON m.id = b.customer_id LEFT JOIN summaries x ON x.customer_id = m.id
WHERE b.segment IN ('high_value', 'advocate')"""
ACTS = f"""
SELECT {columns(ServiceAct)} FROM service_acts WHERE at BETWEEN :since AND :now ORDER BY at, id"""
Acts = Mapping[tuple[str, str], Sequence[ServiceAct]]


@dataclass(frozen=True, slots=True)
class ServiceDesk:
    """What waits, the most urgent first, and what it is judged by."""

    matters: tuple[Matter, ...]
    rules: DeskRules
    currency: str
    now: int

    @property
    def overdue(self) -> int:
        return sum(one.due_at < self.now for one in self.matters)


def service_desk(db: sqlite3.Connection, rep_id: str | None, words: Words, now: int) -> ServiceDesk:
    """What waits for a rep's customers (None: for everybody's) at an instant."""
    look = _Look(db, rep_id, words, now)
    acts = look.acts()
    found = [*look.tickets(acts), *look.returns(acts), *look.delays(acts), *look.reviews(acts)]
    found += [one for one in (*look.birthdays(), *look.members()) if not acts[one.subject, _benefit(one)]]
    ticked = done(db, "action")
    found = [one for one in found if one.kind == "ticket" or _action(one) not in ticked]
    return ServiceDesk(by_urgency(found)[:MOST], service_desk_rules(), settings(db)["currency"], now)


def log_act(
    store: Store, matter: Matter, act: str, me: Rep | None, words: Words, now: int, score: int | None = None
) -> tuple[str, ...]:
    """Log what was done about a matter, with the contact where it was one, in one transaction.

    Returns the ids of the messages, which `outbox.take_back_all` undoes. Raises RuleBroken for what this
    person may not do, or a satisfaction call without a score of 1 to 5.
    """
    rules = service_desk_rules()
    if act not in permitted(matter, rules, me.role if me else "manager"):
        limit = words.money(rules.alone_cents, whole=True)
        raise RuleBroken(
            "That cannot be done here.", "Above {limit}, After-sales decides: pass it on.", limit=limit
        )
    if act == "satisfaction_call" and score not in SCORES:
        raise RuleBroken("A satisfaction call needs a score.", "Press a key from 1 to 5.")
    written = _written(matter, act, me, rules, now, score)
    contact = _contact(matter, act, me, words, now, score, reopened=len(written) > 1)
    with store.write(Changes.of(*WRITTEN)) as db:
        facts.put(db, written)
        mids = [outbox.append(db, "service_acts", one.id, _said(one), now) for one in written]
        if contact:
            mids += activities.keep(db, contact, (), now)
    return tuple(mids)


def _written(
    matter: Matter, act: str, me: Rep | None, rules: DeskRules, now: int, score: int | None
) -> list[ServiceAct]:
    def one(name: str, **more: Any) -> ServiceAct:
        done = ServiceAct(
            uuid7(now),
            matter.customer_id,
            matter.subject,
            _benefit(matter) if matter.subject == "benefit" else matter.subject_id,
            name,
            now,
            me.id if me else None,
            matter.department or None,
            matter.amount_cents or None,
        )
        return replace(done, **more)

    if act == "called_first":
        return [one("called_first", amount_cents=None), one("compensated")]
    if act == "escalated":
        return [one("escalated", department=AFTER_SALES)]
    if act == "satisfaction_call" and score is not None:
        called = one("satisfaction_call", score=score)
        return [called, one("escalated", department=AFTER_SALES)] if reopens(score, rules) else [called]
    return [one(act)]


def _contact(
    matter: Matter, act: str, me: Rep | None, words: Words, now: int, score: int | None, *, reopened: bool
) -> Activity | None:
    kind = CONTACTS.get((matter.kind, act))
    if kind is None:
        return None
    outcome = "Done"
    if act == "called_first":
        outcome = COUPON_OFFERED
    elif score is not None:
        outcome = "Not resolved" if reopened else "Satisfied"
    return Activity(
        uuid7(now),
        matter.customer_id,
        kind,
        now,
        me.id if me else None,
        objective=title(matter, words),
        outcome=outcome,
    )


def _action(matter: Matter) -> str:
    """The mark that a next best action leaves when it is done: what was done there is not asked for here."""
    ref = matter.subject_id.partition("-")[2] if matter.subject == "benefit" else matter.subject_id
    return action_key(matter.customer_id, matter.kind, ref)


def _benefit(matter: Matter) -> str:
    """Under what a benefit is logged: it is one's own, of its week, month or year."""
    return f"{matter.customer_id}/{matter.subject_id}"


def _said(act: ServiceAct) -> dict[str, object]:
    return {name: said for name, said in asdict(act).items() if name != "id" and said is not None}


class _Look:
    """One look at the desk: whose customers, at what instant."""

    def __init__(self, db: sqlite3.Connection, rep_id: str | None, words: Words, now: int) -> None:
        self._db, self._rep, self._words, self._now = db, rep_id, words, now
        self._today = words.moment(now).date()
        self._rules = service_desk_rules()
        self._delay, self._deadlines = service_rules()
        self._routes, self._classes = routing(), classes(db)

    def acts(self) -> defaultdict[tuple[str, str], list[ServiceAct]]:
        """What was done of late, by what it was done about, oldest first."""
        found: defaultdict[tuple[str, str], list[ServiceAct]] = defaultdict(list)
        bound = {"since": self._now - 400 * DAY_MS, "now": self._now}
        for row in self._db.execute(ACTS, bound):
            found[row["subject"], row["subject_id"]].append(value(ServiceAct, row))
        return found

    def tickets(self, acts: Acts) -> Iterator[Matter]:
        for row in self._rows(TICKETS, since=self._now - TICKET_DAYS * DAY_MS):
            done = acts.get(("ticket", row["id"]), ())
            label = self._classes.get(f"ticket/{row['id']}") or CATEGORIES.get(
                row["category"], row["category"]
            )
            route = self._routes.get(label or "service", self._routes["service"])
            ended = row["resolved_at"] if row["resolved_at"] or row["status"] not in ENDED else row["since"]
            resolved = max((one.at for one in done if one.act == "resolved"), default=ended)
            again = [one for one in done if one.at >= (resolved or 0) and one.act == "escalated"]
            state = row["status"] if row["status"] in ("answered", "escalated") else "open"
            closing = max(route.hours, self._deadlines.ticket_hours)
            due = row["since"] + (route.hours if state == "open" else closing) * HOUR_MS
            matter = self._matter("ticket", "ticket", row, due, state, route.department)
            if resolved is None or again:
                left = self._followed(matter, again if resolved else done)
                if left:
                    yield left
            elif row["satisfaction"] is None and not any(one.act == "satisfaction_call" for one in done):
                yield from self._satisfaction(row, resolved)

    def _satisfaction(self, row: sqlite3.Row, resolved: int) -> Iterator[Matter]:
        """The call that follows a ticket: from a day before it is due."""
        due = resolved + self._rules.satisfaction_hours * HOUR_MS
        if due - DAY_MS <= self._now <= resolved + self._rules.satisfaction_days * DAY_MS:
            yield self._matter("satisfaction", "ticket", row, due, "due", "")

    def returns(self, acts: Acts) -> Iterator[Matter]:
        for row in self._rows(RETURNS, since=self._now - BACK_DAYS * DAY_MS):
            reviewing = row["status"] == "reviewing"
            hours = self._deadlines.return_review_hours if reviewing else self._deadlines.refund_hours
            due = row["since"] + (0 if row["unshipped"] else hours * HOUR_MS)
            matter = self._matter("return", "return", row, due, row["status"], AFTER_SALES)
            if left := self._followed(matter, acts.get(("return", row["id"]), ())):
                yield left

    def delays(self, acts: Acts) -> Iterator[Matter]:
        after = timedelta(self._delay.after_days + 1)
        first, last = self._today - timedelta(BACK_DAYS), self._today - after
        for row in self._rows(DELAYS, first=str(first), last=str(last)):
            promised = date.fromisoformat(row["promised_on"])
            matter = self._matter(
                "delay",
                "order",
                row,
                self._end_of(promised + after),
                "late",
                self._routes["logistics"].department,
                n=(self._today - promised).days,
                amount_cents=self._delay.coupon_cents,
                since=self._end_of(promised),
            )
            if left := self._followed(matter, acts.get(("order", row["id"]), ())):
                yield left

    def reviews(self, acts: Acts) -> Iterator[Matter]:
        for row in self._rows(REVIEWS, since=self._now - BACK_DAYS * DAY_MS, stars=LOW_STARS):
            label = self._classes.get(f"review/{row['id']}", "product")
            due = row["since"] + self._deadlines.review_hours * HOUR_MS
            department = self._routes[label].department
            matter = self._matter("review", "review", row, due, "open", department, n=row["stars"])
            if left := self._followed(matter, acts.get(("review", row["id"]), ())):
                yield left

    def birthdays(self) -> Iterator[Matter]:
        coupons = promises().birthday_cents
        for row in self._rows(BIRTHDAYS):
            day = birthday_in(date.fromisoformat(row["birthday"]), self._today.year)
            if row["tier"] in coupons and self._near(day):
                at = self._end_of(day)
                yield self._matter(
                    "birthday", "benefit", row, at, "due", "", amount_cents=coupons[row["tier"]], since=at,
                    customer_id=row["id"], subject_id=f"birthday-{day.year}",
                )  # fmt: skip

    def members(self) -> Iterator[Matter]:
        """What is owed to high-value customers and to advocates."""
        for row in self._rows(MEMBERS):
            if row["member"] == "advocate":
                end = (self._today.replace(day=28) + timedelta(4)).replace(day=1) - timedelta(1)
                if self._near(end):
                    yield self._matter(
                        "trial", "benefit", row, self._end_of(end), "due", "", since=self._now,
                        subject_id=f"trial-{end:%Y-%m}",
                    )  # fmt: skip
                continue
            last = row["last_contact_at"]
            if last is not None and last + self._rules.weekly_days * DAY_MS <= self._now + DAY_MS:
                yield self._matter(
                    "weekly", "benefit", row, last + self._rules.weekly_days * DAY_MS, "due", "", since=last,
                    subject_id=f"weekly-{self._today:%G-%V}",
                )  # fmt: skip
            if row["first_order_at"] and (due := self._checkup_on(row["first_order_at"])):
                yield self._matter(
                    "checkup", "benefit", row, self._end_of(due), "due", "", since=row["first_order_at"],
                    subject_id=f"checkup-{due.year}",
                )  # fmt: skip

    def _checkup_on(self, bought_at: int) -> date | None:
        """This year's day of the first purchase, a year or more after it, where that is near."""
        bought = self._words.moment(bought_at).date()
        day = birthday_in(bought, self._today.year)
        return day if day.year > bought.year and self._near(day) else None

    def _near(self, day: date) -> bool:
        ahead = (day - self._today).days
        return -self._rules.after_days <= ahead <= self._rules.ahead_days

    def _rows(self, sql: str, **bound: object) -> list[sqlite3.Row]:
        own = {
            "rep": self._rep,
            "now": self._now,
            "zh": self._words.chinese,
            "ended": json.dumps(UNSHIPPABLE),
        }
        return self._db.execute(sql, own | bound).fetchall()

    def _matter(
        self,
        kind: str,
        subject: str,
        row: sqlite3.Row,
        due_at: int,
        state: str,
        department: str,
        **more: Any,
    ) -> Matter:
        known = dict(zip(row.keys(), row, strict=True))
        made = Matter(
            kind=kind,
            subject=subject,
            subject_id=known.get("id", ""),
            customer_id=known.get("customer_id", ""),
            name=row["name"],
            since=known.get("since", self._now),
            due_at=due_at,
            state=state,
            no=known.get("external_id") or known.get("id", "")[-8:],
            what=known.get("what") or "",
            text=known.get("text") or "",
            amount_cents=known.get("amount_cents", 0),
            department=department,
            tier=row["tier"],
            segment=row["segment"],
            unshipped=bool(known.get("unshipped")),
        )
        return replace(made, **more)

    def _followed(self, matter: Matter, acts: Sequence[ServiceAct]) -> Matter | None:
        return followed(matter, acts, self._deadlines.ticket_hours, self._deadlines.refund_hours)

    def _end_of(self, day: date) -> int:
        midnight = datetime.combine(day + timedelta(days=1), time(), self._words.zone)
        return int(midnight.timestamp() * 1000) - 1
