"""What the chance to win a quote is learned from, and what was learned.

A version counts once its last day is over, whatever came of it and when: quick answers would otherwise be too
many among the newest. Accepted is won; declined or run out is not. One that was replaced before the customer
answered is left out, for nobody knows what the answer would have been.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from sales.win_features import Answer, Issued, PastOrder

FEWEST, FEWEST_OF_EACH = 60, 15  # quotes that count; won ones, and those that were not
LEARNED, THIN, NO_SIGNAL = "learned", "thin", "no signal"
LOGISTIC, TREES = "logistic", "trees"


@dataclass(frozen=True, slots=True)
class History:
    """Issued versions, oldest first, with what came of them, and all that was known when.

    `answers` are those of versions that count, by version; `told` are all answers by the instant they came,
    as the standing of reps and customers is made from. `orders` are by customer, oldest first; `categories`
    by the product as documents name it. `mark` changes when there is something new to learn from.
    """

    issued: tuple[Issued, ...]
    answers: Mapping[str, bool]
    told: tuple[Answer, ...]
    orders: Mapping[str, tuple[PastOrder, ...]] = field(default_factory=dict)
    categories: Mapping[str, str] = field(default_factory=dict)
    mark: str = ""


@dataclass(frozen=True, slots=True)
class Bin:
    """A tenth of the tested quotes: what was foretold on the mean, what came, and how many they are."""

    foretold: float
    came: float
    n: int


@dataclass(frozen=True, slots=True)
class Tested:
    """How well quotes were foretold that were issued after all that was learned from, answers included.

    `auc` compares quotes of the same stretch of time only; `z` is how many standard errors it is above a
    half. The base rate is what a guess without a model would say each time.
    """

    kind: str
    n: int
    won: int
    auc: float
    z: float
    brier: float
    base_brier: float
    bins: tuple[Bin, ...]

    @property
    def holds(self) -> bool:
        """Whether it tells quotes apart by more than luck, and better than the base rate does."""
        return self.z >= 2.05 and self.brier < self.base_brier  # 2 % of models of mere noise get that far


@dataclass(frozen=True, slots=True)
class WinState:
    """`kind` is LEARNED, THIN or NO_SIGNAL; instants are those of the first and last quote that counts.

    `base` is the share of quotes won, drawn towards a half where they are few.
    """

    kind: str
    n: int
    won: int
    base: float
    first_at: int = 0
    last_at: int = 0
    tested: Tested | None = None


@dataclass(frozen=True, slots=True)
class WinModel:
    """What was learned. `fitted` is only for the process that learns: nobody else opens it."""

    state: WinState
    fitted: bytes
    mark: str = ""


def base_rate(won: int, n: int) -> float:
    """The share won, as if one of two more had been: 0 of 0 is a half."""
    return (won + 1) / (n + 2)


def enough(n: int, won: int) -> bool:
    """Whether there is something to learn from."""
    return n >= FEWEST and min(won, n - won) >= FEWEST_OF_EACH
