"""Laws of the comparison: nobody is drawn better than their figure, no lead is claimed that is not one."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from sales.comparison import OURS, Contender, Dimension, Row, compare
from sales.demo import length, moment, starts
from sales.stories import DemoStep

figures = st.floats(0, 10**6, allow_nan=False)
dimensions = st.builds(Dimension, st.just("key"), st.just("Key"), st.just("Key"), st.just(""), st.booleans())
rows = st.builds(
    Row,
    dimensions,
    st.lists(st.none() | figures, min_size=1, max_size=4).map(tuple),
    st.none() | st.integers(0, 2),
)
KEYS = ("noise_db", "price", "room_m2", "weight_kg", "tank_l")
contenders = st.lists(
    st.builds(Contender, st.text(max_size=3), st.dictionaries(st.sampled_from(KEYS), figures)),
    min_size=1,
    max_size=4,
)


def better(row: Row, one: float, other: float) -> bool:
    return one < other if row.dimension.lower_better else one > other


@given(rows)
def test_a_better_figure_is_never_drawn_further_in(row: Row) -> None:
    drawn = [
        (figure, share)
        for figure, share in zip(row.figures, row.shares, strict=True)
        if figure is not None and share is not None
    ]

    assert len(drawn) == sum(figure is not None for figure in row.figures)
    for figure, share in drawn:
        assert 0 <= share <= 1
        for other, others_share in drawn:
            if better(row, figure, other):
                assert share >= others_share


@given(rows)
def test_the_best_known_figure_stands_on_the_outer_ring(row: Row) -> None:
    for at in row.best:
        assert row.shares[at] == 1


@given(rows)
def test_we_never_claim_a_lead_where_another_figure_is_as_good(row: Row) -> None:
    ours = row.figures[OURS]
    others = [figure for figure in row.figures[1:] if figure is not None]

    expected = ours is not None and bool(others) and all(better(row, ours, other) for other in others)

    assert row.we_lead == expected
    assert not (row.we_lead and row.ahead)


@given(dimensions, figures, st.integers(2, 4))
def test_equal_figures_are_a_tie_that_nobody_leads(dimension: Dimension, figure: float, count: int) -> None:
    row = Row(dimension, (figure,) * count)

    assert row.best == tuple(range(count))
    assert not row.we_lead
    assert row.ahead == ()


@given(contenders, st.lists(st.sampled_from(KEYS), unique=True))
def test_an_axis_needs_a_figure_of_everyone(those: list[Contender], asked: list[str]) -> None:
    compared = compare(those, [Dimension(key, key, key) for key in KEYS], asked)

    for row in compared.axes:
        assert None not in (*row.figures, *row.shares)
    for row in compared.rows:
        assert row.figures[OURS] is not None
    assert [row.dimension.key for row in compared.advantages] == [
        key for key in asked if any(row.dimension.key == key and row.we_lead for row in compared.rows)
    ]


steps = st.lists(st.builds(DemoStep, st.integers(1, 90), st.just("Show it")), min_size=1, max_size=8)


@given(steps, st.integers(0, 800))
def test_a_demo_is_always_at_the_step_that_has_begun_and_not_ended(
    demo: list[DemoStep], elapsed: int
) -> None:
    begun = starts(demo)

    at = moment(demo, elapsed)

    assert at.over == (elapsed >= length(demo))
    if not at.over:
        assert begun[at.step] <= elapsed < begun[at.step] + demo[at.step].seconds
        assert at.left == begun[at.step] + demo[at.step].seconds - elapsed
