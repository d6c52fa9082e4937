"""What is done for a customer who waits: acts on tickets, returns, reviews, deliveries and benefits."""

from __future__ import annotations

from dataclasses import dataclass

SUBJECTS = ("ticket", "return", "review", "survey", "order", "benefit")
ACTS = (
    "answered", "resolved", "escalated", "routed", "compensated", "reviewed", "refunded", "refused",
    "satisfaction_call", "benefit_given", "called_first",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class ServiceAct:
    """One act by a rep. `subject` is one of SUBJECTS, `subject_id` the fact's id (or the benefit's name).

    `department` is who it was routed to; `amount_cents` what it cost us; `score` what a satisfaction call
    brought (1-5).
    """

    id: str
    customer_id: str
    subject: str
    subject_id: str
    act: str
    at: int
    rep_id: str | None = None
    department: str | None = None
    amount_cents: int | None = None
    score: int | None = None
    text: str | None = None


@dataclass(frozen=True, slots=True)
class FeedbackLabel:
    """A person's word on which of the six classes a feedback text belongs to; the newest counts."""

    id: str
    customer_id: str
    subject: str  # ticket, review or survey
    subject_id: str
    label: str
    at: int
    rep_id: str | None = None
    guessed: str | None = None  # what the model had said
