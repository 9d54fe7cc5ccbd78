"""Interval arithmetic from printed precision: decides whether a formula can be true.

Enter at `decide`. A printed figure stands for every value that would have been printed like it: 18.8 % is
[18.75, 18.85], 60余 is [60, 70], 超过5 is [5, infinity). A formula fails only when no choice of values
makes it true, so rounding never causes an alarm.
"""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
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
        if self.low > 0 and other.low > 0:
            return Interval(self.low * other.low, self.high * other.high)
        return _hull(_times, self, other)

    def __truediv__(self, other: Interval) -> Interval:
        if self.low > 0 and other.low > 0 and other.high < _INFINITY:
            return Interval(self.low / other.high, self.high / other.low)
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
    first, others = _parsed(formula)
    right = first(values)
    good = True
    for comparison, side in others:
        left, right = right, side(values)
        good = good and comparison(left, right)
    low = None if right.low.is_infinite() else right.low
    high = None if right.high.is_infinite() else right.high
    return Decision(Verdict.HOLDS if good else Verdict.FAILS, low, high)


def _reaches(low: Decimal, high: Decimal) -> bool:
    """Whether low <= high, but for what division loses."""
    if low <= high:
        return True
    return low.is_finite() and high.is_finite() and low - high <= _SLACK * max(abs(low), abs(high))


_Comparison = Callable[[Interval, Interval], bool]
_COMPARISONS: Final[Mapping[type[ast.cmpop], _Comparison]] = {
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
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
}


@lru_cache(maxsize=1024)
def _parsed(formula: str) -> tuple[_Side, tuple[tuple[_Comparison, _Side], ...]]:
    """The first side of a formula, and how each other one compares with the one before it."""
    body = ast.parse(formula, mode="eval").body
    if not isinstance(body, ast.Compare):
        raise ValueError(f"not a comparison: {formula}")
    comparisons = [_COMPARISONS.get(type(each)) for each in body.ops]
    others = [
        (comparison, _side(side))
        for comparison, side in zip(comparisons, body.comparators, strict=True)
        if comparison is not None
    ]
    if len(others) < len(comparisons):
        raise ValueError(f"unknown comparison: {formula}")
    return _side(body.left), tuple(others)


def _side(node: ast.expr) -> _Side:
    if isinstance(node, ast.Name):
        return operator.itemgetter(node.id)
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
