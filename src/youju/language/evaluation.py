"""The value of an expression for one record, three-valued: None is unknown.

Enter at `evaluate`. `youju.engine.dialects` compiles the same nodes for sets; a property test proves that
the results are equal.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from youju.language import functions, numbers
from youju.language.clocks import ClockReading
from youju.language.nodes import Expression, Node, Op, Period, Reference
from youju.language.types import NUMERIC, Kind, Type

_NO_CLOCK = ClockReading()
_ORDER: dict[Op, Callable[[Any, Any], bool]] = {
    Op.EQ: lambda left, right: left == right,
    Op.NE: lambda left, right: left != right,
    Op.LT: lambda left, right: left < right,
    Op.LE: lambda left, right: left <= right,
    Op.GT: lambda left, right: left > right,
    Op.GE: lambda left, right: left >= right,
}
_CALCULATE: dict[Op, Callable[[Decimal, Decimal], Decimal | None]] = {
    Op.ADD: numbers.add,
    Op.SUB: numbers.subtract,
    Op.MUL: numbers.multiply,
    Op.DIV: numbers.divide,
    Op.MOD: numbers.remainder,
}


def evaluate(expression: Expression, record: Mapping[str, Any], *, as_of: dt.date) -> Any:
    """The value for one record.

    Args:
        expression: From `parse`.
        record: Field codes to values: `Decimal` or int for numbers, `date`, bool, text; a missing field is
            unknown. ``clocks`` maps clock codes to `ClockReading`; ``previous`` and ``last_year`` map field
            codes to the values of those periods.
        as_of: The day as at which clocks are read.

    Returns:
        Decimal, date, bool or text; None when it is unknown.

    Raises:
        TypeError: When the record holds a value that is not of the field's type.
    """
    return _value(expression.root, record, as_of)


def _value(node: Node, record: Mapping[str, Any], as_of: dt.date) -> Any:
    if node.op is Op.LITERAL:
        return node.value
    if node.op is Op.FIELD:
        return _field(node.value, record)
    if node.op is Op.CLOCK:
        return (record.get("clocks") or {}).get(node.value.code) or _NO_CLOCK
    if node.op in (Op.AND, Op.OR):
        return _connected(node, record, as_of)
    if node.op is Op.CASE:
        return _chosen(node.args, record, as_of)
    values = [_value(argument, record, as_of) for argument in node.args]
    if node.op is Op.CALL:
        return functions.apply(node.value, values, as_of=as_of)
    if node.op is Op.IS_NULL:
        return values[0] is None
    if node.op is Op.BETWEEN:
        return _between(values)
    if any(value is None for value in values):
        return None
    return _strict(node, values)


def _strict(node: Node, values: list[Any]) -> Any:
    """The value of an operator whose arguments are all known."""
    if node.op in _ORDER:
        return _ORDER[node.op](*values)
    if node.op in _CALCULATE:
        return _CALCULATE[node.op](*values)
    if node.op is Op.NEG:
        return numbers.number(-values[0])
    if node.op is Op.NOT:
        return not values[0]
    if node.op is Op.CONVERT:
        return numbers.convert(values[0], node.value)
    if node.op is Op.IN:
        return values[0] in values[1:]
    if node.op is Op.LIKE:
        return matches(values[0], values[1])
    raise NotImplementedError(node.op)


def _connected(node: Node, record: Mapping[str, Any], as_of: dt.date) -> bool | None:
    """Kleene's AND and OR: one false decides AND, one true decides OR, whatever is unknown."""
    decisive: bool = node.op is Op.OR
    unknown = False
    for argument in node.args:
        value: bool | None = _value(argument, record, as_of)
        if value is decisive:
            return decisive
        unknown = unknown or value is None
    return None if unknown else not decisive


def _chosen(arguments: Sequence[Node], record: Mapping[str, Any], as_of: dt.date) -> Any:
    for condition, result in zip(arguments[:-1:2], arguments[1::2], strict=False):
        if _value(condition, record, as_of) is True:
            return _value(result, record, as_of)
    return _value(arguments[-1], record, as_of)


def _between(values: list[Any]) -> bool | None:
    value, low, high = values
    if value is None:
        return None
    if (low is not None and value < low) or (high is not None and value > high):
        return False
    return None if low is None or high is None else True


def _field(reference: Reference, record: Mapping[str, Any]) -> Any:
    symbol = reference.symbol
    source: Any = record if reference.period is Period.NOW else record.get(reference.period.value)
    value = None if source is None else source.get(symbol.code)
    if value is None:
        return None
    return _typed(value, symbol.type, symbol.code)


def _typed(value: Any, type_: Type, code: str) -> Any:
    """A value of a record as the language sees it."""
    kind = type_.kind
    if kind in NUMERIC and isinstance(value, (Decimal, int)) and not isinstance(value, bool):
        return numbers.number(value)
    if kind is Kind.DATE and isinstance(value, dt.date):
        return value.date() if isinstance(value, dt.datetime) else value
    if kind is Kind.BOOLEAN and isinstance(value, bool):
        return value
    if kind in (Kind.TEXT, Kind.CODE, Kind.ORGANISATION) and isinstance(value, str):
        return value
    if kind is Kind.OTHER:
        return value
    raise TypeError(f"field {code} holds {type(value).__name__}, which is no {kind.value}")


def matches(text: str, pattern: str) -> bool:
    """SQL's LIKE: ``%`` any characters, ``_`` one character; nothing is escaped; capitals count.

    Example:
        >>> matches("已销号", "已%"), matches("已销号", "已_")
        (True, False)
    """
    # Two pointers instead of a regular expression, whose time would explode on patterns of many %.
    here = there = 0
    star, mark = -1, 0
    while here < len(text):
        if there < len(pattern) and pattern[there] == "%":
            star, mark = there, here
            there += 1
        elif there < len(pattern) and pattern[there] in ("_", text[here]):
            here, there = here + 1, there + 1
        elif star >= 0:
            mark += 1
            here, there = mark, star + 1
        else:
            return False
    return not pattern[there:].strip("%")
