"""What happened within a contact, key by key: steps gone, answers given, cards used, notes, commitments.

A contact is an `Activity`; its marks are the trace that history, win rates and drills read. `ref` names what
the mark is about: a step of the track, a card, a product, a message template.
"""

from __future__ import annotations

from dataclasses import dataclass

KINDS = (
    "step", "answer", "objection", "note", "price", "commitment", "competitor", "message", "presented",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class ContactMark:
    """One mark. `worked` is None until it is judged: 1 it helped, 0 it did not.

    `track` and `step` say where in the talk track it was; `version` is that of the card, track or message
    used; `segment` the customer's primary one at the time; `from_step` what an answer was given to.
    """

    id: str
    customer_id: str
    activity_id: str
    kind: str
    at: int
    rep_id: str | None = None
    ref: str | None = None
    version: int | None = None
    track: str | None = None
    step: str | None = None
    text: str | None = None
    product_id: str | None = None
    segment: str | None = None
    worked: int | None = None
