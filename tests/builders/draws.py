"""Random draws that a seed alone decides.

Hypothesis also draws constants that it finds in whichever of our modules are loaded, so the same seed would
give other histories in another order of tests, and a history that finds a bug would come and go.
"""

from __future__ import annotations

from typing import Any

from hypothesis.internal.conjecture.choice import choice_constraints_key, choice_permitted
from hypothesis.internal.conjecture.providers import (
    AVAILABLE_PROVIDERS,
    GLOBAL_CONSTANTS,
    HypothesisProvider,
)

REPEATABLE = "repeatable"
_permitted: dict[Any, tuple[Any, ...]] = {}


class Repeatable(HypothesisProvider):
    """Hypothesis' own draws, its awkward constants included, without those from our code."""

    def _maybe_draw_constant(self, choice_type: Any, constraints: Any, *, p: float = 0.05) -> Any:
        assert self._random is not None
        if self._random.random() > p:
            return None
        key = choice_type, choice_constraints_key(choice_type, constraints)
        if key not in _permitted:
            every = GLOBAL_CONSTANTS.set_for_type(choice_type)
            _permitted[key] = tuple(one for one in every if choice_permitted(one, constraints))
        found = _permitted[key]
        return self._random.choice(found) if found else None


AVAILABLE_PROVIDERS[REPEATABLE] = f"{__name__}.{Repeatable.__name__}"
