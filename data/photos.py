"""Photos as they come from phones and messengers, made fit to be kept: upright, small enough, nothing hidden.

What a camera writes into a file (where, when, by whom) is left behind; the picture itself is written anew.
Whatever cannot be a photo to measure on is refused in one sentence.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING

from data.placements import JPEG, MOST_PX, PNG
from sales.errors import SalesError

if TYPE_CHECKING:
    from PIL.Image import Image

FORMATS = {JPEG: "JPEG", PNG: "PNG"}
WEBP_AT = slice(8, 12)
HEIC_AT, HEIC = slice(4, 12), (b"ftypheic", b"ftypheix", b"ftyphevc", b"ftypmif1", b"ftypmsf1", b"ftypavif")
DRAWINGS = (b"<", b"\x1f\x8b", b"%PDF", b"%!PS")
MOST_BYTES = 60_000_000  # of a file as it comes
MOST_PIXELS = 64_000_000
PANORAMA = 2.6  # times as wide as high, or the other way round
LEAST_PX = 200
QUALITY = 88
ORIENTATION = 0x0112


class PhotoRefused(SalesError):
    """The file is no photo that things can be measured on."""


@dataclass(frozen=True, slots=True)
class Photo:
    """A photo as it is kept: JPEG, its long side at most `MOST_PX`."""

    data: bytes
    width: int
    height: int


def clean_photo(raw: bytes) -> Photo:
    """A file's photo made fit to be kept. Raises PhotoRefused."""
    kind = _kind(raw)
    from PIL import Image, UnidentifiedImageError  # heavy, and seldom wanted

    try:
        with Image.open(BytesIO(raw), formats=(kind,)) as opened:
            _check_size(opened.width, opened.height)
            opened.draft("RGB", (MOST_PX, MOST_PX))  # a JPEG is read no larger than it is needed
            opened.thumbnail((MOST_PX, MOST_PX), Image.Resampling.LANCZOS)
            flat = _flat(_upright(opened))
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise PhotoRefused(
            "The photo is damaged and cannot be read.", "Send it again, or take another."
        ) from error
    made = BytesIO()
    flat.save(made, "JPEG", quality=QUALITY, optimize=True)
    return Photo(made.getvalue(), flat.width, flat.height)


def _kind(raw: bytes) -> str:
    """The format by the file's first bytes, never by its name."""
    if not raw:
        raise PhotoRefused("The file is empty.", "Choose another photo.")
    if len(raw) > MOST_BYTES:
        raise PhotoRefused(
            "The file is larger than {n} MB.", "Send a smaller copy.", n=MOST_BYTES // 1_000_000
        )
    if raw[HEIC_AT] in HEIC:
        raise PhotoRefused(
            "HEIC photos of iPhones cannot be read here.",
            "Share it as JPEG: Settings, Camera, Formats, Most Compatible.",
        )
    if raw[:4] == b"RIFF" and raw[WEBP_AT] == b"WEBP":
        return "WEBP"
    found = next((kind for start, kind in FORMATS.items() if raw.startswith(start)), "")
    if found:
        return found
    if raw.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(DRAWINGS):
        raise PhotoRefused("This is a drawing or document, not a photo.", "Open a JPEG or PNG photo.")
    raise PhotoRefused("This is no photo.", "Open a JPEG, PNG or WebP file.")


def _check_size(width: int, height: int) -> None:
    if min(width, height) < LEAST_PX:
        raise PhotoRefused(
            "The photo has only {width} × {height} pixels.",
            "Things cannot be marked on it closely enough; take a larger one.",
            width=width,
            height=height,
        )
    if max(width, height) > PANORAMA * min(width, height):
        raise PhotoRefused(
            "A panorama bends what is straight, so nothing on it is to scale.", "Take an ordinary photo."
        )
    if width * height > MOST_PIXELS:
        raise PhotoRefused(
            "The photo has {n} million pixels, more than can be read here.",
            "Send a smaller copy.",
            n=round(width * height / 1e6),
        )


def _upright(image: Image) -> Image:
    """Turned as the camera was held; what it wrote may be nonsense and then says nothing."""
    from PIL.Image import Transpose

    turns = {
        2: Transpose.FLIP_LEFT_RIGHT,
        3: Transpose.ROTATE_180,
        4: Transpose.FLIP_TOP_BOTTOM,
        5: Transpose.TRANSPOSE,
        6: Transpose.ROTATE_270,
        7: Transpose.TRANSVERSE,
        8: Transpose.ROTATE_90,
    }
    try:
        turn = turns.get(image.getexif().get(ORIENTATION, 1))
    except (struct.error, TypeError, ValueError, SyntaxError, OSError):
        return image
    return image if turn is None else image.transpose(turn)


def _flat(image: Image) -> Image:
    """Without transparency and of three colours, as JPEG takes it."""
    if image.mode not in {"RGBA", "LA", "PA"} and "transparency" not in image.info:
        return image.convert("RGB")
    from PIL.Image import new

    shown = image.convert("RGBA")
    ground = new("RGB", image.size, "white")
    ground.paste(shown, mask=shown.getchannel("A"))
    return ground
