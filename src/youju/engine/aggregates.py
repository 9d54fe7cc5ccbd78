"""How figures are computed from sets: what an engine counts and sums, and what is divided afterwards.

Enter at `aggregate` and `value_of`. An engine only counts and adds, both exact and independent of order
and of the number of threads: numbers are DECIMAL, and a sum of DECIMAL is taken in 38 digits. The one
division of a share or an average is done here, on the two totals, with the rule of
`youju.language.numbers`: exact, then rounded once, half away from zero, to 10 places.

What is unknown counts in no total: a condition must be true, a value must be there. A sum of nothing is
0; a share or average of nothing, and the least or greatest of nothing, are unknown.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from youju.engine import dialects
from youju.engine.dialects import NUMBER, Columns, Dialect
from youju.language import numbers
from youju.language.nodes import Expression, Op
from youju.language.types import BOOLEAN, NUMERIC


class Measure(StrEnum):
    """What a figure measures."""

    COUNT = "count"
    SUM = "sum"
    SHARE = "share"
    AVERAGE = "average"
    DISTINCT = "distinct"
    MIN = "min"
    MAX = "max"


@dataclass(frozen=True, slots=True)
class Aggregate:
    """The SQL of a figure's totals, for the select list of a query with or without GROUP BY.

    Attributes:
        measure: What is measured.
        numerator: Aggregate expression of the total itself.
        denominator: Of a share or average: what the total is divided by.
        where: Condition under which a record takes part in either, for a WHERE; None when all do.
    """

    measure: Measure
    numerator: str
    denominator: str | None = None
    where: str | None = None


def aggregate(
    measure: Measure,
    dialect: Dialect,
    columns: Columns,
    *,
    value: Expression | None = None,
    numerator: Expression | None = None,
    denominator: Expression | None = None,
    where: Expression | None = None,
) -> Aggregate:
    """The totals of a figure as SQL.

    Args:
        measure: What is measured.
        dialect: The engine.
        columns: Where the engine finds fields.
        value: What is summed, averaged, compared or told apart.
        numerator: Of a share: which of the records count; only those of the denominator can.
        denominator: Of a share: which records are counted at all; None for all.
        where: Which records take part.

    Raises:
        ValueError: When an argument is missing or of the wrong type; pack checks come before.
    """
    condition = None if where is None else dialects.compile(_condition(where), dialect, columns)
    if measure is Measure.COUNT:
        return Aggregate(measure, "COUNT(*)", where=condition)
    if measure is Measure.SHARE:
        if numerator is None:
            raise ValueError("a share needs a numerator")
        whole = None if denominator is None else dialects.compile(_condition(denominator), dialect, columns)
        part = dialects.compile(_condition(numerator), dialect, columns)
        both = f"({part})" if whole is None else f"({whole}) AND ({part})"
        return Aggregate(measure, _count(both), _count(whole), condition)
    if value is None:
        raise ValueError(f"{measure} needs a value")
    sql = _value(measure, value, dialect, columns)
    if measure is Measure.SUM:
        return Aggregate(measure, f"COALESCE(SUM({sql}), 0)", where=condition)
    if measure is Measure.AVERAGE:
        return Aggregate(measure, f"COALESCE(SUM({sql}), 0)", f"COUNT({sql})", condition)
    if measure is Measure.DISTINCT:
        return Aggregate(measure, f"COUNT(DISTINCT {sql})", where=condition)
    return Aggregate(measure, f"{measure.value.upper()}({sql})", where=condition)


def _condition(expression: Expression) -> Expression:
    if expression.type != BOOLEAN:
        raise ValueError(f"no condition: {expression.text}")
    return expression


def _value(measure: Measure, value: Expression, dialect: Dialect, columns: Columns) -> str:
    """The value, as a DECIMAL unless it is a column that is one already."""
    sql = dialects.compile(value, dialect, columns)
    if measure is Measure.DISTINCT:
        return sql
    if value.type.kind not in NUMERIC:
        raise ValueError(f"no number: {value.text}")
    return sql if value.root.op is Op.FIELD else f"CAST({sql} AS {NUMBER})"


def _count(condition: str | None) -> str:
    return "COUNT(*)" if condition is None else f"COUNT(CASE WHEN {condition} THEN 1 END)"


def value_of(
    measure: Measure, numerator: Decimal | int | None, denominator: Decimal | int | None = None
) -> Decimal | None:
    """The value of a figure from its totals; a share is in per cent.

    Example:
        >>> value_of(Measure.SHARE, 146, 182)
        Decimal('80.2197802198')
        >>> value_of(Measure.AVERAGE, Decimal("10.5"), 4), value_of(Measure.SHARE, 0, 0)
        (Decimal('2.6250000000'), None)
    """
    if numerator is None:
        return None
    if measure in (Measure.SHARE, Measure.AVERAGE):
        return quotient(numerator, denominator or 0, times=100 if measure is Measure.SHARE else 1)
    return Decimal(numerator)


def quotient(numerator: Decimal | int, denominator: Decimal | int, *, times: int = 1) -> Decimal | None:
    """Two totals divided: exact, rounded once, half away from zero; None by zero.

    Totals may be larger than a number of an expression can be, so the range is not bounded here.

    Args:
        numerator: What is divided.
        denominator: What it is divided by.
        times: What the quotient is multiplied with before it is rounded.
    """
    if not denominator:
        return None
    exact = Fraction(numerator) * times / Fraction(denominator) * 10**numbers.PLACES
    rounded = (2 * abs(exact.numerator) + exact.denominator) // (2 * exact.denominator)
    return _placed(-rounded if exact < 0 else rounded, numbers.PLACES)


def rounded(value: Decimal, places: int) -> Decimal:
    """A figure as it is printed: half away from zero.

    Example:
        >>> rounded(Decimal("80.2197802198"), 1), rounded(Decimal("-0.05"), 1)
        (Decimal('80.2'), Decimal('-0.1'))
    """
    scaled = Fraction(value) * 10**places
    whole = (2 * abs(scaled.numerator) + scaled.denominator) // (2 * scaled.denominator)
    return _placed(-whole if scaled < 0 else whole, places)


def _placed(whole: int, places: int) -> Decimal:
    """An integer with its point set; `Decimal.scaleb` would round it to the digits of the context."""
    return Decimal(f"{whole}e-{places}")
