"""Two ways to learn a chance to win in which a larger discount or a longer term never lowers it.

`Logistic`: ridge regression on the standardised features. The discount enters by I-splines with weights that
are not negative, so that the chance rises with it in any shape the data ask for, and stays level beyond the
largest discount that was ever given. `Trees`: gradient boosting, held monotone in the same two features.

Source of the I-splines: Ramsay, "Monotone Regression Splines in Action" (1988).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Any, Protocol

import numpy as np
from scipy.interpolate import BSpline
from scipy.optimize import minimize
from scipy.special import expit, logit

from sales.win_features import WinFeatures

Array = np.ndarray[Any, Any]
LEVERS = ("given_bp", "payment_days")
NAMES = ("lead", "currency")  # features that are names, each a column where enough quotes bear it
PLAIN = tuple(field.name for field in fields(WinFeatures) if field.name not in (*LEVERS, *NAMES))
FEWEST_NAMED = 15
DEGREE = 2
LEVER_RIDGE = 0.3  # weights of the levers are drawn towards nothing, though less than the others
MOST_STEPS = 60
FAR = 4.0  # standard deviations from which on a feature counts as no further away


@dataclass(frozen=True, slots=True)
class Frame:
    """How features become columns: taken from the quotes that a model learns from, and kept with it."""

    mean: Array
    spread: Array
    named: tuple[tuple[str, str], ...]
    knots: Array
    most_days: float

    @property
    def lever_columns(self) -> int:
        """How many columns `levers` gives: one I-spline fewer than B-splines, and the term."""
        return len(self.knots) - DEGREE - 1

    def plain(self, rows: Sequence[WinFeatures]) -> Array:
        """The features that are no levers, standardised, and the names."""
        values = np.clip((_values(rows) - self.mean) / self.spread, -FAR, FAR)
        named = [[float(getattr(row, name) == value) for name, value in self.named] for row in rows]
        return np.hstack([values, np.array(named).reshape(len(rows), len(self.named))])

    def levers(self, given_bp: Array, days: Array) -> Array:
        """The columns that the chance never falls in, from 0 to 1."""
        term = np.clip(days, 0, self.most_days) / self.most_days
        return np.column_stack([_risen(given_bp, self.knots), term])


class Learner(Protocol):
    """Something fitted: the log-odds of quotes."""

    def log_odds(self, rows: Sequence[WinFeatures]) -> Array: ...


@dataclass(frozen=True, slots=True)
class Logistic:
    """A weight for each column; the first is the constant."""

    frame: Frame
    weights: Array

    def log_odds(self, rows: Sequence[WinFeatures]) -> Array:
        odds: Array = columns_of(self.frame, rows) @ self.weights
        return odds


@dataclass(frozen=True, slots=True)
class Trees:
    """Boosted trees of scikit-learn on the same features."""

    frame: Frame
    boosted: Any

    def log_odds(self, rows: Sequence[WinFeatures]) -> Array:
        chance: Array = self.boosted.predict_proba(_leaves(self.frame, rows))[:, 1]
        return np.asarray(logit(np.clip(chance, 1e-4, 1 - 1e-4)))


@dataclass(frozen=True, slots=True)
class LogisticDraws:
    """Weights of many fits in one frame, a row each."""

    frame: Frame
    weights: Array

    def log_odds(self, rows: Sequence[WinFeatures]) -> Array:
        """The log-odds by every draw: draws x quotes."""
        odds: Array = self.weights @ columns_of(self.frame, rows).T
        return odds


@dataclass(frozen=True, slots=True)
class TreesDraws:
    """Many fits of trees."""

    fits: tuple[Trees, ...]

    def log_odds(self, rows: Sequence[WinFeatures]) -> Array:
        """The log-odds by every draw: draws x quotes."""
        return np.array([fit.log_odds(rows) for fit in self.fits])


def frame_of(rows: Sequence[WinFeatures]) -> Frame:
    """The frame of quotes to learn from."""
    values = _values(rows)
    spread = values.std(axis=0)
    given = np.array([row.given_bp for row in rows])
    some = given[given > 0]
    most = max(float(some.max()), 1.0) if len(some) else 1.0
    middle = float(np.median(some)) if len(some) else 0.5
    inner = [middle] if 0 < middle < most else []
    knots = np.array([0.0] * (DEGREE + 1) + inner + [most] * (DEGREE + 1))
    days = max((row.payment_days for row in rows), default=0.0)
    return Frame(values.mean(axis=0), np.where(spread > 1e-9, spread, 1.0), _named(rows), knots, days or 1.0)


def logistic(rows: Sequence[WinFeatures], won: Array, ridge: float) -> Logistic:
    """Fit by penalised likelihood."""
    frame = frame_of(rows)
    return fitted(frame, columns_of(frame, rows), won, ridge)


def fitted(
    frame: Frame,
    columns: Array,
    won: Array,
    ridge: float,
    weight: Array | None = None,
    begin: Logistic | None = None,
) -> Logistic:
    """Fit to columns that are made already; `weight` of each quote, `begin` a fit to start at."""
    levers = frame.lever_columns
    penalty = np.full(columns.shape[1], ridge)
    penalty[0] = 1e-6
    penalty[1 : 1 + levers] = LEVER_RIDGE
    counted = np.ones(len(won)) if weight is None else weight

    def loss(weights: Array) -> tuple[float, Array]:
        odds = columns @ weights
        value = counted @ (np.logaddexp(0, odds) - won * odds) + 0.5 * penalty @ weights**2
        return float(value), columns.T @ (counted * (expit(odds) - won)) + penalty * weights

    start = begin.weights if begin else np.zeros(columns.shape[1])
    bounds = [(None, None)] + [(0.0, None)] * levers + [(None, None)] * (columns.shape[1] - 1 - levers)
    found = minimize(loss, start, jac=True, method="L-BFGS-B", bounds=bounds, options={"maxiter": MOST_STEPS})
    return Logistic(frame, found.x)


def trees(rows: Sequence[WinFeatures], won: Array, weight: Array | None = None) -> Trees:
    """Fit boosted trees, few and small: there are never many quotes."""
    from sklearn.ensemble import HistGradientBoostingClassifier

    frame = frame_of(rows)
    columns = _leaves(frame, rows)
    boosted = HistGradientBoostingClassifier(
        learning_rate=0.06,
        max_iter=90,
        max_leaf_nodes=8,
        min_samples_leaf=25,
        l2_regularization=5.0,
        monotonic_cst=[1, 1] + [0] * (columns.shape[1] - 2),
        early_stopping=False,
        random_state=0,
    )
    return Trees(frame, boosted.fit(columns, won, sample_weight=weight))


def columns_of(frame: Frame, rows: Sequence[WinFeatures]) -> Array:
    """The columns of the logistic model: the constant, the levers, the rest."""
    levers = frame.levers(*_levers(rows))
    return np.hstack([np.ones((len(rows), 1)), levers, frame.plain(rows)])


def _leaves(frame: Frame, rows: Sequence[WinFeatures]) -> Array:
    return np.hstack([np.column_stack(_levers(rows)), frame.plain(rows)])


def _levers(rows: Sequence[WinFeatures]) -> tuple[Array, Array]:
    return np.array([row.given_bp for row in rows]), np.array([row.payment_days for row in rows])


def _values(rows: Sequence[WinFeatures]) -> Array:
    return np.array([[getattr(row, name) for name in PLAIN] for row in rows], dtype=float)


def _named(rows: Sequence[WinFeatures]) -> tuple[tuple[str, str], ...]:
    """The names that enough quotes bear, and enough do not."""
    found: list[tuple[str, str]] = []
    for name in NAMES:
        values = [getattr(row, name) for row in rows]
        for value in sorted(set(values)):
            if min(values.count(value), len(values) - values.count(value)) >= FEWEST_NAMED:
                found.append((name, value))
    return tuple(found)


def _risen(given_bp: Array, knots: Array) -> Array:
    """I-splines: sums of the last so many B-splines, each of which rises from 0 to 1."""
    inside = np.clip(given_bp, knots[0], knots[-1])
    splines = BSpline.design_matrix(inside, knots, DEGREE).toarray()
    sums: Array = np.cumsum(splines[:, ::-1], axis=1)[:, ::-1]
    return sums[:, 1:]
