"""One customer's call brief, assembled from the store: what screen, paper and commands show alike."""

from __future__ import annotations

import json

from data.actions import customer_actions
from data.content.kinds import pieces
from data.content.tracks import TRACKS
from data.engine import sqlite3
from data.filling import about, found, own_name, track_values
from data.freshness import newest_at
from data.history import history
from data.offers import offers, product_name
from data.rows import columns, value
from data.rules import next_action_rules, service_rules
from data.settings import settings
from data.settled import settled
from data.standings import standing
from sales.brief import Brief, FilledTrack, Offer
from sales.briefing import bought, contacts, figures, known_facts
from sales.errors import NotFound
from sales.facts import Activity, History
from sales.issues import issues
from sales.standing import Standing
from sales.track_choice import CHANNEL_OF, Choice, Situation, choose
from sales.track_filling import TrackValues, doubts, fill, known
from sales.words import Words

ACTIONS, DOUBTS = 3, 4
DAY_MS = 86_400_000
PAST_HOURS = 12
LASTING_DAYS = 730  # what is used up sooner is a refill
LATELY_DAYS = 60  # so long a look at a product is still what the call is about


def brief(
    db: sqlite3.Connection, customer_id: str, words: Words, now: int, channel: str | None = None
) -> Brief:
    """The brief of a customer (our id or the external one) as of the instant `now`, for a call through
    `channel`.

    `channel` is an activity's kind; None takes the planned contact's. Raises NotFound.
    """
    known_of = history(db, customer_id, now)
    who = known_of.customer
    chosen = settings(db)
    stands = standing(db, who.id, words.moment(now).date(), words)
    names = _names(db, known_of, words)
    delay, deadlines = service_rules()
    served = settled(db, now)
    offered = offers(db, who.id, stands.tier, now, words)
    call = _next_call(db, who.id, now)
    track = _track(db, known_of, stands, offered, channel or (call.kind if call else None), words, now)
    ranked = customer_actions(db, who.id, next_action_rules(), words, now, chosen["currency"])
    return Brief(
        customer=who,
        customer_no=who.external_id or who.id[-8:],
        tier=stands.tier,
        currency=chosen["currency"],
        prepared_at=now,
        as_of_at=newest_at(db, now),
        rep_name=own_name(db, words),
        call=call,
        segments=stands.segments,
        rfm2_class=stands.rfm2_class,
        value_band=stands.value_band,
        spend_cents=stands.spend_cents,
        figures=figures(known_of, words.moment(now).date(), chosen["currency"], words),
        bought=bought(known_of, names, words),
        order_count=len(known_of.orders),
        contacts=contacts(known_of, now),
        issues=tuple(
            one
            for one in issues(known_of, now, deadlines, delay, names, words)
            if (who.id, one.kind, one.ref) not in served
        ),
        actions=tuple(row.action for row in ranked[:ACTIONS]),
        track=track,
        doubts=doubts(track)[:DOUBTS] if track else (),
        offers=offered,
        facts=known_facts(who, words),
    )


def filled_track(
    db: sqlite3.Connection,
    customer_id: str,
    words: Words,
    now: int,
    product: str | None = None,
    channel: str | None = None,
) -> FilledTrack:
    """The talk track for a customer, filled in; `product` (either id) overrules what the call seems to be
    about.

    `channel` is one of `sales.track_choice.CHANNELS` or an activity's kind. Raises NotFound.
    """
    known_of = history(db, customer_id, now)
    stands = standing(db, known_of.customer.id, words.moment(now).date(), words)
    offered = offers(db, known_of.customer.id, stands.tier, now, words)
    subject = found(db, product) if product else about(db, known_of, now)
    values = track_values(db, known_of, subject, stands.tier, offered, words, now)
    return _chosen(db, values, stands, channel, words)


def _track(
    db: sqlite3.Connection,
    known_of: History,
    stands: Standing,
    offered: tuple[Offer, ...],
    channel: str | None,
    words: Words,
    now: int,
) -> FilledTrack | None:
    """The track of the brief; None where content has none that fits, so that the brief still prints."""
    values = track_values(db, known_of, about(db, known_of, now), stands.tier, offered, words, now)
    try:
        return _chosen(db, values, stands, channel, words)
    except NotFound:
        return None


def _chosen(
    db: sqlite3.Connection, values: TrackValues, stands: Standing, channel: str | None, words: Words
) -> FilledTrack:
    product = values.product
    situation = Situation(
        segment=stands.segments[0].segment,
        product=(product.external_id or product.id) if product else None,
        category=product.category if product else None,
        channel=CHANNEL_OF.get(channel or "", channel),
    )
    choice: Choice = choose(pieces(db, TRACKS, words.locale), situation, words)
    return fill(choice, known(values, words))


def _next_call(db: sqlite3.Connection, customer_id: str, now: int) -> Activity | None:
    """The contact that is planned next, today's included even if its hour has passed."""
    row = db.execute(
        f"SELECT {columns(Activity)} FROM activities WHERE customer_id = ? AND state = 'planned' AND at > ?"
        " ORDER BY at LIMIT 1",
        (customer_id, now - PAST_HOURS * 3_600_000),
    ).fetchone()
    return value(Activity, row) if row else None


def _names(db: sqlite3.Connection, known_of: History, words: Words) -> dict[str, str]:
    """The names of all products in a history, by id, in the reader's language."""
    ids = {line.product_id for order in known_of.orders for line in order.lines}
    ids |= {back.product_id for back in known_of.returns if back.product_id}
    ids |= {review.product_id for review in known_of.reviews if review.product_id}
    rows = db.execute(
        "SELECT id, name, name_zh FROM products WHERE id IN (SELECT value FROM json_each(?))",
        (json.dumps(sorted(ids)),),
    )
    return {row["id"]: product_name(row, words) for row in rows}
