"""Briefs as values: a believable one in each language, an empty one, and one with too much of everything."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from data.language import words as language
from sales.brief import (
    Bought,
    Brief,
    Doubt,
    Figure,
    FilledTrack,
    Issue,
    Membership,
    NextAction,
    Offer,
    Step,
)
from sales.facts import Activity, Customer
from sales.words import Words

ZONE = ZoneInfo("Asia/Shanghai")


def words(locale: str) -> Words:
    """The words of a locale in the sample company's zone."""
    return language(locale, ZONE)


def at(year: int, month: int, day: int, hour: int = 9, minute: int = 0) -> int:
    """An instant in the sample company's zone, UTC milliseconds."""
    return int(datetime(year, month, day, hour, minute, tzinfo=ZONE).timestamp() * 1000)


def full_brief(locale: str) -> Brief:
    """Lin Xiaowen, a problem customer who is worth a lot: a filter that does not fit, and two offers."""
    return _english() if locale == "en" else _chinese()


def empty_brief() -> Brief:
    """Someone who was registered by name only."""
    return Brief(
        customer=Customer("c-9", "Zhao Wei"),
        customer_no="C-009001",
        tier="standard",
        currency="CNY",
        prepared_at=at(2026, 11, 22, 18, 5),
        as_of_at=at(2026, 11, 22, 7, 30),
        rep_name="Chen Yu",
        call=None,
        segments=(),
        rfm2_class="",
        value_band="",
        spend_cents=0,
        figures=(),
        bought=(),
        order_count=0,
        contacts=(),
        issues=(),
        actions=(),
        track=None,
        doubts=(),
        offers=(),
        facts=(),
    )


def extreme_brief(text: str, n: int = 12) -> Brief:
    """Every text is `text`, every list has `n` rows."""
    step = Step("s", text, (text, text), (text,), (text, text), (text,), (text,), ((text, "s"),))
    contact = Activity(
        "a",
        "c",
        "call",
        at(2026, 11, 18),
        text=text,
        outcome=text,
        objective=text,
        promise=text,
        promised_on=date(2026, 11, 20),
        duration_s=900,
    )
    return Brief(
        customer=Customer(
            "c",
            text,
            contact_name=text,
            region=text,
            city=text,
            occupation=text,
            household=text,
            channel=text,
            registered_on=date(2025, 3, 14),
            consent_call=False,
        ),
        customer_no=text[:40],
        tier="gold",
        currency="CNY",
        prepared_at=at(2026, 11, 22, 18, 5),
        as_of_at=at(2026, 11, 22, 7, 30),
        rep_name=text,
        call=contact,
        segments=tuple(Membership("high_value", text, date(2026, 11, 13)) for _ in range(n)),
        rfm2_class=text,
        value_band=text,
        spend_cents=99_999_999_999,
        figures=tuple(Figure(text, text, text, text) for _ in range(n)),
        bought=tuple(Bought(date(2026, 11, 6), text, 99_999_999_999, text) for _ in range(n)),
        order_count=99_999,
        contacts=(contact,) * n,
        issues=tuple(Issue("ticket", text, text, at(2026, 11, 20), True, text) for _ in range(n)),
        actions=tuple(
            NextAction("call", text, text, at(2026, 11, 25), 10**11, 2500, 4 * 10**11) for _ in range(n)
        ),
        track=FilledTrack("t", text, text, 7, date(2026, 11, 2), text, (step,) * n) if n else None,
        doubts=tuple(Doubt(text, text, 34, 48) for _ in range(n)),
        offers=tuple(Offer("p", text, text, 9_999_999_999_9999, 9_999_999_999_1234, "new") for _ in range(n)),
        facts=tuple((text, f"{text} {i}") for i in range(n)),
        versions=(text,),
    )


def _english() -> Brief:
    return Brief(
        customer=Customer(
            "c-1",
            "Lin Xiaowen 林晓雯",
            phone="139 0571 4820",
            region="Hangzhou",
            city="Binjiang",
            household="two adults, one child of 4, a cat",
            channel="WeChat",
            registered_on=date(2025, 3, 14),
        ),
        customer_no="C-004817",
        tier="gold",
        currency="CNY",
        prepared_at=at(2026, 11, 22, 18, 5),
        as_of_at=at(2026, 11, 22, 7, 30),
        rep_name="Chen Yu",
        call=Activity(
            "a-0",
            "c-1",
            "call",
            at(2026, 11, 24, 19, 40),
            state="planned",
            duration_s=900,
            objective="settle the filter case, agree on the exchange",
        ),
        segments=(
            Membership(
                "problem",
                "Ticket T-118204 of 13 Nov is open: a service contact in the last 30 days",
                date(2026, 11, 13),
            ),
            Membership(
                "high_value",
                "7 orders in 3 months, 1,486.43 on average: at least 2 a month and 1,000",
                date(2026, 9, 2),
            ),
        ),
        rfm2_class="steady_regular",
        value_band="high_value",
        spend_cents=1_040_501,
        figures=(
            Figure("Spent, 12 months", "¥10,405", "¥2,180 the year before", "7 orders"),
            Figure("Average order", "¥1,486", "from ¥366 to ¥3,219", "from 7 orders"),
            Figure("Buys next", "9 Dec", "2 Dec – 20 Dec", "solid, 6 intervals"),
        ),
        bought=(
            Bought(date(2026, 11, 6), "Breva 400 filter H13, two", 36_616, "3 days late"),
            Bought(date(2026, 10, 21), "Crema grinder", 82_800),
            Bought(date(2026, 10, 2), "Reed gift set × 4", 191_360),
            Bought(date(2026, 9, 18), "Crema Solo", 321_908, "5 ★"),
            Bought(date(2026, 8, 30), "Breva 400", 220_708, "2 ★, noise"),
        ),
        order_count=7,
        contacts=(
            Activity(
                "a-1",
                "c-1",
                "message",
                at(2026, 11, 18),
                text="She sent the photo of the filter.",
                promise="replacement sent",
                promised_on=date(2026, 11, 20),
            ),
            Activity(
                "a-2",
                "c-1",
                "call",
                at(2026, 11, 13),
                text="Wrong filter size in the box.",
                promise="no second explanation",
                kept_at=at(2026, 11, 13),
            ),
            Activity(
                "a-3",
                "c-1",
                "call",
                at(2026, 9, 18),
                text="Chose Crema Solo over two rivals.",
                promise="descaling reminder",
                promised_on=date(2026, 12, 12),
            ),
        ),
        issues=(
            Issue(
                "promise",
                "Promise: replacement filter",
                "Given on 18 Nov, not sent; 41 in stock.",
                at(2026, 11, 20),
                True,
                "2 days over",
            ),
            Issue(
                "ticket",
                "Ticket T-118204",
                "FL-400 ordered, FL-600 in the box.",
                at(2026, 11, 14),
                True,
                "open 9 days",
            ),
            Issue(
                "delay", "Order D-20611 is late", "Call first, offer the ¥5 coupon.", None, False, "not paid"
            ),
        ),
        actions=(
            NextAction(
                "promise",
                "Send filter FL-400 today, confirm by courier number",
                "because it was promised for 20 Nov, 2 days ago",
                at(2026, 11, 23, 18),
            ),
            NextAction(
                "replacement",
                "Offer the exchange of Breva 400 for Breva 600",
                "because noise was the 2 ★ reason; Breva 600 runs at 21 dB against 24 dB at night",
                at(2026, 11, 24, 20),
                82_475,
                2500,
                329_900,
            ),
            NextAction(
                "refill",
                "Book the descaling reminder for Crema Solo",
                "because you promised it on 18 September; she drinks 3 cups a day",
                at(2026, 12, 12),
            ),
        ),
        track=FilledTrack(
            "problem-air-purifier-phone",
            "problem × air purifier",
            "best match: segment and category",
            7,
            date(2026, 11, 2),
            "settle the case",
            (
                Step(
                    "open",
                    "Open",
                    (
                        "Ms Lin, the right filter leaves Hangzhou today, I have the courier number here. "
                        "You need explain nothing again: I have your photo and the ticket in front of me.",
                    ),
                ),
                Step(
                    "discover",
                    "Discover",
                    ("When is the noise in the way?",),
                    ask=(
                        "Since the change in August, when does the noise bother you most?",
                        "Who sleeps in the room where it stands?",
                        "If it were silent at night, would one machine be enough?",
                    ),
                ),
                Step(
                    "present",
                    "Present the quiet level",
                    (
                        "At night level the Breva 600 runs at **21 decibels**, one metre away. "
                        "Would that let you sleep?",
                    ),
                    avoid=("“Silent.” At full power it is 49 dB(A).",),
                ),
                Step(
                    "close",
                    "Agree on the exchange",
                    (
                        "We collect the Breva 400 on the day the 600 arrives. "
                        "Is Saturday morning right for you?",
                    ),
                ),
            ),
        ),
        doubts=(
            Doubt(
                "You are always late.",
                "Once in 7 orders, and that is once too many: "
                "today’s parcel is tracked, I call before you do.",
                34,
                48,
            ),
            Doubt(
                "Another machine? Too dear.",
                "Over three years, filters included, it is ¥3.40 a day; the filter lasts twelve months.",
                70,
                120,
            ),
        ),
        offers=(
            Offer(
                "p-600",
                "Breva 600",
                "quiet at night, sized for 72 m² (hers: 42)",
                32_990_000,
                30_350_800,
                "new",
            ),
            Offer(
                "p-fl4",
                "Breva 400 filter H13, two",
                "bought 2 times, last on 6 Nov",
                3_640_000,
                3_348_800,
                "again",
            ),
        ),
        facts=(
            ("Phone", "139 0571 4820"),
            ("Household", "two adults, one child of 4, a cat"),
            ("Birthday", "3 Dec"),
            ("May be reached", "by phone, by SMS"),
        ),
        versions=("rules v12", "price list CN-2026-11"),
    )


def _chinese() -> Brief:
    return Brief(
        customer=Customer(
            "c-1",
            "林晓雯",
            phone="139 0571 4820",
            region="杭州",
            city="滨江",
            household="两位成人、一个 4 岁孩子、一只猫",
            channel="微信",
            registered_on=date(2025, 3, 14),
        ),
        customer_no="C-004817",
        tier="gold",
        currency="CNY",
        prepared_at=at(2026, 11, 22, 18, 5),
        as_of_at=at(2026, 11, 22, 7, 30),
        rep_name="陈予",
        call=Activity(
            "a-0",
            "c-1",
            "call",
            at(2026, 11, 24, 19, 40),
            state="planned",
            duration_s=900,
            objective="解决滤芯问题，约定换新",
        ),
        segments=(
            Membership("problem", "工单 T-118204（11月13日）未结：30 天内有服务请求", date(2026, 11, 13)),
            Membership(
                "high_value", "近 3 个月 7 单，均单 ¥1,486.43：月均至少 2 单且不低于 ¥1,000", date(2026, 9, 2)
            ),
        ),
        rfm2_class="steady_regular",
        value_band="high_value",
        spend_cents=1_040_501,
        figures=(
            Figure("近 12 个月消费", "¥10,405", "上一年 ¥2,180", "7 单"),
            Figure("平均订单", "¥1,486", "¥366 至 ¥3,219", "共 7 单"),
            Figure("下次购买", "12月9日", "12月2日 – 12月20日", "可靠，6 个间隔"),
        ),
        bought=(
            Bought(date(2026, 11, 6), "微风 400 H13 滤芯 两件装", 36_616, "晚 3 天"),
            Bought(date(2026, 10, 21), "磨豆机", 82_800),
            Bought(date(2026, 10, 2), "金苇 礼盒 × 4", 191_360),
            Bought(date(2026, 9, 18), "独酌 咖啡机", 321_908, "5 ★"),
            Bought(date(2026, 8, 30), "微风 400", 220_708, "2 ★，噪音"),
        ),
        order_count=7,
        contacts=(
            Activity(
                "a-1",
                "c-1",
                "message",
                at(2026, 11, 18),
                text="客户发来滤芯照片。",
                promise="寄出替换件",
                promised_on=date(2026, 11, 20),
            ),
            Activity(
                "a-2",
                "c-1",
                "call",
                at(2026, 11, 13),
                text="盒内滤芯尺寸不符。",
                promise="无需再次说明情况",
                kept_at=at(2026, 11, 13),
            ),
            Activity(
                "a-3",
                "c-1",
                "call",
                at(2026, 9, 18),
                text="在两款竞品中选了独酌。",
                promise="提醒除垢",
                promised_on=date(2026, 12, 12),
            ),
        ),
        issues=(
            Issue(
                "promise",
                "承诺：替换滤芯",
                "11月18日作出，尚未寄出；有货 41 件。",
                at(2026, 11, 20),
                True,
                "超期 2 天",
            ),
            Issue(
                "ticket",
                "工单 T-118204",
                "订购 FL-400，盒内为 FL-600。",
                at(2026, 11, 14),
                True,
                "未结 9 天",
            ),
            Issue("delay", "订单 D-20611 晚到", "先致电，送上 ¥5 优惠券。", None, False, "未发放"),
        ),
        actions=(
            NextAction(
                "promise",
                "今天寄出 FL-400 滤芯，并发送快递单号",
                "因为已承诺 11月20日寄出，超期 2 天",
                at(2026, 11, 23, 18),
            ),
            NextAction(
                "replacement",
                "建议微风 400 换购微风 600",
                "因为 2 ★ 的原因是噪音；夜间模式微风 600 为 21 dB，微风 400 为 24 dB",
                at(2026, 11, 24, 20),
                82_475,
                2500,
                329_900,
            ),
            NextAction("refill", "为独酌预约除垢提醒", "因为 9月18日已承诺；她每天喝 3 杯", at(2026, 12, 12)),
        ),
        track=FilledTrack(
            "problem-air-purifier-phone",
            "问题客户 × 空气净化器",
            "最佳匹配：客群与品类",
            7,
            date(2026, 11, 2),
            "解决问题",
            (
                Step(
                    "open",
                    "开场",
                    (
                        "林女士，正确的滤芯今天从杭州寄出，快递单号我已经拿到。您不用再说明一遍：照片和工单都在我面前。",
                    ),
                ),
                Step(
                    "discover",
                    "了解",
                    ("什么时候噪音最打扰您？",),
                    ask=(
                        "8 月以来，什么时候噪音最让您困扰？",
                        "机器放在谁的卧室？",
                        "如果夜里安静，一台是否就够用？",
                    ),
                ),
                Step(
                    "present",
                    "介绍静音",
                    ("夜间档微风 600 在一米外只有 **21 分贝**。这样您能睡好吗？",),
                    avoid=("“完全没声音。”最高档是 49 dB(A)。",),
                ),
                Step("close", "约定换新", ("微风 600 送到当天，我们取走 400。周六上午您方便吗？",)),
            ),
        ),
        doubts=(
            Doubt(
                "你们总是晚到。",
                "7 单中 1 次，但 1 次也不该有：今天的包裹我全程跟踪，有变动我先联系您。",
                34,
                48,
            ),
            Doubt("又买一台？太贵了。", "含滤芯按三年算，每天 ¥3.40；滤芯一年一换。", 70, 120),
        ),
        offers=(
            Offer("p-600", "微风 600", "夜间安静，适用 72 m²（她家 42 m²）", 32_990_000, 30_350_800, "new"),
            Offer(
                "p-fl4", "微风 400 H13 滤芯 两件装", "买过 2 次，最近 11月6日", 3_640_000, 3_348_800, "again"
            ),
        ),
        facts=(
            ("电话", "139 0571 4820"),
            ("家庭", "两位成人、一个 4 岁孩子、一只猫"),
            ("生日", "12月3日"),
            ("可联系方式", "电话、短信"),
        ),
        versions=("规则 v12", "价目表 CN-2026-11"),
    )
