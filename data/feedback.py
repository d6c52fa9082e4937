"""What customers wrote (reviews, tickets, comments of surveys), sorted into six classes and routed.

A text's class is what a person said of it last, else what the model guessed. The model runs elsewhere (it is
heavy): `material` gives all that it takes, `keep` keeps what it gave, until there are new texts or
corrections.
"""

from __future__ import annotations

import json
import tomllib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from functools import cache
from hashlib import sha256

from data import facts, outbox
from data.engine import sqlite3
from data.ids import uuid7
from data.resources import resource
from data.rules import routing
from data.store import Changes, Store
from sales.departments import CLASSES, HOUR_MS
from sales.errors import RuleBroken
from sales.feedback import CORRECTED, Evaluation, Example, Guess, Learned, Material
from sales.issues import ENDED
from sales.periods import months_back
from sales.service import FeedbackLabel
from sales.words import LOCALES, Words

KEPT = "feedback"  # the row of `derived` that holds what sorting gave
DAY_MS = 24 * HOUR_MS
DAYS, MOST = 400, 20_000  # how far back texts are sorted, and how many of them
MONTHS, UNSURE = 12, 200
OPEN_DAYS = 30  # a text that is older is no longer owed an answer
LOW_STARS, LOW_NPS, LOW_OF_FIVE = 3, 6, 2
ANSWERED = ("answered", "resolved", "routed", "compensated")

# One row per text: what it is, who wrote it when, whether it waits for an answer, what people said it is.
TEXTS = """
WITH written AS (
    SELECT 'ticket' AS subject, id, customer_id, opened_at AS at, text,
        resolved_at IS NULL AND status NOT IN (SELECT value FROM json_each(:ended)) AS waits
    FROM tickets WHERE opened_at BETWEEN :since AND :now
    UNION ALL SELECT 'review', id, customer_id, written_at, trim(coalesce(text, '') || ' ' ||
        coalesce(follow_up, '')), stars <= :low_stars AND answered_at IS NULL
    FROM reviews WHERE written_at BETWEEN :since AND :now
    UNION ALL SELECT 'survey', id, customer_id, answered_at, trim(coalesce(comment, '') || ' ' ||
        coalesce(wish, '')), score <= CASE kind WHEN 'nps' THEN :low_nps ELSE :low_of_five END
    FROM surveys WHERE answered_at BETWEEN :since AND :now)
SELECT w.subject, w.id, w.customer_id, c.name, w.at, w.text,
    w.waits AND NOT EXISTS (SELECT 1 FROM service_acts a WHERE a.subject = w.subject AND a.subject_id = w.id
        AND a.act IN (SELECT value FROM json_each(:answered))) AS waits,
    (SELECT l.label FROM feedback_labels l WHERE l.subject = w.subject AND l.subject_id = w.id
        ORDER BY l.at DESC, l.id DESC LIMIT 1) AS label
FROM written w JOIN customers c ON c.id = w.customer_id
WHERE w.text != '' ORDER BY w.at DESC, w.id LIMIT :most"""
LABELS = """
SELECT l.label, CASE l.subject WHEN 'ticket' THEN t.text
    WHEN 'review' THEN trim(coalesce(r.text, '') || ' ' || coalesce(r.follow_up, ''))
    ELSE trim(coalesce(s.comment, '') || ' ' || coalesce(s.wish, '')) END AS text
FROM feedback_labels l
LEFT JOIN tickets t ON l.subject = 'ticket' AND t.id = l.subject_id
LEFT JOIN reviews r ON l.subject = 'review' AND r.id = l.subject_id
LEFT JOIN surveys s ON l.subject = 'survey' AND s.id = l.subject_id
WHERE NOT EXISTS (SELECT 1 FROM feedback_labels n WHERE n.subject = l.subject
    AND n.subject_id = l.subject_id AND (n.at, n.id) > (l.at, l.id))
ORDER BY l.id"""


@dataclass(frozen=True, slots=True)
class Said:
    """One text of a customer. `label` is its class; `share` how likely that is (1: a person said so)."""

    subject: str
    subject_id: str
    customer_id: str
    name: str
    at: int
    text: str
    waits: bool
    label: str | None
    share: float = 1.0
    second: str = ""
    guessed: str | None = None  # what the model says, where it has seen the text

    @property
    def key(self) -> str:
        return f"{self.subject}/{self.subject_id}"


@dataclass(frozen=True, slots=True)
class Waiting:
    """What a department has to answer: of which class, how much, how much of it too late, what is next."""

    label: str
    department: str  # in words
    hours: int
    n: int
    overdue: int
    next_due_at: int | None


@dataclass(frozen=True, slots=True)
class Voice:
    """What customers said in the last months. `by_month` counts in the order of CLASSES, oldest month first;
    `stale`: there are texts or corrections that the model has not seen; `fresh` of the latter.
    """

    n: int
    by_month: tuple[tuple[date, tuple[int, ...]], ...]
    waiting: tuple[Waiting, ...]
    unsure: tuple[Said, ...]
    unsure_n: int
    evaluation: Evaluation | None
    corrections: int
    stale: bool


def material(db: sqlite3.Connection, now: int) -> Material:
    """What the model learns from (what ships, and corrections), and the texts to sort."""
    corrected = tuple(
        Example(row["text"], row["label"], CORRECTED) for row in db.execute(LABELS) if row["text"]
    )
    said = _said(db, now)
    mark, seen = _marks(db, said)
    kept = _kept(db)
    return Material(
        examples=(*shipped(), *corrected),
        topics=tuple(topics().items()),
        keys=tuple(one.key for one in said),
        texts=tuple(one.text for one in said),
        examples_mark=mark,
        texts_mark=seen,
        known=kept.evaluation if kept and kept.examples_mark == mark else None,
    )


def keep(store: Store, learned: Learned) -> None:
    """Keep what sorting gave until it is stale."""
    with store.write(Changes.of("feedback")) as db:
        db.execute("INSERT OR REPLACE INTO derived VALUES (?, ?)", (KEPT, _encoded(learned)))


def voice(db: sqlite3.Connection, words: Words, now: int) -> Voice:
    """What customers said in the last months, by class; what waits for whom; what the model is unsure of."""
    kept, said = _kept(db), _said(db, now)
    mark, seen = _marks(db, said)
    sorted_ = _sorted(said, kept)
    sure_from = kept.evaluation.sure_from if kept else 0.0
    unsure = [one for one in sorted_ if one.label is not None and one.share < sure_from]
    return Voice(
        n=len(said),
        by_month=_by_month(sorted_, words, now),
        waiting=_waiting(sorted_, words, now),
        unsure=tuple(unsure[:UNSURE]),
        unsure_n=len(unsure),
        evaluation=kept.evaluation if kept else None,
        corrections=db.execute("SELECT count(*) FROM feedback_labels").fetchone()[0],
        stale=kept is None or (kept.examples_mark, kept.texts_mark) != (mark, seen),
    )


def label(store: Store, said: Said, chosen: str, rep_id: str | None, now: int) -> str:
    """Keep a person's word on a text's class. Returns the message's id, which `outbox.take_back` undoes.

    Raises RuleBroken for what is no class.
    """
    if chosen not in CLASSES:
        raise RuleBroken("{label} is none of the six classes.", "Use one of them.", label=chosen)
    row = FeedbackLabel(
        uuid7(now), said.customer_id, said.subject, said.subject_id, chosen, now, rep_id, said.guessed
    )
    with store.write(Changes.of("feedback_labels", "outbox")) as db:
        facts.put(db, [row])
        values = {name: value for name, value in asdict(row).items() if name != "id" and value is not None}
        return outbox.append(db, "feedback_labels", row.id, values, now)


def classes(db: sqlite3.Connection) -> dict[str, str]:
    """The class of each text by its key ("ticket/<id>"): a person's word, else the guess."""
    kept = _kept(db)
    found = {key: guess.label for key, guess in kept.guesses} if kept else {}
    rows = db.execute("SELECT subject, subject_id, label FROM feedback_labels ORDER BY at, id")
    return found | {f"{row['subject']}/{row['subject_id']}": row["label"] for row in rows}


@cache
def shipped() -> tuple[Example, ...]:
    """The examples that ship, of both languages."""
    return tuple(
        Example(text, name)
        for locale in LOCALES
        for name, texts in _training(f"feedback_{locale}").items()
        for text in texts
    )


@cache
def topics() -> Mapping[str, tuple[str, ...]]:
    """Words that speak of one topic, by its name."""
    return {name: tuple(words) for name, words in _training("topics").items()}


@cache
def _training(stem: str) -> Mapping[str, Sequence[str]]:
    found: dict[str, list[str]] = tomllib.loads(_file(stem))
    return found


def _file(stem: str) -> str:
    return resource("training", f"{stem}.toml").read_text(encoding="utf-8")


@cache
def _edition() -> str:
    """Tells what ships from what shipped with another release."""
    stems = ("topics", *(f"feedback_{locale}" for locale in LOCALES))
    return sha256("".join(map(_file, stems)).encode()).hexdigest()[:12]


def _said(db: sqlite3.Connection, now: int) -> tuple[Said, ...]:
    bound = {
        "since": now - DAYS * DAY_MS,
        "now": now,
        "ended": json.dumps(ENDED),
        "answered": json.dumps(ANSWERED),
        "low_stars": LOW_STARS,
        "low_nps": LOW_NPS,
        "low_of_five": LOW_OF_FIVE,
        "most": MOST,
    }
    return tuple(
        Said(
            row["subject"], row["id"], row["customer_id"], row["name"], row["at"], row["text"],
            bool(row["waits"]), row["label"],
        )
        for row in db.execute(TEXTS, bound)
    )  # fmt: skip


def _marks(db: sqlite3.Connection, said: Sequence[Said]) -> tuple[str, str]:
    """What tells the examples, and the texts, from those of another time."""
    n, last = db.execute("SELECT count(*), max(id) FROM feedback_labels").fetchone()
    newest = said[0].key if said else ""
    return f"{_edition()} {n} {last or ''}", f"{len(said)} {newest}"


def _kept(db: sqlite3.Connection) -> Learned | None:
    """What sorting gave last; nothing of what another release kept in another shape."""
    from msgspec import ValidationError  # not needed before somebody listens
    from msgspec import json as values

    row = db.execute("SELECT value FROM derived WHERE name = ?", (KEPT,)).fetchone()
    try:
        return values.decode(row[0], type=Learned) if row else None
    except ValidationError:
        return None


def _encoded(learned: Learned) -> str:
    from msgspec import json as values

    return values.encode(learned).decode()


def _sorted(said: Sequence[Said], kept: Learned | None) -> list[Said]:
    """Each text with its class: a person's word, else the guess; None where nobody has seen it."""
    guesses = dict(kept.guesses) if kept else {}
    return [_with(one, guesses.get(one.key)) for one in said]


def _with(one: Said, guess: Guess | None) -> Said:
    if guess is None:
        return one
    if one.label is not None:
        return replace(one, guessed=guess.label)
    return replace(one, label=guess.label, share=guess.share, second=guess.second, guessed=guess.label)


def _by_month(said: Sequence[Said], words: Words, now: int) -> tuple[tuple[date, tuple[int, ...]], ...]:
    months = months_back(words.moment(now).date(), MONTHS)
    counts = Counter((words.moment(one.at).date().replace(day=1), one.label) for one in said)
    return tuple((month, tuple(counts[month, label] for label in CLASSES)) for month in months)


def _waiting(said: Sequence[Said], words: Words, now: int) -> tuple[Waiting, ...]:
    """What each department owes an answer to, of the last days."""
    found = []
    for name, route in routing().items():
        due = [
            route.due_at(one.at)
            for one in said
            if one.waits and one.label == name and one.at >= now - OPEN_DAYS * DAY_MS
        ]
        ahead = [at for at in due if at >= now]
        found.append(
            Waiting(
                name,
                words(route.department),
                route.hours,
                len(due),
                len(due) - len(ahead),
                min(ahead, default=None),
            )
        )
    return tuple(found)
