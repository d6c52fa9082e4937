"""Placing to scale: the figures of a door in a photo, what fits, what the specification must say."""

from __future__ import annotations

import math
import tomllib
from dataclasses import replace

import pytest

from data.resources import resource
from sales.errors import RuleBroken
from sales.placing import DOOR, Mark, Placing, Spot, from_wall, gaps, outline, scale
from sales.placing_checks import BAD, GOOD, WARN, FitCheck, fit_checks, size_of
from sales.placing_measures import Measures, measures
from sales.product_colours import KNOWN as KNOWN_COLOURS
from sales.product_colours import colours
from sales.product_pictures import PAINTERS, product_picture
from sales.words import Words

# A door of 2,040 mm that is 408 px high on a photo of 1,200 x 900: five millimetres a pixel.
MARK = Mark(Spot(200, 200), Spot(200, 608), DOOR, 2040)
LOBBY = Placing(1200, 900, MARK, Spot(600, 700))
TOWER = Measures(240, 240, 620, weight_g=7900, clear=150, room_m2=62, cable=1800)
WORDS = Words()


def said(placing: Placing, known: Measures = TOWER) -> list[tuple[str, str, str]]:
    return [(one.state, one.said, one.why) for one in fit_checks(placing, known, WORDS)]


def test_a_door_gives_the_scale_of_its_wall() -> None:
    seen = scale(LOBBY)

    assert 1 / seen.wall == pytest.approx(5)
    assert seen.camera_mm == pytest.approx(26 / 36 * 1200 * 5)
    assert seen.share == pytest.approx(math.hypot(math.sqrt(8) / 408, 20 / 2040, 0.01))
    box = outline(LOBBY, size_of(TOWER))
    assert (box.right - box.left, box.bottom - box.top) == pytest.approx((48, 124))


def test_what_stands_a_metre_before_the_wall_is_larger_by_the_pinhole_and_lower() -> None:
    near = from_wall(LOBBY, 1000)

    camera = scale(LOBBY).camera_mm
    assert scale(near).product / scale(near).wall == pytest.approx(camera / (camera - 1000))
    assert near.foot.y > LOBBY.foot.y


@pytest.mark.parametrize(
    ("placing", "sentence"),
    [
        (replace(LOBBY, mark=replace(MARK, end=Spot(200, 210))), "too short"),
        (replace(LOBBY, mark=replace(MARK, mm=0)), "between 5 and 20,000 mm"),
        (replace(LOBBY, mark=replace(MARK, mm=1e9)), "between 5 and 20,000 mm"),
        (replace(LOBBY, wall_mm=4000), "about 4.3 m away"),
        (replace(LOBBY, wall_mm=-1), "too far from the wall"),
    ],
)
def test_what_gives_no_scale_is_told_in_a_sentence(placing: Placing, sentence: str) -> None:
    with pytest.raises(RuleBroken, match=sentence):
        scale(placing)


def test_air_flows_where_the_gap_is_wide_enough_however_far_off_it_may_be() -> None:
    free = replace(LOBBY, edges=(670.0,))  # 46 px from the product's side: 23 cm
    close = replace(LOBBY, edges=(654.5,))
    narrow = replace(LOBBY, edges=(640.0,))

    assert gaps(free, size_of(TOWER))[0].mm == pytest.approx(230)
    assert (GOOD, "Air can flow: 23 cm, at its right", "needs 15 cm on each side") in said(free)
    assert said(close)[0][0] == WARN
    assert said(narrow)[0][:2] == (BAD, "Too close: 80 mm, at its right")
    assert said(LOBBY)[0][1] == "Air needs 15 cm on each side"


def test_the_room_the_door_and_the_socket_are_held_against_the_data_sheet() -> None:
    told = said(replace(LOBBY, room_m2=31))

    assert (GOOD, "Covers the room", "31 m² of up to 62") in told
    assert (GOOD, "Passes a standard door", "24 of 76 cm across") in told
    assert (WARN, "Is there a socket near?", "the cable is 1.8 m; ask the customer") in told
    assert said(replace(LOBBY, room_m2=80))[1][:2] == (BAD, "Too small for the room")
    huge = Measures(900, 900, 1900)
    assert FitCheck(BAD, "Does not pass a standard door", "90 of 76 cm across") in fit_checks(
        LOBBY, huge, WORDS
    )


def test_what_reaches_out_of_the_photo_is_told() -> None:
    assert said(replace(LOBBY, foot=Spot(5, 700)))[0][1] == "Part of it is outside the photo"


@pytest.mark.parametrize("size", ["", "240x240", "0x2x3", "a x b x c", "1.2.3x4x5", 7, None, "9e9x1x1"])
def test_a_product_without_sound_measures_is_refused_with_what_to_add(size: object) -> None:
    with pytest.raises(RuleBroken, match="Add size_mm"):
        measures({"size_mm": size}, "Breva 600")


def test_colours_are_the_ones_named_and_an_own_one_has_its_code() -> None:
    one, navy, odd = colours({"colours": "sage navy=#223355 sage mauve=nonsense"})

    assert (one.name, navy.name, navy.shade, odd.name) == ("Sage", "Navy", "#223355", "Mauve")
    assert [one.key for one in colours({"colours": 3})] == ["pearl"]


@pytest.mark.parametrize("category", [*PAINTERS, "home", "phone-accessory"])
def test_a_picture_fills_exactly_what_the_product_measures(category: str) -> None:
    shown = product_picture(category, TOWER, colours({})[0])

    assert (shown.width, shown.height, shown.across) == (240, 620, 240)
    assert shown.shapes


def test_every_machine_phone_and_gift_of_the_sample_can_be_placed() -> None:
    table = tomllib.loads(resource("demo", "catalogue.toml").read_text(encoding="utf-8"))
    placed = [
        row["spec"]
        for group in table["category"]
        if group["slug"] in {"air-purifier", "phone", "gift"}
        for row in group["products"]
    ]

    assert len(placed) > 60
    for spec in placed:
        assert measures(spec, "").width > 0
        assert all(one in KNOWN_COLOURS for one in colours(spec))
