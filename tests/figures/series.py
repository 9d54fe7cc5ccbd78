"""Figures over series by hand: plain Python over the values that are known, one rule after the other."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from fractions import Fraction

from youju.definitions.series_models import IN_YEAR, Period
from youju.series import queries

Values = Mapping[str, Fraction]


def known(series: str, *, area: str, sector: str = "", known_at: date | None = None) -> Values:
    """Value by period."""
    found = queries.values(series, area=area, sector=sector, known_at=known_at)
    return {period: Fraction(value) for period, value, _, _ in found}


def of_period(values: Values, period: Period, *, cumulative: bool, first: int = 1) -> Fraction | None:
    """The value of a period alone, from cumulative values or not."""
    own = values.get(str(period))
    if own is None or not cumulative or period.place <= first:
        return own
    before = values.get(str(period.moved(-1)))
    return None if before is None else own - before


def of_year(values: Values, period: Period, *, cumulative: bool) -> Fraction | None:
    """The value from the beginning of the year."""
    if cumulative:
        return values.get(str(period))
    parts = [values.get(str(one)) for one in period.of_year()]
    return None if None in parts else sum((one for one in parts if one is not None), Fraction(0))


def growth(now: Fraction | None, past: Fraction | None) -> Fraction | None:
    """In per cent; none from nothing, zero or less."""
    return None if now is None or past is None or past <= 0 else (now - past) / past * 100


def year_before(period: Period) -> Period:
    """The same period of the year before."""
    return period.moved(-IN_YEAR[period.frequency])


def places(value: Fraction | None) -> str | None:
    """Rounded half away from zero to ten places, as text."""
    if value is None:
        return None
    scaled = abs(value) * 10**10
    whole = (2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)
    sign = "-" if value < 0 and whole else ""
    return f"{sign}{whole // 10**10}.{whole % 10**10:010d}"
