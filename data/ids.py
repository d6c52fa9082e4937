"""Ids: UUIDv7, made where the row is born, so that offline laptops never collide and rows sort by age."""

from __future__ import annotations

import itertools
import os
import time
from collections.abc import Callable
from random import Random


def uuid7(unix_ms: int | None = None, random_bits: int | None = None) -> str:
    """A UUIDv7 in the usual 36 characters. Source: RFC 9562, section 5.7."""
    ms = time.time_ns() // 1_000_000 if unix_ms is None else unix_ms
    bits = int.from_bytes(os.urandom(10), "big") if random_bits is None else random_bits
    value = (ms & (1 << 48) - 1) << 80 | 7 << 76 | (bits >> 62 & 0xFFF) << 64 | 2 << 62 | bits & (1 << 62) - 1
    text = f"{value:032x}"
    return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"


def seeded(rng: Random, unix_ms: int) -> Callable[[], str]:
    """A source of ids that gives the same ids for the same seed, for the sample team."""
    return lambda: uuid7(unix_ms, rng.getrandbits(80))


def ascending(unix_ms: int | None = None) -> Callable[[], str]:
    """A source of ids for many rows that are born together: each is the one before plus one.

    They sort as they were made, so that tables keyed by them grow at their end.
    Source: RFC 9562, section 6.2.
    """
    ms = time.time_ns() // 1_000_000 if unix_ms is None else unix_ms
    bits = int.from_bytes(os.urandom(10), "big") >> 1  # room to count up
    counter = itertools.count(bits)
    return lambda: uuid7(ms, next(counter))
