"""Photos are made fit to be kept, or refused in one sentence that says what to do."""

from __future__ import annotations

import random
from contextlib import suppress
from io import BytesIO

import pytest
from PIL import Image

from data.photos import PhotoRefused, clean_photo


def photo(width: int, height: int, kind: str = "JPEG", mode: str = "RGB", **how: object) -> bytes:
    image = Image.new(mode, (width, height), 128)
    made = BytesIO()
    image.save(made, kind, **how)
    return made.getvalue()


def test_a_large_photo_is_made_small_enough_in_its_proportion() -> None:
    kept = clean_photo(photo(4000, 3000))

    assert (kept.width, kept.height) == (2400, 1800)
    assert kept.data.startswith(b"\xff\xd8\xff")


def test_a_photo_is_set_upright_and_nothing_of_the_camera_is_kept() -> None:
    image = Image.new("RGB", (800, 600), "white")
    image.paste("black", (0, 0, 400, 600))  # its left half
    exif = Image.Exif()
    exif[0x0112] = 6  # taken with the camera turned
    exif[0x013B] = "Lin Yue"
    exif.get_ifd(0x8825)[1] = "N"
    made = BytesIO()
    image.save(made, "JPEG", exif=exif)
    assert b"Lin Yue" in made.getvalue()

    kept = clean_photo(made.getvalue())

    read = Image.open(BytesIO(kept.data))
    assert (kept.width, kept.height) == (600, 800)
    assert b"Lin Yue" not in kept.data
    assert not read.getexif()
    grey = read.convert("L").tobytes()
    assert grey[40 * 600 + 300] < 60  # what was left is above
    assert grey[760 * 600 + 300] > 200


@pytest.mark.parametrize("mode", ["L", "P", "RGBA", "LA", "1", "I;16"])
def test_a_png_of_any_kind_becomes_a_photo(mode: str) -> None:
    assert clean_photo(photo(300, 400, "PNG", mode)).height == 400


def test_a_photo_of_a_messenger_and_one_for_print_are_read() -> None:
    assert clean_photo(photo(300, 400, "WEBP")).width == 300
    assert clean_photo(photo(300, 400, "JPEG", "CMYK")).width == 300


BOMB = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><svg>&b;</svg>'


@pytest.mark.parametrize(
    ("raw", "sentence"),
    [
        (b"", "The file is empty"),
        (photo(900, 700)[:2000], "damaged"),
        (photo(900, 700, "PNG")[:60], "damaged"),
        (b"\xff\xd8\xff" + b"nonsense" * 40, "damaged"),
        (BOMB, "a drawing or document"),
        (b"%PDF-1.7", "a drawing or document"),
        (b"\x00\x00\x00\x18ftypheic" + bytes(40), "HEIC photos"),
        (b"MZ" + bytes(100), "This is no photo"),
        (photo(20_000, 400), "A panorama bends what is straight"),
        (photo(120, 90), "only 120 × 90 pixels"),
        (photo(10_000, 8_000, "PNG", "1"), "80 million pixels"),
        (b"\xff\xd8\xff" + bytes(60_000_000), "larger than 60 MB"),
    ],
    ids=(
        *("empty", "half a jpeg", "half a png", "noise", "svg bomb", "pdf", "heic", "program"),
        *("panorama", "tiny", "huge", "heavy"),
    ),
)
def test_what_cannot_be_measured_on_is_refused_in_a_sentence(raw: bytes, sentence: str) -> None:
    with pytest.raises(PhotoRefused, match=sentence) as refused:
        clean_photo(raw)

    assert refused.value.hint


def test_a_photo_with_a_bit_gone_wrong_is_read_or_refused_and_nothing_else() -> None:
    sound, rng = photo(300, 300), random.Random(7)
    for _ in range(150):
        broken = bytearray(sound)
        for _ in range(3):
            broken[rng.randrange(len(broken))] = rng.randrange(256)
        with suppress(PhotoRefused):
            assert clean_photo(bytes(broken)).data
