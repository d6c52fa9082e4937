"""Laws of quotes as kept: nothing is lost in the store, and the same rows tell the same in any order."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data import quotes
from data.store import Store
from sales.approvals import voided_by
from sales.quote_document import Quote
from sales.quote_life import life, measured, snapshot_json
from sales.quote_particulars import LineParticulars, Particulars, numbered
from sales.quote_pricing import price
from sales.quote_rows import APPROVED, ASKED, DECISIONS, WITHDRAWN, QuoteAct, QuoteDecision, QuoteRow
from sales.quote_states import QuoteNumber, QuoteVersion
from tests.builders.kept_quotes import CUSTOMER, EN, NOW, desk, off
from tests.builders.quotes import quotes as any_quotes

TEXTS = st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=12)
SAID = st.builds(
    LineParticulars,
    TEXTS,
    TEXTS,
    TEXTS,
    TEXTS,
    st.none() | st.just("d-1"),
    st.none() | st.dictionaries(TEXTS, TEXTS | st.lists(TEXTS, max_size=2), max_size=2),
    colour=TEXTS,
)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    opened = desk(tmp_path_factory.mktemp("quotes") / "rapport.db")
    yield opened
    opened.close()


@settings(max_examples=40, deadline=None)
@given(quote=any_quotes(), said=st.lists(SAID, max_size=6), note=TEXTS, keep=st.booleans())
def test_any_quote_comes_back_from_the_store_as_it_was_kept(
    store: Store, quote: Quote, said: list[LineParticulars], note: str, keep: bool
) -> None:
    lines, bare = numbered(quote.lines, Particulars())
    told = {line.id: one for line, one in zip(lines, said, strict=False)}
    particulars = replace(
        bare, lines=told, note=note, delivery_on=date(2026, 12, 1), prices_of="book 7", keep_prices=keep
    )
    version = quotes.begin(store, CUSTOMER, NOW)

    quotes.save(store, version, replace(quote, lines=lines), particulars, NOW + 1)
    kept = quotes.kept(store.read(), version, NOW + 1, EN)

    assert kept.version.quote == replace(quote, lines=lines)
    assert kept.particulars == particulars
    assert price(kept.version.quote).total == price(quote).total
    assert Particulars.of_json(json.loads(json.dumps(particulars.to_json()))) == particulars


AT = st.integers(1, 6)
ACT = st.builds(
    QuoteAct, st.uuids().map(str), st.just(CUSTOMER), st.just("v"), st.sampled_from((ASKED, WITHDRAWN)), AT
)


@st.composite
def pasts(draw: st.DrawFn) -> tuple[list[QuoteAct], list[QuoteDecision]]:
    """What reps did, and what a manager decided of it when it stood at some discount."""
    acts = draw(st.lists(ACT, max_size=4, unique_by=lambda one: one.id))
    asked = [one.id for one in acts if one.act == ASKED]
    decisions = []
    for at in draw(st.lists(AT, max_size=3)):
        quote = off(Quote("CNY", ()), draw(st.integers(0, 1500)))
        tested = snapshot_json(measured(price(quote)).snapshot(), quote, margins=True)
        decisions.append(
            QuoteDecision(
                str(draw(st.uuids())), CUSTOMER, "v", draw(st.sampled_from(DECISIONS)), at, "M01", "manager",
                asked_id=draw(st.sampled_from(asked)) if asked else None, measured=json.dumps(tested),
            )
        )  # fmt: skip
    return acts, decisions


@settings(max_examples=80, deadline=None)
@given(past=pasts(), bp=st.integers(0, 1500), saved_at=AT, data=st.data())
def test_where_a_quote_stands_does_not_depend_on_the_order_in_which_its_rows_came(
    past: tuple[list[QuoteAct], list[QuoteDecision]], bp: int, saved_at: int, data: st.DataObject
) -> None:
    acts, decisions = past
    quote, on = off(Quote("CNY", ()), bp), date(2026, 11, 18)
    draft = QuoteVersion("v", "q", QuoteNumber(2026, "R01", 1), quote, on)
    row = QuoteRow("v", CUSTOMER, "q", str(draft.number), 0, saved_at, "", "", "CNY", "1.00", on)
    now = measured(price(quote))

    stands = life(draft, row, now, acts, decisions, on)
    shuffled = data.draw(st.permutations(acts)), data.draw(st.permutations(decisions))

    assert life(draft, row, now, *shuffled, on) == stands
    approval = stands.version.approval
    assert approval is None or not voided_by(approval, now.found)
    assert approval is None or any(one.decision == APPROVED for one in decisions)
    assert not stands.waits or any(one.act == ASKED for one in acts)
