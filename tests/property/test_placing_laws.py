"""The laws of placing to scale, for any mark, place and size."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from sales.placing import (
    KNOWN,
    KnownLength,
    Mark,
    Placing,
    Size,
    Spot,
    from_wall,
    gaps,
    marked,
    moved,
    outline,
    resized,
    scale,
    with_next_edge,
)
from sales.placing_json import of_json, to_json

WIDE, HIGH = 2400.0, 1800.0
SIZES = st.builds(Size, st.floats(10, 1200), st.floats(10, 2000))


@st.composite
def placings(draw: st.DrawFn) -> Placing:
    spots = st.builds(Spot, st.floats(0, WIDE), st.floats(0, HIGH))
    known = draw(st.sampled_from(KNOWN))
    mark = Mark(draw(spots), draw(spots), known.key, known.mm)
    assume(mark.px >= 60)
    bare = Placing(WIDE, HIGH, mark, draw(spots))
    wall_mm = draw(st.floats(0, 0.4)) * scale(bare).camera_mm
    return replace(bare, wall_mm=wall_mm, edges=(draw(st.floats(0, WIDE)),))


@given(placings(), SIZES, st.floats(0.4, 4))
def test_a_larger_photo_of_the_same_changes_no_real_length(
    placing: Placing, size: Size, factor: float
) -> None:
    (gap,), (other,) = gaps(placing, size), gaps(resized(placing, factor), size)

    assert other.mm == pytest.approx(gap.mm, rel=1e-6, abs=1e-6)
    assert scale(resized(placing, factor)).camera_mm == pytest.approx(scale(placing).camera_mm)


@given(placings(), SIZES)
def test_marking_from_the_other_end_changes_nothing(placing: Placing, size: Size) -> None:
    mark = placing.mark
    turned = replace(placing, mark=replace(mark, start=mark.end, end=mark.start))

    assert scale(turned) == scale(placing)
    assert gaps(turned, size) == gaps(placing, size)


@given(st.floats(30, 1000), st.floats(1.01, 2), st.sampled_from(KNOWN))
def test_a_longer_mark_is_surer(px: float, longer: float, known: KnownLength) -> None:
    def share(length: float) -> float:
        mark = Mark(Spot(0, 0), Spot(0, length), known.key, known.mm)
        return scale(Placing(WIDE, 2 * HIGH, mark, Spot(0, 0))).share

    assert share(px * longer) < share(px)


@given(placings(), SIZES)
def test_what_stands_before_the_wall_looks_larger_and_no_surer(placing: Placing, size: Size) -> None:
    at_wall = replace(placing, wall_mm=0.0)
    near, far = outline(placing, size), outline(at_wall, size)

    assert near.right - near.left >= far.right - far.left
    assert scale(placing).share >= scale(at_wall).share


@given(placings(), SIZES, st.floats(-300, 300))
def test_a_step_to_the_right_takes_as_much_from_the_gap(placing: Placing, size: Size, step: float) -> None:
    placing = replace(placing, edges=(WIDE,))
    after = moved(placing, step, 0)
    assume(0 < after.foot.x < WIDE and 0 < placing.foot.x < WIDE)

    assert gaps(after, size)[0].mm == pytest.approx(gaps(placing, size)[0].mm - step, abs=1e-3)


@given(placings(), SIZES, st.floats(-9e9, 9e9), st.floats(-9e9, 9e9))
def test_nothing_leaves_the_photo(placing: Placing, size: Size, right: float, up: float) -> None:
    after = with_next_edge(moved(placing, right, up), size)
    after = marked(after, replace(after.mark, start=Spot(right, up)))

    for spot in (after.foot, after.mark.start, after.mark.end):
        assert 0 <= spot.x <= WIDE
        assert 0 <= spot.y <= HIGH
    assert all(0 <= edge <= WIDE for edge in after.edges)


@given(placings(), st.floats(0, 0.4))
def test_a_placing_is_kept_as_it_is(placing: Placing, share: float) -> None:
    placing = from_wall(placing, share * scale(placing).camera_mm)

    assert of_json(to_json(placing), placing.foot.x, placing.foot.y) == placing
