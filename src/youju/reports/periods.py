"""Days and periods in the words of documents, and the period before.

Enter at `said` and `moved`. A date in a document follows from the cut-off; `said` makes its words again from
what the link says, so that a changed date is seen.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
from typing import Final

_FORM: Final = re.compile(r"^(day|month|year|only_month)\.(\d{4})(?:-(\d\d))?(?:-(\d\d))?$")


def said(ref: str) -> str | None:
    """The words of a date's reference; None when it is none.

    Example:
        >>> said("day.2023-12-31"), said("month.2023-12"), said("year.2023"), said("only_month.2023-12")
        ('2023年12月31日', '2023年12月', '2023年', '12月')
    """
    match = _FORM.match(ref)
    if match is None:
        return None
    form, year, month, day = match.groups()
    if form == "year":
        return f"{int(year)}年"
    if month is None or (form == "day") != (day is not None):
        return None
    if form == "only_month":
        return f"{int(month)}月"
    return f"{int(year)}年{int(month)}月" + (f"{int(day)}日" if day else "")


def ref_of(form: str, day: dt.date) -> str:
    """The reference of a day in one of the forms of `said`."""
    text = {"day": "%Y-%m-%d", "year": "%Y"}.get(form, "%Y-%m")
    return f"{form}.{day.strftime(text)}"


def moved(day: dt.date, step: str, count: int) -> dt.date:
    """A day so many years, quarters or months away; the last of a month stays the last.

    Example:
        >>> moved(dt.date(2024, 2, 29), "year", -1), moved(dt.date(2023, 12, 31), "month", -1)
        (datetime.date(2023, 2, 28), datetime.date(2023, 11, 30))
    """
    months = day.year * 12 + day.month - 1 + count * {"year": 12, "quarter": 3, "month": 1}[step]
    year, month = divmod(months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    is_last = day.day == calendar.monthrange(day.year, day.month)[1]
    return dt.date(year, month + 1, last if is_last else min(day.day, last))
