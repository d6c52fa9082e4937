"""What of a customer is personal, and goes when a person is to be forgotten.

Orders and returns remain, under a customer without a name, because revenue, statements and tax are made of
them. What the person said and did otherwise is deleted.
"""

from __future__ import annotations

DELETED = (
    "events", "tickets", "surveys", "reviews", "activities", "referrals", "recommendations", "contact_marks",
    "service_acts", "feedback_labels", "quotes", "quote_acts", "quote_decisions", "designs",
)  # fmt: skip
KEPT_FIELDS = frozenset({"id", "kind", "owner_id", "territory", "registered_on", "batch"})
NAMELESS = "Forgotten customer"
