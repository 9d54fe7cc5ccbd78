"""What a rule watches, made of the values that were reported: growth, change, change after adjustment.

Enter at `measured`. Periods are numbers that grow by one (`youju.definitions.series_models.Period.ordinal`).
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Literal

from youju.errors import YoujuError
from youju.monitoring.analysis.seasonal import decompose

Measure = Literal["value", "yoy", "change", "adjusted_change"]

HUNDRED = Decimal(100)


def measured(
    values: Mapping[int, Decimal],
    measure: Measure,
    *,
    per_year: int = 12,
    cumulative: bool = False,
    first: int = 1,
) -> dict[int, Decimal | None]:
    """The measure in every period from the first to the last, None where there is none.

    Args:
        values: Period to value.
        measure: ``value`` as reported; ``yoy`` against the same period of the year before; ``change`` and
            ``adjusted_change`` against the period before, on single periods. All but ``value`` in per cent,
            and only of a base above zero.
        per_year: Periods in a year.
        cumulative: Whether values add up from the beginning of the year.
        first: First period of a year that is reported; it holds those before it.
    """
    if not values:
        return {}
    span = range(min(values), max(values) + 1)
    if measure == "value":
        return {at: values.get(at) for at in span}
    if measure == "yoy":
        return {at: _growth(values.get(at), values.get(at - per_year)) for at in span}
    single = singles(values, per_year=per_year, first=first) if cumulative else dict(values)
    if measure == "adjusted_change":
        single = _adjusted(single, span, per_year)
    return {at: _growth(single.get(at), single.get(at - 1)) for at in span}


def singles(values: Mapping[int, Decimal], *, per_year: int = 12, first: int = 1) -> dict[int, Decimal]:
    """Values of single periods from those that add up over a year; periods that cannot be told are absent."""
    found: dict[int, Decimal] = {}
    for at, value in values.items():
        place = at % per_year + 1
        if place == first:
            found[at] = value
        elif place > first and at - 1 in values:
            found[at] = value - values[at - 1]
    return found


def _growth(value: Decimal | None, base: Decimal | None) -> Decimal | None:
    if value is None or base is None or base <= 0:
        return None
    return HUNDRED * (value / base - 1)


def _adjusted(values: Mapping[int, Decimal], span: range, per_year: int) -> dict[int, Decimal]:
    """Values without their season; none when the series is too short or has too many gaps for that."""
    try:
        parts = decompose(
            [None if (one := values.get(at)) is None else float(one) for at in span], period=per_year
        )
    except YoujuError:
        return {}
    return {at: Decimal(repr(one)) for at, one in zip(span, parts.adjusted, strict=True) if one is not None}
