"""Questions that found nothing: kept and shared, so that what is asked often gets an answer."""

from __future__ import annotations

from dataclasses import asdict

from data import outbox
from data.engine import sqlite3
from data.filling import found
from data.history import customer as profile
from data.ids import uuid7
from data.prepared import cards
from data.rows import columns, value
from data.standings import standing
from data.store import Changes, Store
from data.team import signed_in
from sales.errors import NotFound, RuleBroken
from sales.gaps import Gap
from sales.gaps import gaps as grouped
from sales.playbook import Miss
from sales.words import Words

LONGEST = 120  # characters of a question that name its theme


def note(
    store: Store,
    place: str,
    text: str,
    words: Words,
    now: int,
    customer: str | None = None,
    product: str | None = None,
) -> str:
    """Keep a question that found nothing; `place` is objections or ask. Returns the id it is kept under.

    Raises RuleBroken for an empty text, NotFound for unknown ids.
    """
    said = " ".join(text.split())
    if not said:
        raise RuleBroken("There is no question to note.", "Type what the customer asked.")
    db = store.read()
    who = profile(db, customer).id if customer else None
    me = signed_in(db)
    miss = Miss(
        id=uuid7(now),
        place=place,
        text=said,
        locale=words.locale,
        at=now,
        theme=said[:LONGEST].casefold(),
        rep_id=me.id if me else None,
        segment=standing(db, who, words.moment(now).date(), words).segments[0].segment if who else None,
        product_id=found(db, product).id if product else None,
    )
    values = {name: one for name, one in asdict(miss).items() if one is not None}
    with store.write(Changes.of("misses", "outbox")) as writer:
        names, marks = ", ".join(values), ", ".join("?" * len(values))
        writer.execute(f"INSERT INTO misses ({names}) VALUES ({marks})", tuple(values.values()))
        del values["id"]
        outbox.append(writer, "misses", miss.id, values, now)
    return miss.id


def gaps(db: sqlite3.Connection, words: Words) -> tuple[Gap, ...]:
    """What was asked three times and more in the reader's language and has no answer yet."""
    rows = db.execute(
        f"SELECT {columns(Miss)} FROM misses WHERE closed_at IS NULL AND locale = ? ORDER BY at",
        (words.locale,),
    )
    open_ones = [value(Miss, row) for row in rows]
    return grouped(open_ones, cards(db, words.locale).like.telling) if open_ones else ()


def close(store: Store, gap: Gap, closed_as: str, closed_by: str | None, now: int) -> None:
    """Take a gap off the list: a card answers it now (`closed_by` its id), or it is dismissed.

    Raises NotFound if somebody closed it before.
    """
    closed = {"closed_as": closed_as, "closed_by": closed_by, "closed_at": now}
    with store.write(Changes.of("misses", "outbox")) as db:
        done = 0
        for miss in gap.misses:
            changed = db.execute(
                "UPDATE misses SET closed_as = ?, closed_by = ?, closed_at = ?"
                " WHERE id = ? AND closed_at IS NULL",
                (closed_as, closed_by, now, miss.id),
            )
            if changed.rowcount:
                outbox.append(db, "misses", miss.id, closed, now, base=dict.fromkeys(closed))
                done += 1
        if not done:
            raise NotFound("That gap is closed already.")
