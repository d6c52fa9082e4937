"""Agenda and contacts for the phone are well-formed by the standards, whatever stands in them."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from sales.agenda import Appointment, Contact, calendar, card, cards

NOW = 1_795_000_000_000
WORDS = st.text(max_size=120)
TEXT = st.one_of(
    WORDS, st.sampled_from(["a,b;c\\d", "两行\n字" * 20, "🎁" * 40, "\r\n\x00\x07", "END:VEVENT"])
)


def parsed(text: str) -> list[tuple[str, str]]:
    """The properties of a text, unfolded and unescaped by the standard (RFC 5545, 3.1 and 3.3.11)."""
    assert text.endswith("\r\n")
    lines = text[:-2].split("\r\n")
    assert all(len(line.encode()) <= 75 for line in lines)
    assert not any("\n" in line or "\r" in line for line in lines)
    unfolded = "\r\n".join(lines).replace("\r\n ", "").split("\r\n")
    named = [line.partition(":") for line in unfolded]
    return [(name, re.sub(r"\\(.)", _plain, value)) for name, _, value in named]


def _plain(found: re.Match[str]) -> str:
    return "\n" if found[1] in "nN" else found[1]


def kept(text: str) -> str:
    """What a value keeps: line breaks as such, no other control characters."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(char for char in text if char == "\n" or (char >= " " and char != "\x7f"))


@given(TEXT, TEXT, TEXT, st.integers(0, 4_000_000_000_000), st.integers(1, 600))
def test_an_appointment_comes_out_as_it_went_in(
    title: str, notes: str, place: str, at: int, minutes: int
) -> None:
    found = parsed(calendar([Appointment("u1", at, minutes, title, place, notes)], NOW))

    names = [name for name, _ in found]
    assert names[0] == "BEGIN"
    assert [value for name, value in found if name in ("BEGIN", "END")] == [
        "VCALENDAR", "VEVENT", "VALARM", "VALARM", "VEVENT", "VCALENDAR",
    ]  # fmt: skip
    assert dict(found[::-1])["SUMMARY"] == kept(title)
    assert dict(found[::-1]).get("LOCATION", "") == kept(place) or not place
    if notes:
        assert next(value for name, value in found if name == "DESCRIPTION") == kept(notes)


@given(TEXT, TEXT, TEXT, st.booleans())
def test_a_contact_comes_out_as_it_went_in(name: str, person: str, phone: str, organisation: bool) -> None:
    one = Contact("c1", name, organisation, person, phone, note=name)

    found = dict(parsed(cards([one], NOW)))

    assert found["FN"] == kept(person or name)
    assert found.get("ORG") == (kept(name) if organisation else None)
    assert found.get("TEL;TYPE=CELL", "") == kept(phone)
    assert len(card(one)) < len(cards([one], NOW))


def test_names_are_told_apart_as_their_language_does() -> None:
    named = {
        one: dict(parsed(card(Contact("", one))))["N"] for one in ("王建国", "欧阳娜", "Emma Hughes", "Cher")
    }

    assert named == {
        "王建国": "王;建国;;;",
        "欧阳娜": "欧阳;娜;;;",
        "Emma Hughes": "Hughes;Emma;;;",
        "Cher": "Cher;;;;",
    }


def test_two_appointments_are_two_events_an_hour_apart() -> None:
    both = [Appointment(f"u{n}", NOW + n * 3_600_000, 30, "Call") for n in range(2)]

    found = parsed(calendar(both, NOW))

    assert [value for name, value in found if name == "DTSTART"] == ["20261118T110640Z", "20261118T120640Z"]
    assert [value for name, value in found if name == "DTEND"] == ["20261118T113640Z", "20261118T123640Z"]
