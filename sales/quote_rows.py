"""What is kept of quotes, row by row: versions, what reps did with them, what managers decided, allowances.

Amounts are decimals written out, instants UTC milliseconds; what is JSON is kept as its text. Which of it
may be written by whom is said in `data.sync.tables`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

# What reps do with a version.
ASKED, WITHDRAWN, ANSWERED = "asked", "withdrawn", "answered"
ISSUED, ACCEPTED, DECLINED, SUPERSEDED = "issued", "accepted", "declined", "superseded"
REVISED, DISCARDED, KEPT_PRICES, REPRICED = "revised", "discarded", "kept_prices", "repriced"
ACTS = (
    ASKED, ISSUED, ACCEPTED, DECLINED, REVISED, SUPERSEDED, WITHDRAWN, DISCARDED, KEPT_PRICES, REPRICED,
    ANSWERED,
)  # fmt: skip
# What managers decide.
APPROVED, DENIED, QUESTION = "approved", "denied", "question"
DECISIONS = (APPROVED, DENIED, QUESTION)


@dataclass(frozen=True, slots=True)
class QuoteRow:
    """A version of a quote; `quote_id` is that of all its versions.

    `document` is what the engine reads, without costs; these stand in `costs` by line, a bundle's as those of
    its parts. `total` and `margin_bp` are as priced when it was saved. Once `issued_at` is set the row never
    changes.
    """

    id: str
    customer_id: str
    quote_id: str
    number: str
    at: int
    saved_at: int
    document: str
    particulars: str
    currency: str
    total: str
    valid_until_on: date
    rep_id: str | None = None
    costs: str | None = None
    margin_bp: int | None = None
    issued_at: int | None = None


@dataclass(frozen=True, slots=True)
class QuoteAct:
    """Something a rep did with a version; kept for ever as it was said.

    `snapshot` is what the rules measured then; `by_name` who accepted it at the customer's; `allowance_id`
    the allowances, parted by blanks, by which it was issued.
    """

    id: str
    customer_id: str
    version_id: str
    act: str
    at: int
    rep_id: str | None = None
    reason: str | None = None
    total: str | None = None
    snapshot: str | None = None
    allowance_id: str | None = None
    by_name: str | None = None


@dataclass(frozen=True, slots=True)
class QuoteDecision:
    """What a manager decided of a version, in answer to the act `asked_id`.

    `snapshot` is what the rules measured, with null for what tells a margin; `measured` has all of it.
    `prices` are unit prices by line at which the manager would let it pass.
    """

    id: str
    customer_id: str
    version_id: str
    decision: str
    at: int
    by_id: str
    role: str
    reason: str = ""
    asked_id: str | None = None
    snapshot: str | None = None
    measured: str | None = None
    prices: str | None = None


@dataclass(frozen=True, slots=True)
class AllowanceRow:
    """Leave in advance for a rep to break `rule` as far as `limit_to`, signed by who grants it.

    `uses`: for how many quotes; `category`: for lines of that category only; `most_total`: for quotes up to
    that total. None: any.
    """

    id: str
    rep_id: str
    rule: str
    limit_to: str
    from_on: date
    until_on: date
    by_id: str
    role: str
    at: int
    signature: str
    public_key: str
    category: str | None = None
    most_total: str | None = None
    uses: int | None = None
    revoked_at: int | None = None


@dataclass(frozen=True, slots=True)
class Design:
    """A configured product as a customer wants it: its choices by option, and texts such as an engraving."""

    id: str
    customer_id: str
    product_id: str
    name: str
    choices: str
    at: int
    texts: str = "{}"
    rep_id: str | None = None
    removed_at: int | None = None
