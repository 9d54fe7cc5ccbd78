"""Working days of the People's Republic of China: weekdays, less public holidays, plus swapped weekends.

Enter at `is_workday`, `add_workdays`, `workdays_between`; engines that count over sets take
`workday_table`. The State Council's general office publishes one arrangement a year (国务院办公厅
关于……年部分节假日安排的通知), under 《全国年节及纪念日放假办法》 (State Council order 795, in force from
2025-01-01; before that order 644). They come from the package ``chinesecalendar``. A year whose
arrangement is not known is an error, S140, never a guess.

Counting follows the Civil Code, article 201: the day on which a period begins is not counted. So the
start is day zero, and the next working day is day one. The Administrative Licensing Law, article 82,
counts its periods in working days without public holidays in the same way.
"""

from __future__ import annotations

import datetime as dt
from bisect import bisect_left
from functools import cache
from typing import Final

from youju.errors import YoujuError, fail

ONE_DAY: Final = dt.timedelta(days=1)


def first_year() -> int:
    """First year whose arrangement is known."""
    return workday_table()[0].year


def last_year() -> int:
    """Last year whose arrangement is known."""
    first, index = workday_table()
    return (first + (len(index) - 1) * ONE_DAY).year


@cache
def workday_table() -> tuple[dt.date, list[int]]:
    """The whole calendar as one cumulative index, for lookups by set engines.

    Returns:
        The first known day (a 1 January), and a list whose element *i* is the number of working days
        from that day to *i* days after it, both included. So for known days ``a`` and ``b``,
        ``workdays_between(a, b) == index[b - first] - index[a - first]``. Treat it as read-only.

    Example:
        >>> first, index = workday_table()
        >>> (first.month, first.day), index[0]
        ((1, 1), 0)
    """
    from chinese_calendar import is_workday as known
    from chinese_calendar.constants import holidays

    first = dt.date(min(holidays).year, 1, 1)
    days = (dt.date(max(holidays).year, 12, 31) - first).days + 1
    index, count = [], 0
    for offset in range(days):
        count += known(first + offset * ONE_DAY)
        index.append(count)
    return first, index


def workday_index(day: dt.date) -> int:
    """Number of working days from the first known day to this one, both included.

    Raises:
        YoujuError: S140 when the year is not known.
    """
    first, index = workday_table()
    offset = (_plain(day) - first).days
    if not 0 <= offset < len(index):
        raise _unknown(day)
    return index[offset]


def is_known(day: dt.date) -> bool:
    """Whether the arrangement of the day's year is known.

    Example:
        >>> is_known(dt.date(2024, 2, 4)), is_known(dt.date(1999, 1, 1))
        (True, False)
    """
    first, index = workday_table()
    return 0 <= (_plain(day) - first).days < len(index)


def is_workday(day: dt.date) -> bool:
    """Whether people work on this day.

    Raises:
        YoujuError: S140 when the year is not known.

    Example:
        Sunday 2024-02-04 was swapped for the Spring Festival; Friday 2024-02-16 was holiday.

        >>> is_workday(dt.date(2024, 2, 4)), is_workday(dt.date(2024, 2, 16))
        (True, False)
    """
    here = workday_index(day)
    first, index = workday_table()
    offset = (_plain(day) - first).days
    return here > (index[offset - 1] if offset else 0)


def add_workdays(start: dt.date, count: int) -> dt.date:
    """The day that is so many working days after the start.

    The start is day zero, whether people work on it or not; the next working day is day one. Zero gives
    the start itself; a negative count goes back in the same way.

    Args:
        start: Day zero.
        count: Working days.

    Raises:
        YoujuError: S140 when the start or the result is in a year that is not known.

    Example:
        >>> add_workdays(dt.date(2024, 9, 29), 1), add_workdays(dt.date(2024, 9, 30), 1)
        (datetime.date(2024, 9, 30), datetime.date(2024, 10, 8))
    """
    start = _plain(start)
    here = workday_index(start)
    if count == 0:
        return start
    first, index = workday_table()
    # Going back, a start that is itself a working day is day zero and must not be counted.
    target = here + count if count > 0 else here - is_workday(start) + count + 1
    if target < 1:
        raise _unknown(dt.date(first.year - 1, 12, 31))
    offset = bisect_left(index, target)
    if offset == len(index):
        raise _unknown(first + offset * ONE_DAY)
    return first + offset * ONE_DAY


def workdays_between(start: dt.date, end: dt.date) -> int:
    """Number of working days after the start up to the end, the end included; negative when it is earlier.

    Half open at the start, so that it undoes `add_workdays`, sums along a chain of days, and changes its
    sign when the two are exchanged.

    Raises:
        YoujuError: S140 when one of the two is in a year that is not known; both are named if both are.

    Example:
        >>> workdays_between(dt.date(2024, 9, 30), dt.date(2024, 10, 8))
        1
        >>> workdays_between(dt.date(2024, 10, 8), dt.date(2024, 9, 30))
        -1
    """
    problems = [problem for day in (start, end) if not is_known(day) for problem in _unknown(day).problems]
    if problems:
        raise YoujuError(problems)
    return workday_index(end) - workday_index(start)


def next_workday(day: dt.date, *, included: bool = False) -> dt.date:
    """The first working day after this one (顺延).

    Args:
        day: Where to start.
        included: Whether the day itself will do.

    Raises:
        YoujuError: S140 when a year on the way is not known.

    Example:
        >>> next_workday(dt.date(2024, 10, 1)), next_workday(dt.date(2024, 9, 30), included=True)
        (datetime.date(2024, 10, 8), datetime.date(2024, 9, 30))
    """
    return _plain(day) if included and is_workday(day) else add_workdays(day, 1)


def previous_workday(day: dt.date, *, included: bool = False) -> dt.date:
    """The last working day before this one (提前).

    Args:
        day: Where to start.
        included: Whether the day itself will do.

    Raises:
        YoujuError: S140 when a year on the way is not known.

    Example:
        >>> previous_workday(dt.date(2024, 10, 8))
        datetime.date(2024, 9, 30)
    """
    return _plain(day) if included and is_workday(day) else add_workdays(day, -1)


def _plain(day: dt.date) -> dt.date:
    return day.date() if isinstance(day, dt.datetime) else day


def _unknown(day: dt.date) -> YoujuError:
    return fail("S140", day=_plain(day).isoformat(), first=first_year(), last=last_year())
