"""Performance reports as values: a month, a quarter, a rep without data, and too much of everything."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from sales.performance import (
    CustomerRow,
    Measure,
    MonthAhead,
    MonthPoint,
    Performance,
    ProductRow,
    SegmentRow,
    StageRow,
    Standing,
)
from tests.builders.brief import at

TREND = (
    88_300,
    91_200,
    104_800,
    79_900,
    97_400,
    101_600,
    93_100,
    110_900,
    108_200,
    99_700,
    116_400,
    112_700,
    125_000,
)
SEGMENTS = (
    ("high_value", 83, 29, 31, 57_420, 46_430),
    ("advocate", 52, 13, 14, 21_600, 16_680),
    ("potential", 204, 17, 17, 16_230, 16_900),
    ("regular", 283, 10, 10, 10_020, 11_160),
    ("churn_risk", 148, 9, 9, 8_940, 11_720),
    ("new", 137, 8, 8, 6_480, 6_310),
    ("problem", 61, 4, 4, 4_310, 3_500),
)
PRODUCTS = (
    ("Breva 600", "微风 600", "air-purifier", 11, 34_100, 610),
    ("Crema Solo", "独酌 咖啡机", "coffee-machine", 9, 22_650, 680),
    ("Lumo 12 Pro", "流光 12 Pro", "phone", 3, 17_280, 400),
    ("Crema Duo", "双享 咖啡机", "coffee-machine", 2, 16_700, 510),
    ("Breva 400", "微风 400", "air-purifier", 8, 14_980, 630),
    ("Lumo 12", "流光 12", "phone", 2, 8_740, 500),
    ("Reed gift set", "金苇 礼盒", "gift", 24, 5_920, 800),
    ("Breva 600 filter H13", "微风 600 H13 滤芯", "filter", 9, 2_510, 640),
    ("Breva 400 filter H13, two", "微风 400 H13 滤芯 两件装", "filter", 4, 1_340, 800),
    ("Crema grinder", "磨豆机", "coffee", 1, 780, 580),
)
TEAM = (
    ("Zhao Min", "赵敏", 131_480, 101, 690, 1070),
    ("Chen Yu", "陈予", 125_000, 93, 620, 960),
    ("Sun Qi", "孙琪", 121_060, 118, 1240, 1310),
    ("Liu Bo", "刘波", 112_310, 84, 580, 960),
    ("He Jing", "何静", 104_720, 77, 540, 870),
    ("Wu Tao", "吴涛", 99_830, 80, 760, 860),
    ("Xu Lei", "徐磊", 95_240, 66, 610, 780),
    ("Guo Nan", "郭楠", 88_610, 64, 590, 750),
    ("Tang Yi", "唐怡", 84_150, 61, 570, 740),
    ("Ma Rui", "马睿", 78_920, 58, 600, 670),
    ("Deng Ke", "邓珂", 66_480, 47, 640, 580),
    ("Qian Xin 喆", "钱昕喆", 52_300, 38, 660, 580),
)
FUNNEL = (
    ("Contacted", 968, None),
    ("Looked at an offer", 612, 6010),
    ("Cart or quote", 248, 4380),
    ("Ordered", 104, 3750),
    ("Paid", 93, 8800),
    ("Received", 90, 9590),
    ("Bought again in 30 days", 24, 2420),
)
FUNNEL_ZH = ("已联系", "浏览推荐", "加购或报价", "下单", "付款", "签收", "30 天内复购")


def month_report(locale: str) -> Performance:
    """Chen Yu's October: above the team, carried by high-value customers."""
    zh = locale == "zh_CN"
    return Performance(
        rep_name="陈予" if zh else "Chen Yu",
        rep_no="R07",
        starts_on=date(2026, 10, 1),
        ends_on=date(2026, 10, 31),
        currency="CNY",
        prepared_at=at(2026, 11, 2, 8, 15),
        as_of_at=at(2026, 11, 2, 7, 30),
        measures=_measures(zh),
        trend=tuple(
            MonthPoint(
                date(2025 + (9 + i) // 12, (9 + i) % 12 + 1, 1), net * 100, net * (3 + i % 4), 60 + i * 3
            )
            for i, net in enumerate(TREND)
        ),
        segments=tuple(SegmentRow(s, c, b, o, net * 100, past * 100) for s, c, b, o, net, past in SEGMENTS),
        products=tuple(ProductRow(z if zh else e, c, n, net * 100, d) for e, z, c, n, net, d in PRODUCTS),
        gained=_gained(zh),
        lost=_lost(zh),
        funnel=tuple(
            StageRow(FUNNEL_ZH[i] if zh else name, n, None, team) for i, (name, n, team) in enumerate(FUNNEL)
        ),
        board=tuple(
            Standing(z if zh else e, net * 100, n, net * 100 // n, d, c, e == "Chen Yu")
            for e, z, net, n, d, c in TEAM
        ),
        notes=_notes(zh),
        territory="杭州" if zh else "Hangzhou",
        manager_name="魏岚" if zh else "Wei Lan",
        forecast=(
            MonthAhead(date(2026, 11, 1), 13_340_000, 11_200_000, 15_700_000, 11_800_000),
            MonthAhead(date(2026, 12, 1), 11_210_000, 8_900_000, 13_900_000, 11_800_000),
        ),
        definitions=_definitions(zh),
        versions=("规则 v12",) if zh else ("rules v12",),
    )


def quarter_report(locale: str) -> Performance:
    """The third quarter of the same rep."""
    month = month_report(locale)
    return replace(
        month, starts_on=date(2026, 7, 1), ends_on=date(2026, 9, 30), trend=month.trend[:-1], forecast=()
    )


def empty_report() -> Performance:
    """A rep who began yesterday."""
    return Performance(
        "Zhao Wei",
        "R31",
        date(2026, 10, 1),
        date(2026, 10, 31),
        "CNY",
        at(2026, 11, 2),
        at(2026, 11, 2),
        measures=(Measure("Sales", "cents", 0, None, 9_240_000), Measure("Orders", "count", 0, None, 71)),
        trend=(),
        segments=(),
        products=(),
        gained=(),
        lost=(),
        funnel=(),
        board=(),
        notes=(),
    )


def extreme_report(text: str, n: int) -> Performance:
    """Every text is `text`, every list has `n` rows."""
    big = 99_999_999_999
    return Performance(
        text,
        text,
        date(2026, 10, 1),
        date(2026, 10, 31),
        "CNY",
        at(2026, 11, 2),
        at(2026, 11, 2),
        measures=tuple(Measure(text, "cents", big, big - i, big, margin=big, basis=text) for i in range(n)),
        trend=tuple(MonthPoint(date(2000 + i // 12, i % 12 + 1, 1), big, big // 9, i) for i in range(n)),
        segments=tuple(SegmentRow(text, 10**6, i, 10**6, big, big) for i in range(n)),
        products=tuple(ProductRow(text, text, 10**6, big, 10_000) for _ in range(n)),
        gained=tuple(CustomerRow(text, text, text, 999, big, big) for _ in range(n)),
        lost=tuple(CustomerRow(text, text, text, 999, -big, -big) for _ in range(n)),
        funnel=tuple(StageRow(text, 10**6 - i * 1000, None, 5000) for i in range(n)),
        board=tuple(Standing(text, big, 10**6, big, 10_000, 10_000, i == 1) for i in range(n)),
        notes=(text,) * n,
        territory=text,
        manager_name=text,
        forecast=tuple(
            MonthAhead(date(2100 + i // 12, i % 12 + 1, 1), big, 0, 2 * big, big) for i in range(n)
        ),
        definitions=((text, text),) * n,
        versions=(text,),
    )


def _measures(zh: bool) -> tuple[Measure, ...]:
    return (
        Measure("销售额" if zh else "Sales", "cents", 12_500_000, 11_270_000, 9_753_000, margin=1_460_000),
        Measure(
            "转化率" if zh else "Conversion rate",
            "bp",
            961,
            840,
            880,
            margin=190,
            change_margin=260,
            basis="93 / 968" if zh else "93 of 968",
        ),
        Measure("客单价" if zh else "Average order", "cents", 134_400, 139_100, 129_600, margin=13_300),
        Measure(
            "满意度" if zh else "Satisfaction",
            "stars",
            46,
            45,
            45,
            margin=2,
            basis="61 份" if zh else "61 answers",
        ),
        Measure("订单" if zh else "Orders", "count", 93, 81, 65),
        Measure("折扣" if zh else "Discount", "bp", 620, 580, 640, better="down"),
        Measure("退货" if zh else "Given back", "cents", 412_000, 523_000, 380_000, better="down"),
        Measure("联系" if zh else "Contacts", "count", 1_214, 1_302, 1_180, better=""),
    )


def _gained(zh: bool) -> tuple[CustomerRow, ...]:
    names = (
        ("Café Lantern", "灯笼咖啡馆"),
        ("Sun Yi", "孙怡"),
        ("Hangzhou Design Co.", "杭州设计公司"),
        ("Xu Ke", "徐可"),
        ("He Lin", "何琳"),
    )
    return tuple(
        CustomerRow(name[zh], f"C-{5200 + i}", s, o, net * 100, net * 100)
        for i, (name, s, o, net) in enumerate(
            zip(
                names,
                ("high_value", "new", "potential", "new", "advocate"),
                (2, 1, 3, 1, 1),
                (17_600, 6_480, 5_920, 3_299, 2_699),
                strict=True,
            )
        )
    )


def _lost(zh: bool) -> tuple[CustomerRow, ...]:
    names = (("Mei’s Bakery", "小梅烘焙"), ("Gao Feng", "高峰"), ("Riverside Clinic", "江畔诊所"))
    return tuple(
        CustomerRow(name[zh], f"C-{3100 + i}", s, 0, 0, -net * 100)
        for i, (name, s, net) in enumerate(
            zip(names, ("churn_risk", "problem", "regular"), (8_800, 5_999, 4_199), strict=True)
        )
    )


def _notes(zh: bool) -> tuple[str, ...]:
    if zh:
        return (
            "本月高于团队中位数 28%，主要来自高价值客户。",
            "高价值客户 83 位中 29 位下单，占销售额 45.9%。",
            "从浏览到加购 40.5%，团队 43.8%：这是低于团队最多的一步。",
            "流失风险客户 148 位，其中 62 位本月未联系。",
        )
    return (
        "A month 28% above the team’s median, carried by high-value customers.",
        "29 of 83 high-value customers bought: 45.9% of all sales.",
        "From offer to cart you keep 40.5% where the team keeps 43.8%: the widest gap below the team.",
        "Of 148 customers at risk of churn, 62 were not contacted this month.",
    )


def _definitions(zh: bool) -> tuple[tuple[str, str], ...]:
    if zh:
        return (
            ("销售额", "按下单日计入的税后订单金额；退货记入发生当月。"),
            ("转化率", "当月付款客户 ÷ 当月联系客户。"),
        )
    return (
        (
            "Sales",
            "Order amounts by the day of the order, after discounts; returns count in the month they happen.",
        ),
        ("Conversion rate", "Customers with a paid order, of those contacted in the month."),
    )
