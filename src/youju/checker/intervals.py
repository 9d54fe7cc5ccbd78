"""Interval arithmetic from printed precision: decides whether a formula can be true.

Enter at `decide`. A printed figure stands for every value that would have been printed like it: 18.8 % is
[18.75, 18.85], 60余 is [60, 70], 超过5 is [5, infinity). A formula fails only when no choice of values
makes it true, so rounding never causes an alarm.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from operator import itemgetter
from typing import Final, NamedTuple

from youju.checker.model import Verdict

_INFINITY: Final = Decimal("Infinity")
_SLACK: Final = Decimal("1e-9")
"""Relative width that the division of decimals may lose."""


@dataclass(slots=True)
class Interval:
    """All values from `low` to `high`; an end may be infinite.

    Never changed, yet not frozen: reports make them by the million, and freezing costs twice the time.

    Example:
        >>> a, b = Interval(Decimal(1), Decimal(2)), Interval(Decimal(3), Decimal(4))
        >>> print(a + b, b - a, a * b, b / a)
        [4, 6] [1, 3] [3, 8] [1.5, 4]
    """

    low: Decimal
    high: Decimal

    def __add__(self, other: Interval) -> Interval:
        return Interval(self.low + other.low, self.high + other.high)

    def __sub__(self, other: Interval) -> Interval:
        return Interval(self.low - other.high, self.high - other.low)

    def __mul__(self, other: Interval) -> Interval:
        return _hull(_times, self, other)

    def __truediv__(self, other: Interval) -> Interval:
        if other.low <= 0 <= other.high:
            return Interval(-_INFINITY, _INFINITY)
        return _hull(_over, self, other)

    def __str__(self) -> str:
        return f"[{self.low}, {self.high}]"

    def meets(self, other: Interval) -> bool:
        """Whether the two have a value in common."""
        return _reaches(self.low, other.high) and _reaches(other.low, self.high)


class Decision(NamedTuple):
    """What a formula came to.

    Attributes:
        verdict: ``holds`` when it can be true, else ``fails``.
        low: Least value of the right side, which is the computed one; None when unbounded.
        high: Greatest value of it.
    """

    verdict: Verdict
    low: Decimal | None
    high: Decimal | None


def decide(formula: str, values: Mapping[str, Interval]) -> Decision:
    """Whether a formula can be true.

    Args:
        formula: A comparison (``==  <=  <  >=  >``) of two expressions with ``+ - * /`` over names and
            numbers, or a chain of equalities ``a == b == c``.
        values: What the names stand for.

    Raises:
        ValueError: The formula is no such comparison.

    Example:
        >>> point = lambda x: Interval(Decimal(x), Decimal(x))
        >>> decide("t == a + b", {"t": point(5), "a": point(3), "b": point(1)})
        Decision(verdict=<Verdict.FAILS: 'fails'>, low=Decimal('4'), high=Decimal('4'))
    """
    sides, operators = _parsed(formula)
    ranges = [side(values) for side in sides]
    good = all(
        _COMPARISONS[operator](left, right)
        for operator, left, right in zip(operators, ranges, ranges[1:], strict=False)
    )
    right = ranges[-1]
    low, high = (None if end.is_infinite() else end for end in (right.low, right.high))
    return Decision(Verdict.HOLDS if good else Verdict.FAILS, low, high)


def _reaches(low: Decimal, high: Decimal) -> bool:
    """Whether low <= high, but for what division loses."""
    if low <= high:
        return True
    return low.is_finite() and high.is_finite() and low - high <= _SLACK * max(abs(low), abs(high))


_COMPARISONS: Final[Mapping[type[ast.cmpop], Callable[[Interval, Interval], bool]]] = {
    ast.Eq: lambda a, b: a.meets(b),
    ast.LtE: lambda a, b: _reaches(a.low, b.high),
    ast.Lt: lambda a, b: a.low < b.high,
    ast.GtE: lambda a, b: _reaches(b.low, a.high),
    ast.Gt: lambda a, b: b.low < a.high,
}


def _times(a: Decimal, b: Decimal) -> Decimal:
    return Decimal(0) if a == 0 or b == 0 else a * b


def _over(a: Decimal, b: Decimal) -> Decimal:
    if b.is_infinite():
        return Decimal(0)
    return a / b


def _hull(operation: Callable[[Decimal, Decimal], Decimal], a: Interval, b: Interval) -> Interval:
    corners = [operation(x, y) for x in (a.low, a.high) for y in (b.low, b.high)]
    return Interval(min(corners), max(corners))


_Side = Callable[[Mapping[str, Interval]], Interval]
"""A side of a formula, made ready: what it comes to for given values."""

_OPERATIONS: Final[Mapping[type[ast.operator], Callable[[Interval, Interval], Interval]]] = {
    ast.Add: lambda a, b: a + b,
    ast.Sub: lambda a, b: a - b,
    ast.Mult: lambda a, b: a * b,
    ast.Div: lambda a, b: a / b,
}


@lru_cache(maxsize=1024)
def _parsed(formula: str) -> tuple[tuple[_Side, ...], tuple[type[ast.cmpop], ...]]:
    body = ast.parse(formula, mode="eval").body
    if not isinstance(body, ast.Compare):
        raise ValueError(f"not a comparison: {formula}")
    operators = tuple(type(operator) for operator in body.ops)
    if any(operator not in _COMPARISONS for operator in operators):
        raise ValueError(f"unknown comparison: {formula}")
    return tuple(_side(side) for side in (body.left, *body.comparators)), operators


def _side(node: ast.expr) -> _Side:
    if isinstance(node, ast.Name):
        return itemgetter(node.id)
    if isinstance(node, ast.Constant) and isinstance(node.value, int | float):
        number = Interval(Decimal(str(node.value)), Decimal(str(node.value)))
        return lambda _values: number
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        return _negated(_side(node.operand))
    if isinstance(node, ast.BinOp) and type(node.op) in _OPERATIONS:
        return _joined(_OPERATIONS[type(node.op)], _side(node.left), _side(node.right))
    raise ValueError(f"unknown expression: {ast.unparse(node)}")


def _negated(inner: _Side) -> _Side:
    def value(values: Mapping[str, Interval]) -> Interval:
        found = inner(values)
        return Interval(-found.high, -found.low)

    return value


def _joined(operation: Callable[[Interval, Interval], Interval], left: _Side, right: _Side) -> _Side:
    return lambda values: operation(left(values), right(values))
