"""The single expressions of time: which words there are, and which period each means in its context.

`youju.standards.periods` is the door; here are the patterns and the rule of each, read by `RULES`.
Forms follow GB/T 7408-2005 (2023-05-01) and GB/T 15835-2011, 4.1.3 (dashes of ranges).

Example:
    >>> pattern, rule = RULES[0]
    >>> str(rule(pattern.match("去年度"), Context(dt.date(2023, 10, 17))))
    '2022年'
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from youju.standards import numerals, period_model
from youju.standards.period_model import Kind, Period

_N: Final = r"(?:\d{1,2}|[一二三四五六七八九十]{1,3}|两)"
_Y: Final = r"(?:\d{4}|[一二][〇零○一二三四五六七八九]{3})"
DASH: Final = r"\s*(?:至|到|[-‐‑–—―－~～]{1,2})\s*"
_RELATIVE: dict[str, int] = dict.fromkeys(("今年", "本年", "当年"), 0)
_RELATIVE |= dict.fromkeys(("去年", "上年", "上一年"), -1) | {"前年": -2}
_RELATIVE |= dict.fromkeys(("明年", "次年", "下年", "下一年"), 1)
_YEAR: Final = rf"(?:(?P<year>{_Y})\s?年度?|(?P<rel>上一年度?|下一年度?|[今本当去上前明次下]年度?))"


@dataclass(slots=True)
class Context:
    """What the words before say."""

    on: dt.date | None
    year: int | None = None
    last: Period | None = None

    def base(self) -> int:
        """The year from which 去年 counts."""
        if self.on is not None:
            return self.on.year
        if self.year is not None:
            return self.year
        raise NoYear

    def day(self) -> dt.date:
        """The reference date itself."""
        if self.on is None:
            raise NoYear
        return self.on

    def place(self, build: Callable[[int], Period]) -> Period:
        """A period of a year that was not said."""
        if self.year is not None:
            return build(self.year)
        found = build(self.base())
        return build(self.base() - 1) if found.start > self.day() else found


class NoYear(Exception):
    """The words need a reference that nobody gave."""


_Rule = Callable[["re.Match[str]", Context], Period]


def says_year(text: str) -> bool:
    """Whether an expression begins with a year in digits, which those after it may leave out."""
    return re.match(rf"{_Y}", text) is not None


def _year_of(match: re.Match[str], context: Context) -> int | None:
    """The year that the expression names, or None when it names none."""
    groups = match.groupdict()
    if groups.get("year"):
        return int(numerals.parse(groups["year"]))
    if groups.get("rel"):
        return context.base() + _RELATIVE[groups["rel"].removesuffix("度")]
    return None


def _in_year(match: re.Match[str], context: Context, build: Callable[[int], Period]) -> Period:
    number = _year_of(match, context)
    return build(number) if number is not None else context.place(build)


def _number(text: str) -> int:
    return int(numerals.parse(text)) if text != "两" else 2


def _quarter_number(text: str) -> int:
    number = _number(text)
    if not 1 <= number <= 4:
        raise ValueError("a year has four quarters")
    return number


def _year(match: re.Match[str], context: Context) -> Period:
    number = _year_of(match, context)
    if number is None:
        number = context.year if context.year is not None else context.base()
    return _suffixed(period_model.year(number), match, context)


def _years(match: re.Match[str], _: Context) -> Period:
    return period_model.years(int(numerals.parse(match["y1"])), int(numerals.parse(match["y2"])))


def _half(match: re.Match[str], context: Context) -> Period:
    first, last = (1, 6) if match["half"] == "上" else (7, 12)
    period = _in_year(match, context, lambda number: period_model.months(number, first, last))
    return _suffixed(period, match, context)


def _front_quarters(match: re.Match[str], context: Context) -> Period:
    last = _quarter_number(match["front"]) * 3
    return _in_year(match, context, lambda number: period_model.months(number, 1, last))


def _front_months(match: re.Match[str], context: Context) -> Period:
    return _in_year(match, context, lambda number: period_model.months(number, 1, _number(match["front"])))


def _quarters(match: re.Match[str], context: Context) -> Period:
    first, last = _quarter_number(match["q1"]), _quarter_number(match["q2"] or match["q1"])
    build = period_model.months
    period = _in_year(match, context, lambda number: build(number, first * 3 - 2, last * 3))
    return _suffixed(period, match, context)


def _months(match: re.Match[str], context: Context) -> Period:
    first, last = _number(match["m1"]), _number(match["m2"])
    return _in_year(match, context, lambda number: period_model.months(number, first, last))


def _month(match: re.Match[str], context: Context) -> Period:
    which = _number(match["m"])
    whole = _in_year(match, context, lambda number: period_model.month(number, which))
    first, last = whole.start, whole.end
    part = match["part"]
    tens = {"初": (1, 10), "上旬": (1, 10), "中": (11, 20), "中旬": (11, 20), "下旬": (21, last.day)}
    if part in tens:
        begin, end = tens[part]
        return Period(first.replace(day=begin), first.replace(day=end))
    if part in {"底", "末"}:
        return whole.at_end()
    if part and part.startswith("以来"):
        return whole.until(max(context.day(), whole.start))
    return whole


def _day(match: re.Match[str], context: Context) -> Period:
    month, day = _number(match["m"]), _number(match["d"])

    def build(number: int) -> Period:
        date = dt.date(number, month, day)
        return Period(date, date)

    first = _in_year(match, context, build)
    if match["d2"]:
        last = first.start.replace(month=_number(match["m2"] or match["m"]), day=_number(match["d2"]))
        return Period(first.start, last)
    return first.until(context.day()) if match["since"] else first


def _edge(match: re.Match[str], context: Context) -> Period:
    """年末, 年底, 年初, of a year that was said or not."""
    if match["short"]:
        number: int | None = context.base() + _RELATIVE[match["short"] + "年"]
    else:
        number = _year_of(match, context)
    if number is None:
        number = context.year if context.year is not None else context.base()
    whole = period_model.year(number)
    return whole.at_end() if match["edge"] in {"末", "底"} else Period(whole.start, whole.start, Kind.POINT)


def _same_period(match: re.Match[str], context: Context) -> Period:
    base = context.last or period_model.year(context.base()).until(context.day())
    groups = match.groupdict()
    back = _RELATIVE.get((groups["rel"] or "").removesuffix("度"), 0)
    if back < 0:
        return base.shifted(back)
    return base.in_year(_year_of(match, context) or base.end.year)


def _plan(match: re.Match[str], context: Context) -> Period:
    names = match["plan"] or match["plan2"]
    number = 10 if names == "十五" else _number(names[:-1])
    return _suffixed(period_model.plan(number), match, context)


def _recent(match: re.Match[str], context: Context) -> Period:
    last = context.day()
    before = last.replace(day=28) if (last.month, last.day) == (2, 29) else last
    start = before.replace(year=before.year - _number(match["n"])) + period_model.ONE_DAY
    return Period(start, last)


def _this(match: re.Match[str], context: Context) -> Period:
    """本月, 上月, 下月, 本季度, 上季度, 下季度."""
    shift = {"上": -1, "本": 0, "当": 0, "下": 1}[match["which"]]
    today = context.day()
    if match["unit"] == "月":
        index = today.year * 12 + today.month - 1 + shift
        period = period_model.month(index // 12, index % 12 + 1)
    else:
        index = today.year * 4 + (today.month - 1) // 3 + shift
        period = period_model.quarter(index // 4, index % 4 + 1)
    return period.at_end() if match["part"] else period


def _iso(match: re.Match[str], _: Context) -> Period:
    number, month = int(match["y"]), int(match["m"])
    if match["d"] is None:
        return period_model.month(number, month)
    day = dt.date(number, month, int(match["d"]))
    return Period(day, day)


def _suffixed(period: Period, match: re.Match[str], context: Context) -> Period:
    """以来 cumulates up to the reference date; 末 and 底 make a point of the end."""
    suffix = match.groupdict().get("suffix") or ""
    if suffix.startswith("以来"):
        return period.until(max(context.day(), period.start))
    return period.at_end() if suffix in {"末", "底"} else period


def _rules() -> Iterator[tuple[str, _Rule]]:
    year = rf"(?:{_YEAR}\s?的?)?"
    suffix = r"(?P<suffix>以来|末|底)?"
    yield rf"{_YEAR}(?:全年)?(?P<suffix>以来)?", _year
    yield r"全年", _year
    yield rf"(?P<y1>{_Y})年?{DASH}(?P<y2>{_Y})年度?", _years
    yield rf"(?:(?P<year>{_Y})|(?P<short>[今本当去上前明次]))?年(?P<edge>[末底初])", _edge
    yield rf"{year}(?P<half>[上下])半年{suffix}", _half
    yield rf"{year}前(?P<front>{_N})个?季度", _front_quarters
    yield rf"{year}前(?P<front>{_N})个月", _front_months
    yield rf"{year}第?(?P<q1>{_N})(?:季度)?(?:{DASH}第?(?P<q2>{_N}))?季度{suffix}", _quarters
    yield rf"{year}(?P<m1>{_N})(?:月份?)?{DASH}(?P<m2>{_N})月份?(?!{_N}[日号])", _months
    part = r"(?P<part>底|末|初|上旬|中旬|下旬|中(?![旬央国小间医学药])|以来)?"
    yield rf"{year}(?P<m>{_N})月份?{part}", _month
    to_day = rf"(?:{DASH}(?:(?P<m2>{_N})月)?(?P<d2>{_N})[日号])?"
    yield rf"{year}(?P<m>{_N})月(?P<d>{_N})[日号](?P<since>以来)?{to_day}", _day
    yield rf"{_YEAR}的?同期", _same_period
    # “八五”普法 counts the plans of law publicity, not of the economy
    quoted = r"[“\"](?P<plan>十[一二三四五六七]?五|[六七八九]五)[”\"](?!普法)"
    bare = r"(?P<plan2>十[一二三四五六七]五)(?=时期|期间|规划|以来|末)"
    yield rf"(?:{quoted}|{bare})(?:规划)?(?:时期|期间)?(?P<suffix>以来|末)?", _plan
    yield rf"(?:最?近|过去)(?P<n>{_N})年来?", _recent
    yield r"(?P<which>[上本当下])个?(?P<unit>月|季度)(?P<part>底|末)?", _this
    # 2023.5 is a month, 2023.5万元 is not
    after = r"(?![\d%‰万亿元人]|[-/.]\d)"
    yield rf"(?P<y>(?:19|20)\d\d)[-/.](?P<m>\d{{1,2}})(?:[-/.](?P<d>\d{{1,2}}))?{after}", _iso


RULES: Final = tuple((re.compile(pattern), rule) for pattern, rule in _rules())
