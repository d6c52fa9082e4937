"""Phrases that several documents share: the names of slugs, amounts without their sign, instants."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal

from sales.currencies import decimals_of
from sales.periods import Period, month_of, quarter_of
from sales.segments import NAMES
from sales.words import MINUS, SYMBOLS, Words

FIGURE_SPACE = "\u2007"
SEGMENTS = NAMES
RFM2 = {
    "high_value_regular": "high-value regular",
    "promising_newcomer": "promising newcomer",
    "price_sensitive": "price-sensitive",
    "social_sharer": "social sharer",
    "steady_regular": "steady regular",
    "at_risk": "at risk",
    "dormant": "dormant",
}
BANDS = {"high_value": "value: top 15%", "potential": "value: next 45%", "lapsing": "value: lower 40%"}
MEMBERS = {"standard": "Standard member", "silver": "Silver member", "gold": "Gold member"}
CATEGORIES = {
    "air-purifier": "Air purifiers",
    "coffee-machine": "Coffee machines",
    "phone": "Phones",
    "gift": "Gifts",
    "filter": "Filters",
    "coffee": "Coffee",
    "phone-accessory": "Phone accessories",
    "home": "Home",
}
CONTACTS = {"call": "Call", "visit": "Visit", "message": "Message", "note": "Note"}


def named(words: Words, names: dict[str, str], slug: str) -> str:
    """The name of a slug; one that is not known is shown as it is written."""
    return words(names.get(slug, slug.replace("_", " ")))


def symbol(currency: str) -> str:
    """The sign that heads a column of amounts."""
    return SYMBOLS.get(currency, currency)


def amount(words: Words, cents: int, currency: str, *, whole: bool = False) -> str:
    """An amount for a column whose head bears the sign: "1,240.00"."""
    places = decimals_of(currency)
    return words.number(Decimal(cents).scaleb(-places), 0 if whole else places)


def signed(figure: str) -> str:
    """A change: a rise bears its sign too."""
    return figure if figure.startswith(MINUS) or not figure.strip("0.,") else f"+{figure}"


def unit_price(words: Words, price_e4: int, currency: str) -> str:
    """A unit price for a column whose head bears the sign."""
    return words.price(price_e4, currency).removeprefix(SYMBOLS.get(currency, currency + " "))


def aligned(figures: Sequence[str]) -> list[str]:
    """Figures of different decimals, padded so that their points stand below one another."""
    decimals = [len(f) - f.index(".") - 1 if "." in f else 0 for f in figures]
    return [f + FIGURE_SPACE * (max(decimals) - n) for f, n in zip(figures, decimals, strict=True)]


def instant(words: Words, at: int) -> str:
    """ "22 Nov 2026, 18:05" or "2026年11月22日 18:05"."""
    comma = "" if words.chinese else ","
    return f"{words.day(at, year=True)}{comma} {words.clock(at)}"


def before(words: Words, chosen: Period) -> str:
    """What a period is compared with: "September" or "Q3"; nothing where it has no name of its own."""
    last = chosen.first - timedelta(days=1)
    if chosen == month_of(chosen.first):
        return words.month(last).replace(str(last.year), "").strip(" 年")
    if chosen == quarter_of(chosen.first):
        return words("Q{n}", n=(last.month + 2) // 3)
    return ""


def money_unit(words: Words, most_cents: int, currency: str) -> tuple[int, str]:
    """What the axis of a money chart counts in: cents in a unit, and its name."""
    major = 10 ** decimals_of(currency)
    steps = (
        ((10_000, "{sign} ten thousand"),)
        if words.chinese
        else ((1_000_000, "{sign} million"), (1000, "{sign} thousand"))
    )
    for size, name in steps:
        if most_cents >= 2 * size * major:
            return size * major, words(name, sign=symbol(currency))
    return major, symbol(currency)


def more(words: Words, n: int) -> str:
    """ "+3 more", or nothing when nothing was left out."""
    return words("+{n} more", n=words.number(n)) if n > 0 else ""


def joined(parts: Sequence[str], mark: str = " · ") -> str:
    """The parts that are not empty, with a mark between."""
    return mark.join(part for part in parts if part)


def sentence(text: str, words: Words) -> str:
    """The text with the reader's full stop, unless it ends in a mark."""
    text = text.strip()
    if not text or text[-1] in ".!?。！？…”":
        return text
    return text + ("。" if words.chinese else ".")
