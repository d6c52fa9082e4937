"""Passphrases: what counts as too short, fair and strong, and the reason that is said."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sales.passphrases import strength
from sales.words import Words


@pytest.mark.parametrize(
    ("passphrase", "level", "reason"),
    [
        ("", "short", "four words"),
        ("summer2026", "short", "Too short"),
        ("aaaaaaaaaaaaaaaaaaaaaaaa", "short", "repeats itself"),
        ("abcdefghijklmnopqrstuvwxyz", "short", "repeats itself"),
        ("passpasspasspasspass", "short", "repeats itself"),
        ("8305271946", "short", "Digits alone"),
        ("harbour kettle", "fair", "One more word"),
        ("harbour kettle violin snow", "strong", "nobody can reset it"),
        ("竹篮打水一场空", "fair", "One more word"),
        ("竹篮打水咖啡机晨雾", "strong", "nobody can reset it"),
    ],
)
def test_a_passphrase_is_judged_with_a_reason(passphrase: str, level: str, reason: str) -> None:
    judged = strength(passphrase, Words())

    assert (judged.level, reason in judged.reason) == (level, True), judged


@given(st.text(max_size=40), st.text(max_size=10))
def test_typing_on_never_weakens_a_passphrase(passphrase: str, more: str) -> None:
    before, after = strength(passphrase, Words()), strength(passphrase + more, Words())

    assert before.bits <= after.bits
