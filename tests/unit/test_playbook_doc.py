"""What the playbook's page of the docs says of messages is what the rules do."""

from __future__ import annotations

import re
from datetime import datetime
from pathlib import Path

from data.rules import next_action_rules
from sales.message_templates import LIMITS
from sales.messaging import CHANNELS, holds
from sales.occasions import Reach
from sales.words import Words
from tests.conftest import ZONE

DOC = (Path(__file__).resolve().parents[2] / "docs" / "playbook.md").read_text(encoding="utf-8")
NOON, NIGHT = (int(datetime(2026, 11, 25, hour, tzinfo=ZONE).timestamp() * 1000) for hour in (12, 23))
REFUSING = Reach("Lin Ying", consent_sms=False, consent_mail=False)
TIRED = Reach("Lin Ying", recent=(NOON - 3, NOON - 2, NOON - 1))


def test_the_table_of_channels_tells_what_holds_a_message(english: Words) -> None:
    rules, told = next_action_rules(), {}
    for line in DOC.splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if len(cells) == 5 and cells[0].capitalize() in CHANNELS.values():
            told[cells[0].capitalize()] = cells[1:]

    def held(channel: str, reach: Reach, now: int, kind: str) -> bool:
        return kind in [one.kind for one in holds("cart", channel, reach, rules, english, now)]

    for channel, name in CHANNELS.items():
        characters, consent, quiet, cap = told[name]
        assert int(re.sub(r"\D", "", characters)) == LIMITS[channel]
        assert held(channel, REFUSING, NOON, "consent") == (not consent.startswith("no"))
        assert held(channel, REFUSING, NIGHT, "quiet") == (quiet == "yes")
        assert held(channel, TIRED, NOON, "cap") == (cap == "yes")


def test_hours_and_cap_are_those_of_the_rules() -> None:
    rules = next_action_rules()

    assert f"({rules.first_hour} to {rules.last_hour} o'clock" in DOC
    assert (rules.cap_contacts, rules.cap_days) == (3, 7)
    assert "three contacts in seven days" in DOC
