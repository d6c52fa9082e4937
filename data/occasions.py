"""The facts that may call for a next best action, read one query a kind for many customers at once.

Who can have an occasion of a kind at all is told by the summaries (nobody without a recent event has a cart);
the queries get only their ids. All of them take `now` and look no further.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from data.engine import sqlite3
from sales.action_rules import ActionRules
from sales.actions import DAY_MS, HOUR_MS
from sales.calendar import Calendar
from sales.issues import ENDED, excerpt
from sales.occasions import Occasion, birthday_in
from sales.orders import UNSHIPPABLE
from sales.words import Words

EARLIER_DAYS = 120  # how long before its window a ticket may have been opened, an order placed
QUOTED = 60  # characters of a ticket that a sentence quotes
NAME = "CASE WHEN :zh THEN coalesce(p.name_zh, p.name) ELSE p.name END AS what"

PROMISES = """
SELECT id, customer_id, promise, promised_on FROM activities
WHERE promise IS NOT NULL AND kept_at IS NULL AND promised_on BETWEEN :first AND :last AND at <= :now
    AND state = 'done'"""
DELAYS = f"""
SELECT o.id, o.customer_id, o.promised_on, o.net_cents, (
    SELECT {NAME} FROM order_lines l JOIN products p ON p.id = l.product_id
    WHERE l.order_id = o.id ORDER BY l.net_cents DESC, l.line_no LIMIT 1) AS what
FROM json_each(:ids) j CROSS JOIN orders o ON o.customer_id = j.value AND o.placed_at BETWEEN :since AND :now
WHERE o.promised_on BETWEEN :first AND :last AND (o.signed_at IS NULL OR o.signed_at > :now)
    AND o.status NOT IN (SELECT value FROM json_each(:ended))"""
REVIEWS = """
SELECT r.id, r.customer_id, r.stars, r.written_at, p.price_e4
FROM json_each(:ids) j
CROSS JOIN reviews r ON r.customer_id = j.value AND r.written_at BETWEEN :since AND :now
LEFT JOIN products p ON p.id = r.product_id
WHERE r.stars <= :stars AND (r.answered_at IS NULL OR r.answered_at > :now)"""
TICKETS = """
SELECT t.id, t.customer_id, t.text, t.category, t.opened_at, t.status, t.satisfaction, t.resolved_at
FROM json_each(:ids) j
CROSS JOIN tickets t ON t.customer_id = j.value AND t.opened_at BETWEEN :since AND :now"""
CARTS = f"""
SELECT e.customer_id, e.id, e.product_id, e.at, p.price_e4, {NAME}
FROM json_each(:ids) j CROSS JOIN events e ON e.customer_id = j.value AND e.at BETWEEN :since AND :now
JOIN products p ON p.id = e.product_id
WHERE e.kind = 'add_to_cart' AND NOT EXISTS (
    SELECT 1 FROM orders o WHERE o.customer_id = e.customer_id AND o.placed_at BETWEEN e.at AND :now)
ORDER BY e.customer_id, e.at, e.id"""
LOOKS = f"""
SELECT e.customer_id, e.product_id, max(e.at) AS at, sum(e.duration_s) / 60 AS minutes, p.price_e4, {NAME}
FROM json_each(:ids) j CROSS JOIN events e ON e.customer_id = j.value AND e.at BETWEEN :since AND :now
JOIN products p ON p.id = e.product_id
WHERE e.kind = 'view' AND NOT EXISTS (
    SELECT 1 FROM orders o WHERE o.customer_id = e.customer_id AND o.placed_at BETWEEN e.at AND :now)
GROUP BY e.customer_id, e.product_id HAVING minutes >= :minutes"""
# The latest purchase of each thing that ends: what is used up by the machine it fits, others by category.
WEARING = f"""
SELECT o.customer_id, l.order_id, l.product_id, max(o.placed_at) AS bought_at, l.quantity, p.category,
    p.life_days, p.price_e4, {NAME}
FROM json_each(:ids) j CROSS JOIN orders o ON o.customer_id = j.value AND o.placed_at <= :now
JOIN order_lines l ON l.order_id = o.id JOIN products p ON p.id = l.product_id
WHERE p.life_days IS NOT NULL AND o.status NOT IN (SELECT value FROM json_each(:ended))
GROUP BY o.customer_id, CASE WHEN p.category IN (SELECT value FROM json_each(:used_up))
    THEN coalesce(json_extract(p.spec, '$.fits') || ' ' || p.category, p.id)
    ELSE coalesce(p.category, p.id) END
HAVING bought_at + p.life_days * 86400000 BETWEEN :first AND :last"""
SEASONS = f"""
SELECT o.customer_id, o.id, o.placed_at, l.quantity, l.net_cents, {NAME}
FROM json_each(:ids) j CROSS JOIN orders o ON o.customer_id = j.value AND o.placed_at BETWEEN :first AND :last
JOIN order_lines l ON l.order_id = o.id JOIN products p ON p.id = l.product_id
WHERE p.category IN (SELECT value FROM json_each(:seasonal))
    AND o.status NOT IN (SELECT value FROM json_each(:ended)) AND NOT EXISTS (
        SELECT 1 FROM orders n JOIN order_lines m ON m.order_id = n.id JOIN products q ON q.id = m.product_id
        WHERE n.customer_id = o.customer_id AND n.placed_at BETWEEN :lately AND :now
            AND q.category IN (SELECT value FROM json_each(:seasonal)))
ORDER BY o.customer_id, o.placed_at, l.net_cents DESC, l.line_no"""


@dataclass(frozen=True, slots=True)
class Round:
    """One look at many customers: their profiles and summaries by id, the rules, and when it takes place."""

    db: sqlite3.Connection
    customers: Mapping[str, sqlite3.Row]
    rules: ActionRules
    words: Words
    now: int

    @property
    def today(self) -> date:
        return self.words.moment(self.now).date()

    def midnight(self, day: date) -> int:
        """The instant at which a company day begins."""
        return Calendar(self.words.zone).begins_at(day.toordinal())

    def window_ms(self, kind: str) -> int:
        return self.rules.triggers[kind].window_h * HOUR_MS

    def those(self, column: str, since: int) -> str:
        """The ids, as JSON, of the customers whose summary has something of the kind since an instant."""
        return json.dumps([key for key, row in self.customers.items() if (row[column] or 0) >= since])

    def rows(self, sql: str, **bound: object) -> Iterator[sqlite3.Row]:
        """The rows of a query that belong to these customers."""
        bound |= {"now": self.now, "zh": self.words.chinese, "ended": json.dumps(UNSHIPPABLE)}
        return (row for row in self.db.execute(sql, bound) if row["customer_id"] in self.customers)


Found = Iterator[tuple[str, Occasion]]  # a customer's id and the occasion


def occasions(look: Round) -> defaultdict[str, list[Occasion]]:
    """The occasions that stored facts give, by customer."""
    found: defaultdict[str, list[Occasion]] = defaultdict(list)
    for read in (_promises, _delays, _reviews, _tickets, _carts, _looks, _profiles, _wearing, _seasons):
        for customer_id, occasion in read(look):
            found[customer_id].append(occasion)
    return found


def member_occasions(
    segments: Iterable[tuple[str, date | None]], last_contact_at: int | None, look: Round
) -> Iterator[Occasion]:
    """What a customer is owed for being in a segment: the weekly call, the monthly trial."""
    for segment, since_on in segments:
        if segment == "high_value":
            begun = last_contact_at or look.midnight(since_on or look.today)
            yield Occasion("weekly", f"{look.today:%G-%V}", begun)
        elif segment == "advocate":
            yield Occasion("trial", f"{look.today:%Y-%m}", look.midnight(look.today.replace(day=1)))


def _promises(look: Round) -> Found:
    last = look.today - timedelta(hours=look.rules.triggers["promise"].after_h)
    first = look.today - timedelta(milliseconds=look.window_ms("promise"))
    for row in look.rows(PROMISES, first=str(first), last=str(last)):
        at = look.midnight(date.fromisoformat(row["promised_on"]))
        yield row["customer_id"], Occasion("promise", row["id"], at, excerpt(row["promise"], QUOTED))


def _delays(look: Round) -> Found:
    after = timedelta(look.rules.delay.after_days + 1)
    first = look.today - after - timedelta(milliseconds=look.window_ms("delay"))
    since = look.now - look.window_ms("delay") - EARLIER_DAYS * DAY_MS
    ids = look.those("last_order_at", since)
    for row in look.rows(DELAYS, ids=ids, since=since, first=str(first), last=str(look.today - after)):
        promised = date.fromisoformat(row["promised_on"])
        what = row["what"] or look.words("the order")
        begun, at = look.midnight(promised), look.midnight(promised + after)
        yield (
            row["customer_id"],
            Occasion("delay", row["id"], at, what, since=begun, stake_cents=row["net_cents"]),
        )


def _reviews(look: Round) -> Found:
    allowed = look.rules.deadlines.review_hours * HOUR_MS
    since = look.now - look.window_ms("review") - allowed
    ids = look.those("last_review_at", since)
    for row in look.rows(REVIEWS, ids=ids, since=since, stars=look.rules.bad_stars):
        at, stake = row["written_at"], _cents(row["price_e4"])
        yield (
            row["customer_id"],
            Occasion("review", row["id"], at + allowed, n=row["stars"], since=at, stake_cents=stake),
        )


def _tickets(look: Round) -> Found:
    since = look.now - look.window_ms("ticket") - EARLIER_DAYS * DAY_MS
    for row in look.rows(TICKETS, ids=look.those("last_ticket_at", since), since=since):
        subject = excerpt(row["text"] or look.words(row["category"] or "a ticket"), QUOTED)
        resolved_at = row["resolved_at"]
        if resolved_at is not None and resolved_at <= look.now:
            if row["satisfaction"] is None:
                yield row["customer_id"], Occasion("satisfaction", row["id"], resolved_at, subject)
        elif resolved_at is not None or row["status"] not in ENDED:
            at = row["opened_at"] + look.rules.deadlines.ticket_hours * HOUR_MS
            yield row["customer_id"], Occasion("ticket", row["id"], at, subject, since=row["opened_at"])


def _carts(look: Round) -> Found:
    since = look.now - look.window_ms("cart")
    carts: defaultdict[str, dict[str, sqlite3.Row]] = defaultdict(dict)
    for row in look.rows(CARTS, ids=look.those("last_event_at", since), since=since):
        cart = carts[row["customer_id"]]
        cart.pop(row["product_id"], None)  # added again: now the latest
        cart[row["product_id"]] = row
    for customer_id, cart in carts.items():
        *_, latest = cart.values()
        dearest = max(cart.values(), key=lambda row: (row["price_e4"] or 0, row["product_id"]))
        stake = _cents(sum(row["price_e4"] or 0 for row in cart.values()))
        yield (
            customer_id,
            Occasion("cart", latest["id"], latest["at"], dearest["what"], len(cart), stake_cents=stake),
        )


def _looks(look: Round) -> Found:
    since = look.now - look.window_ms("look")
    ids = look.those("last_event_at", since)
    for row in look.rows(LOOKS, ids=ids, since=since, minutes=look.rules.look_minutes):
        ref = f"{row['product_id']} {look.words.moment(row['at']):%Y-%m-%d}"
        stake = _cents(row["price_e4"])
        yield (
            row["customer_id"],
            Occasion("look", ref, row["at"], row["what"], row["minutes"], stake_cents=stake),
        )


def _profiles(look: Round) -> Found:
    """New registrations and birthdays, from the profile alone."""
    newest = look.today - timedelta(milliseconds=look.window_ms("welcome"))
    month = f"-{look.today.month:02}-"
    for customer_id, row in look.customers.items():
        registered, born = row["registered_on"], row["birthday"]
        if registered and str(newest) <= registered <= str(look.today) and not row["order_count"]:
            at = look.midnight(date.fromisoformat(registered))
            yield customer_id, Occasion("welcome", "welcome", at)
        if born and month in born:
            day = birthday_in(date.fromisoformat(born), look.today.year)
            yield customer_id, Occasion("birthday", str(day.year), look.midnight(day))


def _wearing(look: Round) -> Found:
    triggers = [look.rules.triggers[kind] for kind in ("refill", "replacement")]
    first = look.now - max(trigger.window_h for trigger in triggers) * HOUR_MS
    last = look.now - min(trigger.after_h for trigger in triggers) * HOUR_MS + DAY_MS
    used_up = json.dumps(look.rules.used_up)
    ids = look.those("last_order_at", 1)
    for row in look.rows(WEARING, ids=ids, first=first - DAY_MS, last=last, used_up=used_up):
        kind = "refill" if row["category"] in look.rules.used_up else "replacement"
        bought = row["bought_at"]
        end = look.midnight(look.words.moment(bought).date() + timedelta(row["life_days"]))
        stake = None if row["price_e4"] is None else _cents(row["price_e4"] * row["quantity"])
        ref = f"{row['order_id']} {row['product_id']}"
        yield row["customer_id"], Occasion(kind, ref, end, row["what"], row["quantity"], bought, stake)


def _seasons(look: Round) -> Found:
    year = timedelta(365)
    ahead = timedelta(hours=-look.rules.triggers["season"].after_h)
    first = look.midnight(look.today - year)
    orders: defaultdict[tuple[str, str], list[sqlite3.Row]] = defaultdict(list)
    for row in look.rows(
        SEASONS,
        ids=look.those("last_order_at", first),
        first=first,
        last=look.midnight(look.today - year + ahead + timedelta(1)) - 1,
        lately=look.midnight(look.today - 2 * ahead),
        seasonal=json.dumps(look.rules.seasonal),
    ):
        orders[row["customer_id"], row["id"]].append(row)
    for (customer_id, order_id), lines in orders.items():
        main, placed = lines[0], lines[0]["placed_at"]
        at = look.midnight(look.words.moment(placed).date() + year)
        stake = sum(line["net_cents"] for line in lines)
        yield customer_id, Occasion("season", order_id, at, main["what"], main["quantity"], placed, stake)


def _cents(price_e4: int | None) -> int | None:
    return None if price_e4 is None else (price_e4 + 50) // 100
