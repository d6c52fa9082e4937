"""The chance to win a quote, from the team's own quotes: learned, calibrated, and tested before it is used.

Testing is honest: for each of six stretches of time a model is fit on what was known when it began, answers
included, and foretells the quotes issued in it. Where it does not tell them apart by more than luck, or does
worse than the base rate, there is no model, and that is said. The band around a chance is that of fits to the
same quotes weighed otherwise each time (Rubin, "The Bayesian Bootstrap", 1981).
"""

from __future__ import annotations

import pickle
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.optimize import minimize
from scipy.special import expit, logit
from scipy.stats import rankdata
from sklearn.model_selection import GroupKFold

from insight.win_learners import (
    Array,
    Learner,
    LogisticDraws,
    TreesDraws,
    columns_of,
    fitted,
    logistic,
    trees,
)
from sales.quote_faults import QuoteRefused
from sales.quote_pricing import price
from sales.quote_reading import quote_of_json
from sales.win_features import Past, WinFeatures, features
from sales.winning import (
    LEARNED,
    LOGISTIC,
    NO_SIGNAL,
    THIN,
    TREES,
    Bin,
    History,
    Tested,
    WinModel,
    WinState,
    base_rate,
    enough,
)

CUTS = (0.4, 0.5, 0.6, 0.7, 0.8, 0.9)  # where stretches begin, as shares of the quotes by time
RIDGES = (1.0, 4.0, 16.0, 64.0)
FOLDS = 5
DRAWS, TREE_DRAWS = 200, 24
TREES_FROM = 600  # quotes; fewer never carried trees
BINS = 10
SLOPE_SPREAD = 0.5  # how far a calibration's slope is expected from 1


@dataclass(frozen=True, slots=True)
class Example:
    """A quote that counts: its features, what came of it, when it was issued and when it began to count."""

    version_id: str
    customer_id: str
    at: int
    counts_at: int
    row: WinFeatures
    won: bool
    lines: tuple[tuple[str, float], ...]  # product and quantity


@dataclass(frozen=True, slots=True)
class Fit:
    """Something fitted, its calibration (log-odds -> slope x log-odds + shift), and the draws around it."""

    learner: Learner
    slope: float
    shift: float
    draws: LogisticDraws | TreesDraws

    def chance(self, rows: Sequence[WinFeatures]) -> Array:
        return np.asarray(expit(self.slope * self.learner.log_odds(rows) + self.shift))

    def drawn(self, rows: Sequence[WinFeatures]) -> Array:
        """The chances by every draw, one a row."""
        return np.asarray(expit(self.slope * self.draws.log_odds(rows) + self.shift))


@dataclass(frozen=True, slots=True)
class Fitted:
    """What a model is kept as: a fit, or none, and what recommendations are reasoned from."""

    fit: Fit | None
    past: Past
    examples: tuple[Example, ...]


def learn(history: History) -> WinModel:
    """Learn from a history. The state says whether there is a model, on what, and how good."""
    found = examples(history)
    won = np.array([one.won for one in found], dtype=float)
    state, fit = _learned(found, won)
    kept = Fitted(fit, Past(history.told), found)
    return WinModel(state, pickle.dumps(kept), history.mark)


def opened(model: WinModel) -> Fitted:
    """What `learn` kept in a model of this program's own."""
    kept: Fitted = pickle.loads(model.fitted)
    return kept


def examples(history: History) -> tuple[Example, ...]:
    """The versions that count, oldest first. One whose document the engine refuses today is left out."""
    past = Past(history.told)
    found: list[Example] = []
    for issued in sorted(history.issued, key=lambda one: (one.at, one.version_id)):
        if issued.version_id not in history.answers:
            continue
        try:
            priced = price(quote_of_json(issued.document))
        except QuoteRefused:
            continue
        orders = history.orders.get(issued.customer_id, ())
        known = past.known(issued.customer_id, issued.rep_id, orders, issued.at)
        row = features(priced, known, issued.at, issued.version, issued.days_valid, history.categories)
        lines = tuple((line.line.product, float(line.line.qty)) for line in priced.lines)
        won = history.answers[issued.version_id]
        found.append(
            Example(issued.version_id, issued.customer_id, issued.at, issued.counts_at, row, won, lines)
        )
    return tuple(found)


def tested(found: Sequence[Example], kind: str) -> Tested | None:
    """How well quotes were foretold that came later; None where no stretch had enough before it."""
    ats = np.array([one.at for one in found])
    counts = np.array([one.counts_at for one in found])
    won = np.array([one.won for one in found], dtype=float)
    starts = [ats[int(share * len(found))] for share in CUTS]
    parts: list[tuple[Array, Array, Array]] = []
    for begin, end in zip(starts, [*starts[1:], ats[-1] + 1], strict=True):
        before, then = np.flatnonzero(counts < begin), np.flatnonzero((ats >= begin) & (ats < end))
        if enough(len(before), int(won[before].sum())) and len(then):
            fit = _fit([found[int(at)] for at in before], won[before], kind)
            foretold = fit.chance([found[int(at)].row for at in then])
            base = np.full(len(then), base_rate(int(won[before].sum()), len(before)))
            parts.append((won[then], foretold, base))
    return _scored(kind, parts) if parts else None


def _learned(found: Sequence[Example], won: Array) -> tuple[WinState, Fit | None]:
    n, taken = len(found), int(won.sum())
    first, last = (found[0].at, found[-1].at) if found else (0, 0)
    if not enough(n, taken):
        return WinState(THIN, n, taken, base_rate(taken, n), first, last), None
    results = [tested(found, kind) for kind in (LOGISTIC, TREES) if kind == LOGISTIC or n >= TREES_FROM]
    known = [result for result in results if result is not None]
    if not known:
        return WinState(THIN, n, taken, base_rate(taken, n), first, last), None
    best = min(known, key=lambda result: result.brier)
    kind = LEARNED if best.holds else NO_SIGNAL
    state = WinState(kind, n, taken, base_rate(taken, n), first, last, best)
    return state, _fit(found, won, best.kind, _draws(best.kind)) if best.holds else None


def _draws(kind: str) -> int:
    return DRAWS if kind == LOGISTIC else TREE_DRAWS


def _fit(found: Sequence[Example], won: Array, kind: str, draws: int = 0) -> Fit:
    """Fit and calibrate on quotes that each model of a fold has not seen, those of a customer together."""
    rows = [one.row for one in found]
    groups = [one.customer_id for one in found]
    weights = np.random.default_rng(0).dirichlet(np.ones(len(won)), draws) * len(won)
    if kind == TREES:
        unseen = _unseen(rows, won, groups, trees)
        fits = tuple(trees(rows, won, weight) for weight in weights)
        return Fit(trees(rows, won), *_calibrated(unseen, won), TreesDraws(fits))
    tried = {ridge: _unseen(rows, won, groups, _by(ridge)) for ridge in RIDGES}
    ridge = min(tried, key=lambda one: _loss(tried[one], won))
    whole = logistic(rows, won, ridge)
    columns = columns_of(whole.frame, rows)
    drawn = [fitted(whole.frame, columns, won, ridge, weight, whole).weights for weight in weights]
    spread = LogisticDraws(whole.frame, np.array(drawn).reshape(draws, columns.shape[1]))
    return Fit(whole, *_calibrated(tried[ridge], won), spread)


def _by(ridge: float) -> Callable[[Sequence[WinFeatures], Array], Learner]:
    return lambda rows, won: logistic(rows, won, ridge)


def _unseen(
    rows: Sequence[WinFeatures],
    won: Array,
    groups: Sequence[str],
    fit: Callable[[Sequence[WinFeatures], Array], Learner],
) -> Array:
    """The log-odds of each quote, from a model of the folds that its customer is not in."""
    odds = np.full(len(rows), logit(base_rate(int(won.sum()), len(won))))
    folds = min(FOLDS, len(set(groups)))
    if folds < 2:
        return odds
    for seen, held in GroupKFold(folds).split(rows, won, groups):
        learner = fit([rows[at] for at in seen], won[seen])
        odds[held] = learner.log_odds([rows[at] for at in held])
    return odds


def _calibrated(odds: Array, won: Array) -> tuple[float, float]:
    """Platt's slope and shift for log-odds of quotes that were not seen; the slope is never below nothing."""

    def loss(at: Array) -> float:
        drawn = 0.5 * ((float(at[0]) - 1) / SLOPE_SPREAD) ** 2
        return _loss(at[0] * odds + at[1], won) * len(won) + drawn

    found = minimize(loss, np.array([1.0, 0.0]), method="L-BFGS-B", bounds=[(0.0, 2.0), (-2.0, 2.0)])
    return float(found.x[0]), float(found.x[1])


def _loss(odds: Array, won: Array) -> float:
    return float(np.mean(np.logaddexp(0, odds) - won * odds))


def _scored(kind: str, parts: Sequence[tuple[Array, Array, Array]]) -> Tested:
    """The scores over all stretches; pairs of quotes are compared within one only, by their ranks."""
    won, foretold, base = (np.concatenate(columns) for columns in zip(*parts, strict=True))
    above = pairs = variance = 0.0
    for came, chance, _ in parts:
        wins, losses = float(came.sum()), float(len(came) - came.sum())
        if wins and losses:
            ranks = rankdata(chance)
            # Each stretch weighs as its pairs do, by the quotes in it (van Elteren).
            weight = 1 / (len(came) + 1)
            above += weight * (float(ranks[came == 1].sum()) - wins * (wins + 1) / 2)
            pairs += weight * wins * losses
            variance += weight**2 * wins * losses * float(ranks.var()) / (len(came) - 1)
    auc = above / pairs if pairs else 0.5
    z = (above - pairs / 2) / variance**0.5 if variance else 0.0
    return Tested(
        kind=kind,
        n=len(won),
        won=int(won.sum()),
        auc=auc,
        z=z,
        brier=float(np.mean((foretold - won) ** 2)),
        base_brier=float(np.mean((base - won) ** 2)),
        bins=_bins(foretold, won),
    )


def _bins(foretold: Array, won: Array) -> tuple[Bin, ...]:
    ordered = np.argsort(foretold, kind="stable")
    parts: list[Any] = np.array_split(ordered, min(BINS, max(len(ordered) // 8, 1)))
    return tuple(Bin(float(foretold[part].mean()), float(won[part].mean()), len(part)) for part in parts)
