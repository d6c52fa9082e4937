"""The parameter translator: what a figure of the data sheet means in daily life.

A rule holds for a span of values and may compute: `battery_mah / 417` hours of video. Formulas know numbers,
the keys of the specification, the four operations, brackets, and `round`.
"""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from math import isfinite

from sales.errors import RuleBroken
from sales.words import Words

_OPERATIONS: dict[type[ast.operator], Callable[[float, float], float]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
}


@dataclass(frozen=True, slots=True)
class SpecRule:
    """`low` <= value < `high` says `says`, with {value} and {result}; `decimals` round the result."""

    id: str
    category: str
    version: int
    spec: str
    unit: str
    low: float
    high: float
    says: str
    formula: str = ""
    decimals: int = 0
    source: str = ""


@dataclass(frozen=True, slots=True)
class Meaning:
    """A figure, as it stands on the data sheet, and what it means."""

    spec: str
    figure: str
    says: str
    source: str


def meanings(
    rules: Iterable[SpecRule], category: str | None, spec: Mapping[str, object], words: Words
) -> tuple[Meaning, ...]:
    """What the figures of a product of a category mean, in the order of the rules.

    A figure without a rule, or a formula that cannot be worked out, says nothing.
    """
    numbers = {
        key: float(value)
        for key, value in spec.items()
        if isinstance(value, int | float) and not isinstance(value, bool)
    }
    found = []
    for rule in rules:
        value = numbers.get(rule.spec)
        if rule.category != category or value is None or not rule.low <= value < rule.high:
            continue
        try:
            result = computed(rule.formula, numbers) if rule.formula else value
        except (RuleBroken, ZeroDivisionError):
            continue
        figure = _number(value, words)
        says = rule.says.replace("{value}", figure).replace(
            "{result}", words.number(round(Decimal(repr(result)), rule.decimals), rule.decimals)
        )
        found.append(Meaning(rule.spec, f"{figure} {rule.unit}".strip(), says, rule.source))
    return tuple(found)


def computed(formula: str, numbers: Mapping[str, float]) -> float:
    """The value of a formula. Raises RuleBroken for one that is none or names what is not known."""
    try:
        result = _value(ast.parse(formula, mode="eval").body, numbers)
    except (SyntaxError, RecursionError) as error:
        raise RuleBroken("“{formula}” is not a formula.", formula=formula) from error
    if not isfinite(result):
        raise RuleBroken("“{formula}” has no result.", formula=formula)
    return result


def named(formula: str) -> tuple[str, ...]:
    """The keys of the specification that a formula names. Raises RuleBroken for one that is none."""
    try:
        tree = ast.parse(formula, mode="eval")
    except (SyntaxError, RecursionError) as error:
        raise RuleBroken("“{formula}” is not a formula.", formula=formula) from error
    return tuple(sorted({node.id for node in ast.walk(tree) if isinstance(node, ast.Name)} - {"round"}))


def _value(node: ast.expr, numbers: Mapping[str, float]) -> float:
    match node:
        case ast.Constant(value=int() | float() as number) if not isinstance(number, bool):
            return float(number)
        case ast.Name(id=name) if name in numbers:
            return numbers[name]
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return -_value(operand, numbers)
        case ast.BinOp(left=left, op=operation, right=right) if type(operation) in _OPERATIONS:
            return _OPERATIONS[type(operation)](_value(left, numbers), _value(right, numbers))
        case ast.Call(func=ast.Name(id="round"), args=[one], keywords=[]):
            return float(round(_value(one, numbers)))
    raise RuleBroken("“{formula}” is not a formula.", formula=ast.unparse(node))


def _number(value: float, words: Words) -> str:
    exact = Decimal(repr(value)).normalize()
    return words.number(exact, max(0, -int(exact.as_tuple().exponent)))
