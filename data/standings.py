"""Where each customer stands: segments, tier, value, cohort, RFM2 class; for any day, and kept for the last.

What is a share of all customers is cut when all are evaluated. The cuts are kept, so that those whose facts
change are placed without a look at the others.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict
from datetime import date, tzinfo
from functools import cache
from itertools import chain, islice
from operator import itemgetter
from typing import Any

from data import summaries
from data.content.rules import placing_rules
from data.engine import sqlite3
from data.settings import settings
from data.settings import zone as company_zone
from data.store import Changes, Store
from data.summaries import COLUMNS, KNOWN, TOUCHED, UNCHANGED
from data.sums import Row, plain_rows, sums
from sales.brief import Membership
from sales.calendar import EVER, FOREVER, Calendar, iso, ordinal
from sales.errors import NotFound
from sales.segment_reasons import Reasons
from sales.segments import REGULAR, SegmentRules, Stay, standing_on, stays
from sales.standing import BASIS, Cuts, Placed, Population, Rules, Standing, cuts, place, population, values
from sales.words import Words

KEEP = "INSERT INTO standings VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
BELONG = "INSERT INTO memberships VALUES (?, ?, ?)"
AT_ONCE = 500
FEW = 10  # a tenth of all
AMONG_TOUCHED = f" AND customer_id IN ({TOUCHED})"
basis = itemgetter(*map(COLUMNS.index, BASIS))


def standings(
    db: sqlite3.Connection, as_of: date, rules: Rules | None = None, zone: tzinfo | None = None
) -> Iterator[Placed]:
    """Where everyone known on a day stood on it, by id, by facts up to and including it; nothing is kept."""
    rules, calendar = rules or placing_rules(), Calendar(zone or company_zone(db))
    people, found = _known(db, as_of, rules.segments, calendar)
    worth = values(people, as_of, rules.standing)
    return place(people, worth, found, cuts(people, worth, rules.standing), as_of, rules)


def evaluate(
    db: sqlite3.Connection,
    as_of: date,
    rules: Rules | None = None,
    zone: tzinfo | None = None,
    customer_ids: Iterable[str] | None = None,
) -> None:
    """Keep where customers stand on a day, inside the transaction that is open: everyone, or some.

    Some are placed by the kept cuts; if there are none, if they are by other rules, or if the some are many,
    everyone is.
    """
    rules, zone = rules or placing_rules(), zone or company_zone(db)
    if not summaries.stays_made_by(db, rules.segments, zone):
        summaries.rebuild(db, rules.segments, zone)
    kept, only = _kept_cuts(db, rules), ""
    if kept and customer_ids is not None and _few(db, customer_ids):
        only = AMONG_TOUCHED
    people, found = _known(db, as_of, rules.segments, Calendar(zone), only)
    worth = values(people, as_of, rules.standing)
    divided = kept if kept and only else cuts(people, worth, rules.standing)
    _keep(db, place(people, worth, found, divided, as_of, rules), only)
    if not only:
        _keep_cuts(db, divided, rules)
    if customer_ids is None:
        db.execute("INSERT OR REPLACE INTO derived VALUES ('evaluated_on', ?)", (as_of.isoformat(),))


def refresh(db: sqlite3.Connection, customer_ids: Iterable[str]) -> None:
    """Place some customers anew after their facts changed; `summaries.refresh` comes first.

    As of the day that everyone was evaluated for, or of the newest fact of all if that is later.
    """
    day = _last_day(db)
    evaluate(db, max(day, evaluated_on(db) or day), customer_ids=customer_ids)


def keep_current(store: Store, today: date) -> bool:
    """Evaluate everyone for today unless that is done, by the rules as they are now; whether it had to be."""
    db, rules = store.read(), placing_rules()
    by_these = summaries.stays_made_by(db, rules.segments, company_zone(db)) and _kept_cuts(db, rules)
    if by_these and evaluated_on(db) == today:
        return False
    with store.write(Changes.of("customers")) as writer:
        evaluate(writer, today)
    return True


def evaluated_on(db: sqlite3.Connection) -> date | None:
    """The day for which everyone was evaluated last; None if they never were."""
    kept = db.execute("SELECT value FROM derived WHERE name = 'evaluated_on'").fetchone()
    return date.fromisoformat(kept[0]) if kept else None


def standing(db: sqlite3.Connection, customer_id: str, as_of: date, words: Words) -> Standing:
    """Where one customer (our id) stood on a day, with reasons. Raises NotFound.

    Shares of all customers are those of the last evaluation; of that day, where there was none.
    """
    rules, calendar = placing_rules(), Calendar(company_zone(db))
    known = summaries.until(as_of, calendar) | {"customer": customer_id}
    one = sums(db, calendar, summaries.viewing_days(rules.segments), "SELECT :customer", **known)
    row, trail = next(one, (None, None))
    if row is None or trail is None:
        raise NotFound(
            "There is no customer {who}.",
            "Search by name: Ctrl+K in the window, main.py search TEXT in a shell.",
            who=customer_id,
        )
    current = standing_on(as_of.toordinal(), stays(trail, rules.segments), rules.segments)
    people = population([basis(row)], calendar)
    worth = values(people, as_of, rules.standing)
    divided = _kept_cuts(db, rules) or _cuts(db, as_of, rules, calendar)
    found = {customer_id: current or [Stay(REGULAR, EVER, FOREVER)]}
    return _told(
        next(place(people, worth, found, divided, as_of, rules)), row, words, settings(db)["currency"]
    )


def numbers(db: sqlite3.Connection) -> dict[str, str]:
    """What people call each customer, by our id: the external id, or ours where there is none."""
    return dict(plain_rows(db, "SELECT id, ifnull(external_id, id) FROM customers"))


def _few(db: sqlite3.Connection, customer_ids: Iterable[str]) -> bool:
    """Touch the customers; whether they are so few that shares of all stay about what they are."""
    summaries.touch(db, customer_ids)
    most = db.execute("SELECT count(*) FROM touched").fetchone()[0] * FEW
    found = db.execute("SELECT count(*) FROM (SELECT 1 FROM summaries LIMIT ?)", (most,)).fetchone()[0]
    return bool(found == most)


def _told(placed: Placed, row: Row, words: Words, currency: str) -> Standing:
    reasons, summary = Reasons(words, placed.as_of, currency), summaries.summary(row)
    return Standing(
        segments=tuple(
            Membership(stay.segment, reasons.why(stay.segment, summary), stay.since_on)
            for stay in placed.stays
        ),
        tier=placed.tier,
        value_band=placed.value_band,
        cohort=placed.cohort,
        rfm2_class=placed.rfm2_class,
        spend_cents=placed.spend_cents,
        value_cents=placed.value_cents,
    )


def _known(
    db: sqlite3.Connection, as_of: date, rules: SegmentRules, calendar: Calendar, only: str = ""
) -> tuple[Population, Mapping[str, Sequence[Stay]]]:
    """The customers known on a day, and the stays that it lies in; `only`: a condition more."""
    day, bound = as_of.toordinal(), summaries.until(as_of, calendar)
    rows: list[Row] = []
    found: dict[str, tuple[Stay, ...]] = {}
    one = cache(
        lambda segment, since, until: (Stay(segment, ordinal(since), ordinal(until)),)
    )  # many share it
    anew = f"SELECT customer_id FROM summaries WHERE {KNOWN}"
    if summaries.stays_made_by(db, rules, calendar.zone):
        anew = summaries.LATER
        rows += plain_rows(db, f"SELECT {', '.join(BASIS)} FROM summaries WHERE {UNCHANGED}{only}", bound)
        for customer_id, segment, since_on, until_on in plain_rows(
            db, f"SELECT * FROM stays WHERE since_on <= :as_of AND until_on >= :as_of{only}", bound
        ):
            found[customer_id] = found.get(customer_id, ()) + one(segment, since_on, until_on)
    for row, trail in summaries.later(db, as_of, rules, calendar, anew + only):
        rows.append(basis(row))
        found[row[0]] = tuple(standing_on(day, stays(trail, rules), rules))
    rows.sort(key=itemgetter(0))
    return population(rows, calendar), found


def _keep(db: sqlite3.Connection, placed: Iterator[Placed], only: str) -> None:
    db.execute(f"DELETE FROM standings WHERE 1{only}")
    db.execute(f"DELETE FROM memberships WHERE 1{only}")
    made = ((_kept(one), _memberships(one)) for one in placed)
    while some := list(islice(made, AT_ONCE)):
        db.executemany(KEEP, (row for row, _ in some))
        db.executemany(BELONG, chain.from_iterable(belonging for _, belonging in some))


def _kept(one: Placed) -> Row:
    primary = one.stays[0]
    return (
        *(one.customer_id, one.as_of.isoformat(), primary.segment, _since(primary)),
        *(
            one.tier,
            one.value_band,
            one.cohort,
            one.rfm2_class,
            *one.scores,
            one.spend_cents,
            one.value_cents,
        ),
    )


def _memberships(one: Placed) -> list[Row]:
    return [(stay.segment, one.customer_id, _since(stay)) for stay in one.stays if stay.segment != REGULAR]


def _since(stay: Stay) -> str | None:
    return None if stay.since == EVER else iso(stay.since)


def _cuts(db: sqlite3.Connection, as_of: date, rules: Rules, calendar: Calendar) -> Cuts:
    people, _ = _known(db, as_of, rules.segments, calendar)
    return cuts(people, values(people, as_of, rules.standing), rules.standing)


def _kept_cuts(db: sqlite3.Connection, rules: Rules) -> Cuts | None:
    """The cuts by which everyone was divided last, if it was by these rules."""
    row = db.execute("SELECT value FROM derived WHERE name = 'cuts'").fetchone()
    kept: dict[str, Any] = json.loads(row[0]) if row else {}
    if kept.get("rules") != str(rules):
        return None
    places = {name: tuple(place) if place else None for name, place in kept["places"].items()}
    return Cuts(tuple(map(tuple, kept["fifths"])), **places)


def _keep_cuts(db: sqlite3.Connection, divided: Cuts, rules: Rules) -> None:
    places = asdict(divided)
    fifths = places.pop("fifths")
    kept = json.dumps({"rules": str(rules), "fifths": fifths, "places": places})
    db.execute("INSERT OR REPLACE INTO derived VALUES ('cuts', ?)", (kept,))


def _last_day(db: sqlite3.Connection) -> date:
    """The day of the newest fact; without any, of the last registration."""
    at = db.execute("SELECT max(last_fact_at) FROM summaries").fetchone()[0]
    if at is not None:
        return date.fromordinal(Calendar(company_zone(db)).day(at))
    registered_on = db.execute("SELECT max(registered_on) FROM summaries").fetchone()[0]
    return date.fromisoformat(registered_on or "1970-01-01")
