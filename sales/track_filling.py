"""A talk track filled in for one customer: `{customer.name}`, `{last_order.product|your machine}`.

A variable has a name and may have an else after a bar. A line whose variable is not known and has no
else is skipped. Figures about products, prices and days come from the data in this way, in the reader's
format, and never from a typed line. `**emphasis**` stays in the filled line: screens and paper draw it,
`plain` leaves it out.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from math import isfinite

from sales.brief import Doubt, FilledTrack, Offer, Step
from sales.facts import Activity, Customer, Order, Product, Ticket
from sales.ownership import TCO_YEARS, Refill, ours_e4, rival_e4
from sales.promises import Promises, policy_texts
from sales.stories import Rival
from sales.track_choice import Choice
from sales.words import Words

POLICIES = (
    "return_days", "exchange_days", "price_protection_days", "invoice_hours", "delivery_days",
    "instalments_months", "instalments_from", "repair_days", "parts_years", "sample_days",
    "gift_deposit_percent", "trade_in_percent", "warranty_months", "return_review_hours", "refund_hours",
    "ticket_hours", "delay_coupon", "free_shipping_from", "silver_from", "gold_from", "birthday_coupon",
    "points_per_referral",
)  # fmt: skip
NOT_FOR_ALL = ("warranty_months", "birthday_coupon")  # by category, by tier
VARIABLES = (
    "customer.name", "customer.salutation", "customer.city", "customer.occupation",
    "rep.name", "company.name",
    "product.name", "product.price",
    "last_order.date", "last_order.product", "last_order.amount",
    "last_ticket.no", "last_ticket.date", "last_ticket.text",
    "promise.text", "promise.date",
    "offer.name", "offer.price", "offer.list_price",
    "product.benefit", "product.customer_price",
    "rival.name", "rival.price", "rival.as_of", "rival.source",
    "tco.years", "tco.ours", "tco.rival",
    "consumable.name", "consumable.price", "consumable.months",
    *(f"policy.{name}" for name in POLICIES),
)  # fmt: skip
SPEC, RIVAL_SPEC = "product.spec.", "rival.spec."  # and the key of the specification
ALWAYS = frozenset(
    (
        "customer.name",
        "customer.salutation",
        *(f"policy.{name}" for name in POLICIES if name not in NOT_FOR_ALL),
    )
)
VARIABLE = re.compile(r"\{([^{}|]*)(?:\|([^{}|]*))?\}")
DOUBLE_SURNAMES = (
    "欧阳", "司马", "上官", "诸葛", "慕容", "东方", "皇甫", "尉迟", "公孙", "司徒", "令狐", "夏侯",
)  # fmt: skip
_CHINESE = re.compile("[\u4e00-\u9fff]")
_CHINESE_NAME = re.compile("[\u4e00-\u9fff]{2,4}")
_LATIN = re.compile("[A-Za-z0-9¥$€£]")
EXCERPT = 60  # characters of a ticket that a line can carry


@dataclass(frozen=True, slots=True)
class TrackValues:
    """What the variables are taken from. What is None or empty is not known; lines that need it fall back.

    `product` is what the call is about; `last_product` the dearest one of `last_order`; `promise` an activity
    whose promise is open; `offer` the offer to make; `customer_e4` what this customer pays for the product;
    `benefit` the first point of its story and `rival` the first of its rivals; `refill` what it uses up.
    `promises` are the shop's and `tier` the customer's. `as_of` tells which year goes without saying.
    """

    customer: Customer
    as_of: date
    currency: str = "CNY"
    rep_name: str = ""
    company: str = ""
    product: Product | None = None
    last_order: Order | None = None
    last_product: Product | None = None
    last_ticket: Ticket | None = None
    promise: Activity | None = None
    offer: Offer | None = None
    customer_e4: int | None = None
    benefit: str = ""
    rival: Rival | None = None
    refill: Refill | None = None
    promises: Promises | None = None
    tier: str = "standard"


def known(values: TrackValues, words: Words) -> dict[str, str]:
    """Every variable that can be filled, by name, as text in the reader's format."""
    found = {
        "customer.name": values.customer.name,
        "customer.salutation": salutation(values.customer, words),
        "customer.city": values.customer.city,
        "customer.occupation": values.customer.occupation,
        "rep.name": values.rep_name,
        "company.name": values.company,
        **_of_product(values, words),
        **_of_last_order(values, words),
        **_of_ticket_and_promise(values, words),
        **_of_offer(values, words),
        **_of_comparison(values, words),
        **_of_policies(values, words),
    }
    return {name: text for name, text in found.items() if text}


def salutation(customer: Customer, words: Words) -> str:
    """How the customer is spoken to: "林女士" where surname and gender are known, else the person's name."""
    name = customer.contact_name or customer.name
    personal = customer.kind == "person" or customer.contact_name
    title = {"f": "女士", "m": "先生"}.get((customer.gender or "").lower()[:1])
    if not (words.chinese and personal and title and _CHINESE_NAME.fullmatch(name)):
        return name
    surname = name[:2] if name[:2] in DOUBLE_SURNAMES and len(name) > 2 else name[0]
    return surname + title


def fill(choice: Choice, filling: Mapping[str, str]) -> FilledTrack:
    """The chosen track with its variables filled in, less the lines that cannot be said to this customer."""
    track = choice.track
    return FilledTrack(
        id=track.id,
        title=filled_text(track.title, filling),
        why=choice.why,
        version=track.version,
        verified_on=track.verified_on,
        objective=filled_text(track.objective, filling),
        steps=tuple(
            Step(
                id=step.id,
                title=filled_text(step.title, filling),
                say=filled(step.say, filling),
                show=filled(step.show, filling),
                ask=filled(step.ask, filling),
                listen=filled(step.listen, filling),
                avoid=filled(step.avoid, filling),
                answers=tuple(
                    (filled_text(answer.words, filling), answer.leads_to)
                    for answer in step.answers
                    if fillable(answer.words, filling)
                ),
            )
            for step in track.steps
        ),
    )


def filled(texts: Iterable[str], filling: Mapping[str, str]) -> tuple[str, ...]:
    """The lines that can be said, with their variables filled in."""
    return tuple(filled_text(text, filling) for text in texts if fillable(text, filling))


def filled_text(text: str, filling: Mapping[str, str]) -> str:
    """The text with its variables in; an else may be empty, and its gap closes."""
    told, at = "", 0
    for match in VARIABLE.finditer(text):
        told += text[at : match.start()]
        told += _spaced(told[-1:], filling.get(match[1].strip(), match[2] or ""), text[match.end() :])
        at = match.end()
    return re.sub(r" +(?=[ ,.;:?!])", "", told + text[at:]).strip()


def fillable(text: str, filling: Iterable[str]) -> bool:
    """Whether every variable in the text is known or has an else."""
    return all(other is not None or name in filling for name, other in variables(text))


def variables(text: str) -> Iterator[tuple[str, str | None]]:
    """The variables in a text, in order: name and else."""
    for match in VARIABLE.finditer(text) if "{" in text else ():
        yield match[1].strip(), match[2]


def spoken_price(price_e4: int | None, currency: str, words: Words) -> str:
    """As it is spoken: no cents where there are none."""
    if price_e4 is None:
        return ""
    price = words.price(price_e4, currency)
    return price if price_e4 % 10_000 else price.partition(".")[0]


def figure_text(value: object, words: Words) -> str:
    """A figure of a data sheet with the decimals it has; "" for what is no figure."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool) or not isinstance(value, int | float) or not isfinite(value):
        return ""
    exact = Decimal(str(value)).normalize()
    return words.number(exact, max(0, -int(exact.as_tuple().exponent)))


def is_variable(name: str) -> bool:
    """Whether there is a variable of this name; of the specifications any key will do here."""
    return name in VARIABLES or name.startswith((SPEC, RIVAL_SPEC))


def plain(text: str) -> str:
    """A line without its emphasis."""
    return text.replace("**", "")


def doubts(filled: FilledTrack) -> tuple[Doubt, ...]:
    """The objections the track is ready for: the customer's words that lead there, and the answering line."""
    led_by: dict[str, str] = {}
    for step in filled.steps:
        for said, leads_to in step.answers:
            led_by.setdefault(leads_to, said)
    return tuple(
        Doubt(led_by[step.id], step.say[-1])
        for step in filled.steps
        if step.id.partition(".")[0] == "doubt" and step.id in led_by and step.say
    )


def _spaced(before: str, value: str, after: str) -> str:
    """A value with a space where its Latin letters or digits would touch a Chinese character."""
    if _LATIN.match(value) and _CHINESE.match(before):
        value = " " + value
    if _LATIN.match(value[-1:]) and _CHINESE.match(after):
        value += " "
    return value


def _of_product(values: TrackValues, words: Words) -> dict[str, str]:
    product = values.product
    if product is None:
        return {}
    spec = {SPEC + key: figure_text(value, words) for key, value in product.spec.items()}
    price = spoken_price(product.price_e4, product.currency, words)
    return {"product.name": _name(product, words), "product.price": price, **spec}


def _of_last_order(values: TrackValues, words: Words) -> dict[str, str]:
    order, product = values.last_order, values.last_product
    found = {"last_order.product": _name(product, words) if product else ""}
    if order is not None:
        found["last_order.date"] = _day(words.moment(order.placed_at).date(), values.as_of, words)
        found["last_order.amount"] = words.money(
            order.net_cents, order.currency, whole=order.net_cents % 100 == 0
        )
    return found


def _of_ticket_and_promise(values: TrackValues, words: Words) -> dict[str, str]:
    found: dict[str, str] = {}
    if ticket := values.last_ticket:
        found["last_ticket.no"] = ticket.external_id or ""
        found["last_ticket.date"] = _day(words.moment(ticket.opened_at).date(), values.as_of, words)
        found["last_ticket.text"] = _excerpt(ticket.text or "")
    if promise := values.promise:
        found["promise.text"] = _excerpt(promise.promise or "")
        found["promise.date"] = _day(promise.promised_on, values.as_of, words) if promise.promised_on else ""
    return found


def _of_offer(values: TrackValues, words: Words) -> dict[str, str]:
    """The list price is known only where the customer pays less: no line boasts of a discount of nothing."""
    offer = values.offer
    if offer is None:
        return {}
    found = {"offer.name": offer.name, "offer.price": spoken_price(offer.price_e4, values.currency, words)}
    if offer.list_e4 > offer.price_e4:
        found["offer.list_price"] = spoken_price(offer.list_e4, values.currency, words)
    return found


def _of_comparison(values: TrackValues, words: Words) -> dict[str, str]:
    """The price this customer pays, the first rival, what is used up, and the cost over the years."""
    product, rival, refill = values.product, values.rival, values.refill
    if product is None:
        return {}
    currency = product.currency
    found = {
        "product.customer_price": spoken_price(values.customer_e4, currency, words),
        "product.benefit": filled_text(values.benefit, _of_product(values, words)),
    }
    if refill:
        found["consumable.name"] = refill.name
        found["consumable.price"] = spoken_price(refill.price_e4, currency, words)
        found["consumable.months"] = words.number(refill.months)
    if rival:
        found["rival.name"], found["rival.source"] = rival.name, rival.source
        found["rival.price"] = spoken_price(rival.price_e4, currency, words)
        found["rival.as_of"] = _day(rival.as_of, values.as_of, words)
        found |= {RIVAL_SPEC + key: figure_text(value, words) for key, value in rival.spec.items()}
    ours, theirs = ours_e4(product, values.customer_e4, refill), rival_e4(rival) if rival else None
    if ours is not None and theirs is not None:
        found["tco.years"] = words.number(TCO_YEARS)
        found["tco.ours"] = spoken_price(ours, currency, words)
        found["tco.rival"] = spoken_price(theirs, currency, words)
    return found


def _of_policies(values: TrackValues, words: Words) -> dict[str, str]:
    if values.promises is None:
        return {}
    category = values.product.category if values.product else None
    return policy_texts(values.promises, values.tier, category, values.currency, words)


def _name(product: Product, words: Words) -> str:
    return (words.chinese and product.name_zh) or product.name


def _day(day: date, as_of: date, words: Words) -> str:
    return words.day(day, year=day.year != as_of.year)


def _excerpt(text: str) -> str:
    """As much of it as fits into a line."""
    line = " ".join(text.split())
    return line if len(line) <= EXCERPT else line[: EXCERPT - 1].rstrip() + "…"
