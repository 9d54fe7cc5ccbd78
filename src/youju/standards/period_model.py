"""What a period is: first and last day, and whether figures for it are counted within it or stand at its end.

Enter at `Period`. Reading periods from text is `youju.standards.periods`.
"""

from __future__ import annotations

import calendar
import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

ONE_DAY = dt.timedelta(days=1)
QUARTERS = "一二三四"


class Kind(StrEnum):
    """How a figure belongs to a period."""

    DURING = "during"
    """Counted within the period: 2023年, 一季度, 5月."""
    CUMULATIVE = "cumulative"
    """Counted from the beginning of the year, or of a plan, up to the end: 1—10月, 前三季度, 今年以来."""
    POINT = "point"
    """Standing at the end of the last day: 截至10月底, 2023年末."""


@dataclass(frozen=True, slots=True)
class Period:
    """A period of whole days.

    Attributes:
        start: First day; the same as `end` for a point.
        end: Last day, included.
        kind: How figures belong to it.
    """

    start: dt.date
    end: dt.date
    kind: Kind = Kind.DURING

    def __post_init__(self) -> None:
        if self.start > self.end:
            raise ValueError("a period cannot end before it starts")

    @property
    def days(self) -> int:
        """Number of days, both ends included."""
        return (self.end - self.start).days + 1

    def __contains__(self, day: object) -> bool:
        return isinstance(day, dt.date) and self.start <= day <= self.end

    def in_year(self, year: int) -> Period:
        """The same period with its end in another year; the end of February stays the end of February.

        Example:
            >>> str(month(2024, 2).in_year(2023))
            '2023年2月'
        """
        return self.shifted(year - self.end.year)

    def shifted(self, years: int) -> Period:
        """The same period so many years later; with -1 the same period of last year.

        Example:
            >>> str(months(2023, 1, 10).shifted(-1))
            '2022年1—10月'
        """
        return Period(_shift(self.start, years), _shift(self.end, years, end=True), self.kind)

    def at_end(self) -> Period:
        """The point at its end."""
        return Period(self.end, self.end, Kind.POINT)

    def until(self, day: dt.date) -> Period:
        """Cumulative from its first day up to another."""
        return Period(self.start, day, Kind.CUMULATIVE)

    def __str__(self) -> str:
        """As reports write it; `youju.standards.periods.parse` reads it back."""
        first, last = self.start, self.end
        if self.kind == Kind.POINT:
            return f"截至{_day(last)}"
        if first.year == last.year and first.day == 1 and last == month_end(last.year, last.month):
            return f"{first.year}年{_months(first.month, last.month)}"
        if (first.month, first.day, last.month, last.day) == (1, 1, 12, 31):
            return f"{first.year}—{last.year}年"
        return _day(first) if first == last else f"{_day(first)}—{_day(last)}"


def year(number: int) -> Period:
    """A calendar year.

    Example:
        >>> year(2023).days
        365
    """
    return Period(dt.date(number, 1, 1), dt.date(number, 12, 31))


def years(first: int, last: int) -> Period:
    """Calendar years, both included."""
    return Period(dt.date(first, 1, 1), dt.date(last, 12, 31))


def months(number: int, first: int, last: int) -> Period:
    """Months of a year, both included. From January on over several months, but not all, they cumulate.

    Example:
        >>> months(2023, 1, 10).kind.value, months(2023, 4, 6).kind.value, months(2023, 1, 1).kind.value
        ('cumulative', 'during', 'during')
    """
    # the first quarter is a quarter like any other, and 1—3月 is the same period
    cumulates = first == 1 and last not in {1, 3, 12}
    kind = Kind.CUMULATIVE if cumulates else Kind.DURING
    return Period(dt.date(number, first, 1), month_end(number, last), kind)


def month(number: int, which: int) -> Period:
    """A calendar month."""
    return months(number, which, which)


def quarter(number: int, which: int) -> Period:
    """A calendar quarter, 1 to 4."""
    return months(number, which * 3 - 2, which * 3)


def plan(number: int) -> Period:
    """A five-year plan: the first began in 1953, the sixth in 1981, the fourteenth in 2021.

    The years 1963 to 1965 lay between the second and the third.

    Example:
        >>> str(plan(14)), str(plan(1))
        ('2021—2025年', '1953—1957年')
    """
    first = 1951 + 5 * number if number >= 3 else 1948 + 5 * number
    return years(first, first + 4)


def month_end(number: int, which: int) -> dt.date:
    """Last day of a month."""
    return dt.date(number, which, calendar.monthrange(number, which)[1])


def _shift(day: dt.date, by: int, *, end: bool = False) -> dt.date:
    last = month_end(day.year + by, day.month)
    if end and day == month_end(day.year, day.month):
        return last
    return min(dt.date(day.year + by, day.month, 1) + (day.day - 1) * ONE_DAY, last)


def _day(day: dt.date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def _months(first: int, last: int) -> str:
    if (first, last) == (1, 12):
        return ""
    if first == last:
        return f"{first}月"
    if first % 3 == 1 and last == first + 2:
        return f"{QUARTERS[first // 3]}季度"
    return {(1, 6): "上半年", (7, 12): "下半年"}.get((first, last), f"{first}—{last}月")
