"""The chance to win: learned where there is something to learn, and only from what was known before."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import numpy as np
import pytest

from insight.recommended_quote import recommend
from insight.winning import examples, learn, opened
from sales.quote_checks import checks
from sales.quote_document import REP, Discount, PercentOff, Quote, QuoteLine
from sales.quote_pricing import price
from sales.recommendation import Draft
from sales.win_features import DAY, Answer, PastOrder
from sales.winning import LEARNED, NO_SIGNAL, THIN, History, WinModel
from tests.builders.winning import BEGAN, Planted, history

LATE = BEGAN + 540 * DAY


@pytest.fixture(scope="module")
def model() -> WinModel:
    return learn(history(380, seed=3, planted=Planted()))


def draft(bp: int, cost: str = "180") -> Draft:
    off = (Discount(REP, PercentOff(bp)),) if bp else ()
    line = QuoteLine(Decimal(240), Decimal(20), product="P-240", cost=Decimal(cost), discounts=off, id="1")
    return Draft(Quote("CNY", (line,), payment_days=30), "c1", "r1", LATE)


def test_nothing_that_came_after_the_issue_is_known_to_a_feature() -> None:
    past = history(200, seed=5, planted=Planted())
    middle = past.issued[100].at
    later = Answer("c1", "r1", middle, True)
    changed = replace(
        past,
        told=(
            *(one for one in past.told if one.at < middle),
            *(replace(later, at=middle + n) for n in range(50)),
        ),
        orders={
            who: (*(one for one in found if one.at < middle), PastOrder(middle + 1, 9_999_999))
            for who, found in past.orders.items()
        },
        answers={name: not won for name, won in past.answers.items()},
    )

    before, after = (_rows(one, middle) for one in (past, changed))

    assert len(before) == 100
    assert before == after


def test_a_planted_effect_is_learned_and_a_discount_never_lowers_the_chance(model: WinModel) -> None:
    found = recommend(model, draft(0))

    chances = [stand.chance for stand in found.curve]
    assert model.state.kind == LEARNED
    assert model.state.tested
    assert model.state.tested.brier < model.state.tested.base_brier
    assert all(np.diff(chances) >= -1e-9)
    assert chances[-1] - chances[0] > 0.1


def test_tossed_coins_are_no_signal_and_nothing_is_recommended() -> None:
    model = learn(history(400, seed=8))

    found = recommend(model, draft(300))

    assert model.state.kind == NO_SIGNAL
    assert opened(model).fit is None
    assert found.quote is None
    assert found.now.chance == model.state.base


def test_a_short_history_is_too_thin() -> None:
    assert learn(history(40, seed=1, planted=Planted())).state.kind == THIN


@pytest.mark.parametrize("bp", [0, 400, 900])
def test_what_is_recommended_breaks_no_rule_and_earns_no_less(model: WinModel, bp: int) -> None:
    given = draft(bp, cost="182")

    found = recommend(model, given)

    assert found.best is not None
    if found.quote is not None:
        assert all(check.passed for check in checks(price(found.quote)))
        now_breaks = not all(check.passed for check in checks(price(given.quote)))
        assert now_breaks or found.best.expected() >= found.now.expected()


def test_without_a_cost_nothing_is_recommended(model: WinModel) -> None:
    bare = draft(300)
    line = replace(bare.quote.lines[0], cost=None)

    found = recommend(model, replace(bare, quote=replace(bare.quote, lines=(line,))))

    assert found.quote is None
    assert found.now.margin is None


def _rows(found: History, until: int) -> list[object]:
    return [one.row for one in examples(found) if one.at < until]
