"""Addresses of hubs as people type them."""

from __future__ import annotations

import pytest

from data.sync.address import candidates
from sales.errors import RuleBroken


def test_a_public_name_is_only_ever_tried_over_tls() -> None:
    assert candidates(" hub.qinghe-home.cn/ ") == (
        "https://hub.qinghe-home.cn",
        "https://hub.qinghe-home.cn:8470",
    )
    assert candidates("hub.example.cn:9000") == ("https://hub.example.cn:9000",)


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "192.168.1.20", "localhost", "office-pc", "nas.local", "[::1]"]
)
def test_in_a_network_of_ones_own_plain_http_is_tried_as_well(host: str) -> None:
    assert f"http://{host}:8470" in candidates(host)
    assert candidates(f"{host}:8123") == (f"https://{host}:8123", f"http://{host}:8123")


def test_who_types_http_gets_it() -> None:
    assert candidates("http://hub.example.cn/rapport/") == ("http://hub.example.cn/rapport",)


@pytest.mark.parametrize(
    "typed", ["", "  ", "ftp://hub", "http://", "a b", "hub:0", "hub:99999", "me@hub.cn", "x?y"]
)
def test_what_cannot_be_an_address_is_refused_with_an_example(typed: str) -> None:
    with pytest.raises(RuleBroken, match=r"hub\.example\.cn"):
        candidates(typed)
