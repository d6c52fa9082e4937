"""What can be chosen of products made to order: `options/<article>.toml`, one file an article.

Prices, measures and rules know no language: they stand once, in the folder of the first language, with its
words. The file of another language has the same id, and a table `[words]` from those words to its own. The
check proves that a design begins without a fault and that every value can be reached.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from data.content.document import Source, read_lines
from data.content.faults import Faults, nearest
from data.content.head import (
    UNKNOWN_KEY,
    UNKNOWN_VALUE,
    WRONG,
    Checked,
    Head,
    Key,
    check_head,
    is_amount,
    read_toml,
)
from data.content.library import Entry, Kind
from data.content.option_rules import OF_A_RULE, read_rules, ref_of
from data.content.plan_tables import Table, heads_of
from sales.configurator import (
    KINDS,
    MANY,
    NUMBER,
    ONE,
    TEXT,
    Choice,
    Option,
    ProductOptions,
    Rule,
    Value,
    default_design,
)
from sales.configurator_faults import faults as faults_of
from sales.configurator_figures import KNOWN
from sales.configurator_picture import PAINTERS, THINGS
from sales.configurator_search import unreachable
from sales.configurator_words import OptionWords, texts
from sales.currencies import CURRENCIES
from sales.words import LOCALES, Words

OF_THE_PRODUCT = (
    Key("id", "text", required=True),
    Key("version", "number", required=True),
    Key("title", "text", required=True),
    Key("currency", "text", required=True),
    Key("picture", "text", allowed=tuple(PAINTERS)),
    Key("price", "amount"),
    Key("cost", "amount"),
)
OF_AN_OPTION = (
    Key("id", "text", required=True),
    Key("name", "text", required=True),
    Key("kind", "text", required=True, allowed=KINDS),
    Key("default", "text"),
    Key("chosen", "texts"),
    Key("begins", "number"),
    Key("values", "tables"),
    Key("least", "number"),
    Key("most", "number"),
    Key("step", "number"),
    Key("unit", "text"),
    Key("price", "amount"),
    Key("cost", "amount"),
    Key("when", "texts"),
)
OF_A_VALUE = ("id", "name", "price", "cost", "short", "note", "colour", "shape", "measures")
ASKED = {
    ONE: ("values", "default"),
    MANY: ("values",),
    NUMBER: ("least", "most", "begins"),
    TEXT: ("most", "default"),
}
ALSO = {MANY: ("chosen",), NUMBER: ("step", "unit", "price", "cost"), TEXT: ("when",)}
DETAILS = ("values", "default", "chosen", "begins", "least", "most", "step", "unit", "price", "cost", "when")
OF_WORDS = (Key("id", "text", required=True), Key("version", "number", required=True))
TABLES = {"option": OF_AN_OPTION, "rule": OF_A_RULE}
LISTS = ("option", "rule")
COLOUR = re.compile("#[0-9A-Fa-f]{6}")
NEEDS_WORDS = re.compile("[a-z]{2}")  # S, M and L are called so everywhere
MOST_STEPS = 10_000
Read = ProductOptions | OptionWords


def read_options(source: Source, faults: Faults) -> Sequence[Entry[Read]]:
    """Read one file, with every fault in it."""
    lines = read_lines(source, faults)
    values = None if faults.broken else read_toml(lines, faults)
    if values is None:
        return ()
    read = _words(source, lines, values, faults) if "words" in values else _options(lines, values, faults)
    at = next((n for n, line in enumerate(lines, 1) if line.startswith("id")), 1)
    return (Entry(read, source.path, at),) if read else ()


OPTIONS: Kind[Read] = Kind("options", ".toml", read_options)


def _options(lines: Sequence[str], values: Mapping[str, object], faults: Faults) -> ProductOptions | None:
    own = [key.name for key in OF_THE_PRODUCT]
    heads = heads_of(lines, _without_measures(values), own, TABLES, LISTS, faults)
    top = heads.pop(("", 0))
    product = Table(check_head(top, OF_THE_PRODUCT, faults), top, faults, lines)
    tables: dict[str, list[Table]] = {name: [] for name in TABLES}
    for (name, _), head in heads.items():
        tables[name].append(Table(check_head(head, TABLES[name], faults), head, faults, lines))
    measures = _measures(values, product, "measures", top.line("measures"))
    raw = values.get("option")
    raw_options = raw if isinstance(raw, list) else []
    options = [_option(table, said) for table, said in zip(tables["option"], raw_options, strict=False)]
    _check_ids(tables["option"], [option.id for option in options])
    _check_defaults(tables["option"], options)
    options = _asked_when(tables["option"], options)
    names = _measured(measures, options)
    rules = read_rules(tables["rule"], options, names)
    _check_measures(product, names, options, [one.checked for one in tables["rule"]])
    _check_currency(product)
    if faults.broken:
        return None
    read = _product(product, options, rules, measures)
    _prove(read, product)
    return None if faults.broken else read


def _product(
    table: Table, options: Sequence[Option], rules: tuple[Rule, ...], measures: Mapping[str, Decimal]
) -> ProductOptions:
    checked = table.checked
    return ProductOptions(
        id=checked.text("id"),
        title=checked.text("title"),
        version=checked.number("version") or 0,
        currency=checked.text("currency"),
        options=tuple(options),
        rules=rules,
        price=_amount(checked.values, "price") or Decimal(0),
        cost=_cost(checked.values),
        measures=measures,
        picture=checked.text("picture"),
    )


def _option(table: Table, said: Mapping[str, object]) -> Option:
    checked, kind = table.checked, table.checked.text("kind")
    for key in ASKED.get(kind, ()):
        if key not in checked.values:
            table.fault("kind", "The kind {kind} needs {key}.", kind=kind, key=key)
    for key in DETAILS:
        if key in checked.values and kind in ASKED and key not in (*ASKED[kind], *ALSO.get(kind, ())):
            table.fault(key, "The kind {kind} has no {key}.", kind=kind, key=key)
    rows = checked.tables("values")
    values = tuple(
        _value(table, row, table.line_of_row("values", at, len(rows))) for at, row in enumerate(rows)
    )
    _check_ids([table] * len(values), [value.id for value in values], "values")
    defaults: Mapping[str, Choice] = {
        ONE: checked.text("default"),
        MANY: checked.texts("chosen"),
        NUMBER: checked.number("begins") or 0,
        TEXT: checked.text("default"),
    }
    return Option(
        id=checked.text("id"),
        name=checked.text("name"),
        kind=kind,
        default=defaults.get(kind, ""),
        values=values,
        least=checked.number("least") or 0,
        most=checked.number("most") or 0,
        step=checked.number("step") or 1,
        unit=checked.text("unit"),
        price=_amount(checked.values, "price") or Decimal(0),
        cost=_cost(checked.values),
        measures=_measures(said, table, "measures", table.head.line("measures")),
    )


def _value(table: Table, row: Mapping[str, object], line: int) -> Value:
    table.know(row, OF_A_VALUE, line)
    said = {key: row.get(key, "") for key in ("id", "name", "short", "note", "colour", "shape")}
    for key, text in said.items():
        if not isinstance(text, str) or (key in ("id", "name") and not text.strip()):
            table.faults.add(line, WRONG["text"], key=key)
    texts_said = {key: text if isinstance(text, str) else "" for key, text in said.items()}
    for key in ("price", "cost"):
        if key in row and not is_amount(row[key]):
            table.faults.add(line, WRONG["amount"], key=key)
    if texts_said["colour"] and not COLOUR.fullmatch(texts_said["colour"]):
        table.faults.add(line, "{key} must be a colour such as #D9B483.", key="colour")
    if texts_said["shape"] and texts_said["shape"] not in THINGS:
        near = nearest(texts_said["shape"], list(THINGS))
        table.faults.add(line, UNKNOWN_VALUE, key="shape", value=texts_said["shape"], nearest=near)
    return Value(
        **texts_said,
        price=_amount(row, "price") or Decimal(0),
        cost=_amount(row, "cost"),
        measures=_measures(row, table, "measures", line),
    )


def _amount(row: Mapping[str, object], key: str) -> Decimal | None:
    """An amount as it stands; None where there is none, or one that is a fault already."""
    value = row.get(key)
    return Decimal(str(value)) if value is not None and is_amount(value) else None


def _cost(row: Mapping[str, object]) -> Decimal | None:
    """The cost beside a price: what asks for nothing costs nothing, unless it says so."""
    return _amount(row, "cost") if "cost" in row or "price" in row else Decimal(0)


def _measures(row: Mapping[str, object], table: Table, key: str, line: int) -> Mapping[str, Decimal]:
    """Figures by name: whole numbers, or with decimals in quotes."""
    said = row.get(key, {})
    if not isinstance(said, Mapping) or not all(map(is_amount, said.values())):
        table.faults.add(line, "{key} must be figures by name, such as {{ weight_g = 420 }}.", key=key)
        return {}
    return {name: Decimal(str(value)) for name, value in said.items()}


def _without_measures(values: Mapping[str, object]) -> dict[str, object]:
    """The file without measures, which are read by themselves."""
    rest = {name: value for name, value in values.items() if name != "measures"}
    options = rest.get("option")
    if isinstance(options, list):
        rest["option"] = [
            {name: value for name, value in one.items() if name != "measures"}
            if isinstance(one, dict)
            else one
            for one in options
        ]
    return rest


def _check_ids(tables: Sequence[Table], ids: Sequence[str], key: str = "id") -> None:
    seen: set[str] = set()
    for table, name in zip(tables, ids, strict=True):
        if name and name in seen:
            table.fault(key, "There are two of the id {id} here.", id=name)
        seen.add(name)


def _check_defaults(tables: Sequence[Table], options: Sequence[Option]) -> None:
    """What a design begins with is among what can be chosen."""
    for table, option in zip(tables, options, strict=True):
        known = [value.id for value in option.values]
        key = "chosen" if option.kind == MANY else "default"
        picked = {ONE: (option.default,), MANY: option.default}.get(option.kind, ())
        for name in picked if isinstance(picked, tuple) and known else ():
            if name not in known:
                near = nearest(str(name), known)
                table.fault(key, UNKNOWN_VALUE, key=key, value=str(name), nearest=near)
        if option.kind == NUMBER and isinstance(option.default, int) and not option.takes(option.default):
            sentence = "begins must be one of the numbers from least to most, in steps of {step}."
            table.fault("begins", sentence, step=str(option.step))
        elif option.kind == NUMBER and len(option.steps) > MOST_STEPS:
            table.fault("most", "That is more than {n} numbers: give it a larger step.", n=str(MOST_STEPS))


def _asked_when(tables: Sequence[Table], options: Sequence[Option]) -> list[Option]:
    """The options with the values named after which a text is asked for."""
    known = {
        f"{option.id}={value.id}": (option.id, value.id) for option in options for value in option.values
    }
    found = []
    for table, option in zip(tables, options, strict=True):
        refs = [ref_of(table, "when", said, known) for said in table.checked.texts("when")]
        found.append(replace(option, when=tuple(ref for ref in refs if ref)))
    return found


def _measured(measures: Mapping[str, Decimal], options: Sequence[Option]) -> tuple[str, ...]:
    """The names of everything that has a measure."""
    named = list(measures)
    for option in options:
        named += option.measures
        named += (name for value in option.values for name in value.measures)
        named += [option.id] if option.kind in (NUMBER, TEXT) else []
    return tuple(dict.fromkeys(named))


def _check_measures(
    product: Table, names: Sequence[str], options: Sequence[Option], rules: Sequence[Checked]
) -> None:
    """A measure is one of the specification, or one that a rule asks for: any other is a slip."""
    asked = {rule.text(key) for rule in rules for key in ("load", "room")}
    known = {*KNOWN, *asked, *(option.id for option in options)}
    for name in names:
        if name not in known:
            at = next((n for n, line in enumerate(product.lines, 1) if name in line), 1)
            product.faults.add(at, UNKNOWN_KEY, key=name, nearest=nearest(name, sorted(known)))


def _check_currency(product: Table) -> None:
    currency = product.checked.text("currency")
    if currency and currency not in CURRENCIES:
        near = nearest(currency, sorted(CURRENCIES))
        product.fault("currency", UNKNOWN_VALUE, key="currency", value=currency, nearest=near)


def _prove(options: ProductOptions, table: Table) -> None:
    """A design begins without a fault, and from there every value can be reached."""
    words = Words()
    for fault in faults_of(options, default_design(options)):
        sentence = "A design begins with a fault: {fault}"
        table.faults.add(table.head.line("id"), sentence, fault=fault.sentence(words))
    if table.faults.broken:
        return
    for option_id, value_id in unreachable(options):
        at = next((n for n, line in enumerate(table.lines, 1) if f'"{value_id}"' in line), 1)
        sentence = "No design can have {option}={value}: the rules shut it out."
        table.faults.add(at, sentence, option=option_id, value=value_id)


def _words(
    source: Source, lines: Sequence[str], values: Mapping[str, object], faults: Faults
) -> OptionWords | None:
    """The words of another language, held against those of the first where its file lies beside it."""
    places = {line.split("=")[0].strip().strip('"'): n for n, line in enumerate(lines, 1) if "=" in line}
    own = {key: value for key, value in values.items() if key != "words"}
    checked = check_head(Head(own, places), OF_WORDS, faults)
    table = values["words"]
    if not isinstance(table, Mapping) or not all(isinstance(one, str) and one for one in table.values()):
        faults.add(1, "Write under [words] each text in quotes, = and what it is called in this language.")
        return None
    first = source.path.parents[2] / LOCALES[0] / source.path.parent.name / source.path.name
    if first.is_file():
        options = read_options(Source(first), Faults(first))
        known = (
            list(texts(options[0].value)) if options and isinstance(options[0].value, ProductOptions) else []
        )
        for text in known:
            if text not in table and NEEDS_WORDS.search(text):
                faults.add(places.get("[words]", 1), "There are no words for “{text}” here.", text=text)
        for text in table if known else ():
            if text not in known:
                faults.add(places.get(text, 1), UNKNOWN_KEY, key=text, nearest=nearest(text, known))
    return OptionWords(checked.text("id"), checked.number("version") or 0, dict(table))
