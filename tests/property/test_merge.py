"""Laws of merging a patch into a row by what its writer saw."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from data.sync.merge import merge
from data.sync.tables import TABLES

CUSTOMERS = TABLES["customers"]
VALUES = st.one_of(st.none(), st.sampled_from(["a", "b", "c"]))
FREE = ("phone", "email", "note")
ROWS = st.fixed_dictionaries(dict.fromkeys((*FREE, "territory"), VALUES))
PATCHES = st.dictionaries(st.sampled_from(FREE), VALUES, min_size=1)


@given(ROWS, PATCHES)
def test_who_saw_what_stands_is_written_without_a_clash(row: dict[str, Any], wanted: dict[str, Any]) -> None:
    merged = merge(CUSTOMERS, row, {name: row[name] for name in wanted}, wanted)

    assert {**row, **merged.values} == {**row, **wanted}
    assert merged.clashes == ()


@given(ROWS, ROWS, PATCHES)
def test_no_value_is_ever_lost(row: dict[str, Any], seen: dict[str, Any], wanted: dict[str, Any]) -> None:
    merged = merge(CUSTOMERS, row, {name: seen[name] for name in wanted}, wanted)

    after = {**row, **merged.values}
    for name, mine in wanted.items():
        assert after[name] == mine
        if row[name] not in (mine, seen[name]):
            assert any(clash.field == name and clash.theirs == row[name] for clash in merged.clashes)


@given(ROWS, ROWS, PATCHES)
def test_what_nobody_wrote_stays(row: dict[str, Any], seen: dict[str, Any], wanted: dict[str, Any]) -> None:
    merged = merge(CUSTOMERS, row, {name: seen[name] for name in wanted}, wanted)

    assert merged.values.keys() <= wanted.keys()


@given(ROWS, ROWS, PATCHES)
def test_the_same_patch_again_changes_nothing(
    row: dict[str, Any], seen: dict[str, Any], wanted: dict[str, Any]
) -> None:
    base = {name: seen[name] for name in wanted}
    once = {**row, **merge(CUSTOMERS, row, base, wanted).values}

    again = merge(CUSTOMERS, once, base, wanted)

    assert again.values == {}
    assert again.clashes == ()


@given(ROWS, st.sampled_from(["a", "b", "c"]))
def test_a_field_that_the_hub_decides_is_asked_for(row: dict[str, Any], territory: str) -> None:
    merged = merge(CUSTOMERS, row, {"territory": row["territory"]}, {"territory": territory})

    assert merged.values == {}
    assert merged.asked == ({} if row["territory"] == territory else {"territory": territory})


@given(ROWS, st.sampled_from(["base", "mine", "theirs"]), st.sampled_from(["base", "mine", "theirs"]))
def test_of_two_who_decide_a_conflict_the_last_one_decides(
    row: dict[str, Any], first: str, second: str
) -> None:
    merged = merge(
        TABLES["conflicts"], {**row, "settled_as": first}, {"settled_as": None}, {"settled_as": second}
    )

    assert {"settled_as": first, **merged.values} == {"settled_as": second}
    assert merged.clashes == ()
