"""Means of a day, month or year of a period that is named (N104): 11月发电7495亿千瓦时，日均249.8亿千瓦时.

The days are those of the calendar. Offices also count working days or the days of a season, so a mean is a
contradiction only where it all but is that of the calendar.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator
from decimal import Decimal
from typing import Final, NamedTuple

from youju.checker.intervals import Interval
from youju.checker.mentions import Mention, exact, similar
from youju.checker.model import Kind, Operand, Relation
from youju.checker.passage import Passage
from youju.checker.relations.counts.listing import value_of
from youju.checker.relations.means.averages import average_of
from youju.checker.relations.pattern import (
    FAILS,
    HOLDS,
    Example,
    Pattern,
    against,
    in_scale,
    number,
)

_MEAN: Final = re.compile(
    r"(?:(?P<a>[日月年])均|平均每(?P<b>[天日月年])|每(?P<c>[天日月年])平均)(?!增|提|下降|递)[^，。；、\d]{0,8}$"
)
_PERIOD: Final = re.compile(
    r"(?P<week>[本上一]周|第\d{1,2}周)|(?:(?:20\d\d)年)?(?:(?P<first>\d{1,2})\s*[-—－–至~～]\s*)?(?P<last>\d{1,2})月"
    r"(?!\d|底|末|以来)|"
    r"(?P<quarter>[一二三四])季度|(?P<half>[上下])半年|(?P<year>全年|(?:20\d\d)年(?!\d{1,2}月|[一二三四]季|[上下]半))"
)
_YEARS: Final = re.compile(
    r"(?P<first>(?:19|20)\d\d)\s*年?\s*[-—－–~～至到]{1,2}\s*(?P<last>(?:19|20)\d\d)\s*年|"
    r"(?P<n>\d{1,2}|[两二三四五六七八九十])年(?=来|间|期间|累计|共|总)"
)
_QUARTERS: Final = {"一": (1, 3), "二": (4, 6), "三": (7, 9), "四": (10, 12)}
_WEEK: Final = 7
_FAR: Final = Decimal("0.08")
"""By which part of it a mean is off at most where the days of the calendar are meant."""
_BACK: Final = 4
_HALF: Final = Decimal("0.5")
"""What rounding leaves open where what is counted has no parts: 10169件 a day."""


def _means(passage: Passage) -> Iterator[Relation]:
    for paragraph in passage.paragraphs_with("均", "天日月年"):
        for sentence in paragraph.sentences:
            numbers = [one for one in sentence.mentions if one.measured]
            for at, mean in enumerate(numbers):
                each = _MEAN.search(passage.before(mean, 14)) if at else None
                if each is None:
                    continue
                nearest = reversed(numbers[max(0, at - _BACK) : at])
                total = next((one for one in nearest if similar(one, mean)), None)
                if total is None or not exact(total) or not total.base > mean.base > 0:
                    continue
                unit = each["a"] or each["b"] or each["c"]
                if stated := _stated(passage, sentence.start, mean, total, unit):
                    yield stated
                    continue
                if not exact(mean):
                    continue
                own = _period(passage, sentence.start, total, unit)
                period = own or _period(passage, paragraph.start, total, unit)
                found = _judged(mean, total, period, _CALLED[unit]) if period else None
                if found is not None and (own or found.verdict is HOLDS):
                    yield found


_DAYS: Final = re.compile(r"(?<![\d.—－–~～至月-])(?P<n>[1-9]\d{1,2})(?:天|日|个[一-鿿]{0,3}[日天])(?!期)")


_REACH, _AFTER = 80, 16


def _stated(passage: Passage, start: int, mean: Mention, total: Mention, unit: str) -> Relation | None:
    """The mean of as many days as the text itself says, where it is that, or is said to be: 30天受理8640件，
    日均288件; 按247个工作日计，日均60件."""
    days = (
        _DAYS.finditer(passage.text, max(start, mean.start - _REACH), min(passage.end, mean.end + _AFTER))
        if unit in "日天"
        else iter(())
    )
    counts = [passage.first_from(one.start()) for one in days]
    found = [(one, average_of(mean, total, one)) for one in counts if one is not None and one.measured]
    holding = next((each for _, each in found if each.verdict is HOLDS), None)
    if holding is not None or len(found) != 1 or not exact(mean, found[0][0]):
        return holding
    by, told = found[0]
    said = passage.before(by, _SAID).find("按") >= 0 and _COUNTED_BY.match(passage.text, by.end)
    near = abs(total.base / by.value / mean.base - 1) <= _FAR
    return told if said and near else None


_SAID: Final = 8
_COUNTED_BY: Final = re.compile(r"[一-鿿]{0,3}(?:[日天])?(?:计|测)")


_CALLED: Final = {"日": "天", "天": "天", "月": "个月", "年": "年"}


class _Period(NamedTuple):
    """A period that is named, and how many days, months or years it may have."""

    named: re.Match[str]
    counts: tuple[int, ...]


def _period(passage: Passage, start: int, total: Mention, unit: str) -> _Period | None:
    """The period that was named last before a total, where it has parts of a unit."""
    words = _YEARS if unit == "年" else _PERIOD
    named = list(words.finditer(passage.text, start, total.start))
    counts = _counts(named[-1], unit) if named else ()
    return _Period(named[-1], counts) if counts else None


def _counts(named: re.Match[str], unit: str) -> tuple[int, ...]:
    """How many days, months or years a period has; days of a common and of a leap year."""
    if unit == "年":
        years = _count_of(named)
        return (years,) if years > 1 else ()
    if named["week"]:
        return (_WEEK,) if unit != "月" else ()
    first, last = _months(named)
    if not 1 <= first <= last <= 12:
        return ()
    if unit == "月":
        return (last - first + 1,) if last > first else ()
    days = {sum(monthrange(year, each)[1] for each in range(first, last + 1)) for year in (2023, 2024)}
    return tuple(sorted(days))


def _count_of(span: re.Match[str]) -> int:
    return value_of(span["n"]) if span["n"] else int(span["last"]) - int(span["first"]) + 1


def _months(named: re.Match[str]) -> tuple[int, int]:
    """The first and the last month of a period."""
    if named["last"]:
        return int(named["first"] or named["last"]), int(named["last"])
    if named["quarter"]:
        return _QUARTERS[named["quarter"]]
    if named["half"]:
        return (1, 6) if named["half"] == "上" else (7, 12)
    return 1, 12


def _judged(mean: Mention, total: Mention, period: _Period, unit: str) -> Relation | None:
    """The mean of the parts of a period, or what is all but it; None where other days are meant."""
    reach, half = in_scale(total, mean.scale), mean.half or _HALF
    printed = Interval(mean.value - half, mean.value + half * 2)  # rounded, or cut off
    quotients = [(count, Interval(reach.low / count, reach.high / count)) for count in period.counts]
    fit = next((one for one in quotients if one[1].meets(printed)), None)
    count, quotient = fit or quotients[0]
    off = abs((quotient.low + quotient.high) / 2 / mean.value - 1)
    if fit is None and off > _FAR:
        return None
    middle = total.base / mean.scale / count
    multiple = next((mark for mark in ("万亿", "亿", "万") if mark in mean.text), "")
    shown = middle / {"": 1, "万": 10**4, "亿": 10**8, "万亿": 10**12}[multiple]
    verdict = HOLDS if fit else FAILS
    message = f"{total.text}÷{count}{unit}={number(round(shown, 2))}{multiple}{mean.unit}，"
    message += against(mean.text, verdict)
    told = period.named
    operands = {
        "m": mean.operand(),
        "t": total.operand(),
        "n": Operand(told[0], told.start(), told.end(), Decimal(count)),
    }
    start, end = min(one.start for one in operands.values()), max(one.end for one in operands.values())
    low, high = quotient.low, quotient.high
    return Relation("N104", Kind.AVERAGE, verdict, start, end, "m == t / n", operands, low, high, message)


PATTERNS: Final[tuple[Pattern, ...]] = (
    Pattern(
        "means of a period",
        "N104",
        Kind.AVERAGE,
        _means,
        (
            Example(
                "办理登记14820件，日均约60件（按247个工作日计）。", HOLDS, ("14820件", "60件", "247个工作日")
            ),
            Example("11月，发电量7495亿千瓦时，增长0.9%；日均发电249.8亿千瓦时。", HOLDS),
            Example("11月，发电量7495亿千瓦时，增长0.9%；日均发电259.8亿千瓦时。", FAILS, (), "=249.83亿"),
            Example("本周接报警情62起（日均8.9起）。", HOLDS, ("本周", "62起", "8.9起")),
            Example("全年接待游客73万人次，日均接待2000人次。", HOLDS),
            Example("第28周受理诉求71184件，日均10169件。", HOLDS, ("第28周", "71184件", "10169件")),
            Example("1—9月累计用电90亿千瓦时，月均用电10亿千瓦时。", HOLDS, (), "÷9个月"),
            Example("2019年至2023年累计投入150.0亿元，年均投入31.0亿元。", FAILS, (), "÷5年=30亿元"),
            Example("五年累计完成投资150亿元，年均完成30亿元。", HOLDS, ("五年", "150亿元", "30亿元")),
            Example("集中采集30天，上报信息8640笔，日均288笔。", HOLDS, ("30天", "8640笔", "288笔")),
            Example("全年供餐20.5万份，按250个供餐日测算，日均供餐820份。", HOLDS),
            Example("接口调用4380万次，按全年366天计，日均近12万次。", HOLDS),
            Example("集中采集30天，上报信息8640笔，日均188笔。", None),
            Example("五年累计完成投资150亿元，年均增长30亿元。", None),
            Example("全年办件25万件，日均办件1000件。", None),
            Example("发电量7495亿千瓦时；日均发电249.8亿千瓦时。", None),
        ),
    ),
)
