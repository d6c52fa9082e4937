"""Whether a planned call is prepared: four things, each done or to do, and why.

A talk track fits; no promise to the customer is overdue; nothing they wait for is past its deadline; the data
is fresh. What is to do is said in words; the rep may still call themselves ready.
"""

from __future__ import annotations

from dataclasses import dataclass

from sales.words import Words

STALE_MS = 48 * 3_600_000  # data older than this must be looked at again before a call


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that is prepared, or is to do. `said` is what to do where it is not done."""

    done: bool
    said: str


def checks(
    track: bool, promises: int, issues: int, data_age_ms: int | None, words: Words
) -> tuple[Check, ...]:
    """The four checks: is there a track, how many promises and issues are overdue, how old is the data.

    None where nothing is dated yet.
    """
    return (
        Check(track, words("No talk track fits: prepare your own words.")),
        Check(
            promises == 0,
            words.count(
                "{n} promise is overdue: keep it first.",
                "{n} promises are overdue: keep them first.",
                promises,
            ),
        ),
        Check(
            issues == 0,
            words.count(
                "{n} issue is past its deadline: know where it stands.",
                "{n} issues are past their deadline: know where they stand.",
                issues,
            ),
        ),
        _fresh(data_age_ms, words),
    )


def _fresh(data_age_ms: int | None, words: Words) -> Check:
    if data_age_ms is None:
        return Check(False, words("There are no dated facts yet: sync or import first."))
    age = words.duration(data_age_ms // 1000)
    return Check(data_age_ms <= STALE_MS, words("The data is {age} old: bring it up to date.", age=age))
