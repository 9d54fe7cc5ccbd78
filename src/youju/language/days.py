"""The one meaning of days, shared by the evaluator and every engine.

A date lies between 0001-01-01 and 9999-12-31; what leaves that range is unknown. Counts of days and
months are rounded half away from zero to a whole first. Working days are those of
`youju.standards.calendar`; in a year whose arrangement is not published they are unknown here, because
one record of such a year must not stop the count over all others.
"""

from __future__ import annotations

import calendar
import datetime as dt
from decimal import Decimal

from youju.errors import YoujuError
from youju.language import numbers
from youju.standards import calendar as workdays

DAY_DIGITS = 7
MONTH_DIGITS = 6
"""A count of days or months has at most so many digits, else the result is unknown: enough to cross all
years there are, and no engine overflows."""


def plus_days(day: dt.date, count: Decimal) -> dt.date | None:
    """So many natural days later.

    Example:
        >>> plus_days(dt.date(2024, 2, 28), Decimal(1)), plus_days(dt.date(9999, 12, 31), Decimal(1))
        (datetime.date(2024, 2, 29), None)
    """
    whole = numbers.whole(count, DAY_DIGITS)
    if whole is None:
        return None
    try:
        return day + dt.timedelta(days=whole)
    except OverflowError:
        return None


def plus_months(day: dt.date, count: Decimal) -> dt.date | None:
    """The same day so many months later, or the last day of a shorter month (《民法典》第二百零二条).

    Example:
        >>> plus_months(dt.date(2024, 1, 31), Decimal(1))
        datetime.date(2024, 2, 29)
    """
    whole = numbers.whole(count, MONTH_DIGITS)
    if whole is None:
        return None
    year, month = divmod(day.year * 12 + day.month - 1 + whole, 12)
    if not dt.MINYEAR <= year <= dt.MAXYEAR:
        return None
    return dt.date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def plus_workdays(day: dt.date, count: Decimal) -> dt.date | None:
    """So many working days later, as `youju.standards.calendar.add_workdays` counts.

    Example:
        >>> plus_workdays(dt.date(2024, 9, 30), Decimal(1)), plus_workdays(dt.date(1990, 1, 1), Decimal(1))
        (datetime.date(2024, 10, 8), None)
    """
    whole = numbers.whole(count, DAY_DIGITS)
    if whole is None or not workdays.is_known(day):
        return None
    try:
        return workdays.add_workdays(day, whole)
    except YoujuError:
        return None


def between(start: dt.date, end: dt.date) -> Decimal:
    """Natural days from start to end; negative when the end is earlier."""
    return Decimal((end - start).days)


def workdays_between(start: dt.date, end: dt.date) -> Decimal | None:
    """Working days after the start up to the end, the end included; unknown in unpublished years."""
    if not (workdays.is_known(start) and workdays.is_known(end)):
        return None
    return Decimal(workdays.workdays_between(start, end))
