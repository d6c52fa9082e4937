"""How the entries of the line of time read, in English and Chinese."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from desktop.pages.customer_entries import Telling, Told, told
from sales.facts import Activity, Order, OrderLine, Referral, Return, Review, Survey, Ticket
from sales.orders import DelayRule
from sales.timeline import Entry, Fact, Visit
from sales.words import Words

TODAY = date(2026, 11, 18)
RULE = DelayRule(after_days=1, coupon_cents=500, minimum_cents=0)
NAMES = {"p-1": ("Breva 600", "微风 600")}
REPS = {"r2": ("Zhao Min", "赵敏")}


def at(day: int, hour: int = 10) -> int:
    return int(datetime(2026, 11, day, hour, tzinfo=ZoneInfo("Asia/Shanghai")).timestamp() * 1000)


def tell(fact: Fact, words: Words) -> Told:
    return told(Entry(at(11), "", fact), Telling(words, TODAY, RULE, "r1", NAMES, REPS, None))


ORDER = Order(
    "o-118204", "c", at(11), 282_800, (OrderLine("p-1", 2, 1, 282_800),), "O-26-118204",
    promised_on=date(2026, 11, 15),
)  # fmt: skip


@pytest.mark.parametrize(
    ("fact", "title", "text", "mark"),
    [
        (ORDER, "Order O-26-118204 is late", "Promised for Sun 15 Nov", "3 days late"),
        (replace(ORDER, signed_at=at(15)), "Order O-26-118204 signed, on time", "Breva 600 × 2", ""),
        (replace(ORDER, signed_at=at(16)), "Order O-26-118204 signed, 1 day late", "Breva 600 × 2", ""),
        (replace(ORDER, status="cancelled"), "Order O-26-118204, cancelled", "Breva 600 × 2", ""),
        (replace(ORDER, promised_on=None), "Order O-26-118204", "Breva 600 × 2", ""),
        (
            replace(ORDER, promised_on=None, in_transit_at=at(13)),
            "Order O-26-118204: In transit", "Breva 600 × 2", "",
        ),
        (Visit("view", at(16), 3, 240, "p-1", channel="mini_program"),
         "Looked at Breva 600, 3 times", "mini-program · 4 min", ""),
        (Visit("view", at(16), 1, 20, "p-1"), "Looked at Breva 600", "", ""),
        (Visit("search", at(16), 2, 0, queries=("quiet", "静音")), "Searched for “quiet”, “静音”", "", ""),
        (Visit("add_to_cart", at(16), 1, 0, "p-9"), "Put p-9 in the cart", "", ""),
        (Ticket("t", "c", at(17), "4471", "chat", "Where is\nmy parcel?", "logistics"),
         "Ticket 4471: “Where is my parcel?”", "chat · logistics", "open 1 day"),
        (Ticket("t", "c", at(17), "4471", status="resolved", resolved_at=at(17, 15), satisfaction=5),
         "Ticket 4471", "satisfied 5 of 5", "resolved in 5 h"),
        (Ticket("t", "c", at(17), "4471", status="escalated"), "Ticket 4471", "", "escalated"),
        (Survey("s", "c", "nps", 6, at(2), comment="The parcel took a week.", worst_step="delivery"),
         "Survey: NPS 6, worst step delivery", "“The parcel took a week.”", "Detractor"),
        (Survey("s", "c", "csat", 5, at(2)), "Survey: CSAT 5 of 5", "", "content"),
        (Review("v", "c", 2, at(2), "p-1", text="Hums."), "2 stars for Breva 600", "“Hums.”", "not answered"),
        (Return("r", "c", 5_000, at(2), reason="Too loud", status="reviewing", product_id="p-1"),
         "Return of Breva 600", "Too loud · ¥50.00", "Reviewing"),
        (Activity("a", "c", "call", at(16), "r1", duration_s=360, text="Home on Sunday.", promise="guide",
                  promised_on=date(2026, 11, 20)),
         "Call, 6 min", "Home on Sunday. Promise: guide, by 20 Nov.", "Promise open"),
        (Activity("a", "c", "visit", at(16), "r2", text="Saw the counter.", next_step="Draw it"),
         "Visit, Zhao Min", "Saw the counter. Next: Draw it.", ""),
        (Activity("a", "c", "call", at(25), state="planned", objective="Answer the doubt"),
         "Call", "Answer the doubt", "Planned"),
        (Referral("f", "c", at(2), name="Willow Bakery"), "Recommended us to Willow Bakery", "", ""),
    ],
)  # fmt: skip
def test_an_entry_reads_in_english(english: Words, fact: Fact, title: str, text: str, mark: str) -> None:
    shown = tell(fact, english)

    assert (shown.title, shown.text, shown.mark) == (title, text, mark)


@pytest.mark.parametrize(
    ("fact", "title", "text", "mark"),
    [
        (ORDER, "订单 O-26-118204 晚到", "承诺 11月15日 周日 送达", "晚 3 天"),
        (replace(ORDER, signed_at=at(15)), "订单 O-26-118204 已签收，准时", "微风 600 × 2", ""),
        (Visit("view", at(16), 3, 240, "p-1", channel="mini_program"),
         "3 次浏览 微风 600", "小程序 · 4 分钟", ""),
        (Activity("a", "c", "call", at(16), "r2", text="周日在家。", promise="发送指南",
                  promised_on=date(2026, 11, 20)),
         "电话 · 赵敏", "周日在家。承诺：发送指南，11月20日前。", "承诺未兑现"),
        (Survey("s", "c", "nps", 6, at(2), worst_step="delivery"),
         "问卷：NPS 6，最差环节为物流", "", "贬损者"),
    ],
)  # fmt: skip
def test_an_entry_reads_in_chinese(chinese: Words, fact: Fact, title: str, text: str, mark: str) -> None:
    shown = tell(fact, chinese)

    assert (shown.title, shown.text, shown.mark) == (title, text, mark)
