"""Dates and periods as officials write them: 前三季度, 1—10月, 截至10月底, 去年同期, “十四五”, 2023-05-01.

Enter at `parse` (a text that is one period) and `find` (all periods of a text, with their places). What is
said without a year takes the year that was last named before it, and else that of the reference date `on`:
the latest such period that has begun by then, so that 1—10月 in a report of January is last year's. 去年 and
the like count from `on`, and without it from the year last named.

近三年 is taken as three years up to `on`. “十四五” needs its quotation marks, or 时期, 期间, 规划, 以来 or 末
after it. Chinese numerals may stand for digits (五月, 二〇二三年). Forms follow GB/T 7408-2005 (2023-05-01)
and GB/T 15835-2011, 4.1.3 (dashes of ranges).
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from youju.errors import fail
from youju.standards import numerals, period_model
from youju.standards.period_model import Kind, Period

_N: Final = r"(?:\d{1,2}|[一二三四五六七八九十]{1,3}|两)"
_Y: Final = r"(?:\d{4}|[一二][〇零○一二三四五六七八九]{3})"
_DASH: Final = r"\s*(?:至|到|[-‐‑–—―－~～]{1,2})\s*"
_RELATIVE: dict[str, int] = dict.fromkeys(("今年", "本年", "当年"), 0)
_RELATIVE |= dict.fromkeys(("去年", "上年", "上一年"), -1) | {"前年": -2}
_RELATIVE |= dict.fromkeys(("明年", "次年", "下年", "下一年"), 1)
_YEAR: Final = rf"(?:(?P<year>{_Y})\s?年度?|(?P<rel>上一年度?|下一年度?|[今本当去上前明次下]年度?))"
_HEAD: Final = r"今本当去上前明次下近最过同截年第全\"“"
_START: Final = re.compile(rf"[{_HEAD}\d一二三四五六七八九十]")
_INSIDE_NUMBER: Final = re.compile(r"\d[.,]?\d$")
_UNTIL: Final = re.compile(r"截(?:至|止到?|至到)\s?")
_NOW: Final = re.compile(r"目前|当前|现在|日前|今日")


@dataclass(frozen=True, slots=True)
class Found:
    """A period in a text.

    Attributes:
        period: What it means.
        start: Where it begins in the text, from 0.
        end: Where it ends.
        text: As it is written.
    """

    period: Period
    start: int
    end: int
    text: str


@dataclass(slots=True)
class _Context:
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
        raise _NoYear

    def day(self) -> dt.date:
        """The reference date itself."""
        if self.on is None:
            raise _NoYear
        return self.on

    def place(self, build: Callable[[int], Period]) -> Period:
        """A period of a year that was not said."""
        if self.year is not None:
            return build(self.year)
        found = build(self.base())
        return build(self.base() - 1) if found.start > self.day() else found


class _NoYear(Exception):
    """The words need a reference that nobody gave."""


_Rule = Callable[["re.Match[str]", _Context], Period]


def parse(text: str, *, on: dt.date | None = None, base: Period | None = None) -> Period:
    """The period that a text is.

    Args:
        text: Nothing but the period.
        on: Reference date for what is said without a year.
        base: The period that 同期 refers to.

    Raises:
        YoujuError: S151 when the text is no period, or needs a reference date that was not given.

    Example:
        >>> on = dt.date(2023, 10, 17)
        >>> [str(parse(text, on=on)) for text in ("前三季度", "1—10月", "截至9月底", "“十四五”")]
        ['2023年1—9月', '2023年1—10月', '截至2023年9月30日', '2021—2025年']
        >>> str(parse("去年同期", on=on, base=parse("2023年前三季度")))
        '2022年1—9月'
    """
    plain = unicodedata.normalize("NFKC", text).strip()
    context = _Context(on, base.end.year if base else None, base)
    try:
        read = _read(plain, 0, context)
    except _NoYear:
        read = None
    if read is None or read[1] != len(plain):
        raise fail("S151", text=text)
    return read[0]


def find(text: str, *, on: dt.date | None = None) -> list[Found]:
    """All periods in a text, from left to right, none within another.

    Args:
        text: Any text. Full-width digits are read; places are those of the text as given.
        on: Reference date. Without it, what needs one and follows no year is left out.

    Example:
        >>> found = find("2023年前三季度完成12件，比去年同期多3件；1—10月15件。", on=dt.date(2023, 12, 31))
        >>> [(each.text, str(each.period)) for each in found]
        [('2023年前三季度', '2023年1—9月'), ('去年同期', '2022年1—9月'), ('1—10月', '2023年1—10月')]
    """
    plain = "".join(_narrow(character) for character in text)
    context = _Context(on)
    found: list[Found] = []
    at = 0
    while match := _START.search(plain, at):
        at = match.start()
        read = None
        if not _INSIDE_NUMBER.search(plain, max(at - 2, 0), at + 1):
            try:
                read = _read(plain, at, context)
            except _NoYear:
                read = None
        if read is None:
            at += 1
            continue
        period, end = read
        found.append(Found(period, at, end, text[at:end]))
        at = end
    return found


def _read(text: str, at: int, context: _Context) -> tuple[Period, int] | None:
    """The longest period that begins at a place; the context learns its year."""
    until = _UNTIL.match(text, at)
    start = until.end() if until else at
    read = _range(text, start, context)
    if until and (now := _NOW.match(text, start)):
        read = Period(context.day(), context.day(), Kind.POINT), now.end()
    if read is None:
        return None
    period, end = read
    if until:
        period = period.at_end()
        end += 1 if text[end : end + 1] == "止" else 0
    if "同期" not in text[at:end]:
        context.last = period
    return period, end


def _range(text: str, at: int, context: _Context) -> tuple[Period, int] | None:
    """A period, or two with a dash between them."""
    first = _single(text, at, context)
    if first is None:
        return None
    dash = re.compile(_DASH).match(text, first[1])
    if dash is None or first[0].kind == Kind.POINT:
        return first
    inner = _Context(context.on, first[0].end.year)
    second = _single(text, dash.end(), inner)
    if second is None or second[0].end < first[0].start or second[0].kind == Kind.POINT:
        return first
    return Period(first[0].start, second[0].end), second[1]


def _single(text: str, at: int, context: _Context) -> tuple[Period, int] | None:
    """The longest reading of one expression."""
    best: tuple[Period, int] | None = None
    failed = False
    for pattern, rule in _RULES:
        match = pattern.match(text, at)
        if match is None or (best is not None and match.end() <= best[1]):
            continue
        try:
            best = rule(match, context), match.end()
        except _NoYear:
            failed = True
        except ValueError:  # a thirteenth month, a thirtieth of February
            continue
    if best is None and failed:
        raise _NoYear
    if best is not None and _says_year(text[at : best[1]]):
        context.year = best[0].end.year
    return best


def _says_year(text: str) -> bool:
    return re.match(rf"{_Y}", text) is not None


def _year_of(match: re.Match[str], context: _Context) -> int | None:
    """The year that the expression names, or None when it names none."""
    groups = match.groupdict()
    if groups.get("year"):
        return int(numerals.parse(groups["year"]))
    if groups.get("rel"):
        return context.base() + _RELATIVE[groups["rel"].removesuffix("度")]
    return None


def _in_year(match: re.Match[str], context: _Context, build: Callable[[int], Period]) -> Period:
    number = _year_of(match, context)
    return build(number) if number is not None else context.place(build)


def _number(text: str) -> int:
    return int(numerals.parse(text)) if text != "两" else 2


def _quarter_number(text: str) -> int:
    number = _number(text)
    if not 1 <= number <= 4:
        raise ValueError("a year has four quarters")
    return number


def _year(match: re.Match[str], context: _Context) -> Period:
    number = _year_of(match, context)
    if number is None:
        number = context.year if context.year is not None else context.base()
    return _suffixed(period_model.year(number), match, context)


def _years(match: re.Match[str], _: _Context) -> Period:
    return period_model.years(int(numerals.parse(match["y1"])), int(numerals.parse(match["y2"])))


def _half(match: re.Match[str], context: _Context) -> Period:
    first, last = (1, 6) if match["half"] == "上" else (7, 12)
    period = _in_year(match, context, lambda number: period_model.months(number, first, last))
    return _suffixed(period, match, context)


def _front_quarters(match: re.Match[str], context: _Context) -> Period:
    last = _quarter_number(match["front"]) * 3
    return _in_year(match, context, lambda number: period_model.months(number, 1, last))


def _front_months(match: re.Match[str], context: _Context) -> Period:
    return _in_year(match, context, lambda number: period_model.months(number, 1, _number(match["front"])))


def _quarters(match: re.Match[str], context: _Context) -> Period:
    first, last = _quarter_number(match["q1"]), _quarter_number(match["q2"] or match["q1"])
    build = period_model.months
    period = _in_year(match, context, lambda number: build(number, first * 3 - 2, last * 3))
    return _suffixed(period, match, context)


def _months(match: re.Match[str], context: _Context) -> Period:
    first, last = _number(match["m1"]), _number(match["m2"])
    return _in_year(match, context, lambda number: period_model.months(number, first, last))


def _month(match: re.Match[str], context: _Context) -> Period:
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


def _day(match: re.Match[str], context: _Context) -> Period:
    month, day = _number(match["m"]), _number(match["d"])

    def build(number: int) -> Period:
        date = dt.date(number, month, day)
        return Period(date, date)

    first = _in_year(match, context, build)
    if match["d2"]:
        last = first.start.replace(month=_number(match["m2"] or match["m"]), day=_number(match["d2"]))
        return Period(first.start, last)
    return first.until(context.day()) if match["since"] else first


def _edge(match: re.Match[str], context: _Context) -> Period:
    """年末, 年底, 年初, of a year that was said or not."""
    if match["short"]:
        number: int | None = context.base() + _RELATIVE[match["short"] + "年"]
    else:
        number = _year_of(match, context)
    if number is None:
        number = context.year if context.year is not None else context.base()
    whole = period_model.year(number)
    return whole.at_end() if match["edge"] in {"末", "底"} else Period(whole.start, whole.start, Kind.POINT)


def _same_period(match: re.Match[str], context: _Context) -> Period:
    base = context.last or period_model.year(context.base()).until(context.day())
    groups = match.groupdict()
    back = _RELATIVE.get((groups["rel"] or "").removesuffix("度"), 0)
    if back < 0:
        return base.shifted(back)
    return base.in_year(_year_of(match, context) or base.end.year)


def _plan(match: re.Match[str], context: _Context) -> Period:
    names = match["plan"] or match["plan2"]
    number = 10 if names == "十五" else _number(names[:-1])
    return _suffixed(period_model.plan(number), match, context)


def _recent(match: re.Match[str], context: _Context) -> Period:
    last = context.day()
    before = last.replace(day=28) if (last.month, last.day) == (2, 29) else last
    start = before.replace(year=before.year - _number(match["n"])) + period_model.ONE_DAY
    return Period(start, last)


def _this(match: re.Match[str], context: _Context) -> Period:
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


def _iso(match: re.Match[str], _: _Context) -> Period:
    number, month = int(match["y"]), int(match["m"])
    if match["d"] is None:
        return period_model.month(number, month)
    day = dt.date(number, month, int(match["d"]))
    return Period(day, day)


def _suffixed(period: Period, match: re.Match[str], context: _Context) -> Period:
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
    yield rf"(?P<y1>{_Y})年?{_DASH}(?P<y2>{_Y})年度?", _years
    yield rf"(?:(?P<year>{_Y})|(?P<short>[今本当去上前明次]))?年(?P<edge>[末底初])", _edge
    yield rf"{year}(?P<half>[上下])半年{suffix}", _half
    yield rf"{year}前(?P<front>{_N})个?季度", _front_quarters
    yield rf"{year}前(?P<front>{_N})个月", _front_months
    yield rf"{year}第?(?P<q1>{_N})(?:季度)?(?:{_DASH}第?(?P<q2>{_N}))?季度{suffix}", _quarters
    yield rf"{year}(?P<m1>{_N})(?:月份?)?{_DASH}(?P<m2>{_N})月份?(?!{_N}[日号])", _months
    part = r"(?P<part>底|末|初|上旬|中旬|下旬|中(?![旬央国小间医学药])|以来)?"
    yield rf"{year}(?P<m>{_N})月份?{part}", _month
    to_day = rf"(?:{_DASH}(?:(?P<m2>{_N})月)?(?P<d2>{_N})[日号])?"
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


_RULES: Final = tuple((re.compile(pattern), rule) for pattern, rule in _rules())


def _narrow(character: str) -> str:
    """NFKC where it keeps the length, so that places stay."""
    plain = unicodedata.normalize("NFKC", character)
    return plain if len(plain) == 1 else character
