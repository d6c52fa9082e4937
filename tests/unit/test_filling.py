"""Every variable of content is filled from the store: prices, refills, rivals, promises."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from data.rules import promises
from sales.facts import Customer, Product
from sales.ownership import Refill, ours_e4, rival_e4
from sales.promises import policy_texts
from sales.stories import Rival
from sales.track_filling import NOT_FOR_ALL, POLICIES, TrackValues, known
from sales.words import Words

MACHINE = Product("p", "Breva 600", "AP-600", category="air-purifier", price_e4=32_990_000)
RIVAL = Rival("AirNest A6", 27_990_000, date(2026, 10, 28), "their shop page", {"noise_db": 24}, 2_590_000, 6)
FILTER = Refill("Breva 600 filter", 2_980_000, 12)


def test_the_cost_over_three_years_counts_the_refills_that_are_bought() -> None:
    assert ours_e4(MACHINE, 32_990_000, FILTER) == 32_990_000 + 2 * 2_980_000
    assert rival_e4(RIVAL) == 27_990_000 + 5 * 2_590_000


def test_what_is_not_known_of_a_rival_is_not_said() -> None:
    values = TrackValues(Customer("c", "Chen"), date(2026, 11, 24), product=MACHINE, refill=FILTER)

    said = known(values, Words())

    assert said["consumable.price"] == "¥298"
    assert not {"tco.ours", "rival.name"} & said.keys()


def test_a_comparison_is_filled_for_this_customers_price() -> None:
    values = TrackValues(
        Customer("c", "Chen"),
        date(2026, 11, 24),
        product=MACHINE,
        customer_e4=31_340_000,
        refill=FILTER,
        rival=RIVAL,
    )

    said = known(values, Words())

    assert said["product.customer_price"] == "¥3,134"
    assert (said["tco.ours"], said["tco.rival"]) == ("¥3,730", "¥4,094")
    assert (said["rival.as_of"], said["rival.spec.noise_db"]) == ("28 Oct", "24")


def test_every_promise_of_the_shop_has_its_words() -> None:
    gold = policy_texts(promises(), "gold", "air-purifier", "CNY", Words())
    standard = policy_texts(promises(), "standard", "gift", "CNY", Words())

    assert gold.keys() == {f"policy.{name}" for name in POLICIES}
    assert gold.keys() - standard.keys() == {f"policy.{name}" for name in NOT_FOR_ALL}
    assert gold["policy.instalments_from"] == "¥1,000"


@given(st.integers(1, 60), st.integers(1, 60))
def test_a_refill_that_lasts_longer_never_costs_more(one: int, other: int) -> None:
    short, long = sorted((one, other))

    shorter = ours_e4(MACHINE, 100, Refill("f", 10, short))
    longer = ours_e4(MACHINE, 100, Refill("f", 10, long))

    assert shorter is not None
    assert longer is not None
    assert longer <= shorter
