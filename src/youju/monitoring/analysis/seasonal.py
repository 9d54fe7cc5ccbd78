"""Robust trend and seasonal adjustment of monthly (or quarterly) series.

Enter at `decompose`. STL (Cleveland, Cleveland, McRae and Terpenning, Journal of Official Statistics 6, 1990)
through statsmodels, made robust: one odd month moves neither the trend nor the season. It is found against
the median of its month over the years, left out, and filled like a missing one; long series have STL's own
robust weights instead. Series that
are positive throughout are taken in logarithms, since their seasons grow with them.

X-13ARIMA-SEATS is the official method of many statistical offices. It is a program of its own (U.S. Census
Bureau), which this platform does not carry; where ``x13as`` is on the search path it can be asked for.

Chinese monthly series often lack January, because January and February are published together. Missing
periods are filled by trend and season for the computation only, and told in `Decomposition.filled`.
"""

from __future__ import annotations

import shutil
import traceback
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

import numpy as np

from youju.errors import fail

Method = Literal["stl", "x13"]

CYCLES: Final = 2
"""Whole years that must be there."""
STEADY: Final = 8
"""Years from which on a season may change slowly."""
MOST_MISSING: Final = 0.2
"""Share of periods that may be missing."""
ROUNDS: Final = 8
"""How often missing values are filled anew from trend and season; they settle long before."""
CLEANINGS: Final = 4
"""How often odd values are looked for anew."""
ODD: Final = 3.5
"""A residual is odd when it is so many robust standard deviations (1.4826 times the median absolute
deviation) from none: Iglewicz and Hoaglin, How to Detect and Handle Outliers, 1993."""
SPOILT: Final = 6.0
"""From so many on a value is left out: what STL's bisquare gives no weight (six times the median)."""
PROGRAMS: Final = ("x13as", "x13as_ascii", "x13ashtml")


@dataclass(frozen=True, slots=True)
class Decomposition:
    """A series taken apart, in its own unit, one value for each period.

    Attributes:
        trend: Trend and cycle.
        seasonal: The season: a factor around 1 when `multiplicative`, otherwise an amount around 0.
        adjusted: The series without its season; None where no value was reported.
        residual: What is left, as the season: a factor or an amount; None where no value was reported.
        multiplicative: Whether trend times season times residual gives the series; otherwise their sum does.
        filled: Positions that were missing.
        odd: Positions whose residual is far out of the usual.
        method: Which method.
    """

    trend: tuple[float, ...]
    seasonal: tuple[float, ...]
    adjusted: tuple[float | None, ...]
    residual: tuple[float | None, ...]
    multiplicative: bool
    filled: tuple[int, ...]
    odd: tuple[int, ...]
    method: Method


def decompose(
    values: Sequence[float | None], *, period: int = 12, first: int = 0, method: Method = "stl"
) -> Decomposition:
    """Take a series apart.

    Args:
        values: One for each period without leaving any out; None where none was reported.
        period: Periods in a year: 12 or 4.
        first: Place of the first period in its year, from 0; only X-13 asks.
        method: ``stl`` or ``x13``.

    Raises:
        YoujuError: M101 when there are less than two years; M102 when too much is missing; M103 when X-13 is
            asked for and not there; M104 when X-13 refuses the series.
    """
    if len(values) < CYCLES * period:
        raise fail("M101", count=len(values), least=CYCLES * period)
    missing = [index for index, value in enumerate(values) if value is None]
    if len(missing) > MOST_MISSING * len(values):
        raise fail("M102", count=len(missing), total=len(values))
    known = np.array([np.nan if value is None else float(value) for value in values])
    multiplicative = bool(np.nanmin(known) > 0)
    work = np.log(known) if multiplicative else known
    full, trend, seasonal = _filled(work, period)
    if method == "x13":
        adjusted, trend = _by_x13(np.exp(full) if multiplicative else full, period, first)
        if multiplicative:
            adjusted, trend = np.log(adjusted), np.log(trend)
        seasonal = full - adjusted
    residual = full - trend - seasonal
    residual[missing] = np.nan
    odd = _odd(residual)
    adjusted = work - seasonal
    parts = [np.exp(one) if multiplicative else one for one in (trend, seasonal, adjusted, residual)]
    return Decomposition(
        trend=tuple(map(float, parts[0])),
        seasonal=tuple(map(float, parts[1])),
        adjusted=tuple(_known(one) for one in parts[2]),
        residual=tuple(_known(one) for one in parts[3]),
        multiplicative=multiplicative,
        filled=tuple(missing),
        odd=odd,
        method=method,
    )


def x13_program() -> str | None:
    """Where X-13ARIMA-SEATS is, or None."""
    return next((found for name in PROGRAMS if (found := shutil.which(name))), None)


def _known(value: float) -> float | None:
    return None if np.isnan(value) else float(value)


def _filled(work: Any, period: int) -> tuple[Any, Any, Any]:
    """The series without gaps and odd values, its trend and its season."""
    gaps = np.isnan(work)
    full, trend, seasonal = _closed(work, gaps, period)
    out = np.zeros_like(gaps)
    for _ in range(CLEANINGS if len(work) < STEADY * period else 0):
        away = np.where(gaps, np.nan, work - trend)
        season = np.array([_middle(away[month::period]) for month in range(period)])
        odd = np.zeros_like(gaps)
        odd[list(_odd(away - np.resize(season, len(work)), SPOILT))] = True
        if (odd == out).all() or odd.sum() > MOST_MISSING * len(work):
            break
        out = odd
        full, trend, seasonal = _closed(work, gaps | out, period)
    return np.where(gaps, full, work), trend, seasonal


def _middle(values: Any) -> float:
    """The median; none for a month that is never reported, as January where it comes with February."""
    known = values[~np.isnan(values)]
    return float(np.median(known)) if len(known) else float("nan")


def _closed(work: Any, gaps: Any, period: int) -> tuple[Any, Any, Any]:
    """Gaps filled by trend and season, taken apart again, until they settle."""
    places = np.arange(len(work))
    full = work.copy()
    full[gaps] = np.interp(places[gaps], places[~gaps], work[~gaps])
    trend, seasonal = _stl(full, period)
    for _ in range(ROUNDS if gaps.any() else 0):
        full[gaps] = (trend + seasonal)[gaps]
        trend, seasonal = _stl(full, period)
    return full, trend, seasonal


def _stl(full: Any, period: int) -> tuple[Any, Any]:
    """Trend and season by STL.

    Over less than `STEADY` years the season is the same each year. STL's own robust weights cannot be used
    then: fitted to the three or four values that a month has, they call all but one of them odd.
    """
    from statsmodels.tsa.seasonal import STL

    steady = len(full) < STEADY * period
    window, degree = (10 * len(full) + 1, 0) if steady else (13, 1)
    found = STL(full, period=period, seasonal=window, seasonal_deg=degree, robust=not steady).fit()
    return found.trend, found.seasonal


def _odd(residual: Any, limit: float = ODD) -> tuple[int, ...]:
    spread = 1.4826 * float(np.nanmedian(np.abs(residual - np.nanmedian(residual))))
    floor = 1e-9 * (1 + float(np.nanmax(np.abs(residual))))  # of a series that fits exactly nothing is odd
    return tuple(int(index) for index in np.flatnonzero(np.abs(residual) > limit * max(spread, floor)))


def _by_x13(values: Any, period: int, first: int) -> tuple[Any, Any]:
    """The adjusted series and its trend by X-13ARIMA-SEATS."""
    program = x13_program()
    if program is None:
        raise fail("M103")
    import pandas as pd
    from statsmodels.tools.sm_exceptions import X13Error
    from statsmodels.tsa.x13 import x13_arima_analysis

    frequency = "M" if period == 12 else "Q"
    start = pd.Period(year=2000, month=first + 1 if period == 12 else 3 * first + 1, freq=frequency)
    index = pd.period_range(start, periods=len(values), freq=frequency)
    # statsmodels leaves the program's output open; it is closed here, not whenever the rest is collected.
    with warnings.catch_warnings(action="ignore", category=ResourceWarning):
        try:
            found = x13_arima_analysis(pd.Series(values, index=index), x12path=program, prefer_x13=True)
        except (X13Error, OSError) as error:  # it says why in a file, or leaves none
            traceback.clear_frames(error.__traceback__)
            raise fail("M104", reason=" ".join(str(error).split())[-200:]) from error
    return np.asarray(found.seasadj), np.asarray(found.trend)
