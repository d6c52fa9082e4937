"""Paper and screen show the same colours."""

from __future__ import annotations

from desktop.theme import LIGHT
from reports.tokens import PAPER, SOFT_TONES


def test_paper_has_the_colours_of_the_light_screen() -> None:
    assert (PAPER.ink, PAPER.ink_2, PAPER.ink_3) == (LIGHT.text, LIGHT.text_2, LIGHT.text_3)
    assert (PAPER.line, PAPER.fill, PAPER.surface) == (LIGHT.line_strong, LIGHT.fill, LIGHT.surface)
    assert (PAPER.accent, PAPER.soft) == (LIGHT.accent, LIGHT.accent_soft)
    assert (PAPER.good, PAPER.warn, PAPER.bad) == (LIGHT.good, LIGHT.warn, LIGHT.bad)
    assert [SOFT_TONES[tone] for tone in ("good", "warn", "bad")] == [
        LIGHT.good_soft,
        LIGHT.warn_soft,
        LIGHT.bad_soft,
    ]
