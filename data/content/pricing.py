"""What a team charges beside its price lists: `rules/pricing.toml`. Keys: docs/quotes.md, "Pricing rules".

Figures and names know no language of their own, so the file stands once, in the folder of the first language.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from itertools import combinations, pairwise
from typing import Any, TypeVar

from data.content.document import Source, read_lines
from data.content.faults import Faults, nearest
from data.content.head import UNKNOWN_VALUE, WRONG, Key, check_head, is_amount, read_toml
from data.content.plan_tables import Table, heads_of
from sales.currencies import CURRENCIES
from sales.facts import TIERS
from sales.guardrails import LINE, LINE_MEASURES, MEASURES, NO_ROLE, ROLES, SCOPES, Guardrails, Rule
from sales.price_rules import (
    BundleOffer,
    ContractRule,
    CouponRule,
    Goods,
    PriceRule,
    PriceRules,
    PromotionRule,
    ShippingRule,
    Span,
    TierBenefit,
    VolumeBreakRule,
)
from sales.quote_document import AmountOff, NewPrice, PercentOff, Reduction, Terms
from sales.volume_breaks import METHODS, RANGE, Break, Breaks

NAME = "pricing"  # of the file
WHOLE_BP = 10_000
MOST_PARTS = 1_000
OF_ALL = (
    Key("id", "text", required=True),
    Key("version", "number", required=True),
    Key("currency", "text", required=True),
    Key("tax_inclusive", "switch"),
)
OF_A_RULE = (
    Key("id", "text", required=True),
    Key("name", "text"),
    Key("name_zh", "text"),
    Key("from", "day"),
    Key("to", "day"),
    Key("tiers", "texts", allowed=TIERS),
)
GOODS = (Key("products", "texts"), Key("categories", "texts"))
TERMS = (Key("bp", "number"), Key("amount", "amount"), Key("price", "amount"))
TABLES = {
    "contract": (*OF_A_RULE, Key("customer", "text", required=True), *GOODS, *TERMS),
    "tier": (*OF_A_RULE, *GOODS, *TERMS),
    "volume": (
        *OF_A_RULE,
        *GOODS,
        Key("method", "text", allowed=METHODS),
        Key("breaks", "tables", required=True),
    ),
    "promotion": (
        *OF_A_RULE,
        *GOODS,
        *TERMS,
        Key("stackable", "switch"),
        Key("per", "text", allowed=("unit", "line")),
    ),
    "bundle": (*OF_A_RULE, *TERMS, Key("parts", "tables", required=True)),
    "coupon": (
        *OF_A_RULE,
        Key("bp", "number"),
        Key("amount", "amount"),
        Key("least", "amount"),
        Key("birthday", "switch"),
    ),
    "shipping": (Key("amount", "amount", required=True), Key("tax_bp", "number")),
    "guardrail": (
        Key("id", "text", required=True),
        Key("scope", "text", required=True, allowed=SCOPES),
        Key("measure", "text", required=True, allowed=MEASURES),
        Key("limit", "amount", required=True),
        Key("role", "text", required=True, allowed=(*ROLES, NO_ROLE)),
    ),
}
LISTS = tuple(name for name in TABLES if name != "shipping")
ONE_OF = "Give one of {keys}."
MOST = "{key} must be at most {most}."
SAME_GOODS = "{id} and {other} hold for the same products on the same day: end one before the other begins."
R = TypeVar("R", bound=PriceRule)


def read_pricing(source: Source, faults: Faults) -> PriceRules | None:
    """The rules of the file; None, and every fault with its line, where there are any."""
    lines = read_lines(source, faults)
    values = None if faults.broken else read_toml(lines, faults)
    if values is None:
        return None
    heads = heads_of(lines, values, [key.name for key in OF_ALL], TABLES, LISTS, faults)
    top = heads.pop(("", 0))
    whole = Table(check_head(top, OF_ALL, faults), top, faults, lines)
    tables: dict[str, list[Table]] = {name: [] for name in TABLES}
    for (name, _), head in heads.items():
        tables[name].append(Table(check_head(head, TABLES[name], faults), head, faults, lines))
    rules = _rules(whole, tables)
    _check_ids([table for name in LISTS for table in tables[name]])
    _check_overlaps(rules, faults)
    return None if faults.broken else rules


def _rules(whole: Table, tables: Mapping[str, Sequence[Table]]) -> PriceRules:
    currency = whole.checked.text("currency")
    if currency and currency not in CURRENCIES:
        near = nearest(currency, sorted(CURRENCIES))
        whole.fault("currency", UNKNOWN_VALUE, key="currency", value=currency, nearest=near)
    version = whole.checked.number("version") or 0

    def each(name: str, read: Callable[[Table, str], R]) -> tuple[R, ...]:
        return tuple(read(table, str(version)) for table in tables[name])

    limits = tuple(_guardrail(table, str(version)) for table in tables["guardrail"])
    return PriceRules(
        id=whole.checked.text("id"),
        version=version,
        currency=currency,
        tax_inclusive=whole.checked.switch("tax_inclusive"),
        contracts=each("contract", _contract),
        benefits=each("tier", _benefit),
        volume=each("volume", _volume),
        promotions=each("promotion", _promotion),
        bundles=each("bundle", _bundle),
        coupons=each("coupon", _coupon),
        shipping=next(map(_shipping, tables["shipping"]), None),
        guardrails=Guardrails(limits) if limits else Guardrails(),
    )


def _common(table: Table, version: str) -> dict[str, Any]:
    """What every rule has, as the keywords of its class."""
    checked = table.checked
    span = Span(checked.day("from"), checked.day("to"))
    if span.from_on and span.until_on and span.until_on < span.from_on:
        table.fault("to", "{high} must not be less than {low}.", high="to", low="from")
    return {
        "id": checked.text("id"),
        "version": version,
        "name": checked.text("name") or checked.text("id"),
        "name_zh": checked.text("name_zh"),
        "span": span,
        "tiers": frozenset(checked.texts("tiers")),
        "line": table.head.line("id"),
    }


def _goods(table: Table) -> Goods:
    return Goods(frozenset(table.checked.texts("products")), frozenset(table.checked.texts("categories")))


def _contract(table: Table, version: str) -> ContractRule:
    return ContractRule(
        customer=table.checked.text("customer"),
        goods=_goods(table),
        terms=_terms(table),
        **_common(table, version),
    )


def _benefit(table: Table, version: str) -> TierBenefit:
    if not table.checked.texts("tiers"):
        table.fault("", "{key} is missing.", key="tiers")
    return TierBenefit(goods=_goods(table), terms=_terms(table), **_common(table, version))


def _volume(table: Table, version: str) -> VolumeBreakRule:
    ladder = Breaks(table.checked.text("method") or RANGE, _breaks(table))
    return VolumeBreakRule(goods=_goods(table), ladder=ladder, **_common(table, version))


def _breaks(table: Table) -> tuple[Break, ...]:
    rows = table.checked.tables("breaks")
    lines = [table.line_of_row("breaks", at, len(rows)) for at in range(len(rows))]
    found = [_break(table, row, line) for row, line in zip(rows, lines, strict=True)]
    for (low, high), line in zip(pairwise(found), lines[1:], strict=False):
        if high.from_qty <= low.from_qty:
            table.faults.add(line, "{key} must ascend: each begins above the one before.", key="breaks")
        dearer = high.price is not None and low.price is not None and high.price > low.price
        if dearer or (high.bp is not None and low.bp is not None and high.bp < low.bp):
            table.faults.add(line, "A higher break must not give less.")
    if "breaks" in table.checked.values and not found:
        table.fault("breaks", "{key} is missing.", key="from")
    return tuple(found)


def _break(table: Table, row: Mapping[str, object], line: int) -> Break:
    table.know(row, ("from", "bp", "price"), line)
    start = row.get("from")
    if type(start) is not int or start < 1:
        table.faults.add(line, WRONG["number"], key="from")
        start = 1
    if ("bp" in row) == ("price" in row):
        table.faults.add(line, ONE_OF, keys="bp, price")
        return Break(Decimal(start), 0)
    if "bp" in row:
        return Break(Decimal(start), table.bp(row, "bp", line, WHOLE_BP))
    if not is_amount(row["price"]):
        table.faults.add(line, WRONG["amount"], key="price")
        return Break(Decimal(start), 0)
    return Break(Decimal(start), price=Decimal(str(row["price"])))


def _promotion(table: Table, version: str) -> PromotionRule:
    terms = _terms(table)
    if table.checked.text("per") == "line":
        if isinstance(terms, AmountOff):
            terms = AmountOff(terms.amount, per_line=True)
        else:
            table.fault("per", "Only an amount can be taken off a line as a whole.")
    return PromotionRule(
        goods=_goods(table),
        terms=terms,
        stackable=table.checked.switch("stackable"),
        **_common(table, version),
    )


def _bundle(table: Table, version: str) -> BundleOffer:
    rows = table.checked.tables("parts")
    parts: dict[str, int] = {}
    for at, row in enumerate(rows):
        line = table.line_of_row("parts", at, len(rows))
        table.know(row, ("product", "qty"), line)
        product, qty = str(row.get("product", "")), row.get("qty", 1)
        if not product:
            table.faults.add(line, "{key} is missing.", key="product")
        if type(qty) is not int or not 1 <= qty <= MOST_PARTS:
            table.faults.add(line, WRONG["number"], key="qty")
            continue
        if product in parts:
            table.faults.add(line, "{product} stands in this bundle already.", product=product)
        parts[product] = qty
    if sum(parts.values()) == 1:
        table.fault("parts", "A bundle has two products at least.")
    return BundleOffer(parts=parts, terms=_terms(table), **_common(table, version))


def _coupon(table: Table, version: str) -> CouponRule:
    birthday = table.checked.switch("birthday")
    given = [key for key in ("bp", "amount") if key in table.head.values]
    if len(given) != (0 if birthday else 1):
        text = "A birthday coupon takes off what rules/actions.toml says." if birthday else ONE_OF
        table.fault("", text, keys="bp, amount")
    bp = _bp(table)
    amount = None if bp else _exact(table, "amount")
    return CouponRule(
        off=None if birthday else Reduction(amount, bp),
        least=_exact(table, "least"),
        birthday=birthday,
        **_common(table, version),
    )


def _shipping(table: Table) -> ShippingRule:
    tax_bp = table.checked.number("tax_bp") or 0
    if tax_bp > WHOLE_BP:
        table.fault("tax_bp", MOST, key="tax_bp", most=str(WHOLE_BP))
    return ShippingRule(_exact(table, "amount"), tax_bp)


def _guardrail(table: Table, version: str) -> Rule:
    checked = table.checked
    scope, measure, role = (checked.text(key) for key in ("scope", "measure", "role"))
    limit = _exact(table, "limit")
    if scope == LINE and measure and measure not in LINE_MEASURES:
        table.fault("scope", "A line has no {measure}: the scope of this rule is the quote.", measure=measure)
    if measure in LINE_MEASURES and limit > WHOLE_BP:
        table.fault("limit", MOST, key="limit", most=str(WHOLE_BP))
    return Rule(checked.text("id"), scope, measure, limit, None if role == NO_ROLE else role, version)


def _terms(table: Table) -> Terms:
    given = [key for key in ("bp", "amount", "price") if key in table.head.values]
    if len(given) != 1:
        table.fault("", ONE_OF, keys="bp, amount, price")
        return PercentOff(0)
    if given == ["bp"]:
        return PercentOff(_bp(table) or 0)
    amount = _exact(table, given[0])
    return NewPrice(amount) if given == ["price"] else AmountOff(amount)


def _bp(table: Table) -> int | None:
    bp = table.checked.number("bp")
    if bp is not None and bp > WHOLE_BP:
        table.fault("bp", MOST, key="bp", most=str(WHOLE_BP))
    return bp


def _exact(table: Table, key: str) -> Decimal:
    return Decimal(str(table.checked.values.get(key, 0)))


def _check_ids(tables: Sequence[Table]) -> None:
    """A trace names rules by their ids, so none stands twice, whatever it is."""
    seen: set[str] = set()
    for table in tables:
        name = table.checked.text("id")
        if name and name in seen:
            table.fault("id", "The id {id} stands in {file} already.", id=name, file=table.faults.path.name)
        seen.add(name)


def _check_overlaps(rules: PriceRules, faults: Faults) -> None:
    """Of two ladders, contracts or benefits that mean a product just as exactly, neither may be guessed."""
    for one, other in combinations(rules.volume, 2):
        _check_apart(one, other, one.goods.alike(other.goods), faults)
    for benefit, later in combinations(rules.benefits, 2):
        _check_apart(benefit, later, benefit.goods.alike(later.goods), faults)
    for contract, second in combinations(rules.contracts, 2):
        alike = contract.customer == second.customer and contract.goods.alike(second.goods)
        _check_apart(contract, second, alike, faults)
    for offer, again in combinations(rules.bundles, 2):
        if offer.parts == again.parts and offer.meets(again):
            text = "{id} is the same bundle as {other} on the same day: end one before the other begins."
            faults.add(again.line, text, id=again.id, other=offer.id)


def _check_apart(one: PriceRule, other: PriceRule, alike: bool, faults: Faults) -> None:
    if alike and one.meets(other):
        faults.add(other.line, SAME_GOODS, id=other.id, other=one.id)
