"""A rate with its uncertainty: a share of few cases is not the same as that share of many."""

from __future__ import annotations

import math


def wilson(hits: int, n: int, z: float = 1.96) -> tuple[float, float]:
    """The interval that holds the true share of `hits` in `n` cases, at 95 % by default; 0 to 1 when n is 0.

    Source: Wilson, "Probable inference, the law of succession, and statistical inference" (1927).
    """
    if n <= 0:
        return 0.0, 1.0
    share = min(max(hits / n, 0.0), 1.0)
    middle = (share + z * z / (2 * n)) / (1 + z * z / n)
    half = z / (1 + z * z / n) * math.sqrt(share * (1 - share) / n + z * z / (4 * n * n))
    low = 0.0 if hits <= 0 else max(0.0, middle - half)
    return low, 1.0 if hits >= n else min(1.0, middle + half)
