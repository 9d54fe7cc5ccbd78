"""Daily means of a period that is named (N104): 11月发电7495亿千瓦时，日均249.8亿千瓦时.

The days are those of the calendar. Offices also count working days or the days of a season, so a mean is a
contradiction only where it all but is that of the calendar.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from youju.checker.intervals import Interval
from youju.checker.mentions import Mention, similar
from youju.checker.model import Kind, Relation
from youju.checker.passage import Passage
from youju.checker.relations.pattern import FAILS, HOLDS, Example, Pattern, in_scale, number, relation

_DAILY: Final = re.compile(r"(?:日均|平均每[天日]|每[天日]平均)[^，。；、\d]{0,8}$")
_PERIOD: Final = re.compile(
    r"(?P<week>[本上一]周|第\d{1,2}周)|(?:(?:20\d\d)年)?(?:(?P<first>\d{1,2})\s*[-—－–至~～]\s*)?(?P<last>\d{1,2})月"
    r"(?!\d|底|末|以来)|"
    r"(?P<quarter>[一二三四])季度|(?P<half>[上下])半年|(?P<year>全年|(?:20\d\d)年(?!\d{1,2}月|[一二三四]季|[上下]半))"
)
_QUARTERS: Final = {"一": (1, 3), "二": (4, 6), "三": (7, 9), "四": (10, 12)}
_WEEK: Final = 7
_FAR: Final = Decimal("0.08")
"""By which part of it a mean is off at most where the days of the calendar are meant."""
_BACK: Final = 4
_HALF: Final = Decimal("0.5")
"""What rounding leaves open where what is counted has no parts: 10169件 a day."""


_SAID: Final = re.compile(r"日均|平均每[天日]|每[天日]平均")


def _daily(passage: Passage) -> Iterator[Relation]:
    if not _SAID.search(passage.text, passage.start, passage.end):
        return
    for paragraph in passage.paragraphs:
        for sentence in paragraph.sentences:
            numbers = [one for one in sentence.mentions if one.measured]
            for at, mean in enumerate(numbers):
                if not at or mean.hedge or mean.span or not _DAILY.search(passage.before(mean, 14)):
                    continue
                nearest = reversed(numbers[max(0, at - _BACK) : at])
                total = next((one for one in nearest if similar(one, mean)), None)
                if total is None or total.hedge or total.span or not total.base > mean.base > 0:
                    continue
                own = _days(passage, sentence.start, total)
                days = own or _days(passage, paragraph.start, total)
                found = _judged(mean, total, days) if days else None
                if found is not None and (own or found.verdict is HOLDS):
                    yield found


def _days(passage: Passage, start: int, total: Mention) -> tuple[int, ...]:
    """How many days the period may have that was named last before a total; a leap year has one more."""
    found = list(_PERIOD.finditer(passage.text, start, total.start))
    if not found:
        return ()
    last = found[-1]
    if last["week"]:
        return (_WEEK,)
    first, month = 1, 12
    if last["last"]:
        month = int(last["last"])
        first = int(last["first"] or month)
    elif last["quarter"]:
        first, month = _QUARTERS[last["quarter"]]
    elif last["half"]:
        first, month = (1, 6) if last["half"] == "上" else (7, 12)
    if not 1 <= first <= month <= 12:
        return ()
    counts = {sum(monthrange(year, each)[1] for each in range(first, month + 1)) for year in (2023, 2024)}
    return tuple(sorted(counts))


def _judged(mean: Mention, total: Mention, days: tuple[int, ...]) -> Relation | None:
    """The mean of the days of the calendar, or what is all but it; None where other days are meant."""
    reach, half = in_scale(total, mean.scale), mean.half or _HALF
    printed = Interval(mean.value - half, mean.value + half * 2)  # rounded, or cut off
    for count in days:
        quotient = Interval(reach.low / count, reach.high / count)
        if quotient.meets(printed):
            return _relation(mean, total, count, quotient, holds=True)
    quotient = Interval(reach.low / days[0], reach.high / days[0])
    off = abs((quotient.low + quotient.high) / 2 / mean.value - 1)
    return _relation(mean, total, days[0], quotient, holds=False) if off <= _FAR else None


def _relation(mean: Mention, total: Mention, days: int, quotient: Interval, *, holds: bool) -> Relation:
    middle = total.base / mean.scale / days
    multiple = next((mark for mark in ("万亿", "亿", "万") if mark in mean.text), "")
    shown = middle / {"": 1, "万": 10**4, "亿": 10**8, "万亿": 10**12}[multiple]
    message = f"{total.text}÷{days}天={number(round(shown, 2))}{multiple}{mean.unit}，"
    message += f"与写明的{mean.text}{'一致' if holds else '不符'}"
    verdict = HOLDS if holds else FAILS
    parts = {"m": mean, "t": total}
    formula = f"m == t / {days}"
    return relation("N104", Kind.AVERAGE, formula, parts, verdict, quotient.low, quotient.high, message)


PATTERNS: Final[tuple[Pattern, ...]] = (
    Pattern(
        "daily means",
        "N104",
        Kind.AVERAGE,
        _daily,
        (
            Example("11月，发电量7495亿千瓦时，增长0.9%；日均发电249.8亿千瓦时。", HOLDS),
            Example("11月，发电量7495亿千瓦时，增长0.9%；日均发电259.8亿千瓦时。", FAILS, (), "=249.83亿"),
            Example("本周接报警情62起（日均8.9起）。", HOLDS, ("62起", "8.9起")),
            Example("全年接待游客73万人次，日均接待2000人次。", HOLDS),
            Example("第28周受理诉求71184件，日均10169件。", HOLDS, ("71184件", "10169件")),
            Example("全年办件25万件，日均办件1000件。", None),
            Example("发电量7495亿千瓦时；日均发电249.8亿千瓦时。", None),
        ),
    ),
)
